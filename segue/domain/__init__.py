"""The nouns. Frozen types without I/O; they import the standard library and msgspec, nothing else."""
