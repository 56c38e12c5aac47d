"""The audit log: who did what and when, in words, with filters, and as CSV (which has the codes as they are)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from chalicelib import errors
from chalicelib.actions import audit, events, forms
from chalicelib.domain.audit import AuditFilter
from chalicelib.domain.events import DEFAULT_TIME_ZONE
from chalicelib.domain.timestamps import parse_moment
from chalicelib.forms.text import in_language
from chalicelib.locales import N_
from chalicelib.web import dates
from chalicelib.web.downloads import reply_of
from chalicelib.web.organiser import session
from chalicelib.web.organiser.controls import MenuOption
from chalicelib.web.organiser.deeds import DEEDS, FIELDS, SUBJECTS
from chalicelib.web.organiser.listing_query import BAD_DAY
from chalicelib.web.organiser.local_times import parse_day
from chalicelib.web.render import translator
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.actions.services import Services
    from chalicelib.domain.audit import AuditEntry, AuditPage
    from chalicelib.locales import Language
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_FIELDS: Final = ("actor", "code", "event", "since", "until")
_DAY: Final = timedelta(days=1)
_ABOUT_SUBMISSIONS: Final = ("submission.read", "submission.correct")


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An entry as the page lists it, in words; ``subject_address`` is the page of what the deed was done to, if it has one."""

    moment: str
    deed: str
    fields: str
    event: str
    form: str
    subject: str
    subject_address: str
    entry: AuditEntry


class _LineWriter:
    """Puts entries into words. What is gone or unknown is shown by its id or its code."""

    def __init__(self, request: Request, titles: Mapping[str, str]) -> None:
        self._urls = Urls(request.prefix)
        self._language: Language = request.language
        self._translate = translator(request.language)
        self._titles = titles
        self._forms: Mapping[tuple[str, str], str] = {}

    def read_forms(
        self, services: Services, console: ConsoleSession, entries: Sequence[AuditEntry]
    ) -> None:
        """Read the titles of the forms of those events that the entries are about."""
        named = {entry.event for entry in entries if entry.event in self._titles and entry.form}
        self._forms = {
            (event, record.name): in_language(record.title, self._language)
            for event in sorted(filter(None, named))
            for record in forms.list_forms(services, console.actor, event)
        }

    def write(self, entry: AuditEntry) -> AuditLine:
        """Return an entry's line."""
        event, form, subject = entry.event or "", entry.form or "", entry.subject or ""
        names = [
            name for name in entry.fields if entry.code != "event.change_state" or name != "state"
        ]
        return AuditLine(
            moment=_moment(entry.at, self._language),
            deed=self._words(DEEDS, entry.code),
            fields=", ".join(self._words(FIELDS, name) for name in names),
            event=self._titles.get(event, event),
            form=self._forms.get((event, form), form),
            subject=self._subject(entry.code, subject),
            subject_address=self._address(entry.code, event, form, subject),
            entry=entry,
        )

    def _words(self, table: Mapping[str, str], name: str) -> str:
        return self._translate(table[name]) if name in table else name

    def _subject(self, code: str, subject: str) -> str:
        if (code, subject) in SUBJECTS:
            return self._translate(SUBJECTS[code, subject])
        if code in ("form.publish", "form.correct_wording"):
            return self._translate(N_("Version {number}"), number=subject)
        return self._titles.get(subject, subject) if code == "event.copy" else subject

    def _address(self, code: str, event: str, form: str, subject: str) -> str:
        if code in _ABOUT_SUBMISSIONS and subject:
            return self._urls.submission(event, form, subject)
        return ""


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
    titles = {
        line.id: in_language(line.title, request.language)
        for line in events.list_events(services, console.actor).events
    }
    writer = _LineWriter(request, titles)
    entries = page.entries if page else ()
    writer.read_forms(services, console, entries)
    query = {name: value for name, value in fields.items() if value}
    return console.settings_page(
        "organiser/audit.html",
        request,
        tab="audit",
        status=422 if problems else 200,
        fields=fields,
        problems={name: translate(message) for name, message in problems.items()},
        deeds=sorted((translate(label), code) for code, label in DEEDS.items()),
        events=_event_options(titles, fields["event"]),
        lines=[writer.write(entry) for entry in entries],
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
    return reply_of(
        audit.export_audit(services, console.actor, admitted, language=language, labels=DEEDS)
    )


def _read_filter(fields: Mapping[str, str]) -> tuple[AuditFilter, dict[str, str]]:
    """Return the filter, and the message of each field that cannot be read."""
    problems: dict[str, str] = {}
    days: dict[str, datetime | None] = {}
    for name in ("since", "until"):
        try:
            days[name] = _start_of(fields[name]) if fields[name] else None
        except ValueError:
            days[name] = None
            problems[name] = BAD_DAY
    until = days["until"]
    admitted = AuditFilter(
        actor=fields["actor"].lower() or None,
        event=fields["event"] or None,
        code=fields["code"] or None,
        since=days["since"],
        until=until + _DAY if until else None,
    )
    return admitted, problems


def _start_of(text: str) -> datetime:
    """Return when that day begins; raise ``ValueError`` if it is none, or too near the end of time."""
    day = parse_day(text)
    if day is None:
        raise ValueError(text)
    return parse_moment(f"{day.isoformat()}T00:00:00Z").replace(tzinfo=ZoneInfo(DEFAULT_TIME_ZONE))


def _event_options(titles: Mapping[str, str], chosen: str) -> list[MenuOption]:
    """Return the events to choose from; one that was deleted stays while it is chosen."""
    listed = dict(titles) if chosen in titles or not chosen else {**titles, chosen: chosen}
    return [MenuOption(event, title) for event, title in listed.items()]


def _moment(at: datetime, language: Language) -> str:
    return dates.moment(at, DEFAULT_TIME_ZONE, language)
