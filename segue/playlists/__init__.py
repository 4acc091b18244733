"""Named mixes."""
