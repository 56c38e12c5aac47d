"""Files as answers over HTTP: with a script they go to the bucket first, without one they come with the form."""

import re
import urllib.request
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pytest

from chalicelib import wiring
from chalicelib.domain import limits
from chalicelib.web import policy
from tests.actions.photos import EVENT, PDF, PHOTOS, PNG, list_kept_files, list_objects, open_photos
from tests.actions.setting import change, nth_id, open_event, publish
from tests.web.client import ALL_ROUTES, BOUNDARY, Client, HttpResponse, app_of, multipart_body

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.settings import Settings

pytestmark = pytest.mark.dynoxide

FORM = f"/api/v1/events/{EVENT}/forms/photos"
PAGE = f"/e/{EVENT}/photos"
UPLOAD_REQUEST = {"question": "photo", "name": "Сурет.png", "type": "image/png", "size": len(PNG)}


@pytest.fixture
def services(files_settings: "Settings") -> "Services":
    services = replace(wiring.make(files_settings), admission_copies=2)
    open_photos(services)
    return services


def control_fields(submission: str = nth_id(1)) -> list[tuple[str, str]]:
    """Return the fields that the page itself adds to the answers."""
    return [("_id", submission), ("_version", "1"), ("_shown", "en")]


def post(grant: HttpResponse, content: bytes) -> int:
    """Send a file as a page does with an upload grant; return the bucket's status."""
    document = grant.json
    body = multipart_body(
        list(document["fields"].items()), [("file", "blob", "image/png", content)]
    )
    request = urllib.request.Request(
        document["url"],
        data=body,
        headers={"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"},
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        status: int = response.status
        return status


def test_a_file_that_was_sent_to_the_bucket_becomes_an_answer(
    anyone: Client, organiser: Client
) -> None:
    grant = anyone.send_json("POST", f"{FORM}/uploads", UPLOAD_REQUEST)
    assert grant.status == 201
    assert post(grant, PNG) < 300
    photo = grant.json["id"]
    submission = {"id": nth_id(1), "answers": {"photo": photo}}
    assert anyone.send_json("POST", f"{FORM}/responses", submission).status == 201
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
    console = f"https://pikir.example/console/events/{EVENT}/forms/photos"
    link = f"{console}/answers/{nth_id(1)}/files/{photo}"
    assert f",{link}," in organiser.get(f"{FORM}/responses.csv").text
    labelled = organiser.get(f"{FORM}/responses.csv?names=labels&language=kk").text
    assert f"Сурет.png {link}" in labelled
    response = organiser.get(f"{FORM}/responses/{nth_id(1)}/files/{photo}")
    assert (response.status, response.body) == (200, PNG)
    assert response.headers["content-type"] == "image/png"
    assert response.headers["content-disposition"] == (
        "attachment; filename=\"_____.png\"; filename*=UTF-8''%D0%A1%D1%83%D1%80%D0%B5%D1%82.png"
    )
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-security-policy"] == policy.ONLY_A_FILE
    assert response.headers["cache-control"] == "no-store"


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
def test_a_file_that_cannot_be_accepted_is_refused_before_it_is_sent(
    services: "Services", anyone: Client, changes: dict[str, object], status: int, code: str
) -> None:
    response = anyone.send_json("POST", f"{FORM}/uploads?lang=en", {**UPLOAD_REQUEST, **changes})
    assert (response.status, response.code) == (status, code)
    assert list_objects(services, "") == []


def test_files_are_for_organisers_only(anyone: Client, organiser: Client) -> None:
    address = f"{FORM}/responses/{nth_id(1)}/files/{nth_id(2)}"
    assert anyone.get(address).status == 401
    assert organiser.get(address).code == "submission.not_found"
    assert organiser.get(f"{FORM}/responses/{nth_id(1)}/files/none").code == "file.not_found"


class TestWithoutAScript:
    def test_a_file_beyond_the_limit_is_to_be_chosen_again(
        self, anyone: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "UPLOADS", replace(limits.UPLOADS, most=0))
        files = [("q.photo.file", "Сурет.png", "image/png", PNG)]
        page = anyone.send_parts(PAGE, [*control_fields(), ("q.why", "For you")], files)
        assert page.status == 429
        assert "choose the file again" in page.text
        assert "For you" in page.text

    def test_a_file_comes_with_its_form(self, services: "Services", anyone: Client) -> None:
        files = [
            ("q.photo.file", "Сурет.png", "image/png", PNG),
            ("q.paper.file", "", "application/octet-stream", b""),
        ]
        pairs = [*control_fields(), ("q.photo", ""), ("q.why", "Әдемі")]
        assert anyone.send_parts(PAGE, pairs, files).status == 303
        [row] = services.submissions.read_all(EVENT, "photos", shards=1)
        assert [(file.name, file.size) for file in row.files] == [("Сурет.png", len(PNG))]
        assert row.answers["why"] == "Әдемі"

    def test_a_file_in_a_repeat_comes_with_its_form(
        self, services: "Services", anyone: Client
    ) -> None:
        field = "q.members[0]/portrait.file"
        response = anyone.send_parts(PAGE, control_fields(), [(field, "a.png", "image/png", PNG)])
        assert response.status == 303
        [row] = services.submissions.read_all(EVENT, "photos", shards=1)
        assert [file.question for file in row.files] == ["members[0]/portrait"]

    def test_the_same_form_sent_again_is_the_same_submission(
        self, services: "Services", anyone: Client
    ) -> None:
        files = [("q.photo.file", "a.png", "image/png", PNG)]
        first = anyone.send_parts(PAGE, control_fields(), files)
        again = anyone.send_parts(PAGE, control_fields(), files)
        assert (again.status, again.headers["location"]) == (303, first.headers["location"])
        assert len(list_kept_files(services)) == 1

    def test_a_file_of_an_early_page_is_kept_until_the_last(
        self, services: "Services", anyone: Client
    ) -> None:
        publish(services, {**PHOTOS, "style": "pages"})
        pairs = [("_id", nth_id(1)), ("_version", "2"), ("_shown", "en")]
        files = [("q.photo.file", "a.png", "image/png", PNG)]
        page = anyone.send_parts(PAGE, [*pairs, ("_at", "1"), ("_next", "1")], files)
        assert page.status == 200
        assert 'name="_at" value="2"' in page.text
        upload = re.search(r'name="q.photo" value="([0-9a-f-]{36})"', page.text)
        assert upload is not None
        assert anyone.send_parts(PAGE, [*pairs, ("_at", "2"), ("q.photo", upload[1])]).status == 303
        [row] = services.submissions.read_all(EVENT, "photos", shards=1)
        assert [file.name for file in row.files] == ["a.png"]

    def test_after_a_refusal_the_page_still_has_the_file(
        self, services: "Services", anyone: Client
    ) -> None:
        files = [("q.photo.file", 'say "hi" <b>.png', "image/png", PNG)]
        page = anyone.send_parts(PAGE, [*control_fields(), ("q.why", "a" * 30_000)], files)
        assert page.status == 422
        upload = re.search(r'name="q.photo" value="([0-9a-f-]{36})"', page.text)
        assert upload is not None
        assert "“say &#34;hi&#34; &lt;b&gt;.png” has been uploaded." in page.text
        file_name = re.search(r'name="(_name\.[0-9a-f-]{36})" value="([^"]*)"', page.text)
        assert file_name is not None
        pairs = [*control_fields(), ("q.photo", upload[1]), (file_name[1], unescape(file_name[2]))]
        again = anyone.send_parts(PAGE, [*pairs, ("q.why", "a" * 30_000)])
        assert "“say &#34;hi&#34; &lt;b&gt;.png” has been uploaded." in again.text
        assert anyone.send_parts(PAGE, pairs).status == 303
        assert [len(files) for files in list_kept_files(services).values()] == [1]

    def test_switching_the_language_loses_no_file(self, anyone: Client) -> None:
        files = [("q.photo.file", "a.png", "image/png", PNG)]
        page = anyone.send_parts(PAGE, [*control_fields(), ("_language", "ru")], files)
        assert page.status == 200
        assert re.search(r'name="q.photo" value="[0-9a-f-]{36}"', page.text)

    def test_a_new_file_replaces_the_earlier_one(
        self, services: "Services", anyone: Client
    ) -> None:
        pairs = [*control_fields(), ("q.photo", nth_id(9))]
        files = [("q.photo.file", "a.png", "image/png", PNG)]
        assert anyone.send_parts(PAGE, pairs, files).status == 303
        assert [len(files) for files in list_kept_files(services).values()] == [1]

    @pytest.mark.parametrize(
        ("file", "words"),
        [
            (("q.photo.file", "a.pdf", "application/pdf", PDF), "Files of this kind"),
            (("q.photo.file", "a.png", "image/png", b"<html>"), "not what its name says"),
            (("q.photo.file", "a.png", "image/png", b""), "This file is empty"),
        ],
    )
    def test_a_refused_file_is_reported_at_its_question(
        self, services: "Services", anyone: Client, file: tuple[str, str, str, bytes], words: str
    ) -> None:
        page = anyone.send_parts(PAGE, [*control_fields(), ("q.why", "typed")], [file])
        assert page.status == 422
        assert words in unescape(page.text)
        assert 'href="#q.photo"' in page.text
        assert ">typed<" in page.text or 'value="typed"' in page.text
        assert list_objects(services, "incoming/") == []

    @pytest.mark.parametrize(
        "files",
        [
            [("q.why.file", "a.png", "image/png", PNG)],
            [("q.photo", "a.png", "image/png", PNG)],
            [("photo.file", "a.png", "image/png", PNG)],
            [("q.photo.file", "a.png", "image/png", PNG)] * 2,
        ],
    )
    def test_a_file_for_a_question_that_takes_none_is_refused(
        self, anyone: Client, files: list[tuple[str, str, str, bytes]]
    ) -> None:
        assert anyone.send_parts(PAGE, control_fields(), files).status == 400

    def test_a_closed_form_refuses_a_file_and_stores_nothing(
        self, services: "Services", anyone: Client
    ) -> None:
        change(services, state="closed")
        files = [("q.photo.file", "a.png", "image/png", PNG)]
        assert anyone.send_parts(PAGE, control_fields(), files).status == 409
        assert list_objects(services, "") == []


def without_style(csp: str) -> str:
    """Return a page's policy without the hash of the page's style."""
    return re.sub(r" 'sha256-[^']{44}'", "", csp)


class TestPage:
    def test_the_page_may_connect_to_the_bucket_and_nowhere_else(
        self, services: "Services", anyone: Client
    ) -> None:
        page = anyone.get(PAGE)
        csp = without_style(page.headers["content-security-policy"])
        assert f"connect-src 'self' {services.settings.bucket_origin};" in csp
        assert csp.replace(f" {services.settings.bucket_origin}", "") == policy.policy()

    def test_the_page_sends_multipart_and_loads_the_script_for_uploads(
        self, anyone: Client
    ) -> None:
        page = anyone.get(PAGE).text
        assert 'enctype="multipart/form-data"' in page
        assert "/static/uploads." in page
        assert f'"address": "{FORM}/uploads"' in page
        assert 'accept="image/jpeg,image/png,image/webp,image/gif"' in page
        assert ".docx" in page

    def test_the_page_of_a_form_without_files_has_neither(
        self, dynoxide_settings: "Settings"
    ) -> None:
        services = wiring.make(dynoxide_settings)
        open_event(services)
        page = Client(app_of(ALL_ROUTES, services)).get("/e/round-table/impressions")
        assert without_style(page.headers["content-security-policy"]) == policy.policy()
        assert "data-uploads" not in page.text
        assert 'id="uploads"' not in page.text
        assert "enctype" not in page.text


def test_a_large_material_is_announced_sent_and_finished(anyone: Client, organiser: Client) -> None:
    uploads = f"/api/v1/events/{EVENT}/material-uploads"
    grant = organiser.send_json("POST", uploads, {"name": "Жоспар.pdf", "size": len(PDF)})
    assert grant.status == 201
    assert post(grant, PDF) < 300
    finish = f"{uploads}/{grant.json['id']}"
    assert organiser.send_json("POST", finish, {"titel": {}}).status == 422
    event = organiser.send_json("POST", finish, {"title": {"kk": "Жоспар"}})
    assert event.status == 200
    [material] = event.json["materials"]
    assert (material["title"], material["file"]["size"]) == ({"kk": "Жоспар"}, len(PDF))
    assert organiser.send_json("POST", finish, {}).json == event.json
    assert anyone.get(f"/materials/{EVENT}/%D0%96%D0%BE%D1%81%D0%BF%D0%B0%D1%80.pdf").status == 200
    too_large = organiser.send_json("POST", uploads, {"name": "a.pdf", "size": 99_999_999})
    assert (too_large.status, too_large.code) == (422, "request.refused")
