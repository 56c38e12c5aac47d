"""Files as answers over HTTP: with a script through the bucket, without one through the form."""

import re
import urllib.request
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pytest

from chalicelib import wiring
from chalicelib.web import policy
from tests.actions.photos import EVENT, PDF, PNG, objects, open_photos, whose
from tests.actions.setting import nth_id
from tests.web.client import BOUNDARY, Client, Received, multipart_body

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.settings import Settings

pytestmark = pytest.mark.dynoxide

FORM = f"/api/v1/events/{EVENT}/forms/photos"
PAGE = f"/e/{EVENT}/photos"
ASKED = {"question": "photo", "name": "Сурет.png", "type": "image/png", "size": len(PNG)}


@pytest.fixture
def services(files_settings: "Settings") -> "Services":
    made = replace(wiring.make(files_settings), admission_copies=2)
    open_photos(made)
    return made


def own(submission: str = nth_id(1)) -> list[tuple[str, str]]:
    """Return the page's own fields."""
    return [("_id", submission), ("_version", "1"), ("_shown", "en")]


def post(invitation: Received, content: bytes) -> int:
    """Send a file as a page does with an upload grant; return the bucket's status."""
    said = invitation.json
    body = multipart_body(list(said["fields"].items()), [("file", "blob", "image/png", content)])
    sent = urllib.request.Request(
        said["url"],
        data=body,
        headers={"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"},
    )
    with urllib.request.urlopen(sent, timeout=10) as answer:
        status: int = answer.status
        return status


def test_a_file_that_is_sent_to_the_bucket_becomes_an_answer(
    anyone: Client, organiser: Client
) -> None:
    invitation = anyone.send_json("POST", f"{FORM}/uploads", ASKED)
    assert invitation.status == 201
    assert post(invitation, PNG) < 300
    photo = invitation.json["id"]
    sent = {"id": nth_id(1), "answers": {"photo": photo}}
    assert anyone.send_json("POST", f"{FORM}/responses", sent).status == 201
    [row] = organiser.get(f"{FORM}/responses").json["rows"]
    assert row["answers"] == {"photo": photo}
    assert row["files"] == [
        {
            "id": photo,
            "question": "photo",
            "name": "Сурет.png",
            "type": "image/png",
            "size": len(PNG),
        }
    ]
    there = f"https://pikir.example/console/events/{EVENT}/forms/photos/answers"
    link = f"{there}/{nth_id(1)}/files/{photo}"
    assert f",{link}," in organiser.get(f"{FORM}/responses.csv").text
    told = organiser.get(f"{FORM}/responses.csv?names=labels&language=kk").text
    assert f"Сурет.png {link}" in told
    received = organiser.get(f"{FORM}/responses/{nth_id(1)}/files/{photo}")
    assert (received.status, received.body) == (200, PNG)
    assert received.headers["content-type"] == "image/png"
    assert received.headers["content-disposition"] == (
        "attachment; filename=\"_____.png\"; filename*=UTF-8''%D0%A1%D1%83%D1%80%D0%B5%D1%82.png"
    )
    assert received.headers["x-content-type-options"] == "nosniff"
    assert received.headers["content-security-policy"] == policy.ONLY_A_FILE
    assert received.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"question": "none"}, 422, "answers.refused"),
        ({"type": "image/svg+xml"}, 422, "answers.refused"),
        ({"size": 11 * 1024 * 1024}, 422, "answers.refused"),
        ({"size": "1"}, 422, "request.refused"),
        ({"more": 1}, 422, "request.refused"),
        ({"version": 7}, 409, "form.version_unknown"),
    ],
)
def test_what_cannot_be_sent_is_refused_before_it_is_sent(
    services: "Services", anyone: Client, changes: dict[str, object], status: int, code: str
) -> None:
    received = anyone.send_json("POST", f"{FORM}/uploads?lang=en", {**ASKED, **changes})
    assert (received.status, received.code) == (status, code)
    assert objects(services, "") == []


def test_files_are_for_organisers_only(anyone: Client, organiser: Client) -> None:
    there = f"{FORM}/responses/{nth_id(1)}/files/{nth_id(2)}"
    assert anyone.get(there).status == 401
    assert organiser.get(there).code == "submission.not_found"
    assert organiser.get(f"{FORM}/responses/{nth_id(1)}/files/none").code == "file.not_found"


class TestWithoutAScript:
    def test_a_file_comes_with_its_form(self, services: "Services", anyone: Client) -> None:
        files = [
            ("q.photo.file", "Сурет.png", "image/png", PNG),
            ("q.paper.file", "", "application/octet-stream", b""),
        ]
        pairs = [*own(), ("q.photo", ""), ("q.why", "Әдемі")]
        assert anyone.send_parts(PAGE, pairs, files).status == 303
        [row] = services.submissions.read_all(EVENT, "photos", shards=1)
        assert [(file.name, file.size) for file in row.files] == [("Сурет.png", len(PNG))]
        assert row.answers["why"] == "Әдемі"

    def test_a_file_in_a_repeat_comes_with_its_form(
        self, services: "Services", anyone: Client
    ) -> None:
        field = "q.members[0]/portrait.file"
        sent = anyone.send_parts(PAGE, own(), [(field, "a.png", "image/png", PNG)])
        assert sent.status == 303
        [row] = services.submissions.read_all(EVENT, "photos", shards=1)
        assert [file.question for file in row.files] == ["members[0]/portrait"]

    def test_the_same_form_again_is_the_same_answer(
        self, services: "Services", anyone: Client
    ) -> None:
        files = [("q.photo.file", "a.png", "image/png", PNG)]
        first = anyone.send_parts(PAGE, own(), files)
        again = anyone.send_parts(PAGE, own(), files)
        assert (again.status, again.headers["location"]) == (303, first.headers["location"])
        assert len(whose(services)) == 1

    def test_after_a_refusal_the_page_still_has_the_file(
        self, services: "Services", anyone: Client
    ) -> None:
        files = [("q.photo.file", 'say "hi" <b>.png', "image/png", PNG)]
        page = anyone.send_parts(PAGE, [*own(), ("q.why", "a" * 30_000)], files)
        assert page.status == 422
        kept = re.search(r'name="q.photo" value="([0-9a-f-]{36})"', page.text)
        assert kept is not None
        assert "“say &#34;hi&#34; &lt;b&gt;.png” has arrived." in page.text
        named = re.search(r'name="(_name\.[0-9a-f-]{36})" value="([^"]*)"', page.text)
        assert named is not None
        pairs = [*own(), ("q.photo", kept[1]), (named[1], unescape(named[2]))]
        again = anyone.send_parts(PAGE, [*pairs, ("q.why", "a" * 30_000)])
        assert "“say &#34;hi&#34; &lt;b&gt;.png” has arrived." in again.text
        assert anyone.send_parts(PAGE, pairs).status == 303
        assert [len(files) for files in whose(services).values()] == [1]

    def test_a_language_pressed_meanwhile_loses_no_file(self, anyone: Client) -> None:
        files = [("q.photo.file", "a.png", "image/png", PNG)]
        page = anyone.send_parts(PAGE, [*own(), ("_language", "ru")], files)
        assert page.status == 200
        assert re.search(r'name="q.photo" value="[0-9a-f-]{36}"', page.text)

    def test_another_file_takes_the_place_of_the_first(
        self, services: "Services", anyone: Client
    ) -> None:
        pairs = [*own(), ("q.photo", nth_id(9))]
        files = [("q.photo.file", "a.png", "image/png", PNG)]
        assert anyone.send_parts(PAGE, pairs, files).status == 303
        assert [len(files) for files in whose(services).values()] == [1]

    @pytest.mark.parametrize(
        ("file", "words"),
        [
            (("q.photo.file", "a.pdf", "application/pdf", PDF), "Files of this kind"),
            (("q.photo.file", "a.png", "image/png", b"<html>"), "not what its name says"),
            (("q.photo.file", "a.png", "image/png", b""), "This file is empty"),
        ],
    )
    def test_a_file_that_is_not_taken_is_said_at_its_question(
        self, services: "Services", anyone: Client, file: tuple[str, str, str, bytes], words: str
    ) -> None:
        page = anyone.send_parts(PAGE, [*own(), ("q.why", "kept")], [file])
        assert page.status == 422
        assert words in unescape(page.text)
        assert 'href="#q.photo"' in page.text
        assert ">kept<" in page.text or 'value="kept"' in page.text
        assert objects(services, "incoming/") == []

    @pytest.mark.parametrize(
        "files",
        [
            [("q.why.file", "a.png", "image/png", PNG)],
            [("q.photo", "a.png", "image/png", PNG)],
            [("photo.file", "a.png", "image/png", PNG)],
            [("q.photo.file", "a.png", "image/png", PNG)] * 2,
        ],
    )
    def test_a_file_where_none_is_asked_for_is_no_form_of_ours(
        self, anyone: Client, files: list[tuple[str, str, str, bytes]]
    ) -> None:
        assert anyone.send_parts(PAGE, own(), files).status == 400

    def test_a_closed_form_takes_no_file_and_says_so(
        self, services: "Services", anyone: Client
    ) -> None:
        from tests.actions.setting import change

        change(services, state="closed")
        files = [("q.photo.file", "a.png", "image/png", PNG)]
        assert anyone.send_parts(PAGE, own(), files).status == 409
        assert objects(services, "") == []


class TestThePage:
    def test_it_may_send_to_the_bucket_and_to_nowhere_else(
        self, services: "Services", anyone: Client
    ) -> None:
        page = anyone.get(PAGE)
        told = page.headers["content-security-policy"]
        assert f"connect-src 'self' {services.settings.bucket_origin};" in told
        assert told.replace(f" {services.settings.bucket_origin}", "") == policy.policy()

    def test_it_sends_in_parts_and_brings_the_script(self, anyone: Client) -> None:
        page = anyone.get(PAGE).text
        assert 'enctype="multipart/form-data"' in page
        assert "/static/uploads." in page
        assert f'"address": "{FORM}/uploads"' in page
        assert 'accept="image/jpeg,image/png,image/webp,image/gif"' in page
        assert ".docx" in page

    def test_a_form_without_files_does_not(self, filled: Client) -> None:
        page = filled.get("/e/round-table/impressions")
        assert page.headers["content-security-policy"] == policy.policy()
        assert "uploads" not in page.text
        assert "enctype" not in page.text


@pytest.fixture
def filled(dynoxide_settings: "Settings") -> Client:
    from tests.actions.setting import open_event
    from tests.web.client import ALL_ROUTES, app_of

    made = replace(wiring.make(dynoxide_settings), admission_copies=2)
    open_event(made)

    return Client(app_of(ALL_ROUTES, made))
