"""Whole numbers, decimals and scales. A number has at most 15 digits: what was typed is what is kept."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal as Exact
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic_core import core_schema
from typing_extensions import override

from chalicelib.forms.definition import MAX_DIGITS, Parameters
from chalicelib.forms.types.base import Question, Setting, Value, refused
from chalicelib.locales import Language

if TYPE_CHECKING:
    from chalicelib.forms.definition import Row
    from chalicelib.forms.statistics.tally import Tally

GREATEST = 10**MAX_DIGITS - 1
_TYPED = r"([+-]?)([0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]{1,30})(?:[.,]([0-9]{1,30}))?"
_SPACES = "[ \u00a0\u202f]"


def typed_number(text: str) -> Exact | None:
    """A number as people here type it: ``3,5`` or ``3.5``, ``12 500``; None for anything else.

    Only the digits 0 to 9 count, and a comma is always the decimal mark. No exponents.
    """
    match = re.fullmatch(_TYPED, text.strip().replace("\u2212", "-"))
    if match is None:
        return None
    sign, whole, fraction = match.groups()
    return Exact(f"{sign}{re.sub(_SPACES, '', whole)}.{fraction or '0'}")


def plain(number: float) -> str:
    """The number without exponent and without a fraction of zeros."""
    if isinstance(number, int):
        return str(number)
    text = format(Exact(repr(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def fits(number: float) -> bool:
    """Whether at most 15 digits write it, before and after the point together."""
    digits = plain(abs(number)).replace(".", "").lstrip("0")
    places = plain(number).partition(".")[2]
    return len(digits) <= MAX_DIGITS and len(places) <= MAX_DIGITS


def _code_of_text(sent: str) -> str:
    number = typed_number(sent)
    if number is None:
        return "answer.not_a_number"
    exactly = Exact(repr(float(number))) == number
    return "answer.wrong_type" if exactly else "answer.too_precise"


def _whole(sent: object) -> object:
    """JSON knows no kinds of numbers: 5.0 is 5."""
    return int(sent) if isinstance(sent, float) and sent.is_integer() else sent


class _Number(Question):
    closed: ClassVar = True
    no_answer: ClassVar = ()

    @override
    def show(self, value: object) -> list[str]:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return [plain(value) if is_number else str(value)]  # type: ignore[arg-type] # narrowed just before

    @override
    def worked_out(self, text: str) -> object:
        try:
            return self.parse([plain(float(f"{float(text):.{MAX_DIGITS}g}"))])
        except (ValueError, ArithmeticError):
            return text

    @override
    def say(self, value: Value, language: Language | None) -> str:
        text = self.show(value)[0]
        return text.replace(".", ",") if language in ("kk", "ru") else text

    @override
    def token(self, value: Value) -> str:
        return self.show(value)[0]

    @override
    def _code(self, kind: str, sent: object) -> str:
        if isinstance(sent, str):
            return _code_of_text(sent)
        if kind in ("int_type", "int_from_float") and isinstance(sent, float):
            return "answer.not_whole"
        return super()._code(kind, sent)


class Integer(_Number):
    """``integer``: at most 15 digits, within ``min`` and ``max``."""

    keys: ClassVar = frozenset({"min", "max"})

    def __init__(self, row: "Row", key: str, setting: Setting) -> None:
        super().__init__(row, key, setting)
        least, most = (1900, 2100) if row.role == "birth_year" else (-GREATEST, GREATEST)
        self.least = int(row.min) if row.min is not None else least
        self.most = int(row.max) if row.max is not None else most

    @override
    def schema(self) -> core_schema.CoreSchema:
        whole = core_schema.int_schema(strict=True, ge=self.least, le=self.most)
        return core_schema.no_info_before_validator_function(_whole, whole)

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    @override
    def parse(self, texts: Sequence[str]) -> object:
        number = typed_number(texts[0])
        if number is None or "," in texts[0] or "." in texts[0]:
            return texts[0]  # 1,000 may be meant as a thousand
        return int(number)

    @override
    def _code(self, kind: str, sent: object) -> str:
        if isinstance(sent, str) and typed_number(sent) is not None:
            return "answer.not_whole" if "," in sent or "." in sent else "answer.wrong_type"
        return super()._code(kind, sent)

    @override
    def _tally(self, document: Mapping[str, Any] | None) -> "Tally":
        from chalicelib.forms.statistics.number_tally import Numbers

        return Numbers(document)


class Decimal(_Number):
    """``decimal``: at most 15 digits in all, kept as a float whose repr is what was typed."""

    keys: ClassVar = frozenset({"min", "max"})

    def __init__(self, row: "Row", key: str, setting: Setting) -> None:
        super().__init__(row, key, setting)
        self.least = float(row.min) if row.min is not None else float(-GREATEST)
        self.most = float(row.max) if row.max is not None else float(GREATEST)

    @override
    def schema(self) -> core_schema.CoreSchema:
        number = core_schema.float_schema(
            strict=True, allow_inf_nan=False, ge=self.least, le=self.most
        )
        return core_schema.no_info_after_validator_function(self._checked, number)

    def _checked(self, number: float) -> float:
        if not fits(number):
            raise refused("answer.too_precise")
        return number + 0.0

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"type": "number", "minimum": self.least, "maximum": self.most}

    @override
    def parse(self, texts: Sequence[str]) -> object:
        number = typed_number(texts[0])
        if number is None or Exact(repr(float(number))) != number:
            return texts[0]
        return float(number)

    @override
    def _tally(self, document: Mapping[str, Any] | None) -> "Tally":
        from chalicelib.forms.statistics.number_tally import Numbers

        return Numbers(document)


class Range(_Number):
    """``range``: a value of the scale start, start + step, … not above end.

    ``appearance``: ``rating`` shows stars or smileys, ``nps`` asks 0 to 10 how likely one is to
    recommend. Values are whole numbers where the scale is, else floats.
    """

    keys: ClassVar = frozenset({"parameters"})

    def __init__(self, row: "Row", key: str, setting: Setting) -> None:
        super().__init__(row, key, setting)
        self.scale = scale(row.parameters or Parameters())
        self.whole = all(isinstance(value, int) for value in self.scale)
        self._places = {value: value for value in self.scale}

    @override
    def schema(self) -> core_schema.CoreSchema:
        least, most = self.scale[0], self.scale[-1]
        if not self.whole:
            number = core_schema.float_schema(strict=True, allow_inf_nan=False, ge=least, le=most)
            return core_schema.no_info_after_validator_function(self._checked, number)
        whole = core_schema.no_info_before_validator_function(
            _whole, core_schema.int_schema(strict=True, ge=int(least), le=int(most))
        )
        if len(self.scale) == most - least + 1:
            return whole
        return core_schema.no_info_after_validator_function(self._checked, whole)

    def _checked(self, number: float) -> float:
        place = self._places.get(number)
        if place is None:
            raise refused("answer.not_on_scale")
        return place

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"enum": list(self.scale)}

    @override
    def parse(self, texts: Sequence[str]) -> object:
        number = typed_number(texts[0])
        if number is None:
            return texts[0]
        return int(number) if self.whole and number == int(number) else float(number)

    @override
    def _tally(self, document: Mapping[str, Any] | None) -> "Tally":
        from chalicelib.forms.statistics.number_tally import Scale

        return Scale(document, scale=self.scale, nps="nps" in self.row.looks)


MAX_STEPS = 1000


def scale(parameters: Parameters) -> tuple[float, ...]:
    """Every value of the scale; raises ``ValueError`` where the parameters make none."""
    start, end, step = (
        Exact(repr(number)) for number in (parameters.start, parameters.end, parameters.step)
    )
    if step <= 0 or end <= start:
        raise ValueError("no scale")
    steps = int((end - start) / step)
    if steps > MAX_STEPS:
        raise OverflowError("too many steps")
    values = [start + step * place for place in range(steps + 1)]
    if all(value == int(value) for value in values):
        return tuple(int(value) for value in values)
    numbers = tuple(float(value) for value in values)
    if not all(map(fits, numbers)):
        raise ValueError("more digits than are kept")
    return numbers
