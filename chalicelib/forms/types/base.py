"""What every question type does: read a field, show an answer, check, say, and count."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from pydantic_core import PydanticCustomError, core_schema

from chalicelib.errors import Problem
from chalicelib.forms.problems import ANSWERS, in_words, problem
from chalicelib.locales import Language

if TYPE_CHECKING:
    from chalicelib.forms.definition import Choice, Row
    from chalicelib.forms.statistics.tally import Tally
    from chalicelib.forms.types.choice_types import Offer

Value: TypeAlias = str | int | float | list[Any]
"""An answer as it is kept: lists hold names of choices or, of a repeat, one object an instance."""
Answered: TypeAlias = Mapping[str, Value]

MARK = "+"
"""The token of an answer that must not enter the line itself."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a question needs from around it."""

    choices: Mapping[str, tuple[Choice, ...]]
    time_zone: str
    within: tuple[str, ...] = ()
    """The keys of the repeats around it, each in the scope of the one before."""
    always: bool = True
    """Whether it is asked whatever the other answers are."""
    private: bool = False
    """Whether the repeat around it is personal data."""
    offers: dict[tuple[str | None, bool], Offer] = field(default_factory=dict, compare=False)
    """What was made of the lists so far: questions that share a list share what is made of it."""

    @property
    def above(self) -> str:
        """What stands in front of a key."""
        return "".join(f"{key}/" for key in self.within)


class Question(ABC):
    """One question of a compiled form.

    ``own`` is its key among the answers beside it: its name, or its path where the name repeats.
    ``key`` is its key in the whole form: inside repeats theirs stand in front, ``members/age``.
    """

    keys: ClassVar[frozenset[str]] = frozenset()
    """The definition's keys that mean something to this type, beyond those of all."""
    closed: ClassVar[bool] = False
    """Whether the answers are few enough in kind to be counted from the line."""
    answerable: ClassVar[bool] = True
    entered: ClassVar[bool] = True
    """Whether somebody types, picks or sends the answer; else the form itself works it out."""
    unanswered: ClassVar[str] = "answer.required"
    """The code of a missing answer."""
    no_answer: ClassVar[tuple[Mapping[str, Any], ...]] = ({"const": ""},)
    """JSON Schemas of what counts as no answer, beside null."""

    def __init__(self, row: Row, key: str, setting: Setting) -> None:
        self.row = row
        self.own = key
        self.key = f"{setting.above}{key}"
        self.within = setting.within
        self.type = row.type
        self.required = row.required is True
        self.must = self.required and setting.always
        self.role = row.role
        self.private = row.is_private or setting.private
        self.choices: tuple[Choice, ...] = (
            setting.choices.get(row.list_name, ()) if row.list_name is not None else ()
        )

    @property
    def label(self) -> Mapping[Language, str]:
        """What it is called for people: its name where it has no label."""
        return self.row.label or {"kk": self.row.name, "ru": self.row.name, "en": self.row.name}

    @property
    def counted(self) -> bool:
        """Whether the answer itself enters the line; else only that there is one."""
        return self.closed and not self.private

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its HTML fields, without what stands in front: ``q.``, ``members[0]/``."""
        return (self.own,)

    @abstractmethod
    def schema(self) -> core_schema.CoreSchema:
        """The strict schema of an answer; its result is the answer as kept."""

    @abstractmethod
    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema of an answer; what is none is in ``no_answer``."""

    def parse(self, texts: Sequence[str]) -> object:
        """The value that HTML fields stand for; what cannot be read stays as it is for the check.

        ``texts`` are all values of the one field, or one for each of several ``fields``.
        """
        return texts[0] if len(texts) == 1 else list(texts)

    def worked_out(self, text: str) -> object:
        """The value that an expression's text stands for, unchecked."""
        return self.parse([text])

    def show(self, value: object) -> list[str]:
        """The texts for the HTML fields, so that ``parse(show(value)) == value``."""
        return [str(value)]

    def say(self, value: Value, language: Language | None) -> str:  # noqa: ARG002 -- others need it
        """The answer for a reader; for a program (names, not labels) without a language."""
        return str(value)

    def token(self, value: Value) -> str:
        """The answer in the line: printable ASCII without ``|``, not empty, not ``+``."""
        return str(value)

    def tally(self, document: Mapping[str, Any] | None = None) -> Tally:
        """An empty tally of this question's tokens, or the one that ``to_json`` wrote."""
        from chalicelib.forms.statistics.tally import Marks

        return self._tally(document) if self.counted else Marks(document)

    def _tally(self, document: Mapping[str, Any] | None) -> Tally:
        raise NotImplementedError

    def explain(self, kind: str, sent: object, context: Mapping[str, Any]) -> Problem:
        """The problem that pydantic's error of that ``kind`` stands for."""
        if kind == "answer.required" or (self.must and (sent is None or sent in ("", []))):
            words = self.row.required_message
            if words:
                return in_words(self.unanswered, self.key, words)
            return problem(self.unanswered, self.key)
        if kind in ANSWERS:
            return problem(kind, self.key, **context)
        return problem(self._code(kind, sent), self.key, **_limit(context))

    def _code(self, kind: str, sent: object) -> str:
        if kind == "literal_error":
            return "answer.unknown_choice" if isinstance(sent, str) else "answer.wrong_type"
        return _CODES.get(kind, "answer.wrong_type")


_CODES = {
    "string_unicode": "answer.control_characters",
    "greater_than_equal": "answer.too_small",
    "less_than_equal": "answer.too_large",
    "finite_number": "answer.not_a_number",
    "too_long": "answer.too_many",
}


def one_of(names: Sequence[str], *, required: bool) -> core_schema.CoreSchema:
    """One of these names; where no answer is needed, empty text is none."""
    return core_schema.literal_schema([*names] if required else [*names, ""])


def _limit(context: Mapping[str, Any]) -> dict[str, object]:
    limit = context.get("ge", context.get("le", context.get("max_length")))
    return {} if limit is None else {"limit": limit}


def refused(code: str, **parameters: object) -> PydanticCustomError:
    """The error for a validator to raise; ``explain`` turns it into the problem."""
    return PydanticCustomError(code, "refused", parameters)
