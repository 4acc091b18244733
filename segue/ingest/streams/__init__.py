"""What the requests for a song's bytes say about its playing: a pure function of what a proxy can see."""
