"""The form in the editor's frame: shown with its script, never sent, and the only answer that may stand in a frame."""

import json

from chalicelib.actions import drafts, events
from chalicelib.domain.permissions import Actor
from tests.web.organiser.conftest import FORM, ORGANISER, Console

EDIT = "/console/events/round-table/forms/impressions/edit"


def test_the_editor_holds_the_preview_in_a_frame(console: Console) -> None:
    editor, preview = console.get(EDIT), console.get(f"{EDIT}/preview")
    assert f'src="{EDIT}/preview?in=kk"' in editor.text
    assert "frame-src 'self'" in editor.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in editor.headers["content-security-policy"]
    assert (
        "frame-src"
        not in console.get(f"{EDIT}/add?at=/questions/0").headers["content-security-policy"]
    )
    policy = preview.headers["content-security-policy"].split("; ")
    assert {"frame-ancestors 'self'", "connect-src 'none'", "form-action 'none'"} <= {*policy}


def test_the_preview_has_the_form_s_script_and_no_way_to_send(console: Console) -> None:
    page = console.get(f"{EDIT}/preview?in=kk").text
    assert "Бағаңыз" in page
    assert 'id="logic"' in page
    assert 'method="post"' not in page
    assert "data-drafts" not in page
    assert '<html lang="en"' in console.get(f"{EDIT}/preview?in=en").text


def test_the_frame_says_that_the_form_fits_the_event_no_longer(console: Console) -> None:
    services, actor = console.services, Actor.owner(ORGANISER)
    item = {"name": "opening", "kind": "opening"}
    events.change_event(services, actor, "round-table", json.dumps({"programme": [item]}).encode())
    rating = {**FORM["questions"][0], "role": "rating_of:opening"}  # type: ignore[index]  # it has one
    draft = json.dumps({**FORM, "questions": [rating]}).encode()
    drafts.save_form(services, actor, "round-table", "impressions", draft)
    events.change_event(services, actor, "round-table", b'{"programme": []}')
    page = console.get(f"{EDIT}/preview")
    assert page.status == 422
    assert "frame-ancestors 'self'" in page.headers["content-security-policy"]
