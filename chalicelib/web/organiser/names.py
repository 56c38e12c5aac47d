"""The list of names for the door: to search on a phone, and to print on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from chalicelib.actions import events, names
from chalicelib.domain.submissions import STATUS_NAMES
from chalicelib.locales import translate
from chalicelib.web import dates
from chalicelib.web.organiser import session
from chalicelib.web.organiser.listings import category_label
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.actions.names import RegisteredName
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.locales import Language
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

PAGE: Final = 50
SHEET: Final = 500
"""The names of one printed list."""
_LONGEST_SEARCH: Final = 200


@dataclass(frozen=True, slots=True)
class NameLine:
    """A registered person as the list shows them; texts that there are none of are empty."""

    name: str
    category: str
    receipt: str
    status: str
    is_confirmed: bool

    @classmethod
    def of(cls, row: RegisteredName, event: Event, language: Language) -> NameLine:
        """Return the line in that language."""
        return cls(
            name=row.name or row.receipt,
            category=category_label(row.category, event, language),
            receipt=row.receipt,
            status=translate(STATUS_NAMES[row.status], language),
            is_confirmed=row.status == "confirmed",
        )


@handler
def show(request: Request, services: Services, *, event: str) -> Reply:
    """List the names of those registered, for the screen or (``sheet=1``) on one page to print."""
    console = session.enter(request, services)
    shown = events.read_event_as_member(services, console.actor, event)
    records = names.list_name_forms(services, console.actor, event)
    tab = "people" if console.actor.may("submissions.list", shown) else "names"
    if not records:
        return console.event_page("organiser/no_people.html", request, shown, tab=tab)
    named = request.one("form")
    record = next((each for each in records if each.name == named), records[0])
    fields = {"form": record.name} if len(records) > 1 else {}
    return console.event_page(
        "organiser/names.html",
        request,
        shown,
        tab=tab,
        form=record,
        fields=fields,
        others=[each for each in records if each is not record],
        **_list(request, services, console, shown, record.name, fields),
    )


def _list(
    request: Request,
    services: Services,
    console: ConsoleSession,
    event: Event,
    form: str,
    fields: Mapping[str, str],
) -> dict[str, object]:
    """Return what the template shows of one page; ``fields`` belong to every link."""
    is_sheet, cursor = request.one("sheet") == "1", request.one("cursor")
    search = "" if is_sheet else (request.one("q") or "").strip()[:_LONGEST_SEARCH]
    limit = SHEET if is_sheet else PAGE
    page = names.list_names(
        services, console.actor, event.id, form, search=search, cursor=cursor, limit=limit
    )
    path = Urls(request.prefix).names(event.id)
    asked = {"q": search} if search else {"sheet": "1"} if is_sheet else {}
    following = {**fields, **asked, "cursor": page.next or ""}
    return {
        "search": search,
        "is_sheet": is_sheet,
        "rows": [NameLine.of(each, event, request.language) for each in page.rows],
        "all": _link(path, fields),
        "sheet": _link(path, {**fields, "sheet": "1"}),
        "next": page.next and _link(path, following),
        "first": _link(path, {**fields, **asked}) if cursor else None,
        "looked_through": page.looked_through
        and dates.number(page.looked_through, request.language),
    }


def _link(path: str, fields: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(fields)}" if fields else path
