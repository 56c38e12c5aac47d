"""The wording of a definition: the texts that people read of it and that decide nothing.

A published version may be worded anew without becoming another version, because its wording stands apart from what an answer means:
the form's title, introduction and thanks, a row's label, hint, guidance and messages, a choice's label. Names, order,
types, lists, logic, roles, settings and files are no wording. Texts are named by their JSON pointers (``/questions/3/label``), which hold
for a version for ever.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from chalicelib.forms.definition import Choice, Definition, Row, dump
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.problems import problem
from chalicelib.forms.text_types import Localized
from chalicelib.forms.tree import FormTree
from chalicelib.frozen import dataclass
from chalicelib.locales import Language

if TYPE_CHECKING:
    from chalicelib.errors import Problem

Text: TypeAlias = Mapping[Language, str]
Texts: TypeAlias = Mapping[str, Text]
"""Texts by their JSON pointers."""

_Part = TypeVar("_Part", Definition, Row, Choice)

FORM_COLUMNS: Final = ("title", "introduction", "thanks")
ROW_COLUMNS: Final = ("label", "hint", "guidance_hint", "required_message", "constraint_message")
_LEAST_LIKENESS: Final = 0.75
_LONGEST_BY_LETTERS: Final = 300
"""Longer texts are compared word by word, which costs less."""
_REFERENCE: Final = re.compile(r"\$\{[^{}]*\}")
_READS_LABELS: Final = re.compile(
    r"choice-name\s*\(|(?<![\w{/-])label(?![\w}-])|/\s*label(?![\w-])"
)
_EXPRESSIONS: Final = (
    *("required", "read_only", "relevant", "constraint", "calculation"),
    *("choice_filter", "repeat_count", "default"),
)


@dataclass(frozen=True, slots=True)
class DisplayText:
    """A text of a definition. ``name`` says whose it is by names alone (``group/question label``, ``title``)."""

    pointer: str
    name: str
    text: Text


class Rewording(BaseModel):
    """A text of a version before and after a correction; `name` says whose it is: `question label`, `title`."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        defer_build=True,
        validate_by_name=True,
        serialize_by_alias=True,
    )

    pointer: str
    name: str
    old: Annotated[Text, Field(alias="from")]
    new: Annotated[Text, Field(alias="to")]

    @property
    def languages(self) -> Sequence[Language]:
        """The languages in which it differs."""
        return [each for each in self.new if self.old.get(each) != self.new[each]]


def display_texts(definition: Definition) -> Iterator[DisplayText]:
    """Yield every text that a definition has, in the order of the form, the choices last."""
    yield from _texts_of(definition, "", "", FORM_COLUMNS)
    for node in FormTree.of(definition.questions).nodes:
        yield from _texts_of(node.row, node.pointer, "/".join(node.path) + " ", ROW_COLUMNS)
    for name, choices in definition.choices.items():
        for index, choice in enumerate(choices):
            at = f"{pointer('choices', name)}/{index}"
            yield from _texts_of(choice, at, f"{name}::{choice.name} ", ("label",))


def texts_of(definition: Definition) -> dict[str, Text]:
    """Return every text that a definition has."""
    return {each.pointer: each.text for each in display_texts(definition)}


def _texts_of(
    part: Definition | Row | Choice, at: str, owner: str, columns: Sequence[str]
) -> Iterator[DisplayText]:
    for column in columns:
        text = getattr(part, column)
        if text:
            yield DisplayText(f"{at}/{column}", f"{owner}{column}", text)


def with_texts(definition: Definition, texts: Texts) -> Definition:
    """Return the definition with these texts in their places; a pointer that names none of its texts changes nothing."""
    choices = {
        name: tuple(
            _with_words(choice, f"{pointer('choices', name)}/{index}", ("label",), texts)
            for index, choice in enumerate(each)
        )
        for name, each in definition.choices.items()
    }
    rows = _rows_with_texts(definition.questions, "", texts)
    head = _with_words(definition, "", FORM_COLUMNS, texts)
    return head.model_copy(update={"choices": choices, "questions": rows})


def normalize_texts(texts: Texts) -> Texts:
    """Return the texts as a definition stores them, normalized; they have passed its review."""
    adapter: TypeAdapter[dict[Language, str]] = TypeAdapter(Localized)
    return {at: adapter.validate_python(dict(text)) for at, text in texts.items()}


def _rows_with_texts(rows: Sequence[Row], above: str, texts: Texts) -> tuple[Row, ...]:
    return tuple(
        _row_with_texts(row, f"{above}/questions/{index}", texts) for index, row in enumerate(rows)
    )


def _row_with_texts(row: Row, at: str, texts: Texts) -> Row:
    row = _with_words(row, at, ROW_COLUMNS, texts)
    if not row.questions:
        return row
    return row.model_copy(update={"questions": _rows_with_texts(row.questions, at, texts)})


def _with_words(part: _Part, at: str, columns: Sequence[str], texts: Texts) -> _Part:
    words = {
        column: dict(texts[f"{at}/{column}"])
        for column in columns
        if f"{at}/{column}" in texts and getattr(part, column)
    }
    return part.model_copy(update=words) if words else part


def rewordings(old: Definition, new: Definition) -> tuple[Rewording, ...]:
    """Return the texts that differ, at the places where both definitions have one."""
    now = texts_of(new)
    return tuple(
        Rewording(pointer=each.pointer, name=each.name, old=each.text, new=now[each.pointer])
        for each in display_texts(old)
        if now.get(each.pointer, each.text) != each.text
    )


def differs_in_wording_alone(old: Definition, new: Definition) -> bool:
    """Return whether the definitions are the same but for some texts, so that one is a correction of the other."""
    former = texts_of(old)
    if old == new or former.keys() != texts_of(new).keys():
        return False
    if dump(with_texts(new, former)) != dump(old):
        return False
    return not wording_problems(old, {each.pointer: each.new for each in rewordings(old, new)})


def carry_over(definition: Definition, changes: Sequence[Rewording]) -> Definition:
    """Return another definition of the form with the corrections wherever it has the old text under the same name."""
    by_name = {each.name: each for each in changes}
    texts: dict[str, Text] = {}
    for each in display_texts(definition):
        change = by_name.get(each.name)
        if change is None:
            continue
        changed = {
            language: change.new[language]
            for language in change.languages
            if each.text.get(language) == change.old.get(language)
        }
        if changed:
            texts[each.pointer] = {**each.text, **changed}
    return with_texts(definition, texts) if texts else definition


def wording_problems(definition: Definition, texts: Texts) -> "list[Problem]":
    """Return why these texts cannot correct those of a version, each at its pointer: they would do more than word it.

    Texts are complete: a language that the version has and the text has not is one that would be taken away.
    """
    known = texts_of(definition)
    choices_count = _reads_labels(definition)
    found = [
        _text_problems(at, known.get(at), text, choices_count=choices_count)
        for at, text in texts.items()
    ]
    return [each for problems in found for each in problems]


def _text_problems(
    at: str, old: Text | None, new: Text, *, choices_count: bool
) -> "Iterator[Problem]":
    if old is None:
        yield problem("wording.unknown_text", at)
        return
    for language in old:
        if not new.get(language, "").strip():
            yield problem("wording.no_text", f"{at}/{language}")
    named = _references(old)
    for language, text in new.items():
        if not _references({language: text}) <= named:
            yield problem("wording.other_names", f"{at}/{language}")
    if choices_count and at.startswith("/choices/"):
        yield problem("wording.label_is_an_answer", at)


def _references(text: Text) -> set[str]:
    return {found for words in text.values() for found in _REFERENCE.findall(words)}


def _reads_labels(definition: Definition) -> bool:
    """Whether an expression may read a choice's label, which then is a part of the logic."""
    rows = (node.row for node in FormTree.of(definition.questions).nodes)
    return any(
        isinstance(expression, str) and _READS_LABELS.search(expression)
        for row in rows
        for expression in (getattr(row, column) for column in _EXPRESSIONS)
    )


def is_rewritten(old: Text, new: Text) -> bool:
    """Return whether more than a few letters of a text differ, so that it may ask something else."""
    return any(
        _likeness(old[each], new[each]) < _LEAST_LIKENESS
        for each in old
        if new.get(each) and old[each] != new[each]
    )


def _likeness(old: str, new: str) -> float:
    """Return a number from 0 to 1; the same beginning and end, which most corrections leave, are not compared letter by letter."""
    start = _count_equal(old, new)
    end = _count_equal(old[start:][::-1], new[start:][::-1])
    total, equal = len(old) + len(new), 2 * (start + end)
    before, after = (text[start : len(text) - end] for text in (old, new))
    if equal >= _LEAST_LIKENESS * total:
        return equal / total
    if max(len(before), len(after)) <= _LONGEST_BY_LETTERS:
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        if equal + matcher.quick_ratio() * (total - equal) < _LEAST_LIKENESS * total:
            return 0
        return (equal + matcher.ratio() * (total - equal)) / total
    return SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio()


def _count_equal(one: str, other: str) -> int:
    """Return how many letters are the same from the beginning on."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
