"""What Segue concludes about a listener, in data, in words and in small charts."""
