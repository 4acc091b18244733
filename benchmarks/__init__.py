"""Figures: each beside a baseline or a peer in the same run. None of them is asserted in a test."""
