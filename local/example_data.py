"""The example series of `make run`: of three events one has a record, and one is over, with answers and proposals of invented people."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, uuid5

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.cli.api import Api

EXAMPLES: Final = Path(__file__).parent / "examples"


def load(url: str, token: str, services: "Services") -> None:
    """Import the events as `pikir event import` does, send the answers, and close the event that has some.

    An event that exists is left as it is, unless an earlier start was cut short before it was closed.
    """
    from chalicelib.cli import api, importing

    client = api.Api(url, token)
    for path in sorted(EXAMPLES.glob("*.json")):
        answers = path.parent / "answers" / path.name
        file = importing.read_file(path)
        if not importing.event_exists(client, file):
            for _step in importing.import_event(client, file):
                pass
            _write_record(client, path.stem)
        elif not answers.exists():
            continue
        if answers.exists() and client.ask("GET", f"/events/{path.stem}")["state"] == file.state:
            _submit(services, path.stem, answers)
            _put_forward(client, path.stem, path.parent / "proposals" / path.name)
            client.ask("PATCH", f"/events/{path.stem}", {"state": "closed"})


def _put_forward(client: "Api", event: str, proposals: Path) -> None:
    """Write down the event's proposals and what became of them; each once, however often the start is cut short."""
    for each in json.loads(proposals.read_bytes()):
        steps = each.pop("steps")
        number = client.ask("POST", f"/events/{event}/proposals", each)["number"]
        for step in steps:
            client.ask("PATCH", f"/events/{event}/proposals/{number}", step)


def _write_record(client: "Api", event: str) -> None:
    """Write the record of an event that was just imported, if the examples have one, and the places that it names."""
    path = EXAMPLES / "records" / f"{event}.json"
    if not path.exists():
        return
    written = json.loads(path.read_bytes())
    for place, document in written["places"].items():
        client.ask("PUT", f"/events/{event}/places/{place}", document)
    for section, entries in written["record"].items():
        for entry, document in entries.items():
            if section == "photos":
                photo = (path.parent / f"{entry}.png").read_bytes()
                address = f"/events/{event}/record/actions/{document['action']}/photos/{entry}"
                client.send(address, photo, "image/png", method="PUT")
            client.ask("PUT", f"/events/{event}/record/{section}/{entry}", document)


def _submit(services: "Services", event: str, answers: Path) -> None:
    from chalicelib import errors
    from chalicelib.actions import submissions

    for form, body in _bodies(event, answers):
        with suppress(errors.SubmissionErased):  # by whoever opened the event again
            submissions.submit_json(services, event, form, body, "kk")


def _bodies(event: str, answers: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each form's name and what is sent to it. The ids are the same in each start, so nothing is stored twice."""
    for form, sent in json.loads(answers.read_bytes()).items():
        for number, each in enumerate(sent):
            name = f"https://pikir.example/{event}/{form}/{number}"
            body = {"id": str(uuid5(NAMESPACE_URL, name)), **each}
            yield form, json.dumps(body).encode()
