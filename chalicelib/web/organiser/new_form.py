"""The page on which a new form starts: a template, another form of the organiser's, or a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import new_forms
from chalicelib.actions.form_templates import list_templates
from chalicelib.actions.new_forms import FormOrigin
from chalicelib.forms.definition import Purpose
from chalicelib.forms.text import normalize
from chalicelib.locales import LANGUAGES, N_
from chalicelib.web import i18n
from chalicelib.web.organiser import session
from chalicelib.web.organiser.controls import Control, MenuOption
from chalicelib.web.organiser.form_sketch import draw_form
from chalicelib.web.organiser.problem_table import find_findings
from chalicelib.web.organiser.spreadsheets import PURPOSES
from chalicelib.web.render import LANGUAGE_NAMES, translator
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.forms.text_types import Localized
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_TAKEN: Final = N_(
    "A form with this name was made in the meantime. Press the button again, and yours gets another name."
)
EMPTY: Final = "empty"
_NO_TITLE: Final = N_("Write what the form is called.")
_PURPOSES: Final[Mapping[str, str]] = {**PURPOSES, "other": N_("For any purpose")}


@dataclass(frozen=True, slots=True)
class StartCard:
    """One way to start: what the form is called here, what it asks, and a picture of it."""

    origin: FormOrigin
    name: str
    title: Localized
    introduction: Localized | None
    purpose: str
    questions: int
    picture: Markup


@handler
def ask(request: Request, services: Services, *, event: str) -> Reply:
    """Show the ways to start."""
    console = session.enter(request, services)
    return _page(request, services, console, event)


@handler
def start(request: Request, services: Services, *, event: str) -> Reply:
    """Make the form and show its draft, or show the page again with what is wrong."""
    console, fields = session.act(request, services)
    if fields.get("start") == EMPTY:
        return _start_empty(request, services, console, event, fields)
    origin = FormOrigin.parse(fields.get("origin", ""))
    name = fields.get("name") or origin.name
    try:
        saved = new_forms.start_form(services, console.actor, event, origin, name)
    except (errors.FormRefused, errors.ChangedMeanwhile) as refusal:
        return _page(request, services, console, event, refusal)
    return redirect(Urls(request.prefix).draft(event, saved.record.name))


def _start_empty(
    request: Request,
    services: Services,
    console: ConsoleSession,
    event: str,
    fields: Mapping[str, str],
) -> Reply:
    """Make an empty form and lead to its questions."""
    titles = {code: normalize(fields.get(f"title_{code}", "")) for code in LANGUAGES}
    given = {code: title for code, title in titles.items() if title}
    purpose = fields.get("purpose", "")
    if purpose not in PURPOSES:
        raise errors.BrokenForm
    if not given:
        return _page(request, services, console, event, typed=fields, message=_NO_TITLE)
    try:
        saved = new_forms.start_empty_form(services, console.actor, event, given, purpose)
    except (errors.FormRefused, errors.ChangedMeanwhile) as refusal:
        return _page(request, services, console, event, refusal, typed=fields)
    return redirect(Urls(request.prefix).edit_form(event, saved.record.name))


def _page(
    request: Request,
    services: Services,
    console: ConsoleSession,
    event: str,
    refusal: errors.Refusal | None = None,
    *,
    typed: Mapping[str, str] = MappingProxyType({}),
    message: str = "",
) -> Reply:
    query = request.one("q") or ""
    origins = new_forms.list_origins(
        services,
        console.actor,
        event,
        of=request.one("of") or "",
        words=tuple(normalize(query).lower().split()),
    )
    return console.event_page(
        "organiser/new_form.html",
        request,
        origins.event,
        tab="forms",
        status=refusal.status if refusal else 422 if message else 200,
        message=_message(request, refusal) if refusal else translator(request.language)(message),
        empty=_empty_controls(request, origins.event, typed, message),
        findings=find_findings(_other_problems(refusal), request.language) if refusal else None,
        origins=origins,
        templates=_templates(request, origins),
        query=query,
    )


def _empty_controls(
    request: Request, event: Event, typed: Mapping[str, str], message: str
) -> Sequence[Control]:
    """Return the fields of an empty form: its title in the event's languages, and its purpose."""
    translate = translator(request.language)
    title = translate(N_("Title"))
    titles = [
        Control(
            name=f"title_{code}",
            label=f"{title} ({LANGUAGE_NAMES[code]})" if len(event.languages) > 1 else title,
            value=typed.get(f"title_{code}", ""),
            message=translate(message) if message and code == event.languages[0] else "",
            language=code,
        )
        for code in event.languages
    ]
    menu = Control(
        name="purpose",
        label=translate(N_("Purpose")),
        kind="menu",
        value=typed.get("purpose", Purpose.OTHER),
        options=[MenuOption(value, translate(words)) for value, words in PURPOSES.items()],
    )
    return [*titles, menu]


def _message(request: Request, refusal: errors.Refusal) -> str:
    if any(each.code == "form.name_taken" for each in refusal.problems):
        return translator(request.language)(_TAKEN)
    return i18n.localize(refusal, request.language)


def _other_problems(refusal: errors.Refusal) -> Sequence[errors.Problem]:
    return [each for each in refusal.problems if each.code != "form.name_taken"]


def _templates(request: Request, origins: new_forms.FormOrigins) -> list[StartCard]:
    translate = translator(request.language)
    return [
        StartCard(
            origin=FormOrigin(template.name),
            name=origins.free_name(template.name),
            title=template.definition.title,
            introduction=template.definition.introduction,
            purpose=translate(_PURPOSES[template.definition.purpose]),
            questions=template.questions,
            picture=draw_form(template.widgets),
        )
        for template in list_templates()
    ]
