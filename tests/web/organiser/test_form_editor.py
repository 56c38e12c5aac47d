"""The editor of forms: questions are added, changed, moved, copied and removed by pages that post."""

import re

import pytest

from chalicelib.actions import drafts, forms
from chalicelib.domain.permissions import SYSTEM
from chalicelib.forms.definition import Definition
from tests.web.client import HttpResponse
from tests.web.organiser.conftest import Console

FORM = "/console/events/round-table/forms/impressions"
EDIT, QUESTION = f"{FORM}/edit", f"{FORM}/edit/question"


def revision(console: Console) -> str:
    found = re.search(r'name="revision" value="([0-9-]+)"', console.get(EDIT).text)
    assert found is not None
    return found[1]


def draft(console: Console) -> Definition:
    definition = console.services.forms.draft("round-table", "impressions")
    assert definition is not None
    return definition


def save(console: Console, **fields: str) -> HttpResponse:
    return console.send_form(QUESTION, {"revision": revision(console), **fields})


def step(console: Console, do: str, at: str, **more: str) -> HttpResponse:
    return console.send_form(EDIT, {"revision": revision(console), "do": do, "at": at, **more})


def test_the_form_leads_to_its_questions_and_each_to_its_page(console: Console) -> None:
    assert f'href="{EDIT}"' in console.get(FORM).text
    page = console.get(EDIT).text
    assert f'href="{QUESTION}?at=%2Fquestions%2F0"' in page
    assert f'href="{EDIT}/add?at=' in page


def test_a_question_with_choices_is_added_in_two_languages(console: Console) -> None:
    at = re.findall(rf'{EDIT}/add\?at=([^"]+)"', console.get(EDIT).text)[0]
    kinds = console.get(f"{EDIT}/add?at={at}").text
    assert f"{QUESTION}?at={at}&amp;kind=several" in kinds
    page = console.get(f"{QUESTION}?at={at}&kind=several").text
    assert 'name="choices_kk"' in page
    pointer = at.replace("%2F", "/")
    reply = save(
        console,
        at=pointer,
        kind="several",
        row="question",
        label_kk="Қандай баяндама ұнады?",
        label_ru="Какой доклад понравился?",
        label_en="Which report did you like?",
        choices_kk="Бірінші\nЕкінші",
        choices_ru="Первый\nВторой",
        choices_en="First\nSecond",
        required="1",
    )
    assert reply.status == 303
    added = draft(console).questions[-1]
    assert (added.type, added.name, added.required) == (
        "select_multiple",
        "qandai_bayandama_unady",
        True,
    )
    assert added.list_name is not None
    labels = [each.label for each in draft(console).choices[added.list_name]]
    assert labels == [
        {"kk": "Бірінші", "ru": "Первый", "en": "First"},
        {"kk": "Екінші", "ru": "Второй", "en": "Second"},
    ]
    assert reply.headers["location"].startswith(f"{EDIT}#row-")


def test_a_problem_of_a_choice_says_of_which(console: Console) -> None:
    texts = {f"label_{code}": "Тақырып" for code in ("kk", "ru", "en")}
    save(console, at="/questions/0", kind="several", row="question", **texts, choices_kk="Құқық")
    assert "Құқық: This text is missing in" in console.get(f"{EDIT}?lang=en").text
    assert f"Құқық <code>{draft(console).questions[0].list_name}/quqyq · label</code>" in (
        console.get(f"{FORM}/draft").text
    )


@pytest.mark.parametrize(
    "kind", ["short", "yes_no", "rating", "nps", "note", "photo", "consent", "date"]
)
def test_a_question_of_each_kind_needs_nothing_but_its_label(console: Console, kind: str) -> None:
    page = console.get(f"{QUESTION}?at=/questions/0&kind={kind}").text
    typed = dict(re.findall(r'<input[^>]* name="(start|end|step)" value="([^"]*)"', page))
    choices = {
        f"choices_{code}": text
        for code, text in re.findall(r'name="choices_(\w\w)"[^>]*>([^<]*)</textarea>', page)
    }
    labels = {f"label_{code}": "Сұрақ" for code in ("kk", "ru", "en")}
    reply = save(console, at="/questions/0", kind=kind, **typed, **choices, **labels)
    assert reply.status == 303, reply.text
    shown = drafts.show_draft(console.services, SYSTEM, "round-table", "impressions")
    assert shown.version == 2


def test_a_typo_is_corrected_and_everything_else_stays(console: Console) -> None:
    page = console.get(f"{QUESTION}?at=/questions/0").text
    before = forms.show_form(console.services, SYSTEM, "round-table", "impressions", 1).definition
    row = before.questions[0]
    typed = {f"label_{code}": text for code, text in (row.label or {}).items()}
    assert all(f'name="{name}"' in page for name in typed)
    reply = save(
        console,
        at="/questions/0",
        row=row.name,
        **{**typed, "label_kk": "Түзетілген"},
        **({"required": "1"} if row.required else {}),
    )
    assert reply.status == 303
    corrected = draft(console).questions[0]
    assert corrected.label is not None
    assert corrected.label["kk"] == "Түзетілген"
    assert corrected.name == row.name
    assert draft(console).questions[1:] == before.questions[1:]


def test_a_number_that_is_none_comes_back_with_what_was_typed_and_nothing_is_stored(
    console: Console,
) -> None:
    wrong = save(
        console, at="/questions/0", kind="rating", row="question", label_kk="Баға", start="бір"
    )
    assert wrong.status == 422
    assert 'href="#start"' in wrong.text
    assert "Баға" in wrong.text
    assert console.services.working_copies.find("round-table", "impressions") is None


def test_a_question_with_mistakes_is_kept_unfinished_and_the_draft_stays_publishable(
    console: Console,
) -> None:
    reply = save(
        console, at="/questions/0", kind="short", hint_kk="Кеңес", relevant="${nobody} = 1"
    )
    assert reply.headers["location"] == f"{QUESTION}?at=%2Fquestions%2F0"
    page = console.get(reply.headers["location"])
    assert (page.status, "Кеңес" in page.text) == (200, True)
    assert 'href="#relevant"' in page.text
    assert console.services.forms.draft("round-table", "impressions") is None
    outline = console.get(EDIT).text
    assert re.search(r'id="row-0".*?#relevant".*?id="row-1"', outline, re.DOTALL)
    assert save(console, at="/questions/0", label_kk="Баға", relevant="").status == 303
    assert draft(console).questions[0].hint == {"kk": "Кеңес"}


def test_questions_are_moved_copied_removed_and_brought_back(console: Console) -> None:
    save(
        console,
        at="/questions/0",
        kind="short",
        label_kk="Ең бірінші",
        label_ru="Первый",
        label_en="First",
    )
    first = [each.name for each in draft(console).questions]
    assert step(console, "down", "/questions/0").headers["location"] == f"{EDIT}#row-1"
    assert [each.name for each in draft(console).questions][1] == first[0]
    assert step(console, "up", "/questions/1").status == 303
    assert [each.name for each in draft(console).questions] == first
    assert step(console, "copy", "/questions/0").status == 303
    assert draft(console).questions[1].name == f"{first[0]}_2"
    removed = step(console, "remove", "/questions/1")
    assert removed.headers["location"] == f"{EDIT}#row-1"
    assert [each.name for each in draft(console).questions] == first
    assert step(console, "undo", "").status == 303
    assert draft(console).questions[1].name == f"{first[0]}_2"


def test_a_colleague_who_was_faster_is_told_and_what_was_typed_is_kept(console: Console) -> None:
    old = revision(console)
    row = forms.show_form(console.services, SYSTEM, "round-table", "impressions", 1).definition
    save(
        console,
        at="/questions/0",
        kind="short",
        label_kk="Басқа",
        label_ru="Другой",
        label_en="Other",
    )
    slow = {
        "revision": old,
        "at": "/questions/0",
        "row": row.questions[0].name,
        "label_kk": "Менікі",
    }
    reply = console.send_form(QUESTION, slow)
    assert reply.status == 409
    assert "Менікі" in reply.text
    stored = row.questions[0].label
    assert stored is not None
    beside = re.search(r'id="label_kk-hint"[^>]*>([^<]*)<', reply.text)
    assert beside is not None
    assert beside[1].startswith(f"Формада қазір: {stored['kk']}")
    assert 'name="at" value="/questions/1"' in reply.text
    moved = console.send_form(EDIT, {"revision": old, "do": "remove", "at": "/questions/0"})
    assert moved.status == 409
    assert draft(console).questions[0].label == {"kk": "Басқа", "ru": "Другой", "en": "Other"}


def test_a_new_question_whose_group_is_gone_comes_to_the_end(console: Console) -> None:
    reply = save(
        console,
        at="/questions/0/questions/5",
        kind="short",
        label_kk="Соңы",
        label_ru="Конец",
        label_en="End",
    )
    assert reply.status == 303
    assert draft(console).questions[-1].label == {"kk": "Соңы", "ru": "Конец", "en": "End"}


@pytest.mark.parametrize(
    "address",
    [
        "?at=/questions/99",
        "?at=",
        "?at=/choices/0",
        "?at=/questions/0&kind=nothing",
        "?at=/questions/x",
    ],
)
def test_an_address_of_no_question_is_refused(console: Console, address: str) -> None:
    assert console.get(f"{QUESTION}{address}").status == 400


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "dance", "at": "/questions/0"},
        {"do": "up", "at": "nowhere"},
        {"do": "remove", "at": "/questions/77"},
    ],
)
def test_a_step_that_is_none_is_refused(console: Console, fields: dict[str, str]) -> None:
    assert step(console, **fields).status == 400
