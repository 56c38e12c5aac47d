"""The places that papers name: the list that organisers keep for the whole installation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import events, places
from chalicelib.locales import LANGUAGES, N_
from chalicelib.web.i18n import localize
from chalicelib.web.organiser import session
from chalicelib.web.organiser.controls import Control
from chalicelib.web.organiser.event_settings.values import without_nothing
from chalicelib.web.organiser.record.documents import to_json
from chalicelib.web.render import LANGUAGE_NAMES, translator
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.actions.services import Services
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_PARTS: Final = (
    ("district", N_("District")),
    ("village", N_("Village or town")),
    ("school", N_("School")),
)


@handler
def show(request: Request, services: Services, *, event: str) -> Reply:
    """Show the list, and the form that adds a place."""
    return _page(request, services, session.enter(request, services), event, {})


@handler
def change(request: Request, services: Services, *, event: str) -> Reply:
    """Add a place, or take one off the list."""
    console, fields = session.act(request, services)
    removed = fields.get("remove", "")
    if removed:
        places.remove_place(services, console.actor, event, removed)
        return redirect(Urls(request.prefix).places(event))
    document = without_nothing(
        {
            part: {code: fields.get(f"{part}.{code}", "").strip() for code in LANGUAGES}
            for part, _ in _PARTS
        }
    )
    texts = {
        part: {code: text for code, text in dict(each).items() if text}  # type: ignore[call-overload] # of texts
        for part, each in document.items()
    }
    place = without_nothing(dict(texts))
    try:
        entry = fields.get("_id") or services.new_id()
        places.save_place(services, console.actor, event, entry, to_json(place))
    except errors.RecordRefused as refusal:
        message = localize(refusal.problems[0], request.language)
        return _page(request, services, console, event, fields, message)
    return redirect(Urls(request.prefix).places(event))


def _page(
    request: Request,
    services: Services,
    console: ConsoleSession,
    event_id: str,
    typed: Mapping[str, str],
    message: str = "",
) -> Reply:
    event = events.read_event_as_member(services, console.actor, event_id, "records.change")
    translate = translator(request.language)
    main, *others = event.languages
    controls = {
        code: [
            Control(
                f"{part}.{code}",
                translate(label)
                if code == main
                else f"{translate(label)} ({LANGUAGE_NAMES[code]})",
                value=typed.get(f"{part}.{code}", ""),
                language=code,
                message=message if (part, code) == ("district", main) else "",
            )
            for part, label in _PARTS
        ]
        for code in event.languages
    }
    return console.event_page(
        "organiser/places.html",
        request,
        event,
        tab="record",
        status=errors.RecordRefused.status if message else 200,
        places=places.list_places(services, console.actor, event_id).places,
        new=services.new_id(),
        main=controls[main],
        others=[each for code in others for each in controls[code]],
    )
