"""Fixes: the problems of a review that a machine can solve, each by a change that its author would make as well.

What changes the meaning of a form, such as which choice is meant, is left to its author. A text that is copied from another
language is no translation: the editor goes on to name texts that are the same in several languages.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from chalicelib.errors import Problem
from chalicelib.forms.definition import Definition, Row, dump
from chalicelib.forms.editing import free_name
from chalicelib.forms.roles import names_a_person
from chalicelib.forms.tree import FormTree
from chalicelib.locales import N_, Language

_Document: TypeAlias = dict[str, Any]


class _Place:
    """What a problem is about: the object or list that holds it, and its key there."""

    def __init__(
        self, document: _Document, problem: Problem, languages: Sequence[Language]
    ) -> None:
        *above, last = problem.name.replace("~1", "\0").split("/")[1:]
        holder: Any = document
        for each in above:
            holder = holder[self._key(holder, each)]
        self.document, self.problem, self.languages = document, problem, languages
        self.holder, self.key = holder, self._key(holder, last)

    @staticmethod
    def _key(holder: object, step: str) -> str | int:
        step = step.replace("\0", "/").replace("~0", "~")
        return int(step) if isinstance(holder, list) else step

    @property
    def value(self) -> Any:  # noqa: ANN401 -- a part of a JSON document
        """The part of the document that the problem names."""
        return self.holder[self.key]

    @value.setter
    def value(self, value: object) -> None:
        self.holder[self.key] = value


def _rename(place: _Place) -> None:
    names = {node.row.name for node in _tree(place.document).nodes}
    place.value = free_name(place.value, names)


def _rename_choice(place: _Place) -> None:
    choices = place.document["choices"][place.problem.name.split("/")[2].replace("~1", "/")]
    place.value = free_name(place.value, {each["name"] for each in choices})


def _copy_text(place: _Place) -> None:
    text: dict[str, str] = place.value
    default = place.document.get("default_language", "kk")
    source = text.get(default) or next(iter(text.values()))
    place.value = {**dict.fromkeys((default, *place.languages), source), **text}


def _leave_out(place: _Place) -> None:
    del place.holder[place.key]


def _leave_role_out(place: _Place) -> None:
    if names_a_person(place.value):
        place.holder["private"] = True
    del place.holder[place.key]


def _leave_word_out(place: _Place) -> None:
    wrong = str(place.problem.parameters["name"])
    left = [each for each in place.value.split() if each.lower()[:100] != wrong]
    place.holder.pop(place.key)
    if left:
        place.holder[place.key] = " ".join(left)


_LOWER: Final[Mapping[str | int, str]] = {"max": "min", "max_length": "min_length"}


def _exchange(place: _Place) -> None:
    upper, lower = str(place.key), _LOWER[place.key]
    place.holder.update({lower: place.holder[upper], upper: place.holder[lower]})


def _correct_name(place: _Place) -> None:
    wrong, right = (str(place.problem.parameters[each]) for each in ("name", "nearest"))
    place.value = place.value.replace(f"${{{wrong}}}", f"${{{right}}}")


_Fix: TypeAlias = tuple[str, Callable[[_Place], None]]
_LEAVE_OUT: Final[_Fix] = (N_("Leave it out"), _leave_out)
_COPY: Final[_Fix] = (N_("Copy the text from the other language"), _copy_text)
_FIXES: Final[Mapping[str, _Fix]] = {
    "form.duplicate_name": (N_("Give it a free name"), _rename),
    "form.duplicate_choice": (N_("Give it a free name"), _rename_choice),
    "form.not_in_language": _COPY,
    "form.language_missing": _COPY,
    "form.empty_range": (N_("Exchange the limits"), _exchange),
    "form.expression_misspelt_name": (N_("Use the similar name"), _correct_name),
    "form.bad_appearance": (N_("Leave it out"), _leave_word_out),
    "form.repeated_role": (N_("Leave the role out"), _leave_role_out),
    "form.means_nothing": _LEAVE_OUT,
    "form.not_for_type": _LEAVE_OUT,
    "form.private_category": _LEAVE_OUT,
    "form.category_other": _LEAVE_OUT,
    "form.one_page": (N_("Ask it on one page"), _leave_out),
    "form.unused_list": (N_("Remove the list"), _leave_out),
    "form.empty_group": (N_("Remove the group"), _leave_out),
}
_FOR_THE_AUTHOR: Final = frozenset(
    {("form.not_for_type", "questions"), ("form.empty_range", "min_length")}
)
"""Where a machine cannot: a shortest answer that is alone is above the limit that holds for every text."""


def find_fix(problem: Problem) -> str | None:
    """Return in words how the problem would be fixed, as a message id; None where only its author can."""
    if (problem.code, problem.name.rpartition("/")[2]) in _FOR_THE_AUTHOR:
        return None
    fix = _FIXES.get(problem.code)
    return fix[0] if fix else None


def apply_fixes(
    definition: Definition, problems: Iterable[Problem], languages: Sequence[Language]
) -> Definition:
    """Return the definition with these problems of its review fixed, as far as a machine can; ``languages`` are the event's."""
    for problem in sorted(problems, key=_rank, reverse=True):
        if find_fix(problem) is None:
            continue
        document: _Document = json.loads(dump(definition))
        try:
            _FIXES[problem.code][1](_Place(document, problem, languages))
        except (LookupError, ValueError):  # an earlier fix has solved it as well
            continue
        definition = Definition.model_validate(document)
    return definition


def _rank(problem: Problem) -> tuple[bool, list[int]]:
    """Sort what removes rows behind all else, and of those the last row first."""
    steps = [int(each) for each in problem.name.split("/") if each.isascii() and each.isdigit()]
    return problem.code != "form.empty_group", steps


def concerns(problem: Problem, pointer: str, row: Row | None) -> bool:
    """Whether a problem lies at a pointer or below it; to a row belong those of its list as well."""
    own = f"/choices/{row.list_name}" if row and row.list_name else None
    return any(
        each and (problem.name == each or problem.name.startswith(f"{each}/"))
        for each in (pointer, own)
    )


def alike_languages(row: Row, languages: Sequence[Language]) -> tuple[Language, ...]:
    """Return the languages in which the label is the same text of several words: one may be no translation."""
    label = row.label or {}
    for language in languages:
        text = label.get(language, "")
        alike = tuple(each for each in languages if label.get(each) == text)
        if len(alike) > 1 and len(text.split()) > 1:
            return alike
    return ()


def _tree(document: _Document) -> FormTree:
    return FormTree.of(Definition.model_validate(document).questions)
