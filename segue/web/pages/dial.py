"""The dial between new and familiar: what a form says."""

from segue.web.pages.tell import tell
from segue.web.problems import Problem


def told(text: str, lang: str) -> float:
    """Raises Problem 400."""
    if not text.isdecimal() or len(text) > 3 or int(text) > 100:
        raise Problem(400, tell(lang, "dial.wrong"))
    return int(text) / 100
