import sys

from benchmarks.prompts import main

main(*sys.argv[1:2])
