"""Events to Listens and Sessions: what was really heard, however many devices and routes told of it."""
