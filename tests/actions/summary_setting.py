"""Services with an open event and one published form, for the tests of summaries."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import UUID

from chalicelib.actions import drafts, forms
from chalicelib.actions.services import Services
from chalicelib.domain.permissions import SYSTEM
from chalicelib.domain.submissions import Response
from chalicelib.forms import definition
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition
from tests.domain.summary_samples import DEFINITION, EVENT, FORM
from tests.forms.definitions import NOW

if TYPE_CHECKING:
    from chalicelib.settings import Settings
    from chalicelib.storage.table import Table

START = datetime(2026, 6, 13, 5, tzinfo=UTC)
EVENT_AND_FORM = EVENT.id, FORM.name


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, *, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def consecutive_ids() -> Callable[[], str]:
    """Return a function that makes UUIDs with consecutive numbers."""
    numbers = count(1)
    return lambda: str(UUID(int=next(numbers), version=4))


def make_services(table: "Table", settings: "Settings", *, shards: int = 1) -> Services:
    """Return services with an open event and a published form."""
    services = Services(settings=settings, table=table, clock=Clock(), new_id=consecutive_ids())
    services.events.create(EVENT, b"a key that is only for tests")
    publish(services, DEFINITION, shards=shards)
    return services


def publish(services: Services, document: dict[str, Any], *, shards: int = 1) -> None:
    """Publish the definition as the form's next version."""
    definition_bytes = definition.dump(read_definition(document))
    drafts.save_form(services, SYSTEM, *EVENT_AND_FORM, definition_bytes)
    forms.publish_form(services, SYSTEM, *EVENT_AND_FORM, shards=shards)


def clock_of(services: Services) -> Clock:
    """Return the services' clock."""
    assert isinstance(services.clock, Clock)
    return services.clock


def response(services: Services, form: Form = FORM, /, **answers: Any) -> Response:
    """Return a response received now; it is not stored."""
    accepted = form.check(answers, now=NOW)
    return Response(
        id=services.new_id(),
        event=EVENT.id,
        form=form.name,
        version=form.version,
        language="en",
        received_at=services.clock(),
        category=accepted.category,
        answers=accepted.values,
        stat_line=form.stat_line(accepted),
        payload_hash="0" * 64,
        receipt="AAAAA-AAAAA",
    )


def store(services: Services, *responses: Response, shards: int = 1) -> None:
    """Store the responses."""
    for each in responses:
        assert services.submissions.respond(each, shards=shards) is None
        services.arrivals.note(each.event, each.form, services.clock())
