"""What is wrong with a section, by the field that it stands beside, in words that name the thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from chalicelib import locales
from chalicelib.locales import LANGUAGES, N_
from chalicelib.web.i18n import localize
from chalicelib.web.organiser.event_settings.values import rows_of

if TYPE_CHECKING:
    from chalicelib.errors import CapacityBelowTaken, Problem
    from chalicelib.locales import Language
    from chalicelib.web.organiser.event_settings.values import Decoding, Values

_MISSING: Final[Mapping[str, str]] = {
    "title": N_("Write the title."),
    "label": N_("Write the name of the category."),
    "name": N_("Write the name."),
    "question": N_("Write what was discussed."),
    "topic": N_("Write on what."),
    "what": N_("Write what is to be done."),
    "count": N_("Write a whole number."),
    "starts_at": N_("Write the day and the time."),
    "ends_at": N_("Write the day and the time."),
}
_REFUSED: Final[Mapping[tuple[str, str], str]] = {
    ("url", "event.bad_value"): N_("Write a link that begins with https://."),
    ("web", "event.bad_value"): N_("Write a link that begins with https://."),
    ("materials", "event.link_or_file"): N_("Write a link that begins with https://."),
    ("languages", "event.too_short"): N_("Choose at least one language."),
    ("series", "event.missing"): N_("Choose a series, or write the title of a new one."),
}
_STEP: Final = re.compile(r"/([a-z_]+)(?:/\d+)?(?:/(?:kk|ru|en))?$")


def by_field(
    problems: Iterable[Problem],
    found: Decoding,
    values: Values,
    names: Sequence[str],
    language: Language,
) -> dict[str, str]:
    """Return the messages of an event's problems by the name of the field."""
    messages: dict[str, str] = {}
    for each in problems:
        name = _field_of(each, found, values, names)
        messages.setdefault(name, _words(each, language))
    return messages


def _words(problem: Problem, language: Language) -> str:
    match = _STEP.search(problem.name)
    key = match[1] if match else ""
    own = _MISSING.get(key) if problem.code == "event.missing" else None
    own = _REFUSED.get((key, problem.code), own)
    return locales.translate(own, language) if own else localize(problem, language)


def _field_of(problem: Problem, found: Decoding, values: Values, names: Sequence[str]) -> str:
    if problem.code == "event.same_label":
        return _second_of_alike(values)
    if problem.code == "event.link_or_file":
        return found.field_of(f"{problem.name}/url", names)
    return found.field_of(problem.name, names)


def _second_of_alike(values: Values) -> str:
    seen: set[tuple[str, str]] = set()
    for number in rows_of(values, "categories"):
        for language in LANGUAGES:
            name = f"categories.{number}.label.{language}"
            label = (language, values.get(name, "").strip().casefold())
            if label[1] and label in seen:
                return name
            seen.add(label)
    return ""


def of_capacity(refusal: CapacityBelowTaken, values: Values, language: Language) -> dict[str, str]:
    """Return the message about too few places at its category, or for none if the category was removed."""
    text = localize(refusal, language)
    more = locales.translate(
        N_("Fewer places than that are not possible: the fewest are {taken}."),
        language,
        {"taken": refusal.parameters["taken"]},
    )
    return {capacity_field(refusal, values): f"{text} {more}"}


def capacity_field(refusal: CapacityBelowTaken, values: Values) -> str:
    """Return the field of the category that has more registered people than its places."""
    wanted = refusal.parameters["name"]
    rows = (f"categories.{number}" for number in rows_of(values, "categories"))
    return next((f"{row}.capacity" for row in rows if values.get(f"{row}.name") == wanted), "")
