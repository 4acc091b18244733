"""What `segue serve` says of certificates it cannot speak https with. One that works is in tests/clients."""

from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize("option", ["--tls-cert", "--tls-key"])
def test_one_of_the_two_is_not_enough(segue: Any, tmp_path: Path, option: str) -> None:
    ran = segue("serve", "--port", "0", option, str(tmp_path / "there.pem"))
    assert (ran.code, ran.out) == (1, "")
    assert "belong together" in ran.err


@pytest.mark.parametrize("there", [False, True])
def test_what_is_no_certificate(segue: Any, tmp_path: Path, there: bool) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    if there:
        cert.write_text("-----BEGIN CERTIFICATE-----\nno\n")
        key.write_text("")
    ran = segue("serve", "--port", "0", "--tls-cert", str(cert), "--tls-key", str(key))
    assert ran.code == 1
    assert f"{cert} and {key} are no certificate and its key" in ran.err.replace("\n", " ")
    assert "Traceback" not in ran.err
