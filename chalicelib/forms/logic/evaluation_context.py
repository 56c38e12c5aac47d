"""What expressions may ask for beside the answers: when, where, in what language, by what id."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from chalicelib.locales import Language

NewId = Callable[[], str]


def new_uuid() -> str:
    """A new id for ``uuid()``; the services' own where given."""
    return str(uuid4())


@dataclass(frozen=True, slots=True)
class EvaluationContext:
    """``now`` is aware of its offset; ``time_zone`` an IANA name."""

    now: datetime
    time_zone: str
    language: Language
    new_id: NewId
