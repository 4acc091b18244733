"""P(skip): how likely one play is to be skipped, from what is known before it begins."""
