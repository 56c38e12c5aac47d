"""What tests of files share: a form with questions of files, and its answers."""

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
OFFERED = AcceptedFile("Сурет.png", "image/png")
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
    """Return an open event with a form for photos, and a registration form with a photo."""
    from chalicelib.actions import events
    from tests.actions.setting import ORGANISER

    events.create_event(services, ORGANISER, as_json(event_document()))
    for form in (PHOTOS, ENTRANTS):
        publish(services, form)


def waits(
    services: Services, form: str = "photos", question: str = "photo", content: bytes = PNG
) -> str:
    """Upload a photo and return its id."""
    id = new_id()  # noqa: A001 -- its name everywhere
    services.uploads.put(EVENT, form, id, question, OFFERED, content)
    return id


def send(services: Services, submission: str | None = None, **answers: object) -> Receipt:
    body = as_json({"id": submission or new_id(), "answers": answers})
    return submissions.submit_json(services, EVENT, "photos", body, "kk")


def enter(services: Services, submission: str | None = None, **answers: object) -> Receipt:
    said = {"category": "teacher", "name": "Бота", **answers}
    body = as_json({"id": submission or new_id(), "answers": said})
    return submissions.submit_json(services, EVENT, "entrants", body, "kk")


def objects(services: Services, prefix: str) -> list[str]:
    """Return the keys of the bucket with that prefix, one for each version."""
    client = services.bucket._client
    found = client.list_object_versions(Bucket=services.bucket.name, Prefix=prefix)
    versions = [*found.get("Versions", ()), *found.get("DeleteMarkers", ())]
    return sorted(one["Key"] for one in versions)


def whose(services: Services) -> dict[str, list[str]]:
    """Return the files of each stored submission, as the bucket's keys under ``kept/``."""
    return {
        row.id: sorted(f"kept/{EVENT}/{form}/{row.id}/{file.id}" for file in row.files)
        for form in ("photos", "entrants")
        for row in services.submissions.read_all(EVENT, form, shards=1)
    }


def noted(services: Services) -> list[str]:
    """Return the kinds of all file tasks, due or not."""
    return [item["what"]["S"] for item in services.table.query("FILES")]


def sweep_all(services: Services, forward: Any) -> None:  # noqa: ANN401 -- a clock's own
    """Let enough time pass for all tasks to be due, and do them."""
    forward(minutes=20)
    uploads.sweep(services)
