"""Pages of forms with logic, without a script: conditions as text, filters, calculations and repeats."""

import json
import re
from typing import Any

import pytest

from chalicelib.web import static
from tests.web.client import control_fields
from tests.web.participant.conftest import Site

ADDRESS = "/e/round-table/logic"
YES_NO = [{"name": "yes", "label": "Yes"}, {"name": "no", "label": "No"}]
TOWNS = [
    {"name": "talgar", "label": "Talgar", "region": "east"},
    {"name": "kentau", "label": "Kentau", "region": "south"},
]
VILLAGES = [
    {"name": f"v{number}", "label": f"Village {number}", "town": "kentau" if number else "talgar"}
    for number in range(70)
]


def row(kind: str, name: str, **more: object) -> dict[str, Any]:
    return {"type": kind, "name": name, "label": name.title(), **more}


FORM: dict[str, Any] = {
    "name": "logic",
    "purpose": "other",
    "title": "Logic",
    "choices": {
        "yn": YES_NO,
        "regions": [{"name": "east", "label": "East"}, {"name": "south", "label": "South"}],
        "towns": TOWNS,
        "villages": VILLAGES,
    },
    "questions": [
        row("select_one", "region", list_name="regions", hint="See **map**"),
        row(
            "select_one",
            "town",
            list_name="towns",
            choice_filter="region = ${region}",
        ),
        row("select_one", "village", list_name="villages", choice_filter="town = ${town}"),
        row("select_one", "came", list_name="yn", guidance_hint="Folded away"),
        row("text", "why", relevant="${came} = 'no'", required="${region} = 'east'"),
        row("text", "where", default="Here", read_only=True),
        row("date", "day", default="today()"),
        row("integer", "count", constraint=". < 5", constraint_message="Not ${count}!"),
        row(
            "begin_repeat",
            "guests",
            repeat_count="${count}",
            questions=[row("text", "guest", label="Guest of ${where}"), row("integer", "cost")],
        ),
        row(
            "begin_repeat",
            "friends",
            questions=[
                row("text", "friend"),
                row("begin_repeat", "pets", questions=[row("text", "pet")]),
            ],
        ),
        row("calculate", "sum", calculation="sum(${cost})"),
        row("calculate", "stamp", calculation="uuid()", trigger="${came}"),
        row("note", "total", label="In all ${sum} and ${never}", relevant="${sum} > 0"),
        row(
            "begin_group",
            "table",
            appearance="table-list",
            questions=[
                row("select_one", "one", list_name="yn"),
                row("select_one", "two", list_name="yn"),
                row("text", "between"),
                row("select_one", "three", list_name="yn"),
            ],
        ),
        row("geopoint", "place"),
        row("range", "picked", appearance="picker", parameters={"start": 0, "end": 30, "step": 1}),
        row("select_one", "mixed", list_name="yn", parameters={"randomize": True}),
        row("select_one", "level", list_name="yn", appearance="likert"),
        row("text", "digits", appearance="numbers"),
    ],
}
FORM["questions"][12]["label"] = "In all ${sum}"


@pytest.fixture
def logic(site: Site) -> Site:
    """Publish the form with logic."""
    site.publish(FORM)
    return site


def send(site: Site, *pairs: tuple[str, str]) -> str:
    """Open the form and send these fields; return the page that comes back."""
    new_page = site.browser.get(ADDRESS).text
    return site.browser.send_form(ADDRESS, [*control_fields(new_page), *pairs]).text


def test_an_optional_answer_in_a_table_can_be_left_out_again(logic: Site) -> None:
    page = logic.browser.get(ADDRESS).text
    for name in ("one", "two", "three"):
        assert page.count(f'<input type="radio" id="q.{name}-none" name="q.{name}" value="">') == 1


def opening_tag(page: str, name: str) -> str:
    """Return the opening tag of the element that holds a question."""
    number = next(
        number for number, node in enumerate(client_rules(page)["nodes"]) if node["key"] == name
    )
    match = re.search(rf'<[^>]* data-node="{number}"[^>]*>', page)
    assert match is not None
    return match[0]


def client_rules(page: str) -> Any:  # noqa: ANN401 -- JSON is anything
    """Return the rules that the page holds for its script."""
    match = re.search(r'<script type="application/json" id="logic"[^>]*>(.*?)</script>', page)
    assert match is not None
    return json.loads(match[1])


def test_a_new_page_shows_every_question_with_its_condition(logic: Site) -> None:
    page = logic.browser.get(ADDRESS).text
    assert "«Came» сұрағына жауабыңыз «No» болса, осыған жауап беріңіз." in page
    assert " hidden" not in opening_tag(page, "why")
    assert 'name="q.where" value="Here"' in page
    assert re.search(r'name="q.where"[^>]* readonly', page)
    assert 'name="q.day" value="2026-06-01"' in page
    assert "See <strong>map</strong>" in page
    assert "<details" in page
    assert 'value="talgar"' in page
    assert 'value="v1"' not in page
    assert "Жауаптарыма сай көрсету" in page


def test_refreshing_the_page_applies_the_logic_to_the_answers_so_far(logic: Site) -> None:
    page = send(
        logic,
        ("q.region", "south"),
        ("q.town", "kentau"),
        ("q.came", "yes"),
        ("q.why", "typed before"),
        ("q.where", "Home"),
        ("q.count", "2"),
        ("_row", "guests[0]"),
        ("q.guests[0]/cost", "3"),
        ("_refresh", "1"),
    )
    assert 'value="talgar"' not in page
    assert 'name="q.town" value="kentau" checked' in page
    assert page.count('name="q.village" value="v') == 69
    assert " hidden" in opening_tag(page, "why")
    assert 'value="typed before"' in page
    assert 'name="_fit" value="1"' in page
    assert "болса, осыған жауап беріңіз" not in page
    assert 'name="q.guests[1]/guest"' in page
    assert 'name="q.guests[2]/guest"' not in page
    assert re.search(r"Guest of <span data-text=\"where\">Home</span>", page)
    assert re.search(r"In all <span data-text=\"sum\">3</span>", page)
    assert 'class="message"' not in page


def test_buttons_add_and_remove_instances(logic: Site) -> None:
    fields = (("_row", "friends[0]"), ("q.friends[0]/friend", "Aisha"))
    page = send(logic, *fields, ("_add", "friends"))
    assert 'name="q.friends[0]/friend" value="Aisha"' in page
    assert 'name="q.friends[1]/friend" value=""' in page
    page = send(logic, *fields, ("_remove", "friends[0]"))
    assert 'value="Aisha"' not in page
    assert 'name="q.friends[0]/friend"' not in page
    assert 'name="q.friends[#]/pets[#]/pet"' in page


def test_a_problem_inside_an_instance_is_shown_at_its_field(logic: Site) -> None:
    page = send(
        logic,
        ("q.count", "1"),
        ("_row", "guests[0]"),
        ("q.guests[0]/cost", "much"),
        ("q.came", "yes"),
    )
    assert '<a href="#q.guests[0]/cost">' in page
    assert 'id="q.guests[0]/cost-message"' in page


def test_appearances_change_the_widget(logic: Site) -> None:
    page = logic.browser.get(ADDRESS).text
    assert page.count('class="row head"') == 2
    assert page.count('role="radiogroup"') == 3
    assert 'class="field likert"' in page
    assert '<select id="q.picked"' in page
    assert re.search(r'id="q.digits"[^>]*inputmode="numeric"', page)
    assert "data-locate" in page


def test_the_client_rules_name_the_dependents_of_each_row(logic: Site) -> None:
    rules = client_rules(logic.browser.get(ADDRESS).text)
    by_key = {node["key"]: node for node in rules["nodes"]}
    keys = [node["key"] for node in rules["nodes"]]
    assert [keys[number] for number in by_key["came"]["dependents"]] == ["why", "stamp"]
    assert [keys[number] for number in by_key["came"]["triggers"]] == ["stamp"]
    assert [keys[number] for number in by_key["cost"]["dependents"]] == ["sum"]
    assert "total" in {keys[number] for number in by_key["sum"]["mentionedBy"]}
    assert by_key["count"]["constraintMessage"] == ["Not ", {"name": "count"}, "!"]
    assert {*rules["lists"]} == {"towns", "villages"}
    assert rules["lists"]["towns"][0] == {"name": "talgar", "label": "Talgar", "region": "east"}
    assert rules["order"].index(keys.index("sum")) < rules["order"].index(keys.index("total"))
    assert len(rules["scopes"]) == 4


def test_without_a_build_a_page_preloads_the_modules_of_its_scripts_and_runs_them_in_order(
    logic: Site,
) -> None:
    page = logic.browser.get(ADDRESS).text
    for name in ("logic.js", "expressions.js", "drafts.js"):
        assert f'<link rel="modulepreload" href="/static/{static.assets()[name].name}">' in page
    run = re.findall(r'<script type="module" src="/static/([^"]+)"', page)
    assert run[:2] == [static.assets()[name].name for name in ("logic-form.js", "form.js")]


@pytest.mark.parametrize(
    ("change", "runs_logic"),
    [
        ({}, False),
        ({"required": "yes", "required_message": "Please!"}, False),
        ({"min": 3}, False),
        ({"required": "${b} = 'x'"}, True),
        ({"relevant": "${b} = 'x'"}, True),
        ({"constraint": ". != 'x'"}, True),
        ({"label": "You said ${b}"}, True),
        ({"read_only": "yes"}, False),
    ],
)
def test_only_a_form_with_logic_loads_what_runs_it(
    site: Site, change: dict[str, Any], runs_logic: bool
) -> None:
    asked = row("integer" if "min" in change else "text", "a", **change)
    questions = [row("text", "b"), row("text", "c"), asked]
    site.publish({"name": "few", "purpose": "other", "title": "Few", "questions": questions})
    page = site.browser.get("/e/round-table/few").text
    assert ("/static/logic." in page) is runs_logic
    assert ("/static/plain-form." in page) is not runs_logic


def test_a_page_keeps_drafts_unless_the_event_forbids_it(logic: Site) -> None:
    assert " data-drafts" in logic.browser.get(ADDRESS).text
    logic.change(drafts=False)
    assert " data-drafts" not in logic.browser.get(ADDRESS).text


MORE: dict[str, Any] = {
    "name": "more",
    "purpose": "other",
    "title": "More",
    "choices": {"yn": YES_NO},
    "questions": [
        row("integer", "many"),
        row("begin_repeat", "outer", repeat_count="${many}", questions=[row("text", "a")]),
        row(
            "begin_group",
            "shut",
            relevant="${many} > 3",
            questions=[row("text", "inside"), row("note", "told")],
        ),
        row(
            "begin_group",
            "old_table",
            questions=[
                row("select_one", "head", list_name="yn", appearance="label"),
                row("select_one", "line", list_name="yn", appearance="list-nolabel"),
            ],
        ),
        row("image", "face", appearance="selfie", parameters={"max-pixels": 640}),
        row("image", "view", appearance="new"),
        row("file", "paper"),
        row("audio", "poem", appearance="new"),
        row("video", "dance", appearance="new-front"),
        row("video", "yard"),
        row("barcode", "badge", appearance="front"),
        row("barcode", "seat", read_only=True),
        row("text", "web", appearance="url"),
        row("text", "tall", appearance="multiline", parameters={"rows": 9}),
        row("hidden", "campaign", default="spring"),
    ],
}


def test_the_number_of_instances_on_a_page_is_bounded(site: Site) -> None:
    site.publish(MORE)
    new_page = site.browser.get("/e/round-table/more").text
    control = [*control_fields(new_page), ("_refresh", "1")]
    page = site.browser.send_form(
        "/e/round-table/more", [*control, ("q.many", "999999999999")]
    ).text
    assert page.count('name="_row" value="outer[') == 101  # including the blank instance
    page = site.browser.send_form(
        "/e/round-table/more", [*control, ("q.many", "x"), ("q.nobody", "1")]
    ).text
    assert 'name="q.many" value="x"' in page
    assert " hidden" in opening_tag(page, "inside")


def test_only_a_form_that_asks_for_a_code_has_what_reads_it(site: Site) -> None:
    for document, has_scanner in ((MORE, True), (FORM, False)):
        site.publish(document)
        page = site.browser.get(f"/e/round-table/{document['name']}").text
        assert ("data-scanner" in page) is has_scanner
    plain = {**MORE, "name": "plain", "questions": [row("text", "a")]}
    site.publish(plain)
    page = site.browser.get("/e/round-table/plain").text
    assert "/static/barcode." not in page
    assert "/static/location." not in page


def test_files_tables_and_hidden_values_have_their_fields(site: Site) -> None:
    site.publish(MORE)
    page = site.browser.get("/e/round-table/more").text
    assert re.search(r'id="q.face"[^>]*capture="user"[^>]*data-max-pixels="640"', page)
    assert re.search(r'id="q.view"[^>]*capture="environment"', page)
    assert re.search(r'type="file" id="q.paper" name="q.paper.file"', page)
    assert re.search(r'id="q.poem"[^>]*accept="audio/\*" capture="environment"', page)
    assert re.search(r'id="q.dance"[^>]*accept="video/\*" capture="user"', page)
    assert re.search(r'id="q.yard"[^>]*accept="video/\*" aria-describedby="q.yard-rule"', page)
    assert page.count("50 МБ") == page.count("data-plain>Бр") == 3
    for name, camera in (("badge", "user"), ("seat", "environment")):
        assert re.search(rf'id="q.{name}"[^>]*>\s*<button [^>]*data-scan="{camera}"', page)
    assert 'name="q.head"' not in page
    assert page.count('class="row head"') == 1
    assert re.search(r'id="q.web"[^>]*inputmode="url"', page)
    assert re.search(r'id="q.tall"[^>]*rows="9"', page)
    assert 'name="q.campaign" value="spring"' in page
