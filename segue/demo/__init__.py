"""The promise in one screen: a first answer, plays and skips, and the changed answer after each."""
