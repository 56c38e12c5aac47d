"""Forms: drafted, published, closed, opened again, shown."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from chalicelib import errors
from chalicelib.domain.events import Event, State
from chalicelib.domain.form_times import read_times
from chalicelib.domain.forms import FormHead, FormState
from chalicelib.domain.permissions import Actor, require
from chalicelib.errors import Problem
from chalicelib.forms.compiled import Form

if TYPE_CHECKING:
    from chalicelib.actions.world import World
    from chalicelib.domain.drafts import Source
    from chalicelib.forms.definition import Definition


@dataclass(frozen=True, slots=True)
class Saved:
    """A form whose draft was kept, and what is worth a warning about that."""

    head: FormHead
    warnings: tuple[Problem, ...]


def save_form(
    world: "World",
    actor: Actor,
    event_id: str,
    name: str,
    document: bytes | Mapping[str, Any],
    *,
    revision: int | None = None,
) -> Saved:
    """Keep a definition as the form's draft; nobody sees it before it is published.

    ``revision`` is that of the form when its author last saw it, 0 for none; without it whatever is
    there is replaced. The draft that is there already is kept as it is, whoever saved it.

    Raises:
        errors.FormRefused: all that is wrong with it; it does not fit the event; it changes the
            purpose of a form that was published.
        errors.ChangedMeanwhile: the form has moved on since that revision.
    """
    require(actor, "forms.change")
    event = event_of(world, actor, event_id)
    return keep_draft(world, event, name, document, revision=revision)


def keep_draft(
    world: "World",
    event: Event,
    name: str,
    document: bytes | Mapping[str, Any],
    *,
    revision: int | None,
    imported: "Source | None" = None,
    is_new: bool = False,
    coming: Collection[str] = (),
) -> Saved:
    """See ``save_form``; ``is_new`` refuses a name that another form of the event has.

    ``coming`` are the files that will be attached to it at once.
    """
    from chalicelib.actions.form_files import with_lists
    from chalicelib.domain.drafts import checked

    document = with_lists(world, event.id, name, document)
    head, stored = _stored(world, event.id, name)
    draft = checked(
        document,
        name,
        event,
        head,
        imported=imported,
        stored=stored,
        is_new=is_new,
        attached={*coming, *world.form_files.all(event.id, name)},
    )
    if head and stored == draft.definition:
        return Saved(head, draft.warnings)
    if head and revision is not None and head.revision != revision:
        raise errors.ChangedMeanwhile
    kept = head or FormHead(
        event=event.id,
        name=name,
        purpose=draft.definition.purpose.value,
        title=draft.definition.title,
    )
    try:
        return Saved(world.forms.save_draft(kept, draft.definition), draft.warnings)
    except errors.ChangedMeanwhile:  # unless a button was only pressed twice
        head, stored = _stored(world, event.id, name)
        if head is None or stored != draft.definition:
            raise
        return Saved(head, draft.warnings)


def _stored(
    world: "World", event_id: str, name: str
) -> "tuple[FormHead | None, Definition | None]":
    head = world.forms.head(event_id, name)
    return head, world.forms.draft(event_id, name) if head and head.has_draft else None


def publish_form(
    world: "World",
    actor: Actor,
    event_id: str,
    name: str,
    *,
    shards: int = 1,
    revision: int | None = None,
) -> FormHead:
    """Make the draft the form's next version; the first one opens the form. Warnings are accepted.

    Without a draft nothing changes. ``shards`` counts at the first publication only; a form of
    registrations has one. ``revision`` is that of the form when its draft was looked at.

    Raises:
        errors.FormRefused: the draft does not fit the event as it is now.
        errors.NotPublished: there is nothing to publish.
        errors.ChangedMeanwhile: another draft has come since that revision.
    """
    from chalicelib.domain.drafts import fitted

    require(actor, "forms.change")
    event = event_of(world, actor, event_id)
    head = _head(world, event_id, name)
    draft = world.forms.draft(event_id, name) if head.has_draft else None
    if draft is None:
        return head.moved_to(head.state)
    if revision is not None and head.revision != revision:
        raise errors.ChangedMeanwhile
    shards = 1 if head.takes_registrations else shards
    files = world.form_files.all(event_id, name)
    return world.forms.publish(head, fitted(draft, event), world.clock(), shards, files)


def discard_draft(
    world: "World", actor: Actor, event_id: str, name: str, *, revision: int
) -> FormHead | None:
    """Throw the draft away: the form as it was published, or None where it never was.

    Without a draft nothing changes.

    Raises:
        errors.ChangedMeanwhile: the form has moved on since that revision.
    """
    require(actor, "forms.change")
    event_of(world, actor, event_id)
    head = world.forms.head(event_id, name)
    if head is None or not head.has_draft:
        return head
    if head.revision != revision:
        raise errors.ChangedMeanwhile
    newest = world.forms.version(event_id, name, head.version) if head.version else None
    return world.forms.discard_draft(head, newest)


def warnings_of_version(
    world: "World", actor: Actor, event_id: str, name: str, version: int
) -> tuple[Problem, ...]:
    """What is worth a warning about a published version."""
    from chalicelib.domain.drafts import warnings_of

    require(actor, "forms.change")
    event = event_of(world, actor, event_id)
    kept = world.forms.version(event_id, name, version)
    return () if kept is None else warnings_of(kept, event, world.form_files.all(event_id, name))


def close_form(world: "World", actor: Actor, event_id: str, name: str) -> FormHead:
    """Take no more answers: registrations at once, responses within ten seconds."""
    from chalicelib.actions.summaries import advance_checkpoint

    event, head = _move(world, actor, event_id, name, FormState.CLOSED)
    advance_checkpoint(world, event, head)
    return head


def reopen_form(world: "World", actor: Actor, event_id: str, name: str) -> FormHead:
    """Take answers again."""
    _, head = _move(world, actor, event_id, name, FormState.OPEN)
    return head


def set_form_times(
    world: "World", actor: Actor, event_id: str, name: str, patch: bytes
) -> FormHead:
    """Change when the form takes answers by a merge patch of ``opens_at`` and ``closes_at``."""
    require(actor, "forms.change")
    event_of(world, actor, event_id)
    head = _head(world, event_id, name)
    opens_at, closes_at = read_times(patch, head)
    changed = replace(head, opens_at=opens_at, closes_at=closes_at)
    return head if changed == head else world.forms.save(changed)


def show_form(
    world: "World", actor: Actor, event_id: str, name: str, version: int | None = None
) -> Form:
    """A published version, the newest unless another is asked for.

    Raises:
        errors.EventNotFound, errors.FormNotFound: unknown, or not for this actor.
        errors.NotPublished: there is only a draft; said to those who may change it.
        errors.VersionUnknown: no such version.
    """
    event, head = _shown(world, actor, event_id, name)
    if head.version == 0:
        raise errors.NotPublished
    return world.catalogue.form(event, head, head.version if version is None else version)


def show_head(world: "World", actor: Actor, event_id: str, name: str) -> FormHead:
    """The form's state, times and versions."""
    _, head = _shown(world, actor, event_id, name)
    return head


def show_draft(world: "World", actor: Actor, event_id: str, name: str) -> Form:
    """The draft as it would be published; raises ``FormNotFound`` where there is none."""
    from chalicelib.domain.drafts import fitted

    require(actor, "forms.change")
    event = event_of(world, actor, event_id)
    head = _head(world, event_id, name)
    draft = world.forms.draft(event_id, name) if head.has_draft else None
    if draft is None:
        raise errors.FormNotFound
    return Form(fitted(draft, event), head.version + 1, time_zone=event.time_zone)


def list_forms(world: "World", actor: Actor, event_id: str) -> list[FormHead]:
    """The event's forms by name; those that were never published only for those who may change them."""
    require(actor, "forms.show")
    event_of(world, actor, event_id)
    heads = world.forms.heads(event_id)
    return [head for head in heads if head.version or actor.may("forms.change")]


def _shown(world: "World", actor: Actor, event_id: str, name: str) -> tuple[Event, FormHead]:
    require(actor, "forms.show")
    event, head = world.forms.with_event(event_id, name)
    if event is None or (event.state is State.DRAFT and not actor.may("events.change")):
        raise errors.EventNotFound
    if head is None or (head.version == 0 and not actor.may("forms.change")):
        raise errors.FormNotFound
    return event, head


def _move(
    world: "World", actor: Actor, event_id: str, name: str, state: FormState
) -> tuple[Event, FormHead]:
    require(actor, "forms.change")
    event = event_of(world, actor, event_id)
    head = _head(world, event_id, name)
    moved = head.moved_to(state)
    return event, head if moved == head else world.forms.save(moved)


def event_of(world: "World", actor: Actor, event_id: str) -> Event:
    """The event; raises ``EventNotFound`` for one that this actor may not see."""
    event = world.events.get(event_id)
    if event is None or (event.state is State.DRAFT and not actor.may("events.change")):
        raise errors.EventNotFound
    return event


def _head(world: "World", event_id: str, name: str) -> FormHead:
    head = world.forms.head(event_id, name)
    if head is None:
        raise errors.FormNotFound
    return head
