"""A colleague is invited with each role: what they see of the console, and what does not exist for them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, OpenWindow, sign_in_by_mail
from tests.journeys.test_every_page import FindViolations, find_faults

pytestmark = pytest.mark.browser

EVENT = "/console/events/round-table"
FORM = f"{EVENT}/forms/impressions"
OTHER = "/console/events/training"
SETTINGS = "/console/settings/members"
OVERVIEW, FORMS, PEOPLE, ANSWERS = "Шолу", "Формалар", "Қатысушылар", "Жауаптар"
TOLD = ("Хаттама", "Ұсыныстар", "Есеп")
EVENT_SETTINGS, SHARING = "Баптаулар", "Бөлісу"
NAMES = "Тіркелгендер тізімі"


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody with a role sees of the event that they were invited to."""

    role: str
    tabs: Sequence[str]
    open: Sequence[str]
    closed: Sequence[str]


SIGHTS = [
    Sight(
        "organiser",
        [OVERVIEW, FORMS, PEOPLE, ANSWERS, *TOLD, EVENT_SETTINGS, SHARING],
        [
            f"{EVENT}/people",
            f"{EVENT}/names",
            f"{FORM}/summary",
            f"{EVENT}/sharing/poster",
            f"{EVENT}/settings",
            f"{EVENT}/add-form",
        ],
        [OTHER, SETTINGS, "/console/tokens", "/console/audit"],
    ),
    Sight(
        "answers_reader",
        [OVERVIEW, FORMS, PEOPLE, ANSWERS, *TOLD],
        [f"{EVENT}/people", f"{EVENT}/names", f"{FORM}/answers", f"{FORM}/summary"],
        [
            OTHER,
            SETTINGS,
            f"{EVENT}/sharing",
            f"{EVENT}/settings",
            f"{EVENT}/add-form",
            f"{EVENT}/state?to=closed",
        ],
    ),
    Sight(
        "summaries_reader",
        [OVERVIEW, FORMS, *TOLD],
        [f"{FORM}/summary", f"{EVENT}/record", f"{EVENT}/report"],
        [
            OTHER,
            SETTINGS,
            f"{EVENT}/people",
            f"{EVENT}/names",
            f"{FORM}/answers",
            f"{FORM}/answers.csv",
        ],
    ),
    Sight(
        "door",
        [OVERVIEW, FORMS, NAMES],
        [EVENT, f"{EVENT}/names", f"{EVENT}/names?sheet=1"],
        [OTHER, SETTINGS, f"{EVENT}/people", f"{FORM}/answers", f"{FORM}/summary"],
    ),
]


def invite(page: Page, url: str, email: str, role: str, scope: str = "event:round-table") -> None:
    """Invite somebody within a scope."""
    page.goto(f"{url}{SETTINGS}")
    page.locator("a[href$='/settings/members/invite']").click()
    page.locator("[name=email]").fill(email)
    page.locator(f"label[for=role-{role}]").click()
    page.locator(f"label[for='scope-{scope}']").click()
    page.locator("main form .buttons .button").click()
    expect(page.locator("main [role=status]")).to_be_visible()
    expect(page.locator("main")).to_contain_text(email)


@pytest.mark.parametrize("sight", SIGHTS, ids=[sight.role for sight in SIGHTS])
def test_a_colleague_sees_what_the_role_permits(
    pikir: Mapping[str, str],
    open_window: OpenWindow,
    sign_in: Callable[[Page], None],
    find_violations: FindViolations,
    sight: Sight,
) -> None:
    """On a phone, with a script and without."""
    owner = open_window(width=DESK)
    sign_in(owner)
    email = f"the.{sight.role.replace('_', '.')}@pikir.example"
    invite(owner, pikir["url"], email, sight.role)

    colleague, plain = open_window(), open_window(script=False)
    sign_in_by_mail(colleague, pikir, email)
    session: Any = colleague.context.cookies()
    plain.context.add_cookies(session)
    plain.goto(f"{pikir['url']}/console")
    for page in (colleague, plain):
        expect(page.locator(".cards h2")).to_have_count(1)
        page.locator(".cards h2 a").click()
        expect(page.locator(".tabs a")).to_have_text(list(sight.tabs))
    assert find_faults(colleague, find_violations, PHONE) == []
    for path in sight.open:
        assert status_of(colleague, pikir["url"] + path) == 200, path
    for path in sight.closed:
        assert status_of(colleague, pikir["url"] + path) == 404, path


def status_of(page: Page, address: str) -> int:
    """Return the status of the answer to the person's browser."""
    return page.request.get(address).status


def test_a_colleague_who_is_removed_is_signed_out_at_once(
    pikir: Mapping[str, str], open_window: OpenWindow, sign_in: Callable[[Page], None]
) -> None:
    owner = open_window(width=DESK)
    sign_in(owner)
    invite(owner, pikir["url"], "leaver@pikir.example", "answers_reader")
    colleague = open_window()
    sign_in_by_mail(colleague, pikir, "leaver@pikir.example")
    owner.get_by_role("link", name="leaver@pikir.example").click()
    owner.locator("a[href$='/remove']").click()
    owner.locator("main form .button").click()
    expect(owner.locator("main [role=status]")).to_be_visible()
    colleague.goto(f"{pikir['url']}{EVENT}")
    expect(colleague).to_have_url(f"{pikir['url']}/console/sign-in")
