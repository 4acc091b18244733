"""Boosted trees: fitted by LightGBM, served from plain arrays without it."""
