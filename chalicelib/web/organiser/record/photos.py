"""The photos of actions on the page of a record: each with its entry's form, and the form that adds one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from chalicelib.domain.records import RecordSection
from chalicelib.locales import N_
from chalicelib.web.organiser.record.specs import SPECS
from chalicelib.web.organiser.record.views import (
    ActionPhotos,
    PhotoUpload,
    SectionEntries,
)
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.domain.records import Record, RecordEntry, RemovedEntry
    from chalicelib.domain.records.sections import ActionPhoto
    from chalicelib.web.organiser.record.entry_forms import EntryForm
    from chalicelib.web.organiser.record.specs import RecordSpec
    from chalicelib.web.organiser.record.views import (
        EntryView,
        RemovedView,
        TypedEntry,
        TypedUpload,
    )
    from chalicelib.web.request import Request


class EntryPage(Protocol):
    """What the photos need of the page that they stand on."""

    @property
    def request(self) -> Request:
        """The request."""
        ...

    @property
    def services(self) -> Services:
        """The services."""
        ...

    @property
    def event(self) -> Event:
        """The event."""
        ...

    @property
    def record(self) -> Record:
        """The record."""
        ...

    @property
    def may_change(self) -> bool:
        """Whether the actor may write."""
        ...

    def show_entry(
        self, spec: RecordSpec, entry: RecordEntry[Any], typed: TypedEntry | None
    ) -> EntryView:
        """Return an entry with its form."""
        ...

    def show_removed(self, spec: RecordSpec, entry: RemovedEntry) -> RemovedView:
        """Return what the page shows of an entry that was removed."""
        ...

    def make_form(
        self,
        spec: RecordSpec,
        entry: str,
        document: Mapping[str, object],
        typed: TypedEntry | None,
    ) -> EntryForm:
        """Return the form of an entry."""
        ...


def tell_use(photo: ActionPhoto) -> str:
    """Return whether a report shows the photo, and what is missing if not; a message id."""
    if photo.is_for_reports:
        return N_("The report shows this photo.")
    if not photo.has_consent:
        return N_("Kept for the record alone: without consent the report does not show it.")
    return N_("The report shows it once you write what it shows.")


@dataclass(frozen=True, slots=True)
class PhotoSections:
    """The photos of each action; ``typed`` and ``upload`` are what comes back."""

    page: EntryPage
    typed: TypedEntry | None
    upload: TypedUpload | None

    def of_action(self, action: str) -> ActionPhotos:
        """Return the photos of an action, those that were removed, and the form that adds one."""
        spec = SPECS[RecordSection.PHOTOS]
        shown = [self.page.show_entry(spec, each, self.typed) for each in self._list(action)]
        removed = [self.page.show_removed(spec, each) for each in self._list_removed(action)]
        may_change = self.page.may_change
        section = SectionEntries(spec, (), shown, None, removed if may_change else [], len(shown))
        return ActionPhotos(section, self._make_upload(action) if may_change else None)

    def _list(self, action: str) -> Iterator[RecordEntry[Any]]:
        return (each for each in self.page.record.photos if each.content.action == action)

    def _list_removed(self, action: str) -> Iterator[RemovedEntry]:
        for each in self.page.record.removed:
            if (
                each.section is RecordSection.PHOTOS
                and getattr(each.content, "action", "") == action
            ):
                yield each

    def _make_upload(self, action: str) -> PhotoUpload:
        back = self.upload if self.upload and self.upload.action == action else None
        typed = back.typed if back else None
        photo = typed.key[1] if typed else self.page.services.new_id()
        spec = SPECS[RecordSection.PHOTOS]
        return PhotoUpload(
            Urls(self.page.request.prefix).record_photos(self.page.event.id, action),
            photo,
            f"photos.{photo}.",
            self.page.make_form(spec, photo, {}, typed),
            back.file if back else "",
        )
