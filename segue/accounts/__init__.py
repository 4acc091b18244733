"""Listeners, their tokens and what they allow."""
