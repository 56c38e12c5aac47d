"""The pages of proposals, each step a page that posts: nothing typed is lost, and who comes second is told."""

import json
import re
from urllib.parse import urlencode

import pytest

from chalicelib.actions import drafts, forms, submissions
from chalicelib.domain.permissions import Actor
from chalicelib.web import participant
from tests.web.client import Client, app_of
from tests.web.organiser.conftest import FORM, ORGANISER, Console

EVENT = "/console/events/round-table"
LIST = f"{EVENT}/proposals"
WORDS = "Кітапхана кешке дейін"


@pytest.fixture
def hall(console: Console) -> Console:
    """Return the console of an open event, two of whose answers hold three proposals."""
    actor, services = Actor.owner(ORGANISER), console.services
    console.send_form(f"{EVENT}/state", {"state": "open"})
    wish = {"type": "text", "name": "wish", "label": {"kk": "Ұсыныс"}, "role": "proposal"}
    other = {**wish, "name": "other"}
    document = {**FORM, "questions": [*FORM["questions"], wish, other]}
    drafts.save_form(services, actor, "round-table", "impressions", json.dumps(document).encode())
    forms.publish_form(services, actor, "round-table", "impressions")
    for answers in ({"wish": f"{WORDS} <b>", "other": "Үйірме"}, {"wish": "Спортзал"}):
        body = json.dumps({"answers": answers}).encode()
        submissions.submit_json(services, "round-table", "impressions", body, "kk")
    console.send_form(LIST, {"do": "collect"})
    return console


def texts(page: str) -> list[str]:
    """Return the texts of a list's rows."""
    rows = re.findall(r'<td data-name="Ұсыныс" class="lines">(.*?)(?: <span.*?)?</td>', page)
    return [row.strip() for row in rows]


def find_ticks(page: str) -> list[str]:
    return re.findall(r'name="n" value="(.*?)"', page)


def send(console: Console, address: str, numbers: list[str], **fields: str) -> str:
    """Send a form with several ticked rows; return the page that it leads to."""
    pairs = [("_csrf", console.csrf()), *(("n", each) for each in numbers), *fields.items()]
    page = console.client.send_form(address, pairs, Cookie=console.cookie)
    if page.status == 303:
        return console.get(page.headers["location"]).text
    return page.text


def test_answers_are_collected_by_one_press_and_the_second_finds_none(hall: Console) -> None:
    page = hall.get(LIST).text
    assert texts(page) == [f"{WORDS} &lt;b&gt;", "Үйірме", "Спортзал"]
    sent = hall.send_form(LIST, {"do": "collect"})
    assert "proposals.none" in sent.cookies[0]
    assert len(find_ticks(hall.get(LIST).text)) == 3


def test_several_are_accepted_or_declined_at_once(hall: Console) -> None:
    one, two, three = find_ticks(hall.get(LIST).text)
    send(hall, LIST, [one], do="accept")
    asked = send(hall, LIST, [two, three], do="decline")
    refused = send(hall, f"{LIST}/decline", find_ticks(asked))
    assert "Неге қабылданбағанын жазыңыз." in refused
    send(hall, f"{LIST}/decline", find_ticks(refused), **{"reason-kk": "Қаржы жоқ"})
    shown = hall.get(f"{LIST}?{urlencode({'state': 'declined'})}").text
    assert texts(shown) == ["Үйірме", "Спортзал"]
    assert shown.count("Қаржы жоқ") == 2


def test_a_row_that_somebody_changed_meanwhile_is_told(hall: Console) -> None:
    one, two, _ = find_ticks(hall.get(LIST).text)
    hall.send_form(f"{LIST}/1", {"do": "word", "revision": "1", "text-kk": "Кітапхана"})
    page = send(hall, LIST, [one, two], do="accept")
    assert "№ 1: " in page
    assert "№ 2: " not in page
    states = re.findall(r'<span class="tag \w+">(.*?)</span>', page)
    assert states[-3:] == ["Шешілмеген", "Қабылданды", "Шешілмеген"]


def test_merging_keeps_one_number_and_what_was_typed(hall: Console) -> None:
    one, two, _ = find_ticks(hall.get(LIST).text)
    alone = send(hall, LIST, [one], do="merge")
    assert "кемінде екі ұсынысты" in alone
    asked = send(hall, LIST, [one, two], do="merge")
    hall.send_form(f"{LIST}/2", {"do": "word", "revision": "1", "text-kk": "Үйірме ашу"})
    numbers, typed = find_ticks(asked), {"into": "1", "text-kk": "Кітапхана мен үйірме"}
    refused = send(hall, f"{LIST}/merge", numbers, **typed)
    assert "Кітапхана мен үйірме</textarea>" in refused
    merged = send(hall, f"{LIST}/merge", find_ticks(refused), **typed)
    assert "Кітапхана мен үйірме</p>" in merged
    assert merged.count("<blockquote") == 0
    assert f"{WORDS} &lt;b&gt;" in merged
    assert "№ 1 құрамында" in hall.get(f"{LIST}?state=merged").text
    part = hall.get(f"{LIST}/2").text
    revision = re.findall(r'name="revision" value="(\d+)"', part)[0]
    assert f'href="{LIST}/2"' in hall.get(f"{LIST}/1").text
    stale = hall.send_form(f"{LIST}/2", {"do": "unmerge", "revision": "1"})
    assert stale.status == 422
    for _ in range(2):
        back = hall.send_form(f"{LIST}/2", {"do": "unmerge", "revision": revision})
        assert back.status == 303
    assert hall.get(f"{LIST}?state=merged").text.count('name="n"') == 0
    assert f'href="{LIST}/2"' not in hall.get(f"{LIST}/1").text


def test_a_split_asks_for_one_more_part_and_keeps_what_was_typed(hall: Console) -> None:
    page = hall.get(f"{LIST}/1/split").text
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(.*?)">', page))
    typed = {**fields, "part0-kk": "Бір", "part1-kk": "Екі"}
    more = hall.send_form(f"{LIST}/1/split", {**typed, "do": "more"}).text
    assert "Екі</textarea>" in more
    assert 'name="part2-kk"' in more
    alone = hall.send_form(f"{LIST}/1/split", {**typed, "part1-kk": ""})
    assert (alone.status, "Кемінде екі ұсыныс" in alone.text) == (422, True)
    for _ in range(2):
        assert hall.send_form(f"{LIST}/1/split", typed).status == 303
    assert texts(hall.get(LIST).text) == ["Бір", "Үйірме", "Спортзал", "Екі"]


def test_each_step_tells_beside_its_fields_that_something_is_missing(hall: Console) -> None:
    steps = (
        {"do": "accept", "due": "қыркүйек", "responsible-kk": "Білім бөлімі"},
        {"do": "decline", "reason-kk": " "},
        {"do": "word", "text-kk": "x" * 5001},
        {"do": "follow_up", "outcome": "done"},
    )
    for fields in steps:
        page = hall.send_form(f"{LIST}/1", {**fields, "revision": "1"})
        assert page.status == 422, fields
        assert "data-error-summary" in page.text
    assert "Білім бөлімі</textarea>" in hall.send_form(f"{LIST}/1", {**steps[0]}).text
    assert hall.send_form(f"{LIST}/1", {"do": "vanish"}).status == 400
    assert hall.send_form(f"{LIST}/99", {"do": "reopen"}).status == 404
    empty = hall.send_form(f"{LIST}/new", {"_id": "abcdefgh"})
    assert (empty.status, "Ұсынысты жазыңыз." in empty.text) == (422, True)


def test_an_erasure_names_the_proposals_whose_words_it_takes(hall: Console) -> None:
    hall.send_form(f"{LIST}/2", {"do": "word", "revision": "1", "text-kk": "Үйірме ашу"})
    address = re.search(r'href="(/console/\S+/answers/[0-9a-f-]{36})"', hall.get(f"{LIST}/1").text)
    assert address is not None
    page = hall.get(f"{address[1]}/erase").text
    assert re.findall(r">№ (\d)</a>", page) == ["1"]


def test_the_public_page_shows_them_if_the_organiser_says_so(hall: Console) -> None:
    one, *_ = find_ticks(hall.get(LIST).text)
    send(hall, LIST, [one], do="accept")
    visitor = Client(app_of(participant.ROUTES, hall.services))
    assert WORDS not in visitor.get("/e/round-table").text
    settings = hall.get(f"{EVENT}/settings/proposals").text
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(.*?)">', settings))
    saved = hall.send_form(f"{EVENT}/settings/proposals", {**fields, "shows_proposals": "1"})
    assert saved.status == 303
    page = visitor.get("/e/round-table").text
    assert f"№ 1. {WORDS} &lt;b&gt;" in page
    assert "Үйірме" not in page


def test_a_proposal_of_the_hall_is_written_down_its_author_named_by_consent_and_erased(
    hall: Console,
) -> None:
    typed = {"_id": "written-in-the-hall", "text-kk": "Аула жарығы", "author": "Айбек Сериков"}
    refused = hall.send_form(f"{LIST}/new", typed)
    assert (refused.status, "Айбек Сериков" in refused.text) == (422, True)
    added = hall.send_form(f"{LIST}/new", {**typed, "author_agreed": "1", "do": "another"})
    assert added.headers["location"].endswith("/proposals/new")
    assert hall.send_form(f"{LIST}/new", {**typed, "author_agreed": "1"}).status == 303
    assert texts(hall.get(LIST).text)[3:] == ["Аула жарығы"]
    page = hall.get(f"{LIST}/4").text
    assert 'name="consent-0"' in page
    unnamed = {"do": "name", "sources": "1", "consent-0": "", "revision": "1"}
    assert hall.send_form(f"{LIST}/4", unnamed).status == 303
    assert hall.send_form(f"{LIST}/4", {**unnamed, "sources": "7", "revision": "2"}).status == 422
    assert hall.send_form(f"{LIST}/4", {"erase": typed["_id"]}).status == 303
    assert "Айбек Сериков" not in hall.get(f"{LIST}/4").text


def test_an_acceptance_is_taken_back_or_followed_up(hall: Console) -> None:
    def step(revision: int, **fields: str) -> int:
        return hall.send_form(f"{LIST}/1", {"revision": str(revision), **fields}).status

    assert step(1, do="accept") == 303
    assert step(2, do="reopen") == 303
    assert step(3, do="accept") == 303
    not_done = {"do": "follow_up", "outcome": "not_done"}
    assert step(4, **not_done) == 422
    assert step(4, **not_done, **{"outcome_note-kk": "Қаржы жоқ"}) == 303
    assert step(5, do="reopen") == 422
    assert step(5, do="decline", **{"reason-kk": "Кеш"}) == 422
    assert "Қаржы жоқ" in hall.get(f"{LIST}/1").text
