"""The DJ's wordings, one file for each language."""
