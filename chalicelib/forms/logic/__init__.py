"""What the answers to a form decide: one body of logic for intake, for pages and for the page's script.

A form's expressions are bound to its rows (``rules``), the rows are put in an order (``order``), and each
row becomes a few passes over the answers (``passes``). One run of the passes over one set of answers is a
``Settling``: strict where answers are taken in, lenient where a page is shown. ``page_state`` answers what
the page asks of a lenient one; ``client_rules`` are the same rules as JSON, for ``web/static/logic.js``.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from chalicelib.frozen import dataclass
from chalicelib.locales import Language

NewId = Callable[[], str]


def new_uuid() -> str:
    """A random id for ``uuid()``, where the caller has no source of its own."""
    return str(uuid4())


@dataclass(frozen=True, slots=True)
class EvaluationContext:
    """What expressions can ask for beside the answers.

    ``now`` is aware of its offset; ``time_zone`` is an IANA name; ``new_id`` makes the id of ``uuid()``.
    """

    now: datetime
    time_zone: str
    language: Language
    new_id: NewId
