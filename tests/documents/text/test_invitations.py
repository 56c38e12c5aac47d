"""How many were invited, in all and by category, as the record has it."""

from typing import Any

import pytest

from chalicelib.documents.text import write_report
from chalicelib.documents.text.attendance import count_came
from chalicelib.documents.text.report import Fact
from chalicelib.locales import Language
from tests.documents.text.scenarios import EMPTY, FULL, event_of, sources_of

TEACHERS: dict[str, Any] = {"label": {"kk": "Мұғалім", "ru": "Учитель", "en": "Teacher"}}
DOCTORS: dict[str, Any] = {"label": {"kk": "Дәрігер", "ru": "Врач", "en": "Doctor"}}


def tell(counts: list[dict[str, Any]], language: Language, **more: int) -> tuple[str, list[str]]:
    """Return the sentences on who took part, and where their facts come from."""
    record = {"attendance": {"attendance": {"counts": counts, **more}}}
    report = write_report(sources_of(event_of(EMPTY), record), language, "full")
    paragraphs = [
        each
        for section in report.sections
        for each in section.paragraphs
        if each.key.rpartition(".")[2] in ("invited", "came") or "invited" in each.key
    ]
    sources = [run.source for each in paragraphs for run in each.runs if isinstance(run, Fact)]
    return " ".join(each.text for each in paragraphs).replace("\xa0", " "), sources


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("kk", "Барлығы 85 адам шақырылды."),
        ("ru", "Всего приглашено 85 человек."),
        ("en", "In all, 85 people were invited."),
    ],
)
def test_those_invited_are_added_up_by_category(language: Language, told: str) -> None:
    counts = [{**TEACHERS, "invited": 80, "count": 61}, {**DOCTORS, "invited": 5}]
    text, sources = tell(counts, language)
    assert told in text
    assert "80" in text
    assert "record.attendance.counts.0.invited" in sources
    assert "record.attendance.counts.1.invited" in sources
    assert "record.attendance.counts.1.count" not in sources


def test_the_total_that_was_typed_is_told_and_one_category_is_not_told_twice() -> None:
    text, sources = tell([{**TEACHERS, "invited": 21}], "ru")
    assert "record.attendance.counts.0.invited" not in sources
    assert "21" in text
    typed, _ = tell([{**TEACHERS, "invited": 80}], "ru", invited=100)
    assert "Всего приглашено 100 человек." in typed
    assert tell([{**TEACHERS, "count": 3}], "en")[0].count("invited") == 0


def test_nobody_came_of_those_who_were_only_invited() -> None:
    record = {"attendance": {"attendance": {"counts": [{"category": "pupil", "invited": 4}]}}}
    assert count_came(sources_of(event_of(FULL), record).record) == 0
