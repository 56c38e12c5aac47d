"""What the forms of members and tokens offer: roles with what each permits, and scopes in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib.domain.members import ROLE_LABELS
from chalicelib.domain.permissions import EVERYTHING, MemberRole
from chalicelib.locales import N_
from chalicelib.web.render import translator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.locales import Language
    from chalicelib.web.organiser.members.member_form import MemberForm

ROLE_HINTS: Final[Mapping[MemberRole, str]] = {
    MemberRole.OWNER: N_("May do everything, and manages colleagues, settings and API tokens."),
    MemberRole.ORGANISER: N_(
        "Creates and changes events and forms, reads, corrects and deletes answers."
    ),
    MemberRole.ANSWERS_READER: N_("Reads and downloads all answers, changes nothing."),
    MemberRole.SUMMARIES_READER: N_(
        "Sees figures only, never a single answer. Small groups stay hidden."
    ),
    MemberRole.DOOR: N_("Sees the names and places of those registered, nothing else."),
}
_ALL_EVENTS: Final = N_("All events")
_SERIES: Final = N_("Series: {title}")


@dataclass(frozen=True, slots=True)
class FormOption:
    """An option of the form."""

    value: str
    label: str
    hint: str = ""
    is_chosen: bool = False


def role_options(form: MemberForm, language: Language) -> Sequence[FormOption]:
    """Return every role with what it permits."""
    translate = translator(language)
    return [
        FormOption(
            role, translate(ROLE_LABELS[role]), translate(ROLE_HINTS[role]), role == form.role
        )
        for role in MemberRole
    ]


def scope_options(
    form: MemberForm, titles: Mapping[str, str], language: Language
) -> Sequence[FormOption]:
    """Return everything, each series and each event."""
    return [
        FormOption(scope, place_name(scope, titles, language), is_chosen=scope in form.scopes)
        for scope in titles
    ]


def place_name(scope: str, titles: Mapping[str, str], language: Language) -> str:
    """Return a scope in words; an event or a series that is gone by its id."""
    translate = translator(language)
    kind, _, place = scope.partition(":")
    if scope == str(EVERYTHING):
        return translate(_ALL_EVENTS)
    title = titles.get(scope, place)
    return translate(_SERIES, title=title) if kind == "series" else title
