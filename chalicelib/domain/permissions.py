"""Roles and what they permit, and whoever is asking.

Policy: a member has *grants*; a grant is a role within a scope: everything, one series, or one event. ``ROLES`` is
the only table of what a role permits. Each action asks for one permission, with the event that it concerns, through
``actions.permissions``. To an actor, what is forbidden looks as if it did not exist.
"""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal, Protocol, Self

from chalicelib.frozen import dataclass
from chalicelib.override import override

if TYPE_CHECKING:
    from chalicelib.domain.events import EventState, Series

Permission = Literal[
    "events.show",
    "events.read",
    "events.create",
    "events.change",
    "events.delete",
    "events.share",
    "forms.show",
    "forms.change",
    "registrations.names",
    "submissions.list",
    "submissions.read",
    "submissions.change",
    "submissions.erase",
    "submissions.mark",
    "files.read",
    "exports.read",
    "summaries.read",
    "summaries.export",
    "records.read",
    "records.change",
    "proposals.read",
    "proposals.change",
    "members.manage",
    "tokens.manage",
    "audit.read",
    "operations.manage",
    "costs.read",
]
PUBLIC: Final[frozenset[Permission]] = frozenset({"events.show", "forms.show"})
"""What anyone may do with an event that is no draft. Sending needs no permission: the form's state decides."""


class MemberRole(StrEnum):
    """What a member is to an event; ``ROLES`` says what that permits. The most powerful role comes first."""

    OWNER = "owner"
    ORGANISER = "organiser"
    ANSWERS_READER = "answers_reader"
    SUMMARIES_READER = "summaries_reader"
    DOOR = "door"


_SEE: Final[frozenset[Permission]] = PUBLIC | {"events.read"}
_DOOR: Final[frozenset[Permission]] = _SEE | {"registrations.names"}
_SUMMARIES: Final[frozenset[Permission]] = _SEE | {
    "summaries.read",
    "summaries.export",
    "records.read",
    "proposals.read",
}
_ANSWERS: Final[frozenset[Permission]] = (
    _SUMMARIES
    | _DOOR
    | {
        "submissions.list",
        "submissions.read",
        "files.read",
        "exports.read",
    }
)
_ORGANISER: Final[frozenset[Permission]] = _ANSWERS | {
    "events.create",
    "events.change",
    "events.delete",
    "events.share",
    "forms.change",
    "submissions.change",
    "submissions.erase",
    "submissions.mark",
    "records.change",
    "proposals.change",
}
_OWNER: Final[frozenset[Permission]] = _ORGANISER | {
    "members.manage",
    "tokens.manage",
    "audit.read",
    "operations.manage",
    "costs.read",
}
ROLES: Final[Mapping[MemberRole, frozenset[Permission]]] = {
    MemberRole.OWNER: _OWNER,
    MemberRole.ORGANISER: _ORGANISER,
    MemberRole.ANSWERS_READER: _ANSWERS,
    MemberRole.SUMMARIES_READER: _SUMMARIES,
    MemberRole.DOOR: _DOOR,
}
"""What each role permits within its scope.

``summaries.read`` alone shows figures under the small-group rule; with ``submissions.list`` nothing is hidden.
``proposals.read`` alone shows accepted proposals; with ``submissions.list`` all of them, and what their authors wrote.
``registrations.names`` shows names and places, no other answer.
"""


class Placed(Protocol):
    """An event, or its line in the list: what a scope is compared with."""

    @property
    def id(self) -> str:
        """The event's id."""
        ...

    @property
    def series(self) -> "Series | None":
        """The series that the event belongs to."""
        ...

    @property
    def state(self) -> "EventState":
        """The event's state."""
        ...


@dataclass(frozen=True, slots=True)
class GrantScope:
    """Where a role applies; ``id`` is that of a series or of an event, empty for everything."""

    kind: Literal["everything", "series", "event"] = "everything"
    id: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the scope that ``str`` wrote: ``everything``, ``series:<id>`` or ``event:<id>``."""
        kind, _, place = text.partition(":")
        if kind == "series":
            return cls("series", place)
        return cls("event", place) if kind == "event" else cls()

    @override
    def __str__(self) -> str:
        """Return the scope as it is stored, sent and read by ``parse``."""
        return f"{self.kind}:{self.id}" if self.id else self.kind

    def includes(self, event: "Placed | None") -> bool:
        """Whether the event lies in this scope; None stands for what belongs to no event."""
        if self.kind == "everything":
            return True
        if event is None:
            return False
        if self.kind == "event":
            return event.id == self.id
        return event.series is not None and event.series.id == self.id


EVERYTHING: Final = GrantScope()


@dataclass(frozen=True, slots=True)
class Grant:
    """A role within a scope."""

    role: MemberRole
    scope: GrantScope = EVERYTHING

    @property
    def may_create_events(self) -> bool:
        """Whether this grant lets its holder create events; one for a single event creates none."""
        return "events.create" in ROLES[self.role] and self.scope.kind != "event"

    def permits(self, permission: Permission, event: "Placed | None") -> bool:
        """Whether this grant gives the permission for the event."""
        if permission == "events.create" and not self.may_create_events:
            return False
        return permission in ROLES[self.role] and self.scope.includes(event)


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever is asking; ``id`` is a member's e-mail address, empty for anyone.

    ``name`` is how colleagues call the member. ``within`` is the grant of the API token that is used: it permits
    nothing that the member's own grants do not. ``token`` is that token's id, by which the audit log knows it.
    """

    kind: Literal["anyone", "member", "system"] = "anyone"
    id: str = ""
    grants: tuple[Grant, ...] = ()
    within: Grant | None = None
    token: str | None = field(default=None, compare=False)
    name: str = ""

    @property
    def role(self) -> MemberRole | None:
        """The most powerful of the member's roles, whatever its scope."""
        return min((grant.role for grant in self.grants), key=list(MemberRole).index, default=None)

    @classmethod
    def owner(cls, address: str) -> Self:
        """Return a member who may do everything."""
        return cls("member", address, (Grant(MemberRole.OWNER),))

    def may(self, permission: Permission, event: "Placed | None" = None) -> bool:
        """Whether this actor has the permission for the event, or, without one, for the whole installation."""
        if self.kind == "system" or (permission in PUBLIC and event and event.state != "draft"):
            return True
        if self.within is not None and not self.within.permits(permission, event):
            return False
        return any(grant.permits(permission, event) for grant in self.grants)

    def may_create_events(self) -> bool:
        """Whether this actor may create an event, if only in a certain series."""
        limits = () if self.within is None else (self.within,)
        return self.kind == "system" or (
            any(grant.may_create_events for grant in self.grants)
            and all(grant.may_create_events for grant in limits)
        )


ANYONE: Final = Actor()
SYSTEM: Final = Actor(kind="system", id="pikir")
