"""A form's problems for its author: errors as a table of cells, warnings in groups of one kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from chalicelib.forms.accepting_warnings import digest_warnings
from chalicelib.forms.group_sentences import describe_group
from chalicelib.forms.problem_groups import ProblemGroup, group_problems
from chalicelib.forms.remedies import find_remedy
from chalicelib.forms.text import in_language
from chalicelib.forms.tree import FormTree
from chalicelib.web import i18n

if TYPE_CHECKING:
    from chalicelib.errors import Problem
    from chalicelib.forms.definition import Definition
    from chalicelib.locales import Language

_SHOWN: Final = 3
"""The places of a group that are shown at once; the rest unfolds."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of the table; ``part`` names the question and column where no cell is known, ``label`` is what people read."""

    sheet: str
    row: str
    column: str
    part: str
    label: str
    what: str
    mending: str
    link: str = ""
    """The page that changes the part, if there is one."""


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Warnings of one kind: what happens and what can be done in a sentence each, and the places.

    ``is_uniform`` says that ``what`` is the message of every place.
    """

    what: str
    mending: str
    count: int
    is_uniform: bool
    first: Sequence[Finding]
    rest: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a form: errors one by one, warnings in groups, and the digest that accepts these together."""

    errors: Sequence[Finding]
    groups: Sequence[FindingGroup]
    digest: str

    @property
    def warnings(self) -> int:
        """How many warnings there are."""
        return sum(group.count for group in self.groups)

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.errors or self.groups)


def find_findings(
    problems: Iterable[Problem],
    language: Language,
    definition: Definition | None = None,
    links: Mapping[str, str] = MappingProxyType({}),
) -> Findings:
    """Return the problems in the organiser's language.

    With the definition, a problem without a cell gets its question and column; ``links`` are the pages that change what is at
    a JSON pointer.
    """
    parts = _name_parts(definition, language) if definition else {}
    found = tuple(problems)

    def describe(problem: Problem) -> Finding:
        link = "" if problem.location else links.get(problem.name, "")
        return replace(_finding(problem, language, parts), link=link)

    warnings = [each for each in found if each.severity == "warning"]
    return Findings(
        errors=[describe(each) for each in found if each.severity == "error"],
        groups=[_group(each, language, describe) for each in group_problems(warnings)],
        digest=digest_warnings(warnings),
    )


def _group(
    group: ProblemGroup, language: Language, describe: Callable[[Problem], Finding]
) -> FindingGroup:
    places = [describe(each) for statement in group.statements for each in statement.problems]
    remedy = find_remedy(group.statements[0].problems[0])
    return FindingGroup(
        what=i18n.localize(describe_group(group), language),
        mending=i18n.localize(remedy, language) if remedy else "",
        count=group.count,
        is_uniform=len(group.statements) == 1,
        first=places[:_SHOWN],
        rest=places[_SHOWN:],
    )


class NamedPart(NamedTuple):
    """A question or a choice: its name as the spreadsheet has it, and its label."""

    name: str
    label: str


def _name_parts(definition: Definition, language: Language) -> dict[str, NamedPart]:
    """Return what each row's and each choice's JSON pointer stands for."""
    choices = {
        f"/choices/{name}/{number}": NamedPart(
            f"{name}/{choice.name}", in_language(choice.label, language)
        )
        for name, listed in definition.choices.items()
        for number, choice in enumerate(listed)
    }
    rows = {
        node.pointer: NamedPart("/".join(node.path), in_language(node.row.label, language))
        for node in FormTree.of(definition.questions).nodes
    }
    lists = {f"/choices/{name}": NamedPart(name, "") for name in definition.choices}
    return {**lists, **choices, **rows}


def _finding(problem: Problem, language: Language, parts: Mapping[str, NamedPart]) -> Finding:
    cell, mending = problem.location, find_remedy(problem)
    part, label = ("", "") if cell else _part(problem.name, parts)
    return Finding(
        sheet=cell.sheet if cell else "",
        row=str(cell.row) if cell and cell.row else "",
        column=(cell.column or "") if cell else "",
        part=part,
        label=label,
        what=i18n.localize(problem, language),
        mending=i18n.localize(mending, language) if mending else "",
    )


def _part(pointer: str, parts: Mapping[str, NamedPart]) -> NamedPart:
    at, column = pointer, ""
    while at and at not in parts:
        at, _, step = at.rpartition("/")
        column = f"{step}::{column}" if column else step
    if not at:
        return NamedPart(pointer, "")
    name, label = parts[at]
    return NamedPart(f"{name} · {column}" if column else name, label)
