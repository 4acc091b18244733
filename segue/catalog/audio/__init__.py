"""What is measured of a recording: tempo, key, loudness, fingerprint. Samples are mono float32 at `decode.RATE`."""
