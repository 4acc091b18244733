"""What mixes are called and what is said of them, one file for each language."""
