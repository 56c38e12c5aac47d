"""What report, workbook, page and JSON publish together tells nothing of a small group.

Two worlds differ in people of groups that are hidden: one has them in another hidden group, or with each other's answers.
If the four outputs are the same in both, nobody can derive a count, a mean or a word of such a group from them, by
subtracting or otherwise. So the tests need not know what the outputs hold.
"""

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, pairwise
from typing import Any, Final, get_args

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from chalicelib.actions import answer_marks, drafts, events, forms, reports, summaries
from chalicelib.actions.permissions import find_event, find_published
from chalicelib.actions.services import Services
from chalicelib.actions.summaries import FormVersionMap
from chalicelib.documents.text import write_report
from chalicelib.documents.text.sources import Registered, ReportSources
from chalicelib.domain.counts import count_categories
from chalicelib.domain.events import ReportAnnex
from chalicelib.domain.marks import MarkStep
from chalicelib.domain.permissions import SYSTEM, MemberRole
from chalicelib.domain.submissions import Response
from chalicelib.exports.workbook import WorkbookSource, write_workbook
from chalicelib.forms.intake import Form
from chalicelib.settings import Settings
from chalicelib.storage.table import Table
from tests.actions.setting import NOON, Clock, nth_id, services_on
from tests.profiles import examples
from tests.web.client import ALL_ROUTES, Client, HttpResponse, app_of
from tests.web.test_permissions import Caller, sign_in

CATEGORIES: Final = ("deputy", "official", "parent", "pupil")
FORMS: Final = ("registration", "late", "impressions")
EVENT_ID: Final = "privacy-{:04}"
"""The ids of events; all are equally long."""


def _question(kind: str, name: str, **keys: object) -> dict[str, Any]:
    return {"type": kind, "name": name, "label": {"kk": name.title()}, **keys}


def _definition(name: str) -> dict[str, Any]:
    is_registration = name != "impressions"
    category = _question("select_one", "who", list_name="categories", role="category")
    return {
        "name": name,
        "purpose": "registration" if is_registration else "impressions",
        "title": {"kk": name.title()},
        "choices": {
            "topics": [{"name": each, "label": {"kk": each}} for each in ("law", "health")]
        },
        "questions": [
            category | {"required": is_registration},
            _question("range", "overall", parameters={"start": 1, "end": 5}),
            _question("select_multiple", "liked", list_name="topics"),
            _question("text", "why"),
        ],
    }


@dataclass(frozen=True, slots=True)
class Person:
    """Who sent what to which form; an empty category is none."""

    form: str
    who: str
    overall: int | None
    liked: str | None

    def answers(self) -> dict[str, object]:
        given = {
            "who": self.who or None,
            "overall": self.overall,
            "liked": [self.liked] if self.liked else None,
            "why": f"Сөз {self.overall} {self.liked}" if self.overall else None,
        }
        return {name: value for name, value in given.items() if value is not None}


World = tuple[Person, ...]
Outputs = Mapping[str, object]
Hidden = Mapping[tuple[str, str], Sequence[str]]


@dataclass
class Stage:
    """Stores worlds, each as an event of its own, and reads what is published of them."""

    services: Services
    client: Client
    reader: Caller
    numbers: Iterator[int]

    def publish(self, world: World) -> str:
        """Store a world; return the event's id."""
        event = EVENT_ID.format(next(self.numbers))
        document = {
            "id": event,
            "kind": "meeting",
            "title": {"kk": "Кездесу"},
            "starts_at": "2026-06-13T10:00:00+05:00",
            "ends_at": "2026-06-13T13:00:00+05:00",
            "small_group_threshold": 3,
            "categories": [{"name": each, "label": {"kk": each.title()}} for each in CATEGORIES],
        }
        events.create_event(self.services, SYSTEM, json.dumps(document).encode())
        for name in FORMS:
            body = json.dumps(_definition(name)).encode()
            drafts.save_form(self.services, SYSTEM, event, name, body)
            forms.publish_form(self.services, SYSTEM, event, name)
        forms_of_event = {name: self._find(event, name) for name in FORMS}
        for number, person in enumerate(world):
            self._store(event, forms_of_event[person.form], person, number)
        ids = [nth_id(number) for number, each in enumerate(world) if each.form == "impressions"]
        answer_marks.mark_answers(
            self.services, SYSTEM, event, "impressions", "why", ids, MarkStep.QUOTE
        )
        return event

    def _find(self, event: str, name: str) -> tuple[Form, int]:
        shown, record = find_published(self.services, SYSTEM, event, name, "summaries.read")
        return FormVersionMap(self.services, shown, record)[1], record.shards

    def _store(self, event: str, published: tuple[Form, int], person: Person, number: int) -> None:
        form, shards = published
        accepted = form.check(person.answers(), now=NOON)
        response = Response(
            id=nth_id(number),
            event=event,
            form=person.form,
            version=1,
            language="kk",
            received_at=NOON,
            category=accepted.category,
            answers=accepted.values,
            stat_line=form.stat_line(accepted),
            payload_hash="0" * 64,
            receipt="AAAAA-AAAAA",
        )
        assert self.services.submissions.respond(response, shards=shards) is None

    def read(self, event: str) -> Outputs:
        """Return all that is published, without the event's id."""
        texts = [
            reports.read_report(
                self.services, SYSTEM, event, "kk", length, annexes=get_args(ReportAnnex)
            ).text
            for length in ("full", "facts")
        ]
        paths = [f"/forms/{name}/summary" for name in FORMS]
        return {
            "report": texts,
            "json": [
                self._get(f"/api/v1/events/{event}{path}").json | {"event": ""} for path in paths
            ],
            "page": [self._read_page(event, path) for path in ("", *paths)],
            "workbook": self._read_workbook(event),
        }

    def _get(self, address: str) -> HttpResponse:
        headers = {"Cookie": f"__Host-pikir_session={self.reader.cookie}"}
        if address.startswith("/api"):
            headers = {"Authorization": f"Bearer {self.reader.token}"}
        reply = self.client.request("GET", address, headers=headers)
        assert reply.status == 200, address
        return reply

    def _read_page(self, event: str, path: str) -> Sequence[str]:
        """Return the words and numbers of a page of the console, those of its charts among them."""
        page = self._get(f"/console/events/{event}{path}").text.replace(event, "")
        return re.sub(r"_csrf\" value=\"\w+|<style.*?</style>", "", page, flags=re.DOTALL).split()

    def _read_workbook(self, event: str) -> object:
        """Return the parts of the workbook of all forms, as readers of summaries get it."""
        shown = find_event(self.services, SYSTEM, event, "summaries.read")
        sources = []
        for name in FORMS:
            _, record = find_published(self.services, SYSTEM, event, name, "summaries.read")
            versions = FormVersionMap(self.services, shown, record)
            summary, _ = summaries.summarise_form(self.services, shown, record)
            sources.append(WorkbookSource(shown, versions, summary, "kk"))
        file = io.BytesIO()
        write_workbook(file, shown, "kk", sources)
        with zipfile.ZipFile(file) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def stage(local_settings: Settings, local_table: Table) -> Stage:
    services = services_on(local_settings, Clock(), local_table)
    reader = sign_in(services, MemberRole.SUMMARIES_READER, "everything")
    return Stage(services, Client(app_of(ALL_ROUTES, services)), reader, count(1))


def hidden_groups(outputs: Outputs) -> Hidden:
    """Return which groups are hidden, by form and question; the whole form has an empty question."""
    documents: Any = outputs["json"]
    return {
        (document["form"], question): sorted(
            name for name, shown in breakdown.items() if "suppressed" in shown and name
        )
        for document in documents
        for question, breakdown in [
            ("", document.get("by_category", {})),
            *((each["name"], each.get("by_category", {})) for each in document["questions"]),
        ]
    }


def scatter(world: World, hidden: Hidden, *, moving: str) -> World:
    """Return the world with what hidden groups hide otherwise: the same totals, and nobody of the others touched.

    People of hidden groups have each other's answers, and one of the largest who sent the form ``moving`` is of another.
    """
    scattered = list(world)
    for form in FORMS:
        own = [at for at, each in enumerate(world) if each.form == form]
        apart = [at for at in own if world[at].who in hidden[form, ""]]
        for one, other in pairwise(apart):
            if _can_exchange(scattered[one], scattered[other]):
                first, second = scattered[one], scattered[other]
                scattered[one] = replace(second, who=first.who)
                scattered[other] = replace(first, who=second.who)
        if form == moving and apart:
            sizes = Counter(scattered[each].who for each in apart)
            at = max(apart, key=lambda each: sizes[scattered[each].who])
            who = next(each for each in hidden[form, ""] if each != scattered[at].who)
            scattered[at] = replace(scattered[at], who=who)
    return tuple(scattered)


def _can_exchange(one: Person, other: Person) -> bool:
    """Whether they answered the same questions otherwise."""
    answered = [(each.overall is None, each.liked is None) for each in (one, other)]
    return one.who != other.who and answered[0] == answered[1]


def find_leaks(stage: Stage, world: World, moving: str) -> Sequence[str] | None:
    """Return which outputs differ between the world and the scattered one; None where these hide other groups."""
    before = stage.read(stage.publish(world))
    hidden = hidden_groups(before)
    scattered = scatter(world, hidden, moving=moving)
    after = stage.read(stage.publish(scattered))
    if scattered == world or hidden_groups(after) != hidden:
        return None
    return [name for name in before if before[name] != after[name]]


person = st.tuples(st.sampled_from((None, 1, 3, 5)), st.sampled_from((None, "law", "health")))
groups = st.fixed_dictionaries(
    {
        who: st.lists(person, min_size=least, max_size=most)
        for who, least, most in (
            ("deputy", 0, 2),
            ("official", 1, 3),
            ("parent", 2, 4),
            ("pupil", 3, 6),
            ("", 0, 2),
        )
    }
)


@settings(
    max_examples=examples(4),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    st.fixed_dictionaries(dict.fromkeys(FORMS, groups)),
    st.sampled_from(FORMS),
)
def test_nothing_of_a_hidden_group_follows_from_all_outputs_together(
    stage: Stage, people: Mapping[str, Mapping[str, list[tuple[Any, Any]]]], moving: str
) -> None:
    world = tuple(
        Person(form, who, overall, liked)
        for form, by_category in people.items()
        for who, answers in by_category.items()
        if who or form == "impressions"
        for overall, liked in answers
    )
    leaks = find_leaks(stage, world, moving)
    assume(leaks is not None)
    assert leaks == []


def _world(**sizes: Mapping[str, int]) -> World:
    return tuple(
        Person(form, who, 1 + number % 5, "law" if number % 2 else "health")
        for form, groups_of_form in sizes.items()
        for who, size in groups_of_form.items()
        for number in range(size)
    )


LARGE: Final = {"parent": 4, "pupil": 6}
TWO_REGISTRATIONS: Final = _world(
    registration={"deputy": 2, "official": 1, **LARGE},
    late={"deputy": 1, "official": 2, **LARGE},
    impressions={"deputy": 1, "official": 2, **LARGE},
)
"""Groups that are small in each registration, and large enough together."""


@pytest.mark.parametrize("moving", FORMS)
def test_groups_that_two_registrations_hide_stay_hidden_together(stage: Stage, moving: str) -> None:
    assert find_leaks(stage, TWO_REGISTRATIONS, moving) == []


def test_a_report_that_shows_small_groups_is_found(stage: Stage) -> None:
    """The negative control: with the counts of the registrations as who may read them sees them, the move shows."""
    hidden = hidden_groups(stage.read(stage.publish(TWO_REGISTRATIONS)))
    leaking = []
    for world in (TWO_REGISTRATIONS, scatter(TWO_REGISTRATIONS, hidden, moving="registration")):
        event = stage.publish(world)
        shown, record = find_published(
            stage.services, SYSTEM, event, "registration", "summaries.read"
        )
        _, fold = summaries.summarise_form(stage.services, shown, record)
        registered = Registered(fold.responses, count_categories(shown, [fold], rows_are_open=True))
        no_record = stage.services.records.read(event).compose(shown, NOON)
        leaking.append(write_report(ReportSources(shown, no_record, registered), "kk", "full"))
    assert leaking[0] != leaking[1]
