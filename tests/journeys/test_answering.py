"""Forms with logic are answered with a script, without one, and offline."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import DESK, PHONE, OpenEvent, OpenWindow
from tests.journeys.logic_form import FORM, STEPS
from tests.journeys.test_every_page import find_faults

pytestmark = pytest.mark.browser
with_and_without_script = pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
ADD_MEMBER = re.compile("^Тағы қосу ?: Отбасы мүшесі$")
ListAnswers = Callable[[], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def address(open_event: OpenEvent) -> str:
    """Create an event with the form; return the form's address."""
    title = {"kk": "Отбасы күні", "ru": "День семьи", "en": "Family day"}
    return f"{open_event('family-day', title, FORM)}/logic"


@pytest.fixture
def list_answers(address: str, call_api: Callable[..., Any]) -> ListAnswers:
    """Return a function that lists the answers accepted since the test began."""
    path = "/events/family-day/forms/logic/responses"

    def list_rows() -> list[dict[str, Any]]:
        page: dict[str, list[dict[str, Any]]] = call_api("GET", f"{path}?limit=100")
        return page["rows"]

    earlier = {row["id"] for row in list_rows()}
    return lambda: [row["answers"] for row in list_rows() if row["id"] not in earlier]


def send(page: Page) -> None:
    page.locator("main form .buttons .button:not(.second)").click()


def refresh(page: Page, *, script: bool) -> None:
    """Press the button that reloads the page for the answers so far, which only pages without a script have."""
    if not script:
        page.get_by_role("button", name="Жауаптарыма сай көрсету").click()


def field(page: Page, key: str) -> Locator:
    return page.locator(f"[name='q.{key}']")


def choose(page: Page, key: str, value: str) -> None:
    page.locator(f"[name='q.{key}'][value='{value}']").check()


def expect_thanks(page: Page) -> None:
    """Wait for the page that confirms the submission."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("Рақмет")


@with_and_without_script
def test_a_cascade_offers_the_choices_that_fit_the_answers_above(
    address: str, open_window: OpenWindow, list_answers: ListAnswers, script: bool
) -> None:
    page = open_window(script=script)
    page.goto(address)
    choose(page, "region", "turkistan")
    refresh(page, script=script)
    # Two towns, and without a script the button that stands for no answer.
    expect(field(page, "town").locator("visible=true")).to_have_count(2 if script else 3)
    choose(page, "town", "kentau")
    refresh(page, script=script)
    expect(field(page, "school").locator("option")).to_have_count(3)
    field(page, "school").select_option(label="№ 2 мектеп")
    send(page)
    expect_thanks(page)
    assert list_answers() == [
        {"region": "turkistan", "town": "kentau", "school": "kentau_2", "total": 0}
    ]


@with_and_without_script
def test_a_chain_of_conditions_opens_step_by_step_and_hidden_answers_are_dropped(
    address: str, open_window: OpenWindow, list_answers: ListAnswers, script: bool
) -> None:
    page = open_window(script=script)
    page.goto(address)
    for name in STEPS:
        choose(page, name, "yes")
        refresh(page, script=script)
    choose(page, "second", "no")
    refresh(page, script=script)
    for name in STEPS[2:]:
        expect(field(page, name).first).not_to_be_visible()
    send(page)
    expect_thanks(page)
    assert list_answers() == [{"first": "yes", "second": "no", "total": 0}]


def test_without_a_script_every_question_shows_its_condition(
    address: str, open_window: OpenWindow, list_answers: ListAnswers
) -> None:
    page = open_window(script=False)
    page.goto(address)
    expect(page.locator("[data-node]", has=field(page, "second")).last).to_contain_text(
        "«1-қадам» сұрағына жауабыңыз «Иә» болса, осыған жауап беріңіз."
    )
    choose(page, "first", "yes")
    choose(page, "third", "yes")
    send(page)
    expect(page).to_have_title(re.compile("^Қате:"))
    expect(page.get_by_role("alert").get_by_role("link")).to_have_text(
        ["2-қадам – Жауап нұсқасын таңдаңыз."]
    )
    choose(page, "second", "no")
    send(page)
    expect_thanks(page)
    assert list_answers() == [{"first": "yes", "second": "no", "total": 0}]


@with_and_without_script
def test_nested_instances_are_added_and_removed(
    address: str, open_window: OpenWindow, list_answers: ListAnswers, script: bool
) -> None:
    page = open_window(script=script)
    page.goto(address)
    field(page, "members[0]/name").fill("Айша")
    field(page, "members[0]/age").fill("9")
    page.get_by_role("button", name=ADD_MEMBER).click()
    field(page, "members[1]/name").fill("Ескі")
    page.get_by_role("button", name=ADD_MEMBER).click()
    field(page, "members[2]/name").fill("Бауыржан")
    field(page, "members[2]/age").fill("41")
    page.get_by_role("button", name=re.compile("^Алып тастау ?: Отбасы мүшесі 2$")).click()
    expect(field(page, "members[1]/name")).to_have_value("Бауыржан")
    add = page.locator("[id='q.members[0]']").get_by_role(
        "button", name=re.compile("^Тағы қосу ?: Үй жануары$")
    )
    add.click()
    field(page, "members[0]/pets[0]/pet").fill("Мысық")
    field(page, "members[0]/pets[1]/pet").fill("Ақтөс")
    refresh(page, script=script)
    expect(page.locator(".note")).to_contain_text("Бәріңіздің жасыңыз қосқанда: 50")
    expect(page.get_by_text("Айша жануарының аты").first).to_be_visible()
    expect(page.locator("[id='r.members[1]/pets']")).not_to_be_visible()
    send(page)
    expect_thanks(page)
    assert list_answers() == [
        {
            "members": [
                {"name": "Айша", "age": 9, "pets": [{"pet": "Мысық"}, {"pet": "Ақтөс"}]},
                {"name": "Бауыржан", "age": 41},
            ],
            "total": 50,
        }
    ]


def test_a_calculation_follows_each_key_and_a_message_follows_the_field(
    address: str, open_window: OpenWindow
) -> None:
    page = open_window()
    page.goto(address)
    field(page, "members[0]/name").fill("Айша")
    age = field(page, "members[0]/age")
    age.press_sequentially("10")
    expect(page.locator(".note")).to_contain_text("қосқанда: 10")
    age.press_sequentially("0")
    expect(page.locator(".note")).to_contain_text("қосқанда: 100")
    expect(page.locator(".message:visible")).to_have_count(0)
    age.blur()
    expect(page.locator(".message:visible")).to_have_text("Айша шынымен жүзден асты ма?")
    expect(age).to_have_attribute("aria-invalid", "true")
    age.fill("9,5")
    expect(page.locator(".message:visible")).to_have_text("Бөлшексіз бүтін сан жазыңыз.")
    age.fill("9")
    expect(page.locator(".message:visible")).to_have_count(0)
    expect(age).not_to_have_attribute("aria-invalid", "true")


@with_and_without_script
def test_a_constraint_is_refused_in_the_author_s_words_and_the_calculation_is_stored(
    address: str, open_window: OpenWindow, list_answers: ListAnswers, script: bool
) -> None:
    page = open_window(script=script)
    page.goto(address)
    field(page, "members[0]/name").fill("Айша")
    field(page, "members[0]/age").fill("101")
    refresh(page, script=script)
    expect(page.locator(".note")).to_contain_text("қосқанда: 101")
    send(page)
    expect(page.get_by_role("alert").get_by_role("link")).to_contain_text(
        ["Айша шынымен жүзден асты ма?"]
    )
    field(page, "members[0]/age").fill("9")
    send(page)
    expect_thanks(page)
    assert list_answers() == [{"members": [{"name": "Айша", "age": 9}], "total": 9}]


@with_and_without_script
def test_a_chosen_answer_is_taken_back(
    address: str,
    open_window: OpenWindow,
    list_answers: ListAnswers,
    find_violations: Callable[[Page], list[str]],
    script: bool,
) -> None:
    page = open_window(script=script)
    page.goto(address)
    removal = page.get_by_role("button", name="Жауабымды өшіру")
    expect(removal).to_have_count(0)
    choose(page, "region", "almaty")
    if script:
        expect(page.get_by_label("Жауап жоқ")).to_have_count(0)
        assert find_faults(page, find_violations, PHONE) == []
        removal.press("Enter")
        expect(field(page, "region").first).to_be_focused()
        expect(removal).to_have_count(0)
        sent = "new FormData(document.getElementById('answers')).get('q.region')"
        assert page.evaluate(sent) == ""  # with a default, nothing at all would mean the default
    else:
        page.get_by_label("Жауап жоқ").first.check()
    send(page)
    expect_thanks(page)
    assert list_answers() == [{"total": 0}]


@with_and_without_script
def test_a_half_filled_ranking_is_refused_in_the_same_words_with_and_without_a_script(
    pikir: Mapping[str, str], open_window: OpenWindow, script: bool
) -> None:
    page = open_window(script=script)
    page.goto(f"{pikir['url']}/e/round-table/impressions")
    ranking = page.locator("fieldset", has=page.locator(".places")).last
    expect(ranking).to_contain_text("Барлық тармаққа орын беріңіз немесе бәрін бос қалдырыңыз.")
    menus = ranking.locator("select").all()
    menus[0].focus()
    menus[0].select_option("1")
    message = ranking.locator(".message")
    if script:
        menus[1].focus()
        expect(message).to_have_count(0)
        page.locator("textarea").first.focus()
    else:
        send(page)
    expect(message).to_contain_text("Әр тармаққа бөлек орын беріңіз: орындар қайталанбауы керек.")
    if script:
        for place, menu in enumerate(menus, 1):
            menu.select_option(str(place))
        expect(message).to_have_count(0)


def test_answers_hidden_by_a_changed_answer_return_when_it_is_changed_back(
    address: str, open_window: OpenWindow
) -> None:
    page = open_window()
    page.goto(address)
    choose(page, "region", "almaty")
    choose(page, "town", "talgar")
    field(page, "school").select_option("talgar_2")
    choose(page, "region", "turkistan")
    expect(field(page, "school")).not_to_be_visible()
    choose(page, "region", "almaty")
    expect(page.get_by_label("Талғар")).to_be_checked()
    expect(field(page, "school")).to_have_value("talgar_2")


@with_and_without_script
def test_going_offline_while_typing_loses_no_answer(
    address: str, open_window: OpenWindow, list_answers: ListAnswers, script: bool
) -> None:
    page = open_window(script=script)
    page.goto(address)
    field(page, "members[0]/name").fill("Айша")
    page.context.set_offline(True)
    field(page, "members[0]/age").fill("9")
    choose(page, "first", "no")
    if script:
        expect(page.locator("[data-status]")).to_have_text(re.compile("байланыс жоқ|сақталды"))
        page.wait_for_timeout(600)
        page.context.set_offline(False)
        page.reload()
        expect(page.locator("[data-restored]")).to_be_visible()
    page.context.set_offline(False)
    expect(field(page, "members[0]/name")).to_have_value("Айша")
    expect(field(page, "members[0]/age")).to_have_value("9")
    send(page)
    expect_thanks(page)
    assert list_answers() == [{"first": "no", "members": [{"name": "Айша", "age": 9}], "total": 9}]
    page.goto(address)
    expect(field(page, "members[0]/name")).to_have_value("")
    expect(page.locator("[data-restored]")).not_to_be_visible()


def test_a_failed_submission_is_reported_and_retried_without_a_duplicate(
    address: str, open_window: OpenWindow, list_answers: ListAnswers
) -> None:
    page = open_window()
    page.goto(address)
    field(page, "members[0]/name").fill("Дана")
    # The server receives the answers, and its response is lost.
    page.route(address, lambda route: (route.fetch(), route.abort()), times=1)
    send(page)
    expect(page.locator("[data-status]")).to_contain_text("Әлі жіберілген жоқ.")
    expect(field(page, "members[0]/name")).to_have_value("Дана")
    send(page)
    expect_thanks(page)
    assert list_answers() == [{"members": [{"name": "Дана"}], "total": 0}]


def test_a_draft_is_deleted_on_request(address: str, open_window: OpenWindow) -> None:
    page = open_window()
    page.goto(address)
    field(page, "members[0]/name").fill("Біреу")
    expect(page.locator("[data-status]")).to_contain_text("Осы құрылғыда сақталды.")
    page.reload()
    expect(field(page, "members[0]/name")).to_have_value("Біреу")
    page.get_by_role("button", name="Жаңадан бастау").click()
    expect(field(page, "members[0]/name")).to_have_value("")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_no_draft_is_kept_if_the_event_forbids_it(
    address: str, open_window: OpenWindow, call_api: Callable[..., Any]
) -> None:
    call_api("PATCH", "/events/family-day", {"drafts": False})
    page = open_window()
    page.goto(address)
    field(page, "members[0]/name").fill("Бала")
    page.wait_for_timeout(600)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    call_api("PATCH", "/events/family-day", {"drafts": True})


def test_switching_the_language_keeps_hidden_answers(address: str, open_window: OpenWindow) -> None:
    page = open_window()
    page.goto(address)
    choose(page, "first", "yes")
    choose(page, "second", "yes")
    choose(page, "first", "no")
    page.get_by_role("button", name="Русский").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    choose(page, "first", "yes")
    expect(page.locator("[name='q.second'][value=yes]")).to_be_checked()


def test_a_refused_form_keeps_hidden_answers(address: str, open_window: OpenWindow) -> None:
    page = open_window()
    page.goto(address)
    choose(page, "first", "yes")
    choose(page, "second", "yes")
    choose(page, "third", "no")
    choose(page, "second", "no")
    field(page, "members[0]/age").fill("much")
    send(page)
    expect(page).to_have_title(re.compile("^Қате:"))
    choose(page, "second", "yes")
    expect(page.locator("[name='q.third'][value=no]")).to_be_checked()


@pytest.mark.parametrize(("language", "width"), [("kk", PHONE), ("ru", DESK)])
def test_a_form_with_logic_is_accessible_before_and_after_it_is_sent(
    address: str,
    pikir: Mapping[str, str],
    open_window: OpenWindow,
    find_violations: Callable[[Page], list[str]],
    language: str,
    width: int,
) -> None:
    page = open_window(width=width, language=language)
    faults: list[str] = []
    page.goto(f"{address}?lang={language}")
    faults += find_faults(page, find_violations, width)
    page.locator("[name=_add]:visible").last.click()
    send(page)
    page.locator("[data-error-summary], .receipt").first.wait_for()
    faults += find_faults(page, find_violations, width)
    page.goto(f"{pikir['url']}/e/round-table/follow_up?lang={language}")
    faults += find_faults(page, find_violations, width)
    page.locator("[data-next]").click()
    page.locator(".message:visible").first.wait_for()
    faults += find_faults(page, find_violations, width)
    assert faults == []


def test_a_key_in_a_form_of_five_hundred_questions_takes_less_than_a_frame(
    pikir: Mapping[str, str], address: str, call_api: Callable[..., Any], open_window: OpenWindow
) -> None:
    rows: list[dict[str, Any]] = [
        {"type": "integer", "name": "seed", "label": "Seed"},
        *(
            {
                "type": "text" if number % 5 else "integer",
                "name": f"n{number}",
                "label": f"Question {number}",
                "relevant": f"${{seed}} > {number % 50}",
            }
            for number in range(490)
        ),
        {
            "type": "calculate",
            "name": "all",
            "calculation": " + ".join(f"${{n{n}}}" for n in range(0, 490, 5)),
        },
    ]
    form = {"name": "long", "purpose": "other", "title": "Long", "questions": rows}
    call_api("PUT", "/events/family-day/forms/long", form)
    call_api("POST", "/events/family-day/forms/long/publish")
    page = open_window()
    page.goto(address.replace("/logic", "/long"))
    field(page, "seed").fill("60")
    milliseconds = page.evaluate(MEASURE_KEYS)
    assert milliseconds < 16, f"{milliseconds:.1f} ms"


MEASURE_KEYS = """() => {
  const times = [];
  for (const name of ["q.n0", "q.n5", "q.n1", "q.n485"]) {
    const control = document.getElementById(name);
    for (let number = 1; number < 30; number += 1) {
      control.value = String(number);
      const started = performance.now();
      control.dispatchEvent(new Event("input", { bubbles: true }));
      times.push(performance.now() - started);
    }
  }
  return times.sort((one, other) => one - other)[Math.floor(times.length * 0.95)];
}"""
