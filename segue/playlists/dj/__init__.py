"""The DJ: what may be said before a track, in which words, and whether a model's words hold to it."""
