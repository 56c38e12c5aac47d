"""A full report on 2,000 responses in all three formats: seconds on one core, and the memory at its peak.

Each format is made as a request for it makes it: the event, the record, proposals and figures are read anew.
"""

import json
import os
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from bench import filled, sample, stage
from bench.figure import Figure
from chalicelib import settings, wiring
from chalicelib.actions import proposals, records, reports
from chalicelib.actions.services import Services
from chalicelib.documents import docx, pdf
from chalicelib.documents.html import render_report
from chalicelib.documents.pdf.sheet_charts import add_pictures
from chalicelib.domain.permissions import SYSTEM
from chalicelib.domain.proposals import ProposalState
from chalicelib.domain.proposals.steps import NewProposal, ProposalChange
from chalicelib.domain.records import RecordSection
from local import dynoxide
from tests.documents.text.scenarios import RECORD

RESPONSES = 2_000
MOST_SECONDS = 3
MOST_MEGABYTES = 512
ENTRIES = 10
"""Copies of each entry of the full record of the tests."""
PROPOSALS = 40


def measure() -> None:
    """Make all three; print the seconds, the megabytes at the peak, and the number of facts."""
    services = wiring.make(settings.read(dict(os.environ)))
    started = time.process_time()
    of_docx, of_html, of_pdf = (
        reports.read_report(services, SYSTEM, sample.EVENT, "kk", "full") for _ in range(3)
    )
    written = [
        docx.write_docx(add_pictures(of_docx.text), of_docx.manifest, of_docx.author),
        render_report(of_html.text, of_html.manifest).encode(),
        pdf.write_pdf(of_pdf.text, of_pdf.manifest, of_pdf.author),
    ]
    seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sizes = [len(content) / 1000 for content in written]
    sys.stdout.write(json.dumps([seconds, peak, len(of_html.manifest.facts), *sizes]))


def figures() -> dict[str, Figure]:
    """Fill a table, make the report in a process of its own, and return its time and its peak of memory."""
    with tempfile.TemporaryDirectory() as folder:
        database = filled.fill(Path(folder), RESPONSES)
        with dynoxide.running(database) as endpoint:
            write_down(filled.services_on(endpoint))
            variables = stage.environment(endpoint)
            seconds, peak, facts, *sizes = stage.run_module("bench.report", variables)
    files = ", ".join(
        f"{name} {size:.0f} kB" for name, size in zip(("DOCX", "HTML", "PDF"), sizes, strict=True)
    )
    return {
        "report": Figure(
            seconds,
            "s of CPU",
            MOST_SECONDS,
            beside=f"{RESPONSES:,} responses, {facts:,} facts: {files}",
        ),
        "report's memory": Figure(peak, "MB at the peak", MOST_MEGABYTES),
    }


def write_down(services: Services) -> None:
    """Write a long record, and accept proposals."""
    for section, entries in RECORD.items():
        if section == RecordSection.PHOTOS:  # which begin with an upload
            continue
        for name, content in entries.items():
            for copy in range(1 if name == section else ENTRIES):
                entry = name if name == section else f"{name}-{copy}"
                records.save_entry(
                    services, SYSTEM, sample.EVENT, section, entry, json.dumps(content).encode()
                )
    for number in range(PROPOSALS):
        view = proposals.add_proposal(
            services,
            SYSTEM,
            sample.EVENT,
            NewProposal(id=f"bench-{number:04}", text={"kk": f"Ұсыныс {number}"}),
        )
        decided = ProposalChange(state=ProposalState.ACCEPTED, due=date(2027, 1, 1))
        proposals.change_proposal(services, SYSTEM, sample.EVENT, view.number, decided)


if __name__ == "__main__":
    measure()
