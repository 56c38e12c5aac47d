"""What organisers do with the record of an event, and with the wording of its report."""

from collections.abc import Iterator
from typing import Final

from bench.faults.use_cases.case import UseCase
from bench.faults.world import World
from chalicelib.actions import paragraph_edits, places, record_photos, records
from chalicelib.actions.services import Services
from chalicelib.domain.paragraph_edits import ReportEdition
from tests.actions.photos import EVENT
from tests.actions.setting import ORGANISER
from tests.drawn_photos import draw

_REPORT: Final = ReportEdition(EVENT, "kk", "full")


def on_records() -> Iterator[UseCase]:
    """Yield what organisers do with a record."""
    yield UseCase("write an entry of a record", lambda s, _: _write(s, "B"))
    yield UseCase("write an entry again", lambda s, _: _write(s, "C"), _with_entry)
    yield UseCase(
        "remove an entry",
        lambda s, _: records.remove_entry(s, ORGANISER, EVENT, "handouts", "leaflet"),
        _with_entry,
    )
    yield UseCase(
        "take an entry back",
        lambda s, _: records.restore_entry(s, ORGANISER, EVENT, "handouts", "leaflet"),
        _without_entry,
    )
    yield UseCase(
        "put a section in order",
        lambda s, _: records.order_entries(s, ORGANISER, EVENT, "handouts", ["video", "leaflet"]),
        _with_entry,
    )
    yield UseCase("add a photo of an action", lambda s, _: _upload(s), _with_action)
    yield UseCase(
        "remove an action with its photo",
        lambda s, _: records.remove_entry(s, ORGANISER, EVENT, "actions", "a"),
        _with_photo,
    )
    yield UseCase(
        "add a place",
        lambda s, _: places.save_place(s, ORGANISER, EVENT, "a", b'{"village": "A"}'),
    )
    yield UseCase("word a paragraph of a report", lambda s, _: _word(s, "A"))
    yield UseCase("word a paragraph again", lambda s, _: _word(s, "B"), _with_words)
    yield UseCase(
        "take a paragraph's wording back",
        lambda s, _: paragraph_edits.take_back_edit(s, ORGANISER, _REPORT, "title"),
        _with_words,
    )


def _write(services: Services, title: str, entry: str = "leaflet") -> None:
    document = f'{{"title": "{title}"}}'.encode()
    records.save_entry(services, ORGANISER, EVENT, "handouts", entry, document)


def _with_entry(services: Services, _: World) -> None:
    for entry in ("leaflet", "video"):
        _write(services, "A", entry)


def _without_entry(services: Services, world: World) -> None:
    _with_entry(services, world)
    records.remove_entry(services, ORGANISER, EVENT, "handouts", "leaflet")


def _with_action(services: Services, _: World) -> None:
    records.save_entry(services, ORGANISER, EVENT, "actions", "a", b'{"title": "A"}')


def _upload(services: Services) -> None:
    record_photos.upload_photo(services, ORGANISER, EVENT, "actions", "a", "p", draw(size=(8, 6)))


def _with_photo(services: Services, world: World) -> None:
    _with_action(services, world)
    _upload(services)


def _word(services: Services, text: str) -> None:
    paragraph_edits.save_edit(services, ORGANISER, _REPORT, "title", text)


def _with_words(services: Services, _: World) -> None:
    _word(services, "A")
