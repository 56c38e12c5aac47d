"""The permission matrix of the routes: each as every role, as colleagues of other events, and as a stranger.

Every route of the console and the API runs as nine callers, more than 700 requests in one world.
``permission_cases`` lists the routes.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from chalicelib import errors, wiring
from chalicelib.actions import access, events
from chalicelib.auth import secrets
from chalicelib.domain.access import Session
from chalicelib.domain.members import Member, MemberGrant, member_id
from chalicelib.domain.permissions import MemberRole
from chalicelib.domain.tokens import ApiToken
from chalicelib.locales import translate
from tests.actions.setting import (
    IMPRESSIONS,
    ORGANISER,
    REGISTRATION,
    answers_of_a_pupil,
    as_json,
    event_document,
    publish,
    register,
    respond,
)
from tests.web.client import ALL_ROUTES, Client, HttpResponse, app_of
from tests.web.permission_cases import CASES, ID, RouteCase

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.settings import Settings

_HIDDEN = {refusal.code for refusal in (errors.PageNotFound, errors.EventNotFound)}
_HIDDEN_TEXTS = [
    translate(refusal.message, "kk") for refusal in (errors.PageNotFound, errors.EventNotFound)
]


@dataclass(frozen=True)
class Caller:
    """Somebody with one grant, as a browser and as a program; a stranger without ``role``."""

    role: MemberRole | None
    scope: str
    cookie: str = ""
    token: str = ""

    def may(self, case: RouteCase) -> bool:
        """Whether this caller gets further than a stranger."""
        if self.role is None or self.role not in case.roles:
            return False
        reach = {
            "any": {"everything", "series:spring", "event:round-table", "series:autumn"},
            "event": {"everything", "series:spring", "event:round-table"},
            "series": {"everything", "series:spring"},
            "any series": {"everything", "series:spring", "series:autumn"},
            "everything": {"everything"},
        }
        return self.scope in reach[case.needs] or case.needs == "any"


@pytest.fixture
def services(local_settings: "Settings") -> "Services":
    """Return services with two events, each in a series."""
    services = replace(wiring.make(local_settings), admission_copies=2)
    for event, series in (("round-table", "spring"), ("training", "autumn")):
        document = event_document(id=event, series={"id": series, "title": {"kk": series}})
        events.create_event(services, ORGANISER, as_json(document))
        for form in (REGISTRATION, IMPRESSIONS):
            publish(services, {**form, "questions": form["questions"][:3]}, event)
        respond(services, event=event)
        register(services, answers_of_a_pupil(), ID, event)
    return services


def callers(services: "Services") -> Iterator[Caller]:
    """Yield members with each role here and elsewhere, and a stranger."""
    yield sign_in(services, MemberRole.OWNER, "everything")
    for role in list(MemberRole)[1:]:
        yield sign_in(services, role, "event:round-table")
    for scope in ("event:training", "series:spring", "series:autumn"):
        yield sign_in(services, MemberRole.ORGANISER, scope)
    yield Caller(None, "")


def sign_in(services: "Services", role: MemberRole, scope: str) -> Caller:
    """Store a member with a session and a token."""
    now = services.clock()
    email = f"{role}-{scope.replace(':', '-')}@pikir.example"
    grant = MemberGrant(role=role, scope=scope)
    services.members.add(
        Member(id=member_id(email), email=email, roles=(grant,), invited_at=now, invited_by="")
    )
    cookie, token = secrets.new_secret(), secrets.new_api_token()
    services.sessions.add(secrets.digest(cookie), Session(email, now, now))
    digest = secrets.digest(token)
    stored = ApiToken(
        id=services.tokens.id_of(digest), name="A", owner=email, last_four="0000", created_at=now
    )
    services.tokens.add(digest, stored)
    return Caller(role, scope, cookie, token)


def request(client: Client, case: RouteCase, caller: Caller) -> HttpResponse:
    """Send the request of a case as the caller would."""
    route = next(
        each for each in ALL_ROUTES if (each.method, each.path) == (case.method, case.path)
    )
    headers = {"Cookie": f"__Host-pikir_session={caller.cookie}"} if caller.cookie else {}
    if route.audience == "api":
        headers = {"Authorization": f"Bearer {caller.token}"} if caller.token else {}
        if route.reads:
            headers["Content-Type"] = route.reads[0]
        body = json.dumps(case.sends).encode() if case.sends else b"{}"
        return client.request(
            case.method, case.address, body=body if route.reads else b"", headers=headers
        )
    if case.method == "GET":
        return client.request("GET", case.address, headers=headers)
    pairs = [("_csrf", secrets.csrf_token(caller.cookie)), *case.sends.items()]
    return client.send_form(case.address, [(name, str(value)) for name, value in pairs], **headers)


def may_be_framed(reply: HttpResponse) -> bool:
    """Whether another page may hold the answer in a frame."""
    return "frame-ancestors 'none'" not in reply.headers["content-security-policy"]


def is_hidden(reply: HttpResponse) -> bool:
    """Whether the answer is that of an address that does not exist, or asks to sign in."""
    if reply.status == 401 or reply.headers.get("location", "").endswith("/console/sign-in"):
        return True
    if reply.status != 404:
        return False
    if "json" in reply.headers["content-type"]:
        return reply.code in _HIDDEN
    return any(text in reply.text for text in _HIDDEN_TEXTS)


def test_every_route_is_hidden_from_all_who_may_not_use_it(services: "Services") -> None:
    client = Client(app_of(ALL_ROUTES, services))
    wrong, framed, requests = [], [], 0
    for caller in callers(services):
        for case in CASES:
            if case.path == "/console/sign-out":
                continue
            reply = request(client, case, caller)
            hidden = is_hidden(reply)
            requests += 1
            if may_be_framed(reply) and not (case.path.endswith("/edit/preview") and not hidden):
                framed.append((case.method, case.path, caller.role))
            if hidden == (caller.may(case) or case.is_public):
                wrong.append((case.method, case.path, caller.role, caller.scope, hidden))
    assert wrong == []
    assert framed == []
    assert requests >= 700


def test_signing_out_ends_the_session(services: "Services") -> None:
    client = Client(app_of(ALL_ROUTES, services))
    caller = sign_in(services, MemberRole.DOOR, "everything")
    (case,) = (case for case in CASES if case.path == "/console/sign-out")
    assert request(client, case, caller).status == 303
    with pytest.raises(errors.NotSignedIn):
        access.actor_of_session(services, caller.cookie)


def test_every_route_is_in_the_matrix() -> None:
    listed = [(case.method, case.path) for case in CASES]
    routes = {(route.method, route.path) for route in ALL_ROUTES if route.audience != "page"}
    assert set(listed) == routes
    assert len(listed) == len(set(listed))
