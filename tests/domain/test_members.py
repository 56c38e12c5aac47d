"""Members: invitations and changes are checked whole, and roles follow from those there were."""

import pytest

from chalicelib.domain import members
from chalicelib.domain.members import Invitation, Member, MemberChange, MemberGrant
from chalicelib.domain.permissions import Grant, GrantScope, MemberRole
from chalicelib.errors import Problem, RequestRefused

OWNER = MemberGrant(role=MemberRole.OWNER)
READER = MemberGrant(role=MemberRole.ANSWERS_READER, scope="series:spring")
DOOR = MemberGrant(role=MemberRole.DOOR, scope="event:round-table")
MEMBER = Member(id="m", email="aigul@pikir.example", name="Айгүл", roles=(READER, DOOR))


def problems_of(refused: RequestRefused) -> list[tuple[str, str]]:
    return [(each.code, each.name) for each in refused.problems]


def refuse_invitation(**fields: object) -> list[tuple[str, str]]:
    invitation = Invitation.model_validate({"email": "a@pikir.example", "roles": (DOOR,), **fields})
    with pytest.raises(RequestRefused) as refused:
        members.prepare_invitation(invitation)
    return problems_of(refused.value)


def test_an_invitation_is_normalized() -> None:
    invitation = Invitation(email=" Aigul@Pikir.Example ", name=" Айгүл ", roles=(DOOR,))
    prepared = members.prepare_invitation(invitation)
    assert prepared == invitation.model_copy(
        update={"email": "aigul@pikir.example", "name": "Айгүл"}
    )


def test_all_that_is_wrong_with_an_invitation_is_named_at_once() -> None:
    assert refuse_invitation(email="aigul", name="a\nb", roles=()) == [
        ("member.bad_email", "/email"),
        ("member.bad_name", "/name"),
        ("member.no_role", "/roles"),
    ]


def test_a_name_has_a_hundred_characters_at_most() -> None:
    members.prepare_invitation(Invitation(email="a@pikir.example", name="ә" * 100, roles=(DOOR,)))
    assert refuse_invitation(name="ә" * 101) == [("member.bad_name", "/name")]
    assert refuse_invitation(name="a\x00b") == [("member.bad_name", "/name")]


def test_roles_have_different_scopes_and_an_owner_everything() -> None:
    part = MemberGrant(role=MemberRole.OWNER, scope="event:round-table")
    assert refuse_invitation(roles=(READER, DOOR, part, READER)) == [
        ("member.repeated_scope", "/roles/2/scope"),
        ("member.owner_of_part", "/roles/2/scope"),
        ("member.repeated_scope", "/roles/3/scope"),
    ]


def test_a_member_has_a_hundred_roles_at_most() -> None:
    roles = tuple(
        MemberGrant(role=MemberRole.DOOR, scope=f"event:event-{number}") for number in range(101)
    )
    members.prepare_invitation(Invitation(email="a@pikir.example", roles=roles[:100]))
    assert refuse_invitation(roles=roles) == [("member.too_many_roles", "/roles")]
    with pytest.raises(RequestRefused) as refused:
        members.prepare_change(MEMBER, MemberChange(roles=roles))
    [problem] = refused.value.problems
    assert problem == Problem(
        "/roles",
        "member.too_many_roles",
        members.PROBLEMS["member.too_many_roles"],
        {"limit": 100},
    )


@pytest.mark.parametrize(
    ("change", "name", "roles"),
    [
        (MemberChange(), "Айгүл", (READER, DOOR)),
        (MemberChange(name=" Айгүл Е. "), "Айгүл Е.", (READER, DOOR)),
        (MemberChange(name=""), "", (READER, DOOR)),
        (MemberChange(roles=(OWNER,)), "Айгүл", (OWNER,)),
        (MemberChange(roles=(DOOR, READER)), "Айгүл", (READER, DOOR)),
    ],
)
def test_a_change_leaves_what_it_does_not_name(
    change: MemberChange, name: str, roles: tuple[MemberGrant, ...]
) -> None:
    changed = members.prepare_change(MEMBER, change)
    assert changed == MEMBER.model_copy(update={"name": name, "roles": roles})


def test_a_change_is_refused_for_a_bad_name_and_for_no_role() -> None:
    with pytest.raises(RequestRefused) as refused:
        members.prepare_change(MEMBER, MemberChange(name="a\nb", roles=()))
    assert problems_of(refused.value) == [
        ("member.bad_name", "/name"),
        ("member.no_role", "/roles"),
    ]


def test_each_scope_that_does_not_exist_is_named() -> None:
    found = members.scope_problems((READER, DOOR), {"series:spring"})
    assert [(each.code, each.name) for each in found] == [
        ("member.unknown_scope", "/roles/1/scope")
    ]


def test_a_given_role_takes_the_place_of_one_with_its_scope() -> None:
    better = MemberGrant(role=MemberRole.ORGANISER, scope=DOOR.scope)
    assert members.with_roles(MEMBER, [better]) == (READER, better)
    other = MemberGrant(role=MemberRole.DOOR, scope="event:other")
    assert members.with_roles(MEMBER, [other]) == (READER, DOOR, other)


def test_an_owner_has_no_other_role() -> None:
    assert members.with_roles(MEMBER, [OWNER]) == (OWNER,)
    owner = MEMBER.model_copy(update={"roles": (OWNER,)})
    assert members.with_roles(owner, [DOOR]) == (DOOR,)


def test_a_scope_is_taken_away_alone() -> None:
    assert members.without_scope(MEMBER, DOOR.scope) == (READER,)
    assert members.without_scope(MEMBER, "event:other") == (READER, DOOR)


def test_a_members_id_says_nothing_of_the_address() -> None:
    one = members.member_id("aigul@pikir.example")
    assert members.is_member_id(one)
    assert one == members.member_id("aigul@pikir.example")
    assert one != members.member_id("dana@pikir.example")
    for other in ("", one[:-1], one + "0", one[:-1] + "g", one[:-1] + "A"):
        assert not members.is_member_id(other)
    assert members.is_member_id("0123456789abcdef" * 2)


def test_a_grant_is_stored_and_read_as_it_is() -> None:
    grant = Grant(MemberRole.DOOR, GrantScope("event", "round-table"))
    assert MemberGrant.of(grant) == DOOR
    assert DOOR.grant == grant
    assert MEMBER.grants == (READER.grant, DOOR.grant)
