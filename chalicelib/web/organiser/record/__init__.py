"""The record of an event: all sections on one page, each entry a form of its own.

Every form posts without a script. With one, an entry is saved as it is typed: the same address then answers in JSON. A form
carries the revision that it shows; if somebody else was first, their words stand beside those that were typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from chalicelib import errors
from chalicelib.actions import record_photos, records
from chalicelib.domain.records import RecordSection
from chalicelib.web.downloads import media_reply
from chalicelib.web.i18n import localize
from chalicelib.web.organiser import session
from chalicelib.web.organiser.event_settings import messages
from chalicelib.web.organiser.event_settings.values import Decoding
from chalicelib.web.organiser.form_editor.json_replies import in_json, wants_json
from chalicelib.web.organiser.record import documents
from chalicelib.web.organiser.record.page import RecordPage, read_page
from chalicelib.web.organiser.record.specs import CARDS, SPECS
from chalicelib.web.organiser.record.views import TypedEntry, TypedUpload
from chalicelib.web.reply import json_reply, redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from chalicelib.actions.services import Services
    from chalicelib.domain.records import RecordEntry
    from chalicelib.web.organiser.record.specs import RecordSpec
    from chalicelib.web.organiser.session import ConsoleSession
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_DEEDS: Final[Mapping[str, Callable[..., object]]] = {
    "remove": records.remove_entry,
    "restore": records.restore_entry,
}
_MOVES: Final[Mapping[str, int]] = {"up": -1, "down": 1}


@handler
def show(request: Request, services: Services, *, event: str) -> Reply:
    """Show the record."""
    console = session.enter(request, services)
    return read_page(request, services, console, event).render()


@handler
@in_json
def save(request: Request, services: Services, *, event: str, section: str, entry: str) -> Reply:
    """Save an entry, remove it, take it back or move it; show it again with what is wrong, or with what else was written."""
    console, fields = session.act(request, services)
    spec = _find(section)
    deed = fields.get("_do", "save")
    alone = CARDS[spec.section].value if fields.get("_alone") else ""
    if deed in _DEEDS:
        _DEEDS[deed](services, console.actor, event, section, entry)
        is_gone = deed == "remove" and CARDS[spec.section] is spec.section
        anchor = section if is_gone else f"{section}.{entry}"
        return redirect(Urls(request.prefix).record(event, anchor, section=alone))
    if deed in _MOVES:
        _move(services, console, event, spec.section, entry, _MOVES[deed])
        return redirect(Urls(request.prefix).record(event, f"{section}.{entry}", section=alone))
    return _Saving(request, services, console, event, spec, entry, fields).save()


@handler
@in_json
def upload_photo(
    request: Request, services: Services, *, event: str, section: str, entry: str
) -> Reply:
    """Add a photo to an action, and lead to its entry; show the form again with what is wrong."""
    console, fields, files = session.act_with_files(request, services)
    content = next((each.content for each in files if each.content), b"")
    page = read_page(request, services, console, event)
    values = {name: text for name, text in fields.items() if name[:1] != "_"}
    found = Decoding(page.event.time_zone, page.event.starts_at.date())
    document = documents.to_json(documents.from_fields(SPECS[RecordSection.PHOTOS], values, found))
    photo = fields.get("_photo", "")
    arguments = (services, console.actor, event, section, entry)
    try:
        try:
            record_photos.upload_photo(*arguments, photo, content, document=document, revisions={0})
        except (
            errors.PreconditionFailed
        ):  # another photo has this id: the page was opened again with "back"
            photo = services.new_id()
            record_photos.upload_photo(*arguments, photo, content, document=document)
    except errors.RecordRefused as refusal:
        return _refuse_photo(page, entry, photo, values, refusal)
    address = Urls(request.prefix).record(
        event, f"photos.{photo}", section="actions" if fields.get("_alone") else ""
    )
    return json_reply({"id": photo}) if wants_json(request) else redirect(address)


def _refuse_photo(
    page: RecordPage,
    action: str,
    photo: str,
    values: Mapping[str, str],
    refusal: errors.RecordRefused,
) -> Reply:
    """Show the form of a photo again, with what is wrong; the file has to be chosen again."""
    language = page.request.language
    told = {each.name: localize(each, language) for each in refusal.problems}
    if wants_json(page.request):
        return json_reply({"message": " ".join(told.values())}, status=refusal.status)
    typed = TypedEntry((RecordSection.PHOTOS, photo), values, 0)
    upload = TypedUpload(action, typed, " ".join(told.values()))
    return page.render(upload=upload, status=refusal.status)


@handler
def show_photo(
    request: Request, services: Services, *, event: str, section: str, entry: str
) -> Reply:
    """Show a photo of the record."""
    actor = session.enter(request, services).actor
    photo = record_photos.show_photo(services, actor, event, section, entry)
    return media_reply(photo, request, cache="no-store")


@dataclass(frozen=True, slots=True)
class _Saving:
    """A form of an entry as it was sent."""

    request: Request
    services: Services
    console: ConsoleSession
    event: str
    spec: RecordSpec
    entry: str
    fields: Mapping[str, str]

    @property
    def values(self) -> Mapping[str, str]:
        """The entry's own fields."""
        return {
            name: text
            for name, text in self.fields.items()
            if name[:1] != "_" and name != "revision"
        }

    def save(self) -> Reply:
        """Store it and lead back to it; with what is wrong, or what else was written, show it again."""
        page = read_page(self.request, self.services, self.console, self.event)
        found = Decoding(page.event.time_zone, page.event.starts_at.date())
        document = documents.from_fields(self.spec, self.values, found)
        if self.spec.section is RecordSection.PAPER:
            stored = page.document(*self._key) or page.beginning(self.spec)[0]
            document = documents.with_place(document, page.places, stored)
        if found.messages:
            translated = {name: page.translate(text) for name, text in found.messages.items()}
            return self._refuse(page, translated)
        try:
            written = records.save_entry(
                self.services,
                self.console.actor,
                self.event,
                self.spec.section,
                self.entry,
                documents.to_json(document),
                revisions={_revision(self.fields)},
            )
        except (errors.PreconditionFailed, errors.ChangedMeanwhile):
            latest = read_page(self.request, self.services, self.console, self.event)
            return self._tell_other_words(latest, document)
        except errors.RecordRefused as refusal:
            names = list(self.values)
            told = messages.by_field(
                refusal.problems, found, self.values, names, self.request.language
            )
            return self._refuse(page, told, localize(refusal, self.request.language))
        if wants_json(self.request):
            return json_reply(
                {
                    "revision": written.revision,
                    "about": page.about(written),
                    "title": page.title(self.spec, written.content),
                    "lead": page.lead(
                        self.spec, written.content, page.programme_item(self.spec, self.entry)
                    ),
                    "messages": {},
                }
            )
        alone = CARDS[self.spec.section].value if self.fields.get("_alone") else ""
        anchor = f"{self.spec.section}.{self.entry}"
        return redirect(Urls(self.request.prefix).record(self.event, anchor, section=alone))

    def _refuse(
        self,
        page: RecordPage,
        told: Mapping[str, str],
        message: str = "",
    ) -> Reply:
        if wants_json(self.request):
            words = message or page.translate(errors.RecordRefused.message)
            general = " ".join(text for name, text in told.items() if name not in self.values)
            reply = {"messages": dict(told), "message": f"{words} {general}".strip()}
            return json_reply(reply, status=errors.RecordRefused.status)
        typed = TypedEntry(self._key, self.values, _revision(self.fields), messages=told)
        return page.render(typed, status=errors.RecordRefused.status)

    def _tell_other_words(self, page: RecordPage, document: Mapping[str, object]) -> Reply:
        """Show what somebody else wrote beside what was typed; saved again, that takes its place."""
        entry = page.find(*self._key)
        theirs = page.other_words(self.spec, self.entry, document)
        revision = page.revision(*self._key)
        by = entry.changed_by_name or "" if entry else ""
        if wants_json(self.request):
            lines = [{"label": each.label, "text": each.text} for each in theirs]
            words = page.translate(errors.ChangedMeanwhile.message)
            is_mine = entry is not None and entry.changed_by == self.console.actor.id
            reply = {
                "revision": revision,
                "message": words,
                "by": by,
                "is_mine": is_mine,
                "theirs": lines,
            }
            return json_reply(reply, status=errors.ChangedMeanwhile.status)
        typed = TypedEntry(self._key, self.values, revision, theirs=theirs, by=by, is_stale=True)
        return page.render(typed, status=errors.ChangedMeanwhile.status)

    @property
    def _key(self) -> tuple[RecordSection, str]:
        return self.spec.section, self.entry


def _find(section: str) -> RecordSpec:
    try:
        return SPECS[RecordSection(section)]
    except ValueError:
        raise errors.PageNotFound from None


def _revision(fields: Mapping[str, str]) -> int:
    """Return the revision that the form showed; one that is no number matches nothing."""
    text = fields.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1


def _move(
    services: Services,
    console: ConsoleSession,
    event: str,
    section: RecordSection,
    entry: str,
    by: int,
) -> None:
    """Exchange an entry with the one before or after it."""
    record = records.show_record(services, console.actor, event)
    held = records.entries_of(record, section)
    ids = [each.id for each in held]
    near = _list_neighbours(held, entry)
    at = near.index(entry) if entry in near else -1
    if at >= 0 and 0 <= at + by < len(near):
        one, other = ids.index(entry), ids.index(near[at + by])
        ids[one], ids[other] = ids[other], ids[one]
    records.order_entries(services, console.actor, event, section, ids)


def _list_neighbours(held: Sequence[RecordEntry[Any]], entry: str) -> list[str]:
    """Return the ids of the entries among which one moves: a photo among those of its action."""
    actions = {each.id: getattr(each.content, "action", "") for each in held}
    return [name for name, action in actions.items() if action == actions.get(entry)]
