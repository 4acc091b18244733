"""How a list is arranged, one file each."""
