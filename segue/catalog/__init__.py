"""Tracks and their names."""
