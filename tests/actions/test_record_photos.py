"""Photos of a record: uploaded once, shown with their action, and gone from the bucket when nothing names them."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import docx as python_docx
import pytest
from PIL import Image

from chalicelib import errors
from chalicelib.actions import deletions, record_photos, records, reports, uploads
from chalicelib.actions.services import Services
from chalicelib.documents import docx
from chalicelib.domain.permissions import Actor
from chalicelib.domain.pictures import strip_metadata
from chalicelib.domain.records.sections import ActionPhoto
from chalicelib.settings import Settings
from chalicelib.storage import keys
from tests.actions.setting import ORGANISER, Clock, as_json, event_document, open_event, services_on
from tests.drawn_photos import draw

if TYPE_CHECKING:
    from chalicelib.domain.records import Record, RecordEntry

EVENT = "round-table"
PHOTO = strip_metadata("image/jpeg", draw())
OTHER = draw(size=(40, 30))
CAPTION: dict[str, Any] = {"caption": {"kk": "Флешмоб"}, "has_consent": True}


@pytest.fixture
def services(files_settings: Settings, clock: Clock) -> Services:
    services = services_on(files_settings, clock)
    open_event(services)
    clock.now = datetime.now(UTC)  # the bucket dates its objects by its own clock
    add_action(services)
    return services


def add_action(services: Services, action: str = "a") -> None:
    document = as_json({"title": {"kk": "Балаға – мектеп"}})
    records.save_entry(services, ORGANISER, EVENT, "actions", action, document)


def upload(
    services: Services,
    photo: str = "p",
    content: bytes = PHOTO,
    *,
    action: str = "a",
    **others: Any,
) -> "RecordEntry[ActionPhoto]":
    document = as_json(others)
    return record_photos.upload_photo(
        services, ORGANISER, EVENT, "actions", action, photo, content, document=document
    )


def show(services: Services) -> "Record":
    return records.show_record(services, ORGANISER, EVENT)


def list_stored(services: Services) -> set[str]:
    """Return the digests of the photos in the bucket, in any version."""
    pages = services.bucket._client.get_paginator("list_object_versions")
    found = pages.paginate(Bucket=services.bucket.name, Prefix=keys.photo_objects(EVENT))
    versions = [each for page in found for each in page.get("Versions", ())]
    return {each["Key"].rpartition("/")[2] for each in versions}


def test_a_photo_is_uploaded_once_and_described(services: Services) -> None:
    first = upload(services)
    assert upload(services) == first
    (entry,) = show(services).photos
    assert entry == first
    assert (entry.content.action, entry.content.file.width) == ("a", 80)
    described = records.save_entry(
        services, ORGANISER, EVENT, "photos", "p", as_json(CAPTION), revisions={1}
    )
    assert described.content.is_for_reports
    assert described.content.file == first.content.file
    assert upload(services) == described
    photo = record_photos.show_photo(services, ORGANISER, EVENT, "photos", "p")
    assert (photo.content_type, photo.body) == ("image/jpeg", PHOTO)


def test_nothing_of_where_and_when_it_was_taken_is_stored(services: Services) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x0132] = "2026:06:13 10:00:00"
    exif.get_ifd(0x8825)[2] = (53.0, 17.0, 0.0)
    written = io.BytesIO()
    Image.new("RGB", (8, 6)).save(written, "JPEG", exif=exif, comment=b"at home")
    assert Image.open(written).getexif().get_ifd(0x8825)
    upload(services, content=written.getvalue())
    body = record_photos.show_photo(services, ORGANISER, EVENT, "photos", "p").body or b""
    kept = Image.open(io.BytesIO(body))
    assert (dict(kept.getexif()), kept.info.get("comment")) == ({0x0112: 6}, None)


def test_a_program_cannot_name_another_file(services: Services) -> None:
    entry = upload(services, **CAPTION)
    forged = {"file": {"sha256": "0" * 64}, "caption": {"kk": "Басқа"}}
    written = records.save_entry(services, ORGANISER, EVENT, "photos", "p", as_json(forged))
    assert written.content.file == entry.content.file
    assert not written.content.has_consent
    with pytest.raises(errors.RecordEntryNotFound):
        records.save_entry(services, ORGANISER, EVENT, "photos", "q", as_json(CAPTION))
    with pytest.raises(errors.RecordRefused):
        records.save_entry(services, ORGANISER, EVENT, "photos", "p", as_json({"action": "z"}))


@pytest.mark.parametrize(
    ("section", "action", "photo"),
    [("actions", "z", "p"), ("talks", "a", "p"), ("actions", "a", "#")],
)
def test_a_photo_needs_its_action(
    services: Services, section: str, action: str, photo: str
) -> None:
    with pytest.raises(errors.RecordEntryNotFound):
        record_photos.upload_photo(services, ORGANISER, EVENT, section, action, photo, PHOTO)
    assert list_stored(services) == set()


def test_a_refused_photo_leaves_nothing(services: Services) -> None:
    for content in (b"", b"%PDF-1.7", PHOTO[:-9]):
        with pytest.raises(errors.RecordRefused):
            upload(services, content=content)
    with pytest.raises(errors.RecordRefused):
        upload(services, caption={"xx": "Флешмоб"})
    for number in range(6):
        upload(services, f"p{number}")
    with pytest.raises(errors.RecordRefused):
        upload(services, "seventh", OTHER)
    assert len(list_stored(services)) == len(
        {each.content.file.sha256 for each in show(services).photos}
    )


def test_another_photo_takes_its_place_at_its_revision_alone(services: Services) -> None:
    upload(services)
    with pytest.raises(errors.PreconditionFailed):
        record_photos.upload_photo(
            services, ORGANISER, EVENT, "actions", "a", "p", OTHER, revisions={0}
        )
    assert upload(services, content=OTHER).revision == 2


def test_a_removed_photo_comes_back_and_is_erased_after_its_day(
    services: Services, clock: Clock
) -> None:
    upload(services, **CAPTION)
    upload(services, "q", OTHER)
    records.remove_entry(services, ORGANISER, EVENT, "photos", "p")
    with pytest.raises(errors.RecordEntryNotFound):
        record_photos.show_photo(services, ORGANISER, EVENT, "photos", "p")
    clock.forward(hours=23)
    uploads.sweep(services)
    assert records.restore_entry(services, ORGANISER, EVENT, "photos", "p").content.is_for_reports
    assert record_photos.show_photo(services, ORGANISER, EVENT, "photos", "p").body == PHOTO
    records.remove_entry(services, ORGANISER, EVENT, "photos", "p")
    clock.forward(hours=26)
    uploads.sweep(services)
    (left,) = show(services).photos
    assert list_stored(services) == {left.content.file.sha256}
    assert ("photos", "p") not in services.records.read(EVENT).entries


def test_photos_come_and_go_with_their_action(services: Services, clock: Clock) -> None:
    upload(services, **CAPTION)
    upload(services, "q", OTHER)
    records.remove_entry(services, ORGANISER, EVENT, "photos", "q")
    records.remove_entry(services, ORGANISER, EVENT, "actions", "a")
    record = show(services)
    assert (record.photos, [each.id for each in record.removed]) == ((), ["a"])
    with pytest.raises(errors.RecordEntryNotFound):
        record_photos.show_photo(services, ORGANISER, EVENT, "photos", "p")
    records.restore_entry(services, ORGANISER, EVENT, "actions", "a")
    assert [each.id for each in show(services).photos] == ["p"]
    records.remove_entry(services, ORGANISER, EVENT, "actions", "a")
    clock.forward(hours=26)
    uploads.sweep(services)
    assert list_stored(services) == set()
    assert not list(services.records.read(EVENT).photos)


def test_leftovers_of_a_crash_are_swept(services: Services, clock: Clock) -> None:
    broken = replace(services)
    broken.__dict__["records"] = _Unwritable(services)
    with pytest.raises(errors.Unavailable):
        upload(broken)
    assert len(list_stored(services)) == 1
    assert upload(services).revision == 1
    upload(services, "q", OTHER)
    records.remove_entry(services, ORGANISER, EVENT, "photos", "q")
    clock.forward(hours=2)
    uploads.sweep(services)
    assert len(list_stored(services)) == 2
    with pytest.raises(errors.Unavailable):
        upload(broken, "r", draw(size=(9, 9)))
    assert len(list_stored(services)) == 3
    clock.forward(hours=2)
    uploads.sweep(services)
    assert len(list_stored(services)) == 2


class _Unwritable:
    """Records that can be read; whoever writes dies first."""

    def __init__(self, services: Services) -> None:
        self.read = services.records.read

    def save(self, *_arguments: object, **_options: object) -> None:
        raise errors.Unavailable


def test_photos_go_with_the_event(services: Services) -> None:
    document = event_document(id="second", state="draft")
    from chalicelib.actions import events

    events.create_event(services, ORGANISER, as_json(document))
    records.save_entry(
        services, ORGANISER, "second", "actions", "a", as_json({"title": {"kk": "А"}})
    )
    record_photos.upload_photo(services, ORGANISER, "second", "actions", "a", "p", PHOTO)
    deletions.delete_event(services, Actor.owner("o@pikir.example"), "second")
    listed = services.bucket._client.list_object_versions(
        Bucket=services.bucket.name, Prefix="photos/"
    )
    assert "Versions" not in listed


def test_a_report_holds_the_photos_that_are_there(services: Services) -> None:
    upload(services, **CAPTION)
    upload(services, "q", OTHER, **CAPTION)
    upload(services, "r", draw(size=(9, 9)), caption={"kk": "Келісімсіз"})
    lost = services.records.read(EVENT)
    digest = next(each.file.sha256 for entry, each in lost.photos if entry.id == "q")
    services.bucket.erase(keys.photo_object(EVENT, digest))
    found = reports.read_report(services, ORGANISER, EVENT, "kk", "full", has_photos=True)
    assert [each.content for each in found.text.pictures] == [PHOTO]
    captions = [
        each.text
        for section in found.text.sections
        for each in section.paragraphs
        if each.style == "figure"
    ]
    assert captions == ["Флешмоб", "Флешмоб"]
    written = docx.write_docx(found.text, found.manifest, "-")
    assert len(python_docx.Document(io.BytesIO(written)).inline_shapes) == 1
    shown = reports.read_report(services, ORGANISER, EVENT, "kk", "full").text
    assert [each.source for each in shown.pictures] == ["record.photos.p", "record.photos.q"]
    page = reports.read_report(services, ORGANISER, EVENT, "kk", "page", has_photos=True).text
    assert page.pictures == ()
