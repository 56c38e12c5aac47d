"""The audit log as rows of a sheet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from typing import Final

from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.timestamps import to_timestamp
from chalicelib.locales import N_, Language, translate

FILE_NAME: Final = "audit.csv"

COLUMNS: Final = {
    "at": N_("Time (UTC)"),
    "actor": N_("Who"),
    "token": N_("API token"),
    "code": N_("Action"),
    "event": N_("Event"),
    "form": N_("Form"),
    "subject": N_("Object"),
    "fields": N_("Changed fields"),
}
"""The columns by name, and their labels."""


_CODE: Final = tuple(COLUMNS).index("code")


def rows(entries: Iterable[AuditEntry]) -> Iterator[Sequence[str]]:
    """Yield the names of the columns and a row for each entry, for programs."""
    yield list(COLUMNS)
    for entry in entries:
        yield _cells(entry, to_timestamp(entry.at))


def labelled_rows(
    entries: Iterable[AuditEntry], language: Language, labels: Mapping[str, str]
) -> Iterator[Sequence[str]]:
    """Yield the heading and a row for each entry, for people: ``labels`` are messages that explain the codes."""
    heading = [translate(label, language) for label in COLUMNS.values()]
    heading.insert(_CODE + 1, translate(N_("Action's code"), language))
    yield heading
    for entry in entries:
        row = _cells(entry, f"{entry.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}")
        row.insert(_CODE, translate(labels.get(entry.code, entry.code), language))
        yield row


def _cells(entry: AuditEntry, at: str) -> list[str]:
    return [
        at,
        entry.actor,
        entry.token or "",
        entry.code,
        entry.event or "",
        entry.form or "",
        entry.subject or "",
        " ".join(entry.fields),
    ]
