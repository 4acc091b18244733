"""Protocols of existing clients, one file each."""
