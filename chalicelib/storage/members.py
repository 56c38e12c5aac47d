"""Members, each under the hash of their address, and the set of owners that no change may empty.

A member who was never invited, the first owner of the settings, has an item too: it holds the last sign-in alone.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, cast

from chalicelib import errors
from chalicelib.domain.members import Member, MemberGrant, member_id
from chalicelib.domain.permissions import MemberRole
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.storage import keys
from chalicelib.storage.table import (
    PRESENT,
    Condition,
    ConditionFailed,
    Delete,
    Item,
    Operation,
    Put,
    Table,
    TransactionCancelled,
    Update,
    Value,
    address,
    number,
    read_integer,
    read_string,
    string,
)

if TYPE_CHECKING:
    from chalicelib.locales import Language

_IS_NO_MEMBER: Final = Condition("attribute_not_exists(invited_at)")
"""Nobody has this address, or only the first owner's sign-in is stored."""


class MemberStore:
    """The members of the table. A change of an owner is one transaction with the set of owners."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, id: str) -> Member | None:  # noqa: A002 -- its name everywhere
        """Return the member; one who was never invited has no roles."""
        item = self._table.get(keys.member(id))
        return None if item is None else from_item(item)

    def all(self) -> list[Member]:
        """Return every member, by address."""
        members = (from_item(item) for item in self._table.query(keys.MEMBERS))
        return sorted(members, key=lambda member: member.email)

    def add(self, member: Member, along: Sequence[Operation] = ()) -> Member | None:
        """Store a new member, and ``along`` in the same transaction; return the one who has the address already."""
        owners = _owner_operations(member, is_owner=member.is_owner)
        try:
            self._table.transact([Put(to_item(member), _IS_NO_MEMBER), *owners, *along])
        except TransactionCancelled as cancelled:
            existing = cancelled.reasons[0].item
            if not cancelled.reasons[0].condition_failed or existing is None:
                raise errors.Unavailable from None
            return from_item(existing)
        return None

    def save(
        self,
        before: Member,
        after: Member,
        *,
        keep_an_owner: bool,
        along: Sequence[Operation] = (),
    ) -> Member:
        """Store a member's new name and roles, and return the member at the next revision.

        ``keep_an_owner`` refuses to take the role from the last owner.

        Raises:
            errors.ChangedMeanwhile: somebody else changed the member first.
            errors.LastOwner: there would be no owner.
        """
        saved = after.model_copy(update={"revision": before.revision + 1})
        change = Update(
            keys.member(before.id),
            "SET #name = :name, #roles = :roles, revision = :revision",
            {"#name": "name", "#roles": "roles"},
            {
                ":name": string(saved.name),
                ":roles": _roles_to_value(saved.roles),
                ":revision": number(saved.revision),
            },
            _is_at(before.revision),
        )
        owners = _owner_operations(before, is_owner=after.is_owner, keep=keep_an_owner)
        self._change([change, *owners, *along], is_done=lambda item: _equals(item, saved))
        return saved

    def remove(
        self, member: Member, *, keep_an_owner: bool, along: Sequence[Operation] = ()
    ) -> None:
        """Remove a member; raise as ``save`` does. One who is gone already is no mistake."""
        gone = Delete(keys.member(member.id), _is_at(member.revision))
        owners = _owner_operations(member, is_owner=False, keep=keep_an_owner)
        self._change([gone, *owners, *along], is_done=lambda item: item is None)

    def note_invitation(
        self, member: Member, now: datetime, *, unless_after: datetime, along: Sequence[Operation]
    ) -> Member | None:
        """Store that the member was invited again, and ``along`` in the same transaction; return None where it is.

        Nothing is stored where the last invitation was written after ``unless_after``, where the member has signed in
        or was changed: then the member is returned as stored, one who is gone without roles.
        """
        note = Update(
            keys.member(member.id),
            "SET invitation_sent_at = :now",
            values={":now": string(to_timestamp(now))},
            condition=Condition(
                "revision = :before AND attribute_not_exists(last_sign_in)"
                " AND (attribute_not_exists(invitation_sent_at) OR invitation_sent_at <= :last)",
                values={
                    ":before": number(member.revision),
                    ":last": string(to_timestamp(unless_after)),
                },
            ),
        )
        try:
            self._table.transact([note, *along])
        except TransactionCancelled as cancelled:
            if not cancelled.reasons[0].condition_failed:
                raise errors.Unavailable from None
            stored = cancelled.reasons[0].item
            return member.model_copy(update={"roles": ()}) if stored is None else from_item(stored)
        return None

    def note_sign_in(self, email: str, now: datetime, *, is_first_owner: bool) -> None:
        """Store when a member signed in, unless they were removed meanwhile."""
        note = Update(
            keys.member(member_id(email)),
            "SET last_sign_in = :now, email = :email",
            values={":now": string(to_timestamp(now)), ":email": string(email)},
            condition=None if is_first_owner else PRESENT,
        )
        try:
            self._table.update(note)
        except ConditionFailed:
            return

    def name_first_owner(self, member: Member, along: Sequence[Operation] = ()) -> None:
        """Store the name of the owner whom the settings name; there may be no item yet."""
        change = Update(
            keys.member(member.id),
            "SET #name = :name, email = :email",
            {"#name": "name"},
            {":name": string(member.name), ":email": string(member.email)},
        )
        self._table.transact([change, *along])

    def _change(
        self, operations: Sequence[Operation], *, is_done: Callable[[Item | None], bool]
    ) -> None:
        """Do the change; ``is_done`` tells by the member's item that an earlier attempt has done it."""
        try:
            self._table.transact(operations)
        except TransactionCancelled as cancelled:
            of_member, *of_others = cancelled.reasons
            if of_member.condition_failed:
                if is_done(of_member.item):
                    return
                raise errors.ChangedMeanwhile from None
            if any(reason.condition_failed for reason in of_others[:1]):
                raise errors.LastOwner from None
            raise errors.Unavailable from None


def to_item(member: Member) -> Item:
    """Write a member as an item; whoever was not invited has no ``invited_at``."""
    item = {
        **address(keys.member(member.id)),
        "email": string(member.email),
        "name": string(member.name),
        "roles": _roles_to_value(member.roles),
        "language": string(member.language),
        "revision": number(member.revision),
    }
    if member.invited_at is not None:
        item["invited_at"] = string(to_timestamp(member.invited_at))
    if member.invitation_sent_at is not None:
        item["invitation_sent_at"] = string(to_timestamp(member.invitation_sent_at))
    if member.invited_by is not None:
        item["invited_by"] = string(member.invited_by)
    return item


def from_item(item: Item) -> Member:
    """Read a member from an item."""
    return Member(
        id=item["sk"]["S"],
        email=item["email"]["S"],
        name=read_string(item, "name") or "",
        roles=tuple(_role_from(text) for text in sorted(item.get("roles", {"SS": ()})["SS"])),
        invited_at=_moment(item, "invited_at"),
        invited_by=read_string(item, "invited_by"),
        invitation_sent_at=_moment(item, "invitation_sent_at") or _moment(item, "invited_at"),
        language=cast("Language", read_string(item, "language") or "kk"),
        last_sign_in=_moment(item, "last_sign_in"),
        revision=read_integer(item, "revision"),
    )


def _roles_to_value(roles: Iterable[MemberGrant]) -> Value:
    return {"SS": [f"{entry.role} {entry.scope}" for entry in roles]}


def _role_from(text: str) -> MemberGrant:
    role, _, scope = text.partition(" ")
    return MemberGrant(role=MemberRole(role), scope=scope)


def _moment(item: Item, name: str) -> datetime | None:
    text = read_string(item, name)
    return from_timestamp(text) if text else None


def _equals(item: Item | None, member: Member) -> bool:
    """Return whether the item holds the change already; the order of roles is nobody's."""
    if item is None:
        return False
    stored = from_item(item)
    return (stored.revision, stored.name, set(stored.roles)) == (
        member.revision,
        member.name,
        set(member.roles),
    )


def _is_at(revision: int) -> Condition:
    return Condition("revision = :before", values={":before": number(revision)})


def _owner_operations(member: Member, *, is_owner: bool, keep: bool = False) -> list[Operation]:
    """Make the operation that keeps the set of owners; none where the member is an owner before and after, or never.

    The first owner of the settings is not in the set: where there is one, the set may become empty.
    """
    value: Value = {"SS": [member.id]}
    if is_owner and (member.revision == 0 or not member.is_owner):
        return [Update(keys.owners(), "ADD ids :ids", values={":ids": value})]
    if is_owner or not member.is_owner:
        return []
    others = Condition("size(ids) > :one", values={":one": number(1)}) if keep else None
    return [Update(keys.owners(), "DELETE ids :ids", values={":ids": value}, condition=others)]
