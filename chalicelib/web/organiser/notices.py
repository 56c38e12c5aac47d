"""Notices: what was just done, told once on the page that a redirect leads to.

A cookie carries the notice's code, and a number where it counts something. Nothing that somebody typed is in it, and a
code that is not in the table shows nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib.locales import N_
from chalicelib.web import cookies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.web.request import Request

NOTICES: Final[Mapping[str, str]] = {
    "event.created": N_("The event is made. It is a draft: only you and your colleagues see it."),
    "settings.saved": N_("The settings are saved."),
    "event.open": N_("The event is open."),
    "event.closed": N_("The event is closed."),
    "event.cancelled": N_("The event is cancelled."),
    "event.archived": N_("The event is in the archive."),
    "event.copied": N_("The copy is made. It is a draft."),
    "event.deleted": N_("The event is deleted."),
    "letters.written": N_("Letters are being written to those registered."),
    "letters.let_be": N_("No letters are written."),
    "form.open": N_("The form is open."),
    "form.closed": N_("The form is closed."),
    "form.published": N_("The form is published."),
    "wording.corrected": N_("The wording is corrected. People see it within ten seconds."),
    "questions.removed": N_("Removed. “Undo” brings it back."),
    "draft.discarded": N_("The draft is discarded."),
    "member.invited": N_("The colleague has access, and a letter is on its way."),
    "member.invited_again": N_(
        "The invitation is on its way. It is sent at most once in ten minutes."
    ),
    "member.changed": N_("The change is saved and counts at once."),
    "member.removed": N_("The colleague has no access any more."),
    "registration.corrected": N_("The registration is corrected."),
    "submission.erased": N_("The entry is deleted."),
    "proposals.collected": N_("Proposals collected from the answers: {count}."),
    "proposals.more": N_("Proposals collected: {count}. There are more: press the button again."),
    "proposals.none": N_("No answer is left to collect."),
    "proposals.accepted": N_("Proposals accepted: {count}."),
    "proposals.declined": N_("Proposals declined: {count}."),
    "proposals.merged": N_("The proposals are merged into this one."),
    "proposal.unmerged": N_("The merge is taken back: this proposal stands by itself again."),
    "proposal.added": N_("The proposal is written down."),
    "proposal.saved": N_("The proposal is saved."),
    "proposal.erased": N_("The author's words and name are deleted."),
    "proposal.split": N_("The proposal is split. The other parts have new numbers."),
    "answers.quoted": N_("Answers quoted: {count}."),
    "answers.hidden": N_("Answers hidden: {count}. They are in no output any more."),
    "answers.cleared": N_("Marks taken off: {count}."),
    "answers.translated": N_("The translation is saved."),
    "selection.empty": N_("Choose at least one row first."),
    "token.revoked": N_("The token is revoked."),
    "mail.resend": N_("The letter is on its way again."),
    "mail.drop": N_("The letter is deleted."),
    "mail.gone": N_("This letter was sent or deleted already."),
}
"""The message of each code; ``{count}`` in it is the number that the redirect gave."""


@dataclass(frozen=True, slots=True)
class Undo:
    """A button beside a notice: ``state`` is what the event or the form goes back to."""

    label: str
    state: str


_UNDO: Final[Mapping[str, Undo]] = {
    "event.closed": Undo(N_("Open it again"), "open"),
    "event.cancelled": Undo(N_("Undo the cancellation"), "open"),
    "event.archived": Undo(N_("Bring it back"), "closed"),
    "form.closed": Undo(N_("Open it again"), "open"),
}

_SECONDS: Final = 60
_VALUE: Final = re.compile(r"([a-z_.]{1,40})(?:~([0-9]{1,9}))?")


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice to show; ``message`` is a message id, ``count`` None where nothing is counted."""

    code: str
    message: str
    count: int | None = None

    @property
    def undo(self) -> Undo | None:
        """What takes the deed back, if anything does."""
        return _UNDO.get(self.code)


def notice_cookie(code: str, count: int | None = None, *, secure: bool) -> str:
    """Return the cookie that carries a notice over a redirect; raise ``KeyError`` for an unknown code."""
    NOTICES[code]
    value = code if count is None else f"{code}~{count}"
    return cookies.cookie(cookies.NOTICE, value, secure=secure, max_age=_SECONDS)


def read_notice(request: Request, *, secure: bool) -> Notice | None:
    """Return the notice that the request carries."""
    value = request.cookies.get(cookies.name_of(cookies.NOTICE, secure=secure), "")
    match = _VALUE.fullmatch(value)
    message = NOTICES.get(match[1]) if match else None
    if match is None or message is None:
        return None
    return Notice(match[1], message, int(match[2]) if match[2] else None)
