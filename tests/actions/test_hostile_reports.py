"""Whatever an organiser types is refused clearly, or stands in each format of the report, which is read back without findings."""

import io
import unicodedata
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final
from xml.etree import ElementTree as ET

import docx as python_docx
import pypdf
import pytest
from pydantic import ValidationError

from chalicelib import errors
from chalicelib.actions import (
    deletions,
    forms,
    proposals,
    records,
    reports,
    stored_submissions,
)
from chalicelib.actions.reports import EventReport
from chalicelib.actions.services import Services
from chalicelib.documents import docx, html, pdf
from chalicelib.documents.verification import compare_facts, read_document
from chalicelib.domain.proposals import ProposalState
from chalicelib.domain.proposals.steps import NewProposal, ProposalChange
from chalicelib.locales import LANGUAGES
from chalicelib.settings import Settings
from chalicelib.storage.table import Table
from tests.actions.setting import (
    ORGANISER,
    Clock,
    as_json,
    change,
    nth_id,
    open_event,
    respond,
    services_on,
)
from tests.documents.hostile import HOSTILE

EVENT: Final = "round-table"


@pytest.fixture
def services(local_settings: Settings, local_table: Table, clock: Clock) -> Services:
    services = services_on(local_settings, clock, local_table)
    open_event(services)
    return services


def check_formats(report: EventReport) -> None:
    """Assert that each format is a sound file, and that it is read back as it was written."""
    word = docx.write_docx(report.text, report.manifest, report.author)
    assert python_docx.Document(io.BytesIO(word)).paragraphs
    paper = pdf.write_pdf(report.text, report.manifest, report.author)
    assert pypdf.PdfReader(io.BytesIO(paper)).pages
    page = str(html.render_report(report.text, report.manifest))
    ET.fromstring(page)  # noqa: S314 -- written by ourselves
    for content in (word, paper):
        assert compare_facts(read_document(content), report.manifest) == ()


def list_steps(services: Services, text: str) -> Mapping[str, Callable[[], object]]:
    """Return what types the text wherever a text is typed, by place."""
    local = dict.fromkeys(LANGUAGES, text)
    entries: Mapping[str, Mapping[str, Any]] = {
        "talks": {
            "kind": "report",
            "title": local,
            "gist": local,
            "speakers": [{"name": local, "position": local, "organisation": local}],
        },
        "handouts": {"title": local, "recipients": local},
        "actions": {"slogan": text, "slogan_language": "kk"},
        "paper": {"letterhead": local, "signatory": local},
    }

    def save(section: str) -> object:
        entry = section if section == "paper" else "one"
        document = as_json(entries[section])
        return records.save_entry(services, ORGANISER, EVENT, section, entry, document)

    return {
        "event": lambda: change(services, title=local, aim=local, venue=local),
        "proposals": lambda: accept(services, text),
        **{section: partial(save, section) for section in entries},
    }


def list_refused(steps: Mapping[str, Callable[[], object]]) -> set[str]:
    """Take every step; return where the text was refused."""
    refused = set()
    for place, step in steps.items():
        try:
            step()
        except (errors.Refusal, ValidationError):  # a page or the API makes the one of the other
            refused.add(place)
    return refused


def accept(services: Services, text: str) -> None:
    new = NewProposal.model_validate({"id": nth_id(1), "text": {"kk": text}})
    number = proposals.add_proposal(services, ORGANISER, EVENT, new).number
    accepted = ProposalChange(state=ProposalState.ACCEPTED)
    proposals.change_proposal(services, ORGANISER, EVENT, number, accepted)


EVERYWHERE: Final = {"event", "proposals", "talks", "handouts", "actions", "paper"}
REFUSED: Final = {
    **dict.fromkeys(HOSTILE, frozenset()),
    HOSTILE[1]: EVERYWHERE,  # control characters
    "\u200f": EVERYWHERE,
    "\u2028\u2029": EVERYWHERE,
    HOSTILE[5]: {"actions", "talks"},  # a slogan is short, and an entry has at most 100 kB
    "x" * 5_000: {"actions"},
    "«“": set(),
    ".": set(),
}
"""Where each text is refused; what is left stands in the report."""


def name_first(text: str) -> str:
    """Return the name of the first character. An id with backslashes is not found again in the same process."""
    return unicodedata.name(text[0], "CONTROL CHARACTER")


@pytest.mark.parametrize("text", REFUSED, ids=name_first)
def test_a_text_is_refused_or_stands_in_every_format(services: Services, text: str) -> None:
    assert list_refused(list_steps(services, text)) == REFUSED[text]
    language = LANGUAGES[[*REFUSED].index(text) % len(LANGUAGES)]
    report = reports.read_report(services, ORGANISER, EVENT, language, "full")
    shown = {fact.value for fact in report.manifest.facts if fact.source == "event.title"}
    assert (" ".join(text.split()) in shown) == ("event" not in REFUSED[text])
    check_formats(report)


def test_an_event_in_another_language_alone_has_a_report_in_each(services: Services) -> None:
    only: Mapping[str, str | None] = {"kk": None, "ru": None, "en": "Work is no place for a child"}
    change(services, title=only, venue={"kk": None, "en": None, "ru": "Зал"})
    for language in LANGUAGES:
        report = reports.read_report(services, ORGANISER, EVENT, language, "full")
        assert "Work is no place for a child" in {fact.value for fact in report.manifest.facts}
        check_formats(report)


def test_a_form_whose_answers_were_all_deleted_is_not_told_of(services: Services) -> None:
    for number in range(6):
        respond(services, nth_id(number))
    forms.close_form(services, ORGANISER, EVENT, "impressions")
    told = reports.read_report(services, ORGANISER, EVENT, "kk", "full").manifest
    for number in range(6):
        stored_submissions.erase_submission(
            services, ORGANISER, EVENT, "impressions", nth_id(number)
        )
    report = reports.read_report(services, ORGANISER, EVENT, "kk", "full")
    gone = {fact.source for fact in told.facts} - {fact.source for fact in report.manifest.facts}
    assert "summary.impressions.responses" in gone
    check_formats(report)


def test_a_deleted_event_has_no_report(services: Services) -> None:
    change(services, state="closed")
    deletions.delete_event(services, ORGANISER, EVENT)
    with pytest.raises(errors.EventNotFound):
        reports.read_report(services, ORGANISER, EVENT, "kk", "full")
