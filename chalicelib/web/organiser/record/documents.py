"""An entry's content as the fields of its form, and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from chalicelib.domain.records import RecordSection
from chalicelib.web.organiser.event_settings.values import (
    Decoding,
    as_list,
    as_object,
    decode,
    encode,
    without_nothing,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.domain.events import Event
    from chalicelib.domain.records.places import NamedPlace
    from chalicelib.domain.records.sections import Content
    from chalicelib.web.organiser.record.specs import RecordSpec

    Json = Mapping[str, object]

KEPT_PLACE: Final = "="
"""The option of the place that an entry has and the list has not, or not any more; no place has this id."""


def document_of(content: Content) -> Json:
    """Return an entry's content as JSON."""
    return content.model_dump(mode="json", exclude_none=True)


def to_fields(
    spec: RecordSpec, document: Json, event: Event, places: Sequence[NamedPlace]
) -> dict[str, str]:
    """Write an entry's content as the fields of its form."""
    if spec.section is RecordSection.ATTENDANCE:
        document = {**document, "counts": _with_all_categories(document, event)}
    if spec.section is RecordSection.PAPER:
        document = {**document, "place": _place_option(document, places)}
    return encode(spec.fields, document, event.time_zone)


def from_fields(spec: RecordSpec, values: Mapping[str, str], found: Decoding) -> dict[str, object]:
    """Read an entry's content from the fields of its form; a paper's place is still the option that was chosen."""
    document = without_nothing(decode(spec.fields, values, found))
    if spec.section is RecordSection.ATTENDANCE:
        counts = as_list(document.pop("counts", ()))
        counted = [row for row in counts if _is_counted(as_object(row))]
        document |= {"counts": counted} if counted else {}
    if spec.section is RecordSection.ACTIONS and "slogan" not in document:
        document.pop("slogan_language", None)
    return document


def with_place(
    document: dict[str, object], places: Sequence[NamedPlace], stored: Json
) -> dict[str, object]:
    """Return a paper with the place that was chosen, in the stead of its option; ``stored`` is what the paper was."""
    option = str(document.pop("place", ""))
    place = (
        stored.get("place")
        if option == KEPT_PLACE
        else next((_to_document(each) for each in places if each.id == option), None)
    )
    return document | ({"place": place} if place else {})


def to_json(document: Json) -> bytes:
    """Write an entry's content as the action reads it."""
    return json.dumps(document).encode()


def _is_counted(row: Json) -> bool:
    """Whether a row of head counts says anything: a category without a number was only offered."""
    return "category" not in row or "count" in row or "invited" in row


def _with_all_categories(document: Json, event: Event) -> list[Json]:
    """Return the head counts with a row for each category of the event, those before the others."""
    rows = [as_object(row) for row in as_list(document.get("counts"))]
    counted = {str(row["category"]): row for row in rows if "category" in row}
    offered = {each.name: {"category": each.name} for each in event.categories}
    return [*{**offered, **counted}.values(), *(row for row in rows if "category" not in row)]


def _place_option(document: Json, places: Sequence[NamedPlace]) -> str:
    place = document.get("place")
    if not place:
        return ""
    same = (each.id for each in places if place == _to_document(each))
    return next(same, KEPT_PLACE)


def _to_document(named: NamedPlace) -> Json:
    return named.place.model_dump(mode="json", exclude_none=True)
