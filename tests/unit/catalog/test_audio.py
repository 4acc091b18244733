"""What is measured of a recording, on sound made for it; on real clips where they are."""

from shutil import which

import numpy as np
import pytest
from numpy.typing import NDArray

from segue.catalog.audio.chroma import chroma
from segue.catalog.audio.decode import RATE
from segue.catalog.audio.fingerprint import SAME, similarity
from segue.catalog.audio.key import key
from segue.catalog.audio.measured import Tools, measured
from segue.catalog.audio.onsets import onsets
from segue.catalog.audio.spoken import pauses, spoken
from segue.catalog.audio.tempo import STEADY, tempo
from segue.settings import data_dir

Samples = NDArray[np.float32]


def _drums(bpm: float, seconds: float = 24.0) -> Samples:
    """Kick on every beat, snare on every second, hi-hat on every half."""
    rng = np.random.default_rng(1)
    time = np.arange(int(0.12 * RATE)) / RATE
    kick = np.sin(2 * np.pi * 60 * time) * np.exp(-time * 30)
    snare = rng.normal(0, 0.5, len(time)) * np.exp(-time * 40)
    hat = rng.normal(0, 0.15, len(time)) * np.exp(-time * 120)
    out = np.zeros(int(seconds * RATE) + len(time))
    for n in range(int(seconds * bpm / 30)):
        at = int(n * 30 / bpm * RATE)
        out[at : at + len(time)] += hat + (kick if n % 2 == 0 else 0) + (snare if n % 4 == 2 else 0)
    return (0.3 * out).astype(np.float32)


def _chords(tonic: int, major: bool, detuned: float = 0.0) -> Samples:
    """I, IV, V, I (or i, iv, V, i) with five harmonics, two seconds each, twice."""
    third = 4 if major else 3
    triads = [(0, third, 7), (5, 5 + third, 12), (7, 11, 14), (0, third, 7)] * 2
    time = np.arange(2 * RATE) / RATE
    out = []
    for triad in triads:
        hz = [261.63 * 2 ** ((tonic + note + detuned) / 12) / 2 for note in triad]
        out.append(sum(np.sin(2 * np.pi * f * h * time) / h**1.5 for f in hz for h in range(1, 6)))
    return (0.1 * np.concatenate(out)).astype(np.float32)


@pytest.mark.parametrize("bpm", [72, 90, 101.5, 128, 140, 174])
def test_a_beat_is_found_or_its_half_or_double(bpm: float) -> None:
    found = tempo(onsets(_drums(bpm)))
    assert found is not None
    assert min(abs(found.bpm * ratio / bpm - 1) for ratio in (0.5, 1, 2)) < 0.015
    assert found.agreement > 0.9


def test_no_tempo_of_what_is_short_silent_or_without_beat() -> None:
    assert tempo(onsets(_drums(120, 12))) is None
    assert tempo(onsets(np.zeros(30 * RATE, np.float32))) is None
    rng = np.random.default_rng(2)
    bursts = np.zeros(60 * RATE)
    for at in np.sort(rng.uniform(0, 59, 120)):
        bursts[int(at * RATE) : int(at * RATE) + 2000] += rng.normal(0, 0.2, 2000)
    found = tempo(onsets(bursts.astype(np.float32)))
    assert found is None or found.agreement < STEADY


@pytest.mark.parametrize("tonic", range(12))
@pytest.mark.parametrize("major", [True, False])
def test_every_key_of_chords_is_told(tonic: int, major: bool) -> None:
    found = key(chroma(_chords(tonic, major)))
    assert found is not None
    assert (found.tonic, found.major) == (tonic, major)


@pytest.mark.parametrize("detuned", [-0.4, 0.3])
def test_another_tuning_is_the_same_key(detuned: float) -> None:
    found = key(chroma(_chords(9, False, detuned)))
    assert found is not None
    assert (found.tonic, found.major) == (9, False)


def test_noise_has_no_key_and_silence_no_chroma() -> None:
    noise = np.random.default_rng(3).normal(0, 0.1, 20 * RATE).astype(np.float32)
    found = key(chroma(noise))
    assert found is None or found.fit < 0.6
    assert key(chroma(np.zeros(20 * RATE, np.float32))) is None


def _speech(seconds: float = 60.0) -> Samples:
    """Syllables of noise and hum, of uneven length, with pauses between words."""
    rng = np.random.default_rng(5)
    out: list[NDArray[np.float64]] = []
    while sum(map(len, out)) < seconds * RATE:
        for _ in range(rng.integers(1, 5)):
            time = np.arange(int(rng.uniform(0.1, 0.3) * RATE)) / RATE
            pitch = rng.uniform(90, 220) * (1 + rng.uniform(-0.3, 0.3) * time)
            hum = sum(np.sin(2 * np.pi * h * np.cumsum(pitch) / RATE) / h for h in range(1, 12))
            out.append((hum + rng.normal(0, 0.3, len(time))) * np.hanning(len(time)))
        out.append(np.zeros(int(rng.uniform(0.05, 0.5) * RATE)))
    return (0.1 * np.concatenate(out)[: int(seconds * RATE)]).astype(np.float32)


def _is_spoken(samples: Samples) -> bool:
    beat, found = tempo(onsets(samples)), key(chroma(samples))
    return spoken(samples, beat.agreement if beat else 0.0, found.fit if found else 0.0)


def test_speech_is_told_from_drums_and_chords() -> None:
    assert _is_spoken(_speech())
    assert pauses(_drums(120)) > 0.3  # as speech
    assert not _is_spoken(_drums(120))
    assert not _is_spoken(_chords(0, True))
    assert pauses(np.zeros(20 * RATE, np.float32)) == 0


def test_fingerprints_are_compared_where_they_fit_best() -> None:
    rng = np.random.default_rng(4)
    one = rng.integers(0, 2**32, 400, np.uint32)
    assert similarity(one, one[30:]) == 1.0
    noisy = one ^ (np.uint32(1) << rng.integers(0, 32, 400).astype(np.uint32))
    assert SAME < similarity(one, noisy) < 1
    assert similarity(one, rng.integers(0, 2**32, 400, np.uint32)) < 0.6
    assert similarity(one[:20], one[:20]) == 0.0


@pytest.mark.data
@pytest.mark.skipif(not which("ffmpeg"), reason="needs ffmpeg")
def test_real_clips() -> None:
    """What several tools agree on; of the others, that nothing is told."""
    data = data_dir()
    if data is None or not (data / "audio-librosa").is_dir():
        pytest.skip("audio-librosa is not under SEGUE_DATA")
    sounds = {}
    for path in sorted((data / "audio-librosa").glob("*.ogg")):
        told = measured(path, None, "music", Tools.here())
        sounds[path.stem.split("_-_")[-1][:9]] = told
    keys = {name: (s.sound.key, s.sound.mode) for name, s in sounds.items() if s.sound and s.sound.key is not None}
    assert keys == {"Allegro_i": (7, 0), "Lets_Go_F": (10, 1), "P_I_Tchai": (4, 0), "Vibe_Ace": (4, 1)}
    tempos = {name: s.sound.tempo_bpm for name, s in sounds.items() if s.sound and s.sound.tempo_bpm is not None}
    assert tempos["Vibe_Ace"] == pytest.approx(129.8, abs=1)
    assert tempos["Lets_Go_F"] == pytest.approx(88.4, abs=1)
    for name in ("198-209-0", "456440__i", "solo-trum"):  # voice, bird, five seconds
        assert set(sounds[name].unknown) >= {"tempo_bpm", "key"}
        assert sounds[name].sound is not None
        assert sounds[name].sound.loudness_db is not None
