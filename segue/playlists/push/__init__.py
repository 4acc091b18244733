"""Mixes into other places: music servers, and files in a folder."""
