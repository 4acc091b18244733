"""What a list is sorted by, one file each."""
