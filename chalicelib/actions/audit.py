"""The audit log: append to it, read it, download it.

A deed that changes something takes the entry into its own transaction (``audit_operation``), so that neither is there
without the other. What only hands something out appends the entry just before it does (``log_reading``): nobody reads
without one. Pages of participants load this module with the forms, so what only the log needs is imported lazily.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions.permissions import admit
from chalicelib.domain.permissions import Actor

if TYPE_CHECKING:
    from chalicelib.actions.downloads import Download
    from chalicelib.actions.services import Services
    from chalicelib.domain.audit import AuditCode, AuditEntry, AuditFilter, AuditPage
    from chalicelib.locales import Language
    from chalicelib.storage.table import Put

LARGEST_PAGE: Final = 500
MOST_EXAMINED: Final = 5_000
"""Entries that one page examines at most, however few of them its filter admits."""


def audit_operation(
    services: "Services",
    actor: Actor,
    code: "AuditCode",
    *,
    event: str | None = None,
    form: str | None = None,
    subject: str | None = None,
    fields: Iterable[str] = (),
) -> "Put":
    """Make the operation that logs a deed, for the deed's own transaction."""
    entry = _entry(services, actor, code, event, form, subject)
    return services.audit.put_entry(entry.model_copy(update={"fields": tuple(fields)}))


def log_reading(
    services: "Services",
    actor: Actor,
    code: "AuditCode",
    *,
    event: str | None = None,
    form: str | None = None,
    subject: str | None = None,
) -> None:
    """Log that something is about to be handed out; raise ``Unavailable`` if that cannot be logged."""
    services.audit.append(_entry(services, actor, code, event, form, subject))


def _entry(
    services: "Services",
    actor: Actor,
    code: "AuditCode",
    event: str | None,
    form: str | None,
    subject: str | None,
) -> "AuditEntry":
    from chalicelib.domain.audit import AuditEntry

    return AuditEntry(
        id=services.new_id(),
        at=services.clock(),
        actor=actor.id,
        token=actor.token,
        code=code,
        event=event,
        form=form,
        subject=subject,
    )


def read_audit(
    services: "Services",
    actor: Actor,
    admitted: "AuditFilter",
    cursor: str | None = None,
    limit: int = 50,
) -> "AuditPage":
    """Return at most ``limit`` (1 to 500) entries that the filter admits, the newest first.

    Raises:
        errors.BadParameter: the limit is out of bounds, or the cursor is none that a page gave.
    """
    from chalicelib.actions.cursors import decode_cursor, encode_cursor
    from chalicelib.domain.audit import AuditPage
    from chalicelib.storage.audit import parse_position, position_of

    admit(actor, "audit.read")
    if not 1 <= limit <= LARGEST_PAGE:
        raise errors.BadParameter(name="limit")
    before = None if cursor is None else decode_cursor(cursor, parse_position)
    entries: list[AuditEntry] = []
    last: AuditEntry | None = None
    for examined, entry in enumerate(_iter_entries(services, admitted, before), 1):
        last = entry
        if admitted.admits(entry):
            entries.append(entry)
        if len(entries) == limit or examined == MOST_EXAMINED:
            return AuditPage(
                entries=tuple(entries), next=encode_cursor(position_of(last)), reached=last.at
            )
    return AuditPage(entries=tuple(entries), next=None, reached=None)


def export_audit(
    services: "Services",
    actor: Actor,
    admitted: "AuditFilter",
    *,
    language: "Language | None" = None,
    labels: Mapping[str, str] | None = None,
) -> "Download":
    """Return the entries that the filter admits as CSV, the newest first; without a language columns have their names.

    With a language it is for spreadsheets in it; ``labels`` are then the messages that explain the codes.

    Raises:
        errors.Unavailable: the bucket did not answer in time.
    """
    from chalicelib.actions.downloads import collect
    from chalicelib.exports import audit, sheet

    admit(actor, "audit.read")
    entries = _iter_entries(services, admitted, None)
    admissible = (entry for entry in entries if admitted.admits(entry))
    if language:
        rows = audit.labelled_rows(admissible, language, labels or {})
        content = sheet.encode(rows, sheet.dialect_of(language))
    else:
        content = sheet.encode(audit.rows(admissible))
    download = collect(services, audit.FILE_NAME, sheet.CONTENT_TYPE, content)
    log_reading(services, actor, "download.make", subject=audit.FILE_NAME)
    return download


def _iter_entries(
    services: "Services", admitted: "AuditFilter", before: str | None
) -> "Iterator[AuditEntry]":
    return services.audit.newest_first(
        now=services.clock(), since=admitted.since, until=admitted.until, before=before
    )
