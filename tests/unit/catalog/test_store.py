"""Resolving: who is meant by id, MBID, ISRC, URI and names, and what becomes of unknown tracks."""

import pytest
from msgspec.structs import replace
from sqlalchemy import create_engine, inspect

from segue.catalog.store import Catalog
from segue.domain.event import TrackId, TrackRef
from segue.domain.sound import Sound
from segue.domain.track import Track, hex_id

CREEP = Track(TrackId("00000000-0000-4000-8000-000000000001"), "Creep", "Radiohead",
              mbid="10000000-0000-4000-8000-000000000000", isrc="GBAYE9200070", duration_ms=238_000)  # fmt: skip
SPRING = Track(TrackId("00000000-0000-4000-8000-000000000002"), "봄 설레임", "아이유", tags=("k-pop",))


@pytest.fixture
def engine(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'segue.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def catalog(engine):
    catalog = Catalog(engine)
    catalog.add([CREEP, SPRING])
    return catalog


@pytest.mark.parametrize(
    "ref",
    [
        TrackRef(id=CREEP.id),
        TrackRef(id=hex_id(CREEP.id)),
        TrackRef(mbid=CREEP.mbid),
        TrackRef(isrc=CREEP.isrc),
        TrackRef(title="creep", artist="RADIOHEAD"),
        TrackRef(title="Creep (2008 Remaster)", artist="Radiohead"),
        TrackRef(title="Something else", artist="Someone", mbid=CREEP.mbid),  # codes come before names
    ],
)
def test_all_these_mean_creep(catalog, ref):
    assert catalog.resolve(ref) == CREEP.id


def test_unicode_names_meet_in_any_normal_form(catalog):
    import unicodedata

    decomposed = unicodedata.normalize("NFD", "봄 설레임")
    assert catalog.resolve(TrackRef(title=decomposed, artist="아이유")) == SPRING.id


def test_an_unknown_track_becomes_provisional_and_stays_the_same(catalog, engine):
    ref = TrackRef(title="Nowhere", artist="Nobody", release="Nothing")
    track = catalog.resolve(ref)
    assert catalog.get(track).provisional
    assert (catalog.get(track).title, catalog.resolve(ref)) == ("Nowhere", track)
    assert Catalog(engine).resolve(ref) == track  # before it was saved: the id comes from the names
    catalog.save()
    assert Catalog(engine).get(track) == catalog.get(track)


def test_the_original_name_is_kept(catalog):
    track = catalog.resolve(TrackRef(title="  SHOUTED (feat. X)", artist="Ünknown"))
    assert catalog.get(track).title == "  SHOUTED (feat. X)"


def test_a_code_learnt_with_names_is_remembered(catalog):
    uri = "spotify:track:abc"
    assert catalog.resolve(TrackRef(title="봄 설레임", artist="아이유", uri=uri)) == SPRING.id
    assert catalog.resolve(TrackRef(uri=uri)) == SPRING.id


def test_a_code_learnt_outlives_rows_without_it(catalog, engine):
    """Whether the row is read again before it is saved, written by another process, or imported once more."""
    uri, other = "spotify:track:abc", Catalog(engine)
    other.add([SPRING])
    catalog.resolve(TrackRef(title="봄 설레임", artist="아이유", uri=uri))
    catalog.reload()
    assert catalog.get(SPRING.id).uri == uri
    other.resolve(TrackRef(title="봄 설레임", artist="아이유", isrc="KRA381700001"))
    other.save()
    catalog.save()
    catalog.add([SPRING])
    for one in (catalog, Catalog(engine)):
        one.reload()
        assert (one.get(SPRING.id).uri, one.get(SPRING.id).isrc) == (uri, "KRA381700001")


def test_a_signpost_outlives_what_another_process_learns(catalog, engine):
    ref = TrackRef(title="Nowhere", artist="Nobody")
    old = catalog.resolve(ref)
    catalog.save()
    other = Catalog(engine)
    new = Track(TrackId("00000000-0000-4000-8000-000000000009"), "Nowhere", "Nobody")
    other.add([new])
    uri = "spotify:track:abc"
    assert catalog.resolve(TrackRef(title="Nowhere", artist="Nobody", uri=uri)) == old  # it has not heard yet
    catalog.save()
    catalog.reload()
    for one in (catalog, Catalog(engine)):
        assert one.canonical(old) == new.id
        assert one.resolve(TrackRef(uri=uri)) == new.id


def test_another_mbid_is_another_recording(catalog):
    other = TrackRef(title="Creep", artist="Radiohead", mbid="20000000-0000-4000-8000-000000000000")
    assert catalog.resolve(other) != CREEP.id


def test_a_catalogue_does_not_adopt_another_recording_of_the_same_name(catalog, engine):
    live = catalog.resolve(TrackRef(title="Idioteque", artist="Radiohead", mbid="20000000-0000-4000-8000-000000000000"))
    mbid = "30000000-0000-4000-8000-000000000000"
    catalog.add([Track(TrackId("00000000-0000-4000-8000-000000000009"), "Idioteque", "Radiohead", mbid=mbid)])
    for one in (catalog, Catalog(engine)):
        assert one.canonical(live) == live
        assert one.get(live).mbid != mbid


def test_an_import_adopts_what_events_named_before_it(catalog, engine):
    """The old id stays a signpost: the log is never rewritten."""
    old = catalog.resolve(TrackRef(title="Karma Police", artist="Radiohead"))
    catalog.save()
    new = Track(TrackId("00000000-0000-4000-8000-000000000009"), "Karma Police", "Radiohead", tags=("rock",))
    catalog.add([new])
    for one in (catalog, Catalog(engine)):
        assert one.canonical(old) == new.id
        assert one.get(old) == new
        assert one.resolve(TrackRef(id=old)) == new.id
        assert one.resolve(TrackRef(title="Karma Police", artist="Radiohead")) == new.id
        assert old not in {t.id for t in one}


def test_what_events_told_of_a_track_goes_over_to_its_catalogue(catalog, engine):
    mbid = "30000000-0000-4000-8000-000000000000"
    old = catalog.resolve(TrackRef(title="Karma Police", artist="Radiohead", mbid=mbid))
    catalog.save()
    new = Track(TrackId("00000000-0000-4000-8000-000000000009"), "Karma Police", "Radiohead")
    other = Catalog(engine)
    other.add([new])
    catalog.reload()
    for one in (catalog, other, Catalog(engine)):
        assert one.canonical(old) == new.id
        assert one.get(new.id).mbid == mbid


def test_a_catalogue_of_another_process_adopts_what_is_not_saved_yet(catalog, engine):
    mbid = "30000000-0000-4000-8000-000000000000"
    old = catalog.resolve(TrackRef(title="Karma Police", artist="Radiohead", mbid=mbid))
    new = Track(TrackId("00000000-0000-4000-8000-000000000009"), "Karma Police", "Radiohead")
    Catalog(engine).add([new])
    catalog.reload()
    catalog.save()
    for one in (catalog, Catalog(engine)):
        assert one.canonical(old) == one.resolve(TrackRef(title="Karma Police", artist="Radiohead")) == new.id
        assert one.get(new.id).mbid == mbid


def test_the_same_import_again_changes_nothing(catalog):
    before = list(catalog)
    catalog.add([CREEP, SPRING])
    assert list(catalog) == before


def test_another_process_hears_of_new_tracks(catalog, engine):
    other = Catalog(engine)
    new = Track(TrackId("00000000-0000-4000-8000-000000000003"), "New", "One")
    other.add([new])
    assert catalog.reload() >= 1
    assert catalog.get(new.id) == new


def test_an_id_that_is_none_is_refused(catalog):
    with pytest.raises(ValueError, match="UUID"):
        catalog.resolve(TrackRef(id="../../etc/passwd"))


def test_what_is_known_of_a_sound_grows(catalog, engine):
    """A file that knows less, or something else, takes nothing away; what it says anew counts."""
    catalog.add([replace(CREEP, sound=Sound(tempo_bpm=92.0, key=7, mode=1))])
    catalog.add([replace(CREEP, sound=Sound(tempo_bpm=91.8, energy=0.4))])
    other = Catalog(engine)
    other.add([CREEP])
    catalog.reload()
    for one in (catalog, other, Catalog(engine)):
        assert one.get(CREEP.id).sound == Sound(tempo_bpm=91.8, key=7, mode=1, energy=0.4)
        assert one.get(SPRING.id).sound is None


def test_a_catalogue_of_an_earlier_version_opens(catalog, engine):
    """It had no column for how tracks sound."""
    catalog.add([CREEP, SPRING])
    with engine.begin() as db:
        db.exec_driver_sql("ALTER TABLE track DROP COLUMN sound")
    again = Catalog(engine)
    assert list(again) == [CREEP, SPRING]
    assert "sound" in {column["name"] for column in inspect(engine).get_columns("track")}
    again.add([replace(SPRING, sound=Sound(valence=0.9))])
    assert Catalog(engine).get(SPRING.id).sound == Sound(valence=0.9)


def test_two_processes_may_open_an_earlier_catalogue_at_once(catalog, engine, monkeypatch):
    """The slower one finds that the column is there by the time it wants to make it."""
    from segue.catalog import tables

    first = tables._missing
    seen = []

    def late(which):
        seen.append(1)
        return [tables.tracks.c.sound] if len(seen) == 1 else first(which)

    monkeypatch.setattr(tables, "_missing", late)
    assert len(Catalog(engine)) == len(catalog)
    assert len(seen) == 2
