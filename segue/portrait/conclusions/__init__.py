"""What is concluded, one file each."""
