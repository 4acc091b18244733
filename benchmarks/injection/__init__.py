"""Attacks through prompts: a corpus of strings, a malicious model, and what must never come of them."""
