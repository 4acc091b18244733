"""Words of prompts, one file per language."""
