"""Changes in a form's editor that are in no draft: its pages say so, and they can be downloaded."""

import re

from chalicelib.forms.definition import Definition
from chalicelib.xlsform import read_xlsform
from tests.web.organiser.conftest import Console

FORM = "/console/events/round-table/forms/impressions"
QUESTION = f"{FORM}/edit/question"
UNFINISHED = f"{FORM}/definition.xlsx?version=unfinished"


def save_question(console: Console, **fields: str) -> None:
    page = console.get(f"{FORM}/edit").text
    (revision,) = set(re.findall(r'name="revision" value="([^"]+)"', page))
    assert console.send_form(QUESTION, {"revision": revision, **fields}).status == 303


def test_unfinished_changes_are_told_and_can_be_downloaded(console: Console) -> None:
    assert console.get(UNFINISHED).status == 404
    assert "Unfinished changes" not in console.get(f"{FORM}?lang=en").text
    save_question(console, at="/questions/0", kind="short", label_kk="Атыңыз?")
    save_question(
        console, at="/questions/0", kind="short", hint_kk="Кеңес", relevant="${nobody} = 1"
    )
    for page in (FORM, f"{FORM}/draft"):
        text = console.get(f"{page}?lang=en").text
        assert "Unfinished changes" in text
        assert f'href="{UNFINISHED}"' in text
    reply = console.get(UNFINISHED)
    assert (
        'filename="round-table-impressions-unfinished.xlsx"' in reply.headers["content-disposition"]
    )
    first, second, *_ = Definition.model_validate(read_xlsform(reply.body).content).questions
    assert (first.relevant, first.hint) == ("${nobody} = 1", {"kk": "Кеңес"})
    assert second.label == {"kk": "Атыңыз?"}
