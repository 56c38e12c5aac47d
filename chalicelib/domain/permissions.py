"""Who asks, and what they may do.

Policy: an organiser may do everything for now; anyone may do what is public; the system is Pikir
itself at its scheduled work. What an actor may not do looks to them as if it did not exist.
"""

from dataclasses import dataclass
from typing import Literal

from chalicelib import errors

Permission = Literal[
    "events.show",
    "events.list",
    "events.change",
    "forms.show",
    "forms.list",
    "forms.change",
    "submissions.send",
    "submissions.list",
    "submissions.erase",
    "files.read",
    "summaries.read",
    "exports.read",
    "tokens.manage",
]
PUBLIC: frozenset[Permission] = frozenset({"events.show", "forms.show", "submissions.send"})


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever is asking; ``id`` is an organiser's e-mail address, empty for anyone."""

    kind: Literal["anyone", "organiser", "system"] = "anyone"
    id: str = ""
    via: Literal["token", "session"] | None = None

    def may(self, permission: Permission) -> bool:
        """Whether this actor may do it."""
        return self.kind != "anyone" or permission in PUBLIC


ANYONE = Actor()
SYSTEM = Actor(kind="system", id="pikir")


def require(actor: Actor, permission: Permission) -> None:
    """Raise ``PageNotFound`` unless the actor may do it: forbidden looks like unknown."""
    if not actor.may(permission):
        raise errors.PageNotFound
