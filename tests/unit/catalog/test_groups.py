"""Artists and releases found in the tracks."""

from uuid import UUID

from segue.catalog.groups import artists, releases
from segue.catalog.names import artist_id, release_id
from segue.domain.event import TrackId
from segue.domain.track import Track, hex_id

TRACKS = [
    Track(TrackId("1"), "Come Together", "The Beatles", release="Abbey Road"),
    Track(TrackId("2"), "Something", "The Beatles", release="Abbey Road"),
    Track(TrackId("3"), "Because", "Beatles", release="Abbey Road (Remastered)"),
    Track(TrackId("4"), "봄 설레임", "아이유"),
]


def test_spellings_of_one_artist_meet_under_the_commonest():
    found = artists(TRACKS)
    assert len(found) == 2
    beatles = found[artist_id("beatles")]
    assert (beatles.name, beatles.tracks) == ("The Beatles", ("1", "2", "3"))
    assert found[artist_id("아이유")].name == "아이유"


def test_a_remaster_is_the_same_release_and_no_release_is_none():
    (album,) = releases(TRACKS).values()
    assert album.id == release_id("Abbey Road", "The Beatles")
    assert (album.title, album.artist, album.tracks) == ("Abbey Road", "The Beatles", ("1", "2", "3"))


def test_ids_have_two_spellings():
    dashed = artist_id("아이유")
    assert UUID(dashed) == UUID(hex_id(dashed))
    assert len(hex_id(dashed)) == 32
