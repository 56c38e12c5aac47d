"""The places that the papers of records name: listed, written, removed."""

from typing import TYPE_CHECKING, Final

from chalicelib.actions import places
from chalicelib.web.api import caller
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply, json_reply, no_content
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

_PLACE: Final = Content(model="chalicelib.domain.records.places:NamedPlace")


@describe(
    Operation(
        id="list_places",
        tag="Records",
        summary="List the places that papers name",
        description="Of the whole installation: whoever writes a record keeps the list.",
        answers={
            200: ("The places.", (Content(model="chalicelib.domain.records.places:PlaceList"),))
        },
        action=places.list_places,
    )
)
def list_all(request: Request, services: "Services", *, event: str) -> Reply:
    """GET /events/{event}/places."""
    return json_reply(places.list_places(services, caller.organiser(request, services), event))


@describe(
    Operation(
        id="save_place",
        tag="Records",
        summary="Add a place to the list, or write one anew",
        description="The caller makes up the id. Records keep the places that they name as they were.",
        sends=(
            Content(
                model="chalicelib.domain.records.places:Place",
                example={"district": {"kk": "Көктал ауданы"}, "village": {"kk": "Ақбұлақ ауылы"}},
            ),
        ),
        answers={200: ("The place.", (_PLACE,))},
        action=places.save_place,
    )
)
def save(request: Request, services: "Services", *, event: str, entry: str) -> Reply:
    """PUT /events/{event}/places/{entry}."""
    actor = caller.organiser(request, services)
    return json_reply(places.save_place(services, actor, event, entry, request.body))


@describe(
    Operation(
        id="remove_place",
        tag="Records",
        summary="Take a place off the list",
        answers={204: ("It is removed.", ())},
        action=places.remove_place,
    )
)
def remove(request: Request, services: "Services", *, event: str, entry: str) -> Reply:
    """DELETE /events/{event}/places/{entry}."""
    places.remove_place(services, caller.organiser(request, services), event, entry)
    return no_content()
