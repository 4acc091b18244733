"""Segue and the nearest other engine, Gorse, on the same work in the same run."""
