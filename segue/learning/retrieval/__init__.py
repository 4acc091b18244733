"""The best items of a large catalogue without scoring all of it."""
