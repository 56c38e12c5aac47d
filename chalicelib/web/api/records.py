"""The record of an event: read, its entries written, removed and taken back, its sections put in order."""

from typing import TYPE_CHECKING, Any, Final

from chalicelib import errors
from chalicelib.actions import record_photos, records
from chalicelib.domain.records import RecordEntry
from chalicelib.forms.intake.envelope import read_model
from chalicelib.web.api import caller, preconditions
from chalicelib.web.api.models import SectionOrder
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.downloads import reply_of
from chalicelib.web.reply import Reply, json_reply, no_content
from chalicelib.web.request import Request
from chalicelib.web.routes import PHOTOS

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

_RECORD: Final = Content(model="chalicelib.domain.records:Record")
_ENTRY: Final = Content(model="chalicelib.domain.records:RecordEntry")


@describe(
    Operation(
        id="show_record",
        tag="Records",
        summary="Show the record of an event",
        description=(
            "What people wrote down of the event, by section. Of the `talks`, items of the programme that nobody has written "
            "about stand as the event has them, with `origin` `programme`."
        ),
        answers={200: ("The record.", (_RECORD,))},
        action=records.show_record,
    )
)
def show(request: Request, services: "Services", *, event: str) -> Reply:
    """GET /events/{event}/record."""
    actor = caller.organiser(request, services)
    return json_reply(records.show_record(services, actor, event))


@describe(
    Operation(
        id="show_record_facts",
        tag="Records",
        summary="Show what is known already beside a record",
        description="Who registered, how many answered, and the other events of the series: nobody is asked for them.",
        answers={
            200: ("The facts.", (Content(model="chalicelib.domain.records.facts:RecordFacts"),))
        },
        action=records.gather_facts,
    )
)
def show_facts(request: Request, services: "Services", *, event: str) -> Reply:
    """GET /events/{event}/record/facts."""
    actor = caller.organiser(request, services)
    return json_reply(records.gather_facts(services, actor, event))


@describe(
    Operation(
        id="save_record_entry",
        tag="Records",
        summary="Write an entry of a record",
        description=(
            "A new one, or in the place of the one of that id; the caller makes up the id, so the same request can be sent "
            "again. An item of the programme has its name as the id, and `attendance` and `paper` have one entry, whose id "
            'is the section\'s name. `If-Match: "0"` writes only where there is no entry.'
        ),
        sends=(
            Content(
                model="chalicelib.web.api.models:EntryContent",
                example={
                    "title": {"kk": "Ата-аналарға арналған жадынама"},
                    "kind": "leaflet",
                    "copies": 120,
                },
            ),
        ),
        headers={"If-Match": preconditions.IF_MATCH},
        answers={200: ("The entry as it is now.", (_ENTRY,))},
        action=records.save_entry,
    )
)
def save(request: Request, services: "Services", *, event: str, section: str, entry: str) -> Reply:
    """PUT /events/{event}/record/{section}/{entry}."""
    actor = caller.organiser(request, services)
    revisions = preconditions.revisions(request)
    written = records.save_entry(
        services, actor, event, section, entry, request.body, revisions=revisions
    )
    return _reply(written)


@describe(
    Operation(
        id="remove_record_entry",
        tag="Records",
        summary="Remove an entry of a record",
        description="For a day it can be taken back. An item of the programme stands as the event has it again.",
        headers={"If-Match": preconditions.IF_MATCH},
        answers={204: ("It is removed.", ())},
        action=records.remove_entry,
    )
)
def remove(
    request: Request, services: "Services", *, event: str, section: str, entry: str
) -> Reply:
    """DELETE /events/{event}/record/{section}/{entry}."""
    actor = caller.organiser(request, services)
    revisions = preconditions.revisions(request)
    records.remove_entry(services, actor, event, section, entry, revisions=revisions)
    return no_content()


@describe(
    Operation(
        id="restore_record_entry",
        tag="Records",
        summary="Take back an entry of a record that was removed",
        answers={200: ("The entry as it is now.", (_ENTRY,))},
        action=records.restore_entry,
    )
)
def restore(
    request: Request, services: "Services", *, event: str, section: str, entry: str
) -> Reply:
    """POST /events/{event}/record/{section}/{entry}/restore."""
    actor = caller.organiser(request, services)
    return _reply(records.restore_entry(services, actor, event, section, entry))


@describe(
    Operation(
        id="order_record_section",
        tag="Records",
        summary="Put the entries of a section in order",
        description="Entries that are not named come last, in the order they had; ids that the section lacks are ignored.",
        sends=(
            Content(
                model="chalicelib.web.api.models:SectionOrder",
                example={"entries": ["opening", "report"]},
            ),
        ),
        answers={200: ("The record.", (_RECORD,))},
        action=records.order_entries,
        refusals=(errors.RequestRefused,),
    )
)
def order(request: Request, services: "Services", *, event: str, section: str) -> Reply:
    """PUT /events/{event}/record/{section}."""
    actor = caller.organiser(request, services)
    entries = read_model(SectionOrder, request.body).entries
    return json_reply(records.order_entries(services, actor, event, section, entries))


@describe(
    Operation(
        id="upload_record_photo",
        tag="Records",
        summary="Upload a photo of a school action",
        description=(
            "JPEG or PNG of at most 4 MB and 40 million pixels; `section` is `actions`, `entry` the action's id. The caller makes "
            "up the photo's id, so the same request can be sent again. The location and everything else that a camera notes are "
            "removed. Caption and consent are then written as those of the entry `photos/{photo}`: a report shows a photo that has "
            "both. An action has at most 6 photos, a record 20 MB of them."
        ),
        sends=tuple(Content(media_type) for media_type in PHOTOS),
        headers={"If-Match": preconditions.IF_MATCH},
        answers={200: ("The photo's entry as it is now.", (_ENTRY,))},
        action=record_photos.upload_photo,
    )
)
def upload(
    request: Request, services: "Services", *, event: str, section: str, entry: str, photo: str
) -> Reply:
    """PUT /events/{event}/record/{section}/{entry}/photos/{photo}."""
    actor = caller.organiser(request, services)
    revisions = preconditions.revisions(request)
    return _reply(
        record_photos.upload_photo(
            services, actor, event, section, entry, photo, request.body, revisions=revisions
        )
    )


@describe(
    Operation(
        id="download_record_photo",
        tag="Records",
        summary="Download a photo of a record",
        description="`section` is `photos`.",
        answers={200: ("The photo.", tuple(Content(media_type) for media_type in PHOTOS[:2]))},
        action=record_photos.show_photo,
    )
)
def show_photo(
    request: Request, services: "Services", *, event: str, section: str, entry: str
) -> Reply:
    """GET /events/{event}/record/{section}/{entry}/file."""
    actor = caller.organiser(request, services)
    return reply_of(record_photos.show_photo(services, actor, event, section, entry))


def _reply(entry: RecordEntry[Any]) -> Reply:
    return json_reply(entry, headers=preconditions.entity_tag(entry.revision))
