"""What is kept for analysis: which tables there are, what their columns mean, and how events become their rows."""
