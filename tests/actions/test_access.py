import re
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import errors
from chalicelib.actions import access
from chalicelib.actions.services import Services
from chalicelib.auth import secrets
from chalicelib.domain.permissions import ANYONE, SYSTEM, Actor, Grant, GrantScope, MemberRole
from chalicelib.domain.tokens import ApiToken
from chalicelib.settings import Settings
from chalicelib.storage import keys
from chalicelib.storage.table import Table
from tests.actions.setting import NOON, ORGANISER, Clock, services_on

FIRST = "organiser@pikir.example"


@pytest.fixture
def services(local_settings: Settings, local_table: Table, clock: Clock) -> Services:
    return services_on(local_settings, clock, local_table)


def mailed_link(services: Services) -> str:
    """Return the secret in the waiting mail."""
    (mail,) = services.outbox.waiting(before=services.clock() + timedelta(seconds=1))
    assert mail.to == FIRST
    link = re.search(r"/console/sign-in/([^?]+)\?lang=ru", mail.parameters["link"])
    assert link
    return link[1]


def sign_in_by_mail(services: Services) -> str:
    access.send_sign_in_link(services, FIRST, "ru")
    return access.sign_in(services, mailed_link(services))


def test_an_organiser_signs_in_by_the_mailed_link(services: Services) -> None:
    access.send_sign_in_link(services, " Organiser@Pikir.Example ", "ru")
    cookie = access.sign_in(services, mailed_link(services))
    actor, csrf = access.actor_of_session(services, cookie)
    assert actor == Actor.owner(FIRST)
    access.refuse_cross_site(cookie, csrf)
    with pytest.raises(errors.CrossSite):
        access.refuse_cross_site(cookie, "")


def test_the_link_works_once(services: Services) -> None:
    access.send_sign_in_link(services, FIRST, "ru")
    link = mailed_link(services)
    access.sign_in(services, link)
    with pytest.raises(errors.LinkSpent):
        access.sign_in(services, link)


def test_only_the_browser_that_used_the_link_repeats_it(services: Services, clock: Clock) -> None:
    access.send_sign_in_link(services, FIRST, "ru")
    link = mailed_link(services)
    cookie = access.sign_in(services, link, "one browser")
    clock.forward(seconds=59)
    assert access.sign_in(services, link, "one browser") == cookie
    for nonce in ("another browser", ""):
        with pytest.raises(errors.LinkSpent):
            access.sign_in(services, link, nonce)
    clock.forward(seconds=1)
    with pytest.raises(errors.LinkSpent):
        access.sign_in(services, link, "one browser")


def test_the_link_expires_after_fifteen_minutes(services: Services, clock: Clock) -> None:
    access.send_sign_in_link(services, FIRST, "ru")
    link = mailed_link(services)
    clock.forward(minutes=15)
    with pytest.raises(errors.LinkSpent):
        access.sign_in(services, link)


@pytest.mark.parametrize("link", ["", "guessed", "\udc80", "x" * 5000])
def test_a_guessed_link_opens_nothing(services: Services, link: str) -> None:
    with pytest.raises(errors.LinkSpent):
        access.sign_in(services, link)


@pytest.mark.parametrize("email", ["stranger@pikir.example", "nonsense", ""])
def test_a_stranger_gets_no_mail_and_the_same_answer(services: Services, email: str) -> None:
    access.send_sign_in_link(services, email, "kk")
    assert list(services.outbox.waiting(before=services.clock() + timedelta(seconds=1))) == []


def test_an_address_gets_one_mail_a_minute(services: Services, clock: Clock) -> None:
    for _ in range(3):
        access.send_sign_in_link(services, FIRST, "ru")
    assert len(list(services.outbox.waiting(before=services.clock() + timedelta(seconds=1)))) == 1
    clock.forward(minutes=1)
    access.send_sign_in_link(services, FIRST, "ru")
    assert len(list(services.outbox.waiting(before=services.clock() + timedelta(seconds=1)))) == 2


def test_no_secret_is_stored(services: Services) -> None:
    cookie = sign_in_by_mail(services)
    token = access.create_token(services, ORGANISER, "Laptop").token
    assert services.table.get(keys.session(secrets.digest(cookie)))
    for secret in (cookie, token):
        stored = [services.table.get(keys.session(secrets.digest(secret)))]
        stored += list(services.table.query(keys.TOKENS))
        assert secret not in str(stored)


def test_signing_out_ends_the_session_at_once(services: Services) -> None:
    cookie = sign_in_by_mail(services)
    access.sign_out(services, cookie)
    with pytest.raises(errors.NotSignedIn):
        access.actor_of_session(services, cookie)


def test_a_session_ends_after_two_hours_without_use(services: Services, clock: Clock) -> None:
    cookie = sign_in_by_mail(services)
    for _ in range(5):
        clock.forward(minutes=119)
        access.actor_of_session(services, cookie)
    clock.forward(minutes=121)
    with pytest.raises(errors.NotSignedIn):
        access.actor_of_session(services, cookie)


def test_a_session_ends_after_twelve_hours_however_busy(services: Services, clock: Clock) -> None:
    cookie = sign_in_by_mail(services)
    for _ in range(11):
        clock.forward(hours=1)
        access.actor_of_session(services, cookie)
    clock.forward(hours=1)
    with pytest.raises(errors.NotSignedIn):
        access.actor_of_session(services, cookie)


def test_a_former_organiser_is_signed_out(
    services: Services, local_settings: Settings, clock: Clock
) -> None:
    cookie = sign_in_by_mail(services)
    other = replace(local_settings, first_organiser="other@pikir.example")
    with pytest.raises(errors.NotSignedIn):
        access.actor_of_session(services_on(other, clock, services.table), cookie)


@pytest.mark.parametrize("cookie", ["", "guessed", "\udc80"])
def test_a_guessed_cookie_opens_nothing(services: Services, cookie: str) -> None:
    with pytest.raises(errors.NotSignedIn):
        access.actor_of_session(services, cookie)


def test_a_token_is_valid_until_it_is_revoked(services: Services) -> None:
    created = access.create_token(services, ORGANISER, "  Our site ")
    secret = created.token
    assert (created.name, created.last_four) == ("Our site", secret[-4:])
    assert access.actor_of_token(services, secret) == Actor.owner(ORGANISER.id)
    known = created.model_dump(exclude={"token", "last_used_at"})
    listed = ApiToken.model_validate({**known, "last_used_at": services.clock()})
    assert access.list_tokens(services, ORGANISER).tokens == (listed,)
    access.revoke_token(services, ORGANISER, created.id)
    with pytest.raises(errors.NotSignedIn):
        access.actor_of_token(services, secret)
    with pytest.raises(errors.TokenNotFound):
        access.revoke_token(services, ORGANISER, created.id)


def test_the_same_form_creates_one_token(services: Services) -> None:
    created = [access.create_token(services, ORGANISER, "Laptop", "form 1") for _ in range(2)]
    assert created[0] == created[1]
    door = Grant(MemberRole.DOOR)
    others = [
        access.create_token(services, ORGANISER, "Laptop", "form 2"),
        access.create_token(services, ORGANISER, "Phone", "form 1"),
        access.create_token(services, ORGANISER, "Laptop", "form 1", grant=door),
    ]
    assert len({token.token for token in [created[0], *others]}) == 4
    assert len(access.list_tokens(services, ORGANISER).tokens) == 4


def test_a_form_that_is_sent_again_does_not_bring_a_revoked_token_back(services: Services) -> None:
    revoked = access.create_token(services, ORGANISER, "Laptop", "form 1")
    access.revoke_token(services, ORGANISER, revoked.id)
    created = access.create_token(services, ORGANISER, "Laptop", "form 1")
    assert access.actor_of_token(services, created.token) == ORGANISER
    with pytest.raises(errors.NotSignedIn):
        access.actor_of_token(services, revoked.token)
    assert [token.id for token in access.list_tokens(services, ORGANISER).tokens] == [created.id]


def test_a_token_permits_what_its_role_does_and_ends_at_its_time(
    services: Services, clock: Clock
) -> None:
    grant, end = Grant(MemberRole.DOOR), services.clock() + timedelta(hours=2)
    token = access.create_token(services, ORGANISER, "Door", grant=grant, expires_at=end)
    actor = access.actor_of_token(services, token.token)
    assert actor == replace(ORGANISER, within=grant)
    assert actor.may("registrations.names")
    assert not actor.may("submissions.list")
    clock.forward(hours=2)
    with pytest.raises(errors.NotSignedIn):
        access.actor_of_token(services, token.token)
    assert [each.id for each in access.list_tokens(services, ORGANISER).tokens] == [token.id]


def test_the_last_use_of_a_token_is_noted_once_an_hour(services: Services, clock: Clock) -> None:
    token = access.create_token(services, ORGANISER, "Laptop").token
    used = []
    for minutes in (0, 59, 1, 30):
        clock.forward(minutes=minutes)
        access.actor_of_token(services, token)
        used.append(access.list_tokens(services, ORGANISER).tokens[0].last_used_at)
    assert used == [NOON, NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=1)]


@pytest.mark.parametrize(
    ("grant", "hours", "names"),
    [
        (Grant(MemberRole.DOOR, GrantScope("event", "nothing")), 1, ["/scope"]),
        (Grant(MemberRole.OWNER, GrantScope("series", "spring")), 0, ["/scope", "/expires_at"]),
    ],
)
def test_a_token_for_nothing_or_for_no_time_is_refused(
    services: Services, grant: Grant, hours: int, names: list[str]
) -> None:
    end = services.clock() + timedelta(hours=hours)
    with pytest.raises(errors.RequestRefused) as refused:
        access.create_token(services, ORGANISER, "A", grant=grant, expires_at=end)
    assert [problem.name for problem in refused.value.problems] == names


@pytest.mark.parametrize("token", ["", "pikir_", "pikir_guessed", "other", "pikir_\udc80"])
def test_a_guessed_token_opens_nothing(services: Services, token: str) -> None:
    with pytest.raises(errors.NotSignedIn):
        access.actor_of_token(services, token)


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "two\nlines", "bell\a"])
def test_a_token_needs_a_name(services: Services, name: str) -> None:
    with pytest.raises(errors.RequestRefused) as refused:
        access.create_token(services, ORGANISER, name)
    assert [problem.name for problem in refused.value.problems] == ["/name"]


def test_only_organisers_see_and_create_tokens(services: Services) -> None:
    for act in (
        lambda: access.create_token(services, ANYONE, "Laptop"),
        lambda: access.list_tokens(services, ANYONE),
        lambda: access.revoke_token(services, ANYONE, "0" * 16),
    ):
        with pytest.raises(errors.PageNotFound):
            act()


def test_the_system_creates_links_for_the_first_organiser(services: Services) -> None:
    links = [access.make_sign_in_link(services, SYSTEM) for _ in range(2)]
    for link in links:
        assert link.startswith("https://pikir.example/console/sign-in/")
        access.sign_in(services, link.rpartition("/")[2].partition("?")[0])
    with pytest.raises(errors.PageNotFound):
        access.make_sign_in_link(services, ORGANISER)


def test_a_link_is_stored_with_its_time_to_live(services: Services) -> None:
    access.send_sign_in_link(services, FIRST, "ru")
    item = services.table.get(keys.sign_in(secrets.digest(mailed_link(services))))
    assert item is not None
    until = services.clock() + timedelta(minutes=15)
    assert int(item["expires_at"]["N"]) == int(until.timestamp()) + 1
