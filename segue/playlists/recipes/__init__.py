"""Named mixes, one file each."""
