"""What the form itself fills in: calculations, hidden values, when it was filled in."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic_core import core_schema
from typing_extensions import override

from chalicelib.forms.text import is_clean
from chalicelib.forms.types import json_patterns
from chalicelib.forms.types.base import MARK, Question, Setting, Value, refused
from chalicelib.forms.types.date_types import DateTime, read_moment
from chalicelib.forms.types.number_types import fits, plain
from chalicelib.forms.types.text_types import Text
from chalicelib.locales import Language

if TYPE_CHECKING:
    from chalicelib.forms.definition import Row
    from chalicelib.forms.statistics.tally import Tally

MAX_LENGTH = 20_000
"""In characters, of one calculated text."""
_NUMBER = r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,20})?"


def calculated(text: str) -> str | int | float:
    """A calculation's text as it is kept: a number where the text is just how one is written.

    XLSForm's calculations have no type: ``if(${a}, '1', '0')`` is meant as a number as well.
    """
    if re.fullmatch(_NUMBER, text):
        number = float(text) if "." in text else int(text)
        if plain(number) == text:
            return number
    return text


class _Computed(Question):
    """Whatever is sent is at most the value until now; the form's own is kept."""

    entered: ClassVar = False
    no_answer: ClassVar = ()

    @override
    def schema(self) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self._checked)

    def _checked(self, sent: object) -> Value:
        if isinstance(sent, bool) or not isinstance(sent, str | int | float):
            raise refused("answer.wrong_type")
        if not isinstance(sent, str):
            return sent
        if len(sent) > MAX_LENGTH:
            raise refused("answer.too_long", limit=MAX_LENGTH)
        if not is_clean(sent):
            raise refused("answer.control_characters")
        return calculated(sent)

    @override
    def json_schema(self) -> dict[str, Any]:
        text = {"type": "string", "maxLength": MAX_LENGTH, "pattern": f"^{json_patterns.ANY}*$"}
        return {"anyOf": [{"type": "number"}, text]}

    @override
    def parse(self, texts: Sequence[str]) -> object:
        value = super().parse(texts)
        return calculated(value) if isinstance(value, str) else value

    @override
    def show(self, value: object) -> list[str]:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return [plain(value) if is_number else str(value)]  # type: ignore[arg-type] # narrowed just before

    @override
    def say(self, value: Value, language: Language | None) -> str:
        text = self.show(value)[0]
        is_number = not isinstance(value, str)
        return text.replace(".", ",") if is_number and language in ("kk", "ru") else text


class Calculate(_Computed):
    """``calculate``: a number or text; numbers are counted as such, of texts only that there is one."""

    closed: ClassVar = True

    @override
    def token(self, value: Value) -> str:
        """The number to 15 digits; ``+`` for text, and for a number that has more before the point."""
        if not isinstance(value, int | float):
            return MARK
        rounded = float(f"{value:.15g}")
        return plain(rounded) if fits(rounded) else MARK

    @override
    def _tally(self, document: Mapping[str, Any] | None) -> "Tally":
        from chalicelib.forms.statistics.number_tally import Calculated

        return Calculated(document)


class Hidden(Text):
    """``hidden``: text that the page carries without showing it."""

    entered: ClassVar = False


class Start(DateTime):
    """``start``: when the page was opened, as the page says."""

    keys: ClassVar = frozenset()
    closed: ClassVar = False
    entered: ClassVar = False


class Timestamp(_Computed):
    """``end``, ``today``: when the answers came, by the server's clock, where the event is."""

    def __init__(self, row: "Row", key: str, setting: Setting) -> None:
        super().__init__(row, key, setting)
        self.time_zone = setting.time_zone

    def at(self, now: datetime) -> str:
        """The moment, or its day, as it is kept."""
        moment = read_moment(now.isoformat(timespec="seconds"), self.time_zone)
        return moment[:10] if self.type == "today" else moment


class Device(Question):
    """What XLSForm asks a phone for and a web page does not know: kept in the form, never answered."""

    answerable: ClassVar = False
    entered: ClassVar = False

    @override
    def schema(self) -> core_schema.CoreSchema:
        raise NotImplementedError

    @override
    def json_schema(self) -> dict[str, Any]:
        raise NotImplementedError
