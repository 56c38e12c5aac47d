"""Forms asked page by page, and answers read once more before they are sent; without a script."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from chalicelib.actions import stored_submissions
from chalicelib.forms.definition import dump
from chalicelib.forms.page_layout import PageLayout
from tests.journeys.step_form import FORM
from tests.web.participant.conftest import ORGANISER, Site
from tests.web.participant.walking import Walker
from tests.xlsform.corpus.files import read_cases
from tests.xlsform.corpus.outcomes import compile_form

YES, NO = {"person": "Ая", "parent": "yes"}, {"person": "Ая", "parent": "no"}
CHECK = 4


@pytest.fixture
def walker(site: Site) -> Walker:
    site.publish(FORM)
    return Walker(site, "steps")


def stored_answers(site: Site, form: str = "steps") -> list[Any]:
    page = stored_submissions.list_submissions(site.services, ORGANISER, "round-table", form)
    return [each.answers for each in page.rows]


def test_each_page_is_shown_alone_and_nothing_is_stored_before_the_end(walker: Walker) -> None:
    assert walker.step == 1
    assert walker.shown == {"person", "parent"}
    assert "1-бет, барлығы 2" in walker.text  # the page about children is not asked yet
    walker.go_on(**YES)
    assert walker.status == 200
    assert walker.shown == {"children", "child[0]/age"}
    assert "2-бет, барлығы 3" in walker.text
    walker.go_on(**{"children": "2", "child[0]/age": "7"})
    assert walker.step == 3
    assert stored_answers(walker.site) == []
    walker.go_on(overall="4")
    assert walker.step == CHECK
    assert stored_answers(walker.site) == []
    walker.send()
    assert walker.status == 303
    assert stored_answers(walker.site) == [
        {"person": "Ая", "parent": "yes", "children": 2, "child": [{"age": 7}], "overall": 4}
    ]


def test_a_page_without_relevant_questions_is_skipped_in_both_directions(walker: Walker) -> None:
    walker.go_on(**NO)
    assert walker.step == 3
    assert walker.go_back().step == 1
    assert walker.go_on(**YES).step == 2


def test_earlier_pages_decide_what_a_page_shows_and_its_own_answers_are_described(
    walker: Walker,
) -> None:
    walker.go_on(**YES).go_on(children="1")
    assert "wish" not in walker.shown  # decided on page 1
    assert "why" in walker.shown  # decided on this page: shown, with its condition in words
    assert 'id="q.why-depends"' in walker.text
    assert 'id="q.wish-depends"' not in walker.text
    assert 'name="_refresh"' in walker.text
    assert 'name="_refresh"' not in walker.go_to(1).text


def test_a_problem_holds_back_on_its_own_page_alone(
    walker: Walker,
) -> None:
    walker.go_on(person="Ая")
    assert (walker.status, walker.step) == (422, 1)
    assert "Атыңыз" in walker.text
    assert '<a href="#q.parent">' in walker.text
    assert "q.children-message" not in walker.text
    walker.go_on(parent="yes").go_on(children="21")
    assert (walker.status, walker.step) == (422, 2)
    assert 'name="q.children" value="21"' in walker.text


def test_going_back_or_to_a_page_checks_nothing_and_loses_nothing(walker: Walker) -> None:
    walker.go_on(**YES)
    walker.press(("_back", "1"), {"children": ["many"]})
    assert (walker.status, walker.step) == (200, 1)
    assert 'name="q.children" value="many"' in walker.text
    assert walker.go_to(2).step == 2
    assert 'name="q.children" value="many"' in walker.text


def test_the_answers_are_read_once_more_with_a_way_to_change_each(walker: Walker) -> None:
    walker.go_on(**YES).go_on(**{"children": "2", "child[0]/age": "7"}).go_on(overall="1", why="")
    lines = walker.text[walker.text.index('<dl class="answers">') :]
    for text in ("Иә", "Бала 1", "7", "Жауап жоқ"):
        assert text in lines
    assert "Тілегіңіз" not in lines  # it is not asked
    assert 'name="_page" value="2" formaction="#q.child[0]/age"' in lines
    walker.go_to(2).go_on(children="3")
    assert walker.step == 3
    walker.go_on().send()
    assert stored_answers(walker.site)[0]["children"] == 3


def test_nothing_is_sent_from_a_page_before_the_last(walker: Walker) -> None:
    """The first button of the form, which Enter presses, may send from a page whose answers bring a further one."""
    walker.send(**YES)
    assert (walker.status, walker.step) == (200, 2)
    walker.go_to(3).send(overall="3")
    assert (walker.status, walker.step) == (
        422,
        2,
    )  # everything is checked before it is read once more
    assert "q.children-message" in walker.text
    assert stored_answers(walker.site) == []


def test_a_refusal_at_the_end_leads_to_the_page_that_asks(site: Site) -> None:
    site.publish({**FORM, "check_answers": False})
    walker = Walker(site, "steps")
    walker.go_to(3).send()
    assert (walker.status, walker.step) == (422, 1)
    walker.go_on(**YES).go_to(3).send()
    assert (walker.status, walker.step) == (422, 2)
    walker.go_to(1).send(person="")
    assert walker.status == 422
    assert '<a href="#q.person">' in walker.text


def test_another_language_and_another_instance_keep_the_page(walker: Walker) -> None:
    walker.go_on(**YES).press(("_language", "en"))
    assert walker.step == 2
    assert "Page 2 of 3" in walker.text
    walker.press(("_add", "child"), {"children": ["2"]})
    assert walker.step == 2
    assert "child[1]/age" in walker.shown


def test_a_form_on_one_page_can_have_its_answers_read_once_more(site: Site) -> None:
    site.publish({**FORM, "style": None})
    walker = Walker(site, "steps")
    assert walker.shown >= {"person", "children", "overall"}
    assert "<progress" not in walker.text or "data-progress hidden" in walker.text
    walker.send(**NO)
    assert walker.step == 2
    walker.send()
    assert walker.status == 303
    assert stored_answers(site) == [{"person": "Ая", "parent": "no"}]


def test_a_step_that_is_none_is_the_first_or_the_last(walker: Walker) -> None:
    for at in ("", "0", "-1", "99999", "٣", "x"):
        walker.fields.pairs = [pair for pair in walker.fields.pairs if pair[0] != "_at"]
        walker.fields.pairs.append(("_at", at))
        assert walker.press(("_back", "1")).status == 200
        assert walker.press(("_page", at)).status == 200
        assert walker.step in (1, CHECK)


def walk(walker: Walker, layout: PageLayout, typed: Mapping[str, Sequence[str]]) -> Walker:
    """Answer each page as it comes, then send; stop where a page refuses."""
    pages = {
        name: layout.page_at(name) or layout.page_at(name.rpartition(".")[0]) for name in typed
    }
    for _ in layout.pages:
        shown = {
            name: texts
            for name, texts in typed.items()
            if pages[name] == walker.step and (name in walker.shown or "[" in name)
        }
        is_last = "data-send hidden" not in walker.text
        walker.press(None if is_last else ("_next", "1"), shown)
        if walker.status != 200:
            return walker
    return walker


CORPUS = {
    "household": 3,
    "defaults": 3,
    "repeat_count_expression": 3,
    "same_names": 2,
    "every_input": 2,
    "school_climate": 1,
}
"""Forms of several pages, and how many of their cases are tried."""


@pytest.mark.parametrize("name", CORPUS)
def test_a_form_in_pages_stores_what_it_stores_on_one_page(site: Site, name: str) -> None:
    form = compile_form(name)
    forms = {"one_page": None, "paged": "pages"}
    for own, style in forms.items():
        changed = form.definition.model_copy(update={"style": style, "name": own})
        site.publish(json.loads(dump(changed)))
    layout = PageLayout.of(form.tree, "pages")
    for case in read_cases(name)[: CORPUS[name]]:
        typed: dict[str, list[str]] = {}
        for field, text in form.encode(case["answers"]):
            typed.setdefault(field.removeprefix("q."), []).append(text)
        together = Walker(site, "one_page").press(None, typed)
        apart = walk(Walker(site, "paged"), layout, typed)
        assert apart.status == together.status, (case, apart.step)
    assert stored_answers(site, "paged") == stored_answers(site, "one_page")


def test_groups_within_a_group_are_its_pages_unless_it_is_a_field_list() -> None:
    tree = compile_form("school_climate").tree
    layout = PageLayout.of(tree, "pages")
    headings = [page.heading.row.name for page in layout.pages if page.heading]
    assert headings[:3] == ["about", "child", "safety"]
    assert [node.row.name for node in layout.chapters] == ["survey"]
    assert len(PageLayout.of(tree, None).pages) == 1


def test_a_page_whose_answers_may_bring_another_leads_on_before_it_sends(site: Site) -> None:
    questions = FORM["questions"][:3]
    site.publish({**FORM, "check_answers": False, "questions": questions})
    walker = Walker(site, "steps")
    assert "data-send hidden" in walker.text
    walker.go_on(**NO)
    assert (walker.status, walker.step) == (200, 1)
    assert "data-next hidden" in walker.text
    assert stored_answers(site) == []
    assert walker.send().status == 303
