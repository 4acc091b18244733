"""Implementations of the ports, named only by `segue.app`."""
