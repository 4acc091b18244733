"""What every FeatureStore, SlateStore and ModelRegistry promises."""

import numpy as np
import pytest

from segue.adapters.embedded.feature_store import SqliteFeatureStore
from segue.adapters.embedded.model_registry import FolderModelRegistry
from segue.adapters.embedded.slate_store import SqliteSlateStore
from segue.domain.event import ListenerId, Offset
from segue.ports import StoredProfile, Unavailable

ANNA, BERND = ListenerId("a" * 32), ListenerId("b" * 32)


def stored(offset: int, body: bytes = b"x") -> StoredProfile:
    return StoredProfile(Offset(offset), body)


@pytest.fixture(params=[SqliteFeatureStore])
def features(request, tmp_path):
    store = request.param(tmp_path / "state.db")
    yield store
    store.close()


@pytest.fixture(params=[SqliteSlateStore])
def slates(request, tmp_path):
    store = request.param(tmp_path / "state.db")
    yield store
    store.close()


@pytest.fixture(params=[FolderModelRegistry])
def registry(request, tmp_path):
    return request.param(tmp_path / "models")


def test_profiles_and_offset_are_written_together(features):
    assert (features.read(ANNA), features.consumed()) == (None, 0)
    features.write({ANNA: stored(3), BERND: stored(2)}, Offset(3))
    assert (features.read(ANNA), features.consumed()) == (stored(3), 3)


def test_an_older_profile_never_replaces_a_newer(features):
    features.write({ANNA: stored(5, b"new")}, Offset(5))
    features.write({ANNA: stored(4, b"old")}, Offset(4))
    assert (features.read(ANNA), features.consumed()) == (stored(5, b"new"), 5)


def test_an_erased_profile_is_gone_from_the_file(features, tmp_path):
    features.write({ANNA: stored(1, b"annas-taste"), BERND: stored(1, b"bernds-taste")}, Offset(1))
    assert features.erase(ANNA) == 1
    assert features.read(ANNA) is None
    features.close()
    left = b"".join(f.read_bytes() for f in tmp_path.iterdir())
    assert b"annas-taste" not in left
    assert b"bernds-taste" in left


def test_slates_are_kept_by_listener_and_recipe(slates):
    slates.write({(ANNA, "for_you"): b"1", (ANNA, "discover"): b"2", (BERND, "for_you"): b"3"})
    slates.write({(ANNA, "for_you"): b"4"})
    assert (slates.read(ANNA, "for_you"), slates.read(ANNA, "discover")) == (b"4", b"2")
    assert slates.erase(ANNA) == 2
    assert (slates.read(ANNA, "for_you"), slates.read(BERND, "for_you")) == (None, b"3")


def test_a_model_is_in_service_only_after_promotion(registry):
    assert registry.current() is None
    registry.save("m1", {"ndcg": 0.5}, {"v": np.arange(6.0)})
    assert registry.current() is None
    registry.promote("m1")
    manifest, arrays = registry.load(registry.current())
    assert manifest["ndcg"] == 0.5
    np.testing.assert_array_equal(arrays["v"], np.arange(6.0))


def test_rollback_goes_back_and_forth(registry):
    with pytest.raises(Unavailable, match="no earlier"):
        registry.rollback()
    for name in ("m1", "m2"):
        registry.save(name, {}, {})
        registry.promote(name)
    assert (registry.rollback(), registry.current()) == ("m1", "m1")
    assert registry.rollback() == "m2"


def test_a_model_that_is_promoted_alone_leaves_no_other(registry, tmp_path):
    for name in ("m1", "m2", "m3"):
        registry.save(name, {}, {})
        registry.promote(name, alone=name == "m3")
    assert (registry.current(), registry.before()) == ("m3", None)
    with pytest.raises(Unavailable):
        registry.rollback()
    for name in ("m1", "m2"):
        with pytest.raises(Unavailable, match=name):
            registry.load(name)


def test_a_damaged_model_is_refused_by_name(registry, tmp_path):
    registry.save("m1", {}, {"v": np.zeros(1000)})
    file = tmp_path / "models" / "m1" / "v.npy"
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(Unavailable, match="m1"):
        registry.load("m1")
    with pytest.raises(Unavailable, match="no model"):
        registry.promote("m2")


def test_old_models_are_cleared_but_never_the_ones_in_service(registry, tmp_path):
    registry.save("m0", {}, {})
    registry.promote("m0")
    for i in range(1, 8):
        registry.save(f"m{i}", {}, {})
    left = sorted(p.name for p in (tmp_path / "models").iterdir() if p.is_dir())
    assert left == ["m0", "m5", "m6", "m7"]
