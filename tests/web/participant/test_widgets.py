"""The widget on a page for each type in the table of question types."""

import re
from html import unescape
from typing import Any

from chalicelib.forms.types import REPEAT, TYPES, AnswerSource, QuestionType, Widget
from tests.forms.definitions import QUESTIONS, document, row, row_of
from tests.web.participant.conftest import Site

ADDRESS = "/e/round-table/types"


def question(kind: QuestionType) -> dict[str, Any]:
    return row_of(kind, f"q_{kind.name}", label=f"Label of {kind.name}.")


def fields(page: str, kind: QuestionType) -> list[str]:
    """Return the names of the inputs, menus and text areas for the question of that type."""
    names = re.findall(rf'name="(q\.q_{kind.name}(?:\.[^"]*)?)"', page)
    return sorted(set(names))


def test_a_page_shows_the_visible_types_and_has_fields_for_the_entered_ones(
    site: Site,
) -> None:
    site.publish(
        document(row("text", "t"), *map(question, QUESTIONS), name="types", title="All types")
    )

    page = unescape(site.browser.get(ADDRESS).text)

    for kind in QUESTIONS:
        assert (f"Label of {kind.name}." in page) is kind.is_seen, kind.name
        assert bool(fields(page, kind)) is (
            kind.is_entered or kind.source is AnswerSource.EXPRESSION
        ), kind.name
    assert {kind.name for kind in QUESTIONS if not kind.is_seen} >= {"audit", "today", "hidden"}


def test_invisible_types_are_not_shown_inside_a_repeat_either(site: Site) -> None:
    invisible = [each for each in QUESTIONS if not each.is_seen and not each.data_ending]
    inner = [*map(question, invisible), row("text", "t")]
    site.publish(document(row(REPEAT, "r", questions=inner), name="types", title="Repeated"))

    page = unescape(site.browser.get(ADDRESS).text)

    assert "Label of" not in page
    inputs = re.findall(r'<input (?!type="hidden")[^>]*name="q\.r\[0\][^"]*"', page)
    assert len(inputs) == 1


def test_every_visible_type_has_a_widget_and_every_widget_has_a_type() -> None:
    assert {kind.widget for kind in QUESTIONS if kind.is_seen} == set(Widget)
    assert not any(kind.widget for kind in TYPES.values() if not kind.is_supported)


def test_a_calculation_without_words_is_never_shown(site: Site) -> None:
    calculated = {"calculation": "1 + 1", "label": None}
    silent = [
        row("integer", "pupils", **calculated),
        row("select_one", "size", **calculated),
        row("select_multiple", "sizes", **calculated),
        row("note", "n", **calculated),
    ]
    site.publish(document(row("text", "t"), *silent, name="types", title="Worked out"))
    page = site.browser.get(ADDRESS).text
    inputs = re.findall(r'<input[^>]*name="(q\.[^"]*)"', page)
    assert inputs == ["q.t", "q.pupils", "q.size"]
    assert page.count('type="hidden" name="q.') == 2
    assert "fieldset" not in page


def test_a_scale_falls_where_its_start_is_above_its_end(site: Site) -> None:
    falling = {"start": 3, "end": 1}
    rows = [row("range", "plain", parameters=falling)]
    rows.append(row("range", "stars", parameters=falling, appearance="rating"))
    site.publish(document(*rows, name="types", title="Scales"))
    page = site.browser.get(ADDRESS).text
    steps = {
        name: re.findall(rf'name="q\.{name}" value="(\d)"', page) for name in ("plain", "stars")
    }
    assert steps == {"plain": ["3", "2", "1"], "stars": ["1", "2", "3"]}


def test_a_year_of_birth_may_be_filled_in_by_the_browser(site: Site) -> None:
    born = row("integer", "born", role="birth_year")
    site.publish(document(born, row("integer", "age"), name="types", title="Born"))
    page = site.browser.get(ADDRESS).text
    [tag] = re.findall('<input[^>]* autocomplete="bday-year"[^>]*>', page)
    assert 'name="q.born"' in tag
