"""Published benchmarks, run on this machine: one data set per file in `proofs/`."""
