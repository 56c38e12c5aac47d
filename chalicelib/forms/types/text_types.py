"""Free text, and the form that some roles give to a text."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import core_schema

from chalicelib.forms.text import is_clean, is_visible, normalize
from chalicelib.forms.types import json_patterns
from chalicelib.forms.types.base import JsonSchema, Question, invalid
from chalicelib.override import override

DEFAULT_MAX_LENGTH = 4000

# Patterns are compiled when first used: most forms need few of them, and none at a cold start.
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = rf"(?=.{{1,64}}@){_LOCAL}(?:\.{_LOCAL})*@(?:{_LABEL}\.)+{_LABEL}"
_PHONE = r"\+[1-9][0-9]{7,14}"
_PHONE_SEPARATOR = "[ \u00a0\u202f().\u2010-\u2015-]"


def normalize_email(text: str) -> str:
    """Return the address with its domain in lower case and ASCII (IDNA); raises ``answer.bad_email``.

    The local part stays as written: only its own server knows whether case matters.
    """
    local, _, domain = text.rpartition("@")
    address = f"{local}@{_ascii_domain(domain).lower()}"
    if len(address) > 254 or not re.fullmatch(_EMAIL, address):
        raise invalid("answer.bad_email")
    return address


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        raise invalid("answer.bad_email") from None


def normalize_phone(text: str) -> str:
    """Return the number as ``+`` and 8 to 15 digits (E.164); raises ``answer.bad_phone``.

    A number of +7 may be written ``8 701 …`` or ``701 …``, any other with ``00`` for ``+``.
    """
    digits = re.sub(_PHONE_SEPARATOR, "", text)
    if re.fullmatch(r"[78][0-9]{10}", digits):
        digits = f"+7{digits[1:]}"
    elif re.fullmatch(r"7[0-9]{9}", digits):
        digits = f"+7{digits}"
    elif digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if not re.fullmatch(_PHONE, digits):
        raise invalid("answer.bad_phone")
    return digits


_NORMALIZERS: Mapping[str, Callable[[str], str]] = {
    "email": normalize_email,
    "guardian_email": normalize_email,
    "phone": normalize_phone,
}
_JSON_PATTERNS: Mapping[Callable[[str], str], str] = {
    normalize_email: rf"^{json_patterns.SPACE}*(?=[^@]{{1,64}}@)(?:(?={json_patterns.INK}{{3,254}}{json_patterns.SPACE}*$)"
    rf"{_LOCAL}(?:\.{_LOCAL})*@(?:{_LABEL}\.)+{_LABEL}"
    rf"|{_LOCAL}(?:\.{_LOCAL})*@[^@]*[^\x00-\x7f@][^@]*){json_patterns.SPACE}*$",
    normalize_phone: rf"^(?:{json_patterns.SPACE}|{_PHONE_SEPARATOR})*(?:[78](?:{_PHONE_SEPARATOR}*[0-9]){{10}}"
    rf"|7(?:{_PHONE_SEPARATOR}*[0-9]){{9}}"
    rf"|(?:\+|0{_PHONE_SEPARATOR}*0){_PHONE_SEPARATOR}*[1-9](?:{_PHONE_SEPARATOR}*[0-9]){{7,14}})"
    rf"(?:{_PHONE_SEPARATOR}|{json_patterns.SPACE})*$",
}
"""What JSON Schemas say; of a domain in other letters than Latin only that there is one."""
_ONE_LINE = frozenset({"name", "organisation", "guardian_name", *_NORMALIZERS})


class Text(Question):
    """``text``: stored in NFC and trimmed; one that shows nothing is no answer."""

    no_answer = ({"type": "string", "pattern": json_patterns.BLANK},)

    @property
    def one_line(self) -> bool:
        """Whether a line break is refused in it."""
        return self.role in _ONE_LINE

    @override
    def schema(self) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(
            self._normalize, core_schema.str_schema(strict=True)
        )

    def _normalize(self, sent: str) -> str:
        if not is_clean(sent):
            raise invalid("answer.control_characters")
        text = normalize(sent)
        if not is_visible(text):
            if self.always_required:
                raise invalid("answer.required")
            return ""
        if self.one_line and ("\t" in text or len(text.splitlines()) > 1):
            raise invalid("answer.control_characters")
        self._check_length(text)
        normalize_role = _NORMALIZERS.get(self.role or "")
        return normalize_role(text) if normalize_role else text

    def _check_length(self, text: str) -> None:
        least, most = self.limits
        if len(text) < least:
            raise invalid("answer.too_short", limit=least)
        if len(text) > most:
            raise invalid("answer.too_long", limit=most)

    @property
    def limits(self) -> tuple[int, int]:
        """The least and the greatest length, in characters after normalization."""
        most = self.row.max_length
        return self.row.min_length or 0, DEFAULT_MAX_LENGTH if most is None else most

    @override
    def script_fit(self) -> Mapping[str, Any]:
        return {"kind": "text", "min": self.limits[0], "max": self.limits[1]}

    @override
    def json_schema(self) -> JsonSchema:
        least, most = self.limits
        schema: JsonSchema = {
            "type": "string",
            "minLength": max(least, 1),
            "pattern": json_patterns.text(least, most, one_line=self.one_line),
        }
        if most > json_patterns.LONGEST_COUNTED:
            schema["maxLength"] = most
        pattern = _JSON_PATTERNS.get(_NORMALIZERS.get(self.role or "", normalize))
        return {**schema, "allOf": [{"pattern": pattern}]} if pattern else schema
