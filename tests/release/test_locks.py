"""The locks name no registry, pin everything by hash, and agree with each other."""

from itertools import pairwise
from pathlib import Path

import pytest

from release import locks


@pytest.mark.parametrize("name", [locks.RUNTIME, locks.TOOLS, "package-lock.json"])
def test_no_lock_names_a_registry(name: str) -> None:
    lines = (locks.ROOT / name).read_text().splitlines()
    sponsors = '"url": "https://github.com/'
    assert [line for line in lines if "://" in line and sponsors not in line] == []


@pytest.mark.parametrize("name", [locks.RUNTIME, locks.TOOLS])
def test_every_pin_has_a_hash(name: str) -> None:
    lines = (locks.ROOT / name).read_text().splitlines()
    for line, following in pairwise(lines):
        if not line.startswith(" "):
            assert "==" in line
            assert following.startswith("    --hash=sha256:")


def test_a_wheel_that_is_added_later_changes_no_pin(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    before.write_text(
        "one==1 \\\n    --hash=sha256:a\ntwo==2 ; python_version < '3.12' \\\n    --hash=b\n"
    )
    after.write_text(
        "one==1 \\\n    --hash=sha256:a \\\n    --hash=sha256:c\n"
        "two==2 ; python_version < '3.12' \\\n    --hash=b\n"
    )
    assert locks.pins(before) == locks.pins(after) == ["one==1", "two==2 ; python_version < '3.12'"]


def test_everything_deployed_is_tested_in_the_same_version() -> None:
    assert set(locks.pins(locks.ROOT / locks.RUNTIME)) <= set(locks.pins(locks.ROOT / locks.TOOLS))
