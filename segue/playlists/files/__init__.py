"""Playlists as files and documents, one format each."""
