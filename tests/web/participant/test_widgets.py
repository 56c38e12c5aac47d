"""What a page shows of each type in the table of question types."""

import re
from html import unescape
from typing import Any

from chalicelib.forms.types import REPEAT, TYPES, AnswerSource, QuestionType, Widget
from tests.forms.definitions import QUESTIONS, document, row, row_of
from tests.web.participant.conftest import House

ADDRESS = "/e/round-table/types"


def question(kind: QuestionType) -> dict[str, Any]:
    return row_of(kind, f"q_{kind.name}", label=f"Label of {kind.name}.")


def fields(page: str, kind: QuestionType) -> list[str]:
    """The names of the inputs, menus and text areas that could answer a question of that type."""
    names = re.findall(rf'name="(q\.q_{kind.name}(?:\.[^"]*)?)"', page)
    return sorted(set(names))


def test_a_page_asks_what_a_person_enters_and_shows_nothing_of_what_is_not_seen(
    house: House,
) -> None:
    house.publish(document(*map(question, QUESTIONS), name="types", title="All types"))

    page = unescape(house.browser.get(ADDRESS).text)

    for kind in QUESTIONS:
        assert (f"Label of {kind.name}." in page) is kind.is_seen, kind.name
        assert bool(fields(page, kind)) is (
            kind.is_entered or kind.source is AnswerSource.EXPRESSION
        ), kind.name
    assert {kind.name for kind in QUESTIONS if not kind.is_seen} >= {"audit", "today", "hidden"}


def test_what_is_not_entered_takes_no_place_in_a_repeat_either(house: House) -> None:
    unseen = [each for each in QUESTIONS if not each.is_seen]
    inner = [*map(question, unseen), row("text", "seen")]
    house.publish(document(row(REPEAT, "r", questions=inner), name="types", title="Repeated"))

    page = unescape(house.browser.get(ADDRESS).text)

    assert "Label of" not in page
    inputs = re.findall(r'<input (?!type="hidden")[^>]*name="q\.r\[0\][^"]*"', page)
    assert len(inputs) == 1


def test_every_widget_is_the_one_of_some_type_and_every_seen_type_has_one() -> None:
    assert {kind.widget for kind in QUESTIONS if kind.is_seen} == set(Widget)
    assert not any(kind.widget for kind in TYPES.values() if not kind.is_supported)
