"""The installation's key: made once, the same for everybody, whoever comes first."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier

import pytest

from chalicelib.settings import Settings
from chalicelib.storage.installation import InstallationStore
from chalicelib.storage.table import connect

RACERS = 8


def test_a_key_is_made_once(dynoxide_settings: Settings) -> None:
    store = InstallationStore(connect(dynoxide_settings))
    assert store.obtain_key(lambda: b"first") == b"first"
    assert store.obtain_key(lambda: b"second") == b"first"


def obtain_at_once(settings: Settings) -> set[bytes]:
    """Return the keys that several get who all find none, each offering another."""
    barrier, numbers = Barrier(RACERS), count()

    def offer() -> bytes:
        barrier.wait()  # everybody has read that there is no key
        return b"key %d" % next(numbers)

    store = InstallationStore(connect(settings))
    with ThreadPoolExecutor(RACERS) as pool:
        return set(pool.map(lambda _: store.obtain_key(offer), range(RACERS)))


def test_all_who_make_one_at_once_get_the_same(dynoxide_settings: Settings) -> None:
    keys = obtain_at_once(dynoxide_settings)
    assert keys == {InstallationStore(connect(dynoxide_settings)).obtain_key(lambda: b"late")}


def test_without_the_condition_they_get_different_ones(
    dynoxide_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control."""
    monkeypatch.setattr("chalicelib.storage.installation.ABSENT", None)
    assert len(obtain_at_once(dynoxide_settings)) == RACERS
