"""Who is asking, and what they may do.

Policy: an organiser may do everything for now; anyone may do what is public; the system is Pikir
itself at its scheduled work. To an actor, what is forbidden looks as if it did not exist.
"""

from dataclasses import dataclass
from typing import Final, Literal

from chalicelib import errors

Permission = Literal[
    "events.show",
    "events.list",
    "events.change",
    "forms.show",
    "forms.change",
    "submissions.list",
    "submissions.erase",
    "files.read",
    "summaries.read",
    "exports.read",
    "tokens.manage",
]
PUBLIC: Final[frozenset[Permission]] = frozenset({"events.show", "forms.show"})
"""What anyone may do. Sending a submission needs no permission: the form's state decides."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever is asking; ``id`` is an organiser's e-mail address, empty for anyone."""

    kind: Literal["anyone", "organiser", "system"] = "anyone"
    id: str = ""

    def may(self, permission: Permission) -> bool:
        """Whether this actor has the permission."""
        return self.kind != "anyone" or permission in PUBLIC


ANYONE: Final = Actor()
SYSTEM: Final = Actor(kind="system", id="pikir")


def require(actor: Actor, permission: Permission) -> None:
    """Raise ``PageNotFound`` unless the actor has the permission."""
    if not actor.may(permission):
        raise errors.PageNotFound
