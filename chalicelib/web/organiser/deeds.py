"""The words for what the audit log holds: codes, names of fields, and what some deeds were done to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chalicelib.domain.submissions import ErasureReason
from chalicelib.locales import N_
from chalicelib.web.organiser.states import EVENT_STATES

DEEDS: Final[Mapping[str, str]] = {
    "event.create": N_("Event created"),
    "event.change": N_("Event changed"),
    "event.change_state": N_("Event's state changed"),
    "event.copy": N_("Event copied"),
    "event.delete": N_("Event deleted"),
    "event.notify": N_("Letters about a change decided"),
    "form.save_draft": N_("Form's draft saved"),
    "form.discard_draft": N_("Form's draft discarded"),
    "form.publish": N_("Form published"),
    "form.correct_wording": N_("Wording of a version corrected"),
    "form.close": N_("Form closed"),
    "form.reopen": N_("Form opened again"),
    "form.change_times": N_("Form's times changed"),
    "form.attach_file": N_("File attached to a form"),
    "form.remove_file": N_("File removed from a form"),
    "record.change": N_("Record changed"),
    "report.reword": N_("Wording of a report changed"),
    "registration.list_names": N_("List of names read"),
    "submission.list": N_("List of answers read"),
    "submission.read": N_("One person's answers read"),
    "submission.correct": N_("Registration corrected"),
    "submission.erase": N_("Answers deleted"),
    "answer.mark": N_("Answer marked"),
    "proposal.list": N_("Proposals read"),
    "proposal.add": N_("Proposal written down"),
    "proposal.collect": N_("Proposals collected from answers"),
    "proposal.change": N_("Proposal changed"),
    "proposal.merge": N_("Proposals merged"),
    "proposal.unmerge": N_("Merge of a proposal taken back"),
    "proposal.split": N_("Proposal split"),
    "proposal.erase_source": N_("Author's words deleted from proposals"),
    "file.read": N_("File of an answer downloaded"),
    "download.make": N_("File downloaded"),
    "member.invite": N_("Colleague invited"),
    "member.invite_again": N_("Invitation sent again"),
    "member.change": N_("Colleague's role or name changed"),
    "member.remove": N_("Colleague's access removed"),
    "mail.resend": N_("Letter sent again"),
    "mail.drop": N_("Letter deleted"),
    "token.create": N_("API token created"),
    "token.revoke": N_("API token revoked"),
    "session.begin": N_("Signed in"),
    "session.end": N_("Signed out"),
}
"""A code that is not in the table, of another release, is shown as it is."""

ERASURE_REASONS: Final[Mapping[ErasureReason, str]] = {
    ErasureReason.REQUEST: N_("The person asked for it"),
    ErasureReason.DUPLICATE: N_("It was sent twice"),
    ErasureReason.TEST: N_("It was a trial"),
    ErasureReason.ABUSE: N_("It is abuse or advertising"),
    ErasureReason.OTHER: N_("Another reason"),
}

FIELDS: Final[Mapping[str, str]] = {
    "kind": N_("Kind"),
    "title": N_("Title"),
    "aim": N_("Aim"),
    "series": N_("Series"),
    "starts_at": N_("Begins at"),
    "ends_at": N_("Ends at"),
    "time_zone": N_("Time zone"),
    "venue": N_("Place"),
    "organiser": N_("Organiser"),
    "privacy_notice": N_("Privacy notice"),
    "languages": N_("Languages"),
    "incomplete_languages": N_("Languages in which texts may be missing"),
    "categories": N_("Categories and places"),
    "programme": N_("Programme"),
    "materials": N_("Materials"),
    "state": N_("State"),
    "cancellation_reason": N_("Reason of the cancellation"),
    "announced": N_("Time and place as they were announced"),
    "opens_at": N_("Answers from"),
    "closes_at": N_("Answers until"),
    "small_group_threshold": N_("Smallest group whose figures are shown"),
    "drafts": N_("The browser keeps what participants type until it is sent"),
    "shows_proposals": N_("Show the accepted proposals and what became of them"),
    "shows_earlier_proposals": N_(
        "Begin with what became of the proposals of earlier events of the series"
    ),
    "report_annexes": N_("Annexes of the report"),
    "category": N_("Category"),
    "name": N_("Name"),
    "organisation": N_("Organisation"),
    "email": N_("Email"),
    "phone": N_("Telephone"),
    "roles": N_("Roles"),
    "text": N_("Text"),
    "quote": N_("Quote"),
    "hide": N_("Hide"),
    "clear": N_("Take the mark off"),
    "translation": N_("Translation"),
    "reason": N_("Reason"),
    "responsible": N_("Responsible body"),
    "due": N_("Due date"),
    "outcome": N_("What became of it"),
    "outcome_note": N_("Explanation"),
    "outcome_on": N_("As of"),
    "consents": N_("Naming the author"),
    **{reason.value: words for reason, words in ERASURE_REASONS.items()},
}
"""What an entry names beside its code: fields of an event, a form, a registration and a colleague, and reasons."""

SUBJECTS: Final[Mapping[tuple[str, str], str]] = {
    **{("event.change_state", state): words for state, words in EVENT_STATES.items()},
    ("event.notify", "write"): N_("Send letters"),
    ("event.notify", "let_be"): N_("Send none"),
}
"""The words for a subject that is a choice, by code and subject."""
