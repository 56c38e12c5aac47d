"""The words for what the audit log holds, by code."""

from collections.abc import Mapping
from typing import Final

from chalicelib.locales import N_

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
    "form.close": N_("Form closed"),
    "form.reopen": N_("Form opened again"),
    "form.change_times": N_("Form's times changed"),
    "form.attach_file": N_("File attached to a form"),
    "form.remove_file": N_("File removed from a form"),
    "registration.list_names": N_("List of names read"),
    "submission.list": N_("List of answers read"),
    "submission.read": N_("One person's answers read"),
    "submission.correct": N_("Registration corrected"),
    "submission.erase": N_("Answers deleted"),
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
