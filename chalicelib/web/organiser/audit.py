"""The audit log: who did what and when, with filters, and as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from chalicelib import errors
from chalicelib.actions import audit
from chalicelib.domain.audit import AuditFilter
from chalicelib.domain.events import DEFAULT_TIME_ZONE
from chalicelib.domain.timestamps import parse_moment
from chalicelib.locales import N_
from chalicelib.web import dates
from chalicelib.web.downloads import reply_of
from chalicelib.web.organiser import session
from chalicelib.web.organiser.deeds import DEEDS
from chalicelib.web.render import translator
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.actions.services import Services
    from chalicelib.domain.audit import AuditEntry, AuditPage
    from chalicelib.locales import Language
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_FIELDS: Final = ("actor", "code", "event", "since", "until")
_BAD_DAY: Final = N_("Write a date as 2026-06-13.")
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An entry as the page lists it; ``moment`` and ``deed`` are in words, ``place`` joins event and form."""

    moment: str
    deed: str
    entry: AuditEntry


@handler
def index(request: Request, services: Services) -> Reply:
    """List the newest entries that the filter admits, or those after the cursor."""
    console = session.enter(request, services)
    fields = {name: (request.one(name) or "").strip() for name in _FIELDS}
    admitted, problems = _read_filter(fields)
    page: AuditPage | None = None
    if not problems:
        cursor = request.one("cursor") or None
        page = audit.read_audit(services, console.actor, admitted, cursor)
    urls, translate = Urls(request.prefix), translator(request.language)
    query = {name: value for name, value in fields.items() if value}
    return console.settings_page(
        "organiser/audit.html",
        request,
        tab="audit",
        status=422 if problems else 200,
        fields=fields,
        problems={name: translate(message) for name, message in problems.items()},
        deeds=sorted((translate(label), code) for code, label in DEEDS.items()),
        lines=[_line(entry, request.language) for entry in page.entries] if page else [],
        is_filtered=bool(query),
        reached=_moment(page.reached, request.language) if page and page.reached else "",
        older=urls.audit(query | {"cursor": page.next}) if page and page.next else "",
        csv=urls.audit_csv(query),
        days=services.settings.audit_days,
    )


@handler
def download(request: Request, services: Services) -> Reply:
    """Answer with the entries that the filter admits as CSV."""
    console = session.enter(request, services)
    fields = {name: (request.one(name) or "").strip() for name in _FIELDS}
    admitted, problems = _read_filter(fields)
    for name in problems:
        raise errors.BadParameter(name=name)
    language = request.language
    return reply_of(audit.export_audit(services, console.actor, admitted, language=language))


def _read_filter(fields: Mapping[str, str]) -> tuple[AuditFilter, dict[str, str]]:
    """Return the filter, and the message of each field that cannot be read."""
    problems: dict[str, str] = {}
    days: dict[str, datetime | None] = {}
    for name in ("since", "until"):
        try:
            days[name] = _start_of(fields[name]) if fields[name] else None
        except ValueError:
            days[name] = None
            problems[name] = _BAD_DAY
    until = days["until"]
    admitted = AuditFilter(
        actor=fields["actor"].lower() or None,
        event=fields["event"] or None,
        code=fields["code"] or None,
        since=days["since"],
        until=until + _DAY if until else None,
    )
    return admitted, problems


def _start_of(day: str) -> datetime:
    return parse_moment(f"{day}T00:00:00Z").replace(tzinfo=ZoneInfo(DEFAULT_TIME_ZONE))


def _line(entry: AuditEntry, language: Language) -> AuditLine:
    deed = DEEDS.get(entry.code)
    return AuditLine(
        moment=_moment(entry.at, language),
        deed=translator(language)(deed) if deed else entry.code,
        entry=entry,
    )


def _moment(at: datetime, language: Language) -> str:
    return dates.moment(at, DEFAULT_TIME_ZONE, language)
