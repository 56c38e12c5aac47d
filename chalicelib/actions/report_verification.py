"""Check a report's document against what is stored now, fact by fact."""

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from chalicelib.actions.reports import read_report
from chalicelib.documents.verification import FactFinding, compare_facts, read_document
from chalicelib.domain.documents import ReportLength
from chalicelib.domain.moments import Timestamp
from chalicelib.domain.permissions import Actor
from chalicelib.locales import Language

if TYPE_CHECKING:
    from chalicelib.actions.services import Services


class ReportVerification(BaseModel):
    """What a check of a report's document found: nothing, if the document and what is stored agree with its facts.

    `read_at` is when the document was made of what was stored; `facts` is how many it has. Each of `findings` names a
    fact by its `source`: `typed_over` and `missing` differ within the document (`shown` is not what was `recorded`);
    `changed`, `gone` and `new` differ from what is stored `now`; `reworded` names a paragraph (`wording.` and its key) whose
    wording was changed since, whatever became of its facts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    event: str
    language: Language
    length: ReportLength
    read_at: Timestamp
    verified_at: Timestamp
    facts: int
    findings: tuple[FactFinding, ...]


def verify_report(services: "Services", actor: Actor, content: bytes) -> ReportVerification:
    """Derive every fact of a DOCX, PDF or HTML of ours again; return each that differs, is missing or was typed over.

    Raises:
        errors.NotAReport: the file is no report that Pikir made, or it was saved without its facts.
        errors.EventNotFound: the event that it is about is not there, or the actor may not read summaries.
        errors.Unavailable: more answers to fold than fits the time; what was done is kept.
    """
    document = read_document(content)
    recorded = document.manifest
    report = read_report(
        services,
        actor,
        recorded.event,
        recorded.language,
        recorded.length,
        has_charts=recorded.has_charts,
        annexes=recorded.annexes,
    )
    now = report.manifest
    return ReportVerification(
        event=recorded.event,
        language=recorded.language,
        length=recorded.length,
        read_at=recorded.read_at,
        verified_at=now.read_at,
        facts=len(recorded.facts),
        findings=compare_facts(document, now, report.own_manifest),
    )
