"""Members: invited, changed, removed; what they may do ends or begins with their next request."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import errors
from chalicelib.actions import access, audit, members
from chalicelib.actions.services import Services
from chalicelib.domain.audit import AuditFilter
from chalicelib.domain.mail import Mail
from chalicelib.domain.members import Invitation, Member, MemberChange, MemberGrant, member_id
from chalicelib.domain.permissions import Actor, Grant, GrantScope, MemberRole
from chalicelib.settings import Settings
from chalicelib.storage import keys
from chalicelib.storage.table import Table
from tests.actions.setting import ORGANISER, Clock, open_event, services_on

AIGUL = "aigul@pikir.example"
EVERYWHERE = MemberGrant(role=MemberRole.ORGANISER)
OWNER = MemberGrant(role=MemberRole.OWNER)
HERE = MemberGrant(role=MemberRole.ANSWERS_READER, scope="event:round-table")
THERE = MemberGrant(role=MemberRole.DOOR, scope="series:spring")


@pytest.fixture
def services(local_settings: Settings, local_table: Table, clock: Clock) -> Services:
    return services_on(local_settings, clock, local_table)


@pytest.fixture
def without_first_owner(local_settings: Settings, local_table: Table, clock: Clock) -> Services:
    """Return services whose settings name no owner: only the table does."""
    settings = replace(local_settings, first_organiser=None)
    return services_on(settings, clock, local_table)


def invite(services: Services, *roles: MemberGrant, email: str = AIGUL, name: str = "") -> Member:
    invitation = Invitation(email=email, name=name, roles=roles or (EVERYWHERE,))
    return members.invite_member(services, ORGANISER, invitation)


def letters(services: Services) -> list[Mail]:
    return list(services.outbox.waiting(before=services.clock() + timedelta(seconds=1)))


def sign_in(services: Services, address: str = AIGUL) -> str:
    """Sign in by a mailed link and return the cookie."""
    access.send_sign_in_link(services, address, "kk")
    link = next(mail for mail in letters(services) if mail.template == "sign_in")
    services.outbox.remove(link)
    return access.sign_in(services, link.parameters["link"].rpartition("/")[2].partition("?")[0])


def actor(services: Services, cookie: str) -> Actor:
    return access.actor_of_session(services, cookie)[0]


def test_an_invited_colleague_gets_a_letter_and_signs_in_with_their_role(
    services: Services,
) -> None:
    open_event(services)
    member = invite(services, HERE, email=" Aigul@Pikir.Example ", name="Айгүл")
    (letter,) = letters(services)
    assert (letter.to, letter.template, letter.language) == (AIGUL, "invitation", "kk")
    assert letter.parameters == {
        "inviter": ORGANISER.id,
        "role": "answers_reader",
        "scope": "Дөңгелек үстел",
        "link": "https://pikir.example/console/sign-in?lang=kk",
    }
    here = Grant(MemberRole.ANSWERS_READER, GrantScope("event", "round-table"))
    signed_in = actor(services, sign_in(services))
    assert signed_in == Actor("member", AIGUL, (here,), name="Айгүл")
    assert signed_in.role is MemberRole.ANSWERS_READER
    listed = members.list_members(services, ORGANISER).members
    assert [each.email for each in listed] == [ORGANISER.id, AIGUL]
    assert listed[1] == member.model_copy(update={"last_sign_in": services.clock()})


def test_an_invitation_sent_again_is_one_member_and_one_letter(
    services: Services, clock: Clock
) -> None:
    first = invite(services)
    clock.forward(minutes=1)
    assert invite(services) == first
    assert len(letters(services)) == 1
    with pytest.raises(errors.MemberExists):
        invite(services, OWNER)
    clock.forward(minutes=10)
    with pytest.raises(errors.MemberExists):
        invite(services)
    with pytest.raises(errors.MemberExists):
        invite(services, email=ORGANISER.id)


def test_an_invitation_is_sent_again_at_most_once_in_ten_minutes(
    services: Services, clock: Clock
) -> None:
    open_event(services)
    invitation = Invitation(email=AIGUL, language="ru", roles=(EVERYWHERE,))
    member = members.invite_member(services, ORGANISER, invitation)
    clock.forward(minutes=9)
    assert members.resend_invitation(services, ORGANISER, member.id) == member
    members.change_member(services, ORGANISER, member.id, MemberChange(roles=(HERE,)))
    clock.forward(minutes=1)
    for _ in range(2):
        again = members.resend_invitation(services, ORGANISER, member.id)
        assert again == members.show_member(services, ORGANISER, member.id)
        assert again.invitation_sent_at == services.clock()
    first, second = letters(services)
    assert (second.to, second.template, second.language) == (AIGUL, "invitation", "ru")
    assert second.parameters["link"] == first.parameters["link"]
    assert (second.parameters["role"], second.parameters["scope"]) == (
        "answers_reader",
        "Круглый стол",
    )


def test_members_who_signed_in_or_were_never_invited_get_no_other_invitation(
    services: Services, clock: Clock
) -> None:
    member = invite(services)
    sign_in(services)
    clock.forward(minutes=11)
    before = len(letters(services))
    with pytest.raises(errors.MemberHasSignedIn):
        members.resend_invitation(services, ORGANISER, member.id)
    with pytest.raises(errors.FirstOwner):
        members.resend_invitation(services, ORGANISER, member_id(ORGANISER.id))
    with pytest.raises(errors.MemberNotFound):
        members.resend_invitation(services, ORGANISER, "0" * 32)
    assert len(letters(services)) == before


def test_an_invitation_never_names_roles_that_were_just_changed(
    services: Services, clock: Clock
) -> None:
    stale = invite(services)
    members.change_member(services, ORGANISER, stale.id, MemberChange(roles=(OWNER,)))
    clock.forward(minutes=11)
    found = services.members.note_invitation(
        stale, clock(), unless_after=clock() - members.REPEAT, along=()
    )
    assert found == members.show_member(services, ORGANISER, stale.id)
    members.remove_member(services, ORGANISER, stale.id)
    found = services.members.note_invitation(
        stale, clock(), unless_after=clock() - members.REPEAT, along=()
    )
    assert found is not None
    assert found.roles == ()


@pytest.mark.parametrize(
    ("invitation", "problems"),
    [
        (Invitation(email="a@b", roles=(EVERYWHERE,)), [("/email", "member.bad_email")]),
        (
            Invitation(email="", name="x" * 101, roles=()),
            [
                ("/email", "member.bad_email"),
                ("/name", "member.bad_name"),
                ("/roles", "member.no_role"),
            ],
        ),
        (Invitation(email=AIGUL, roles=(HERE,)), [("/roles/0/scope", "member.unknown_scope")]),
        (
            Invitation(email=AIGUL, roles=(EVERYWHERE, OWNER)),
            [("/roles/1/scope", "member.repeated_scope")],
        ),
        (
            Invitation(
                email=AIGUL, roles=(MemberGrant(role=MemberRole.OWNER, scope="series:spring"),)
            ),
            [("/roles/0/scope", "member.owner_of_part")],
        ),
        (Invitation(email=AIGUL, roles=(THERE,) * 101), [("/roles", "member.too_many_roles")]),
    ],
)
def test_a_bad_invitation_is_refused_with_all_that_is_wrong(
    services: Services, invitation: Invitation, problems: list[tuple[str, str]]
) -> None:
    with pytest.raises(errors.RequestRefused) as refused:
        members.invite_member(services, ORGANISER, invitation)
    assert [(each.name, each.code) for each in refused.value.problems] == problems
    assert letters(services) == []


def test_a_changed_role_counts_from_the_next_request_on(services: Services) -> None:
    open_event(services)
    member, cookie = invite(services, HERE), sign_in(services)
    changed = members.give_roles(services, ORGANISER, member.id, [EVERYWHERE])
    assert actor(services, cookie).role is MemberRole.ORGANISER
    assert set(changed.roles) == {HERE, EVERYWHERE}
    left = members.take_role(services, ORGANISER, member.id, "everything")
    assert left.roles == (HERE,)
    assert actor(services, cookie).role is MemberRole.ANSWERS_READER
    with pytest.raises(errors.RequestRefused):
        members.take_role(services, ORGANISER, member.id, HERE.scope)
    with pytest.raises(errors.RequestRefused):
        members.give_roles(services, ORGANISER, member.id, [])


def test_a_role_for_the_same_scope_is_replaced_and_an_owner_has_no_other_role(
    services: Services,
) -> None:
    open_event(services)
    member = invite(services, HERE)
    door = MemberGrant(role=MemberRole.DOOR, scope=HERE.scope)
    assert members.give_roles(services, ORGANISER, member.id, [door]).roles == (door,)
    assert members.give_roles(services, ORGANISER, member.id, [OWNER]).roles == (OWNER,)
    assert members.give_roles(services, ORGANISER, member.id, [door]).roles == (door,)


def test_a_change_of_the_name_keeps_roles_and_last_sign_in(services: Services) -> None:
    member = invite(services)
    sign_in(services)
    changed = members.change_member(services, ORGANISER, member.id, MemberChange(name=" Айгүл "))
    assert members.show_member(services, ORGANISER, member.id) == changed
    assert (changed.name, changed.roles, changed.last_sign_in) == (
        "Айгүл",
        (EVERYWHERE,),
        services.clock(),
    )
    assert members.change_member(services, ORGANISER, member.id, MemberChange()) == changed


def test_a_change_that_comes_again_is_noted_once(services: Services) -> None:
    """Storage gives roles back in an order of its own."""
    open_event(services)
    member = invite(services)
    change = MemberChange(name="Айгүл", roles=(EVERYWHERE, HERE))
    for _ in range(2):
        members.change_member(services, ORGANISER, member.id, change)
    noted = audit.read_audit(services, ORGANISER, AuditFilter(code="member.change")).entries
    assert [entry.fields for entry in noted] == [("name", "roles")]


def test_two_owners_who_change_a_member_do_not_overwrite_each_other(services: Services) -> None:
    before = invite(services)
    members.change_member(services, ORGANISER, before.id, MemberChange(name="A"))
    other = before.model_copy(update={"name": "B"})
    with pytest.raises(errors.ChangedMeanwhile):
        services.members.save(before, other, keep_an_owner=True)
    with pytest.raises(errors.ChangedMeanwhile):
        services.members.remove(before, keep_an_owner=True)


def test_a_removed_member_is_out_at_once_with_session_and_token(services: Services) -> None:
    member = invite(services, OWNER)
    cookie = sign_in(services)
    token = access.create_token(services, actor(services, cookie), "Laptop").token
    assert access.actor_of_token(services, token).id == AIGUL
    members.remove_member(services, ORGANISER, member.id)
    members.remove_member(services, ORGANISER, member.id)
    with pytest.raises(errors.NotSignedIn):
        access.actor_of_session(services, cookie)
    with pytest.raises(errors.NotSignedIn):
        access.actor_of_token(services, token)
    with pytest.raises(errors.MemberNotFound):
        members.show_member(services, ORGANISER, member.id)


def test_a_member_who_comes_back_gets_no_earlier_session_or_token(
    services: Services, clock: Clock
) -> None:
    member = invite(services, OWNER)
    cookie = sign_in(services)
    token = access.create_token(services, actor(services, cookie), "Laptop").token
    clock.forward(minutes=5)
    members.remove_member(services, ORGANISER, member.id)
    invite(services, OWNER)
    with pytest.raises(errors.NotSignedIn):
        access.actor_of_session(services, cookie)
    with pytest.raises(errors.NotSignedIn):
        access.actor_of_token(services, token)
    assert actor(services, sign_in(services)).role is MemberRole.OWNER


def test_the_first_owner_is_changed_in_the_settings_alone(services: Services) -> None:
    sign_in(services, ORGANISER.id)
    (first,) = members.list_members(services, ORGANISER).members
    assert (first.roles, first.is_first_owner) == ((OWNER,), True)
    assert first.last_sign_in == services.clock()
    for act in (
        lambda: members.remove_member(services, ORGANISER, first.id),
        lambda: members.give_roles(services, ORGANISER, first.id, [EVERYWHERE]),
        lambda: members.change_member(services, ORGANISER, first.id, MemberChange(roles=(HERE,))),
    ):
        with pytest.raises(errors.FirstOwner):
            act()


def test_beside_the_first_owner_another_owner_may_go(services: Services) -> None:
    member = invite(services, OWNER)
    members.remove_member(services, ORGANISER, member.id)
    assert services.table.get(keys.member(member.id)) is None
    assert "ids" not in (services.table.get(keys.owners()) or {})


@pytest.mark.parametrize(
    "act",
    [
        lambda services, id: members.remove_member(services, ORGANISER, id),  # noqa: A006 -- its name
        lambda services, id: members.give_roles(services, ORGANISER, id, [EVERYWHERE]),  # noqa: A006
    ],
)
def test_the_last_owner_neither_goes_nor_becomes_less(
    without_first_owner: Services, act: Callable[[Services, str], object]
) -> None:
    services = without_first_owner
    member = invite(services, OWNER)
    other = invite(services, OWNER, email="erlan@pikir.example")
    act(services, other.id)
    with pytest.raises(errors.LastOwner):
        act(services, member.id)
    assert members.show_member(services, ORGANISER, member.id) == member


def test_strangers_and_members_cause_the_same_requests(services: Services) -> None:
    """Nobody learns from what an address costs whether it is a member's; the letter alone differs."""
    invite(services)
    for address, sent in ((AIGUL, 1), ("stranger@pikir.example", 0), (ORGANISER.id, 1)):
        before = len(letters(services))
        access.send_sign_in_link(services, address, "kk")
        assert len(letters(services)) - before == sent


def test_a_grant_for_one_event_ends_with_that_event(services: Services) -> None:
    """Whoever creates an event with the same id later finds nobody in it."""
    open_event(services)
    both = invite(services, HERE, EVERYWHERE)
    only = invite(services, HERE, email="erlan@pikir.example")
    token = access.create_token(services, ORGANISER, "Laptop", grant=HERE.grant).token
    for _ in range(2):
        members.end_event_grants(services, "round-table")
    assert members.show_member(services, ORGANISER, both.id).roles == (EVERYWHERE,)
    with pytest.raises(errors.MemberNotFound):
        members.show_member(services, ORGANISER, only.id)
    with pytest.raises(errors.NotSignedIn):
        access.actor_of_token(services, token)


def test_a_link_of_a_member_who_was_removed_meanwhile_opens_nothing(services: Services) -> None:
    member = invite(services)
    access.send_sign_in_link(services, AIGUL, "kk")
    link = next(mail for mail in letters(services) if mail.template == "sign_in")
    members.remove_member(services, ORGANISER, member.id)
    with pytest.raises(errors.LinkSpent):
        access.sign_in(services, link.parameters["link"].rpartition("/")[2].partition("?")[0])
