"""Read event files and the templates that they name; refuse files that cannot be imported."""

import json
from pathlib import Path

import pytest

from chalicelib.cli import importing
from chalicelib.cli.api import Api, Refused
from chalicelib.cli.importing import EventFile, FormEntry, Unreadable, read_file
from chalicelib.domain.events import Event
from chalicelib.forms.validation import read_definition
from local.example_data import EXAMPLES


def _write(folder: Path, document: object) -> Path:
    path = folder / "event.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_the_examples_have_forms_in_each_of_their_languages(path: Path) -> None:
    file = read_file(path)
    event = Event.model_validate(file.event)
    assert file.forms
    for form in file.forms:
        definition = read_definition(form.definition)
        assert set(event.languages) <= set(definition.title)
    for text in (event.title, event.aim, event.venue, *(each.label for each in event.categories)):
        assert text is not None
        assert set(event.languages) <= set(text)


def test_a_form_may_be_a_template_or_a_definition(tmp_path: Path) -> None:
    definition = {"name": "visit", "purpose": "other"}
    forms = [{"template": "questions", "publish": False}, {"definition": definition}]
    file = read_file(_write(tmp_path, {"id": "one", "state": "open", "forms": forms}))
    assert (file.event, file.state) == ({"id": "one"}, "open")
    assert [form.publish for form in file.forms] == [False, True]
    assert file.forms[0].definition["name"] == "questions"
    assert file.forms[1] == FormEntry(definition, publish=True)


def test_a_template_may_be_a_spreadsheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    event = _write(tmp_path, {"id": "one", "forms": [{"template": "school_climate"}]})
    (form,) = read_file(event).forms
    assert read_definition(form.definition).name == "school_climate"
    (tmp_path / "broken.xlsx").write_bytes(b"no spreadsheet")
    monkeypatch.setattr(importing, "TEMPLATES", tmp_path)
    broken = _write(tmp_path, {"id": "one", "forms": [{"template": "broken"}]})
    with pytest.raises(Unreadable, match="broken"):
        read_file(broken)


@pytest.mark.parametrize(
    "document",
    [
        "no JSON",
        [],
        {"title": "no id"},
        {"id": "one", "forms": {}},
        {"id": "one", "state": 1},
        {"id": "one", "forms": ["registration"]},
        {"id": "one", "forms": [{"template": "../registration"}]},
        {"id": "one", "forms": [{"template": "no-such-template"}]},
        {"id": "one", "forms": [{"template": "questions", "publish": "no"}]},
        {"id": "one", "forms": [{"template": "questions", "more": 1}]},
    ],
)
def test_an_unreadable_file_is_refused_by_name(tmp_path: Path, document: object) -> None:
    with pytest.raises(Unreadable, match=r"\.json"):
        read_file(_write(tmp_path, document))


def test_an_event_exists_unless_the_api_finds_none(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[object] = [{"id": "one"}, Refused(404, {}), Refused(403, {})]

    def ask(_api: Api, method: str, path: str) -> object:
        assert (method, path) == ("GET", "/events/one")
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(Api, "ask", ask)
    api, file = Api("https://pikir.example", "t"), EventFile({"id": "one"}, None, ())
    assert importing.event_exists(api, file)
    assert not importing.event_exists(api, file)
    with pytest.raises(Refused, match="HTTP 403"):
        importing.event_exists(api, file)


def test_a_form_that_pikir_refuses_is_sent_so_that_the_api_names_its_problems(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[str, str, object]] = []

    def ask(_api: Api, method: str, path: str, document: object = None) -> object:
        asked.append((method, path, document))
        if method == "GET":
            raise Refused(404, {})
        return {}

    monkeypatch.setattr(Api, "ask", ask)
    wrong = {"name": "visit", "purpose": "party"}
    file = EventFile({"id": "one"}, None, (FormEntry(wrong, publish=False),))
    lines = list(importing.import_event(Api("https://pikir.example", "t"), file))
    assert lines == ["one: created", "  visit: saved as a draft"]
    assert asked[-1] == ("PUT", "/events/one/forms/visit", wrong)
