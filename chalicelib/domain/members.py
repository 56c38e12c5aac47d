"""Members: the colleagues who may sign in, each with their roles.

Policy: every address that signs in is a member's. The first owner is named in the settings, needs no invitation, and
stays owner as long as they name them. An owner's scope is everything, and there is always an owner.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Final, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

from chalicelib.domain.access import normalize_address
from chalicelib.domain.permissions import EVERYTHING, Grant, GrantScope, MemberRole
from chalicelib.errors import Problem, RequestRefused
from chalicelib.forms.text import is_clean, normalize
from chalicelib.locales import N_, Language

PROBLEMS: Final = {
    "member.bad_email": N_(
        "Enter an email address in the correct format, such as name@example.kz."
    ),
    "member.bad_name": N_("Write the name on one line, in at most {limit} characters."),
    "member.no_role": N_("Choose a role."),
    "member.no_scope": N_("Choose at least one event or series."),
    "member.too_many_roles": N_("A colleague can have at most {limit} roles."),
    "member.repeated_scope": N_("Two roles have the same scope. Keep one of them."),
    "member.owner_of_part": N_(
        "An owner is always an owner of everything. Choose another role or everything."
    ),
    "member.unknown_scope": N_("There is no such event or series any more."),
}
"""The message of each problem's code."""

ROLE_LABELS: Final[Mapping[MemberRole, str]] = {
    MemberRole.OWNER: N_("Owner"),
    MemberRole.ORGANISER: N_("Organiser"),
    MemberRole.ANSWERS_READER: N_("Reader of answers"),
    MemberRole.SUMMARIES_READER: N_("Reader of summaries"),
    MemberRole.DOOR: N_("Registration desk"),
}
"""What a role is called, as message ids."""

LONGEST_NAME: Final = 100
MOST_GRANTS: Final = 100
_ID_LENGTH: Final = 32


class MemberGrant(BaseModel):
    """A role within a scope: `everything`, `series:<id>` or `event:<id>`."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    role: MemberRole
    scope: Annotated[
        str,
        StringConstraints(pattern=r"^(everything|(series|event):[a-z0-9][a-z0-9-]{1,62}[a-z0-9])$"),
    ] = "everything"

    @classmethod
    def of(cls, grant: Grant) -> Self:
        """Return the grant as it is stored and shown."""
        return cls(role=grant.role, scope=str(grant.scope))

    @property
    def grant(self) -> Grant:
        """The grant itself."""
        return Grant(self.role, GrantScope.parse(self.scope))


class Member(BaseModel):
    """A colleague who may sign in.

    The first owner, whom the settings name, has no `invited_at`. `last_sign_in` is null before the first one.
    `invitation_sent_at` is when the last letter of invitation was written, `language` that letter's language.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: str
    email: str
    name: str = ""
    roles: tuple[MemberGrant, ...] = ()
    is_first_owner: bool = False
    invited_at: AwareDatetime | None = None
    invited_by: str | None = None
    invitation_sent_at: AwareDatetime | None = None
    language: Language = "kk"
    last_sign_in: AwareDatetime | None = None
    revision: int = 0

    @property
    def grants(self) -> tuple[Grant, ...]:
        """The member's grants."""
        return tuple(entry.grant for entry in self.roles)

    @property
    def is_owner(self) -> bool:
        """Whether one of the roles is that of an owner."""
        return any(entry.role is MemberRole.OWNER for entry in self.roles)

    @property
    def awaits_sign_in(self) -> bool:
        """Whether the member was invited and has never signed in, so that the invitation can be sent again."""
        return self.invited_at is not None and self.last_sign_in is None

    @property
    def called(self) -> str:
        """The name, or the address of a member without one."""
        return self.name or self.email

    def as_first_owner(self) -> Self:
        """Return the member as the one whom the settings name."""
        owner = (MemberGrant(role=MemberRole.OWNER),)
        return self.model_copy(
            update={
                "roles": owner,
                "is_first_owner": True,
                "invited_at": None,
                "invited_by": None,
                "invitation_sent_at": None,
            }
        )

    def began_before(self, moment: datetime) -> bool:
        """Whether what was made at that moment is this member's, not that of an earlier one with this address."""
        return self.invited_at is None or self.invited_at <= moment


class MemberList(BaseModel):
    """The members: the first owner first, then by address."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    members: tuple[Member, ...]


class Invitation(BaseModel):
    """A colleague to be invited; `language` is that of the letter."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    email: str
    name: str = ""
    language: Language = "kk"
    roles: tuple[MemberGrant, ...]


class MemberChange(BaseModel):
    """A member's new name and roles, which take the place of those they have; what is left out stays."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: str | None = None
    roles: tuple[MemberGrant, ...] | None = None


def member_id(email: str) -> str:
    """Return the id of the member with this normalized address; addresses stay out of URLs and logs."""
    return sha256(email.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_LENGTH]


def is_member_id(text: str) -> bool:
    """Whether the text could be a member's id."""
    return len(text) == _ID_LENGTH and set(text) <= set("0123456789abcdef")


def problem(code: str, name: str, **parameters: object) -> Problem:
    """Make a problem of these codes; ``name`` is a JSON pointer."""
    return Problem(name, code, PROBLEMS[code], parameters)


def prepare_invitation(invitation: Invitation) -> Invitation:
    """Return the invitation with address and name normalized; raise ``RequestRefused`` for all that is wrong."""
    email = normalize_address(invitation.email)
    problems = [] if email else [problem("member.bad_email", "/email")]
    problems += _name_problems(invitation.name)
    problems += _role_problems(invitation.roles)
    if email is None or problems:
        raise RequestRefused(problems=problems)
    return invitation.model_copy(update={"email": email, "name": normalize(invitation.name)})


def prepare_change(member: Member, change: MemberChange) -> Member:
    """Return the changed member; raise ``RequestRefused`` for all that is wrong. The same roles in another order are no change."""
    name = member.name if change.name is None else normalize(change.name)
    roles = member.roles if change.roles is None else change.roles
    if problems := [*_name_problems(name), *_role_problems(roles)]:
        raise RequestRefused(problems=problems)
    if set(roles) == set(member.roles):
        roles = member.roles
    return member.model_copy(update={"name": name, "roles": roles})


def scope_problems(roles: Iterable[MemberGrant], known: set[str]) -> list[Problem]:
    """Return a problem for each scope that is not among ``known``."""
    return [
        problem("member.unknown_scope", f"/roles/{index}/scope")
        for index, entry in enumerate(roles)
        if entry.scope not in known
    ]


def with_roles(member: Member, given: Iterable[MemberGrant]) -> tuple[MemberGrant, ...]:
    """Return the member's roles with these: each takes the place of one with the same scope.

    An owner has no other role: whoever becomes an owner loses the others, and whoever is given another is none any more.
    """
    given = tuple(given)
    is_owner = any(entry.role is MemberRole.OWNER for entry in given)
    kept = () if is_owner or member.is_owner else member.roles
    return tuple({entry.scope: entry for entry in (*kept, *given)}.values())


def without_scope(member: Member, scope: str) -> tuple[MemberGrant, ...]:
    """Return the member's roles but that with this scope."""
    return tuple(entry for entry in member.roles if entry.scope != scope)


def _name_problems(name: str) -> Iterator[Problem]:
    name = normalize(name)
    if len(name) > LONGEST_NAME or not is_clean(name) or "\n" in name:
        yield problem("member.bad_name", "/name", limit=LONGEST_NAME)


def _role_problems(roles: tuple[MemberGrant, ...]) -> Iterator[Problem]:
    if not roles:
        yield problem("member.no_role", "/roles")
    if len(roles) > MOST_GRANTS:
        yield problem("member.too_many_roles", "/roles", limit=MOST_GRANTS)
        return
    for index, entry in enumerate(roles):
        if entry.scope in {other.scope for other in roles[:index]}:
            yield problem("member.repeated_scope", f"/roles/{index}/scope")
        if entry.role is MemberRole.OWNER and entry.scope != str(EVERYTHING):
            yield problem("member.owner_of_part", f"/roles/{index}/scope")
