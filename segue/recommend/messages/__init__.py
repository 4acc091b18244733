"""What answers say, one language a file."""
