"""Actions in schools with their photos: each photo that may be shown stands after the action that it shows."""

from collections.abc import Iterator
from typing import Final

from chalicelib.documents.text.composing import Item, Writer, telling
from chalicelib.documents.text.event_sections import typed_value
from chalicelib.documents.text.record_sections import count_value, list_details
from chalicelib.documents.text.report import Fact, Paragraph, Picture
from chalicelib.documents.text.sources import ReportSources
from chalicelib.documents.text.values import TypedText
from chalicelib.domain.records import RecordEntry
from chalicelib.domain.records.sections import ActionPhoto, PhotoFile, SchoolAction

_LIST: Final = "actions.list"


def write_actions(writer: Writer, sources: ReportSources) -> tuple[Paragraph, ...]:
    """Tell of actions in schools; the full report shows their photos."""
    actions = sources.record.actions
    paragraphs = writer.items(_LIST, [_action(each.id, each.content) for each in actions])
    if writer.length != "full":
        return paragraphs
    return tuple(
        shown
        for paragraph in paragraphs
        for shown in (paragraph, *_show_photos(writer, sources, paragraph.key))
    )


def _action(id: str, action: SchoolAction) -> Item:  # noqa: A002 -- its name everywhere
    path = f"record.actions.{id}"
    title = typed_value(action.title, f"{path}.title")
    slogan = (
        TypedText({action.slogan_language: action.slogan}, f"{path}.slogan")
        if action.slogan and action.slogan_language
        else None
    )
    details = list_details(
        slogan=slogan if title else None,
        plain_schools=count_value(action.schools, "school", f"{path}.schools"),
        plain_pupils=count_value(action.pupils, "pupil", f"{path}.pupils"),
    )
    return Item(id, telling("item.quote", item=title or slogan), details)


def _show_photos(writer: Writer, sources: ReportSources, key: str) -> Iterator[Paragraph]:
    """Yield the figures of the action whose paragraph has that key."""
    for entry in sources.record.photos:
        photo = entry.content
        if photo.is_for_reports and key == f"{_LIST}.{photo.action}":
            yield _figure(writer, sources, entry)


def _figure(writer: Writer, sources: ReportSources, entry: RecordEntry[ActionPhoto]) -> Paragraph:
    path = f"record.photos.{entry.id}"
    caption = TypedText(entry.content.caption or {}, f"{path}.caption").runs("", writer.language)
    fact = next(run for run in caption if isinstance(run, Fact))
    picture = _picture(sources, entry.content.file, path, fact)
    return Paragraph(f"photos.{entry.id}", caption, "figure", picture=picture)


def _picture(sources: ReportSources, file: PhotoFile, path: str, caption: Fact) -> Picture | None:
    """Return the picture, None where its content is lost."""
    content = b"" if sources.photos is None else sources.photos.get(file.sha256)
    if content is None:
        return None
    return Picture(
        path, file.type, content, file.width, file.height, caption.text, caption.language
    )
