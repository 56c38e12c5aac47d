"""The page of a form's own texts and settings: its title, what stands before and after the questions, and how it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import form_edits
from chalicelib.domain.working_copies import SAVE
from chalicelib.forms.definition import Definition, Purpose
from chalicelib.forms.text import normalize
from chalicelib.locales import N_
from chalicelib.web import i18n
from chalicelib.web.organiser import session
from chalicelib.web.organiser.controls import FieldProblem, MenuOption
from chalicelib.web.organiser.form_editor.field_groups import FORM_TICKS, group_fields
from chalicelib.web.organiser.form_editor.outline import NOT_SAVED
from chalicelib.web.render import LANGUAGE_NAMES, translator
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from chalicelib.actions.form_edits import EditableForm
    from chalicelib.actions.services import Services
    from chalicelib.locales import Language
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_TEXTS: Final = ("title", "introduction", "thanks")
_ANY_FORM: Final = ("default_language", "style", "check_answers")
_REGISTRATION: Final = ("one_place_per", "contact_required", "confirm_email")
_NO_TITLE: Final = N_("Write the title.")
_STYLES: Final[Mapping[str, str]] = {
    "": N_("All questions on one page"),
    "pages": N_("A page for each group"),
    "pages toc": N_("A page for each group, with a list of the pages"),
}
_PLACES: Final[Mapping[str, str]] = {
    "person": N_("A person is known by e-mail and by phone number: each is taken once"),
    "email": N_("A person is known by e-mail alone: a family may share a phone number"),
}


@handler
def show(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Show the form's texts and settings."""
    console = session.enter(request, services)
    shown = form_edits.open_form(services, console.actor, event, form)
    return _page(request, console, shown, _encode(shown.definition, shown.event.languages), {})


@handler
def save(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Save them, or show the page again with all that was typed and what is wrong."""
    console, typed = session.act(request, services)
    shown = form_edits.open_form(services, console.actor, event, form)
    outline = Urls(request.prefix).edit_form(event, form)
    languages = shown.event.languages

    def change(definition: Definition) -> tuple[Definition, str]:
        return _decode(typed, definition, languages), ""

    if not any(normalize(typed.get(f"title_{code}", "")) for code in languages):
        return _page(request, console, shown, typed, {f"title_{languages[0]}": _NO_TITLE})
    if change(shown.definition)[0] == shown.definition:
        return redirect(outline)
    if typed.get("revision", "") != shown.revision:
        return _page(request, console, shown, typed, {}, is_late=True)
    try:
        form_edits.take_next_step(services, console.actor, shown, change, do=SAVE)
    except errors.ChangedMeanwhile:
        latest = form_edits.open_form(services, console.actor, event, form)
        return _page(request, console, latest, typed, {}, is_late=True)
    except errors.FormRefused as refusal:
        found = {each.name: i18n.localize(each, request.language) for each in refusal.problems}
        return _page(request, console, shown, typed, found)
    return redirect(outline)


def _names(definition: Definition, languages: Sequence[Language]) -> list[str]:
    names = [f"{text}_{code}" for text in _TEXTS for code in languages]
    is_registration = definition.purpose is Purpose.REGISTRATION
    return [*names, *_ANY_FORM, *(_REGISTRATION if is_registration else ())]


def _encode(definition: Definition, languages: Sequence[Language]) -> dict[str, str]:
    values: dict[str, str] = {}
    for name in _names(definition, languages):
        text, _, code = name.rpartition("_")
        if text in _TEXTS:
            values[name] = dict(getattr(definition, text) or {}).get(code, "")
        else:
            value = getattr(definition, name)
            values[name] = ("1" if value else "") if name in FORM_TICKS else value or ""
    return values


def _decode(
    typed: Mapping[str, str], definition: Definition, languages: Sequence[Language]
) -> Definition:
    changes: dict[str, object] = {}
    for text in _TEXTS:
        before = dict(getattr(definition, text) or {})
        written = {code: normalize(typed.get(f"{text}_{code}", "")) for code in languages}
        changes[text] = {code: each for code, each in (before | written).items() if each} or None
    for name in _names(definition, ()):
        if name in FORM_TICKS:
            changes[name] = bool(typed.get(name))
        elif name in typed:
            changes[name] = typed[name] or None
    return definition.model_copy(update=changes)


def _menus(
    definition: Definition, languages: Sequence[Language], translate: Callable[..., str]
) -> Mapping[str, Sequence[MenuOption]]:
    codes = dict.fromkeys((*languages, definition.default_language))
    return {
        "default_language": [MenuOption(code, LANGUAGE_NAMES[code]) for code in codes],
        "style": [MenuOption(value, translate(words)) for value, words in _STYLES.items()],
        "one_place_per": [MenuOption(value, translate(words)) for value, words in _PLACES.items()],
    }


def _page(
    request: Request,
    console: ConsoleSession,
    shown: EditableForm,
    values: Mapping[str, str],
    messages: Mapping[str, str],
    *,
    is_late: bool = False,
) -> Reply:
    languages, translate = shown.event.languages, translator(request.language)
    names = _names(shown.definition, languages)
    menus = _menus(shown.definition, languages, translate)
    groups = group_fields(names, values, messages, languages, translate, menus)
    problems = [
        FieldProblem(name if name in names else "", translate(text))
        for name, text in messages.items()
    ]
    return console.event_page(
        "organiser/form_texts.html",
        request,
        shown.event,
        tab="forms",
        status=409 if is_late else 422 if problems else 200,
        form=shown.record,
        revision=shown.revision,
        message=translate(NOT_SAVED) if is_late else "",
        problems=problems,
        groups=groups,
    )
