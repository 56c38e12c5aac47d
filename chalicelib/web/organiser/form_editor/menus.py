"""The menus on a question's page: what the answer is for, how it looks, and whose choices it has, each in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib.forms.editing import questions_with_list
from chalicelib.forms.roles import RATING_OF, ROLES
from chalicelib.forms.text import in_language
from chalicelib.forms.types.choice_types import CATEGORIES
from chalicelib.locales import N_
from chalicelib.web.organiser.controls import MenuOption
from chalicelib.web.organiser.form_editor.asked_questions import plain_label
from chalicelib.web.organiser.form_editor.kinds import APPEARANCES

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.domain.events import Event
    from chalicelib.forms.definition import Definition, Row
    from chalicelib.locales import Language

    Translate = Callable[..., str]

ROLE_WORDS: Final[Mapping[str, str]] = {
    "category": N_("The person's category: places are counted and summaries compared by it"),
    "name": N_("The person's name: it stands in lists and letters"),
    "email": N_("The person's e-mail: it gets the confirmation"),
    "phone": N_("The person's phone number: it shows who has registered already"),
    "organisation": N_("The person's organisation: it stands in lists"),
    "birth_year": N_("The person's year of birth"),
    "guardian_name": N_("The name of a parent or guardian"),
    "guardian_email": N_("The e-mail of a parent or guardian"),
    "consent": N_("The consent to the processing of personal data"),
    "proposal": N_("A proposal: it comes into the list of proposals"),
}
_NO_ROLE: Final = N_("An answer like any other")
_RATING: Final = N_("A rating of “{item}” in the programme")
_RATED_TYPES: Final = frozenset({"range", "integer"})


@dataclass(frozen=True, slots=True)
class QuestionMenus:
    """What the menus of one row's page are made of."""

    definition: Definition
    event: Event
    row: Row
    language: Language
    translate: Translate

    @property
    def options(self) -> Mapping[str, Sequence[MenuOption]]:
        """The options by the name of the menu."""
        return {"role": self._roles(), "appearance": self._appearances(), "list": self._lists()}

    @property
    def role_words(self) -> str:
        """What the answer is for; empty where it is like any other."""
        if self.row.role is None:
            return ""
        return next(each.label for each in self._roles() if each.value == self.row.role)

    def _roles(self) -> list[MenuOption]:
        options = {"": self.translate(_NO_ROLE)}
        for name, role in ROLES.items():
            if self.row.type in role.types:
                options[name] = self.translate(ROLE_WORDS[name])
        if self.row.type in _RATED_TYPES:
            for item in self.event.programme:
                title = in_language(item.title, self.language)
                options[f"{RATING_OF}{item.name}"] = self.translate(_RATING, item=title)
        return _menu(options, self.row.role)

    def _appearances(self) -> list[MenuOption]:
        known = APPEARANCES.get(self.row.type, {})
        options = {value: self.translate(words) for value, words in known.items()}
        return _menu(options, self.row.appearance)

    def _lists(self) -> list[MenuOption]:
        """The row's own list first, then those of other questions."""
        own = self.row.list_name
        others = {
            name: self._same_as(name) for name in self.definition.choices if self._users(name)
        }
        options = {}
        if own is None or own in others or own == CATEGORIES:
            options[""] = self.translate(N_("Choices of its own"))
        if own is not None and own not in others and own != CATEGORIES:
            options[own] = self.translate(N_("Choices of its own"))
        if self.event.categories or own == CATEGORIES:
            options[CATEGORIES] = self.translate(N_("The event's categories"))
        return _menu(options | others, own)

    def _users(self, name: str) -> list[Row]:
        rows = questions_with_list(self.definition, name)
        return [each for each in rows if each.name != self.row.name]

    def _same_as(self, name: str) -> str:
        first = self._users(name)[0]
        label = plain_label(first.label, first.name, self.language)
        return self.translate(N_("The same as in “{question}”"), question=label)


def _menu(options: Mapping[str, str], chosen: str | None) -> list[MenuOption]:
    """Return the options; what is chosen is among them, by its own name where it has no words."""
    if chosen and chosen not in options:
        options = {**options, chosen: chosen}
    return [MenuOption(value, label) for value, label in options.items()]
