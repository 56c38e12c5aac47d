"""Visits of a form's page that ask no storage, for tests and the bench."""

from datetime import UTC, datetime
from itertools import count
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from chalicelib.domain.events import Event
from chalicelib.errors import Refusal
from chalicelib.forms.intake import Form
from chalicelib.locales import Language
from chalicelib.web.participant.form_page import Filled, FormVisit, Pairs
from chalicelib.web.request import Request

MOMENT = datetime(2026, 6, 1, 9, tzinfo=UTC)


def visit_form(
    form: Form,
    event: Event,
    pairs: Pairs = (),
    *,
    moment: datetime = MOMENT,
    language: Language = "kk",
    prefix: str = "",
    refusal: Refusal | None = None,
    compresses: bool = False,
) -> FormVisit:
    """Return a visit; its ids follow from the moment, so that the same visit can be made twice."""
    numbers = count(int(moment.timestamp()))
    services = SimpleNamespace(
        clock=lambda: moment,
        new_id=lambda: str(UUID(int=next(numbers) << 40 | 7)),
        settings=SimpleNamespace(bucket_origin="https://bucket.example"),
    )
    request = Request(
        *("GET", f"/e/{event.id}/{form.name}", "/e/{event}/{form}", prefix),
        parameters={},
        query={},
        headers={},
        cookies={},
        body=b"",
        language=language,
        request_id="visit",
        compresses=compresses,
    )
    filled = Filled(id=services.new_id(), pairs=pairs, refusal=refusal)
    return FormVisit(request, cast(Any, services), event, form, frozenset(), filled)
