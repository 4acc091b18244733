"""A Request to a Slate."""
