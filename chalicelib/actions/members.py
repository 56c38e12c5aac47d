"""Members: who may sign in, and in which roles. Owners invite, change and remove them."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NoReturn

from chalicelib import errors
from chalicelib.actions.audit import audit_operation
from chalicelib.actions.permissions import admit
from chalicelib.auth import secrets
from chalicelib.domain import members
from chalicelib.domain.access import normalize_address
from chalicelib.domain.mail import Mail
from chalicelib.domain.members import Invitation, Member, MemberChange, MemberGrant, MemberList
from chalicelib.domain.permissions import EVERYTHING, Actor, GrantScope
from chalicelib.forms.text import in_language

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from chalicelib.actions.services import Services
    from chalicelib.locales import Language

REPEAT: Final = timedelta(minutes=10)
"""How long the same invitation again counts as a repeat of one whose answer was lost."""


def first_owner(services: "Services") -> str | None:
    """Return the address of the owner whom the settings name."""
    return normalize_address(services.settings.first_organiser or "")


def find_member(services: "Services", address: str) -> Member | None:
    """Return the member with this normalized address, None where nobody may sign in with it."""
    stored = services.members.find(members.member_id(address))
    return _as_member(services, stored or Member(id=members.member_id(address), email=address))


def list_members(services: "Services", actor: Actor) -> MemberList:
    """List the members, the first owner first."""
    admit(actor, "members.manage")
    first = first_owner(services)
    stored = {member.email: member for member in services.members.all()}
    addresses = [*([first] if first else []), *(email for email in stored if email != first)]
    found = (
        _as_member(services, stored.get(email) or Member(id=members.member_id(email), email=email))
        for email in addresses
    )
    return MemberList(members=tuple(member for member in found if member))


def show_member(services: "Services", actor: Actor, member_id: str) -> Member:
    """Return a member; raise ``MemberNotFound`` where there is none."""
    admit(actor, "members.manage")
    first = first_owner(services)
    if first is not None and member_id == members.member_id(first):
        return find_member(services, first) or _unknown()
    stored = services.members.find(member_id) if members.is_member_id(member_id) else None
    return _as_member(services, stored) or _unknown()


def invite_member(services: "Services", actor: Actor, invitation: Invitation) -> Member:
    """Make somebody a member, and leave a letter to them in the same transaction.

    The same invitation again within minutes is a repeat: it stores and sends nothing more.

    Raises:
        errors.RequestRefused: all that is wrong with address, name and roles.
        errors.MemberExists: somebody with this address is a member.
    """
    from chalicelib.storage.outbox import put_mail

    admit(actor, "members.manage")
    invitation = members.prepare_invitation(invitation)
    titles = _refuse_unknown_scopes(services, invitation.roles, invitation.language)
    if invitation.email == first_owner(services):
        raise errors.MemberExists
    now = services.clock()
    member = Member(
        id=members.member_id(invitation.email),
        email=invitation.email,
        name=invitation.name,
        roles=invitation.roles,
        invited_at=now,
        invited_by=actor.id,
        invitation_sent_at=now,
        language=invitation.language,
    )
    letter = _letter(services, actor, member, titles)
    entry = audit_operation(services, actor, "member.invite", subject=member.email)
    existing = services.members.add(member, along=[put_mail(letter), entry])
    if existing is not None and not _is_repeat(existing, member):
        raise errors.MemberExists
    services.mail_queue.notify()
    return existing or member


def resend_invitation(services: "Services", actor: Actor, member_id: str) -> Member:
    """Send a member who has never signed in the invitation again, with the roles that they have now.

    Within minutes of the last letter it is a repeat: it stores and sends nothing more.

    Raises:
        errors.MemberNotFound: there is none.
        errors.FirstOwner: the settings name this owner, who was never invited.
        errors.MemberHasSignedIn: they need no invitation.
        errors.ChangedMeanwhile: somebody else changed the member in that moment.
    """
    from chalicelib.storage.outbox import put_mail

    admit(actor, "members.manage")
    member = show_member(services, actor, member_id)
    if member.is_first_owner:
        raise errors.FirstOwner
    letter = _letter(services, actor, member, _scope_titles(services, member.language))
    entry = audit_operation(services, actor, "member.invite_again", subject=member.email)
    now = letter.created_at
    stored = services.members.note_invitation(
        member, now, unless_after=now - REPEAT, along=[put_mail(letter), entry]
    )
    services.mail_queue.notify()
    if stored is None:
        return member.model_copy(update={"invitation_sent_at": now})
    return _refuse_unless_repeat(stored, now)


def change_member(
    services: "Services", actor: Actor, member_id: str, change: MemberChange
) -> Member:
    """Give a member another name or other roles, from their next request on.

    Raises:
        errors.MemberNotFound: there is none.
        errors.RequestRefused: all that is wrong with the name and the roles.
        errors.FirstOwner: the settings name this owner, who stays one.
        errors.LastOwner: there would be no owner.
        errors.ChangedMeanwhile: somebody else changed the member first.
    """
    admit(actor, "members.manage")
    before = show_member(services, actor, member_id)
    after = members.prepare_change(before, change)
    if before.is_first_owner and after.roles != before.roles:
        raise errors.FirstOwner
    added = [each for each in after.roles if each not in before.roles]
    _refuse_unknown_scopes(services, added, "en")
    fields = [name for name in ("name", "roles") if getattr(after, name) != getattr(before, name)]
    if not fields:
        return before
    entry = audit_operation(services, actor, "member.change", subject=after.email, fields=fields)
    if before.is_first_owner:
        services.members.name_first_owner(after, along=[entry])
        return after
    keep = first_owner(services) is None
    return services.members.save(before, after, keep_an_owner=keep, along=[entry])


def remove_member(services: "Services", actor: Actor, member_id: str) -> None:
    """Remove a member: their sessions and tokens end at once. Removing somebody who is gone does nothing.

    Raises:
        errors.FirstOwner: the settings name this owner, who stays.
        errors.LastOwner: there would be no owner.
        errors.ChangedMeanwhile: somebody else changed the member in that moment.
    """
    admit(actor, "members.manage")
    try:
        member = show_member(services, actor, member_id)
    except errors.MemberNotFound:
        return
    if member.is_first_owner:
        raise errors.FirstOwner
    entry = audit_operation(services, actor, "member.remove", subject=member.email)
    services.members.remove(member, keep_an_owner=first_owner(services) is None, along=[entry])


def give_roles(
    services: "Services", actor: Actor, member_id: str, given: "Iterable[MemberGrant]"
) -> Member:
    """Give a member roles beside those they have; one with the same scope is replaced. Raises as ``change_member``.

    Raises:
        errors.MemberNotFound, errors.RequestRefused, errors.FirstOwner, errors.LastOwner, errors.ChangedMeanwhile:
            as there.
    """
    member = show_member(services, actor, member_id)
    given = tuple(given)
    roles = members.with_roles(member, given) if given else ()
    return change_member(services, actor, member_id, MemberChange(roles=roles))


def take_role(services: "Services", actor: Actor, member_id: str, scope: str) -> Member:
    """Take the role with this scope from a member; the last one stays: remove the member instead.

    Raises:
        errors.MemberNotFound, errors.RequestRefused, errors.FirstOwner, errors.LastOwner, errors.ChangedMeanwhile:
            as ``change_member`` does.
    """
    member = show_member(services, actor, member_id)
    left = members.without_scope(member, scope)
    return change_member(services, actor, member_id, MemberChange(roles=left))


def list_scopes(services: "Services", actor: Actor, language: "Language") -> dict[str, str]:
    """Return the titles of the scopes that a role can have: everything (no title), each series, each event."""
    admit(actor, "members.manage")
    return _scope_titles(services, language)


def end_event_grants(services: "Services", event_id: str) -> None:
    """End all roles and tokens that are for this event alone, after it was deleted; a repeat does nothing more.

    So nobody gets access to another event that has its id later. A member without another role is removed.
    """
    scope = str(GrantScope("event", event_id))
    for member in services.members.all():
        left = members.without_scope(member, scope)
        if left == member.roles:
            continue
        after = member.model_copy(update={"roles": left})
        if left:
            services.members.save(member, after, keep_an_owner=False)
        else:
            services.members.remove(member, keep_an_owner=False)
    for token in services.tokens.all():
        if token.scope == scope:
            services.tokens.remove(token.id)


def actor_of(member: Member) -> Actor:
    """Return a member as the one who is asking."""
    return Actor("member", member.email, member.grants, name=member.name)


def _unknown() -> NoReturn:
    raise errors.MemberNotFound


def _as_member(services: "Services", stored: Member | None) -> Member | None:
    """Return the member as the settings and the table together say; None for an address without roles."""
    if stored is None:
        return None
    first = first_owner(services)
    if first is not None and secrets.same(first, stored.email):
        return stored.as_first_owner()
    return stored if stored.roles else None


def _refuse_unknown_scopes(
    services: "Services", roles: "Iterable[MemberGrant]", language: "Language"
) -> dict[str, str]:
    """Return the titles of all scopes by the scope; raise ``RequestRefused`` where there is no such event or series."""
    titles = _scope_titles(services, language)
    if problems := members.scope_problems(roles, set(titles)):
        raise errors.RequestRefused(problems=problems)
    return titles


def _scope_titles(services: "Services", language: "Language") -> dict[str, str]:
    """Return everything (without a title), each series and each event as a scope, with its title."""
    lines = sorted(services.events.lines(), key=lambda line: line.starts_at, reverse=True)
    series = {
        f"series:{line.series.id}": in_language(line.series.title, language)
        for line in lines
        if line.series
    }
    events = {f"event:{line.id}": in_language(line.title, language) for line in lines}
    return {str(EVERYTHING): "", **series, **events}


def _is_repeat(existing: Member, member: Member) -> bool:
    """Return whether an invitation is the one that made the existing member, sent again."""
    asked, stored = member.invited_at, existing.invited_at
    return (
        asked is not None
        and stored is not None
        and asked - stored < REPEAT
        and (existing.name, set(existing.roles), existing.invited_by)
        == (member.name, set(member.roles), member.invited_by)
    )


def _refuse_unless_repeat(stored: Member, now: "datetime") -> Member:
    """Return the member if the last invitation was written within minutes; else raise why there is no other one."""
    if not stored.roles:
        raise errors.MemberNotFound
    if not stored.awaits_sign_in:
        raise errors.MemberHasSignedIn
    if stored.invitation_sent_at is None or now - stored.invitation_sent_at >= REPEAT:
        raise errors.ChangedMeanwhile
    return stored


def _letter(services: "Services", actor: Actor, member: Member, titles: dict[str, str]) -> Mail:
    address = services.settings.public_url.rstrip("/")
    scopes = [titles.get(entry.scope, "") for entry in member.roles]
    return Mail(
        id=services.new_id(),
        created_at=services.clock(),
        to=member.email,
        template="invitation",
        language=member.language,
        parameters={
            "inviter": actor.name or actor.id,
            "role": member.roles[0].role.value,
            "scope": ", ".join(title for title in scopes if title),
            "link": f"{address}/console/sign-in?lang={member.language}",
        },
    )
