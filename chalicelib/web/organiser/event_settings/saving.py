"""Saving one section: what was typed is read, compared with what is stored, and stored; or told why not."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chalicelib import errors
from chalicelib.actions import event_settings, events, forms, materials
from chalicelib.domain.event_documents import patch_event
from chalicelib.domain.events.materials import prepare_material
from chalicelib.domain.form_views import patch_times
from chalicelib.web.i18n import localize
from chalicelib.web.organiser.event_settings import documents, messages
from chalicelib.web.organiser.event_settings.lines import (
    LineWriter,
    SettingLine,
    changed_since,
    fingerprint,
    merge,
)
from chalicelib.web.organiser.event_settings.values import (
    Decoding,
    as_list,
    as_object,
    decode,
    encode,
)

if TYPE_CHECKING:
    from datetime import date

    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event, Series
    from chalicelib.domain.forms import FormRecord
    from chalicelib.domain.permissions import Actor
    from chalicelib.locales import Language
    from chalicelib.web.multipart import File
    from chalicelib.web.organiser.event_settings.specs import SectionSpec
    from chalicelib.web.organiser.event_settings.values import Json

FILES = "files"
"""The field of the files that are uploaded."""


@dataclass(frozen=True, slots=True)
class TypedSection:
    """What came with a section's page: its fields, files, and the fingerprint of what was shown.

    ``uploads`` are the names of files that the page's script has sent to the bucket, by their ids.
    """

    values: Mapping[str, str]
    files: Sequence[File] = ()
    seen: str = ""
    uploads: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: saved, or the fields to show again with messages by field and what else changed.

    ``offer`` is the field of too few places and the fewest that are possible.
    """

    values: Mapping[str, str]
    is_saved: bool = False
    messages: Mapping[str, str] = field(default_factory=dict)
    changes: Sequence[SettingLine] = ()
    is_stale: bool = False
    offer: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class SectionSaver:
    """Saves a section of an event as it was read a moment ago."""

    services: Services
    actor: Actor
    section: SectionSpec
    event: Event
    records: Sequence[FormRecord]
    series: Sequence[Series]
    writer: LineWriter
    language: Language

    def save(self, typed: TypedSection) -> Outcome:
        """Save what was typed; raise ``ChangedMeanwhile`` if the event is no longer as it was read."""
        found = Decoding(self._zone(typed), self._first_day())
        document = decode(self.section.fields, typed.values, found)
        stored = documents.show(self.section.name, self.event, self.records)
        lines = self.writer.write(self.section, stored)
        if fingerprint(lines) != typed.seen and not self._is_stored(document, typed, found):
            return self._refuse_stale(typed, document, found, lines)
        if found.messages:
            return Outcome(typed.values, messages=self._translate(found.messages))
        try:
            self._store(document, typed)
        except errors.EventRefused as refusal:
            return self._refuse(typed, found, refusal)
        except errors.RequestRefused as refusal:
            text = localize(refusal.problems[0], self.language)
            return Outcome(typed.values, messages={FILES: text})
        except errors.CapacityBelowTaken as refusal:
            return self._refuse_capacity(typed, refusal)
        return Outcome(typed.values, is_saved=True)

    def _zone(self, typed: TypedSection) -> str:
        """Return the zone in which times are typed: the one that is chosen on the same page, if there is one."""
        chosen = typed.values.get("time_zone", "")
        try:
            return ZoneInfo(chosen).key if chosen else self.event.time_zone
        except (ValueError, OSError, ZoneInfoNotFoundError):
            return self.event.time_zone

    def _first_day(self) -> date:
        return self.event.starts_at.astimezone(ZoneInfo(self.event.time_zone)).date()

    def _is_stored(self, document: Json, typed: TypedSection, found: Decoding) -> bool:
        """Return whether all that was typed is stored already: the page is sent again after a lost reply."""
        if found.messages:
            return False
        if self.section.name == "forms":
            return not self._moved_forms(document)
        if any(
            materials.find_finished(self.services, self.event, each) is None
            for each in typed.uploads
        ):
            return False
        try:
            patch = self._with_stored_files(self._patch(document), typed)
            return patch_event(self.event, _to_json(patch)) is self.event
        except errors.Refusal:
            return False

    def _with_stored_files(
        self, patch: dict[str, object], typed: TypedSection
    ) -> dict[str, object]:
        """Add the files that came along and that the event has already."""
        sent = {prepare_material(file.name, file.content)[0] for file in typed.files}
        sent |= {
            file
            for upload in typed.uploads
            if (file := materials.find_finished(self.services, self.event, upload))
        }
        added = [
            each.model_dump(mode="json", exclude_none=True)
            for each in self.event.materials
            if each.file in sent
        ]
        rows = [row for row in as_list(patch.get("materials")) if row not in added]
        return {**patch, "materials": [*rows, *added]} if added else patch

    def _refuse_stale(
        self,
        typed: TypedSection,
        document: Json,
        found: Decoding,
        lines: Sequence[SettingLine],
    ) -> Outcome:
        """Tell what changed; take it in where nothing else was typed, unless something cannot be read."""
        values: Mapping[str, str] = typed.values
        if not found.messages:
            stored = documents.show(self.section.name, self.event, self.records)
            both = merge(self.section, typed.seen, stored, document)
            values = encode(self.section.fields, both, found.zone)
        return Outcome(
            values,
            messages=self._translate(found.messages),
            changes=changed_since(typed.seen, lines),
            is_stale=True,
        )

    def _refuse(
        self, typed: TypedSection, found: Decoding, refusal: errors.EventRefused
    ) -> Outcome:
        names = list(typed.values)
        problems = refusal.problems
        told = messages.by_field(problems, found, typed.values, names, self.language)
        return Outcome(typed.values, messages=told)

    def _refuse_capacity(self, typed: TypedSection, refusal: errors.CapacityBelowTaken) -> Outcome:
        told = messages.of_capacity(refusal, typed.values, self.language)
        name = messages.capacity_field(refusal, typed.values)
        fewest = int(str(refusal.parameters["taken"]))
        return Outcome(typed.values, messages=told, offer=(name, fewest) if name else None)

    def _translate(self, found: Mapping[str, str]) -> dict[str, str]:
        return {name: self.writer.translate(message) for name, message in found.items()}

    def _store(self, document: Json, typed: TypedSection) -> None:
        if self.section.name == "forms":
            self._store_form_times(document)
            return
        arguments = (self.services, self.actor, self.event.id)
        for file in typed.files:
            prepare_material(file.name, file.content)  # nothing is saved if one is refused
        for upload in typed.uploads:
            materials.check_upload(*arguments, upload)
        patch = self._with_stored_files(self._patch(document), typed)
        patch["revision"] = self.event.revision
        match self.section.name:
            case "time":
                event_settings.change_times(*arguments, patch)
            case "categories":
                event_settings.change_categories(*arguments, patch)
            case _:
                events.change_event(*arguments, _to_json(patch))
        for file in typed.files:
            materials.upload_material(*arguments, file.name, file.content)
        for upload in typed.uploads:
            materials.finish_material(*arguments, upload)

    def _patch(self, document: Json) -> dict[str, object]:
        return documents.patch(self.section.name, document, self.event, self.series)

    def _moved_forms(self, document: Json) -> dict[int, bytes]:
        """Return the patches of the forms whose times differ from the stored, by their row; raise ``EventRefused``."""
        records = {record.name: record for record in self.records}
        moved: dict[int, bytes] = {}
        problems: list[errors.Problem] = []
        for at, row in enumerate(as_list(document.get("forms"))):
            record = records.get(str(as_object(row).get("name")))
            if record is None:
                continue
            times = {name: as_object(row).get(name) for name in ("opens_at", "closes_at")}
            try:
                read = patch_times(record, _to_json(times))
            except errors.FormRefused as refusal:
                problems += [
                    replace(each, name=f"/forms/{at}{each.name}") for each in refusal.problems
                ]
                continue
            if (read.opens_at, read.closes_at) != (record.opens_at, record.closes_at):
                moved[at] = _to_json(times)
        if problems:
            raise errors.EventRefused(problems=problems)
        return moved

    def _store_form_times(self, document: Json) -> None:
        rows = [as_object(row) for row in as_list(document.get("forms"))]
        for at, times in self._moved_forms(document).items():
            name = str(rows[at]["name"])
            forms.set_form_times(self.services, self.actor, self.event.id, name, times)


def _to_json(value: Mapping[str, object]) -> bytes:
    return json.dumps(value).encode()
