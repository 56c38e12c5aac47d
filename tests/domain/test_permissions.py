from dataclasses import dataclass
from typing import get_args

import pytest

from chalicelib.domain.events import EventState, Series
from chalicelib.domain.permissions import (
    ANYONE,
    PUBLIC,
    ROLES,
    SYSTEM,
    Actor,
    Grant,
    GrantScope,
    MemberRole,
    Permission,
)

EVERY_PERMISSION: tuple[Permission, ...] = get_args(Permission)


@pytest.mark.parametrize("permission", EVERY_PERMISSION)
def test_an_owner_and_the_system_may_do_everything(permission: Permission) -> None:
    assert Actor.owner("aigerim@example.org").may(permission)
    assert SYSTEM.may(permission)
    assert not ANYONE.may(permission)


def test_each_role_permits_all_that_the_roles_below_it_do() -> None:
    assert ROLES[MemberRole.OWNER] > ROLES[MemberRole.ORGANISER] > ROLES[MemberRole.ANSWERS_READER]
    assert ROLES[MemberRole.ANSWERS_READER] > ROLES[MemberRole.SUMMARIES_READER] > PUBLIC
    assert ROLES[MemberRole.ANSWERS_READER] > ROLES[MemberRole.DOOR] > PUBLIC


@pytest.mark.parametrize("role", [MemberRole.SUMMARIES_READER, MemberRole.DOOR])
def test_neither_a_reader_of_summaries_nor_the_door_reads_rows(role: MemberRole) -> None:
    rows = {"submissions.list", "submissions.read", "files.read", "exports.read"}
    assert not rows & ROLES[role]


@pytest.mark.parametrize(
    ("grant", "may"),
    [
        (Grant(MemberRole.ORGANISER), True),
        (Grant(MemberRole.ORGANISER, GrantScope("series", "spring")), True),
        (Grant(MemberRole.ORGANISER, GrantScope("event", "round-table")), False),
        (Grant(MemberRole.ANSWERS_READER), False),
    ],
)
def test_events_are_created_by_organisers_of_a_series_or_of_everything(
    grant: Grant, may: bool
) -> None:
    assert Actor("member", "a@example.org", (grant,)).may_create_events() is may
    assert Actor.owner("a@example.org").may_create_events()
    assert SYSTEM.may_create_events()
    within = Actor("member", "a@example.org", (Grant(MemberRole.OWNER),), within=grant)
    assert within.may_create_events() is may


@dataclass(frozen=True)
class Place:
    """An event, as a scope sees it."""

    id: str
    series: Series | None = None
    state: EventState = EventState.OPEN


SPRING = Series(id="spring", title={"kk": "Көктем"})


@pytest.mark.parametrize(
    ("scope", "text"),
    [
        (GrantScope(), "everything"),
        (GrantScope("series", "spring"), "series:spring"),
        (GrantScope("event", "round-table"), "event:round-table"),
    ],
)
def test_a_scope_is_read_as_it_was_written(scope: GrantScope, text: str) -> None:
    assert str(scope) == text
    assert GrantScope.parse(text) == scope


def test_a_scope_includes_its_events_alone() -> None:
    events = [None, Place("round-table"), Place("other"), Place("third", SPRING)]

    def list_included(scope: GrantScope) -> list[bool]:
        return [scope.includes(each) for each in events]

    assert list_included(GrantScope()) == [True, True, True, True]
    assert list_included(GrantScope("event", "round-table")) == [False, True, False, False]
    assert list_included(GrantScope("series", "spring")) == [False, False, False, True]
    assert list_included(GrantScope("series", "autumn")) == [False, False, False, False]


def test_the_most_powerful_role_is_the_one_that_is_named() -> None:
    door = Grant(MemberRole.DOOR, GrantScope("event", "one"))
    reader = Grant(MemberRole.ANSWERS_READER, GrantScope("event", "two"))
    assert Actor("member", "a@example.org", (door, reader)).role is MemberRole.ANSWERS_READER
    assert Actor("member", "a@example.org", (reader, door)).role is MemberRole.ANSWERS_READER
    assert ANYONE.role is None


def test_a_draft_is_seen_by_its_members_and_other_events_by_anyone() -> None:
    draft, shown = Place("round-table", state=EventState.DRAFT), Place("round-table")
    member = Actor(
        "member", "a@example.org", (Grant(MemberRole.DOOR, GrantScope("event", "round-table")),)
    )
    stranger = Actor(
        "member", "b@example.org", (Grant(MemberRole.OWNER, GrantScope("event", "other")),)
    )
    for actor, sees in ((ANYONE, False), (stranger, False), (member, True), (SYSTEM, True)):
        assert actor.may("events.show", draft) is sees
        assert actor.may("events.show", shown)
    assert not ANYONE.may("events.show")


def test_a_token_permits_nothing_beyond_itself_or_its_owner() -> None:
    event = Place("round-table")
    reader = Grant(MemberRole.ANSWERS_READER)
    door = Grant(MemberRole.DOOR, GrantScope("event", "round-table"))
    by_token = Actor("member", "a@example.org", (reader,), within=door)
    assert by_token.may("registrations.names", event)
    assert not by_token.may("registrations.names", Place("other"))
    assert not by_token.may("submissions.list", event)
    too_wide = Actor("member", "a@example.org", (door,), within=Grant(MemberRole.OWNER))
    assert not too_wide.may("submissions.list", event)


def test_an_organiser_of_one_event_creates_no_other_under_its_id() -> None:
    here = Place("round-table", SPRING)
    assert not Grant(MemberRole.ORGANISER, GrantScope("event", "round-table")).permits(
        "events.create", here
    )
    assert Grant(MemberRole.ORGANISER, GrantScope("series", "spring")).permits(
        "events.create", here
    )


def test_an_owner_is_a_member_with_that_role() -> None:
    owner = Actor("member", "a@example.org", (Grant(MemberRole.OWNER),))
    assert Actor.owner("a@example.org") == owner
