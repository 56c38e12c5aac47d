"""The requests that are measured, by the names of their figures."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from bench import questionnaire, sample
from bench.sample import EVENT_ROUTE, FORM_ROUTE
from chalicelib.forms.intake import Form
from chalicelib.forms.validation import read_definition

Event = dict[str, Any]

ORGANISER: Final = "organiser@pikir.example"
EVENT_PAGE: Final = "/e/{event}"
PAGE_ROUTE: Final = f"{EVENT_PAGE}/{{form}}"
RULED: Final = questionnaire.hundred_questions(rules=True)
LONG: Final = questionnaire.long()
REGISTRATION: Final[Mapping[str, Any]] = {
    "name": "registration",
    "purpose": "registration",
    "title": "Registration",
    "default_language": "kk",
    "questions": [
        {
            "type": "select_one",
            "list_name": "categories",
            "name": "category",
            "label": "You are",
            "required": True,
            "role": "category",
        },
        {
            "type": "text",
            "name": "name",
            "label": "Name",
            "required": True,
            "role": "name",
        },
        {
            "type": "acknowledge",
            "name": "consent",
            "label": "I agree",
            "required": True,
            "role": "consent",
        },
    ],
}
_REGISTERED: Final = {"category": "pupil", "name": "Айсұлу Серікқызы", "consent": "OK"}
_HTML: Final = {"Accept": "text/html", "Accept-Encoding": "gzip, deflate, br"}
_URLENCODED: Final = {**_HTML, "Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Workload:
    """A request: what makes its event anew, the status of its answer, and how often one round sends it."""

    event: Callable[[], Event]
    status: int
    times: int


def workloads(token: str) -> dict[str, Workload]:
    """Return all of them; ``token`` is an organiser's."""
    filled = list(questionnaire.fill_in(Form(read_definition(LONG), 1)))
    return {
        "response": Workload(_response, 201, 40),
        "registration": Workload(_registration, 201, 20),
        "post": Workload(_post, 303, 15),
        "event_page": Workload(_page(EVENT_PAGE), 200, 15),
        "form_page": Workload(_page(PAGE_ROUTE, sample.FORM), 200, 20),
        "form_page_rendered": Workload(_kiosk(sample.FORM), 200, 5),
        "form_page_logic": Workload(_page(PAGE_ROUTE, RULED["name"]), 200, 10),
        "form_page_logic_rendered": Workload(_kiosk(RULED["name"]), 200, 2),
        "form_page_500": Workload(_page(PAGE_ROUTE, LONG["name"]), 200, 4),
        "form_page_500_rendered": Workload(_kiosk(LONG["name"]), 200, 1),
        "form_page_500_returned": Workload(_return_long([("q.open0", "yes")]), 422, 1),
        "form_page_500_answered": Workload(_return_long(filled), 422, 1),
        "json": Workload(_read_event(token), 200, 15),
        "summary": Workload(read_summary(token), 200, 5),
        "export": Workload(_read("responses.csv", token), 200, 1),
    }


def first_requests(token: str, address: str) -> dict[str, Workload]:
    """Return what a fresh process answers first, by the name of its figure; ``address`` is that of a script."""
    return {
        "cold_response": Workload(_response, 201, 1),
        "cold_json": Workload(_read_event(token), 200, 1),
        "cold_page": Workload(_page(PAGE_ROUTE, sample.FORM), 200, 1),
        "cold_static": Workload(_page(address), 200, 1),
    }


def visited_pages() -> dict[str, str]:
    """Return the addresses of the kinds of pages whose weight is counted."""
    names = {"form": sample.FORM, "form_logic": RULED["name"], "form_500": LONG["name"]}
    event = EVENT_PAGE.format(event=sample.EVENT)
    return {"event": event} | {kind: f"{event}/{name}" for kind, name in names.items()}


def fetch(address: str) -> Event:
    """Return a browser's request for an address."""
    return _page(address)()


def _response() -> Event:
    return sample.gateway_event(sample.body())


def _registration() -> Event:
    document = {"id": str(uuid4()), "language": "kk", "answers": _REGISTERED}
    sent = json.dumps(document, ensure_ascii=False)
    event = sample.event("POST", f"{FORM_ROUTE}/responses", sent, form="registration")
    event["requestContext"]["identity"]["sourceIp"] = str(IPv4Address(uuid4().int % 2**32))
    return event  # each from another network: one alone would soon be refused


def _post() -> Event:
    fields = {"_id": str(uuid4()), "_fit": "1"}
    pairs = [*fields.items(), *((f"q.{name}", value) for name, value in sample.ANSWERS.items())]
    sent = urlencode(pairs, doseq=True)
    return sample.event("POST", PAGE_ROUTE, sent, form=sample.FORM, headers=_URLENCODED)


def _return_long(fields: Iterable[tuple[str, str]]) -> Callable[[], Event]:
    """Make the long form as it comes back: with an answer that is refused, or before it was filled in."""

    def make() -> Event:
        sent = urlencode([("_id", str(uuid4())), ("_fit", "1"), *fields])
        return sample.event("POST", PAGE_ROUTE, sent, form=LONG["name"], headers=_URLENCODED)

    return make


def _page(route: str, form: str = "") -> Callable[[], Event]:
    return lambda: sample.event("GET", route, form=form, headers=_HTML)


def _kiosk(form: str) -> Callable[[], Event]:
    """Make a form's page in a kiosk, which is rendered at each visit; others are kept (decision 0083)."""
    return lambda: sample.event("GET", PAGE_ROUTE, form=form, headers=_HTML, query={"kiosk": "1"})


def _read_event(token: str) -> Callable[[], Event]:
    return lambda: sample.event("GET", EVENT_ROUTE, headers=_bearer(token))


def read_summary(token: str) -> Callable[[], Event]:
    """Return what reads the summary of all responses."""
    return _read("summary", token)


def _read(what: str, token: str) -> Callable[[], Event]:
    return lambda: sample.event(
        "GET", f"{FORM_ROUTE}/{what}", form=sample.FORM, headers=_bearer(token)
    )


def _bearer(token: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {token}"}


def settings(token: str) -> list[tuple[Event, int]]:
    """Return the requests of an organiser that set the stage, each with its status."""
    bearer = _bearer(token)
    document = json.dumps(sample.EVENT_DOCUMENT)
    requests = [(sample.event("POST", "/api/v1/events", document, headers=bearer), 201)]
    for form in (sample.DEFINITION, REGISTRATION, RULED, LONG):
        name, definition = form["name"], json.dumps(form)
        put = sample.event("PUT", FORM_ROUTE, definition, form=name, headers=bearer)
        publish = sample.event("POST", f"{FORM_ROUTE}/publish", form=name, headers=bearer)
        requests += [(put, 200), (publish, 200)]
    opened = sample.event("PATCH", EVENT_ROUTE, '{"state": "open"}', headers=bearer)
    return [*requests, (opened, 200)]


def to_http_api(event: Event) -> Event:
    """Return the event as an HTTP API gives it (payload format 2.0)."""
    headers = {name.lower(): value for name, value in event["headers"].items()}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": event["path"],
        "rawQueryString": urlencode(event["queryStringParameters"] or {}),
        "headers": headers,
        "requestContext": {
            "http": {
                "method": event["httpMethod"],
                "path": event["path"],
                "protocol": "HTTP/1.1",
                "sourceIp": event["requestContext"]["identity"]["sourceIp"],
                "userAgent": headers["user-agent"],
            },
            "requestId": event["requestContext"]["requestId"],
            "routeKey": "$default",
            "stage": "$default",
        },
        "body": event["body"],
        "isBase64Encoded": event["isBase64Encoded"],
    }
