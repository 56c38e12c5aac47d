"""What was sent, before any rule of the form is asked: the envelope and its fingerprint."""

import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib import errors
from chalicelib.errors import Problem
from chalicelib.forms.problems import problem
from chalicelib.forms.strict_json import read_json
from chalicelib.locales import LANGUAGES, Language

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Envelope:
    """A submission as it came in JSON; ``answers`` are as sent, not yet checked."""

    id: str | None
    language: Language | None
    version: int | None
    answers: Mapping[str, Any]


def fingerprint(answers: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of the answers as sent: keys sorted, text in NFC.

    Taken before any check, so that a repeated submission is known by what its sender sent.
    """
    canonical = unicodedata.normalize("NFC", _CANONICAL.encode(answers))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def read_envelope(body: bytes) -> Envelope:
    """The envelope ``{"id"?, "language"?, "version"?, "answers": {…}}``.

    Raises:
        errors.Malformed: see ``read_json``.
        errors.RequestRefused: every key that is missing, unknown or of another type.
    """
    document = read_json(body)
    if not isinstance(document, dict):
        raise errors.RequestRefused(problems=[problem("request.wrong_type", "")])
    problems = list(_problems(document))
    if problems:
        raise errors.RequestRefused(problems=problems)
    return Envelope(
        id=document.get("id"),
        language=document.get("language"),
        version=document.get("version"),
        answers=document["answers"],
    )


def _problems(document: dict[str, Any]) -> list[Problem]:
    found = [problem("request.missing", "/answers")] if "answers" not in document else []
    for key, value in document.items():
        acceptable = _ENVELOPE.get(key)
        if acceptable is None:
            found.append(problem("request.unknown_key", pointer(key)))
        elif not acceptable(value):
            found.append(problem("request.wrong_type", pointer(key)))
    return found[:100]


def pointer(*path: str | int) -> str:
    """A JSON pointer (RFC 6901); a step longer than any name of ours is cut."""
    steps = (str(step)[:100].replace("~", "~0").replace("/", "~1") for step in path)
    return "".join(f"/{step}" for step in steps)


def _text_or_none(value: object) -> bool:
    return value is None or isinstance(value, str)


def _version_or_none(value: object) -> bool:
    return value is None or (isinstance(value, int) and value is not True and value > 0)


_ENVELOPE: Mapping[str, Callable[[object], bool]] = {
    "id": _text_or_none,
    "language": lambda value: value is None or value in LANGUAGES,
    "version": _version_or_none,
    "answers": lambda value: isinstance(value, dict),
}
