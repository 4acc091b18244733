"""What a press of a button is, whoever tells it: the form, or segue.js when the form could not."""

from hashlib import blake2b

SKIPPED_AT_MS = 5_000  # what the Skip button means


def event_id(slate: str, track: str, kind: str, of: str) -> str:
    """The same button of the same list is the same event, however often it is pressed.

    of: the event that is taken back, if any
    """
    return "web-" + blake2b("|".join((slate, track, kind, of)).encode(), digest_size=16).hexdigest()


def mark(listener: str) -> str:
    """Keeps the queues of listeners apart who share a browser, and says nothing about them."""
    return blake2b(listener.encode(), digest_size=8, person=b"segue-js").hexdigest()
