"""What is kept of the fields of forms: never an answer, and no more than so many bytes."""

import gc
import re
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.events import Event
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from chalicelib.web.participant import form_page
from chalicelib.web.participant.fields import FieldsKey, KeptFields, iter_fields
from chalicelib.web.participant.fields.kept_fields import KeptForms
from tests.web.participant.conftest import EVENT
from tests.web.participant.form_visits import visit_form

HELD = Event.model_validate(EVENT)
CHOICES = {"agree": [{"name": f"a{place}", "label": str(place)} for place in range(1, 4)]}
ROWS = [
    {"type": "text", "name": "word", "label": "Word"},
    {"type": "text", "name": "area", "label": "Area", "appearance": "multiline"},
    {"type": "integer", "name": "number", "label": "Number", "required": True},
    {"type": "select_one", "name": "one", "label": "One", "list_name": "agree"},
    {"type": "select_multiple", "name": "several", "label": "Several", "list_name": "agree"},
    {"type": "select_one", "name": "menu", "list_name": "agree", "appearance": "minimal"}
    | {"label": "Menu"},
    {"type": "range", "name": "stars", "label": "Stars", "appearance": "rating"}
    | {"parameters": {"start": 1, "end": 5, "step": 1}},
    {"type": "note", "name": "echo", "label": "You typed ${word}."},
    {"type": "rank", "name": "order", "label": "Order", "list_name": "agree"},
]
TYPED = (
    ("q.word", "«typed <<value>>"),
    ("q.area", "typed area"),
    ("q.number", "typed number"),
    ("q.one", "a2"),
    ("q.several", "a1"),
    ("q.several", "a3"),
    ("q.menu", "a3"),
    ("q.stars", "5"),
    ("q.order.a1", "2"),
)


@pytest.fixture
def form() -> Form:
    definition = {"name": "f", "title": "F", "purpose": "other", "default_language": "kk"}
    return Form(read_definition({**definition, "choices": CHOICES, "questions": ROWS}), 1)


def show(form: Form, kept: KeptFields | None, pairs: form_page.Pairs = ()) -> dict[str, Any]:
    """Return the page's fields by their names."""
    parts: Any = form_page.form_context(visit_form(form, HELD, pairs), str, kept)["parts"]
    return {each.name: each for each in iter_fields(parts)}


def texts_in(value: object, seen: set[int]) -> Iterator[str]:
    """Yield every text that can be reached from a value through plain containers."""
    if isinstance(value, str):
        yield value
    elif id(value) not in seen and isinstance(value, dict | list | tuple | KeptFields):
        seen.add(id(value))
        for each in gc.get_referents(value):
            yield from texts_in(each, seen)


def test_no_answer_stays_in_what_is_kept(form: Form) -> None:
    kept = KeptFields(form, "kk", most=1_000_000)
    typed = show(form, kept, TYPED)
    assert "typed &lt;&lt;value&gt;&gt;" in typed["q.word"].html
    assert str(typed["q.several"].html).count(" checked") == 2
    assert str(typed["q.menu"].html).count(" selected") == 1
    kept_texts = [text.strip() for text in texts_in(kept, set())]
    assert any("q.word" in text for text in kept_texts)
    assert not [text for text in kept_texts if re.search("typed|.checked|<<", text)]
    assert " checked" not in show(form, kept)["q.stars"].html


def test_fields_are_made_once_and_filled_in(form: Form) -> None:
    kept = KeptFields(form, "kk", most=1_000_000)
    first, second = show(form, kept), show(form, kept)
    assert [name for name in first if second[name] is not first[name]] == ["g.echo", "q.order"]
    size = kept.size
    assert show(form, kept, TYPED)["q.area"].value == "typed area"
    assert kept.size == size


def test_no_more_is_kept_than_there_is_room_for(form: Form) -> None:
    kept = KeptFields(form, "kk", most=4_000)
    shown, alone = show(form, kept, TYPED), show(form, None, TYPED)
    assert 0 < kept.size <= 4_000
    assert {name: each.value for name, each in shown.items()} == {
        name: each.value for name, each in alone.items()
    }


def test_the_form_that_was_shown_the_longest_time_ago_leaves_first(form: Form) -> None:
    forms = KeptForms(largest=30_000)
    keys = [FieldsKey("e", name, "kk", "", is_kiosk=False) for name in "abcd"]
    for key in keys:
        kept = forms.open(key, form)
        show(form, kept)
        forms.close(key, kept)
        assert forms.size <= 30_000
    assert forms.open(keys[0], form).size == 0
    assert forms.open(keys[-1], form).size > 0
    assert forms.open(keys[-1], Form(form.definition, 1)).size == 0
