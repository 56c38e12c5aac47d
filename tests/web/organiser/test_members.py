"""The colleagues' pages: inviting, changing, removing; what is wrong is said beside its field, and nothing typed is lost."""

import re
from html import unescape

from chalicelib.domain.members import member_id
from tests.web.organiser.conftest import ORGANISER, Console, sign_in

MEMBERS = "/console/settings/members"
INVITE = f"{MEMBERS}/invite"
AIGUL = "aigul@pikir.example"
AIGULS = f"{MEMBERS}/{member_id(AIGUL)}"
INVITATION = {
    "email": AIGUL,
    "name": "Айгүл",
    "role": "answers_reader",
    "scope": "event:round-table",
    "language": "ru",
}


def text_of(console: Console, address: str = MEMBERS) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", console.get(address).text))


def test_a_colleague_is_invited_and_signs_in(console: Console) -> None:
    assert 'href="/console/settings/members/invite"' in console.get(MEMBERS).text
    assert "round-table" in console.get(INVITE).text
    reply = console.send_form(INVITE, INVITATION)
    assert (reply.status, reply.headers["location"]) == (303, MEMBERS)
    page = text_of(console)
    assert "Айгүл" in page
    assert "Мектеп пен отбасы" in page
    colleague = sign_in(console, AIGUL)
    events = colleague.get("/console").text
    assert 'Айгүл <span class="soft">· Жауаптарды көруші</span>' in events
    assert "round-table" in events
    for forbidden in (
        MEMBERS,
        INVITE,
        "/console/settings/tokens",
        "/console/events/round-table/add-form",
    ):
        assert colleague.get(forbidden).status == 404
    assert "Соңғы рет" in text_of(console)


def test_a_bad_invitation_comes_back_with_all_that_was_typed(console: Console) -> None:
    reply = console.send_form(INVITE, {"email": "aigul", "name": "Айгүл", "scope": "series:none"})
    assert reply.status == 422
    assert 'value="aigul"' in reply.text
    assert 'value="Айгүл"' in reply.text
    for target in ("email", "role-owner"):
        assert f'<li><a href="#{target}">' in reply.text
    assert 'aria-describedby="email-hint email-message" aria-invalid="true"' in reply.text
    without_scope = console.send_form(INVITE, {**INVITATION, "scope": ""})
    assert without_scope.status == 422
    assert '<li><a href="#scope-everything">' in without_scope.text
    assert 'id="role-answers_reader" name="role" value="answers_reader"' in without_scope.text
    assert without_scope.text.count(" checked") == 1


def test_an_address_that_has_access_already_is_said_beside_it(console: Console) -> None:
    reply = console.send_form(INVITE, {**INVITATION, "email": ORGANISER})
    assert reply.status == 409
    assert '<li><a href="#email">' in reply.text


def test_roles_are_changed_added_and_taken_away(console: Console) -> None:
    console.send_form(INVITE, INVITATION)
    given = {"role": "organiser", "scope": "event:round-table"}
    assert console.send_form(f"{AIGULS}/give-role", given).status == 303
    assert "take-role" not in console.get(AIGULS).text
    everywhere = {"role": "summaries_reader", "scope": "everything"}
    assert console.send_form(f"{AIGULS}/give-role", everywhere).status == 303
    assert console.get(AIGULS).text.count("take-role") == 2
    assert console.send_form(f"{AIGULS}/take-role", {"scope": "everything"}).status == 303
    refused = console.send_form(f"{AIGULS}/take-role", {"scope": "event:round-table"})
    assert refused.status == 422
    assert console.send_form(f"{AIGULS}/give-role", {}).status == 422
    assert console.send_form(AIGULS, {"name": "Айгүл Серікқызы"}).status == 303
    assert "Айгүл Серікқызы" in text_of(console)
    too_long = console.send_form(AIGULS, {"name": "x" * 101})
    assert (too_long.status, "x" * 101 in too_long.text) == (422, True)


def test_a_removed_colleague_is_signed_out_at_once(console: Console) -> None:
    console.send_form(INVITE, INVITATION)
    colleague = sign_in(console, AIGUL)
    assert AIGUL in console.get(f"{AIGULS}/remove").text
    for _ in range(2):  # a button pressed twice
        assert console.send_form(f"{AIGULS}/remove", {}).headers["location"] == MEMBERS
    assert colleague.get("/console").headers["location"] == "/console/sign-in"
    assert AIGUL not in text_of(console)
    assert console.get(AIGULS).status == 404


def test_the_first_owner_stays_and_may_have_a_name(console: Console) -> None:
    own = f"{MEMBERS}/{member_id(ORGANISER)}"
    assert "give-role" not in console.get(own).text
    refused = console.send_form(f"{own}/remove", {})
    assert (refused.status, 'role="alert"' in refused.text) == (409, True)
    assert (
        console.send_form(f"{own}/give-role", {"role": "door", "scope": "everything"}).status == 409
    )
    assert console.send_form(own, {"name": "Айгерім"}).status == 303
    assert 'Айгерім <span class="soft">· Әкімші</span>' in console.get("/console").text


def test_an_invitation_is_sent_again_until_the_colleague_signs_in(console: Console) -> None:
    console.send_form(INVITE, INVITATION)
    assert f'action="{AIGULS}/invitation"' in console.get(AIGULS).text
    assert "Шақыру жіберілді" in text_of(console, AIGULS)
    reply = console.send_form(f"{AIGULS}/invitation", {})
    assert (reply.status, reply.headers["location"]) == (303, AIGULS)
    assert "pikir_notice=member.invited_again" in reply.cookies[0]
    sign_in(console, AIGUL)
    assert "/invitation" not in console.get(AIGULS).text
    refused = console.send_form(f"{AIGULS}/invitation", {})
    assert (refused.status, 'role="alert"' in refused.text) == (409, True)
