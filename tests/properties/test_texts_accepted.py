"""Whatever text is accepted can be read, shown, changed and exported, also one that NFC makes longer."""

import json
import unicodedata

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chalicelib import errors
from chalicelib.domain.event_documents import patch_event, read_event
from chalicelib.domain.events import Event, EventLine
from chalicelib.forms.definition import Definition, dump, load
from chalicelib.forms.validation import review
from chalicelib.storage import events
from chalicelib.xlsform import write_xlsform
from tests.actions.setting import as_json, event_document
from tests.profiles import examples
from tests.xlsform.strategies import Document
from tests.xlsform.workbooks import import_xlsform

GROWING = ("\ufb2c", "\u0344", "\U0001d160", "\u0958")
"""Letters that are two or three in NFC."""
LIMIT = 5000

texts = st.builds(
    lambda letter, times, end: f"ә{letter * times}{end}",
    st.sampled_from((*GROWING, "e\u0301", "ш")),
    st.sampled_from((1, 1665, 1666, 1667, 2499, 2500, 4999, 5000, 5001, 9000)),
    st.sampled_from(("", "\u0301", " ", "\u2000")),
)


@settings(max_examples=examples(60))
@given(text=texts)
@example(text="\ufb2c" * 3000)
@example(text="e\u0301" * LIMIT)
def test_an_event_with_an_accepted_text_is_read_shown_and_changed(text: str) -> None:
    event = read_event(as_json(event_document()))
    fits = len(unicodedata.normalize("NFC", text).strip()) <= LIMIT
    patch = json.dumps({"aim": {"kk": text}, "title": text}).encode()
    if not fits:
        with pytest.raises(errors.EventRefused) as refused:
            patch_event(event, patch)
        assert {each.code for each in refused.value.problems} == {"event.too_long"}
        return
    changed = patch_event(event, patch)
    assert events.from_item(events.to_item(changed)) == changed
    assert Event.model_validate_json(changed.model_dump_json()) == changed
    assert EventLine.of(changed).title == changed.title
    assert patch_event(changed, b'{"venue": {"kk": "\xd3\x98"}}').aim == changed.aim


def form(text: str) -> Document:
    return {
        "name": "form",
        "purpose": "other",
        "default_language": "kk",
        "title": {"kk": "Сауалнама"},
        "choices": {"who": [{"name": "a", "label": {"kk": text}}]},
        "questions": [
            {"type": "select_one", "list_name": "who", "name": "who", "label": {"kk": text}},
            {"type": "text", "name": "why", "label": {"kk": "Неге?"}, "default": text},
        ],
    }


@settings(
    max_examples=examples(10),
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(text=texts)
@example(text="\ufb2c" * 1667)
@example(text="\ufb2c" * 1600)
def test_a_form_with_an_accepted_label_is_read_and_exported(text: str) -> None:
    found = review(form(text))
    if found.is_refused:
        assert {each.code for each in found.problems if each.severity == "error"} == {
            "form.too_long"
        }
        return
    definition = found.require()
    assert load(dump(definition)) == definition
    assert review(dump(definition)).require() == definition
    imported = import_xlsform(write_xlsform(definition))
    assert [each for each in imported.problems if each.severity == "error"] == []
    assert Definition.model_validate(imported.document) == definition
