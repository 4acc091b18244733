"""Tell a Segue server what is played, also when it is out of reach, and ask what comes next."""

from segue_client.client import Client
from segue_client.kinds import Told
from segue_client.line import NoAnswer
from segue_client.nouns import Change, Reason, Refused, Slate, SlateTrack, Track
from segue_client.playback import Playback

__all__ = ["Change", "Client", "NoAnswer", "Playback", "Reason", "Refused", "Slate", "SlateTrack", "Told", "Track"]
