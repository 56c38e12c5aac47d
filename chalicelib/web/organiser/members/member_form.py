"""The form of a member: what was typed and chosen, and the messages beside its fields."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.domain.members import MemberGrant, problem
from chalicelib.domain.permissions import EVERYTHING, MemberRole
from chalicelib.web import i18n

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.locales import Language
    from chalicelib.web.request import Request

_SCOPE: Final = re.compile(r"everything|(series|event):[a-z0-9][a-z0-9-]{1,62}[a-z0-9]")


_FIELD_IDS: Final[Mapping[str, str]] = {
    "email": "email",
    "name": "name",
    "role": f"role-{MemberRole.OWNER}",
    "scope": f"scope-{EVERYTHING}",
}


@dataclass(frozen=True, slots=True)
class MemberForm:
    """What was typed, and the message beside each field."""

    email: str = ""
    name: str = ""
    language: str = ""
    role: str = ""
    scopes: frozenset[str] = frozenset()
    messages: Mapping[str, str] = field(default_factory=dict)

    @property
    def problems(self) -> Sequence[tuple[str, str]]:
        """Each message with the field that the summary's link leads to."""
        return [(_FIELD_IDS[name], text) for name, text in self.messages.items()]

    def given_roles(self) -> tuple[MemberGrant, ...]:
        """Return the chosen role within each chosen scope; everything includes all others."""
        if not self.role:
            return ()
        everything = str(EVERYTHING)
        scopes = [everything] if everything in self.scopes else sorted(self.scopes)
        return tuple(MemberGrant(role=MemberRole(self.role), scope=scope) for scope in scopes)


def read_member_form(request: Request) -> MemberForm:
    """Return what was typed; a role or a scope that the page does not offer counts as none."""
    pairs = request.parts().pairs
    fields = dict(pairs)
    role = fields.get("role", "")
    return MemberForm(
        email=fields.get("email", ""),
        name=fields.get("name", ""),
        language=fields.get("language", ""),
        role=role if role in set(MemberRole) else "",
        scopes=frozenset(
            text for name, text in pairs if name == "scope" and _SCOPE.fullmatch(text)
        ),
    )


def refuse_unchosen(form: MemberForm) -> None:
    """Raise ``RequestRefused`` if a role was chosen without a scope; the other fields are the action's."""
    if form.role and not form.scopes:
        raise errors.RequestRefused(problems=[problem("member.no_scope", "/scope")])


def with_messages(form: MemberForm, refusal: errors.Refusal, language: Language) -> MemberForm:
    """Return the form with each problem of the refusal as the message of its field."""
    messages = {
        _field_of(each): i18n.localize(each, language) for each in reversed(refusal.problems)
    }
    if not messages:
        at = "email" if isinstance(refusal, errors.MemberExists) else "role"
        messages = {at: i18n.localize(refusal, language)}
    return replace(form, messages=dict(reversed(messages.items())))


def _field_of(found: errors.Problem) -> str:
    """Return the field of the page that a problem's JSON pointer leads to."""
    first = found.name.split("/")[1]
    if first == "roles":
        return "scope" if found.name.endswith("/scope") else "role"
    return first
