"""What an import says at its end, in words and as JSON."""

from typing import Any

from segue.cli.output import note
from segue.flows.summary import Summary

_NAMED = 10  # refusals told one by one


def as_json(found: Summary) -> dict[str, Any]:
    return {
        "read": found.read,
        "accepted": found.accepted,
        "new": found.new,
        "known": found.known,
        "merged": found.merged,
        "refused": found.refused,
        "reasons": dict(found.reasons),
        "refusals": [{"where": where, "reason": why} for where, why in found.refusals],
        "passed_over": [{"file": file, "reason": why} for file, why in found.passed],
        "found": dict(found.forms),
        "kinds": dict(found.kinds),
        "formats": dict(found.formats),
        "private": found.private,
        "skip_share": round(found.skip_share, 4),
        "first": found.first,
        "last": found.last,
    }


def say(found: Summary, *, dry: bool = False) -> None:
    """Files and refusals on stderr, figures on stdout."""
    for file, why in found.passed[:_NAMED]:
        note(f"{file}: passed over: {why}")
    for where, why in found.refusals[:_NAMED]:
        note(f"{where}: {why}")
    if found.refused > _NAMED:
        common = "; ".join(f"{count:,} times: {why}" for why, count in found.reasons.most_common(3))
        note(f"… {found.refused:,} refused in all ({common}); `segue quarantine list` shows them")
    span = f", {found.first:%Y-%m-%d} to {found.last:%Y-%m-%d}" if found.first and found.last else ""
    print(f"{found.read - found.refused:,} of {found.read:,} messages read{span}, {found.refused:,} refused")
    for form, count in found.forms.items():
        if form:
            print(f"found: {form}, {count:,} messages")
    verb = "would be new" if dry else "new"
    merged = f", {found.merged:,} of them also told by another route" if found.merged else ""
    print(f"{found.new:,} {verb}{merged}; {found.known:,} were known before")
    print(
        f"{found.kinds['complete']:,} finished, {found.kinds['skip']:,} skipped ({found.skip_share:.0%})"
        + "".join(f", {found.kinds[kind]:,} {word}" for kind, word in _OTHERS if found.kinds[kind])
    )
    if len(found.formats) > 1:
        print(", ".join(f"{count:,} {name}" for name, count in found.formats.most_common()))
    if found.private:
        print(f"{found.private:,} in a private session: they count like the others")


_OTHERS = (
    ("stop", "left"),
    ("like", "loved"),
    ("ban", "hated"),
    ("rate", "rated"),
    ("bookmark", "begun"),
    ("share", "pinned"),
)
