"""An event is deleted while answers, roles and changes for it arrive: it refuses, or nothing is left."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from chalicelib import errors, wiring
from chalicelib.actions import access, deletions, members, stored_submissions
from chalicelib.actions.services import Services
from chalicelib.domain.members import Invitation, MemberChange, MemberGrant
from chalicelib.domain.permissions import MemberRole
from chalicelib.settings import Settings
from tests.actions.leftovers import left_of
from tests.actions.photos import EVENT
from tests.actions.setting import ORGANISER, change, nth_id, open_event, register, respond
from tests.proxy import ProxyRequest
from tests.races.gates import gate_before, standing_still
from tests.races.racing import Race, run_racers

pytestmark = [pytest.mark.dynoxide, pytest.mark.races]

RACERS = 9
DOOR = MemberGrant(role=MemberRole.DOOR, scope=f"event:{EVENT}")
READER = MemberGrant(role=MemberRole.ANSWERS_READER, scope=f"event:{EVENT}")


@pytest.fixture(scope="module")
def race() -> Iterator[Race]:
    with run_racers(RACERS) as start:
        yield start


def connect(settings: Settings, endpoint: str) -> Services:
    return wiring.make(replace(settings, dynamodb_endpoint=endpoint))


def invite(services: Services, name: str = "aigul") -> str:
    invitation = Invitation(email=f"{name}@pikir.example", roles=(DOOR,))
    return members.invite_member(services, ORGANISER, invitation).id


def give_role(services: Services, member_id: str) -> None:
    members.give_roles(services, ORGANISER, member_id, [READER])


def create_token(services: Services) -> None:
    access.create_token(services, ORGANISER, "Door", grant=DOOR.grant)


def change_title(services: Services) -> None:
    change(services, title={"kk": "Басқа атау"})


def delete(services: Services) -> None:
    deletions.delete_event(services, ORGANISER, EVENT)


def close(services: Services, *remembering: Services) -> None:
    """Close an event without answers; some processes have read a moment ago that it is open."""
    open_event(services)
    for each in remembering:
        each.catalogue.entry(EVENT, "impressions")
        each.catalogue.entry(EVENT, "registration")
    change(services, state="closed")


def sweep(services: Services) -> list[str]:
    """Finish the deletions when nothing can be in flight any more; return what names the event then."""
    later = replace(services, clock=lambda: wiring.now() + timedelta(minutes=3))
    deletions.finish_deletions(later)
    roles = [str(role.scope) for member in services.members.all() for role in member.roles]
    tokens = [token.scope for token in services.tokens.all()]
    named = left_of(services) + [each for each in roles + tokens if EVENT in each]
    return [each for each in named if not each.startswith("SHORT#")]


def test_an_event_is_gone_with_all_that_arrives_or_is_there_with_all_of_it(
    files_settings: Settings, layer: str, race: Race
) -> None:
    services, public = connect(files_settings, layer), connect(files_settings, layer)
    close(services, public)
    member = invite(services)
    results = race(
        [
            *[partial(delete, services)] * 2,
            *(partial(respond, public, nth_id(number)) for number in (1, 2, 3)),
            partial(register, public, {"category": "teacher", "name": "Дана"}),
            partial(give_role, services, member),
            partial(create_token, services),
            partial(change_title, services),
        ]
    )
    deleted = results[:2]
    refusals = errors.EventNotFound | errors.ChangedMeanwhile | errors.EventHasAnswers
    assert all(each is None or isinstance(each, refusals) for each in deleted)
    assert isinstance(results[5], errors.EventClosed | errors.EventNotFound)
    if services.events.get(EVENT):
        assert None not in deleted
        stored = services.submissions.read_all(EVENT, "impressions", shards=1)
        receipts = [each for each in results[2:5] if not isinstance(each, errors.Refusal)]
        assert len(list(stored)) == len(receipts)
        for number in (1, 2, 3):
            erase(services, number)
        delete(services)
    else:
        assert deleted.count(None) == 1
    assert sweep(services) == []


def erase(services: Services, number: int) -> None:
    try:
        stored_submissions.erase_submission(
            services, ORGANISER, EVENT, "impressions", nth_id(number)
        )
    except errors.SubmissionNotFound:
        return


LATE: dict[str, tuple[bytes, Callable[[Services], object]]] = {
    "a response": (b"RESP#", lambda slow: respond(slow, nth_id(1))),
    "a role": (b"MEMBERS", lambda slow: invite(slow, "late")),
    "a token": (b"TOKENS", create_token),
}


@pytest.mark.parametrize("what", LATE)
def test_late_arrivals_are_removed_by_the_sweep_after_the_event_is_gone(
    files_settings: Settings, what: str
) -> None:
    """Negative control: the deletion itself, which comes too early, leaves it."""
    services, (collection, act) = wiring.make(files_settings), LATE[what]

    def is_write(request: ProxyRequest) -> bool:
        writes = request.operation in {"PutItem", "TransactWriteItems"}
        return writes and collection in request.body

    with gate_before(files_settings.dynamodb_endpoint, is_write) as (gate, endpoint):
        slow = connect(files_settings, endpoint)
        close(services, slow)
        with standing_still(gate, partial(act, slow)):
            delete(services)
        roles = [role for member in services.members.all() for role in member.roles]
        left = [each for each in left_of(services) if not each.startswith("DELETIONS")]
        assert roles or services.tokens.all() or left
        assert sweep(services) == []


def test_roles_that_change_in_that_moment_do_not_fail_the_deletion(
    files_settings: Settings,
) -> None:
    services = wiring.make(files_settings)

    def is_end(request: ProxyRequest) -> bool:
        return request.operation == "TransactWriteItems" and b"MEMBERS" in request.body

    with gate_before(files_settings.dynamodb_endpoint, is_end) as (gate, endpoint):
        slow = connect(files_settings, endpoint)
        close(services)
        member = invite(services)
        with standing_still(gate, partial(delete, slow)) as outcome:
            rename(services, member)
        assert outcome.refusal is None
    assert sweep(services) == []


def rename(services: Services, member: str) -> None:
    members.change_member(services, ORGANISER, member, MemberChange(name="Айгүл"))
