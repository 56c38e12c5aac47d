"""Every page has no axe violation and fits its width, in Kazakh and Russian, those of participants in English too, light and dark, and meets WCAG 2.2's new criteria.

The criteria for all pages are here: 2.4.11, Focus Not Obscured; 2.5.8, Target Size; 3.2.6, Consistent Help.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from playwright.sync_api import Page

from release.invented_answers import registrations
from tests.journeys.conftest import DESK, PHONE, OpenWindow

pytestmark = pytest.mark.browser

PUBLIC = [
    "/",
    "/e/round-table",
    "/e/round-table/registration",
    "/e/round-table/impressions",
    "/e/round-table/proposals",
    "/e/round-table/questions",
    "/e/nowhere",
    "/console/sign-in",
    "/console/sign-in/some-link",
]
CONSOLE = [
    "/console",
    "/console/new",
    "/console/events/round-table/settings",
    "/console/events/round-table/settings/programme",
    "/console/events/round-table/settings/time",
    "/console/events/round-table",
    "/console/events/training",
    "/console/events/round-table/forms",
    "/console/events/round-table/state?to=closed",
    "/console/events/nowhere",
    "/console/events/round-table/new-form",
    "/console/events/round-table/add-form",
    "/console/events/round-table/forms/impressions",
    "/console/events/round-table/forms/impressions/edit",
    "/console/events/round-table/forms/impressions/edit/question?at=/questions/3",
    "/console/events/round-table/forms/registration/edit/texts",
    "/console/events/round-table/forms/impressions/replace",
    "/console/events/round-table/forms/impressions/wording?at=/questions/0",
    "/console/events/round-table/forms/registration/summary",
    "/console/events/round-table/forms/impressions/summary",
    "/console/events/round-table/record",
    "/console/events/round-table/people",
    "/console/events/round-table/names",
    "/console/events/round-table/names?sheet=1",
    "/console/events/round-table/answers",
    "/console/events/round-table/proposals?state=all",
    "/console/events/round-table/proposals/new",
    "/console/events/round-table/forms/impressions/answers",
    "/console/events/round-table/report",
    "/console/events/round-table/report/verification",
    "/console/events/round-table/report/paragraphs/held",
    "/console/events/round-table/sharing",
    "/console/settings/members",
    "/console/settings/members/invite",
    "/console/audit",
    "/console/settings/tokens",
]
RARER = [
    "/console/events/round-table/forms/impressions/wording",
    "/console/events/round-table/forms/impressions/wording?at=/choices/topics",
    "/console/events/round-table/forms/impressions/edit/add?at=/questions/0",
    "/console/events/round-table/forms/impressions/edit/question?at=/questions/0&kind=several",
    "/console/operations",
    "/console/audit?since=soon",
    "/console/events/round-table/forms/impressions/summary/texts?question=learned",
    "/console/events/training/report?length=facts",
    "/console/events/round-table/places",
    "/console/events/round-table/costs",
    "/console/events/round-table/cancel",
    "/console/events/round-table/copy",
    "/console/events/round-table/letters",
    "/console/events/training/open",
    "/console/events/training/delete",
    "/console/events/training/preview",
    "/console/events/training/preview/registration",
    "{registration}",
    "{registration}/correct",
    "{registration}/erase",
]
"""Pages that organisers open less often, and one registration."""


FindViolations = Callable[..., list[str]]
COLOURS = ("color-contrast",)
NAMES = (
    "aria-allowed-attr", "aria-required-children", "button-name", "document-title", "duplicate-id-aria", "html-has-lang",
    "html-lang-valid", "image-alt", "label", "link-name", "select-name", "summary-name", "valid-lang",
)  # fmt: skip
"""The rules that a text can break in one language alone."""


def find_faults(
    page: Page, find_violations: FindViolations, width: int, rules: Sequence[str] = ()
) -> list[str]:
    """Return axe's violations on the open page, of all rules or of some, and whether the page is wider than the window."""
    violations = [f"{page.url}: {violation}" for violation in find_violations(page, rules)]
    return violations + find_width_fault(page, width)


def find_width_fault(page: Page, width: int) -> list[str]:
    """Return a fault where the open page is wider than the window."""
    scroll_width: int = page.evaluate("document.documentElement.scrollWidth")
    return [f"{page.url}: scrolls sideways: {scroll_width} pixels"] * (scroll_width > width)


OBSCURED = """() => {
  const controls = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
  const isThere = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 0;
  const shows = (one) => {
    one.focus();
    const { left, top, width, height } = one.getBoundingClientRect();
    const parts = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]];
    return parts.some(([x, y]) => {
      const there = document.elementFromPoint(left + width * x, top + height * y);
      return there !== null && (one.contains(there) || there.contains(one) || there.closest("label")?.control === one);
    });
  };
  const isReached = (one) => !one.disabled && one.tabIndex >= 0 && isThere(one);
  const obscured = controls.filter((one) => isReached(one) && !shows(one));
  return obscured.map((one) => one.outerHTML.slice(0, 200));
}"""
"""Focus every control in turn; return those of which no part can be seen then."""

FRAME = """() => [...document.querySelectorAll("header a, header button, main, footer a, footer button")]
  .filter((one) => !one.hreflang)
  .map((one) => one.matches("main") ? "main" : one.textContent.trim())"""
"""Return what stands around the content, in its order: where help is offered, it is offered there."""


class Walk:
    """One window goes through pages, each loaded once, and notes their faults."""

    def __init__(self, page: Page, find_violations: FindViolations) -> None:
        self.page = page
        self.faults: list[str] = []
        self.find_violations = find_violations
        self.frames: dict[str, list[str]] = {}

    def check_page(self) -> None:
        """Check the open page: all of axe's rules, the narrow and the wide layout, light and dark, and WCAG 2.2."""
        page = self.page
        self.faults += find_faults(page, self.find_violations, PHONE)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        self.faults += find_faults(page, self.find_violations, PHONE, COLOURS)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.set_viewport_size({"width": DESK, "height": 760})
        self.faults += find_width_fault(page, DESK)
        page.set_viewport_size({"width": PHONE, "height": 760})
        self.faults += [f"2.4.11 {page.url}: {one}" for one in page.evaluate(OBSCURED)]
        self.frames[page.url] = page.evaluate(FRAME)

    def check_texts(self) -> None:
        """Check the open page, whose twin in another language was checked: its names, and that its texts fit."""
        self.faults += find_faults(self.page, self.find_violations, PHONE, NAMES)

    def inconsistent_help(self) -> list[str]:
        """Return where what the pages have in common around their content stands in another order (3.2.6)."""
        return [
            f"3.2.6 {path}: {frame} beside {other}"
            for path, frame in self.frames.items()
            for other in self.frames.values()
            if [one for one in frame if one in other] != [one for one in other if one in frame]
        ]


StartWalk = Callable[..., Walk]


@pytest.fixture
def start_walk(open_window: OpenWindow, find_violations: FindViolations) -> StartWalk:
    return lambda **window: Walk(open_window(**window), find_violations)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_public_pages_are_accessible(
    pikir: Mapping[str, str], start_walk: StartWalk, language: str
) -> None:
    walk = start_walk(language=language)
    page, check = walk.page, walk.check_page if language == "kk" else walk.check_texts
    for path in PUBLIC:
        page.goto(f"{pikir['url']}{path}?lang={language}")
        check()
    page.goto(f"{pikir['registration']}?lang={language}")
    page.locator("main form button:not([type=button])").click()
    page.locator("[data-error-summary]").wait_for()
    check()
    page.goto(f"{pikir['impressions']}?lang={language}")
    for field in page.locator("main fieldset").filter(has=page.locator("input[type=radio]")).all():
        field.locator("input[type=radio]").first.check()
    page.locator("main form button:not([type=button])").click()
    page.locator(".receipt").wait_for()
    check()
    assert walk.faults + walk.inconsistent_help() == []


@pytest.fixture(scope="session")
def registration(call_api: Callable[..., Any]) -> str:
    """Register somebody for the example event; return the console's page of the registration."""
    answers, language = next(registrations())
    document = {"answers": answers, "language": language}
    sent = call_api("POST", "/events/round-table/forms/registration/responses", document)
    return f"/console/events/round-table/forms/registration/answers/{sent['id']}"


@pytest.mark.parametrize(
    ("language", "plain"),
    [
        pytest.param("kk", False, id="kk"),
        pytest.param("ru", True, id="ru-plain"),
    ],
)
def test_console_pages_are_accessible(
    pikir: Mapping[str, str],
    start_walk: StartWalk,
    sign_in: Callable[[Page], None],
    registration: str,
    language: str,
    plain: bool,
) -> None:
    """``plain`` pages load no script, as without JavaScript, where axe could not run."""
    walk = start_walk(language=language)
    page, check = walk.page, walk.check_page if language == "kk" else walk.check_texts
    if plain:
        page.route("**/*.js", lambda route: route.abort())
    sign_in(page)
    for path in CONSOLE + [path.format(registration=registration) for path in RARER]:
        page.goto(f"{pikir['url']}{path}{'&' if '?' in path else '?'}lang={language}")
        check()
    assert walk.faults + walk.inconsistent_help() == []


def test_the_reference_of_the_api_is_accessible(
    pikir: Mapping[str, str], start_walk: StartWalk
) -> None:
    """Two of each kind of part are enough: the page repeats them by the hundred, and axe needs milliseconds for each."""
    walk = start_walk(language="en")
    walk.page.goto(f"{pikir['url']}/api/docs")
    walk.page.evaluate(
        "document.querySelectorAll('.reference > :nth-child(n + 5)').forEach((one) => one.remove())"
    )
    walk.check_page()
    assert walk.faults == []
