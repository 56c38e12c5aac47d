from typing import get_args

import pytest

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
