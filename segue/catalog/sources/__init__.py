"""Music servers whose catalogues are read, one file each."""
