"""Every action that an actor asks for, called with arguments that succeed the first time, and the roles that may.

``roles`` are written out here a second time, so that a slip in ``domain.permissions.ROLES`` is found. An action that
takes an actor and is missing from ``CASES`` makes ``test_permissions`` fail: add one row.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final, Literal

from chalicelib import errors
from chalicelib.actions import (
    access,
    answer_marks,
    audit,
    copies,
    corrections,
    costs,
    counts,
    deletions,
    digests,
    document_making,
    documents,
    drafts,
    event_settings,
    events,
    exports,
    form_edits,
    form_files,
    form_fixes,
    forms,
    listings,
    materials,
    members,
    names,
    new_events,
    new_forms,
    notifications,
    openings,
    operations,
    paragraph_edits,
    places,
    promises,
    proposal_collection,
    proposal_merging,
    proposals,
    record_photos,
    records,
    report_verification,
    report_views,
    reports,
    short_addresses,
    spreadsheets,
    stored_submissions,
    summaries,
    text_answers,
    uploads,
    wording,
)
from chalicelib.actions.services import Services
from chalicelib.documents.docx import write_docx
from chalicelib.documents.manifest import make_manifest
from chalicelib.documents.text.report import ReportText
from chalicelib.domain.audit import AuditFilter
from chalicelib.domain.event_pages import EventFilter
from chalicelib.domain.events.materials import AnnouncedMaterial
from chalicelib.domain.events.starting_points import StartingPoint
from chalicelib.domain.listings import ListQuery
from chalicelib.domain.marks import MarkStep
from chalicelib.domain.members import Invitation, MemberChange, MemberGrant, member_id
from chalicelib.domain.paragraph_edits import ReportEdition
from chalicelib.domain.permissions import SYSTEM, Actor, MemberRole
from chalicelib.domain.proposals import Proposal, ProposalState, TypedSource
from chalicelib.domain.proposals.steps import (
    NewProposal,
    ProposalChange,
    ProposalMerge,
    ProposalSplit,
)
from chalicelib.domain.uploads import AcceptedFile
from chalicelib.forms.definition import Definition
from chalicelib.forms.text_types import Localized
from chalicelib.storage import keys
from chalicelib.storage.proposals import ProposalStep
from tests.actions.photos import PDF
from tests.actions.setting import IMPRESSIONS, as_json, event_document, nth_id
from tests.drawn_photos import draw
from tests.ids import new_id

Reach = Literal["everything", "series", "event"]

OWNERS: Final = frozenset({MemberRole.OWNER})
ORGANISERS: Final = OWNERS | {MemberRole.ORGANISER}
ROW_READERS: Final = ORGANISERS | {MemberRole.ANSWERS_READER}
FIGURE_READERS: Final = ROW_READERS | {MemberRole.SUMMARIES_READER}
NAME_READERS: Final = ROW_READERS | {MemberRole.DOOR}
MEMBERS: Final = FIGURE_READERS | {MemberRole.DOOR}
BY_OWNERS: Final[tuple[frozenset[MemberRole], tuple[Reach, ...]]] = (OWNERS, ("everything",))
"""Roles and reach of what belongs to no event."""

FORM: Final = "impressions"
FIRST: Final = member_id("organiser@pikir.example")
OWNER: Final = MemberGrant(role=MemberRole.OWNER)
ERASED: Final = nth_id(1)
"""A response that each call of ``erase_submission`` erases: again is as once."""
WORDED: Final = nth_id(5)
"""A response with an answer in words, where a test sends one."""
REGISTERED: Final = nth_id(4)
"""A registration."""
COPY: Final = copies.EventCopy(
    "copied",
    datetime.fromisoformat("2026-07-13T10:00:00+05:00"),
    datetime.fromisoformat("2026-07-13T13:00:00+05:00"),
)
PLAN: Final = AnnouncedMaterial(name="plan.pdf", size=len(PDF))
PHOTO: Final = draw(size=(8, 6))
LEAFLET: Final = b'{"title": "Leaflet"}'
LIST: Final = b"name,label\na,A\n"


@dataclass(frozen=True, slots=True)
class Case:
    """One action; ``call`` gets the id of an event in the series ``spring``.

    ``reach`` are the kinds of scope within which a role may do it; ``anyone`` says that strangers may, too.
    """

    action: Callable[..., object]
    call: Callable[[Services, Actor, str], object]
    roles: frozenset[MemberRole] = MEMBERS
    reach: tuple[Reach, ...] = ("everything", "series", "event")
    anyone: bool = False

    @property
    def name(self) -> str:
        """Return the action's module and name."""
        return f"{self.action.__module__.rpartition('.')[2]}.{self.action.__name__}"


def _create_event(services: Services, actor: Actor, event: str) -> object:
    series = {"id": "spring", "title": {"kk": "Көктем"}}
    created = event if event == "no-such-event" else f"created-{new_id()}"
    document = event_document(id=created, series=series)
    return events.create_event(services, actor, as_json(document))


def _start_event(services: Services, actor: Actor, event: str) -> object:
    document = {
        "title": {"kk": "Көктем"},
        "starts_at": "2027-06-11T10:00:00+05:00",
        "ends_at": "2027-06-11T13:00:00+05:00",
    }
    new = new_events.NewEvent(StartingPoint.EMPTY, ("kk",), document, new_id(), "spring")
    return new_events.start_event(services, actor, new)


def _list_series(services: Services, actor: Actor, event: str) -> object:
    if new_events.list_series(services, actor).find("spring") is None:
        raise errors.PageNotFound  # whoever organises another series finds that one alone
    return None


def _rename_form(definition: Definition) -> tuple[Definition, str]:
    return definition.model_copy(update={"title": {"kk": "Пікір"}}), ""


def _edit_revision(services: Services, event: str) -> str:
    if event == "no-such-event":
        return ""
    return form_edits.open_form(services, SYSTEM, event, FORM).revision


def _step_of_whole_form(
    step: Callable[..., object], services: Services, actor: Actor, event: str
) -> object:
    """Take a step that is about no row; there may be nothing to take back, or nothing set aside."""
    with suppress(errors.ChangedMeanwhile):
        return step(services, actor, event, FORM, revision=_edit_revision(services, event))
    return None


def _invite_member(services: Services, actor: Actor, _: str) -> object:
    invitation = Invitation(email=f"{new_id()}@pikir.example", roles=(OWNER,))
    return members.invite_member(services, actor, invitation)


def _resend_invitation(services: Services, actor: Actor, _: str) -> object:
    email = f"{new_id()}@pikir.example"
    members.invite_member(services, SYSTEM, Invitation(email=email, roles=(OWNER,)))
    return members.resend_invitation(services, actor, member_id(email))


def _check_upload(services: Services, actor: Actor, event: str) -> object:
    with suppress(errors.RequestRefused):  # nothing was uploaded
        materials.check_upload(services, actor, event, new_id())
    return None


def _finish_material(services: Services, actor: Actor, event: str) -> object:
    upload = new_id()
    accepted = AcceptedFile("plan.pdf", "application/pdf")
    waiting = keys.waiting_material(event, upload)
    services.bucket.put(waiting, PDF, accepted.content_type, {"name": accepted.name})
    return materials.finish_material(services, actor, event, upload)


def _attach_file(services: Services, actor: Actor, event: str) -> object:
    return form_files.attach_file(services, actor, event, FORM, "list.csv", LIST)


def _save_upload(services: Services, actor: Actor, event: str) -> object:
    upload = spreadsheets.FormUpload(as_json(IMPRESSIONS))
    revision = _revision(services, event)
    return spreadsheets.save_upload(services, actor, event, FORM, upload, revision=revision)


def _compare_upload(services: Services, actor: Actor, event: str) -> str:
    upload = spreadsheets.FormUpload(as_json(IMPRESSIONS))
    return spreadsheets.compare_upload(services, actor, event, FORM, upload).id


def _compare_parked(services: Services, actor: Actor, event: str) -> object:
    waiting = _compare_upload(services, SYSTEM, event)
    return spreadsheets.compare_parked(services, actor, event, FORM, waiting)


def _take_upload(services: Services, actor: Actor, event: str) -> object:
    waiting, revision = _compare_upload(services, SYSTEM, event), _revision(services, event)
    return spreadsheets.take_upload(services, actor, event, FORM, waiting, revision=revision)


def _discard_draft(services: Services, actor: Actor, event: str) -> object:
    revision = _revision(services, event)
    return drafts.discard_draft(services, actor, event, FORM, revision=revision)


def _revision(services: Services, event: str) -> int:
    record = services.forms.record(event, FORM)
    return record.revision if record else 0


def _put_upload(services: Services, actor: Actor, event: str) -> object:
    upload = spreadsheets.FormUpload(as_json(IMPRESSIONS))
    return spreadsheets.put_upload(services, actor, event, FORM, upload)


def _edition(event: str) -> ReportEdition:
    return ReportEdition(event, "kk", "full")


def _report_on(event: str) -> bytes:
    """Return a report's document without facts."""
    empty = ReportText("kk", "full", ())
    return write_docx(empty, make_manifest(empty, event, datetime(2026, 6, 13, tzinfo=UTC)), "")


def _request_workbook(services: Services, actor: Actor, event: str) -> str:
    return documents.request_workbook(services, actor, event, FORM, language="kk").id


def _with_document(
    call: Callable[[Services, Actor, str, str], object],
    services: Services,
    actor: Actor,
    event: str,
) -> object:
    """Make a document that the actor asked for, if they may, and do something with it."""
    document = "0" * 32
    with suppress(errors.EventNotFound):
        document = _request_workbook(services, actor, event)
        document_making.make_document(services, event, document)
    return call(services, actor, event, document)


def _start_form(services: Services, actor: Actor, event: str) -> object:
    origin = new_forms.FormOrigin("questions")
    return new_forms.start_form(services, actor, event, origin, "questions")


def with_proposals(services: Services, event: str) -> str:
    """Store four proposals: an accepted one, two open ones, and a part of the first; return the event's id."""
    if event != "no-such-event" and not services.proposals.last_number(event):
        now = services.clock()
        states = (ProposalState.ACCEPTED, *[ProposalState.OPEN] * 2, ProposalState.MERGED)
        added = [
            Proposal(
                event=event,
                number=number,
                state=state,
                merged_into=1 if state is ProposalState.MERGED else None,
                wording={"kk": f"Ұсыныс {number}"},
                sources=(
                    TypedSource(
                        kind="typed",
                        id=nth_id(number),
                        text={"kk": f"Ұсыныс {number}"},
                        by="organiser@pikir.example",
                        at=now,
                    ),
                ),
                changed_at=now,
                changed_by="organiser@pikir.example",
            )
            for number, state in enumerate(states, 1)
        ]
        services.proposals.save(ProposalStep(event, added=added))
    return event


def _translate_quote(services: Services, actor: Actor, event: str) -> object:
    with suppress(errors.SubmissionNotFound):  # none is quoted
        text: Localized = {"ru": "Слово"}
        answer_marks.translate_quote(services, actor, event, FORM, "why", WORDED, text)
    return None


_SPLIT: Final = ProposalSplit(id=nth_id(8), parts=({"kk": "Бір"}, {"kk": "Екі"}))

PROPOSAL_CASES: Final = (
    Case(
        proposals.list_proposals,
        lambda s, a, e: proposals.list_proposals(s, a, with_proposals(s, e)),
        FIGURE_READERS,
    ),
    Case(
        proposals.show_proposal,
        lambda s, a, e: proposals.show_proposal(s, a, with_proposals(s, e), 1),
        FIGURE_READERS,
    ),
    Case(
        answer_marks.mark_answers,
        lambda s, a, e: answer_marks.mark_answers(s, a, e, FORM, "why", [WORDED], MarkStep.HIDE),
        ORGANISERS,
    ),
    Case(answer_marks.translate_quote, _translate_quote, ORGANISERS),
    Case(
        answer_marks.list_quotes,
        lambda s, a, e: answer_marks.list_quotes(s, a, e, FORM),
        FIGURE_READERS,
    ),
    Case(
        proposal_collection.propose_answers,
        lambda s, a, e: proposal_collection.propose_answers(s, a, e, FORM, "why", [WORDED]),
        ORGANISERS,
    ),
    Case(promises.read_ledger, promises.read_ledger, FIGURE_READERS),
    Case(
        proposals.choose_proposals,
        lambda s, a, e: proposals.choose_proposals(s, a, with_proposals(s, e), [1]),
        ORGANISERS,
    ),
    Case(
        proposals.add_proposal,
        lambda s, a, e: proposals.add_proposal(
            s, a, e, NewProposal(id=nth_id(7), text={"kk": "Ұсыныс"})
        ),
        ORGANISERS,
    ),
    Case(
        proposals.change_proposal,
        lambda s, a, e: proposals.change_proposal(
            s, a, with_proposals(s, e), 1, ProposalChange(text={"kk": "Бір"})
        ),
        ORGANISERS,
    ),
    Case(
        proposals.erase_source,
        lambda s, a, e: proposals.erase_source(s, a, with_proposals(s, e), 2, nth_id(2)),
        ORGANISERS,
    ),
    Case(
        proposals.change_proposals,
        lambda s, a, e: proposals.change_proposals(
            s, a, with_proposals(s, e), {2: ProposalChange(text={"kk": "Екі"})}
        ),
        ORGANISERS,
    ),
    Case(
        proposal_merging.merge_proposals,
        lambda s, a, e: proposal_merging.merge_proposals(
            s, a, with_proposals(s, e), 1, ProposalMerge(numbers=(2,))
        ),
        ORGANISERS,
    ),
    Case(
        proposal_merging.unmerge_proposal,
        lambda s, a, e: proposal_merging.unmerge_proposal(s, a, with_proposals(s, e), 4),
        ORGANISERS,
    ),
    Case(
        proposals.split_proposal,
        lambda s, a, e: proposals.split_proposal(s, a, with_proposals(s, e), 3, _SPLIT),
        ORGANISERS,
    ),
    Case(
        proposal_collection.collect_proposals,
        proposal_collection.collect_proposals,
        ORGANISERS,
    ),
)
CASES: Final = (
    Case(records.show_record, records.show_record, FIGURE_READERS),
    Case(records.gather_facts, records.gather_facts, FIGURE_READERS),
    Case(places.list_places, places.list_places, FIGURE_READERS),
    Case(
        places.save_place,
        lambda s, a, e: places.save_place(s, a, e, "a", b'{"village": "A"}'),
        ORGANISERS,
    ),
    Case(
        places.remove_place,
        lambda s, a, e: places.remove_place(s, a, e, "a"),
        ORGANISERS,
    ),
    Case(
        records.save_entry,
        lambda s, a, e: records.save_entry(s, a, e, "handouts", "leaflet", LEAFLET),
        ORGANISERS,
    ),
    Case(
        records.remove_entry,
        lambda s, a, e: records.remove_entry(s, a, e, "handouts", "leaflet"),
        ORGANISERS,
    ),
    Case(
        records.restore_entry,
        lambda s, a, e: records.restore_entry(s, a, e, "handouts", "leaflet"),
        ORGANISERS,
    ),
    Case(
        records.order_entries,
        lambda s, a, e: records.order_entries(s, a, e, "handouts", ["leaflet"]),
        ORGANISERS,
    ),
    Case(
        record_photos.upload_photo,
        lambda s, a, e: record_photos.upload_photo(s, a, e, "actions", "a", "p", PHOTO),
        ORGANISERS,
    ),
    Case(
        record_photos.show_photo,
        lambda s, a, e: record_photos.show_photo(s, a, e, "photos", "p"),
        FIGURE_READERS,
    ),
    *PROPOSAL_CASES,
    Case(
        access.create_token,
        lambda s, a, _: access.create_token(s, a, "Laptop"),
        OWNERS,
        ("everything",),
    ),
    Case(access.list_tokens, lambda s, a, _: access.list_tokens(s, a), OWNERS, ("everything",)),
    Case(
        access.revoke_token,
        lambda s, a, _: access.revoke_token(s, a, "0" * 16),
        OWNERS,
        ("everything",),
    ),
    Case(
        access.make_sign_in_link,
        lambda s, a, _: access.make_sign_in_link(s, a),
        frozenset(),
    ),
    Case(
        audit.read_audit,
        lambda s, a, _: audit.read_audit(s, a, AuditFilter()),
        OWNERS,
        ("everything",),
    ),
    Case(
        audit.export_audit,
        lambda s, a, _: audit.export_audit(s, a, AuditFilter()),
        OWNERS,
        ("everything",),
    ),
    Case(documents.request_workbook, _request_workbook, FIGURE_READERS),
    Case(
        documents.request_report,
        lambda s, a, e: documents.request_report(s, a, e, language="kk", length="full"),
        FIGURE_READERS,
    ),
    Case(
        paragraph_edits.show_wording,
        lambda s, a, e: paragraph_edits.show_wording(s, a, _edition(e)),
        FIGURE_READERS,
    ),
    Case(
        paragraph_edits.find_paragraph,
        lambda s, a, e: paragraph_edits.find_paragraph(s, a, _edition(e), "title"),
        ORGANISERS,
    ),
    Case(
        paragraph_edits.save_edit,
        lambda s, a, e: paragraph_edits.save_edit(s, a, _edition(e), "title", "A"),
        ORGANISERS,
    ),
    Case(
        paragraph_edits.take_back_edit,
        lambda s, a, e: paragraph_edits.take_back_edit(s, a, _edition(e), "title"),
        ORGANISERS,
    ),
    Case(
        paragraph_edits.put_back_edit,
        lambda s, a, e: paragraph_edits.put_back_edit(s, a, _edition(e), "title"),
        ORGANISERS,
    ),
    Case(
        report_verification.verify_report,
        lambda s, a, e: report_verification.verify_report(s, a, _report_on(e)),
        FIGURE_READERS,
    ),
    Case(
        documents.show_document,
        partial(_with_document, documents.show_document),
        FIGURE_READERS,
    ),
    Case(
        documents.await_document,
        partial(_with_document, documents.await_document),
        FIGURE_READERS,
    ),
    Case(
        documents.download_document,
        partial(_with_document, documents.download_document),
        FIGURE_READERS,
    ),
    Case(
        corrections.correct_registration,
        lambda s, a, e: corrections.correct_registration(
            s, a, e, "registration", REGISTERED, {"name": "Әлия"}
        ),
        ORGANISERS,
    ),
    Case(
        drafts.save_form,
        lambda s, a, e: drafts.save_form(s, a, e, FORM, as_json(IMPRESSIONS)),
        ORGANISERS,
    ),
    Case(drafts.discard_draft, _discard_draft, ORGANISERS),
    Case(
        drafts.find_unfinished,
        lambda s, a, e: drafts.find_unfinished(s, a, e, FORM),
        ORGANISERS,
    ),
    Case(
        drafts.show_draft,
        lambda s, a, e: drafts.show_draft(s, a, e, "planned"),
        ORGANISERS,
    ),
    Case(
        drafts.preview_draft,
        lambda s, a, e: drafts.preview_draft(s, a, e, "planned"),
        ORGANISERS,
    ),
    Case(
        drafts.show_changes,
        lambda s, a, e: drafts.show_changes(s, a, e, FORM, 1, 1),
        ORGANISERS,
    ),
    Case(members.list_members, lambda s, a, _: members.list_members(s, a), *BY_OWNERS),
    Case(members.list_scopes, lambda s, a, _: members.list_scopes(s, a, "kk"), *BY_OWNERS),
    Case(members.show_member, lambda s, a, _: members.show_member(s, a, FIRST), *BY_OWNERS),
    Case(members.invite_member, _invite_member, *BY_OWNERS),
    Case(members.resend_invitation, _resend_invitation, *BY_OWNERS),
    Case(
        members.change_member,
        lambda s, a, _: members.change_member(s, a, FIRST, MemberChange(name="A")),
        *BY_OWNERS,
    ),
    Case(
        members.give_roles,
        lambda s, a, _: members.give_roles(s, a, FIRST, (OWNER,)),
        *BY_OWNERS,
    ),
    Case(
        members.take_role,
        lambda s, a, _: members.take_role(s, a, FIRST, "event:round-table"),
        *BY_OWNERS,
    ),
    Case(
        members.remove_member,
        lambda s, a, _: members.remove_member(s, a, "0" * 32),
        *BY_OWNERS,
    ),
    Case(events.create_event, _create_event, ORGANISERS, ("everything", "series")),
    Case(
        event_settings.change_times,
        lambda s, a, e: event_settings.change_times(s, a, e, {"venue": {"kk": "Зал"}}),
        ORGANISERS,
    ),
    Case(
        event_settings.change_categories,
        lambda s, a, e: event_settings.change_categories(s, a, e, {}),
        ORGANISERS,
    ),
    Case(new_events.start_event, _start_event, ORGANISERS, ("everything", "series")),
    Case(
        new_events.list_series,
        _list_series,
        ORGANISERS,
        ("everything", "series"),
    ),
    Case(
        events.change_event,
        lambda s, a, e: events.change_event(s, a, e, b'{"venue": "Hall"}'),
        ORGANISERS,
    ),
    Case(
        copies.copy_event,
        lambda s, a, e: copies.copy_event(s, a, e, COPY),
        ORGANISERS,
        ("everything", "series"),
    ),
    Case(deletions.delete_event, deletions.delete_event, ORGANISERS),
    Case(
        notifications.decide_letters,
        lambda s, a, e: notifications.decide_letters(s, a, e, write=False),
        ORGANISERS,
    ),
    Case(notifications.count_addressees, notifications.count_addressees, ORGANISERS),
    Case(openings.review_opening, openings.review_opening, ORGANISERS),
    Case(events.show_event, events.show_event, anyone=True),
    Case(events.show_calendar_entry, events.show_calendar_entry, anyone=True),
    Case(events.read_event_as_member, events.read_event_as_member),
    Case(events.list_events, lambda s, a, _: events.list_events(s, a), anyone=True),
    Case(
        events.browse_events,
        lambda s, a, _: events.browse_events(s, a, EventFilter(), cursor=None, limit=9),
        anyone=True,
    ),
    Case(
        events.page_events,
        lambda s, a, _: events.page_events(s, a, EventFilter(), cursor=None, limit=9),
        anyone=True,
    ),
    Case(
        exports.export_answers,
        lambda s, a, e: exports.export_answers(s, a, e, FORM),
        ROW_READERS,
    ),
    Case(
        exports.export_figures,
        lambda s, a, e: exports.export_figures(s, a, e, FORM, language="kk"),
        FIGURE_READERS,
    ),
    Case(form_files.attach_file, _attach_file, ORGANISERS),
    Case(
        form_files.list_files,
        lambda s, a, e: form_files.list_files(s, a, e, FORM),
        ORGANISERS,
    ),
    Case(
        form_files.read_file,
        lambda s, a, e: form_files.read_file(s, a, e, FORM, "list.csv"),
        ORGANISERS,
    ),
    Case(
        form_files.remove_file,
        lambda s, a, e: form_files.remove_file(s, a, e, FORM, "list.csv"),
        ORGANISERS,
    ),
    Case(forms.publish_form, lambda s, a, e: forms.publish_form(s, a, e, FORM), ORGANISERS),
    Case(forms.close_form, lambda s, a, e: forms.close_form(s, a, e, FORM), ORGANISERS),
    Case(forms.reopen_form, lambda s, a, e: forms.reopen_form(s, a, e, FORM), ORGANISERS),
    Case(
        forms.set_form_times,
        lambda s, a, e: forms.set_form_times(s, a, e, FORM, b"{}"),
        ORGANISERS,
    ),
    Case(forms.show_form, lambda s, a, e: forms.show_form(s, a, e, FORM), anyone=True),
    Case(forms.show_record, lambda s, a, e: forms.show_record(s, a, e, FORM), anyone=True),
    Case(forms.list_forms, forms.list_forms, anyone=True),
    Case(
        listings.list_rows,
        lambda s, a, e: listings.list_rows(s, a, e, FORM, ListQuery()),
        ROW_READERS,
    ),
    Case(
        listings.find_submission,
        lambda s, a, e: listings.find_submission(s, a, e, FORM, nth_id(2)),
        ROW_READERS,
    ),
    Case(
        listings.select_submissions,
        lambda s, a, e: listings.select_submissions(s, a, e, FORM, [nth_id(2)]),
        ROW_READERS,
    ),
    Case(
        stored_submissions.erase_selection,
        lambda s, a, e: stored_submissions.erase_selection(s, a, e, FORM, [ERASED]),
        ORGANISERS,
    ),
    Case(
        text_answers.list_text_answers,
        lambda s, a, e: text_answers.list_text_answers(s, a, e, FORM, "why"),
        ROW_READERS,
    ),
    Case(
        text_answers.newest_text_answers,
        lambda s, a, e: text_answers.newest_text_answers(s, a, e, FORM),
        ROW_READERS,
    ),
    Case(names.list_names, lambda s, a, e: names.list_names(s, a, e, "registration"), NAME_READERS),
    Case(names.list_name_forms, names.list_name_forms, NAME_READERS),
    Case(listings.list_registration_forms, listings.list_registration_forms, ROW_READERS),
    Case(listings.list_answer_forms, listings.list_answer_forms, ROW_READERS),
    Case(
        materials.upload_material,
        lambda s, a, e: materials.upload_material(s, a, e, "plan.pdf", PDF),
        ORGANISERS,
    ),
    Case(
        materials.announce_material,
        lambda s, a, e: materials.announce_material(s, a, e, PLAN),
        ORGANISERS,
    ),
    Case(materials.check_upload, _check_upload, ORGANISERS),
    Case(materials.finish_material, _finish_material, ORGANISERS),
    Case(
        materials.show_material,
        lambda s, a, e: materials.show_material(s, a, e, "plan.pdf"),
        anyone=True,
    ),
    Case(
        materials.remove_material,
        lambda s, a, e: materials.remove_material(s, a, e, "plan.pdf"),
        ORGANISERS,
    ),
    Case(short_addresses.share_event, short_addresses.share_event, ORGANISERS),
    Case(costs.show_costs, costs.show_costs, OWNERS),
    Case(costs.count_costs, lambda s, a, e: costs.count_costs(s, a, e, 7), OWNERS),
    Case(costs.export_costs, lambda s, a, e: costs.export_costs(s, a, e, "kk"), OWNERS),
    Case(
        operations.show_operations,
        lambda s, a, _: operations.show_operations(s, a),
        OWNERS,
        ("everything",),
    ),
    Case(
        operations.resend_mail,
        lambda s, a, _: operations.resend_mail(s, a, "no-such-mail"),
        OWNERS,
        ("everything",),
    ),
    Case(
        operations.drop_mail,
        lambda s, a, _: operations.drop_mail(s, a, "no-such-mail"),
        OWNERS,
        ("everything",),
    ),
    Case(
        form_edits.open_form,
        lambda s, a, e: form_edits.open_form(s, a, e, FORM),
        ORGANISERS,
    ),
    Case(
        wording.correct_wording,
        lambda s, a, e: wording.correct_wording(s, a, e, FORM, {"/title": {"kk": "Пікір"}}),
        ORGANISERS,
    ),
    Case(
        wording.correct_by_draft,
        lambda s, a, e: wording.correct_by_draft(s, a, e, FORM, revision=_revision(s, e)),
        ORGANISERS,
    ),
    Case(wording.show_wording, lambda s, a, e: wording.show_wording(s, a, e, FORM), ORGANISERS),
    Case(
        wording.list_wording_corrections,
        lambda s, a, e: wording.list_wording_corrections(s, a, e, FORM),
        ORGANISERS,
    ),
    Case(
        form_edits.visit_form,
        lambda s, a, e: form_edits.visit_form(s, a, e, FORM),
        ORGANISERS,
    ),
    Case(
        form_edits.find_former_row,
        lambda s, a, e: form_edits.find_former_row(s, a, e, FORM, "overall"),
        ORGANISERS,
    ),
    Case(
        form_edits.take_step,
        lambda s, a, e: form_edits.take_step(
            s, a, e, FORM, _rename_form, do="save", revision=_edit_revision(s, e)
        ),
        ORGANISERS,
    ),
    Case(
        form_edits.take_next_step,
        lambda s, a, e: form_edits.take_next_step(
            s, a, form_edits.open_form(s, SYSTEM, e, FORM), _rename_form, do="save"
        ),
        ORGANISERS,
    ),
    *(
        Case(step, partial(_step_of_whole_form, step), ORGANISERS)
        for step in (
            form_edits.undo_step,
            form_edits.redo_step,
            form_edits.take_unfinished,
            form_edits.drop_unfinished,
        )
    ),
    Case(
        form_fixes.fix_problems,
        lambda s, a, e: form_fixes.fix_problems(
            s, a, e, FORM, "/questions/0", revision=_edit_revision(s, e)
        ),
        ORGANISERS,
    ),
    Case(new_forms.list_origins, new_forms.list_origins, ORGANISERS),
    Case(
        new_forms.start_empty_form,
        lambda s, a, e: new_forms.start_empty_form(s, a, e, {"kk": "Бос форма"}, "other"),
        ORGANISERS,
    ),
    Case(new_forms.start_form, _start_form, ORGANISERS),
    Case(spreadsheets.save_upload, _save_upload, ORGANISERS),
    Case(spreadsheets.compare_upload, _compare_upload, ORGANISERS),
    Case(spreadsheets.compare_parked, _compare_parked, ORGANISERS),
    Case(spreadsheets.take_upload, _take_upload, ORGANISERS),
    Case(spreadsheets.put_upload, _put_upload, ORGANISERS),
    Case(
        stored_submissions.list_submissions,
        lambda s, a, e: stored_submissions.list_submissions(s, a, e, FORM),
        ROW_READERS,
    ),
    Case(
        stored_submissions.erase_submission,
        lambda s, a, e: stored_submissions.erase_submission(s, a, e, FORM, ERASED),
        ORGANISERS,
    ),
    Case(
        summaries.read_summary,
        lambda s, a, e: summaries.read_summary(s, a, e, FORM),
        FIGURE_READERS,
    ),
    Case(
        report_views.view_report,
        lambda s, a, e: report_views.view_report(s, a, e, "kk", "full"),
        FIGURE_READERS,
    ),
    Case(
        reports.read_report,
        lambda s, a, e: reports.read_report(s, a, e, "kk", "full"),
        FIGURE_READERS,
    ),
    Case(
        digests.read_digest,
        lambda s, a, e: digests.read_digest(s, a, e, FORM),
        FIGURE_READERS,
    ),
    Case(
        counts.count_event,
        counts.count_event,
        FIGURE_READERS,
    ),
    Case(
        uploads.read,
        lambda s, a, e: uploads.read(s, a, e, FORM, nth_id(2), nth_id(3)),
        ROW_READERS,
    ),
)
