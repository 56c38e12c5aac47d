"""A form's registrations or responses as rows, in the order of arrival, with a column for each question."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.domain.events import Event
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
    versions = sorted(forms, reverse=True)
    about = [key for key in _ABOUT if key != "status" or _are_confirmed(forms)]
    columns = {
        version: {column.key: column for column in forms[version].columns()} for version in versions
    }
    keys = in_order([list(columns[version]) for version in versions])
    yield [
        *_about_headings(about, keys, language),
        *(
            _heading(key, [columns[version].get(key) for version in versions], language)
            for key in keys
        ),
    ]
    zone = ZoneInfo(event.time_zone)
    for submission in submissions:
        # A version that was published meanwhile has no columns yet.
        asked = columns.get(submission.version, columns[versions[0]])
        yield [
            *_about(submission, event, zone, language)[: len(about)],
            *(
                _cell(asked[key], submission, language, link) if key in asked else ""
                for key in keys
            ),
        ]


def _cell(
    column: Column, submission: Submission, language: Language | None, link: Link | None
) -> str:
    text = column.text(submission.answers, language)
    for file in submission.files:
        if file.id in text and isinstance(column.question, Upload):
            address = link(submission.id, file.id) if link else ""
            parts = [file.name, address] if language else [address or file.id]
            text = text.replace(file.id, " ".join(part for part in parts if part))
    return text


def _are_confirmed(forms: Mapping[int, Form]) -> bool:
    """Return whether registrations of one of the versions have to be confirmed."""
    return any(form.definition.confirm_email for form in forms.values())


def _about_headings(
    about: Sequence[str], keys: Sequence[str], language: Language | None
) -> list[str]:
    if language:
        return [translate(_ABOUT[each], language) for each in about]
    names = []
    for each in about:
        name = each
        while name in keys:  # a question may have the same name
            name = f"_{name}"
        names.append(name)
    return names


def _heading(key: str, asked: Sequence[Column | None], language: Language | None) -> str:
    if language is None:
        return key
    labels = (in_language(column.label, language) for column in asked if column)
    return next((label for label in labels if label), key)


def _about(
    submission: Submission, event: Event, zone: ZoneInfo, language: Language | None
) -> list[str]:
    return [
        submission.id,
        _moment(submission.received_at.astimezone(zone), language),
        submission.language,
        str(submission.version),
        _category(submission.category, event, language),
        submission.receipt,
        translate(STATUS_NAMES[submission.status], language) if language else submission.status,
    ]


def _moment(moment: datetime, language: Language | None) -> str:
    """Write ISO 8601 with the offset; for people without it, which spreadsheets recognise as a date."""
    return f"{moment:%Y-%m-%d %H:%M:%S}" if language else moment.isoformat(timespec="seconds")


def _category(name: str | None, event: Event, language: Language | None) -> str:
    if name is None:
        return ""
    category = event.category(name) if language else None
    return in_language(category.label, language) if category and language else name
