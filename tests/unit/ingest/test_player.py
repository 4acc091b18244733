"""Numbers as players write them."""

import pytest

from segue.ingest.dialect import Malformed
from segue.ingest.player import milliseconds


@pytest.mark.parametrize("unit", [1000, 1.0, 0.001, 0.0001])
@pytest.mark.parametrize("odd", [10**400, -(10**400), float("nan"), float("inf"), -float("inf"), 1e308, True, "1"])
def test_what_is_no_place_in_a_track(odd, unit):
    with pytest.raises(Malformed):
        milliseconds(odd, "position", unit)


def test_a_place():
    assert (milliseconds(1.5, "p", 1000), milliseconds(-2, "p"), milliseconds(None, "p")) == (1500, -2, None)
