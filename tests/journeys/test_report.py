"""From the console to the report: whatever an organiser enters after a round table stands in its place in all three formats.

The list of what has to be found is made of what is typed here, beside the words that the report has for what is chosen.
"""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import docx
import pypdf
import pytest
from playwright.sync_api import Locator, Page, expect

from chalicelib.locales import Language
from tests.journeys.conftest import DESK, OpenWindow
from tests.journeys.round_table import (
    ACCEPTED,
    ADDED_TALK,
    AIM,
    DECLINED,
    ORGANISER,
    QUOTE,
    RECORD,
    RESPONSIBLE,
    SCHOOLS,
    SERIES,
    SPEAKERS,
    TALKS,
    THEME,
    TITLE,
    VENUE,
    Typed,
    find_missing,
    list_expected,
    list_typed,
    squeeze,
    yesterday,
)

pytestmark = pytest.mark.browser

SAVED: Final = re.compile("Сақталды")


class Desk:
    """The organiser's window on the event."""

    def __init__(self, page: Page, url: str, call_api: Callable[..., Any]) -> None:
        self.page = page
        self.url = url
        self.call_api = call_api
        self.event = ""

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.url}/console/events/{self.event}{path}")
        return self.page

    def make_event(self) -> None:
        """Make the event, which took place yesterday."""
        page = self.page
        page.goto(f"{self.url}/console/new")
        page.locator("[name=title]").fill(TITLE["kk"])
        page.locator("[name=day]").fill(f"{yesterday():%Y-%m-%d}")
        page.locator("[name=venue]").fill(VENUE)
        page.locator("main form .buttons .button").click()
        page.wait_for_url(re.compile("/console/events/[^/]+$"))
        self.event = page.url.rpartition("/")[2]

    def set(self, section: str, **texts: str) -> None:
        """Fill in a section of the settings."""
        page = self.open(f"/settings/{section}")
        for name, text in texts.items():
            fill(page.locator("main"), name.replace("__", "."), text)
        self.save_settings()

    def save_settings(self) -> None:
        self.page.locator("main button.button[value=save]").click()
        expect(self.page).to_have_url(re.compile("/settings$"))

    def name_speakers(self) -> None:
        """Put a report with two speakers on the programme."""
        page = self.open("/settings/programme")
        fill(page.locator("main"), "programme.1.title.kk", THEME)
        fill(page.locator("main"), "programme.1.title.ru", "")
        for number, ((name, position), school) in enumerate(zip(SPEAKERS, SCHOOLS, strict=True)):
            page.locator("button[value='add:programme.1.speakers']").click()
            for part, text in (("name", name), ("position", position), ("organisation", school)):
                fill(page.locator("main"), f"programme.1.speakers.{number}.{part}.kk", text)
        self.save_settings()

    def write_record(self) -> None:
        """Write an entry of each section in the console, and what is left by the API."""
        page = self.open("/record")
        places: list[tuple[str, Typed]] = []
        for section, entries in RECORD.items():
            single = section in ("attendance", "paper")
            place = f"[id='{section}.{section}']" if single else f"#{section} > .record-entry.add"
            places.append((place, entries[0]))
        places += [(f"[id='talks.{name}']", typed) for name, typed in TALKS.items()]
        places.append(("#talks > .record-entry.add", ADDED_TALK))
        written = [page.locator(place).evaluate(TYPE_ALL, typed) for place, typed in places]
        for anchor in written:
            # The first one is the entry's own; an action that is there has another for its photos.
            status = page.locator(f"[id='{anchor}'] [data-status]").first
            expect(status).to_have_text(SAVED)
        for section, entries in RECORD.items():
            for number, typed in enumerate(entries[1:]):
                path = f"/events/{self.event}/record/{section}/later-{number}"
                self.call_api("PUT", path, unfold(typed))

    def write_proposals(self) -> None:
        """Write down three proposals, accept one and decline one in the console, and accept the other by the API."""
        page = self.open("/proposals/new")
        for number, text in enumerate((*ACCEPTED, DECLINED), start=1):
            if number < 3:
                fill(page.locator("main"), "text-kk", text)
                page.locator("button[value=another]").click()
                expect(page.locator("[name='text-kk']")).to_have_value("")
            else:
                typed = {"id": "declined-1", "text": {"kk": text}}
                self.call_api("POST", f"/events/{self.event}/proposals", typed)
        page = self.open("/proposals/1")
        page.locator("button[value=accept]").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Қабылданды")
        for number, change in (
            (1, {"responsible": {"kk": RESPONSIBLE}, "due": "2027-05-20"}),
            (2, {"state": "accepted"}),
            (3, {"state": "declined", "reason": {"kk": "Автобус кестесіне сай келмейді"}}),
        ):
            self.call_api("PATCH", f"/events/{self.event}/proposals/{number}", change)

    def collect_impressions(self, visitor: Page) -> None:
        """Let one answer on the participants' page and nine by the API, and quote one."""
        form = f"/events/{self.event}/forms/impressions"
        for number in range(9):
            answers = {"category": "pupil", "overall": 4 + number % 2, "learned": f"Сөз {number}"}
            self.call_api("POST", f"{form}/responses", {"answers": answers})
        visitor.goto(f"{self.url}/e/{self.event}/impressions")
        answer_page_by_page(visitor)
        page = self.open("/forms/impressions/summary/texts?question=learned")
        page.locator("[data-answer]").filter(has_text=QUOTE).locator("input[type=checkbox]").check()
        page.locator("button[value=quote]").first.click()
        expect(page.locator(".tag.open").first).to_be_visible()


def fill(place: Locator, name: str, text: str) -> None:
    """Fill in a field of whatever kind."""
    found = place.locator(f"[name='{name}']:not([type=hidden])").first
    kind = found.evaluate("(field) => field.type")
    if kind == "checkbox":
        found.set_checked(bool(text))
    elif kind.startswith("select"):
        found.select_option(text)
    else:
        found.fill(text)


TYPE_ALL: Final = """(entry, typed) => {
  for (const [name, text] of Object.entries(typed)) {
    const field = entry.querySelector(`[name="${name}"]:not([type=hidden])`);
    if (field.type === "checkbox") field.checked = text !== "";
    else field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return entry.id;
}"""


def answer_page_by_page(visitor: Page) -> None:
    """Fill in the form for after the event, which is asked page by page."""
    answers = {"category": "pupil", "overall": "5", "learned": QUOTE}
    while not visitor.locator(".receipt").count():
        for name, text in answers.items():
            field = visitor.locator(f"[name='q.{name}']")
            if not field.filter(visible=True).count():
                continue
            if name == "learned":
                field.fill(text)
            else:
                visitor.locator(f"[name='q.{name}'][value='{text}']").check()
        with visitor.expect_navigation():
            visitor.locator("main form .buttons .button").first.click()


def unfold(typed: Typed) -> dict[str, Any]:
    """Return what the fields of an entry hold as the API takes it."""
    document: dict[str, Any] = {}
    for name, text in typed.items():
        first, _, language = name.partition(".")
        value: object = int(text) if first in ("count", "copies", "asked") else text
        document[first] = {language: text} if language else value
    return document


FAULTS: Final = re.compile(r" {2}|[{}]|None|\.\.|[«“]\s|\s[»”.,;:]|\(\)")


def check_sections(sections: Sequence[tuple[str, str]]) -> None:
    """Assert that each section is there with all that belongs to it, and that none has a gap or a placeholder."""
    wanted = list(list_expected())
    assert [squeeze(each) for each, _ in sections] == [squeeze(each) for each, _ in wanted]
    assert [
        (heading, missing)
        for (heading, facts), (_, text) in zip(wanted, sections, strict=True)
        if (missing := find_missing(text, facts))
    ] == []
    assert [FAULTS.findall(text) for _, text in sections if FAULTS.search(text)] == []
    assert all(text.strip() for _, text in sections)
    assert DECLINED not in str(sections)


def split_docx(content: bytes) -> Sequence[tuple[str, str]]:
    sections: list[tuple[str, list[str]]] = [("", [])]
    for paragraph in docx.Document(io.BytesIO(content)).element.body.iter(f"{{{W}}}p"):
        style = paragraph.find(f"{{{W}}}pPr/{{{W}}}pStyle")
        text = "".join(run.text or "" for run in paragraph.iter(f"{{{W}}}t"))
        if style is not None and style.get(f"{{{W}}}val") == "Heading1":
            sections.append((text, []))
        else:
            sections[-1][1].append(text)
    return [(heading, "\n".join(texts)) for heading, texts in sections]


W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPLIT_PAGE: Final = """(shown) => {
  const article = shown.cloneNode(true);
  article.querySelectorAll(".wording-mark").forEach((mark) => mark.remove());
  const sections = [["", []]];
  for (const each of article.children) {
    if (each.tagName === "H2") sections.push([each.textContent, []]);
    else sections.at(-1)[1].push(each.textContent);
  }
  return sections.map(([heading, texts]) => [heading, texts.join("\\n")]);
}"""


def download(page: Page, kind: str) -> bytes:
    with page.expect_download(timeout=60_000) as started:
        page.locator(f"main button[value={kind}]").click()
    return Path(started.value.path()).read_bytes()


def test_all_that_was_entered_after_a_round_table_is_in_the_report(
    pikir: Mapping[str, str],
    sign_in: Callable[[Page], None],
    open_window: OpenWindow,
    call_api: Callable[..., Any],
) -> None:
    page = open_window(width=DESK)
    sign_in(page)
    desk = Desk(page, pikir["url"], call_api)
    desk.make_event()
    desk.set("texts", aim__kk=AIM, title__ru=TITLE["ru"])
    desk.set("kind", new_series__kk=SERIES)
    desk.set("organiser", organiser__name__kk=ORGANISER)
    desk.name_speakers()
    call_api("PATCH", f"/events/{desk.event}", {"state": "open", "incomplete_languages": ["ru"]})
    desk.write_record()
    desk.write_proposals()
    desk.collect_impressions(open_window(script=False))

    desk.open("/report?in=kk&length=full")
    check_sections(page.locator("article").evaluate(SPLIT_PAGE))
    check_sections(split_docx(download(page, "docx")))
    desk.open("/report?in=kk&length=full")
    pdf = pypdf.PdfReader(io.BytesIO(download(page, "pdf")))
    text = "\n".join(each.extract_text() for each in pdf.pages)
    in_order = [part for heading, facts in list_expected() for part in (heading, *facts)]
    assert find_missing(text, in_order) == []
    for language in ("ru", "en"):
        check_other_language(desk, language)


def check_other_language(desk: Desk, language: Language) -> None:
    """Assert that what was typed once stands in the report of another language as it is."""
    page = desk.open(f"/report?in={language}&length=full")
    formats = [page.locator("article").evaluate(SPLIT_PAGE)]
    if language == "ru":
        formats.append(split_docx(download(page, "docx")))
    for sections in formats:
        text = "\n".join(part for _, part in sections)
        assert [each for each in list_typed() if find_missing(text, [each])] == []
        assert FAULTS.findall(text) == []
        assert TITLE["ru" if language == "ru" else "kk"] in text
        assert DECLINED not in text
