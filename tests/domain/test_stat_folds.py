"""Folding statistics lines: which lines can be read, and how a state is stored."""

import json
import zlib

import pytest

from chalicelib.domain.stat_folds import (
    EMPTY,
    GroupTally,
    UnreadableLines,
    fold,
    fold_readable,
    from_bytes,
    merge,
    note_arrivals,
)
from tests.domain.summary_samples import FORM, FORMS, line
from tests.forms.definitions import form_of, row

ONE_QUESTION = {1: form_of(row("integer"))}


def test_a_stored_state_is_compact_json_with_sorted_keys() -> None:
    state = fold(EMPTY, ["1|1|pupil|5", "1|1||", "1|1|pupil|5"], ONE_QUESTION)
    tally = {"bins": [["5000000000000000", 2]], "kind": "numbers", "answered": 2}
    stored = zlib.decompress(state.to_bytes()).decode()
    assert stored == json.dumps(json.loads(stored), separators=(",", ":"), sort_keys=True)
    document = json.loads(stored)
    assert document["format"] == 2
    (_, nameless, one, _), (version, category, two, [numbers]) = document["groups"]
    assert (nameless, one) == ("", 1)
    assert (version, category, two) == (1, "pupil", 2)
    assert tally.items() <= numbers.items()


def test_equal_states_give_equal_bytes_whatever_came_first() -> None:
    lines = [line(who="pupil", met=["a"]), line(who="teacher", met=["b"]), line(who="pupil")]
    state = fold(EMPTY, lines, FORMS)
    assert state.to_bytes() == fold(EMPTY, reversed(lines), FORMS).to_bytes()
    one, other = (fold(EMPTY, [line(met=[name])], FORMS) for name in ("a", "b"))
    assert (
        fold(one, [line(met=["b"])], FORMS).to_bytes()
        == fold(other, [line(met=["a"])], FORMS).to_bytes()
    )


def test_the_hours_of_arrival_are_counted_merged_and_stored() -> None:
    moments = ["2026-06-13T05:59:59.999999Z", "2026-06-13T05:00:00.000000Z"]
    early = note_arrivals(fold(EMPTY, [line(), line()], FORMS), moments)
    late = note_arrivals(fold(EMPTY, [line()], FORMS), ["2026-06-13T06:00:00.000000Z"])
    both = merge(early, late)
    assert both.hours == {"2026-06-13T05": 2, "2026-06-13T06": 1}
    restored = from_bytes(both.to_bytes(), FORMS)
    assert restored is not None
    assert restored.to_bytes() == both.to_bytes()
    assert restored.hours == both.hours


def test_a_state_of_another_format_is_not_read() -> None:
    stored = zlib.compress(json.dumps({"format": 1, "groups": []}).encode())
    assert from_bytes(stored, FORMS) is None


def test_groups_of_different_questions_are_not_merged() -> None:
    [whole] = fold(EMPTY, [line()], FORMS).groups.values()
    part = GroupTally(1, whole.tallies[:1])
    with pytest.raises(ValueError, match="shorter"):
        whole.merge(part)


@pytest.mark.parametrize(
    "unreadable",
    [
        "1|1|pupil|0",
        "1|1|pupil|9|5||||||+|",
        "1|1|pupil|0|five||||||+|",
    ],
)
def test_a_category_whose_lines_cannot_be_read_has_no_group(unreadable: str) -> None:
    assert fold_readable([unreadable], FORMS) == (EMPTY, [unreadable])


def test_a_line_with_a_code_too_many_cannot_be_read() -> None:
    assert fold_readable(["1|1||5|5"], ONE_QUESTION) == (EMPTY, ["1|1||5|5"])


def test_a_form_that_asks_nothing_has_no_readable_lines() -> None:
    notes = {1: form_of(row("note"))}
    assert notes[1].answerable == ()
    assert fold_readable(["1|1||"], notes) == (EMPTY, ["1|1||"])


def test_unreadable_lines_are_collected_from_many_lines() -> None:
    good = line(who="pupil", overall=5)
    lines = ["first", *[good] * 20_000, "second", "1|1|pupil|0", good]
    state, unreadable = fold_readable(lines, FORMS)
    assert unreadable == ["first", "second", "1|1|pupil|0"]
    assert state.responses == 20_001


def test_the_error_says_how_many_lines_cannot_be_read() -> None:
    with pytest.raises(UnreadableLines, match=r"^2 lines cannot be read$") as refused:
        fold(EMPTY, ["first", line(), "second"], FORMS)
    assert refused.value.lines == ("first", "second")


def test_a_line_of_an_unknown_version_cannot_be_read() -> None:
    assert FORM.version == 1
    other = line().replace("1|1|", "1|2|", 1)
    assert fold_readable([other], FORMS) == (EMPTY, [other])
