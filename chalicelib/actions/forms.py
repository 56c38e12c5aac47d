"""Forms: drafted, published, closed, opened again, shown."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.domain.events import Event, State
from chalicelib.domain.form_times import read_times
from chalicelib.domain.forms import FormHead, FormState, fitted, refuse_another
from chalicelib.domain.permissions import Actor, require
from chalicelib.forms import definition
from chalicelib.forms.compiled import Form

if TYPE_CHECKING:
    from chalicelib.actions.world import World


def save_form(world: "World", actor: Actor, event_id: str, name: str, document: bytes) -> FormHead:
    """Keep a definition as the form's draft; nobody sees it before it is published.

    Raises:
        errors.FormRefused: all that is wrong with it; it does not fit the event; it changes the
            purpose of a form that was published.
    """
    require(actor, "forms.change")
    event = _event(world, actor, event_id)
    draft = definition.read(document)
    head = world.forms.head(event_id, name)
    refuse_another(draft, name, head)
    fitted(draft, event)
    new = FormHead(event=event_id, name=name, purpose=draft.purpose.value, title=draft.title)
    return world.forms.save_draft(head or new, draft)


def publish_form(
    world: "World", actor: Actor, event_id: str, name: str, *, shards: int = 1
) -> FormHead:
    """Make the draft the form's next version; the first one opens the form.

    Without a draft nothing changes. ``shards`` counts at the first publication only; a form of
    registrations has one.

    Raises:
        errors.FormRefused: the draft does not fit the event as it is now.
        errors.NotPublished: there is nothing to publish.
    """
    require(actor, "forms.change")
    event = _event(world, actor, event_id)
    head = _head(world, event_id, name)
    draft = world.forms.draft(event_id, name) if head.has_draft else None
    if draft is None:
        return head.moved_to(head.state)
    shards = 1 if head.takes_registrations else shards
    return world.forms.publish(head, fitted(draft, event), world.clock(), shards)


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
    _event(world, actor, event_id)
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
    require(actor, "forms.change")
    event = _event(world, actor, event_id)
    head = _head(world, event_id, name)
    draft = world.forms.draft(event_id, name) if head.has_draft else None
    if draft is None:
        raise errors.FormNotFound
    return Form(fitted(draft, event), head.version + 1, time_zone=event.time_zone)


def list_forms(world: "World", actor: Actor, event_id: str) -> list[FormHead]:
    """The event's forms by name; those that were never published only for those who may change them."""
    require(actor, "forms.show")
    _event(world, actor, event_id)
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
    event = _event(world, actor, event_id)
    head = _head(world, event_id, name)
    moved = head.moved_to(state)
    return event, head if moved == head else world.forms.save(moved)


def _event(world: "World", actor: Actor, event_id: str) -> Event:
    event = world.events.get(event_id)
    if event is None or (event.state is State.DRAFT and not actor.may("events.change")):
        raise errors.EventNotFound
    return event


def _head(world: "World", event_id: str, name: str) -> FormHead:
    head = world.forms.head(event_id, name)
    if head is None:
        raise errors.FormNotFound
    return head
