"""Segue between a Subsonic player and the server with the music: everything passes, what it tells is recorded."""
