"""The list of names for the door: who is registered, as what, and whether the place is confirmed.

Whoever has ``registrations.names`` alone sees nothing else of a registration, so the search looks at names and receipts
alone: a search that also knew addresses would tell whose they are.
"""

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from chalicelib import errors
from chalicelib.actions.audit import log_reading
from chalicelib.actions.listings import line_of, published_forms, read_page
from chalicelib.actions.permissions import find_event, find_published
from chalicelib.domain.forms import FormRecord
from chalicelib.domain.listings import ListQuery, SearchIn, Sort
from chalicelib.domain.permissions import Actor
from chalicelib.domain.submissions import Status, Submission
from chalicelib.forms.text_types import ReceiptCode

if TYPE_CHECKING:
    from chalicelib.actions.services import Services


class RegisteredName(BaseModel):
    """One registered person; `category` is empty where the event has none, `name` where the form asks for none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    category: str | None
    receipt: ReceiptCode
    status: Status

    @classmethod
    def of(cls, registration: Submission) -> "RegisteredName":
        """Return what the door sees of a registration."""
        return cls(
            name=line_of(registration).name,
            category=registration.category,
            receipt=registration.receipt,
            status=registration.status,
        )


class NamePage(BaseModel):
    """One page of names in alphabetical order; `next` is the `cursor` of the page after it, or null.

    `looked_through` is null, or the number of the newest registrations that are in this order where there are more.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: tuple[RegisteredName, ...]
    next: str | None
    looked_through: int | None


def list_names(
    services: "Services",
    actor: Actor,
    event_id: str,
    form_name: str,
    *,
    search: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> NamePage:
    """Return one page of those registered by a form, in the order of the Kazakh alphabet.

    Every word of ``search`` must occur in the name or the receipt.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.NotPublished: there are none.
        errors.OnlyRegistrations: the form takes no registrations.
        errors.BadParameter: the cursor is none that a page of this list gave.
    """
    event, record = find_published(services, actor, event_id, form_name, "registrations.names")
    if not record.takes_registrations:
        raise errors.OnlyRegistrations
    query = ListQuery(search=search, search_in=SearchIn.NAMES, sort=Sort.NAME)
    page = read_page(services, event, record, query, cursor=cursor, limit=limit)
    log_reading(services, actor, "registration.list_names", event=event_id, form=form_name)
    return NamePage(
        rows=tuple(map(RegisteredName.of, page.submissions)),
        next=page.next,
        looked_through=page.looked_through,
    )


def list_name_forms(services: "Services", actor: Actor, event_id: str) -> tuple[FormRecord, ...]:
    """Return the event's published forms of registrations, for whoever may see names."""
    find_event(services, actor, event_id, "registrations.names")
    records = published_forms(services, event_id)
    return tuple(record for record in records if record.takes_registrations)
