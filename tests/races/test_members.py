"""Two owners who remove or demote each other at the same moment leave one owner."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import pytest
from typing_extensions import override

from chalicelib import errors, wiring
from chalicelib.actions import members
from chalicelib.actions.services import Services
from chalicelib.domain.members import Invitation, Member, MemberGrant
from chalicelib.domain.permissions import SYSTEM, MemberRole
from chalicelib.settings import Settings
from chalicelib.storage.members import MemberStore
from chalicelib.storage.table import Operation
from tests.races.racing import Race, run_racers

pytestmark = [pytest.mark.dynoxide, pytest.mark.races]

ROUNDS = 15
OWNER = MemberGrant(role=MemberRole.OWNER)
READER = MemberGrant(role=MemberRole.ANSWERS_READER)


class WithoutOwnerCondition(MemberStore):
    """Negative control: does not ask whether another owner is left."""

    @override
    def save(
        self,
        before: Member,
        after: Member,
        *,
        keep_an_owner: bool,
        along: Sequence[Operation] = (),
    ) -> Member:
        return super().save(before, after, keep_an_owner=False, along=along)

    @override
    def remove(
        self, member: Member, *, keep_an_owner: bool, along: Sequence[Operation] = ()
    ) -> None:
        super().remove(member, keep_an_owner=False, along=along)


@pytest.fixture
def services(dynoxide_settings: Settings) -> Services:
    """Return services whose settings name no owner."""
    return wiring.make(replace(dynoxide_settings, first_organiser=None))


@pytest.fixture(scope="module")
def race() -> Iterator[Race]:
    with run_racers(2) as start:
        yield start


def owners_left(services: Services, race: Race, number: int) -> int:
    """Invite two owners, let one be removed and the other demoted at once, and count the owners."""
    invitations = [
        Invitation(email=f"{name}{number}@pikir.example", roles=(OWNER,)) for name in ("a", "b")
    ]
    one, other = (members.invite_member(services, SYSTEM, each) for each in invitations)
    results = race(
        [
            partial(members.remove_member, services, SYSTEM, one.id),
            partial(_demote, services, other.id),
        ]
    )
    assert all(result is None or isinstance(result, errors.LastOwner) for result in results)
    left = members.list_members(services, SYSTEM).members
    count = sum(member.is_owner for member in left)
    for member in left:
        MemberStore(services.table).remove(member, keep_an_owner=False)
    return count


def _demote(services: Services, member_id: str) -> None:
    members.give_roles(services, SYSTEM, member_id, [READER])


def test_one_of_two_owners_always_stays(services: Services, race: Race) -> None:
    assert {owners_left(services, race, number) for number in range(ROUNDS)} == {1}


def test_without_the_condition_no_owner_is_left(services: Services, race: Race) -> None:
    services.__dict__["members"] = WithoutOwnerCondition(services.table)
    assert owners_left(services, race, 0) == 0
