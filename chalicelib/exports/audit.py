"""The audit log as rows of a sheet."""

from collections.abc import Iterable, Iterator, Sequence
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


def rows(entries: Iterable[AuditEntry], language: Language | None) -> Iterator[Sequence[str]]:
    """Yield the heading and a row for each entry; codes and ids stay as they are in every language."""
    yield [translate(label, language) if language else name for name, label in COLUMNS.items()]
    for entry in entries:
        yield [
            to_timestamp(entry.at),
            entry.actor,
            entry.token or "",
            entry.code,
            entry.event or "",
            entry.form or "",
            entry.subject or "",
            " ".join(entry.fields),
        ]
