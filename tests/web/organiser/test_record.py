"""The record's page: every entry posts without a script, and answers the script in JSON."""

import re
from html.parser import HTMLParser

import pytest
from typing_extensions import override

from chalicelib.actions import events, members, places, records
from chalicelib.domain.events import Event
from chalicelib.domain.members import Invitation, MemberGrant
from chalicelib.domain.permissions import SYSTEM, Actor, MemberRole
from chalicelib.domain.records import Record, RecordSection
from chalicelib.domain.records.sections import Attendance, Handout, HeadCount, SchoolAction
from chalicelib.locales import LANGUAGES
from chalicelib.storage import keys
from chalicelib.storage.table import address
from chalicelib.web.organiser.record.entry_lines import EntryReader
from chalicelib.web.organiser.record.specs import SPECS
from chalicelib.web.render import translator
from tests.actions.setting import as_json
from tests.web.client import HttpResponse
from tests.web.organiser.conftest import EVENT as OTHER
from tests.web.organiser.conftest import ORGANISER, Console, sign_in

EVENT = "round-table"
RECORD = f"/console/events/{EVENT}/record"
COLLEAGUE = Actor.owner("aigul@pikir.example")
PROGRAMME = [
    {"name": "opening", "kind": "opening", "title": "Ашылу", "speakers": [{"name": "Гүлмира"}]},
    {"name": "report", "kind": "report", "title": "Оқу", "starts_at": "2026-06-13T10:30:00+05:00"},
]


class Forms(HTMLParser):
    """The forms of a page: their fields, by the path that they post to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.by_address: dict[str, dict[str, str]] = {}
        self.fields: dict[str, str] = {}
        self.name = self.area = ""
        self.feed(page)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: text or "" for name, text in attrs}
        if tag == "form":
            self.fields = self.by_address.setdefault(about["action"].rpartition("/record/")[2], {})
        elif tag in ("input", "textarea", "select"):
            self.name = about.get("name", "")
            self.area = self.name if tag == "textarea" else ""
            is_off = about.get("type") == "checkbox" and "checked" not in about
            if self.name and not is_off:
                self.fields[self.name] = about.get("value", "")
        elif tag == "option" and "selected" in about:
            self.fields[self.name] = about["value"]

    @override
    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area] = data

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select"):
            self.name = self.area = ""


@pytest.fixture
def console(console: Console) -> Console:
    """Return a console of an event with a programme."""
    patch = as_json({"programme": PROGRAMME})
    events.change_event(console.services, SYSTEM, EVENT, patch)
    return console


def record_of(console: Console) -> Record:
    return records.show_record(console.services, SYSTEM, EVENT)


def form_of(console: Console, entry: str) -> dict[str, str]:
    forms = Forms(console.get(RECORD).text).by_address
    section = entry.partition("/")[0]
    blanks = [fields for address, fields in forms.items() if address.startswith(section)]
    return forms.get(entry) or blanks[-1]


def blank_of(console: Console, section: str) -> str:
    *_, entry = re.findall(rf'id="{section}\.([0-9a-f-]{{36}})"', console.get(RECORD).text)
    return f"{section}/{entry}"


def save(console: Console, entry: str, **typed: str) -> HttpResponse:
    names = {name.replace("__", "."): text for name, text in typed.items()}
    shown = form_of(console, entry)
    return console.send_form(f"{RECORD}/{entry}", {**shown, **names})


def test_a_talk_of_the_programme_is_written_about(console: Console) -> None:
    page = console.get(RECORD)
    assert page.status == 200
    assert "Гүлмира" in page.text
    assert "10:30" in page.text
    reply = save(console, "talks/report", gist__kk="Кітап оқу туралы айтылды.")
    assert (reply.status, reply.headers["location"]) == (303, f"{RECORD}#talks.report")
    opening, report = record_of(console).talks
    assert opening.origin == "programme"
    assert report.content.gist == {"kk": "Кітап оқу туралы айтылды."}
    assert report.content.took_place
    assert report.content.title == {"kk": "Оқу", "ru": "Оқу", "en": "Оқу"}
    assert "organiser@pikir.example, " in console.get(RECORD).text


def test_a_new_entry_is_added_from_the_blank_form(console: Console) -> None:
    blank = blank_of(console, "handouts")
    reply = save(console, blank, title__kk="Жадынама", kind="leaflet", copies="1 200")
    assert reply.status == 303
    (entry,) = record_of(console).handouts
    assert entry.content == Handout(title={"kk": "Жадынама"}, kind="leaflet", copies=1200)
    assert blank_of(console, "handouts") != blank


def test_head_counts_stand_beside_those_registered(console: Console) -> None:
    shown = form_of(console, "attendance/attendance")
    assert shown["counts.0.category"] == "pupil"
    assert save(console, "attendance/attendance", counts__1__count="0").status == 303
    typed = {"counts__2__label__kk": "Ата-аналар", "counts__2__count": "7", "total": "30"}
    uncounted = save(console, "attendance/attendance", **{**typed, "counts__2__count": ""})
    assert (uncounted.status, "Қанша адам келгенін" in uncounted.text) == (422, True)
    typed |= {"counts__0__invited": "1 200"}
    assert save(console, "attendance/attendance", **typed).status == 303
    entry = record_of(console).attendance
    assert entry is not None
    assert entry.content == Attendance(
        counts=(
            HeadCount(category="pupil", invited=1200),
            HeadCount(category="teacher", count=0),
            HeadCount(label={"kk": "Ата-аналар"}, count=7),
        ),
        total=30,
    )


def test_mistakes_are_told_at_their_fields_and_nothing_typed_is_lost(console: Console) -> None:
    blank = blank_of(console, "next_steps")
    reply = save(console, blank, due="soon", responsible__kk="Әдіскер")
    assert reply.status == 422
    anchor = blank.replace("/", ".")
    assert f'href="#{anchor}.due"' in reply.text
    assert f'id="{anchor}.responsible.kk"' in reply.text
    assert "Әдіскер" in reply.text
    reply = save(console, blank, responsible__kk="Әдіскер")
    assert (reply.status, f'href="#{anchor}.what.kk"' in reply.text) == (422, True)
    assert record_of(console).next_steps == ()


def test_a_colleague_s_words_stand_beside_those_typed(console: Console) -> None:
    shown = form_of(console, "talks/opening")
    theirs = as_json({"kind": "opening", "title": "Ашылу", "gist": {"kk": "Олардың сөзі"}})
    records.save_entry(console.services, COLLEAGUE, EVENT, "talks", "opening", theirs)
    late = console.send_form(f"{RECORD}/talks/opening", {**shown, "gist.kk": "Менің сөзім"})
    assert late.status == 409
    assert "Олардың сөзі" in late.text
    assert "Менің сөзім" in late.text
    assert COLLEAGUE.id in late.text
    again = {**Forms(late.text).by_address["talks/opening"]}
    assert again["revision"] == "1"
    assert console.send_form(f"{RECORD}/talks/opening", again).status == 303
    assert record_of(console).talks[0].content.gist == {"kk": "Менің сөзім"}


def test_the_script_is_answered_in_json(console: Console) -> None:
    shown = form_of(console, "talks/opening")
    address = f"{RECORD}/talks/opening"
    headers = {"accept": "application/json"}
    first = console.send_form(address, {**shown, "gist.kk": "Бір"}, **headers)
    assert (first.status, first.json["revision"]) == (200, 1)
    assert first.json["title"] == "Ашылу"
    repeated = console.send_form(address, {**shown, "gist.kk": "Бір"}, **headers)
    assert repeated.json == first.json
    stale = console.send_form(address, {**shown, "gist.kk": "Екі"}, **headers)
    assert (stale.status, stale.json["revision"]) == (409, 1)
    assert "Бір" in [each["text"] for each in stale.json["theirs"]]
    wrong = {
        **shown,
        "revision": "1",
        "speakers.1.position.kk": "Директор",
    }
    refused = console.send_form(address, wrong, **headers)
    assert (refused.status, list(refused.json["messages"])) == (422, ["speakers.1.name.kk"])


def test_an_entry_is_moved_removed_and_taken_back(console: Console) -> None:
    for entry in ("a", "b"):
        records.save_entry(
            console.services, SYSTEM, EVENT, "media", entry, as_json({"name": entry})
        )
    assert save(console, "media/b", _do="up").status == 303
    assert [each.id for each in record_of(console).media] == ["b", "a"]
    save(console, "media/b", _do="up")
    save(console, "media/b", _do="down")
    assert [each.id for each in record_of(console).media] == ["a", "b"]
    assert save(console, "media/a", _do="remove").headers["location"] == f"{RECORD}#media"
    assert [each.id for each in record_of(console).media] == ["b"]
    csrf = {"_csrf": console.csrf(), "_do": "restore"}
    assert 'value="restore"' in console.get(RECORD).text
    console.send_form(f"{RECORD}/media/a", csrf)
    assert [each.id for each in record_of(console).media] == ["a", "b"]


def test_a_slogan_keeps_its_language_and_a_text_in_other_languages_its_place(
    console: Console,
) -> None:
    blank = blank_of(console, "actions")
    typed = {"slogan": "Дети — не рабочая сила!", "slogan_language": "ru", "title__ru": "Митинг"}
    assert save(console, blank, **typed).status == 303
    (entry,) = record_of(console).actions
    assert entry.content == SchoolAction(
        title={"ru": "Митинг"}, slogan="Дети — не рабочая сила!", slogan_language="ru"
    )


def test_a_place_is_chosen_from_the_list_and_stays_when_the_list_changes(console: Console) -> None:
    address = f"/console/events/{EVENT}/places"
    empty = console.send_form(address, {"_id": "aqbulaq"})
    assert empty.status == 422
    added = console.send_form(
        address, {"_id": "aqbulaq", "district.kk": "Көктал ауданы", "village.kk": "Ақбұлақ"}
    )
    assert added.status == 303
    assert "Көктал ауданы, Ақбұлақ" in console.get(address).text
    assert save(console, "paper/paper", place="aqbulaq", number="04/157").status == 303
    places.remove_place(console.services, SYSTEM, EVENT, "aqbulaq")
    assert form_of(console, "paper/paper")["place"] == "="
    assert save(console, "paper/paper", number="04/158").status == 303
    paper = record_of(console).paper
    assert paper is not None
    assert paper.content.number == "04/158"
    assert paper.content.place is not None
    assert paper.content.place.village == {"kk": "Ақбұлақ"}
    assert console.send_form(address, {"remove": "aqbulaq"}).status == 303


def test_a_paper_begins_like_that_of_the_last_event(console: Console) -> None:
    earlier = {**OTHER, "id": "earlier", "starts_at": "2026-05-01T10:00:00+05:00"}
    events.create_event(console.services, SYSTEM, as_json(earlier))
    paper = {"number": "1", "signatory": "Г. Сейітова", "place": {"village": "Ақбұлақ"}}
    records.save_entry(console.services, SYSTEM, "earlier", "paper", "paper", as_json(paper))
    shown = form_of(console, "paper/paper")
    assert (shown["signatory.kk"], shown["number"], shown["place"]) == ("Г. Сейітова", "", "=")
    assert record_of(console).paper is None
    assert save(console, "paper/paper", number="2").status == 303
    saved = record_of(console).paper
    assert saved is not None
    assert (saved.content.number, saved.content.signatory) == (
        "2",
        dict.fromkeys(LANGUAGES, "Г. Сейітова"),
    )
    assert saved.content.place is not None


def test_a_reader_of_summaries_reads_and_gets_no_form(console: Console) -> None:
    document = as_json({"title": {"kk": "Жадынама"}, "kind": "leaflet", "copies": 5})
    records.save_entry(console.services, SYSTEM, EVENT, "handouts", "a", document)
    grant = MemberGrant(role=MemberRole.SUMMARIES_READER, scope=f"event:{EVENT}")
    invitation = Invitation(email="reader@pikir.example", roles=(grant,))
    members.invite_member(console.services, Actor.owner(ORGANISER), invitation)
    reader = sign_in(console, "reader@pikir.example")
    page = reader.get(RECORD)
    assert page.status == 200
    assert "Жадынама" in page.text
    assert "data-entry" not in page.text
    refused = reader.send_form(f"{RECORD}/handouts/a", {"title.kk": "Басқа", "revision": "1"})
    assert refused.status == 404


def test_a_section_of_a_large_record_has_a_page_of_its_own(console: Console) -> None:
    for section, number in (("media", 120), ("handouts", 90)):
        document = as_json({"name" if section == "media" else "title": "Мәтін"})
        records.save_entry(console.services, SYSTEM, EVENT, section, "n0", document)
        item = console.services.table.get(keys.record_entry(EVENT, section, "n0")) or {}
        for n in range(1, number):
            console.services.table.put(
                {**item, **address(keys.record_entry(EVENT, section, f"n{n}"))}
            )
    page = console.get(RECORD).text
    assert page.count("Мәтін") >= 90
    assert 'id="media.n0"' not in page
    assert f'href="{RECORD}?section=media"' in page
    alone = console.get(f"{RECORD}?section=media").text
    assert 'id="media.n119"' in alone
    assert 'id="handouts.n0"' not in alone
    shown = Forms(alone).by_address["media/n3"]
    reply = console.send_form(f"{RECORD}/media/n3", {**shown, "name.kk": "Басқа"})
    assert reply.headers["location"] == f"{RECORD}?section=media#media.n3"
    wrong = console.send_form(f"{RECORD}/media/n4", {**shown, "revision": "1", "link": "x"})
    assert (wrong.status, 'id="media.n119"' in wrong.text) == (422, True)


def test_an_unknown_section_is_no_page(console: Console) -> None:
    csrf = {"_csrf": console.csrf()}
    assert console.send_form(f"{RECORD}/weather/a", csrf).status == 404


def test_head_counts_are_read_as_who_came_and_who_was_invited() -> None:
    event = Event.model_validate_json(as_json(OTHER))
    spec = SPECS[RecordSection.ATTENDANCE]
    counts = [
        {"category": "gone", "count": 1200, "invited": 1300},
        {"label": {"kk": "Ата-аналар"}, "invited": 7},
    ]
    lines = EntryReader(event, "en", translator("en")).lines(spec, {"counts": counts})
    assert [(each.label, each.text) for each in lines] == [
        ("gone", "1,200, invited: 1,300"),
        ("Ата-аналар", "invited: 7"),
    ]
