"""Photos on the record's page: added by a form, or by the page's script; each is an entry with a form of its own."""

import json
import re

import pytest

from chalicelib.actions import members, record_photos, records
from chalicelib.domain.members import Invitation, MemberGrant
from chalicelib.domain.permissions import SYSTEM, MemberRole
from chalicelib.domain.records import Record
from chalicelib.locales import LANGUAGES, Language
from tests.drawn_photos import draw
from tests.web.client import HttpResponse
from tests.web.organiser.conftest import Console, sign_in

EVENT = "round-table"
RECORD = f"/console/events/{EVENT}/record"
PHOTOS = f"{RECORD}/actions/a/photos"
PHOTO = draw(size=(8, 6))


@pytest.fixture
def console(console: Console) -> Console:
    """Return a console of an event with an action in its record."""
    records.save_entry(
        console.services, SYSTEM, EVENT, "actions", "a", b'{"title": {"kk": "Flash"}}'
    )
    return console


def send(console: Console, photo: str = "p", content: bytes = PHOTO, **fields: str) -> HttpResponse:
    """Send a photo as the form does; ``accept`` is the header."""
    headers = {"Accept": fields.pop("accept")} if "accept" in fields else {}
    typed = {name.replace("__", "."): text for name, text in fields.items()}
    files = (("photo", "a.jpg", "image/jpeg", content), ("camera", "", "image/jpeg", b""))
    return console.send_parts(PHOTOS, {"_photo": photo, **typed}, *files, **headers)


def record_of(console: Console) -> Record:
    return records.show_record(console.services, SYSTEM, EVENT)


def test_a_form_adds_a_photo_with_what_it_shows(console: Console) -> None:
    page = console.get(RECORD).text
    assert re.search(r'capture="environment"', page)
    reply = send(console, caption__kk="Флешмоб", has_consent="1")
    assert (reply.status, reply.headers["location"]) == (303, f"{RECORD}#photos.p")
    assert send(console, caption__kk="Флешмоб", has_consent="1").status == 303
    (entry,) = record_of(console).photos
    assert (entry.content.caption, entry.content.has_consent) == ({"kk": "Флешмоб"}, True)
    page = console.get(f"{RECORD}?section=photos&lang=en").text
    assert f'<img src="{RECORD}/photos/p/file" alt="Флешмоб" lang="kk" loading="lazy">' in page
    assert "The report shows this photo." in page
    shown = console.get(f"{RECORD}/photos/p/file")
    assert (shown.status, shown.headers["content-type"]) == (200, "image/jpeg")
    assert shown.headers["cache-control"] == "no-store"
    report = console.get(f"/console/events/{EVENT}/report?in=kk").text
    assert f'<img src="{RECORD}/photos/p/file" alt="Флешмоб" width="8" height="6">' in report


def test_a_form_that_was_sent_again_with_another_photo_adds_both(console: Console) -> None:
    send(console)
    assert send(console, content=draw(size=(9, 9)), _alone="1").status == 303
    assert [each.content.file.width for each in record_of(console).photos] == [8, 9]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", {"kk": "Файл бос.", "ru": "Файл пустой.", "en": "The file is empty."}),
        (b"%PDF-1.7", {"kk": "Бұл файл", "ru": "Этот файл", "en": "The file is not a photo."}),
        (PHOTO[:-9], {"kk": "бүлінген", "ru": "повреждена", "en": "The photo is damaged"}),
    ],
)
def test_a_refused_photo_is_told_beside_what_was_typed(
    console: Console, language: Language, content: bytes, message: dict[str, str]
) -> None:
    headers = {"_lang": language}
    reply = console.send_parts(
        f"{PHOTOS}?lang={language}",
        {"_photo": "p", "caption.kk": "Флешмоб", **headers},
        ("photo", "a.jpg", "image/jpeg", content),
    )
    assert reply.status == 422
    assert reply.text.count(message[language]) == 2
    assert 'href="#photos.p.file"' in reply.text
    assert 'value="Флешмоб"' in reply.text
    assert record_of(console).photos == ()


def test_the_script_is_answered_in_json(console: Console) -> None:
    assert send(console, accept="application/json").json == {"id": "p"}
    refused = send(console, "q", b"%PDF", accept="application/json")
    assert (refused.status, list(refused.json)) == (422, ["message"])
    gone = console.send_parts(
        f"{RECORD}/actions/z/photos",
        {"_photo": "p"},
        ("photo", "a.jpg", "image/jpeg", PHOTO),
        Accept="application/json",
    )
    assert (gone.status, gone.json["code"]) == (404, "record.entry_not_found")
    saved = console.send_form(
        f"{RECORD}/photos/p",
        {"revision": "1", "caption.kk": "Флешмоб"},
        Accept="application/json",
    )
    assert saved.json["lead"].startswith("Хаттамада ғана сақталады")


def test_photos_move_among_those_of_their_action_and_are_taken_back(console: Console) -> None:
    services = console.services
    records.save_entry(services, SYSTEM, EVENT, "actions", "b", b'{"title": {"kk": "Other"}}')
    for action, photo in (("a", "p"), ("b", "q"), ("a", "r")):
        record_photos.upload_photo(services, SYSTEM, EVENT, "actions", action, photo, PHOTO)
    console.send_form(f"{RECORD}/photos/r", {"_do": "up"})
    assert [each.id for each in record_of(console).photos] == ["r", "q", "p"]
    removed = console.send_form(f"{RECORD}/photos/r", {"_do": "remove", "_alone": "1"})
    assert removed.headers["location"] == f"{RECORD}?section=actions#photos.r"
    page = console.get(RECORD).text
    assert 'id="photos.r"' in page
    assert f"{RECORD}/photos/r/file" not in page
    console.send_form(f"{RECORD}/photos/r", {"_do": "restore"})
    assert [each.id for each in record_of(console).photos] == ["r", "q", "p"]


def test_a_reader_sees_photos_and_adds_none(console: Console) -> None:
    send(console, caption__ru="У школы")
    grant = MemberGrant(role=MemberRole.SUMMARIES_READER, scope=f"event:{EVENT}")
    members.invite_member(
        console.services, SYSTEM, Invitation(email="reader@pikir.example", roles=(grant,))
    )
    reader = sign_in(console, "reader@pikir.example")
    page = reader.get(RECORD).text
    assert '<p lang="ru">У школы</p>' in page
    assert "data-photo-upload" not in page
    assert json.dumps("photo") not in page
    assert reader.get(f"{RECORD}/photos/p/file").status == 200
