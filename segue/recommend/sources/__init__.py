"""Where candidates come from, one file each."""
