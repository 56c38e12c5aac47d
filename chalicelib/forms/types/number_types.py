"""Whole numbers, decimals, and the values of a scale."""

from collections.abc import Mapping, Sequence
from decimal import Decimal as ExactDecimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic_core import core_schema

from chalicelib.errors import Problem
from chalicelib.forms.definition import Parameters
from chalicelib.forms.number_text import (
    MAX_DIGITS,
    InexactNumber,
    fits,
    read_number,
    write_number,
)
from chalicelib.forms.omissions import scale_omission
from chalicelib.forms.roles import RATING_OF
from chalicelib.forms.types.base import (
    JsonSchema,
    Question,
    QuestionType,
    Setting,
    Value,
    invalid,
)
from chalicelib.locales import Language
from chalicelib.override import override

if TYPE_CHECKING:
    from chalicelib.forms.definition import Row
    from chalicelib.forms.statistics.tally import Codebook

GREATEST = 10**MAX_DIGITS - 1


def _code_of_text(sent: str) -> str:
    number = read_number(sent)
    if number is None:
        return "answer.not_a_number"
    return "answer.wrong_type" if _is_exact(number) else "answer.too_precise"


def _is_exact(number: ExactDecimal) -> bool:
    """Return whether the double nearest to the number is written just so."""
    return ExactDecimal(repr(float(number))) == number


def _refuse_inexact(sent: object) -> object:
    if isinstance(sent, InexactNumber):
        raise invalid("answer.too_precise")
    return sent


def _whole(sent: object) -> object:
    """Return 5 for 5.0: JSON knows no kinds of numbers."""
    sent = _refuse_inexact(sent)
    return int(sent) if isinstance(sent, float) and sent.is_integer() else sent


class NumberQuestion(Question):
    """What numbers share: how they are typed, written and encoded."""

    no_answer = ()

    @override
    def show(self, value: object) -> list[str]:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return [write_number(value) if is_number else str(value)]  # type: ignore[arg-type] # narrowed just before

    @override
    def convert(self, text: str) -> object:
        try:
            return self.parse([write_number(float(f"{float(text):.{MAX_DIGITS}g}"))])
        except (ValueError, ArithmeticError):
            return text

    @override
    def localize(self, value: Value, language: Language | None) -> str:
        text = self.show(value)[0]
        return text.replace(".", ",") if language in ("kk", "ru") else text

    @override
    def encode(self, value: Value) -> str:
        return str(value) if type(value) is int else self.show(value)[0]

    @override
    def _problem_code(self, error: str, sent: object) -> str:
        if isinstance(sent, str):
            return _code_of_text(sent)
        if error in ("int_type", "int_from_float") and isinstance(sent, float):
            return "answer.not_whole"
        return super()._problem_code(error, sent)


class Integer(NumberQuestion):
    """``integer``: at most 15 digits, within ``min`` and ``max``."""

    def __init__(self, kind: QuestionType, row: "Row", key: str, setting: Setting) -> None:
        super().__init__(kind, row, key, setting)
        least, most = (1900, 2100) if row.role == "birth_year" else (-GREATEST, GREATEST)
        self.least = int(row.min) if row.min is not None else least
        self.most = int(row.max) if row.max is not None else most

    @override
    def schema(self) -> core_schema.CoreSchema:
        whole = core_schema.int_schema(strict=True, ge=self.least, le=self.most)
        return core_schema.no_info_before_validator_function(_whole, whole)

    @override
    def script_fit(self) -> Mapping[str, Any]:
        return {"kind": "integer", "min": self.least, "max": self.most}

    @override
    def json_schema(self) -> JsonSchema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    @override
    @classmethod
    def read_limit(cls, limit: object) -> int:
        if not isinstance(limit, int):
            raise ValueError(limit)  # noqa: TRY004 -- one refusal for whatever does not fit
        return limit

    @override
    def parse(self, texts: Sequence[str]) -> object:
        number = read_number(texts[0])
        if number is None or "," in texts[0] or "." in texts[0]:
            return texts[0]  # 1,000 may be meant as a thousand
        return int(number)

    @override
    def _problem_code(self, error: str, sent: object) -> str:
        if isinstance(sent, str) and read_number(sent) is not None:
            return "answer.not_whole" if "," in sent or "." in sent else "answer.wrong_type"
        return super()._problem_code(error, sent)


class Decimal(NumberQuestion):
    """``decimal``: at most 15 digits in all, stored as a float whose repr is what was typed."""

    def __init__(self, kind: QuestionType, row: "Row", key: str, setting: Setting) -> None:
        super().__init__(kind, row, key, setting)
        self.least = float(row.min) if row.min is not None else float(-GREATEST)
        self.most = float(row.max) if row.max is not None else float(GREATEST)

    @override
    def schema(self) -> core_schema.CoreSchema:
        number = core_schema.float_schema(
            strict=True, allow_inf_nan=False, ge=self.least, le=self.most
        )
        exact = core_schema.no_info_before_validator_function(_refuse_inexact, number)
        return core_schema.no_info_after_validator_function(self._check_digits, exact)

    def _check_digits(self, number: float) -> float:
        if not fits(number):
            raise invalid("answer.too_precise")
        return number + 0.0

    @override
    def script_fit(self) -> Mapping[str, Any]:
        return {"kind": "decimal", "min": self.least, "max": self.most}

    @override
    def json_schema(self) -> JsonSchema:
        return {"type": "number", "minimum": self.least, "maximum": self.most}

    @override
    @classmethod
    def read_limit(cls, limit: object) -> float:
        if not isinstance(limit, int | float) or not fits(limit):
            raise ValueError(limit)
        return limit

    @override
    def parse(self, texts: Sequence[str]) -> object:
        number = read_number(texts[0])
        return texts[0] if number is None or not _is_exact(number) else float(number)


class Range(NumberQuestion):
    """``range``: a value of the scale start, start + step, … not beyond end.

    ``appearance``: ``rating`` shows stars, ``nps`` asks 0 to 10 how likely one is to recommend.
    Values are whole numbers where all of the scale is, else floats.
    """

    def __init__(self, kind: QuestionType, row: "Row", key: str, setting: Setting) -> None:
        super().__init__(kind, row, key, setting)
        self.scale = scale(row.parameters or Parameters.model_construct())
        self.whole = all(isinstance(value, int) for value in self.scale)
        self._steps = {value: value for value in self.scale}

    @override
    def schema(self) -> core_schema.CoreSchema:
        least, most = self.scale[0], self.scale[-1]
        if not self.whole:
            number = core_schema.float_schema(strict=True, allow_inf_nan=False, ge=least, le=most)
            exact = core_schema.no_info_before_validator_function(_refuse_inexact, number)
            return core_schema.no_info_after_validator_function(self._find_step, exact)
        whole = core_schema.no_info_before_validator_function(
            _whole, core_schema.int_schema(strict=True, ge=int(least), le=int(most))
        )
        if len(self.scale) == most - least + 1:
            return whole
        return core_schema.no_info_after_validator_function(self._find_step, whole)

    @override
    def report_omission(self, at: str) -> Problem:
        rates = "rating" in self.row.appearances or (self.role or "").startswith(RATING_OF)
        ends = (write_number(self.scale[0]), write_number(self.scale[-1]))
        return scale_omission(self.unanswered, at, ends=ends, is_rating=rates)

    def _find_step(self, number: float) -> float:
        step = self._steps.get(number)
        if step is None:
            raise invalid("answer.not_on_scale")
        return step

    @override
    def script_fit(self) -> Mapping[str, Any]:
        return {"kind": "scale", "values": list(self.scale)}

    @override
    def json_schema(self) -> JsonSchema:
        return {"enum": list(self.scale)}

    @override
    def parse(self, texts: Sequence[str]) -> object:
        number = read_number(texts[0])
        if number is None or not _is_exact(number):
            return texts[0]
        return int(number) if self.whole and number == int(number) else float(number)

    @cached_property
    @override
    def codebook(self) -> "Codebook":
        from chalicelib.forms.statistics.tally import Codebook

        return Codebook(scale=self.scale, nps="nps" in self.row.appearances)


MAX_STEPS = 1000


def scale(parameters: Parameters) -> tuple[float, ...]:
    """Return every value of the scale, ends included, the least first.

    As in ODK Collect, ``start`` may be above ``end``, and the sign of ``step`` means nothing: the values
    are steps away from ``start``, towards ``end``.

    Raises:
        ValueError: the parameters make no scale.
        OverflowError: it has more than ``MAX_STEPS`` steps.
    """
    start, end, step = (
        ExactDecimal(repr(number)) for number in (parameters.start, parameters.end, parameters.step)
    )
    if step == 0:
        raise ValueError("no scale")
    step = abs(step) if end >= start else -abs(step)
    steps = int((end - start) / step)
    if steps > MAX_STEPS:
        raise OverflowError("too many steps")
    values = sorted(start + step * index for index in range(steps + 1))
    if all(value == int(value) for value in values):
        return tuple(int(value) for value in values)
    numbers = tuple(float(value) for value in values)
    if not all(map(fits, numbers)):
        raise ValueError("more digits than are stored")
    return numbers
