"""What the fields of an event's document may hold, checked by pydantic, and what is checked of several of them."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Annotated, Final, Protocol, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from chalicelib.domain.moments import check_order, validation_error
from chalicelib.forms.text import STORED
from chalicelib.locales import Language


@cache
def _iana_zones() -> frozenset[str]:
    """Return the names of the IANA time zone database, without its placeholder ``Factory``.

    ``ZoneInfo`` opens more than these: a system's ``localtime`` or ``posixrules``, and what else lies there.
    """
    from importlib.resources import files

    return frozenset(files("tzdata").joinpath("zones").read_text().split()) - {"Factory"}


def _check_zone(name: str, info: ValidationInfo) -> str:
    if info.context is not STORED and name not in _iana_zones():
        raise validation_error("event.unknown_time_zone")
    return name


_EMAIL: Final = r"^[^\s@<>\"(),:;\\]{1,64}@([^\s@<>\"(),:;\\.]+\.)+[^\s@<>\"(),:;\\.]+$"
_PHONE: Final = r"^\+?[0-9(][0-9 ()-]{3,28}[0-9]$"


def _check_email(address: str) -> str:
    if not re.fullmatch(_EMAIL, address):
        raise validation_error("event.bad_email")
    return address


def _check_phone(number: str) -> str:
    if not re.fullmatch(_PHONE, number, re.ASCII):
        raise validation_error("event.bad_phone")
    return number


TimeZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_check_zone)]
EventId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,62}[a-z0-9]$")]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\"<>]+$", max_length=2000)]
ContactEmail = Annotated[
    str,
    StringConstraints(max_length=254),
    AfterValidator(_check_email),
    WithJsonSchema({"type": "string", "maxLength": 254, "pattern": _EMAIL}),
]
ContactPhone = Annotated[
    str,
    StringConstraints(max_length=32),
    AfterValidator(_check_phone),
    WithJsonSchema({"type": "string", "maxLength": 32, "pattern": _PHONE}),
]
"""A telephone number as people write it: ``+7 (7162) 25-00-00``."""


class EventPart(BaseModel):
    """A part of an event. Its validator is built on first use, which is seldom outside an event."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, defer_build=True)


class _Named(Protocol):
    name: str


class _Labelled(Protocol):
    label: Mapping[Language, str]


class _WithSource(Protocol):
    url: str | None
    file: _Named | None


_N = TypeVar("_N", bound=_Named)
_L = TypeVar("_L", bound=_Labelled)
_M = TypeVar("_M", bound=_WithSource)


def _check_unique(names: Iterable[str]) -> None:
    names = list(names)
    if len(set(names)) != len(names):
        raise validation_error("event.repeated_name")


class EventChecks(BaseModel):
    """What is checked of an event's fields together."""

    @field_validator("ends_at", "closes_at", check_fields=False)
    @classmethod
    def _check_order(cls, end: datetime | None, info: ValidationInfo) -> datetime | None:
        return check_order(end, info)

    @field_validator("languages", check_fields=False)
    @classmethod
    def _check_languages(cls, languages: tuple[Language, ...]) -> tuple[Language, ...]:
        _check_unique(languages)
        return languages

    @field_validator("report_annexes", check_fields=False)
    @classmethod
    def _check_annexes(cls, annexes: tuple[str, ...]) -> tuple[str, ...]:
        _check_unique(annexes)
        return annexes

    @field_validator("incomplete_languages", check_fields=False)
    @classmethod
    def _check_incomplete(
        cls, incomplete: tuple[Language, ...], info: ValidationInfo
    ) -> tuple[Language, ...]:
        _check_unique(incomplete)
        languages = info.data.get("languages", ())
        if languages and not set(incomplete) < set(languages):
            raise validation_error("event.not_its_language")
        return incomplete

    @field_validator("categories", "programme", check_fields=False)
    @classmethod
    def _check_names(cls, entries: tuple[_N, ...]) -> tuple[_N, ...]:
        _check_unique(entry.name for entry in entries)
        return entries

    @field_validator("categories", check_fields=False)
    @classmethod
    def _check_labels(cls, categories: tuple[_L, ...], info: ValidationInfo) -> tuple[_L, ...]:
        """Refuse two categories that people could not tell apart."""
        labels = [
            (language, text.casefold())
            for category in categories
            for language, text in category.label.items()
        ]
        if info.context is not STORED and len(set(labels)) != len(labels):
            raise validation_error("event.same_label")
        return categories

    @field_validator("materials", check_fields=False)
    @classmethod
    def _check_files(cls, materials: tuple[_M, ...]) -> tuple[_M, ...]:
        _check_unique(material.file.name for material in materials if material.file)
        return materials


class MaterialChecks(BaseModel):
    """What is checked of a material's fields together."""

    @model_validator(mode="after")
    def _check_source(self: _M) -> _M:
        if (self.url is None) == (self.file is None):
            raise validation_error("event.link_or_file")
        return self
