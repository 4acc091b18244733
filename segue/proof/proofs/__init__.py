"""Published benchmarks, one file each."""
