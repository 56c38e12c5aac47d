"""The pages that correct a version's wording, and the choice on a draft's page."""

import json
import re

from chalicelib.actions import drafts, forms
from chalicelib.domain.permissions import SYSTEM
from tests.web.client import HttpResponse
from tests.web.organiser.conftest import FORM as DOCUMENT
from tests.web.organiser.conftest import Console

FORM = "/console/events/round-table/forms/impressions"
WORDING = f"{FORM}/wording"


def label(console: Console) -> str:
    form = forms.show_form(console.services, SYSTEM, "round-table", "impressions")
    return (form.definition.questions[0].label or {})["kk"]


def save(console: Console, text: str, **more: str) -> HttpResponse:
    fields = {"version": "1", "wording": "0", "at": "/questions/0", "/questions/0/label/kk": text}
    return console.send_form(WORDING, {**fields, **more})


def test_a_typo_is_three_clicks_away_from_the_forms_page(console: Console) -> None:
    page = console.get(FORM).text
    assert f'href="{WORDING}"' in page
    page = console.get(WORDING).text
    (address,) = re.findall(rf'href="({WORDING}\?version=1&amp;at=%2Fquestions%2F0)"', page)
    before = label(console)
    page = console.get(address.replace("&amp;", "&")).text
    assert f'name="/questions/0/label/kk" lang="kk" value="{before}"' in page
    reply = save(console, f"{before}!")
    assert (reply.status, reply.headers["location"]) == (303, FORM)
    assert label(console) == f"{before}!"
    assert f"{WORDING}?version=1" in console.get(FORM).text
    page = console.get(WORDING).text
    assert f"<del>{before}</del> → <ins>{before}!</ins>" in page


def test_another_sentence_is_asked_about_before_it_is_saved(console: Console) -> None:
    before = label(console)
    reply = save(console, "Мүлде бөлек нәрсе туралы")
    assert (reply.status, label(console)) == (422, before)
    assert 'name="confirmed"' in reply.text
    assert f'href="{FORM}/edit"' in reply.text
    assert save(console, "Мүлде бөлек нәрсе туралы", confirmed="1").status == 303
    assert label(console) == "Мүлде бөлек нәрсе туралы"


def test_a_text_that_is_taken_away_is_refused_at_its_field(console: Console) -> None:
    before = label(console)
    reply = save(console, " ")
    assert (reply.status, label(console)) == (422, before)
    assert 'href="#/questions/0/label/kk"' in reply.text
    assert 'aria-invalid="true"' in reply.text


def test_typed_words_stay_beside_those_that_a_colleague_corrected(console: Console) -> None:
    before = label(console)
    assert save(console, f"{before}!").status == 303
    reply = save(console, f"{before}?")
    assert reply.status == 409
    assert f'value="{before}?"' in reply.text
    assert f"{before}!" in reply.text
    assert save(console, f"{before}?", wording="1").status == 303
    assert label(console) == f"{before}?"


def test_bad_fields_and_addresses_are_refused(console: Console) -> None:
    assert save(console, "x", wording="-1").status == 400
    assert save(console, "x", at="/questions/99").status == 400
    assert save(console, "x", version="7").status == 409
    assert console.get(f"{WORDING}?version=x").status == 400
    assert console.get(f"{WORDING}?at=/nowhere").status == 400


def test_a_draft_of_other_words_is_offered_as_a_correction(console: Console) -> None:
    document = json.loads(json.dumps(DOCUMENT))
    document["title"]["kk"] += "!"
    actor, name = SYSTEM, "impressions"
    drafts.save_form(console.services, actor, "round-table", name, json.dumps(document).encode())
    page = console.get(f"{FORM}/draft").text
    (revision,) = set(re.findall('name="revision" value="([0-9]+)"', page))
    assert 'value="correct"' in page
    fields = {"revision": revision, "decision": "correct"}
    assert console.send_form(f"{FORM}/draft", fields).headers["location"] == FORM
    form = forms.show_form(console.services, actor, "round-table", name)
    assert (form.version, form.definition.title["kk"]) == (1, document["title"]["kk"])
    assert console.get(f"{FORM}/draft").status == 303


def test_quite_other_words_are_rather_offered_as_a_new_version(console: Console) -> None:
    document = json.loads(json.dumps(DOCUMENT))
    document["questions"][0]["label"]["kk"] = "Мүлде бөлек нәрсе туралы сұрақ"
    drafts.save_form(
        console.services, SYSTEM, "round-table", "impressions", json.dumps(document).encode()
    )
    page = console.get(f"{FORM}/draft").text
    assert '<button class="button second" name="decision" value="correct" formnovalidate>' in page
    assert '<button class="button" name="decision" value="publish">' in page


def publish_with_schools(console: Console, number: int) -> None:
    """Publish a version that asks for one of so many schools as well."""
    document = json.loads(json.dumps(DOCUMENT))
    schools = [{"name": f"s{n}", "label": {"kk": f"№ {n} мектеп"}} for n in range(1, number + 1)]
    question = {"type": "select_one", "list_name": "schools", "name": "school"}
    document["questions"].append({**question, "label": {"kk": "Мектебіңіз"}})
    document["choices"] = {"schools": schools}
    event, name = "round-table", "impressions"
    drafts.save_form(console.services, SYSTEM, event, name, json.dumps(document).encode())
    forms.publish_form(console.services, SYSTEM, event, name)


def school(console: Console, number: int) -> str:
    form = forms.show_form(console.services, SYSTEM, "round-table", "impressions")
    return (form.definition.choices["schools"][number - 1].label or {})["kk"]


def fields_of(page: str) -> list[str]:
    return re.findall('name="(/[^"]+/kk)"', page)


def links_of(page: str) -> list[str]:
    found = re.findall(rf'href="({WORDING}[^"]+schools[^"]*)"', page)
    return [each.replace("&amp;", "&") for each in found]


def test_a_choice_of_a_long_list_is_found_and_corrected(console: Console) -> None:
    publish_with_schools(console, 130)
    page = console.get(f"{WORDING}?version=2&at=/questions/1").text
    assert fields_of(page) == ["/questions/1/label/kk"]
    assert '<input type="hidden" name="at" value="/choices/schools">' in page
    (all_choices,) = links_of(page)
    shown, page = [], console.get(all_choices.replace("&amp;", "&")).text
    fields = {"version": "2", "wording": "0", "at": "/choices/schools"}
    for following in ("60", "120"):
        shown += fields_of(page)
        assert f'name="from" value="{following}"' in page
        reply = console.send_form(WORDING, {**fields, "q": "", "from": following})
        assert reply.status == 303
        page = console.get(reply.headers["location"]).text
    shown += fields_of(page)
    assert 'name="from"' not in page
    assert shown == [f"/choices/schools/{n}/label/kk" for n in range(130)]
    assert "121–130" in page
    page = console.get(f"{all_choices}&q=+ S77 ").text  # its name finds a choice, too
    assert fields_of(page) == ["/choices/schools/76/label/kk"]
    typed = {"/choices/schools/76/label/kk": "Абай атындағы лицей"}
    reply = console.send_form(WORDING, {**fields, **typed})
    assert (reply.status, fields_of(reply.text)) == (422, ["/choices/schools/76/label/kk"])
    assert 'name="confirmed"' in reply.text
    carried = console.send_form(WORDING, {**fields, **typed, "q": "лицей", "from": "60"}).text
    assert 'name="q" value="лицей"' in carried
    assert carried.count('name="from" value="60"') == 1
    saved = console.send_form(WORDING, {**fields, **typed, "confirmed": "1", "from": "60"})
    assert (saved.status, saved.headers["location"].count("from=60")) == (303, 1)
    assert (school(console, 77), school(console, 78)) == ("Абай атындағы лицей", "№ 78 мектеп")
    page = console.get(f"{WORDING}?version=2").text
    assert "organiser@pikir.example" in page.partition("<del>№ 77 мектеп</del>")[0]


def test_a_search_without_a_match_and_bad_places_in_a_list_are_answered(console: Console) -> None:
    publish_with_schools(console, 61)
    address = f"{WORDING}?version=2&at=/choices/schools"
    page = console.get(f"{address}&q=гимназия").text
    assert (fields_of(page), links_of(page)) == (
        [],
        [address.replace("/choices/", "%2Fchoices%2F")],
    )
    assert len(fields_of(console.get(f"{address}&from=9999").text)) == 60
    assert console.get(f"{address}&from=x").status == 400
    sent = {"version": "2", "wording": "0", "at": "/choices/schools", "from": "x"}
    assert console.send_form(WORDING, sent).status == 400
    assert console.get(f"{WORDING}?version=2&at=/choices/nothing").status == 400
    assert console.get(f"{WORDING}?version=2&at=/choices/schools/0").status == 400
