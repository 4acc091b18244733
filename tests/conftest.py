"""For all tests: one BLAS thread, as the program itself sets it; two that spin are slower than one."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
