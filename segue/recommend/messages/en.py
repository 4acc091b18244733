"""English."""

from segue.recommend.message import Language

_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def number(n: int) -> str:
    return _NUMBERS[n] if 0 <= n < len(_NUMBERS) else f"{n:,}"


language = Language(
    name="English",
    plural=lambda n: "one" if n == 1 else "other",
    number=number,
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
    texts={
        "track": "“{title}”",
        "track_by": "“{title}” by {artist}",
        "times": {1: "once", 2: "twice", "other": "{n} times"},
        "just_now": "just now",
        "tonight": "tonight",
        "last_night": "last night",
        "this_night": "last night",
        "this_morning": "this morning",
        "this_afternoon": "this afternoon",
        "this_evening": "this evening",
        "yesterday_night": "the night before last",
        "yesterday_morning": "yesterday morning",
        "yesterday_afternoon": "yesterday afternoon",
        "yesterday_evening": "yesterday evening",
        "on_weekday": "on {weekday}",
        "in_month": "in {month} {year}",
        "liked": "you liked it",
        "seed": "close to {track}, where you started",
        "again": "you finished it {times}, the last time {when}",
        "followed": "because you chose {artist}",
        "near_followed": "because you chose {artist}, who is like it",
        "artist": {
            "one": "because you finished a track by {artist}", "other": "because you finished {n} tracks by {artist}",
        },
        "alike": "because you finished {track}",
        "tag": {
            "one": "because you finished a track tagged {tag}", "other": "because you finished {n} tracks tagged {tag}",
        },
        "taste": "it fits what you finish",
        "listeners": "people whose record is like yours finish it",
        "catalogue": "it is in the catalogue, and nothing is known of your taste yet",
        "popular": "many people here finish it",
        "popular_now": "many people here finish it at this time",
        "resume": "you left it at {clock} {when}",
        "onwards": "it comes after {track}, which you finished {when}",
        "after": "it comes after {track}",
        "tried": "little is known of it yet, so it is tried in one of the few places kept for that",
        "closer": "you {did} {track}, which is like it",
        "alike_skipped": "you {did} {track}, which is like it",
        "turned": {
            "one": "you usually finish tracks like it {part}, but have just skipped one",
            "other": "you usually finish tracks like it {part}, but have just skipped {n}",
        },
        "part_morning": "on weekday mornings",
        "part_day": "during the day on weekdays",
        "part_evening": "on weekday evenings",
        "part_night": "at night",
        "part_weekend": "at weekends",
        "made_room": "you {did} {track}, which makes room for it",
        "moved_on": "you {did} {track}, which brought others before it",
        "chose_closer": "you chose {artist}, which turned the list",
        "unknown": "you told of a track that is not in the model yet",
        "model": "a newer model answers",
        "time": "time has passed since the last answer",
        "skipped_often": "you skipped it {times}",
        "itself": "you {did} it {when}",
        "did_play": "played",
        "did_resume": "resumed",
        "did_pause": "paused",
        "did_seek": "searched in",
        "did_stop": "stopped",
        "did_skip": "skipped",
        "did_complete": "finished",
        "did_like": "liked",
        "did_unlike": "took back your like of",
        "did_ban": "banned",
        "did_unban": "allowed again",
        "did_rate": "rated",
        "did_save": "saved",
        "did_unsave": "removed",
        "did_other": "told of",
    },
)  # fmt: skip
