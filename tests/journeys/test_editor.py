"""The editor with its script: questions open in their lines, save themselves, and are added and moved without leaving the page."""

import re
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import DESK, PHONE, OpenEvent, OpenWindow
from tests.journeys.test_every_page import FindViolations, find_faults
from tests.journeys.test_first_event import CountingHand

pytestmark = pytest.mark.browser

EVENT = "edited"
EDIT = f"/console/events/{EVENT}/forms/impressions/edit"
TITLES = "li[data-row] h2"
SAVED = re.compile("Сақталды")


def text_row(name: str, label: str) -> Mapping[str, object]:
    """Return a question for a short text."""
    return {"type": "text", "name": name, "label": {"kk": label, "ru": label, "en": label}}


def open_form(open_event: OpenEvent, event: str) -> None:
    """Publish a form of three questions, the last of them in a group."""
    title = {"kk": "Өңдеу", "ru": "Правка", "en": "Editing"}
    group = {
        "type": "begin_group",
        "name": "more",
        "label": title,
        "questions": [text_row("third", "Үшінші")],
    }
    form = {
        "name": "impressions",
        "purpose": "impressions",
        "title": title,
        "questions": [text_row("first", "Бірінші"), text_row("second", "Екінші"), group],
    }
    open_event(event, title, form)


@pytest.fixture(scope="module")
def _edited_form(open_event: OpenEvent) -> None:
    open_form(open_event, EVENT)


@pytest.fixture
def editor(
    pikir: Mapping[str, str],
    open_window: OpenWindow,
    sign_in: Callable[[Page], None],
    _edited_form: None,
) -> Page:
    """Open the editor beside its preview."""
    page = open_window(width=DESK)
    sign_in(page)
    page.goto(pikir["url"] + EDIT)
    return page


def drop_posts(route: Route) -> None:
    """Lose what is sent on its way; pages still come."""
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def test_typed_text_survives_a_lost_connection_and_a_closed_window(
    editor: Page, find_violations: FindViolations
) -> None:
    editor.locator(TITLES).first.get_by_role("link").click()
    label = editor.locator("[name=label_kk]")
    expect(label).to_be_focused()
    label.fill("Түзетілген")
    expect(editor.locator("[data-status]")).to_have_text(SAVED)
    expect(editor.locator(TITLES).first).to_have_text("Түзетілген")
    preview = editor.frame_locator("iframe")
    expect(preview.locator("main")).to_contain_text("Түзетілген")

    editor.context.set_offline(True)
    label.fill("Желісіз")
    expect(editor.locator("[data-status]")).to_contain_text("байланыс жоқ")
    editor.context.set_offline(False)
    expect(editor.locator(TITLES).first).to_have_text("Желісіз")

    editor.route("**/edit/question", drop_posts)
    label.fill("Жабылған")
    expect(editor.locator("[data-status]")).to_contain_text("байланыс жоқ")
    editor.unroute("**/edit/question")
    editor.reload()
    editor.locator("[data-kept] button").first.click()
    expect(editor.locator("[name=label_kk]")).to_have_value("Жабылған")
    expect(editor.locator(TITLES).first).to_have_text("Жабылған")
    assert find_faults(editor, find_violations, DESK) == []
    editor.set_viewport_size({"width": PHONE, "height": 760})
    assert find_faults(editor, find_violations, PHONE) == []
    editor.reload()
    expect(editor.locator(TITLES).first).to_have_text("Жабылған")
    expect(editor.locator("[data-kept]")).to_be_hidden()


def test_names_of_questions_are_offered_while_an_expression_is_typed(
    editor: Page, find_violations: FindViolations
) -> None:
    editor.locator(TITLES).nth(1).get_by_role("link").click()
    field = editor.locator("textarea[name=relevant]")
    field.wait_for(state="attached")
    for fold in editor.locator("[data-panel] details").filter(has=field).all():
        fold.evaluate("(one) => { one.open = true; }")
    field.press_sequentially("string-length(${fi")
    offers = editor.locator(".offers button")
    expect(offers).to_have_count(1)
    assert find_faults(editor, find_violations, DESK) == []
    editor.keyboard.press("ArrowDown")
    expect(offers).to_be_focused()
    editor.keyboard.press("Enter")
    expect(field).to_have_value("string-length(${first}")
    expect(offers).to_have_count(0)
    editor.keyboard.type(") > 3 and ${")
    expect(offers).not_to_have_count(0)
    editor.keyboard.press("Escape")
    expect(offers).to_have_count(0)
    expect(field).to_be_focused()


def test_a_question_is_added_moved_removed_and_brought_back_by_keys(editor: Page) -> None:
    before = editor.locator(TITLES).all_inner_texts()
    editor.locator("[data-plus]").nth(1).click()
    editor.locator("[data-kinds] a").first.click()
    expect(editor.locator("[name=label_kk]")).to_be_focused()
    editor.keyboard.type("Жаңа")
    expect(editor.locator("[data-status]")).to_have_text(SAVED)
    editor.keyboard.press("Escape")
    added = editor.locator(TITLES).nth(2).get_by_role("link")
    expect(added).to_be_focused()
    editor.keyboard.press("Alt+ArrowUp")
    expect(editor.locator("[data-spoken]")).to_contain_text("4 сұрақтың ішінде 2-орында")
    expect(editor.locator(TITLES).nth(1)).to_have_text("Жаңа")
    expect(editor.locator(TITLES).nth(1).get_by_role("link")).to_be_focused()
    editor.locator("li[data-row]").nth(1).locator("button[value^=remove]").click()
    expect(editor.locator(TITLES)).to_have_text(before)
    for key, titles in (
        ("Control+z", 5),
        ("Control+z", 5),
        ("Control+z", 4),
        ("Control+Shift+z", 5),
    ):
        editor.keyboard.press(key)
        expect(editor.locator(TITLES)).to_have_count(titles)
    editor.reload()
    expect(editor.locator(TITLES).nth(2)).to_have_text("Жаңа")


def drag(page: Page, line: int, beyond: int, *, right: int = 0) -> None:
    """Drag a line by its handle to below the middle of another, and so many pixels to the right."""
    lines = page.locator("li[data-row]")
    handle = lines.nth(line).locator("[data-handle]").bounding_box()
    target = lines.nth(beyond).bounding_box()
    assert handle
    assert target
    x, y = handle["x"] + 20, handle["y"] + 20
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + 10)
    page.mouse.move(x + right, target["y"] + 0.75 * target["height"], steps=3)
    page.mouse.up()


def test_questions_are_dragged_into_a_group_several_together(editor: Page) -> None:
    editor.set_viewport_size({"width": DESK, "height": 1600})
    count = editor.locator(TITLES).count()
    editor.locator("input[name=at]").nth(0).check()
    editor.locator(TITLES).nth(1).click(modifiers=["Control"])
    drag(editor, 0, count - 2, right=30)
    expect(editor.locator("[data-spoken]")).to_contain_text("тобындағы 3 сұрақтың ішінде 1-орында")
    expect(editor.locator("[data-status]")).to_have_text(SAVED)
    editor.reload()
    expect(editor.locator(".depth-1")).to_have_count(3)
    editor.locator(".depth-1 h2 a").first.focus()
    editor.keyboard.press("Alt+ArrowLeft")
    expect(editor.locator(".depth-1")).to_have_count(2)
    for inside in (3, 1):
        editor.keyboard.press("Control+z")
        expect(editor.locator(".depth-1")).to_have_count(inside)


def test_a_question_is_dragged_with_a_finger(editor: Page) -> None:
    """Touch events as the browser gets them: it would scroll the page unless the handle keeps them to itself."""
    editor.set_viewport_size({"width": PHONE, "height": 760})
    titles = editor.locator(TITLES).all_text_contents()  # those out of sight, too
    handle = editor.locator("li[data-row] [data-handle]").first
    handle.scroll_into_view_if_needed()
    box, target = handle.bounding_box(), editor.locator("li[data-row]").nth(1).bounding_box()
    assert box
    assert target
    x, y, below = box["x"] + 20, box["y"] + 20, target["y"] + 0.75 * target["height"]
    finger = editor.context.new_cdp_session(editor)

    def touch(kind: str, *heights: float) -> None:
        at = [{"x": x, "y": height} for height in heights]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    touch("touchStart", y)
    for part in (0.2, 0.4, 0.6, 0.8, 1):
        touch("touchMove", y + part * (below - y))
    expect(editor.locator(".drop-mark")).to_be_visible()
    touch("touchEnd")
    titles[:2] = titles[1::-1]
    expect(editor.locator(TITLES)).to_have_text(titles)
    expect(editor.locator("[data-status]")).to_have_text(SAVED)
    editor.reload()
    expect(editor.locator(TITLES)).to_have_text(titles)


def test_the_person_decides_where_a_colleague_changed_the_same_question(
    pikir: Mapping[str, str],
    open_window: OpenWindow,
    sign_in: Callable[[Page], None],
    open_event: OpenEvent,
) -> None:
    open_form(open_event, "edited-by-two")
    colleague, editor = open_window(script=False), open_window(width=DESK)
    sign_in(colleague)
    sign_in(editor)
    editor.goto(pikir["url"] + EDIT.replace(EVENT, "edited-by-two"))
    question = editor.locator(TITLES).first.get_by_role("link")
    address, label = question.get_attribute("href"), editor.locator("[name=label_kk]")
    assert address
    question.click()
    notice = editor.locator("[data-panel] [data-notice]")
    for mine, theirs, press, kept in (
        ("Менікі", "Әріптестікі", "Басқа нұсқаны алу", "Әріптестікі"),
        ("Менің сөзім", "Оның сөзі", "Менің жазғанымды сақтау", "Менің сөзім"),
    ):
        expect(label).to_be_visible()
        colleague.goto(editor.url.partition("/console")[0] + address)
        colleague.locator("[name=label_kk]").fill(theirs)
        colleague.locator("main form .buttons .button:not(.second)").last.click()
        expect(colleague).to_have_url(re.compile("/edit#row"))
        label.fill(mine)
        expect(notice).to_contain_text("Жазғаныңыз осында тұр")
        expect(label).to_have_value(mine)
        notice.get_by_role("button", name=press).click()
        expect(notice).to_have_count(0)
        expect(label).to_have_value(kept)
        expect(editor.locator(TITLES).first).to_have_text(kept)
    expect(editor.locator("[data-status]")).to_have_text(SAVED)
    colleague.reload()
    expect(colleague.locator(TITLES).first).to_have_text("Менің сөзім")


class FormMaker(CountingHand):
    """An organiser who makes a form; a choice in a menu takes two clicks."""

    def __init__(self, page: Page, *, script: bool) -> None:
        super().__init__(page)
        self.script = script

    def add(self, kind: str, label: str) -> None:
        """Add a question of a kind at the end."""
        self.click(self.page.locator("main a[href*='/edit/add']").last)
        self.click(f"main a[href$='kind={kind}']")
        self.write("label_kk", label)

    def choose(self, name: str, value: str) -> None:
        """Choose in a menu, on which others of its condition may depend."""
        self.page.locator(f"select[name={name}]").select_option(value)
        self.clicks += 2
        if "question" in name and not self.script:
            self.click(self.page.locator("main form [value=refresh]").first)

    def finish(self) -> None:
        """See that the question is saved."""
        if self.script:
            expect(self.page.locator("[data-status]")).to_have_text(SAVED)
        else:
            self.click("main form .buttons .button:not(.second)")
            expect(self.page).to_have_url(re.compile("/edit#row"))

    def publish(self) -> None:
        """Publish the form from its draft's page, although texts in other languages are missing."""
        self.click(self.page.locator("main a[href$='/draft']").first)
        self.click("#accepted-top")
        self.click(self.page.locator("button[value=publish]").first)


@pytest.mark.parametrize(
    ("script", "width"),
    [(True, DESK), (True, PHONE), (False, PHONE)],
    ids=["desk", "phone", "plain"],
)
def test_a_form_of_twelve_questions_is_published_within_forty_clicks(
    pikir: Mapping[str, str],
    open_window: OpenWindow,
    sign_in: Callable[[Page], None],
    open_event: OpenEvent,
    call_api: Callable[..., Any],
    script: bool,
    width: int,
) -> None:
    title = {"kk": "Галерея", "ru": "Галерея", "en": "Gallery"}
    event = f"gallery-{width}-{script}".lower()
    open_event(event, title, categories=[{"name": "pupil", "label": title}])
    page = open_window(script=script, width=width)
    sign_in(page)
    page.goto(f"{pikir['url']}/console/events/{event}/new-form")
    started, hand = time.monotonic(), FormMaker(page, script=script)
    hand.click(page.locator("form:has([name=name][value=impressions]) button").first)
    hand.click(page.locator("main a[href$='/edit']").first)
    hand.add("one", "Қайда тұрасыз?")
    hand.write("choices_kk", "Қалада\nАуылда")
    hand.finish()
    hand.add("whole", "Жолға неше минут кетті?")
    hand.click("main form details:has(> fieldset[data-condition]) > summary")
    hand.choose("relevant_question_0", "qaida_turasyz")
    hand.choose("relevant_value_0", "auylda")
    hand.choose("constraint_operator_0", "at_most")
    hand.write("constraint_value_0", "300")
    hand.finish()
    expect(page.locator(TITLES)).to_have_count(13)  # twelve questions and a group
    hand.publish()
    expect(page).to_have_url(re.compile("/forms/impressions$"))
    sys.stdout.write(f"{hand.clicks} clicks, {time.monotonic() - started:.1f} s\n")
    assert hand.clicks <= 40
    published = call_api("GET", f"/events/{event}/forms/impressions")
    where, minutes = published["questions"][-2:]
    choices = published["choices"][where["list_name"]]
    assert [each["label"]["kk"] for each in choices] == ["Қалада", "Ауылда"]
    assert (minutes["relevant"], minutes["constraint"]) == (
        "${qaida_turasyz} = 'auylda'",
        ". <= 300",
    )
