"""Why a play ended, in Spotify's words."""

from segue.listening.columns import DONE, FAILED, RAN_OUT, REPLACED, SKIPPED, STOPPED

_WORDS = {DONE: "trackdone", SKIPPED: "fwdbtn", STOPPED: "endplay", FAILED: "trackerror", RAN_OUT: "trackdone"}


def reason_of(ending: int, told: str | None, again: bool) -> str | None:
    """What the sender said, else what its kind of event means; None when nobody told of an end."""
    if told is not None:
        return told
    if ending == REPLACED:
        return "backbtn" if again else "fwdbtn"
    return _WORDS.get(ending)
