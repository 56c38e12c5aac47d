"""Materials of an event that are files: what is taken, what it is called, and who may save it."""

import urllib.request
from io import BufferedReader, BytesIO
from itertools import count
from typing import Any
from zipfile import ZipFile

import pytest
from botocore.exceptions import EndpointConnectionError

from chalicelib import errors
from chalicelib.actions import copies, events, materials, uploads
from chalicelib.actions.services import Services
from chalicelib.domain.events import Event
from chalicelib.domain.events.materials import MAX_MATERIALS, AnnouncedMaterial, prepare_material
from chalicelib.domain.permissions import ANYONE
from chalicelib.domain.uploads import UploadGrant
from chalicelib.settings import Settings
from chalicelib.storage import keys
from chalicelib.storage.file_tasks import MaterialCheck
from chalicelib.storage.object_reader import ObjectReader
from tests.actions.crashes import run_and_crash_before
from tests.actions.photos import EVENT, PDF, PLACED, PNG, list_objects
from tests.actions.setting import ORGANISER, Clock, as_json, event_document, services_on
from tests.web.client import BOUNDARY, multipart_body


def office(*parts: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "<xml/>")
    return file.getvalue()


DOCX, PPTX = office("word/document.xml"), office("ppt/presentation.xml")


@pytest.fixture
def services(files_settings: Settings, clock: Clock) -> Services:
    services = services_on(files_settings, clock)
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


# Files that go to the bucket by themselves


def announce(services: Services, name: str, content: bytes) -> UploadGrant:
    announced = AnnouncedMaterial(name=name, size=len(content))
    return materials.announce_material(services, ORGANISER, EVENT, announced)


def send(grant: UploadGrant, content: bytes) -> int:
    """Send a file as the page's script does; return the bucket's status."""
    fields = list(grant.fields.items())
    body = multipart_body(fields, [("file", "blob", grant.fields["Content-Type"], content)])
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    request = urllib.request.Request(grant.url, data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=10) as response:
        return int(response.status)


def put_waiting(services: Services, name: str, content: bytes) -> str:
    """Leave a file in the bucket as one that was announced and sent; return its id."""
    grant = announce(services, name, content)
    waiting = keys.waiting_material(EVENT, grant.id)
    content_type = grant.fields["Content-Type"]
    services.bucket.put(waiting, content, content_type, {"name": name})
    return grant.id


def finish(services: Services, upload: str, **title: Any) -> Event:
    return materials.finish_material(services, ORGANISER, EVENT, upload, **title)


def test_a_large_file_goes_to_the_bucket_and_is_saved_through_a_link(services: Services) -> None:
    large = PDF + bytes(5_000_000)
    grant = announce(services, "Жоспар.pdf", large)
    assert send(grant, large) < 300
    assert events.show_event(services, ANYONE, EVENT).materials == ()
    event = finish(services, grant.id, title={"kk": "Жоспар"})
    (material,) = event.materials
    assert material.title == {"kk": "Жоспар"}
    assert material.file is not None
    assert (material.file.name, material.file.size) == ("Жоспар.pdf", len(large))
    link = materials.show_material(services, ANYONE, EVENT, "Жоспар.pdf").link
    assert link is not None
    with urllib.request.urlopen(link, timeout=10) as response:
        assert response.read() == large
    copied = copies.EventCopy("copied", event.starts_at, event.ends_at)
    assert copies.copy_event(services, ORGANISER, EVENT, copied).materials == event.materials
    assert materials.show_material(services, ORGANISER, "copied", "Жоспар.pdf").link


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [
        ("a.exe", 10, "file.bad_type"),
        ("a.pdf", 0, "file.not_that_type"),
        ("a.pdf", 50 * 1024 * 1024 + 1, "file.too_large"),
    ],
)
def test_a_file_that_can_be_no_material_is_not_even_sent(
    services: Services, name: str, size: int, code: str
) -> None:
    announced = AnnouncedMaterial(name=name, size=size)
    with pytest.raises(errors.RequestRefused) as refused:
        materials.announce_material(services, ORGANISER, EVENT, announced)
    assert [each.code for each in refused.value.problems] == [code]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", PNG, "file.not_that_type"),
        ("a.docx", PPTX, "file.not_that_type"),
        ("a.pptx", office("ppt/presentation.xml", "ppt/vbaProject.bin"), "file.not_that_type"),
        ("a.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "file.photo_format"),
    ],
)
def test_an_uploaded_file_that_is_not_what_it_says_is_never_shown(
    services: Services, name: str, content: bytes, code: str
) -> None:
    id = put_waiting(services, name, content)  # noqa: A001 -- its name everywhere
    for refuse in (
        lambda: materials.check_upload(services, ORGANISER, EVENT, id),
        lambda: finish(services, id),
    ):
        with pytest.raises(errors.RequestRefused) as refused:
            refuse()
        assert [each.code for each in refused.value.problems] == [code]
    assert events.show_event(services, ANYONE, EVENT).materials == ()
    assert list_objects(services, "media/") == []


@pytest.mark.parametrize("id", ["0" * 36, "", "../a", "x" * 5000])
def test_an_id_of_no_upload_is_refused(services: Services, id: str) -> None:  # noqa: A002 -- as above
    with pytest.raises(errors.RequestRefused) as refused:
        finish(services, id)
    assert [each.code for each in refused.value.problems] == ["file.unknown_upload"]


def test_a_finished_upload_changes_nothing_more_and_comes_back_only_by_another(
    services: Services,
) -> None:
    id = put_waiting(services, "a.pdf", PDF)  # noqa: A001 -- its name everywhere
    event = finish(services, id)
    assert finish(services, id) == event
    assert list_objects(services, f"incoming/{EVENT}/.materials/") == []
    materials.remove_material(services, ORGANISER, EVENT, "a.pdf")
    with pytest.raises(errors.RequestRefused):
        finish(services, id)


def test_an_uploaded_photo_loses_its_location(services: Services) -> None:
    finish(services, put_waiting(services, "a.png", PLACED))
    body = materials.show_material(services, ANYONE, EVENT, "a.png").body
    assert body is not None
    assert len(body) < len(PLACED)


def sweep_later(services: Services, clock: Clock) -> None:
    """Sweep when every content is old: the bucket's own clock is that of this machine."""
    clock.forward(days=2000)
    uploads.sweep(services)
    assert list(services.file_tasks.due(services.clock())) == []


@pytest.mark.parametrize("is_large", [True, False])
def test_a_crash_before_any_call_shows_nothing_half_and_leaves_no_content(
    services: Services, clock: Clock, *, is_large: bool
) -> None:
    for call in count():
        name, content = f"{call}.pdf", PDF + bytes([call])
        id = put_waiting(services, name, content) if is_large else ""  # noqa: A001 -- its name everywhere

        def run(name: str = name, content: bytes = content, id: str = id) -> None:  # noqa: A002 -- as above
            finish(services, id) if id else upload(services, name, content)

        crashed, calls = run_and_crash_before(services, call, run)
        named = [each.file for each in events.show_event(services, ANYONE, EVENT).materials]
        for file in named:
            assert file is not None
            assert services.materials.content(EVENT, file) is not None, calls
        if crashed and call % 2:
            run()  # sent again
            assert events.show_event(services, ANYONE, EVENT).file(name) is not None, calls
        sweep_later(services, clock)
        stored = {keys.material_object(EVENT, file.sha256) for file in files_of(services)}
        assert set(list_objects(services, "media/")) == stored, calls
        if not crashed:
            assert {"PutItem", "TransactWriteItems"} <= set(calls)
            return


def files_of(services: Services) -> list[Any]:
    return [each.file for each in events.show_event(services, ANYONE, EVENT).materials]


def test_the_content_of_a_file_that_was_dropped_is_erased_unless_it_came_back(
    services: Services, clock: Clock
) -> None:
    upload(services, "a.pdf", PDF)
    materials.remove_material(services, ORGANISER, EVENT, "a.pdf")
    clock.forward(days=2000)
    upload(services, "b.pdf", PDF)
    uploads.sweep(services)
    assert materials.show_material(services, ANYONE, EVENT, "b.pdf").body == PDF
    events.change_event(services, ORGANISER, EVENT, as_json({"materials": []}))
    sweep_later(services, clock)
    assert list_objects(services, "media/") == []


def test_a_content_that_was_stored_just_now_is_left_to_its_own_check(
    services: Services, clock: Clock
) -> None:
    """Another request has stored it and is about to name it; so the earlier check of the same content erases nothing."""
    file, content = prepare_material("a.pdf", PDF)
    services.materials.put(EVENT, file, content)
    check = MaterialCheck.of(EVENT, file.sha256, clock())
    materials.erase_unless_named(services, check)
    assert services.materials.content(EVENT, file) == content


def test_an_archive_is_read_by_its_end(services: Services) -> None:
    content = office("word/document.xml", *(f"{number}.xml" for number in range(20)))
    services.bucket.put("incoming/a", content, "application/zip")
    reader = ObjectReader.open(services.bucket, "incoming/a", piece=100)
    assert reader is not None
    with ZipFile(BufferedReader(reader)) as archive:
        assert archive.namelist()[-1] == "19.xml"
        assert archive.read("7.xml") == b"<xml/>"
    reader.seek(0)
    assert reader.read() == content
    with pytest.raises(ValueError, match="before the beginning"):
        reader.seek(-1)
    services.bucket.erase("incoming/a")
    reader.seek(0)
    with pytest.raises(errors.Unavailable):
        reader.read()


def test_an_archive_with_a_huge_directory_is_refused_unread(services: Services) -> None:
    huge = bytearray(DOCX)
    at = huge.rfind(b"PK\x05\x06")
    huge[at + 12 : at + 16] = (2 * 1024 * 1024).to_bytes(4, "little")
    with pytest.raises(errors.RequestRefused):
        upload(services, "a.docx", bytes(huge))


def test_a_material_whose_content_is_gone_is_not_found(services: Services) -> None:
    upload(services, "a.pdf", PDF)
    [file] = files_of(services)
    services.bucket.erase(keys.material_object(EVENT, file.sha256))
    with pytest.raises(errors.FileNotFound):
        materials.show_material(services, ANYONE, EVENT, "a.pdf")


def test_an_event_has_a_limit_of_materials(services: Services) -> None:
    link = {"title": {"kk": "Сайт"}, "url": "https://pikir.example/plan"}
    events.change_event(services, ORGANISER, EVENT, as_json({"materials": [link] * MAX_MATERIALS}))
    with pytest.raises(errors.RequestRefused) as refused:
        upload(services, "a.pdf", PDF)
    assert [each.code for each in refused.value.problems] == ["file.too_many_materials"]
    assert list_objects(services, "media/") == []


def test_a_material_that_is_named_stays_although_it_still_waits(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    waiting = put_waiting(services, "a.pdf", PDF)

    def fail(model: Any, **_: object) -> None:  # noqa: ANN401 -- botocore's own
        if model.name.startswith("DeleteObject"):
            raise EndpointConnectionError(endpoint_url="https://s3.example")

    emitter = services.bucket._client.meta.events
    emitter.register("before-call", fail)
    assert [each.name for each in (finish(services, waiting).file("a.pdf"),) if each] == ["a.pdf"]
    emitter.unregister("before-call", fail)
    assert '"after_commit": "finish material"' in caplog.text
    assert materials.show_material(services, ANYONE, EVENT, "a.pdf").body == PDF
