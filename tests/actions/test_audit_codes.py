"""Every action, run once as an owner, leaves the lines that the table says; sent again, a deed leaves none."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Final, get_args

import pytest

from chalicelib import errors
from chalicelib.actions import (
    access,
    audit,
    drafts,
    event_settings,
    events,
    form_edits,
    form_files,
    forms,
    materials,
    members,
    new_events,
    operations,
    paragraph_edits,
    records,
    stored_submissions,
)
from chalicelib.actions.services import Services
from chalicelib.domain.audit import AuditCode, AuditEntry, AuditFilter
from chalicelib.domain.events.starting_points import StartingPoint
from chalicelib.domain.mail import FailedMail, Mail
from chalicelib.domain.marks import AnswerMark
from chalicelib.domain.members import Invitation, MemberChange, MemberGrant, member_id
from chalicelib.domain.paragraph_edits import ReportEdition
from chalicelib.domain.permissions import SYSTEM, Actor, MemberRole
from chalicelib.forms.definition import Definition
from chalicelib.settings import Settings
from chalicelib.storage.table import Table
from tests.actions.permission_cases import CASES, ERASED, FORM, LIST, REGISTERED, WORDED, Case
from tests.actions.setting import (
    IMPRESSIONS,
    ORGANISER,
    Clock,
    answers_of_a_pupil,
    as_json,
    event_document,
    nth_id,
    open_event,
    publish,
    register,
    respond,
    services_on,
)

EVENT = "round-table"
Call = Callable[[Services], object]
DRAFT: Final = {**IMPRESSIONS, "title": {"kk": "Пікір"}}
TOKEN: Final = "5f0f8f0e-6a0f-4e53-9d0e-3f1f6f0c2a11"

DEEDS: Final[Mapping[str, tuple[AuditCode, ...]]] = {
    "access.create_token": ("token.create",),
    "access.revoke_token": ("token.revoke",),
    "copies.copy_event": ("event.copy", "form.publish", "form.save_draft"),
    "corrections.correct_registration": ("submission.correct",),
    "deletions.delete_event": ("event.delete",),
    "drafts.save_form": ("form.save_draft",),
    "drafts.discard_draft": ("form.discard_draft",),
    "event_settings.change_categories": ("event.change", "form.correct_wording"),
    "event_settings.change_times": ("event.change",),
    "events.create_event": ("event.create",),
    "events.change_event": ("event.change",),
    "form_edits.take_step": ("form.save_draft",),
    "form_edits.take_next_step": ("form.save_draft",),
    "form_edits.take_unfinished": ("form.save_draft",),
    "form_edits.drop_unfinished": ("form.save_draft",),
    "form_files.attach_file": ("form.attach_file",),
    "form_fixes.fix_problems": ("form.save_draft",),
    "form_files.remove_file": ("form.remove_file",),
    "forms.publish_form": ("form.publish",),
    "forms.close_form": ("form.close",),
    "forms.reopen_form": ("form.reopen",),
    "forms.set_form_times": ("form.change_times",),
    "materials.finish_material": ("event.change",),
    "materials.upload_material": ("event.change",),
    "members.invite_member": ("member.invite",),
    "members.resend_invitation": ("member.invite_again",),
    "members.change_member": ("member.change",),
    "members.give_roles": ("member.change",),
    "members.take_role": ("member.change",),
    "members.remove_member": ("member.remove",),
    "notifications.decide_letters": ("event.notify",),
    "operations.drop_mail": ("mail.drop",),
    "operations.resend_mail": ("mail.resend",),
    "materials.remove_material": ("event.change",),
    "records.order_entries": ("record.change",),
    "records.remove_entry": ("record.change",),
    "records.restore_entry": ("record.change",),
    "records.save_entry": ("record.change",),
    "paragraph_edits.put_back_edit": ("report.reword",),
    "paragraph_edits.save_edit": ("report.reword",),
    "paragraph_edits.take_back_edit": ("report.reword",),
    "record_photos.upload_photo": ("record.change",),
    "new_events.start_event": (
        "event.create",
        "form.change_times",
        "form.publish",
        "form.save_draft",
    ),
    "new_forms.start_empty_form": ("form.save_draft",),
    "new_forms.start_form": ("form.save_draft",),
    "answer_marks.mark_answers": ("answer.mark",),
    "answer_marks.translate_quote": ("answer.mark",),
    "proposal_collection.propose_answers": ("proposal.collect",),
    "proposal_collection.collect_proposals": ("proposal.collect",),
    "proposals.add_proposal": ("proposal.add",),
    "proposals.change_proposal": ("proposal.change",),
    "proposals.change_proposals": ("proposal.change",),
    "proposals.erase_source": ("proposal.erase_source",),
    "proposal_merging.merge_proposals": ("proposal.merge",),
    "proposal_merging.unmerge_proposal": ("proposal.unmerge",),
    "proposals.split_proposal": ("proposal.split",),
    "spreadsheets.save_upload": ("form.save_draft",),
    "spreadsheets.take_upload": ("form.save_draft",),
    "spreadsheets.put_upload": ("form.save_draft",),
    "stored_submissions.erase_selection": ("submission.erase",),
    "stored_submissions.erase_submission": ("submission.erase",),
    "wording.correct_by_draft": ("form.correct_wording",),
    "wording.correct_wording": ("form.correct_wording",),
}
"""What changes something, and the codes that it leaves."""

READINGS: Final[Mapping[str, tuple[AuditCode, ...]]] = {
    "audit.export_audit": ("download.make",),
    "documents.download_document": ("download.make",),
    "exports.export_answers": ("download.make",),
    "exports.export_figures": ("download.make",),
    "listings.find_submission": ("submission.read",),
    "listings.list_rows": ("submission.list",),
    "listings.select_submissions": ("submission.list",),
    "names.list_names": ("registration.list_names",),
    "proposals.choose_proposals": ("proposal.list",),
    "proposals.list_proposals": ("proposal.list",),
    "proposals.show_proposal": ("proposal.list",),
    "stored_submissions.list_submissions": ("submission.list",),
    "text_answers.list_text_answers": ("submission.list",),
    "text_answers.newest_text_answers": ("submission.list",),
}
"""What hands out personal data or a file of it; each time leaves a line."""

ELSEWHERE: Final = {"uploads.read", "costs.count_costs", "costs.export_costs"}
"""Tested in ``test_uploads``, where there is a file to read, and in ``test_costs``, where there is a log."""

SILENT: Final = {
    "answer_marks.list_quotes",
    "materials.announce_material",
    "materials.check_upload",
    "access.list_tokens",
    "access.make_sign_in_link",
    "audit.read_audit",
    "costs.show_costs",
    "counts.count_event",
    "digests.read_digest",
    "documents.await_document",
    "documents.request_report",
    "documents.request_workbook",
    "documents.show_document",
    "drafts.find_unfinished",
    "drafts.preview_draft",
    "drafts.show_changes",
    "drafts.show_draft",
    "events.browse_events",
    "events.list_events",
    "events.page_events",
    "events.read_event_as_member",
    "events.show_calendar_entry",
    "events.show_event",
    "form_edits.find_former_row",
    "form_edits.open_form",
    "form_edits.redo_step",
    "form_edits.undo_step",
    "form_edits.visit_form",
    "form_files.list_files",
    "form_files.read_file",
    "forms.list_forms",
    "forms.show_form",
    "forms.show_record",
    "listings.list_answer_forms",
    "listings.list_registration_forms",
    "materials.show_material",
    "members.list_members",
    "members.list_scopes",
    "members.show_member",
    "names.list_name_forms",
    "new_events.list_series",
    "new_forms.list_origins",
    "notifications.count_addressees",
    "openings.review_opening",
    "operations.show_operations",
    "paragraph_edits.find_paragraph",
    "paragraph_edits.show_wording",
    "places.list_places",
    "places.remove_place",
    "places.save_place",
    "records.gather_facts",
    "records.show_record",
    "record_photos.show_photo",
    "report_verification.verify_report",
    "report_views.view_report",
    "reports.read_report",
    "promises.read_ledger",
    "short_addresses.share_event",
    "spreadsheets.compare_parked",
    "spreadsheets.compare_upload",
    "summaries.read_summary",
    "wording.list_wording_corrections",
    "wording.show_wording",
}
"""What changes nothing and shows nothing of a person."""


COLLEAGUE: Final = member_id("aigul@pikir.example")
DOOR: Final = MemberGrant(role=MemberRole.DOOR)
_REPORT: Final = ReportEdition(EVENT, "kk", "full")
HERE: Final = MemberGrant(role=MemberRole.DOOR, scope="event:round-table")


def _invite(services: Services) -> None:
    invitation = Invitation(email="aigul@pikir.example", roles=(DOOR, HERE))
    members.invite_member(services, ORGANISER, invitation)


def _invite_long_ago(services: Services) -> None:
    _invite(services)
    services.members.note_invitation(
        members.show_member(services, ORGANISER, COLLEAGUE),
        services.clock() - timedelta(hours=1),
        unless_after=services.clock(),
        along=(),
    )


def _save_draft(services: Services) -> None:
    drafts.save_form(services, ORGANISER, EVENT, FORM, as_json(DRAFT))


def _reword_draft(services: Services) -> None:
    reworded = {**IMPRESSIONS, "title": {"kk": "Пікір", "en": "Opinions"}}
    drafts.save_form(services, ORGANISER, EVENT, FORM, as_json(reworded))


def _publish_draft(services: Services) -> None:
    _save_draft(services)
    forms.publish_form(services, ORGANISER, EVENT, FORM)


def _fail_mail(services: Services) -> None:
    now = services.clock()
    mail = Mail(
        id="mail",
        created_at=now,
        to="aigerim@pikir.example",
        template="registered",
        language="kk",
        parameters={},
    )
    services.outbox.add(mail)
    services.outbox.give_up(FailedMail(mail, "MessageRejected", now))


def _erase_all(services: Services) -> None:
    forms_and_ids = ((FORM, ERASED), (FORM, nth_id(2)), ("registration", REGISTERED))
    for form, submission in forms_and_ids:
        stored_submissions.erase_submission(services, ORGANISER, EVENT, form, submission)
    events.change_event(services, ORGANISER, EVENT, as_json({"state": "closed"}))


def _leave_unfinished(services: Services) -> None:
    """Leave unfinished changes of a colleague's aside: the form was changed elsewhere since."""

    def empty(definition: Definition) -> tuple[Definition, str]:
        first = definition.questions[0].model_copy(update={"label": None})
        return definition.model_copy(update={"questions": (first,)}), "/questions/0"

    colleague = Actor.owner("aigul@pikir.example")
    opened = form_edits.open_form(services, colleague, EVENT, FORM)
    form_edits.take_step(
        services, colleague, EVENT, FORM, empty, do="save", revision=opened.revision
    )
    _save_draft(services)


def _save_draft_with_a_mistake(services: Services) -> None:
    first, *others = IMPRESSIONS["questions"]
    rows = [{**first, "appearance": "shiny"}, *others]
    document = as_json({**IMPRESSIONS, "questions": rows})
    drafts.save_form(services, ORGANISER, EVENT, FORM, document)


def _write_handouts(services: Services) -> None:
    """Write two handouts as a colleague: the deeds of one person in a section leave one line."""
    colleague = Actor.owner("aigul@pikir.example")
    for entry in ("first", "leaflet"):
        records.save_entry(services, colleague, EVENT, "handouts", entry, b'{"title": "A"}')


def _write_action(services: Services) -> None:
    records.save_entry(services, ORGANISER, EVENT, "actions", "a", b'{"title": "A"}')


def _remove_handout(services: Services) -> None:
    _write_handouts(services)
    colleague = Actor.owner("aigul@pikir.example")
    records.remove_entry(services, colleague, EVENT, "handouts", "leaflet")


def _word_title(services: Services) -> None:
    paragraph_edits.save_edit(services, ORGANISER, _REPORT, "title", "{event.title}")


def _take_back_title(services: Services) -> None:
    _word_title(services)
    paragraph_edits.take_back_edit(services, ORGANISER, _REPORT, "title")


def _put_forward(services: Services) -> None:
    wish = {"type": "text", "name": "wish", "role": "proposal", "label": {"kk": "Ұсыныс"}}
    publish(services, {**IMPRESSIONS, "questions": [*IMPRESSIONS["questions"][:2], wish]})
    respond(services, nth_id(3), EVENT, wish="Кітапхана")


def _answer_in_words(services: Services) -> None:
    respond(services, WORDED, EVENT, why="Ұнады")


def _quote(services: Services) -> None:
    _answer_in_words(services)
    submission = services.submissions.find(EVENT, FORM, WORDED, shards=1)
    services.marks.save(submission, {"why": AnswerMark(is_quoted=True)}, shards=1)


PREPARATIONS: Final[Mapping[str, Call]] = {
    "form_fixes.fix_problems": _save_draft_with_a_mistake,
    "form_edits.take_unfinished": _leave_unfinished,
    "form_edits.drop_unfinished": _leave_unfinished,
    "deletions.delete_event": _erase_all,
    "notifications.decide_letters": lambda s: events.change_event(
        s, ORGANISER, EVENT, as_json({"venue": {"kk": "Кітапхана", "ru": "Б", "en": "Library"}})
    ),
    "drafts.discard_draft": _save_draft,
    "answer_marks.mark_answers": _answer_in_words,
    "answer_marks.translate_quote": _quote,
    "proposal_collection.propose_answers": _answer_in_words,
    "proposal_collection.collect_proposals": _put_forward,
    "forms.publish_form": _save_draft,
    "spreadsheets.put_upload": _publish_draft,
    "spreadsheets.save_upload": _publish_draft,
    "spreadsheets.take_upload": _publish_draft,
    "drafts.save_form": _publish_draft,
    "forms.reopen_form": lambda s: forms.close_form(s, ORGANISER, EVENT, FORM),
    "form_files.remove_file": lambda s: form_files.attach_file(
        s, ORGANISER, EVENT, FORM, "list.csv", LIST
    ),
    "materials.remove_material": lambda s: materials.upload_material(
        s, ORGANISER, EVENT, "plan.pdf", b"%PDF-1.4"
    ),
    "members.resend_invitation": _invite_long_ago,
    "members.change_member": _invite,
    "members.give_roles": _invite,
    "members.take_role": _invite,
    "members.remove_member": _invite,
    "access.revoke_token": lambda s: access.create_token(s, ORGANISER, "Laptop", TOKEN),
    "operations.drop_mail": _fail_mail,
    "operations.resend_mail": _fail_mail,
    "wording.correct_by_draft": _reword_draft,
    "records.remove_entry": _write_handouts,
    "records.restore_entry": _remove_handout,
    "records.order_entries": _write_handouts,
    "paragraph_edits.put_back_edit": _take_back_title,
    "paragraph_edits.take_back_edit": _word_title,
    "record_photos.upload_photo": _write_action,
}
"""What must have happened before, so that an action has something to do."""


def _revoke(services: Services) -> None:
    for token in access.list_tokens(services, ORGANISER).tokens:
        access.revoke_token(services, ORGANISER, token.id)


def _change_categories(services: Services) -> object:
    pupils, *others = event_document()["categories"]
    renamed = {**pupils, "label": {"kk": "Оқушылар", "en": "Pupils"}}
    patch = {"categories": [renamed, *others]}
    return event_settings.change_categories(services, ORGANISER, EVENT, patch)


def _start_event(services: Services) -> object:
    document = {
        "title": {"kk": "Көктем"},
        "starts_at": "2027-06-11T10:00:00+05:00",
        "ends_at": "2027-06-11T13:00:00+05:00",
    }
    start = new_events.NewEvent(StartingPoint.MEETING, ("kk",), document, TOKEN, "spring")
    return new_events.start_event(services, ORGANISER, start)


CALLS: Final[Mapping[str, Call]] = {
    "event_settings.change_categories": _change_categories,
    "new_events.start_event": _start_event,
    "operations.drop_mail": lambda s: operations.drop_mail(s, ORGANISER, "mail"),
    "operations.resend_mail": lambda s: operations.resend_mail(s, ORGANISER, "mail"),
    "access.create_token": lambda s: access.create_token(s, ORGANISER, "Laptop", TOKEN),
    "access.revoke_token": _revoke,
    "members.invite_member": _invite,
    "members.resend_invitation": lambda s: members.resend_invitation(s, ORGANISER, COLLEAGUE),
    "members.change_member": lambda s: members.change_member(
        s, ORGANISER, COLLEAGUE, MemberChange(name="A")
    ),
    "members.give_roles": lambda s: members.give_roles(
        s, ORGANISER, COLLEAGUE, [MemberGrant(role=MemberRole.OWNER)]
    ),
    "members.take_role": lambda s: members.take_role(s, ORGANISER, COLLEAGUE, HERE.scope),
    "members.remove_member": lambda s: members.remove_member(s, ORGANISER, COLLEAGUE),
    "forms.set_form_times": lambda s: forms.set_form_times(
        s, ORGANISER, EVENT, FORM, b'{"closes_at": "2099-01-01T00:00:00Z"}'
    ),
}
"""Calls in place of those in ``permission_cases``: with an id that a repeat has too, or something to change."""


@pytest.fixture
def services(local_settings: Settings, local_table: Table, clock: Clock) -> Services:
    services = services_on(local_settings, clock, local_table)
    open_event(services, series={"id": "spring", "title": {"kk": "Көктем"}})
    planned = {**IMPRESSIONS, "name": "planned"}
    drafts.save_form(services, ORGANISER, EVENT, "planned", as_json(planned))
    respond(services, ERASED, EVENT)
    respond(services, nth_id(2), EVENT)
    register(services, answers_of_a_pupil(), REGISTERED)
    return services


def entries(services: Services) -> list[AuditEntry]:
    return list(audit.read_audit(services, ORGANISER, AuditFilter(), limit=500).entries)


def codes_of(services: Services, call: Call) -> tuple[str, ...]:
    """Return the codes of the lines that a call leaves, in order."""
    before = {entry.id for entry in entries(services)}
    with suppress(errors.NotFound):  # what a repeat cannot find again
        call(services)
    return tuple(sorted({entry.code for entry in entries(services) if entry.id not in before}))


def prepare(services: Services, case: Case) -> None:
    if case.name in PREPARATIONS:
        PREPARATIONS[case.name](services)


def call_of(case: Case) -> Call:
    actor = SYSTEM if case.name == "access.make_sign_in_link" else ORGANISER
    return CALLS.get(case.name, lambda services: case.call(services, actor, EVENT))


def cases(names: Mapping[str, object] | set[str]) -> list[Case]:
    return [case for case in CASES if case.name in names]


def test_every_action_is_in_one_of_the_tables() -> None:
    listed = [*DEEDS, *READINGS, *ELSEWHERE, *SILENT]
    assert sorted(listed) == sorted(case.name for case in CASES)


def test_every_code_is_left_by_something() -> None:
    left = {code for codes in (*DEEDS.values(), *READINGS.values()) for code in codes}
    tested_elsewhere = {"event.change_state", "file.read", "session.begin", "session.end"}
    assert left | tested_elsewhere == set(get_args(AuditCode))


@pytest.mark.parametrize("case", cases(DEEDS), ids=lambda case: case.name)
def test_a_deed_leaves_its_line_once_however_often_it_is_sent(
    services: Services, case: Case
) -> None:
    prepare(services, case)
    assert codes_of(services, call_of(case)) == DEEDS[case.name]
    if case.name != "events.create_event":  # each call has an id of its own
        assert codes_of(services, call_of(case)) == ()
    newest = entries(services)[0]
    assert newest.actor == ORGANISER.id
    assert newest.event or newest.subject


def test_each_reading_leaves_a_line_and_looking_around_leaves_none(services: Services) -> None:
    for case in cases(READINGS):
        for _ in range(2):
            assert codes_of(services, call_of(case)) == READINGS[case.name]
    for case in cases(SILENT):
        prepare(services, case)
        assert codes_of(services, call_of(case)) == (), case.name


def test_a_deed_that_is_refused_leaves_no_line(services: Services) -> None:
    def send_nonsense(services: Services) -> None:
        with pytest.raises(errors.Refusal):
            forms.publish_form(services, ORGANISER, EVENT, "planned", revision=7)
        with pytest.raises(errors.Refusal):
            drafts.save_form(services, ORGANISER, EVENT, FORM, b"{}")
        with pytest.raises(errors.Refusal):
            access.create_token(services, ORGANISER, "")
        with pytest.raises(errors.SubmissionNotFound):
            stored_submissions.erase_submission(services, ORGANISER, EVENT, FORM, nth_id(99))

    assert codes_of(services, send_nonsense) == ()


def test_a_line_names_fields_and_ids_and_no_value(services: Services) -> None:
    patch = {"venue": {"kk": "Ақан сері көшесі 1"}, "title": {"kk": "Айша Оспанова"}}
    events.change_event(services, ORGANISER, EVENT, as_json(patch))
    events.change_event(services, ORGANISER, EVENT, as_json({"state": "closed"}))
    stored_submissions.erase_submission(services, ORGANISER, EVENT, FORM, ERASED)
    token = access.create_token(services, ORGANISER, "Айшаның ноутбугі")
    form_files.attach_file(services, ORGANISER, EVENT, FORM, "Айша.csv", LIST)
    left = {entry.code: entry for entry in entries(services)}
    assert left["event.change"].fields == ("title", "venue")
    assert left["event.change_state"].subject == "closed"
    assert left["submission.erase"].subject == ERASED
    assert left["token.create"].subject == token.id
    log = "".join(entry.model_dump_json() for entry in entries(services))
    assert "Айша" not in log
    assert "Ақан" not in log


def test_a_deed_by_a_program_names_its_token(services: Services) -> None:
    created = access.create_token(services, ORGANISER, "Our site")
    program = access.actor_of_token(services, created.token)
    forms.close_form(services, program, EVENT, FORM)
    newest = next(entry for entry in entries(services) if entry.code == "form.close")
    assert (newest.actor, newest.token) == (ORGANISER.id, created.id)


def test_signing_in_and_out_leave_a_line_each(
    local_settings: Settings, local_table: Table, clock: Clock
) -> None:
    services = services_on(local_settings, clock, local_table)
    link = access.make_sign_in_link(services, SYSTEM).rpartition("/")[2].partition("?")[0]
    nonce = access.form_nonce()
    first, again = (access.sign_in(services, link, nonce) for _ in range(2))
    assert first == again
    for _ in range(2):
        access.sign_out(services, first)
    assert {(entry.code, entry.actor) for entry in entries(services)} == {
        ("session.begin", ORGANISER.id),
        ("session.end", ORGANISER.id),
    }
    assert len(entries(services)) == 2


def test_nothing_is_handed_out_that_cannot_be_logged(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: AuditEntry) -> None:
        raise errors.Unavailable

    monkeypatch.setattr(services.audit, "append", refuse)
    for case in cases(READINGS):
        with pytest.raises(errors.Unavailable):
            call_of(case)(services)
