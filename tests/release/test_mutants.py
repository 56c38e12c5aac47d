"""`make mutants` names a survivor by its line, with the reason why it is acceptable."""

import sys
from pathlib import Path

import pytest

from release import mutants
from release.mutants import (
    KILLED,
    SURVIVED,
    UNCHECKED,
    Mutant,
    Reason,
    Survivor,
    document,
    share_killed,
    survivor,
)

SOURCE = '''"""A module."""

LIMIT = 3


class Counter:
    """Counts."""

    def add(self, number):
        if number > LIMIT:
            return 0
        return number
'''
DIFF = """\
--- house/counters.py
+++ house/counters.py
@@ -1,4 +1,4 @@
 def add(self, number):
-    if number > LIMIT:
+    if number >= LIMIT:
         return 0
     return number
"""
MUTANT = Mutant("house/counters.py", "house.counters.xǁCounterǁadd__mutmut_1", SURVIVED)
SURVIVING = Survivor(
    "house/counters.py", 10, "Counter.add", "if number > LIMIT:", "if number >= LIMIT:"
)


def test_a_survivor_is_found_on_its_line_of_the_source() -> None:
    assert survivor(MUTANT, DIFF, SOURCE) == SURVIVING


def test_a_function_of_a_module_is_found_too() -> None:
    mutant = Mutant("house/rooms.py", "house.rooms.x_open_door__mutmut_12", SURVIVED)
    diff = "--- a\n+++ b\n@@ -1,3 +1,2 @@\n def open_door():\n-    pass\n     return 1\n"
    located = survivor(mutant, diff, "X = 1\n\ndef open_door():\n    pass\n    return 1\n")
    assert located == Survivor("house/rooms.py", 4, "open_door", "pass", "")


def test_mutants_that_were_not_checked_count_neither_way() -> None:
    assert share_killed({KILLED: 3, SURVIVED: 1, UNCHECKED: 6}) == 75
    assert share_killed({UNCHECKED: 6}) == 0


def test_a_reason_is_for_a_file_a_function_and_a_change() -> None:
    reason = Reason("house/counters.py", "Counter.add", "> LIMIT.*>= LIMIT", "never equal")
    assert reason.explains(SURVIVING)
    assert not Reason("house/counters.py", "Counter.drop", "LIMIT", "").explains(SURVIVING)
    assert not Reason("house/rooms.py", "", "LIMIT", "").explains(SURVIVING)
    assert not Reason("house/counters.py", "", "return", "").explains(SURVIVING)


def test_the_page_shows_the_share_and_each_survivor_with_its_reason() -> None:
    killed = Mutant("house/counters.py", "house.counters.x_b__mutmut_1", KILLED)
    reason = Reason("house/counters.py", "", "LIMIT", "never equal")
    page = document([MUTANT, killed], [SURVIVING], [reason])
    assert (
        "**50.0 % of the 2 mutants that were checked are killed;\n0 of 2 were not checked.**"
        in page
    )
    assert "| `house/counters.py` | 2 | 1 | 1 | 0 | 0 | 50 % |" in page
    assert (
        "| `house/counters.py:10` `Counter.add` "
        "| `` if number > LIMIT: `` → `` if number >= LIMIT: `` | never equal |"
    ) in page


@pytest.fixture
def fake_mutmut(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return the place of the program that is run as mutmut, for the test to write."""
    program = tmp_path / "mutmut"
    program.touch(mode=0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(mutants, "RESULTS", tmp_path / "mutants")
    return program


def test_a_run_that_mutmut_gives_up_is_not_taken_for_a_result(fake_mutmut: Path) -> None:
    fake_mutmut.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(SystemExit, match="1"):
        mutants.run([], workers=2, minutes=1)


def test_a_run_ends_when_its_time_is_over(fake_mutmut: Path) -> None:
    fake_mutmut.write_text("#!/bin/sh\nexec sleep 60\n")
    mutants.run([], workers=2, minutes=0.001)
