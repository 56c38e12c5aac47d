"""What a section shows of an event, and the merge patch that the section's fields make.

Most sections are members of the event's document as they are. Three are put otherwise on the page: a series is chosen
from a menu, a language has a use, and a file among the materials goes by its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from chalicelib.domain.events.event_ids import make_event_id
from chalicelib.locales import LANGUAGES
from chalicelib.web.organiser.event_settings.values import Json, as_list, as_object

if TYPE_CHECKING:
    from chalicelib.domain.events import Event, Series
    from chalicelib.domain.forms import FormRecord

FULL, PARTIAL, UNUSED = "full", "partial", ""
"""The uses of a language: its texts are complete, some may be missing, or the event is not held in it."""
_MEMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "texts": ("title", "aim"),
    "time": ("starts_at", "ends_at", "time_zone", "venue"),
    "organiser": ("organiser", "privacy_notice"),
    "categories": ("categories",),
    "programme": ("programme",),
    "proposals": ("shows_proposals", "shows_earlier_proposals"),
    "advanced": ("opens_at", "closes_at", "small_group_threshold", "drafts"),
}


def show(section: str, event: Event, records: Sequence[FormRecord]) -> Json:
    """Return the section's document, as its page shows it."""
    document = event.model_dump(mode="json", exclude_none=True)
    match section:
        case "kind":
            return {"kind": event.kind.value, "series": event.series.id if event.series else ""}
        case "languages":
            return {"main": event.languages[0], **{each: _use(event, each) for each in LANGUAGES}}
        case "materials":
            rows = (
                {**row, "file": as_object(row.get("file")).get("name")} for row in _rows(document)
            )
            return {"materials": list(rows)}
        case "forms":
            return {"forms": [_form_row(record) for record in records]}
        case _:
            return {name: document.get(name) for name in _MEMBERS[section]}


def _use(event: Event, language: str) -> str:
    if language not in event.languages:
        return UNUSED
    return PARTIAL if language in event.incomplete_languages else FULL


def _rows(document: Json) -> list[Json]:
    return [as_object(row) for row in as_list(document.get("materials"))]


def _form_row(record: FormRecord) -> dict[str, object]:
    times = {"opens_at": record.opens_at, "closes_at": record.closes_at}
    shown = {name: at.isoformat() for name, at in times.items() if at}
    return {"name": record.name, **shown}


def patch(section: str, typed: Json, event: Event, series: Sequence[Series]) -> dict[str, object]:
    """Return the merge patch of the event that the section's fields make; ``series`` are those of the menu."""
    match section:
        case "kind":
            return {"kind": typed.get("kind"), "series": _series(typed, event, series)}
        case "languages":
            return _patch_languages(typed)
        case "materials":
            return _patch_materials(typed, event)
        case "organiser" if not any(as_object(typed.get("organiser")).values()):
            return {**typed, "organiser": None}
        case _:
            return dict(typed)


def _series(typed: Json, event: Event, series: Sequence[Series]) -> object:
    """Return the series that is chosen, or a new one of the title that was typed; None for none."""
    title = {each: text for each, text in as_object(typed.get("new_series")).items() if text}
    if title:
        main = str(title.get(event.languages[0]) or next(iter(title.values())))
        return {"id": make_event_id(main, event.id), "title": title}
    chosen = next((each for each in series if each.id == typed.get("series")), None)
    return chosen.model_dump(mode="json") if chosen else None


def _patch_languages(typed: Json) -> dict[str, object]:
    used = [each for each in LANGUAGES if typed.get(each)]
    main = typed.get("main")
    used.sort(key=lambda each: each != main)
    partial = [each for each in used if typed.get(each) == PARTIAL]
    return {"languages": used, "incomplete_languages": partial}


def _patch_materials(typed: Json, event: Event) -> dict[str, object]:
    rows = []
    for row in as_list(typed.get("materials")):
        about = dict(as_object(row))
        file = event.file(str(about.pop("file", "")))
        if file is not None:
            about["file"] = file.model_dump(mode="json")
        rows.append(about)
    return {"materials": rows}
