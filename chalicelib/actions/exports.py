"""Download a form's rows and its figures as CSV, for organisers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chalicelib.actions.audit import log_reading
from chalicelib.actions.downloads import Download, collect
from chalicelib.actions.permissions import find_published
from chalicelib.actions.summaries import FormVersionMap, read_summary
from chalicelib.domain.permissions import Actor
from chalicelib.exports import answers, figures, labelled_figures, sheet
from chalicelib.locales import Language

if TYPE_CHECKING:
    from chalicelib.actions.services import Services


def export_answers(
    services: "Services",
    actor: Actor,
    event_id: str,
    form_name: str,
    *,
    language: Language | None = None,
    link: answers.Link | None = None,
    ids: Sequence[str] | None = None,
    for_spreadsheets: bool = False,
) -> Download:
    """Return the form's responses or registrations: by label in a language, by name without one.

    ``ids`` are those of a selection, None for all. ``link`` returns the address of a file among the answers.
    ``for_spreadsheets`` separates the cells as spreadsheets in the language expect it.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.NotPublished: there are none.
        errors.ExportTooLarge: there is no room for so many; nothing is made.
    """
    event, record = find_published(services, actor, event_id, form_name, "exports.read")
    versions = FormVersionMap(services, event, record)
    store = services.submissions
    submissions = (
        store.read_all(event_id, form_name, shards=record.shards)
        if ids is None
        else store.read_many(event_id, form_name, ids, shards=record.shards)
    )
    rows = answers.rows(submissions, versions, event, language, link)
    file = f"{event_id}-{form_name}.csv"
    dialect = sheet.dialect_of(language) if language and for_spreadsheets else sheet.COMMAS
    download = collect(services, file, sheet.CONTENT_TYPE, sheet.encode(rows, dialect))
    log_reading(services, actor, "download.make", event=event_id, form=form_name, subject=file)
    return download


def export_figures(
    services: "Services",
    actor: Actor,
    event_id: str,
    form_name: str,
    *,
    language: Language,
    for_spreadsheets: bool = False,
) -> Download:
    """Return the form's summary, one figure a row, with labels in the language.

    ``for_spreadsheets`` explains every code, rounds beside the exact values, and separates the cells as
    spreadsheets in the language expect it.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.NotPublished: there is none.
    """
    event, _ = find_published(services, actor, event_id, form_name, "summaries.export")
    summary = read_summary(services, actor, event_id, form_name)
    layout = labelled_figures if for_spreadsheets else figures
    dialect = sheet.dialect_of(language) if for_spreadsheets else sheet.COMMAS
    content = sheet.encode(layout.rows(summary, event, language), dialect)
    file = f"{event_id}-{form_name}-summary.csv"
    download = collect(services, file, sheet.CONTENT_TYPE, content)
    log_reading(services, actor, "download.make", event=event_id, form=form_name, subject=file)
    return download
