"""Prompts: a listener's words -> a typed query -> a playlist."""
