"""What listeners elsewhere have in common, in one portable file: for servers too small to know it themselves."""
