"""Free text, and the roles that give a text its shape."""

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from pydantic_core import core_schema
from typing_extensions import override

from chalicelib.forms.text import is_clean, normalised
from chalicelib.forms.types import json_patterns
from chalicelib.forms.types.base import Question, refused

DEFAULT_MAX_LENGTH = 4000

# Patterns are compiled when first used: most forms need few of them, and none at a cold start.
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = rf"(?=.{{1,64}}@){_LOCAL}(?:\.{_LOCAL})*@(?:{_LABEL}\.)+{_LABEL}"
_PHONE = r"\+[1-9][0-9]{7,14}"
_PHONE_FILLING = "[ \u00a0\u202f().\u2010-\u2015-]"


def email(text: str) -> str:
    """The address with its domain in lower case and ASCII; raises for what is none.

    The local part stays as written: only its own server knows whether case matters there.
    """
    local, _, domain = text.rpartition("@")
    address = f"{local}@{_ascii_domain(domain).lower()}"
    if len(address) > 254 or not re.fullmatch(_EMAIL, address):
        raise refused("answer.bad_email")
    return address


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        raise refused("answer.bad_email") from None


def phone(text: str) -> str:
    """The number as ``+`` and 8 to 15 digits (E.164); one of +7 may be written ``8 701 …``."""
    digits = re.sub(_PHONE_FILLING, "", text)
    if re.fullmatch(r"[78][0-9]{10}", digits):
        digits = f"+7{digits[1:]}"
    elif re.fullmatch(r"7[0-9]{9}", digits):
        digits = f"+7{digits}"
    elif digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if not re.fullmatch(_PHONE, digits):
        raise refused("answer.bad_phone")
    return digits


_SHAPES: Mapping[str, Callable[[str], str]] = {
    "email": email,
    "guardian_email": email,
    "phone": phone,
}
_SHAPES_SAID: Mapping[Callable[[str], str], str] = {
    email: rf"^{json_patterns.SPACE}*(?=[^@]{{1,64}}@)(?:(?={json_patterns.INK}{{3,254}}{json_patterns.SPACE}*$)"
    rf"{_LOCAL}(?:\.{_LOCAL})*@(?:{_LABEL}\.)+{_LABEL}"
    rf"|{_LOCAL}(?:\.{_LOCAL})*@[^@]*[^\x00-\x7f@][^@]*){json_patterns.SPACE}*$",
    phone: rf"^(?:{json_patterns.SPACE}|{_PHONE_FILLING})*(?:[78](?:{_PHONE_FILLING}*[0-9]){{10}}"
    rf"|7(?:{_PHONE_FILLING}*[0-9]){{9}}"
    rf"|(?:\+|0{_PHONE_FILLING}*0){_PHONE_FILLING}*[1-9](?:{_PHONE_FILLING}*[0-9]){{7,14}})"
    rf"(?:{_PHONE_FILLING}|{json_patterns.SPACE})*$",
}
"""How a JSON Schema says it; of a domain in other letters than Latin only that it is there."""
_ONE_LINE = frozenset({"name", "organisation", "guardian_name", *_SHAPES})


class Text(Question):
    """``text``: kept in NFC, trimmed; an empty one is no answer."""

    keys: ClassVar = frozenset({"min_length", "max_length"})
    no_answer: ClassVar = ({"type": "string", "pattern": json_patterns.BLANK},)

    @property
    def one_line(self) -> bool:
        """Whether a line break has no business in it."""
        return self.role in _ONE_LINE

    @override
    def schema(self) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(
            self._checked, core_schema.str_schema(strict=True)
        )

    def _checked(self, sent: str) -> str:
        if not is_clean(sent):
            raise refused("answer.control_characters")
        text = normalised(sent)
        if not text:
            if self.must:
                raise refused("answer.required")
            return ""
        if self.one_line and ("\t" in text or len(text.splitlines()) > 1):
            raise refused("answer.control_characters")
        self._check_length(text)
        shape = _SHAPES.get(self.role or "")
        return shape(text) if shape else text

    def _check_length(self, text: str) -> None:
        least, most = self.limits
        if len(text) < least:
            raise refused("answer.too_short", limit=least)
        if len(text) > most:
            raise refused("answer.too_long", limit=most)

    @property
    def limits(self) -> tuple[int, int]:
        """The least and the greatest length, in characters after normalisation."""
        most = self.row.max_length
        return self.row.min_length or 0, DEFAULT_MAX_LENGTH if most is None else most

    @override
    def json_schema(self) -> dict[str, Any]:
        least, most = self.limits
        schema: dict[str, Any] = {
            "type": "string",
            "minLength": max(least, 1),
            "pattern": json_patterns.text(least, most, one_line=self.one_line),
        }
        if most > json_patterns.LONGEST_COUNTED:
            schema["maxLength"] = most
        shape = _SHAPES_SAID.get(_SHAPES.get(self.role or "", normalised))
        return {**schema, "allOf": [{"pattern": shape}]} if shape else schema
