"""What is concluded, in words: one file a language."""
