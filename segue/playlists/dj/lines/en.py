"""English."""

from segue.playlists.dj.wording import Lines

lines = Lines(
    month="{month} {year}",
    date="{day} {month} {year}",
    parts={
        "night": ("night", "nights"),
        "morning": ("morning", "mornings"),
        "afternoon": ("afternoon", "afternoons"),
        "evening": ("evening", "evenings"),
    },
    texts={
        "every": (
            "You played this every {part} in {month}: {track}.",
            "In {month} there was a {part} with {track} every single day.",
            "{track}: every {part} of {month} had it.",
            "Remember {month}? You played {track} every {part}.",
        ),
        "most": (
            "You played this on {n} {parts} in {month}: {track}.",
            "In {month} you played {track} on {n} {parts}.",
            "{track} takes you back to {month}, when you played it on {n} {parts}.",
            "Remember {month}? {track} was on, {n} {parts} of it.",
        ),
        "month": (
            "You played {track} {times} in {month}.",
            "Back to {month}, when you played this {times}: {track}.",
            "In {month} {track} was on {times}.",
            "{track}, played {times} in {month}.",
        ),
        "row": (
            "There were {n} days in a row when you played {track}, the last on {date}.",
            "For {n} days in a row you played this, the last of them {date}: {track}.",
            "{track}: {n} days in a row, up to {date}.",
        ),
        "rested": (
            "The last time you played {track} was {month}.",
            "{track} has rested since {month}.",
            "Back after a rest since {month}: {track}.",
            "It has been quiet around {track} since {month}.",
        ),
        "again": (
            "You have played {track} {times}, the last time {when}.",
            "An old friend: {track}, played {times}.",
            "{track} again, which you played {times} so far.",
            "You played this {times} already: {track}.",
        ),
        "since": (
            "You have known {track} since {month}.",
            "{month} was when you first played {track}.",
            "With you since {month}: {track}.",
            "It was {month} when {track} came to you.",
        ),
        "liked": (
            "You gave {track} a heart.",
            "One you liked: {track}.",
            "{track} is on the list of what you liked.",
            "Here is {track}, which you liked.",
        ),
        "new_track": (
            "You know {artist}, and here is one that is new to you: {track}.",
            "New to you: {track}.",
            "{track}, for the first time here.",
            "First time for {track} here.",
        ),
        "new_artist": (
            "{artist} is new to you: {track}.",
            "Meet {artist}, new to you, with {track}.",
            "For the first time here: {artist}.",
            "A new name for you: {artist}.",
        ),
        "artist_tracks": (
            {
                "one": "You have played another track by {artist}.",
                "other": "You have played {n} other tracks by {artist}.",
            },
            {
                "one": "{artist}, of whom you played another track.",
                "other": "{artist}, of whom you played {n} other tracks.",
            },
            {
                "one": "Beside this one, you played a track by {artist}.",
                "other": "Beside this one, you played {n} tracks by {artist}.",
            },
        ),
        "artist_other": (
            "You played {other} {times}; this is {artist} again.",
            "From whom {other} came, which you played {times}: here is {track}.",
            "{other} was on {times}. Now {track}.",
        ),
        "ago": (
            "{track} came out in {year}, {n} years ago.",
            "{n} years ago, in {year}, {artist} put this out: {track}.",
            "From {year}, so {n} years old: {track}.",
            "{track} is {n} years old; it is from {year}.",
        ),
        "this_year": (
            "{track} came out this year.",
            "Out this year: {track}.",
            "This year's: {track}.",
        ),
        "year": (
            "{track} came out in {year}.",
            "From {year}: {track}.",
            "{artist} put this out in {year}: {track}.",
            "The year is {year}, the track {track}.",
        ),
        "release": (
            "{track}, from {release}.",
            "From {release}, here is {track}.",
            "This one is on {release}: {track}.",
            "Off {release}: {track}.",
        ),
        "tag": (
            "{track}. Tagged: {tag}.",
            "Some {tag}: {track}.",
            "Filed under {tag}: {track}.",
            "{tag} next, with {track}.",
        ),
        "long": (
            "{track} takes its time: {n} minutes.",
            "Sit back, this one lasts {n} minutes: {track}.",
            "{n} minutes of {track}.",
        ),
        "same_release": (
            "Still on {release}: {track}.",
            "We stay with {release}, and with {artist}.",
            "{last} and this one are both on {release}.",
        ),
        "same_artist": (
            "{artist} again: {track}.",
            "Another one by {artist}.",
            "We stay with {artist}: {track}.",
            "After {last}, more of {artist}.",
        ),
        "shared_tag": (
            "{last} and {track} have {tag} in common.",
            "More {tag}: {track}.",
            "From {last} to {track}, and {tag} all the way.",
            "{tag} was before, {tag} comes next: {track}.",
        ),
        "same_year": (
            "{last} and {track} are both from {year}.",
            "We stay in {year}: {track}.",
            "Also from {year}: {track}.",
            "{year} once more, with {track}.",
        ),
        "later": (
            "We go {n} years on, to {year}: {track}.",
            "{n} years after {last}: {track}, from {year}.",
            "From {last}, {n} years on to {year}.",
            "{track} is {n} years younger, from {year}.",
        ),
        "earlier": (
            "We go back {n} years, to {year}: {track}.",
            "{n} years before {last}: {track}, from {year}.",
            "From {last}, {n} years back to {year}.",
            "{track} is {n} years older, from {year}.",
        ),
        "same_tempo": (
            "The beat stays where it was, at {bpm} a minute: {track}.",
            "At {bpm} beats a minute we go on: {track}.",
            "{track} keeps the beat of {last}: {bpm} a minute.",
        ),
        "faster": (
            "A little faster now, from {from} to {bpm} beats a minute: {track}.",
            "We pick up from {from} to {bpm} beats a minute.",
            "From {from} up to {bpm} beats a minute: {track}.",
        ),
        "slower": (
            "A little slower now, from {from} to {bpm} beats a minute: {track}.",
            "We slow down from {from} to {bpm} beats a minute.",
            "From {from} down to {bpm} beats a minute: {track}.",
        ),
        "same_key": (
            "{track} is in the key of {last}.",
            "The key stays: {last}, then {track}.",
            "We stay in key with {track}.",
        ),
        "livelier": (
            "Up a step from {last}: {track} has more energy.",
            "More energy now: {track}.",
            "It gets livelier with {track}.",
            "{track} brings some energy after {last}.",
        ),
        "calmer": (
            "Down a step from {last}: {track} is calmer.",
            "Calmer now: {track}.",
            "It gets calmer with {track}.",
            "{track} lets us breathe after {last}.",
        ),
        "why": (
            "Why {track}: {reason}.",
            "{track}: {reason}.",
            "Here is why you hear this: {reason}.",
            "This one, {reason}: {track}.",
        ),
    },
    neutral=(
        "a an and as at by come comes coming for from go goes going here here's in is it it's its let let's listen "
        "next now of oh okay on or our out right so some sounds that that's the then there these this those to track "
        "tracks music tune up us we we're well what when where which who whose with you your enjoy ready hear while"
    ),
    negations="not no never none nor without isn't wasn't don't didn't haven't hasn't won't nobody nothing cannot",
)
