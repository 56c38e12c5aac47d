"""Forms with file questions and uploads, for the tests of uploads."""

from typing import Any

from chalicelib.actions import submissions, uploads
from chalicelib.actions.services import Services
from chalicelib.domain.submissions import Receipt
from chalicelib.domain.uploads import AcceptedFile
from tests.actions.setting import CATEGORY, as_json, event_document, publish
from tests.ids import new_id

DRAWN = b"\x89PNG\r\n\x1a\n\0\0\0\xc8IDAT" + bytes(range(200)) + bytes(4)
END = b"\0\0\0\0IEND\xae\x42\x60\x82"
PNG = DRAWN + END
PLACED = DRAWN + b"\0\0\0\x09tEXt43.2 76.9" + bytes(4) + END
"""The same picture with the location."""
PDF = b"%PDF-1.7\n" + bytes(range(200))
PHOTO_FILE = AcceptedFile("Сурет.png", "image/png")
EVENT = "round-table"


def _question(kind: str, name: str, **keys: object) -> dict[str, Any]:
    return {"type": kind, "name": name, "label": {"kk": name, "en": name}, **keys}


PHOTOS: dict[str, Any] = {
    "name": "photos",
    "purpose": "impressions",
    "title": {"kk": "Суреттер", "en": "Photos"},
    "questions": [
        _question("image", "photo"),
        _question("file", "paper"),
        _question("text", "why"),
        _question("video", "film"),
        _question("begin_repeat", "members", questions=[_question("image", "portrait")]),
    ],
}
ENTRANTS: dict[str, Any] = {
    "name": "entrants",
    "purpose": "registration",
    "title": {"kk": "Қатысушылар", "en": "Entrants"},
    "questions": [CATEGORY, _question("text", "name", role="name"), _question("image", "photo")],
}


def open_photos(services: Services) -> None:
    """Create an open event with a form for photos and a registration form with a photo."""
    from chalicelib.actions import events
    from tests.actions.setting import ORGANISER

    events.create_event(services, ORGANISER, as_json(event_document()))
    for form in (PHOTOS, ENTRANTS):
        publish(services, form)


def put_upload(
    services: Services, form: str = "photos", question: str = "photo", content: bytes = PNG
) -> str:
    """Store an upload that waits for its submission, and return its id."""
    id = new_id()  # noqa: A001 -- its name everywhere
    services.uploads.put(EVENT, form, id, question, PHOTO_FILE, content)
    return id


def send(services: Services, submission: str | None = None, **answers: object) -> Receipt:
    body = as_json({"id": submission or new_id(), "answers": answers})
    return submissions.submit_json(services, EVENT, "photos", body, "kk")


def register_entrant(
    services: Services, submission: str | None = None, **answers: object
) -> Receipt:
    entrant = {"category": "teacher", "name": "Бота", **answers}
    body = as_json({"id": submission or new_id(), "answers": entrant})
    return submissions.submit_json(services, EVENT, "entrants", body, "kk")


def list_objects(services: Services, prefix: str) -> list[str]:
    """Return the keys of the bucket with that prefix, one for each version."""
    client = services.bucket._client
    listing = client.list_object_versions(Bucket=services.bucket.name, Prefix=prefix)
    versions = [*listing.get("Versions", ()), *listing.get("DeleteMarkers", ())]
    return sorted(each["Key"] for each in versions)


def list_kept_files(services: Services) -> dict[str, list[str]]:
    """Return the bucket's keys under ``kept/`` of each stored submission's files, by submission."""
    return {
        row.id: sorted(f"kept/{EVENT}/{form}/{row.id}/{file.id}" for file in row.files)
        for form in ("photos", "entrants")
        for row in services.submissions.read_all(EVENT, form, shards=1)
    }


def list_file_tasks(services: Services) -> list[str]:
    """Return the kinds of all file tasks, due or not."""
    return [item["what"]["S"] for item in services.table.query("FILES")]


def sweep_all(services: Services, forward: Any) -> None:  # noqa: ANN401 -- a clock's own
    """Move the clock until all file tasks are due, and carry them out."""
    forward(minutes=20)
    uploads.sweep(services)
