"""Where a verb is told of a model behind an address."""

import os
from typing import Any

from segue.cli.output import Failure


def chat(what: str, endpoint: str, model: str) -> dict[str, Any]:
    """The settings of the model that `--WHAT-endpoint` names, its key from the environment; none without an address.

    Raises:
        Failure: the address is none.
    """
    from segue.playlists.chat import address

    if not endpoint:
        return {}
    try:
        address(endpoint)
    except ValueError as wrong:
        raise Failure(f"--{what}-endpoint: {wrong}") from wrong
    key = os.environ.get(f"SEGUE_{what.upper()}_KEY", "")
    return {f"{what}_endpoint": endpoint, f"{what}_model": model, f"{what}_key": key}
