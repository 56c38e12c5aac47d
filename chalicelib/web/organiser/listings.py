"""Lists of submissions: an event's people, and the answers to each of its forms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from chalicelib.actions import events, listings
from chalicelib.domain.listings import SearchIn, Sort
from chalicelib.domain.submissions import STATUS_NAMES
from chalicelib.domain.versions import in_order
from chalicelib.forms.text import in_language
from chalicelib.locales import N_, translate
from chalicelib.web import dates
from chalicelib.web.organiser import session
from chalicelib.web.organiser.listing_query import ListAddress, read_address
from chalicelib.web.render import LANGUAGE_NAMES
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.listings import Listing
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.forms import FormRecord
    from chalicelib.domain.submissions import Submission
    from chalicelib.forms.intake import Column, Form
    from chalicelib.locales import Language
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

PAGE: Final = 50
_LONGEST_CELL: Final = 160
_MOST_ANSWERS_SHOWN: Final = 3
"""Columns of answers that a list shows unless it is asked for others."""
QUESTION: Final = "q."
"""Begins the name of a question's column."""

_ABOUT: Final[Mapping[str, str]] = {
    "name": N_("Name"),
    "organisation": N_("Organisation"),
    "receipt": N_("Receipt"),
    "category": N_("Category"),
    "received_at": N_("When"),
    "language": N_("Language"),
    "version": N_("Version of the form"),
    "status": N_("Status"),
}
"""The columns beside the answers, with their headings."""

_SORTS: Final[Mapping[Sort, str]] = {
    Sort.NEWEST: N_("Newest first"),
    Sort.OLDEST: N_("Oldest first"),
    Sort.NAME: N_("By name"),
    Sort.ORGANISATION: N_("By organisation"),
    Sort.CATEGORY: N_("By category"),
    Sort.LANGUAGE: N_("By language"),
}
_SEARCHES: Final[Mapping[SearchIn, str]] = {
    SearchIn.PEOPLE: N_("Names, organisations, contacts and receipts"),
    SearchIn.NAMES: N_("Names and receipts"),
    SearchIn.ANSWERS: N_("All answers as well"),
}


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column that a list can show."""

    name: str
    label: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class SelectOption:
    """One option of a select."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ListRow:
    """A submission as the list shows it; the first cell leads to its own page."""

    id: str
    address: str
    cells: tuple[str, ...]


@handler
def answers(request: Request, services: Services, *, event: str, form: str) -> Reply:
    """List what was sent to one form."""
    console = session.enter(request, services)
    shown = events.read_event_as_member(services, console.actor, event)
    return _list(request, services, console, shown, form)


@handler
def people(request: Request, services: Services, *, event: str) -> Reply:
    """List the registrations of an event: of its form of registrations, or of that which ``form`` names."""
    console = session.enter(request, services)
    shown = events.read_event_as_member(services, console.actor, event)
    records = listings.list_registration_forms(services, console.actor, event)
    if not records:
        return console.event_page("organiser/no_people.html", request, shown, tab="people")
    named = request.one("form")
    chosen = next((each for each in records if each.name == named), records[0])
    return _list(request, services, console, shown, chosen.name, others=records)


@handler
def index(request: Request, services: Services, *, event: str) -> Reply:
    """Show the forms whose answers there are to read."""
    console = session.enter(request, services)
    shown = events.read_event_as_member(services, console.actor, event)
    records = listings.list_answer_forms(services, console.actor, event)
    return console.event_page(
        "organiser/answers.html", request, shown, tab="answers", forms=records
    )


def _list(
    request: Request,
    services: Services,
    console: ConsoleSession,
    event: Event,
    form: str,
    *,
    others: Sequence[FormRecord] = (),
) -> Reply:
    address = read_address(request, event.time_zone)
    page = listings.list_rows(
        services,
        console.actor,
        event.id,
        form,
        address.query,
        cursor=request.one("cursor"),
        limit=PAGE,
    )
    view = _ListView(request, page, address)
    may_export = console.actor.may("exports.read", event)
    may_erase = console.actor.may("submissions.erase", event)
    return console.event_page(
        "organiser/listing.html",
        request,
        event,
        tab="people" if page.record.takes_registrations else "answers",
        form=page.record,
        others=[each for each in others if each.name != form],
        may_export=may_export,
        may_erase=may_erase,
        may_select=may_export or may_erase,
        may_share=console.actor.may("events.share", event),
        **view.context(),
    )


class _ListView:
    """What the template shows of one page of a list."""

    def __init__(self, request: Request, page: Listing, address: ListAddress) -> None:
        self._page = page
        self._address = address
        self._language: Language = request.language
        self._translate = partial(translate, language=request.language)
        self._urls = Urls(request.prefix)
        self._is_first = request.one("cursor") is None
        self._columns = _columns_by_version(page.forms)
        self._labels = {**self._about_labels(), **self._question_labels()}

    def context(self) -> dict[str, object]:
        """Return the template's values."""
        page, address, path = self._page, self._address, self._path
        shown = self._shown
        return {
            "fields": address.fields,
            "problems": {name: self._translate(text) for name, text in address.problems.items()},
            "path": path,
            "is_narrowed": bool(address.fields["q"]) or address.is_filtered,
            "is_filtered": address.is_filtered or self._has_chosen_columns,
            "options": self._options(),
            "columns": [
                ColumnChoice(name, label, name in shown) for name, label in self._labels.items()
            ],
            "heads": [self._head(name) for name in shown],
            "rows": [self._row(each, shown) for each in page.submissions],
            "next": page.next and address.link(path, cursor=page.next),
            "first": None if self._is_first else address.link(path),
            "all": path,
            "looked_through": page.looked_through
            and dates.number(page.looked_through, self._language),
            "names_people": "name" in self._labels,
            "is_by_time": address.query.sort.is_by_time or address.query.searches_answers,
        }

    @property
    def _path(self) -> str:
        return self._urls.listing(self._page.event.id, self._page.record.name)

    @property
    def _shown(self) -> list[str]:
        """The names of the columns to show: those that were asked for, or a choice that fits the form."""
        return self._known_columns(self._address.columns) or self._known_columns(
            self._usual_columns()
        )

    def _known_columns(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if name in self._labels]

    @property
    def _has_chosen_columns(self) -> bool:
        """Whether other columns than the usual ones were asked for; a search sends the usual ones along."""
        chosen = self._known_columns(self._address.columns)
        return bool(chosen) and chosen != self._known_columns(self._usual_columns())

    def _usual_columns(self) -> Iterator[str]:
        has_name = "name" in self._labels
        yield from ("name", "organisation") if has_name else ("receipt",)
        yield from (name for name in ("category", "received_at", "language"))
        if not has_name:
            yield from self._usual_questions()[:_MOST_ANSWERS_SHOWN]

    def _usual_questions(self) -> list[str]:
        """Return the columns of the questions, without that of the category, which has a column of its own."""
        of_category = {
            f"{QUESTION}{question.key}"
            for form in self._page.forms.values()
            for question in form.questions
            if question.role == "category"
        }
        return [
            name for name in self._labels if name.startswith(QUESTION) and name not in of_category
        ]

    def _about_labels(self) -> dict[str, str]:
        roles = {question.role for form in self._page.forms.values() for question in form.questions}
        left_out = {role for role in ("name", "organisation", "category") if role not in roles}
        if not any(form.definition.confirm_email for form in self._page.forms.values()):
            left_out.add("status")
        return {
            name: self._translate(label) for name, label in _ABOUT.items() if name not in left_out
        }

    def _question_labels(self) -> dict[str, str]:
        """Return the label of each question that a person answers, of all versions, the newest first."""
        versions = sorted(self._columns, reverse=True)
        keys = in_order([list(self._columns[version]) for version in versions])
        asked = {
            key: next(
                by_key[key] for by_key in map(self._columns.__getitem__, versions) if key in by_key
            )
            for key in keys
        }
        return {
            f"{QUESTION}{key}": in_language(column.label, self._language) or key
            for key, column in asked.items()
        }

    def _options(self) -> dict[str, list[SelectOption]]:
        event, record = self._page.event, self._page.record
        choices: dict[str, Sequence[tuple[str, str]]] = {
            "category": [
                (each.name, in_language(each.label, self._language)) for each in event.categories
            ],
            "language": list(LANGUAGE_NAMES.items()),
            "version": [(str(number), str(number)) for number in range(1, record.version + 1)],
            "answered": [
                (name.removeprefix(QUESTION), label)
                for name, label in self._labels.items()
                if name.startswith(QUESTION)
            ],
            "in": [(each.value, self._translate(label)) for each, label in _SEARCHES.items()],
            "sort": [
                (each.value, self._translate(label))
                for each, label in _SORTS.items()
                if each.is_by_time or each.value in self._labels
            ],
        }
        return {
            name: [
                SelectOption(value, label, value == self._address.fields[name])
                for value, label in each
            ]
            for name, each in choices.items()
        }

    def _head(self, name: str) -> dict[str, str]:
        """Return a column's name and heading, and where it leads to the list in that column's order."""
        sort = self._address.query.sort
        following = next((each for each in Sort if each.value == name), None)
        direction = "ascending" if following is sort else ""
        if name == "received_at":
            following = Sort.OLDEST if sort is Sort.NEWEST else Sort.NEWEST
            direction = "descending" if sort is Sort.NEWEST else direction
        link = self._address.link(self._path, sort=following.value) if following else ""
        return {"name": name, "label": self._labels[name], "link": link, "direction": direction}

    def _row(self, submission: Submission, shown: Sequence[str]) -> ListRow:
        page = self._page
        cells = [self._cell(submission, name) for name in shown]
        cells[0] = cells[0] or submission.receipt
        address = self._urls.submission(page.event.id, page.record.name, submission.id)
        return ListRow(submission.id, address, tuple(map(_shorten, cells)))

    def _cell(self, submission: Submission, name: str) -> str:
        if not name.startswith(QUESTION):
            return about(submission, name, self._page.event, self._language)
        asked = self._columns.get(submission.version, {})
        column = asked.get(name.removeprefix(QUESTION))
        return column.text(submission.answers, self._language) if column else ""


def about(submission: Submission, name: str, event: Event, language: Language) -> str:
    """Return what a submission's column beside its answers shows."""
    write = _ABOUT_CELLS.get(name)
    if write is not None:
        return write(submission, event, language)
    return str(getattr(listings.line_of(submission), name))


_ABOUT_CELLS: Final[Mapping[str, Callable[[Submission, Event, Language], str]]] = {
    "receipt": lambda each, _event, _language: each.receipt,
    "category": lambda each, event, language: category_label(each.category, event, language),
    "received_at": lambda each, event, language: dates.short_moment(
        each.received_at, event.time_zone, language
    ),
    "language": lambda each, _event, _language: LANGUAGE_NAMES[each.language],
    "version": lambda each, _event, _language: str(each.version),
    "status": lambda each, _event, language: translate(STATUS_NAMES[each.status], language),
}


def category_label(name: str | None, event: Event, language: Language) -> str:
    """Return a category's label; its name where the event has it no more, nothing for none."""
    category = event.category(name) if name else None
    return in_language(category.label, language) if category else name or ""


def _columns_by_version(forms: Mapping[int, Form]) -> dict[int, dict[str, Column]]:
    """Return the columns of the questions that people answer, by key, of each version."""
    return {
        version: {column.key: column for column in form.columns() if column.question.is_entered}
        for version, form in forms.items()
    }


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1].rstrip()}…"
