"""Torture: a real server killed at random moments while clients talk, and its books compared after each restart.

`python -m benchmarks.torture --cycles 200 --seed 1`
"""
