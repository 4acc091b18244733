"""What a server runs beside itself yields to it."""

import os
import sys

import pytest

from segue.cli.serve import behind

WAITS_UNTIL_IT_IS_BEHIND = """
import os, sys, time
own = int(sys.argv[1])
until = time.monotonic() + 20
while os.getpriority(os.PRIO_PROCESS, 0) <= own:
    if time.monotonic() > until:
        sys.exit(1)
    time.sleep(0.01)
sys.exit(7)
"""


@pytest.mark.skipif(not hasattr(os, "setpriority"), reason="there are no priorities here")
def test_a_refresh_beside_a_server_yields_to_it() -> None:
    own = os.getpriority(os.PRIO_PROCESS, 0)
    if own == 19:
        pytest.skip("this process is behind everybody already")
    assert behind([sys.executable, "-c", WAITS_UNTIL_IT_IS_BEHIND, str(own)]) == 7
    assert os.getpriority(os.PRIO_PROCESS, 0) == own


def test_a_program_that_ends_at_once_is_no_error() -> None:
    assert behind([sys.executable, "-c", ""]) == 0
