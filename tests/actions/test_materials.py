"""Materials of an event that are files: what is taken, what it is called, and who may save it."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from chalicelib import errors
from chalicelib.actions import events, materials
from chalicelib.actions.services import Services
from chalicelib.domain.events import Event
from chalicelib.domain.permissions import ANYONE
from chalicelib.settings import Settings
from tests.actions.photos import EVENT, PDF, PLACED, PNG
from tests.actions.setting import ORGANISER, Clock, as_json, event_document, services_on


def office(*parts: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "<xml/>")
    return file.getvalue()


DOCX, PPTX = office("word/document.xml"), office("ppt/presentation.xml")


@pytest.fixture
def services(files_settings: Settings) -> Services:
    services = services_on(files_settings, Clock())
    events.create_event(services, ORGANISER, as_json(event_document()))
    return services


def upload(services: Services, name: str, content: bytes, **title: Any) -> Event:
    return materials.upload_material(services, ORGANISER, EVENT, name, content, **title)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", PDF), ("a.docx", DOCX), ("a.PPTX", PPTX), ("a.png", PNG)],
)
def test_a_file_becomes_a_material_that_anyone_can_save(
    services: Services, name: str, content: bytes
) -> None:
    event = upload(services, name, content)
    assert [(each.title, each.url) for each in event.materials] == [({"kk": "a"}, None)]
    saved = materials.show_material(services, ANYONE, EVENT, name)
    assert (saved.name, saved.body) == (name, content)
    assert events.show_event(services, ANYONE, EVENT) == event


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", PDF, "file.bad_type"),
        ("pdf", PDF, "file.bad_type"),
        ("a.pdf", PNG, "file.not_that_type"),
        ("a.pdf", b"", "file.not_that_type"),
        ("a.docx", PPTX, "file.not_that_type"),
        ("a.pptx", office("ppt/presentation.xml", "ppt/vbaProject.bin"), "file.not_that_type"),
        ("a.docx", DOCX[:-30], "file.not_that_type"),
        ("a.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "file.photo_format"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    services: Services, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(errors.RequestRefused) as refused:
        upload(services, name, content)
    assert [each.code for each in refused.value.problems] == [code]
    assert events.show_event(services, ANYONE, EVENT).materials == ()


def test_a_file_of_the_same_name_takes_the_place_of_the_first_under_its_title(
    services: Services,
) -> None:
    upload(services, "a.docx", DOCX, title={"kk": "Үлгі"})
    upload(services, "b.pdf", PDF)
    event = upload(services, "a.docx", newer := office("word/document.xml", "more.xml"))
    assert [each.title["kk"] for each in event.materials] == ["Үлгі", "b"]
    assert materials.show_material(services, ANYONE, EVENT, "a.docx").body == newer


def test_an_upload_whose_reply_was_lost_changes_nothing_more(services: Services) -> None:
    assert upload(services, "a.pdf", PDF) == upload(services, "a.pdf", PDF)


def test_a_photo_loses_its_location(services: Services) -> None:
    upload(services, "a.png", PLACED)
    body = materials.show_material(services, ANYONE, EVENT, "a.png").body
    assert body is not None
    assert len(body) < len(PLACED)


def test_a_file_that_was_removed_is_found_no_more(services: Services) -> None:
    upload(services, "a.pdf", PDF)
    assert materials.remove_material(services, ORGANISER, EVENT, "a.pdf").materials == ()
    with pytest.raises(errors.FileNotFound):
        materials.show_material(services, ANYONE, EVENT, "a.pdf")
    with pytest.raises(errors.FileNotFound):
        materials.remove_material(services, ORGANISER, EVENT, "a.pdf")


def test_a_file_of_a_draft_is_saved_by_organisers_only(services: Services) -> None:
    events.create_event(services, ORGANISER, as_json(event_document(id="other", state="draft")))
    materials.upload_material(services, ORGANISER, "other", "a.pdf", PDF)
    assert materials.show_material(services, ORGANISER, "other", "a.pdf").body == PDF
    with pytest.raises(errors.EventNotFound):
        materials.show_material(services, ANYONE, "other", "a.pdf")
