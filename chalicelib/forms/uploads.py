"""Which questions are answered by files, and which files answers name."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from chalicelib.forms.compiled import Form
    from chalicelib.forms.layout import Layout, Node, Scope

TYPES: Final = frozenset({"image", "file"})
"""Those whose answer is a file: its id stands among the answers."""

_NUMBER: Final = re.compile(r"\[[0-9]{1,6}\](?=/)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is answered by files. ``name`` is its place without numbers (``members/photo``)."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Named:
    """A file that an answer names. ``at`` is the answer's place (``members[0]/photo``)."""

    at: str
    question: str
    kind: str
    id: str


def questions(layout: "Layout") -> dict[str, Question]:
    """The questions that are answered by files, by name."""
    found = (
        Question(_name(node), node.row.type) for node in layout.nodes if node.row.type in TYPES
    )
    return {question.name: question for question in found}


def question_at(form: "Form", at: str) -> Question | None:
    """The question that an answer at that place would answer, if it is one of files."""
    return form.uploads.get(_NUMBER.sub("", at))


def named(form: "Form", answers: Mapping[str, Any]) -> list[Named]:
    """Every file that the answers name, in their order."""
    return list(_named(form.layout.root, answers, "")) if form.uploads else []


def _name(node: "Node") -> str:
    """Its keys from the form's scope to its own, as a field's name has them but for the numbers."""
    repeats = [scope.repeat for scope in node.scope.chain if scope.repeat is not None]
    return "/".join([*(repeat.key for repeat in repeats), node.key])


def _named(scope: "Scope", answers: Mapping[str, Any], before: str) -> Iterator[Named]:
    for node in scope.nodes:
        value = answers.get(node.key)
        if not value:
            continue
        at = f"{before}{node.key}"
        if node.row.type in TYPES:
            yield Named(at, _name(node), node.row.type, value)
        elif node.inner is not None:
            for number, instance in enumerate(value):
                yield from _named(node.inner, instance, f"{at}[{number}]/")
