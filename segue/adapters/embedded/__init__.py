"""Ports kept by what every machine has: SQLite and files. The default, and the test doubles."""
