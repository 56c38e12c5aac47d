"""Correct the wording of a published version: its texts by question, each on a page of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import wording
from chalicelib.forms.text import normalize
from chalicelib.forms.tree import FormTree
from chalicelib.forms.wording import DisplayText, display_texts, is_rewritten
from chalicelib.locales import N_
from chalicelib.web import dates, i18n
from chalicelib.web.organiser import session
from chalicelib.web.organiser.controls import Control, Kind, summarise
from chalicelib.web.organiser.differences import COLUMN_WORDS
from chalicelib.web.organiser.form_editor.kinds import kind_name
from chalicelib.web.organiser.wording_choices import (
    MOST_CHOICES,
    ChoicePage,
    find_choices,
    is_list,
    list_pointer,
    read_start,
    texts_of_list,
    typed_choices,
)
from chalicelib.web.render import LANGUAGE_NAMES, translator
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from chalicelib.actions.services import Services
    from chalicelib.actions.wording import VersionWording, WordingCorrection
    from chalicelib.forms.definition import Definition, Row
    from chalicelib.forms.text_types import Localized
    from chalicelib.forms.tree import Node
    from chalicelib.locales import Language
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

THE_FORM: Final = "/"
"""What the address names for the form's own texts, as a row's pointer names a row's."""
_SHORT: Final = 50
_MEANWHILE: Final = N_(
    "Someone else has corrected these words in the meantime. What you typed is below; what is shown now is beside it. "
    "Check it and save again."
)
_REWRITTEN: Final = N_("More than a few letters differ")


@dataclass(frozen=True, slots=True)
class TextGroup:
    """A text of the page, its languages side by side."""

    words: str
    controls: tuple[Control, ...]


@dataclass(frozen=True, slots=True)
class WordingPart:
    """A line of the list: a question, a note or a group with its texts, or the form itself."""

    at: str
    label: Mapping[Language, str] | None
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A correction in words: when, by whom where that is known, and each text before and after it."""

    moment: str
    by: str
    changes: tuple[tuple[str, str, str], ...]


@handler
def show(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Show what can be corrected, or with ``at`` the texts of one part."""
    console = session.enter(request, services)
    version = _version(request.one("version") or "")
    shown = wording.show_wording(services, console.actor, event, form, version)
    at = request.one("at")
    if at is not None:
        return _part_page(request, console, shown, at)
    made = wording.list_wording_corrections(services, console.actor, event, form, shown.version)
    return console.event_page(
        "organiser/wording.html",
        request,
        shown.event,
        tab="forms",
        form=shown.record,
        version=shown.version,
        parts=[each for each in _parts(shown.definition) if each.label is not None],
        corrections=[_line(shown, each, request.language) for each in made],
    )


@handler
def correct(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """Save the corrected texts; ask first where one became another text; show again what is refused."""
    console, typed = session.act(request, services)
    version, at = _version(typed.get("version", "")), typed.get("at", "")
    shown = wording.show_wording(services, console.actor, event, form, version)
    seen = typed.get("wording", "")
    if not (seen.isascii() and seen.isdigit() and len(seen) < 6):
        raise errors.BrokenForm
    texts = _changed_texts(_texts_of_part(shown.definition, at), typed)
    address = _address_after(request, shown, at, typed)
    if "from" in typed and not texts:
        return redirect(address)
    if "confirmed" not in typed and _is_rewritten(shown.definition, at, texts):
        return _part_page(request, console, shown, at, typed, to_confirm=True)
    try:
        wording.correct_wording(
            services,
            console.actor,
            event,
            form,
            texts,
            version=shown.version,
            wording=int(seen),
        )
    except errors.FormRefused as refusal:
        messages = {each.name: i18n.localize(each, request.language) for each in refusal.problems}
        return _part_page(request, console, shown, at, typed, messages)
    except errors.ChangedMeanwhile:
        latest = wording.show_wording(services, console.actor, event, form, version)
        return _part_page(request, console, latest, at, typed, is_changed=True)
    return console.redirect(address, notice="wording.corrected")


def _address_after(
    request: Request, shown: VersionWording, at: str, typed: Mapping[str, str]
) -> str:
    """Return where to go once the words are saved: the next page of a list, if that was asked for."""
    urls, record = Urls(request.prefix), shown.record
    if "from" not in typed:
        return urls.console_form(record.event, record.name)
    start, search = read_start(typed["from"]), typed.get("q", "")
    return urls.wording(record.event, record.name, shown.version, at, search, start)


def _version(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise errors.BadParameter(name="version")
    return int(text)


def _changed_texts(
    texts: Sequence[DisplayText], typed: Mapping[str, str]
) -> dict[str, dict[Language, str]]:
    """Return what was typed and differs; a language that has no text and got none is left out."""
    found: dict[str, dict[Language, str]] = {}
    for each in texts:
        for language in LANGUAGE_NAMES:
            text = normalize(typed.get(f"{each.pointer}/{language}", each.text.get(language, "")))
            if text != normalize(each.text.get(language, "")):
                found.setdefault(each.pointer, {})[language] = text
    return found


def _is_rewritten(
    definition: Definition, at: str, texts: Mapping[str, Mapping[Language, str]]
) -> bool:
    known = {each.pointer: each.text for each in _texts_of_part(definition, at)}
    return any(is_rewritten(known[place], text) for place, text in texts.items())


def _parts(definition: Definition) -> Iterator[WordingPart]:
    yield WordingPart(THE_FORM, definition.title, "", N_("Title and texts of the form"))
    for node in FormTree.of(definition.questions).nodes:
        row = node.row
        yield WordingPart(node.pointer, row.label or row.hint, row.name, kind_name(row))


def _texts_of_part(definition: Definition, at: str) -> list[DisplayText]:
    """Return the texts of the form itself, of a list's choices, or of a row with its choices, unless they are too many.

    Raises:
        errors.BrokenForm: there is nothing at that place.
    """
    texts = list(display_texts(definition))
    if at == THE_FORM:
        return [each for each in texts if each.pointer.count("/") == 1]
    if is_list(at):
        return texts_of_list(definition, at)
    row = _node(definition, at).row
    own = [each for each in texts if each.pointer.rpartition("/")[0] == at]
    if not 0 < _count_choices(definition, row) <= MOST_CHOICES:
        return own
    return own + texts_of_list(definition, list_pointer(row))


def _count_choices(definition: Definition, row: Row) -> int:
    return len(definition.choices.get(row.list_name or "", ()))


def _node(definition: Definition, at: str) -> Node:
    for node in FormTree.of(definition.questions).nodes:
        if node.pointer == at:
            return node
    raise errors.BrokenForm


def _part_page(
    request: Request,
    console: ConsoleSession,
    shown: VersionWording,
    at: str,
    typed: Mapping[str, str] | None = None,
    messages: Mapping[str, str] | None = None,
    *,
    to_confirm: bool = False,
    is_changed: bool = False,
) -> Reply:
    translate = translator(request.language)
    choices = _choice_page(request, shown.definition, at, typed)
    texts = choices.texts if is_list(at) and choices else _texts_of_part(shown.definition, at)
    groups = [_group(shown, each, typed or {}, messages or {}, translate) for each in texts]
    controls = [control for group in groups for control in group.controls]
    record = shown.record
    return console.event_page(
        "organiser/wording_part.html",
        request,
        shown.event,
        tab="forms",
        status=409 if is_changed else 422 if messages or to_confirm else 200,
        form=record,
        version=shown.version,
        wording=shown.wording,
        at=at,
        heading=_heading(shown.definition, at),
        groups=groups,
        problems=summarise(messages or {}, controls),
        question=translate(_REWRITTEN) if to_confirm else "",
        message=translate(_MEANWHILE) if is_changed else "",
        choices=choices,
        is_list=is_list(at),
        search=typed.get("q", "") if typed else choices.search if choices else "",
        following=_following(choices, typed or {}),
    )


def _following(choices: ChoicePage | None, typed: Mapping[str, str]) -> int | None:
    """Return where the page after this one starts, None where none follows."""
    if "from" in typed:
        return read_start(typed["from"])
    return choices.next if choices else None


def _heading(definition: Definition, at: str) -> Localized:
    if at == THE_FORM:
        return dict(definition.title)
    row = _row_of_list(definition, at) if is_list(at) else _node(definition, at).row
    return row.label or row.hint or {"en": row.name}


def _row_of_list(definition: Definition, at: str) -> Row:
    """Return the first question that offers a list."""
    for node in FormTree.of(definition.questions).nodes:
        if node.row.list_name and list_pointer(node.row) == at:
            return node.row
    raise errors.BrokenForm


def _choice_page(
    request: Request, definition: Definition, at: str, typed: Mapping[str, str] | None
) -> ChoicePage | None:
    """Return the choices of the list that the page shows or, being too many for a question's own page, leads to."""
    if is_list(at):
        texts = texts_of_list(definition, at)
        return typed_choices(at, texts, typed) if typed else find_choices(request, at, texts)
    row = None if at == THE_FORM else _node(definition, at).row
    if row is None or _count_choices(definition, row) <= MOST_CHOICES:
        return None
    return ChoicePage(list_pointer(row), _count_choices(definition, row))


def _group(
    shown: VersionWording,
    text: DisplayText,
    typed: Mapping[str, str],
    messages: Mapping[str, str],
    translate: Callable[..., str],
) -> TextGroup:
    languages = [
        each for each in LANGUAGE_NAMES if each in shown.event.languages or each in text.text
    ]
    values = {
        each: typed.get(f"{text.pointer}/{each}", text.text.get(each, "")) for each in languages
    }
    is_long = any(len(each) > _SHORT or "\n" in each for each in values.values())
    controls = tuple(
        _control(text, language, value, messages, translate, kind="area" if is_long else "line")
        for language, value in values.items()
    )
    return TextGroup(_words(text, translate), controls)


def _words(text: DisplayText, translate: Callable[..., str]) -> str:
    place, _, column = text.pointer.rpartition("/")
    if place.startswith("/choices/"):
        return translate(N_("Choice {number}"), number=int(place.rpartition("/")[2]) + 1)
    return translate(COLUMN_WORDS[column])


def _control(
    text: DisplayText,
    language: Language,
    value: str,
    messages: Mapping[str, str],
    translate: Callable[..., str],
    *,
    kind: Kind,
) -> Control:
    name = f"{text.pointer}/{language}"
    now = text.text.get(language, "")
    differs = normalize(value) != normalize(now)
    return Control(
        name=name,
        label=LANGUAGE_NAMES[language],
        kind=kind,
        value=value,
        hint=translate(N_("Shown now: {text}"), text=now or "–") if differs else "",
        message=messages.get(name) or messages.get(text.pointer, ""),
        mark="" if value else translate(N_("missing")),
        language=language,
    )


def _line(
    shown: VersionWording, correction: WordingCorrection, language: Language
) -> CorrectionLine:
    changes = [
        (f"{change.name}::{code}", change.old.get(code, ""), change.new[code])
        for change in correction.changes
        for code in change.languages
    ]
    moment = dates.moment(correction.at, shown.event.time_zone, language)
    return CorrectionLine(moment, correction.by, tuple(changes))
