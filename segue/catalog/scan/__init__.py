"""Files on this machine: what their tags say, how they sound, and which track each one is."""
