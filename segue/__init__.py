"""Segue: a self-hosted preference engine for audio.

Skip a track and the very next answer is better, on your own server, and you can prove it.
"""

__version__ = "0.1.0"
