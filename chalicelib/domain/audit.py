"""The audit log: who did what, when, and on which noun.

Policy: an entry names accounts of members, ids, codes and names of fields. It holds no value that anybody typed and
nothing of a participant, so it may be kept when what it is about is erased.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.moments import Timestamp

AuditCode = Literal[
    "event.create",
    "event.change",
    "event.change_state",
    "event.copy",
    "event.delete",
    "event.notify",
    "form.save_draft",
    "form.discard_draft",
    "form.publish",
    "form.correct_wording",
    "form.close",
    "form.reopen",
    "form.change_times",
    "form.attach_file",
    "form.remove_file",
    "record.change",
    "report.reword",
    "registration.list_names",
    "submission.list",
    "submission.read",
    "submission.correct",
    "submission.erase",
    "answer.mark",
    "proposal.list",
    "proposal.add",
    "proposal.collect",
    "proposal.change",
    "proposal.merge",
    "proposal.unmerge",
    "proposal.split",
    "proposal.erase_source",
    "file.read",
    "download.make",
    "member.invite",
    "member.invite_again",
    "member.change",
    "member.remove",
    "mail.resend",
    "mail.drop",
    "token.create",
    "token.revoke",
    "session.begin",
    "session.end",
]
"""What is logged, as ``noun.verb``. A code is never used again for something else."""

CODES: Final[tuple[AuditCode, ...]] = get_args(AuditCode)


class AuditEntry(BaseModel):
    """One line of the log.

    ``actor`` is the address of a member's account, or ``pikir`` for scheduled work; ``token`` the id of the API token
    that acted in their name. ``subject`` is what the deed was done to, within its event and form: the id of a
    submission, a token or a file, a member's account, a state. ``fields`` names what was changed, without values, or
    the code of the reason for an erasure.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    id: str
    at: Timestamp
    actor: str
    code: str
    token: str | None = None
    event: str | None = None
    form: str | None = None
    subject: str | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which entries to show; None admits all. ``since`` is inclusive, ``until`` is not."""

    actor: str | None = None
    event: str | None = None
    code: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def admits(self, entry: AuditEntry) -> bool:
        """Whether the entry has the actor, event and code that are asked for; its time is the store's matter."""
        wanted = ((self.actor, entry.actor), (self.event, entry.event), (self.code, entry.code))
        return all(value is None or value == has for value, has in wanted)


class AuditPage(BaseModel):
    """Some entries, the newest first; ``next`` is the ``cursor`` of the page after it, or null at the end.

    A filter may leave a page with few entries, or none, before the end: ``reached`` says how far it has looked.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    entries: tuple[AuditEntry, ...]
    next: str | None
    reached: Timestamp | None
