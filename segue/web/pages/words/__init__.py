"""What the page says, one language a file."""
