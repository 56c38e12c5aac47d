"""A question type in two parts: its row in the table of types, and the class that handles its answers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, time, tzinfo
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from pydantic_core import PydanticCustomError, core_schema

from chalicelib.errors import Problem
from chalicelib.forms.number_text import write_number
from chalicelib.forms.omissions import omission
from chalicelib.forms.problems import ANSWERS, in_words, problem
from chalicelib.frozen import dataclass
from chalicelib.locales import Language
from chalicelib.override import override

if TYPE_CHECKING:
    from chalicelib.forms.definition import Choice, Row
    from chalicelib.forms.statistics.tally import Codebook, Tally

Value: TypeAlias = str | int | float | list[Any]
"""An answer as it is stored. A list holds names of choices; a repeat's list, one object per instance."""
JsonSchema: TypeAlias = dict[str, Any]
Typed: TypeAlias = int | float | date | time
"""An answer as a spreadsheet's cell holds it: a number, a date, a time of day, or a moment (a ``datetime`` without offset)."""


class AnswerSource(StrEnum):
    """Where the answer to a question comes from."""

    PERSON = "person"
    """Somebody types it, picks it or uploads it."""
    EXPRESSION = "expression"
    """A calculation or a default; the page carries the value in a hidden field."""
    PAGE = "page"
    """The page notes when it was opened."""
    SERVER = "server"
    """The server's clock, when the answers come in."""
    DEVICE = "device"
    """An app on a phone. A web page never has it, so the question stays unanswered."""
    INSTANCES = "instances"
    """What a repeat holds."""
    NONE = "none"
    """Nowhere: notes and groups take no answer."""


class Widget(StrEnum):
    """How a page asks; ``web.participant.fields.widgets`` builds each of them."""

    TEXT = "text"
    NUMBER = "number"
    NATIVE = "native"
    """An ``<input>`` that the browser has a picker for; ``QuestionType.input_type`` says which."""
    CHOICES = "choices"
    SCALE = "scale"
    RANKING = "ranking"
    CONFIRMATION = "confirmation"
    FILE = "file"
    POSITION = "position"
    BARCODE = "barcode"
    NOTE = "note"


class ScriptReader(StrEnum):
    """How the page's script reads an answer from its controls; ``web/static/views.js`` has them all."""

    TEXT = "text"
    NUMBER = "number"
    ONE = "one"
    SEVERAL = "several"
    RANKING = "ranking"
    TICK = "tick"
    MOMENT = "moment"
    CALCULATION = "calculation"


class Selection(StrEnum):
    """What an answer takes from a list of choices."""

    ONE = "one"
    SEVERAL = "several"
    RANKED = "ranked"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionType:
    """One row of the table: all that other modules need to know about a type of XLSForm.

    Rules that need code (how an answer is read, checked and encoded) are in ``implementation``. It is
    None for groups, which only lay out, and for types that a web form cannot ask.
    """

    name: str
    source: AnswerSource
    implementation: type[Question] | None = None
    aliases: tuple[str, ...] = ()
    """The other names that pyxform takes for it; a definition in JSON has ``name`` alone."""
    problem: str | None = None
    """The code of the problem that a row of this type always has: an error, or a warning."""
    is_container: bool = False
    """Whether it holds other rows: ``begin_group`` and ``begin_repeat``."""
    keys: frozenset[str] = frozenset()
    """The keys of a definition's row that mean something to this type, beyond those of all types."""
    parameters: frozenset[str] = frozenset()
    """The fields of ``definition.Parameters`` that mean something to it."""
    appearances: frozenset[str] = frozenset()
    """The appearances that change how a page asks it."""
    selection: Selection | None = None
    """What it takes from a list of choices, if it has one."""
    is_list_from_file: bool = False
    """Whether its list is an attached file."""
    data_ending: str = ""
    """How the file ends whose rows it attaches for expressions; the row's name is that of the file."""
    is_upload: bool = False
    """Whether the answer is an uploaded file."""
    is_left_out: bool = False
    """Whether the reader of spreadsheets leaves such a row out, unless an expression refers to it."""
    needs: str | None = None
    """The key without which other tools refuse a row of it, though no page shows the row."""
    is_number: bool = False
    widget: Widget | None = None
    """How a page asks it; None for what a page does not show, and for containers."""
    input_type: str = "text"
    """The ``type`` of its ``<input>`` (https://html.spec.whatwg.org/#the-input-element)."""
    input_mode: str = ""
    """The ``inputmode``, which chooses a phone's keyboard."""
    reader: ScriptReader = ScriptReader.TEXT
    tally: str | None = None
    """The kind of its tally (``statistics.tallies``); None where only answers are counted."""

    @property
    def has_scale(self) -> bool:
        """Whether its parameters are a scale: ``start``, ``end`` and ``step``."""
        return "step" in self.parameters

    @property
    def is_supported(self) -> bool:
        """Whether a form can have a row of this type."""
        return self.is_container or self.implementation is not None

    @property
    def is_seen(self) -> bool:
        """Whether a page shows it."""
        return self.is_container or self.widget is not None

    @property
    def takes_answer(self) -> bool:
        """Whether there can be an answer to it."""
        return self.source not in (AnswerSource.NONE, AnswerSource.DEVICE)

    @property
    def is_entered(self) -> bool:
        """Whether a person gives the answer."""
        return self.source is AnswerSource.PERSON

    def question(self, row: Row, key: str, setting: Setting) -> Question:
        """Build the question of a row; ``TypeError`` for a type without an implementation."""
        if self.implementation is None:
            raise TypeError(f"{self.name} is not a question")
        return self.implementation(self, row, key, setting)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a question needs to know of the form around it."""

    choices: Mapping[str, tuple[Choice, ...]]
    time_zone: str
    within: tuple[str, ...] = ()
    """The keys of the repeats around it, the outermost first, each in the scope of the one before."""
    always: bool = True
    """Whether it is asked whatever the other answers are."""
    private: bool = False
    """Whether the repeat around it is personal data."""
    choice_lists: dict[tuple[str | None, bool], ChoiceIndex] = field(
        default_factory=dict, compare=False
    )
    """The lists prepared so far, by name and ``or_other``: questions share them."""

    @property
    def above(self) -> str:
        """The prefix that the keys of the repeats around it make: ``members/pets/``."""
        return "".join(f"{key}/" for key in self.within)


@dataclass(frozen=True, slots=True, eq=False)
class ChoiceIndex:
    """A list of choices, ready for its questions: labels by name, names in order, the index of each."""

    labels: Mapping[str, Mapping[Language, str]]
    names: tuple[str, ...]
    indexes: Mapping[str, int]


class Question(ABC):
    """One question of a form, ready to take answers.

    ``key_in_scope`` is its key among the answers of its scope: its name, or its path where the name repeats.
    ``key`` is its key in the whole form, with the keys of the repeats in front: ``members/age``.
    """

    unanswered: ClassVar[str] = "answer.required"
    """The code of the problem when the answer is missing."""
    no_answer: ClassVar[tuple[Mapping[str, Any], ...]] = ({"const": ""},)
    """JSON Schemas of the values, beside null, that are no answer."""

    def __init__(self, kind: QuestionType, row: Row, key: str, setting: Setting) -> None:
        self.kind = kind
        self.row = row
        self.key_in_scope = key
        self.key = f"{setting.above}{key}"
        self.within = setting.within
        self.type = row.type
        self.required = row.required is True and not row.is_silent
        self.always_required = self.required and setting.always
        self.role = row.role
        self.private = row.is_private or setting.private
        self.choices: tuple[Choice, ...] = (
            setting.choices.get(row.list_name, ()) if row.list_name is not None else ()
        )

    @property
    def label(self) -> Mapping[Language, str]:
        """The label; the name where there is none."""
        return self.row.label or {"kk": self.row.name, "ru": self.row.name, "en": self.row.name}

    @property
    def answerable(self) -> bool:
        """Whether there can be an answer to it."""
        return self.kind.takes_answer

    @property
    def is_entered(self) -> bool:
        """Whether a person gives the answer."""
        return self.kind.is_entered and not self.row.is_silent

    @property
    def is_tallied(self) -> bool:
        """Whether the answer's code enters the response's line; else only that there is an answer."""
        return self.kind.tally is not None and not self.private

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its HTML fields, without their prefix (``q.``, ``members[0]/``)."""
        return (self.key_in_scope,)

    @abstractmethod
    def schema(self) -> core_schema.CoreSchema:
        """Build the strict schema of an answer; it returns the answer as it is stored."""

    @abstractmethod
    def json_schema(self) -> JsonSchema:
        """Build the JSON Schema of an answer; ``no_answer`` has what is none."""

    @classmethod
    def read_limit(cls, limit: object) -> float | str:
        """Read a ``min`` or ``max`` of the definition, so that two of them compare.

        Raises:
            ValueError, OverflowError: it is no limit of this type.
        """
        raise NotImplementedError

    def parse(self, texts: Sequence[str]) -> object:
        """Return the value of HTML fields; text that cannot be read stays as it is, for the check.

        ``texts`` are all values of the one field, or one for each of several ``fields``.
        """
        return texts[0] if len(texts) == 1 else list(texts)

    def convert(self, text: str) -> object:
        """Return the value that the text of an expression or a default stands for, unchecked."""
        return self.parse([text])

    def show(self, value: object) -> list[str]:
        """Return the texts for the HTML fields, so that ``parse(show(value)) == value``."""
        return [str(value)]

    def localize(self, value: Value, language: Language | None) -> str:  # noqa: ARG002 -- others need it
        """Write the answer for a reader; without a language for a program: names, not labels."""
        return str(value)

    def interpret(self, value: Value, zone: tzinfo) -> Typed | None:  # noqa: ARG002 -- moments need it
        """Return what the answer is beside its text, None for mere text; moments are as clocks in the zone show them."""
        return None if isinstance(value, str | list) else value

    def script_fit(self) -> Mapping[str, Any] | None:
        """Return how ``web/static/answer-fit.js`` turns an expression's text into an answer.

        ``kind`` names the function, the other keys are its parameters. None: any text is an answer.
        """
        return None

    def encode(self, value: Value) -> str:
        """Return the answer's code: printable ASCII without ``|``, not empty, not ``+``."""
        return str(value)

    @cached_property
    def codebook(self) -> Codebook:
        """What the tally needs to read the codes."""
        from chalicelib.forms.statistics.tally import Codebook

        return Codebook()

    def tally(self, document: Mapping[str, Any] | None = None) -> Tally:
        """Return an empty tally of this question's codes, or the one that ``Tally.to_json`` wrote."""
        from chalicelib.forms.statistics.tallies import TALLIES
        from chalicelib.forms.statistics.tally import AnsweredTally

        kind = self.kind.tally if self.is_tallied else None
        return (TALLIES[kind] if kind else AnsweredTally)(document, self.codebook)

    def explain(self, error: str, sent: object, context: Mapping[str, Any]) -> Problem:
        """Return the problem that a pydantic error of that type stands for."""
        if error == "answer.required" or (
            self.always_required and (sent is None or sent in ("", []))
        ):
            if self.row.required_message:
                return in_words(self.unanswered, self.key, self.row.required_message)
            return self.report_omission(self.key)
        if error in ANSWERS:
            return problem(error, self.key, **context)
        return problem(self._problem_code(error, sent), self.key, **_limit(context))

    def report_omission(self, at: str) -> Problem:
        """Return the problem of leaving this question out, without the form's own message."""
        return omission(self.unanswered, at, role=self.role, question_type=self.type)

    def _problem_code(self, error: str, sent: object) -> str:
        if error == "literal_error":
            return "answer.unknown_choice" if isinstance(sent, str) else "answer.wrong_type"
        return _PROBLEM_CODES.get(error, "answer.wrong_type")


class TextualQuestion(Question):
    """A question whose answer is a text of some form; empty text is no answer."""

    @override
    def schema(self) -> core_schema.CoreSchema:
        """Build a string's schema that ends with ``read``."""
        return core_schema.no_info_after_validator_function(
            self._read_or_refuse, core_schema.str_schema(strict=True)
        )

    def _read_or_refuse(self, sent: str) -> str:
        if sent:
            return self.read(sent)
        if self.always_required:
            raise invalid("answer.required")
        return ""

    @abstractmethod
    def read(self, sent: str) -> str:
        """Return the answer as it is stored; raises ``invalid(…)``."""


_PROBLEM_CODES = {
    "string_unicode": "answer.control_characters",
    "greater_than_equal": "answer.too_small",
    "less_than_equal": "answer.too_large",
    "finite_number": "answer.not_a_number",
    "too_long": "answer.too_many",
}


def one_of(names: Sequence[str], *, required: bool) -> core_schema.CoreSchema:
    """Build the schema of one of these names, or of empty text unless an answer is required."""
    return core_schema.literal_schema([*names] if required else [*names, ""])


def _limit(context: Mapping[str, Any]) -> dict[str, object]:
    limit = context.get("ge", context.get("le", context.get("max_length")))
    if limit is None:
        return {}
    return {"limit": write_number(limit) if isinstance(limit, float) else limit}


def invalid(code: str, **parameters: object) -> PydanticCustomError:
    """Return the error that a validator raises; ``Question.explain`` turns it into the problem."""
    return PydanticCustomError(code, "refused", parameters)
