"""What must not be in a slate, one file each."""
