"""API tokens: what is stored about them, and what they permit.

Policy: a token has one role within one scope and permits nothing that its owner's roles do not permit at that moment.
"""

from collections.abc import Set
from datetime import datetime, timedelta
from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict

from chalicelib.domain.members import Member, MemberGrant
from chalicelib.domain.permissions import EVERYTHING, Grant, MemberRole
from chalicelib.errors import Problem, RequestRefused
from chalicelib.forms.text import is_clean, normalize
from chalicelib.locales import N_

PROBLEMS: Final = {
    "token.bad_name": N_("Give the token a name of at most {limit} characters on one line."),
    "token.no_role": N_("Choose what the token may do."),
    "token.no_scope": N_("Choose for which events the token is."),
    "token.owner_of_part": N_("A token with the role of an owner is for everything."),
    "token.unknown_scope": N_("There is no such event or series any more."),
    "token.bad_expiry": N_("Choose a moment in the future at which the token ends."),
}
"""The message of each problem's code."""

LONGEST_NAME: Final = 100
USE_NOTED_EVERY: Final = timedelta(hours=1)
"""How exact the time of a token's last use is: each note is a write."""

WHOLE: Final = Grant(MemberRole.OWNER)
"""What a token permits that is limited by its owner's roles alone."""


class ApiToken(MemberGrant):
    """An API token as it is listed; the secret itself is not stored. `last_used_at` is exact to an hour."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    role: MemberRole = MemberRole.OWNER
    id: str
    name: str
    owner: str
    last_four: str
    created_at: AwareDatetime
    expires_at: AwareDatetime | None = None
    last_used_at: AwareDatetime | None = None

    @property
    def limit(self) -> Grant | None:
        """What the token permits at most; None where that is everything."""
        return None if self.grant == WHOLE else self.grant

    def is_over(self, now: datetime) -> bool:
        """Whether the token has expired."""
        return self.expires_at is not None and now >= self.expires_at

    def is_valid_for(self, member: Member, now: datetime) -> bool:
        """Whether the token still opens something: its owner is the member who made it, and its time is not over."""
        return member.began_before(self.created_at) and not self.is_over(now)

    def needs_note(self, now: datetime) -> bool:
        """Whether the note of the last use is so old that another is worth a write."""
        return self.last_used_at is None or now - self.last_used_at >= USE_NOTED_EVERY


class CreatedToken(ApiToken):
    """A token just created; ``token`` is its secret, which is shown this once."""

    token: str


class TokenList(BaseModel):
    """The tokens that are not revoked, oldest first."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    tokens: tuple[ApiToken, ...]


def problem(code: str, name: str, **parameters: object) -> Problem:
    """Make a problem of these codes; ``name`` is a JSON pointer."""
    return Problem(name, code, PROBLEMS[code], parameters)


def prepare_token(
    name: str, grant: Grant, expires_at: datetime | None, *, scopes: Set[str], now: datetime
) -> str:
    """Return the normalized name of a token to be created; raise ``RequestRefused`` for all that is wrong.

    ``scopes`` are those that there are.
    """
    name, problems = normalize(name), []
    if not name or len(name) > LONGEST_NAME or not is_clean(name) or "\n" in name:
        problems.append(problem("token.bad_name", "/name", limit=LONGEST_NAME))
    if grant.role is MemberRole.OWNER and grant.scope != EVERYTHING:
        problems.append(problem("token.owner_of_part", "/scope"))
    elif str(grant.scope) not in scopes:
        problems.append(problem("token.unknown_scope", "/scope"))
    if expires_at is not None and expires_at <= now:
        problems.append(problem("token.bad_expiry", "/expires_at"))
    if problems:
        raise RequestRefused(problems=problems)
    return name
