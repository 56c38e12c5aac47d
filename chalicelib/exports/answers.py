"""A form's registrations or responses as rows, in the order of arrival, with a column for each question."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.domain.events import Event
from chalicelib.domain.quotes import is_hidden
from chalicelib.domain.submissions import STATUS_NAMES, Submission
from chalicelib.domain.versions import in_order
from chalicelib.forms.intake import Column, Form
from chalicelib.forms.text import in_language
from chalicelib.forms.types.pattern_types import Upload
from chalicelib.locales import N_, Language, translate

Link = Callable[[str, str], str]
"""Returns a file's address, by the ids of its submission and of the file."""

_ABOUT: Final = {
    "id": N_("Id"),
    "received_at": N_("Received at"),
    "language": N_("Language"),
    "version": N_("Version of the form"),
    "category": N_("Category"),
    "receipt": N_("Receipt"),
    "status": N_("Status"),
}
"""The columns in front of the answers, with their headings; the last one only where places have to be confirmed."""


def rows(
    submissions: Iterable[Submission],
    forms: Mapping[int, Form],
    event: Event,
    language: Language | None,
    link: Link | None = None,
) -> Iterator[Sequence[str]]:
    """Yield the heading and a row for each submission, in their order.

    With a language, headings are labels, answers are written in it, and moments as spreadsheets write them;
    without one everything is by name, for a program. The columns are the union over all published versions; a
    question that a version does not ask is empty in its rows. A file is written as its name and its address; for
    a program as the address alone, or as its id where there is no ``link``.
    """
    about = list_about(forms)
    columns = columns_by_version(forms)
    keys = in_order([list(columns[version]) for version in columns])
    yield [
        *about_headings(about, keys, language),
        *(heading_of(key, [each.get(key) for each in columns.values()], language) for key in keys),
    ]
    zone = ZoneInfo(event.time_zone)
    for submission in submissions:
        asked = columns_of(submission, columns)
        about_cells = describe_submission(submission, event, language)
        about_cells["received_at"] = _moment(submission.received_at.astimezone(zone), language)
        yield [
            *(about_cells[each] for each in about),
            *(
                _cell(asked[key], submission, language, link) if key in asked else ""
                for key in keys
            ),
        ]


def columns_by_version(forms: Mapping[int, Form]) -> dict[int, dict[str, Column]]:
    """Return the columns of every version by their keys, the newest version first."""
    return {
        version: {column.key: column for column in forms[version].columns()}
        for version in sorted(forms, reverse=True)
    }


def columns_of(
    submission: Submission, columns: Mapping[int, Mapping[str, Column]]
) -> Mapping[str, Column]:
    """Return the columns of a submission's version; a version that was published meanwhile has none yet."""
    return columns.get(submission.version, columns[max(columns)])


def _cell(
    column: Column, submission: Submission, language: Language | None, link: Link | None
) -> str:
    if is_hidden(submission, column.key):
        return ""
    text = column.text(submission.answers, language)
    return name_files(text, column, submission, language, link)


def name_files(
    text: str,
    column: Column,
    submission: Submission,
    language: Language | None,
    link: Link | None,
) -> str:
    """Return the text of a cell with names and addresses in place of the ids of files."""
    for file in submission.files:
        if file.id in text and isinstance(column.question, Upload):
            address = link(submission.id, file.id) if link else ""
            parts = [file.name, address] if language else [address or file.id]
            text = text.replace(file.id, " ".join(part for part in parts if part))
    return text


def list_about(forms: Mapping[int, Form]) -> list[str]:
    """Return the names of the columns in front of the answers."""
    return [key for key in _ABOUT if key != "status" or _are_confirmed(forms)]


def _are_confirmed(forms: Mapping[int, Form]) -> bool:
    """Return whether registrations of one of the versions have to be confirmed."""
    return any(form.definition.confirm_email for form in forms.values())


def about_headings(
    about: Sequence[str], keys: Sequence[str], language: Language | None
) -> list[str]:
    """Return the headings of the columns in front of the answers; ``keys`` are those of the answers' columns."""
    if language:
        return [translate(_ABOUT[each], language) for each in about]
    names = []
    for each in about:
        name = each
        while name in keys:  # a question may have the same name
            name = f"_{name}"
        names.append(name)
    return names


def heading_of(key: str, asked: Sequence[Column | None], language: Language | None) -> str:
    """Return the heading of a question's column: the first label of its columns that the language has."""
    if language is None:
        return key
    labels = (in_language(column.label, language) for column in asked if column)
    return next((label for label in labels if label), key)


def describe_submission(
    submission: Submission, event: Event, language: Language | None
) -> dict[str, str]:
    """Return the cells in front of the answers by their columns' names, but for the moment of arrival."""
    status = submission.status
    return {
        "id": submission.id,
        "language": submission.language,
        "version": str(submission.version),
        "category": _category(submission.category, event, language),
        "receipt": submission.receipt,
        "status": translate(STATUS_NAMES[status], language) if language else status,
    }


def _moment(moment: datetime, language: Language | None) -> str:
    """Write ISO 8601 with the offset; for people without it, which spreadsheets recognise as a date."""
    return f"{moment:%Y-%m-%d %H:%M:%S}" if language else moment.isoformat(timespec="seconds")


def _category(name: str | None, event: Event, language: Language | None) -> str:
    if name is None:
        return ""
    category = event.category(name) if language else None
    return in_language(category.label, language) if category and language else name
