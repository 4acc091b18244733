"""What a listen means, one reason to a file (docs/meaning.md)."""
