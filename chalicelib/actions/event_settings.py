"""Changes of an event that its forms follow: forms keep to its beginning and its end, and offer its categories."""

import json
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions.audit import audit_operation
from chalicelib.actions.events import change_event
from chalicelib.actions.forms import set_form_times
from chalicelib.actions.permissions import admit, find_event
from chalicelib.actions.wording import retry_when_overtaken, show_wording, store_correction
from chalicelib.domain.event_documents import patch_event
from chalicelib.domain.events.starting_points import follow_event
from chalicelib.domain.permissions import Actor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.actions.services import Services
    from chalicelib.actions.wording import VersionWording
    from chalicelib.domain.events import Event
    from chalicelib.domain.forms import FormRecord
    from chalicelib.forms.definition import Definition
    from chalicelib.forms.text_types import Localized
    from chalicelib.storage.former_categories import Offers


def change_times(
    services: "Services", actor: Actor, event_id: str, patch: "Mapping[str, object]"
) -> "Event":
    """Change when an event takes place; its programme moves along, and forms that open or close with it do.

    The forms are changed first: after a crash between two of them, the same change again finishes, because a form
    that has moved no longer keeps to the old time. If somebody else changed the event meanwhile, they follow that change.

    Raises:
        errors.EventRefused: the changed event would not be valid.
        errors.ChangedMeanwhile: somebody else changed the event or a form first.
    """
    event = find_event(services, actor, event_id, "events.change")
    new = patch_event(event, _to_json(patch))
    records = services.forms.records(event_id)
    for record in records:
        _move_form(services, actor, record, _follow(record, event, new))
    along = {} if new.starts_at == event.starts_at else _move_programme(event, new)
    try:
        return change_event(services, actor, event_id, _to_json({**patch, **along}))
    except errors.Conflict:
        stored = find_event(services, actor, event_id, "events.change")
        for record in records:
            _move_form(services, actor, _follow(record, event, new), _follow(record, event, stored))
        raise


def _follow(record: "FormRecord", event: "Event", moved: "Event") -> "FormRecord":
    """Return the form with its times as they are after the event has moved."""
    return replace(
        record,
        opens_at=follow_event(record.opens_at, event, moved),
        closes_at=follow_event(record.closes_at, event, moved),
    )


def _move_form(
    services: "Services", actor: Actor, before: "FormRecord", after: "FormRecord"
) -> None:
    """Change the form's times, unless they are not those before by now."""
    stored = services.forms.record(before.event, before.name)
    times = after.opens_at, after.closes_at
    if (before.opens_at, before.closes_at) == times or stored is None:
        return
    if (stored.opens_at, stored.closes_at) != (before.opens_at, before.closes_at):
        return
    opens, closes = (at and at.isoformat() for at in times)
    patch = _to_json({"opens_at": opens, "closes_at": closes})
    set_form_times(services, actor, before.event, before.name, patch)


def _move_programme(event: "Event", new: "Event") -> dict[str, object]:
    """Return the part of a patch by which the items of the programme keep their distance to the beginning."""
    shift = new.starts_at - event.starts_at
    items = (
        item.model_copy(update={"starts_at": item.starts_at + shift}) if item.starts_at else item
        for item in event.programme
    )
    return {"programme": [item.model_dump(mode="json", exclude_none=True) for item in items]}


def change_categories(
    services: "Services", actor: Actor, event_id: str, patch: "Mapping[str, object]"
) -> "Event":
    """Change an event's categories; published forms that offer them follow.

    Where labels alone differ, a form's newest version is corrected: the names, which answers hold, mean what they meant.
    Otherwise the form gets a version that offers the new categories, but where it has a draft: its author publishes that,
    and with it the categories. The former categories are noted in the event's transaction until all forms have followed:
    after a crash between two of them, the same change again, or the next one, finishes.

    Raises:
        errors.EventRefused: the changed event would not be valid.
        errors.CapacityBelowTaken: a category has more registered people than its new capacity.
        errors.ChangedMeanwhile: somebody else changed the event or a form first.
    """
    event = find_event(services, actor, event_id, "events.change")
    offers = _list_offers(event)
    along = []
    if _list_offers(patch_event(event, _to_json(patch))) != offers:
        along.append(services.former_categories.note(event_id, event.revision, offers))
    changed = change_event(services, actor, event_id, _to_json(patch), along=along)
    _offer_categories(services, actor, changed)
    return changed


def _offer_categories(services: "Services", actor: Actor, event: "Event") -> None:
    """Have each form that offers former categories offer the present ones, and forget those."""
    former = services.former_categories.all(event.id)
    if not former:
        return
    admit(actor, "forms.change", event)
    offers = [each.offers for each in former]
    for record in services.forms.records(event.id):
        if record.version:
            follow = partial(_follow_categories, services, actor, event, record.name, offers)
            with suppress(errors.FormRefused):  # it needs its author: what is there stays
                retry_when_overtaken(follow)
    for each in former:
        services.former_categories.remove(each)


def _follow_categories(
    services: "Services", actor: Actor, event: "Event", name: str, former: "Sequence[Offers]"
) -> None:
    """Have the form offer the event's categories, in one transaction, if it offers former ones."""
    from chalicelib.forms.types.choice_types import CATEGORIES
    from chalicelib.forms.wording import differs_in_wording_alone

    shown = show_wording(services, actor, event.id, name)
    published = shown.definition
    if CATEGORIES not in published.choices:
        return
    wanted = _list_offers(event)
    if _offers_of(published) == wanted or _offers_of(published) not in former:
        return
    relabelled = _relabel_categories(published, event)
    if _offers_of(relabelled) == wanted and differs_in_wording_alone(published, relabelled):
        store_correction(services, actor, shown, relabelled)
    elif not shown.record.has_draft:
        _publish_categories(services, actor, event, shown)


def _offers_of(definition: "Definition") -> "list[tuple[str, Localized | None]]":
    from chalicelib.forms.types.choice_types import CATEGORIES

    return [(each.name, each.label) for each in definition.choices[CATEGORIES]]


def _relabel_categories(published: "Definition", event: "Event") -> "Definition":
    """Return the version with the labels that the event's categories have by now."""
    from chalicelib.forms.types.choice_types import CATEGORIES

    labels = dict(_list_offers(event))
    choices = tuple(
        each.model_copy(update={"label": labels.get(each.name, each.label)})
        for each in published.choices[CATEGORIES]
    )
    return published.model_copy(update={"choices": {**published.choices, CATEGORIES: choices}})


def _publish_categories(
    services: "Services", actor: Actor, event: "Event", shown: "VersionWording"
) -> None:
    """Publish the form with the event's categories in one transaction."""
    from chalicelib.domain.drafts import version_candidate
    from chalicelib.forms.types.choice_types import CATEGORIES

    published, record = shown.definition, shown.record
    lists = {name: each for name, each in published.choices.items() if name != CATEGORIES}
    files = services.form_files.all(event.id, record.name)
    own = published.model_copy(update={"choices": lists})
    candidate = version_candidate(own, event, files)
    version = str(record.version + 1)
    entry = audit_operation(
        services, actor, "form.publish", event=event.id, form=record.name, subject=version
    )
    services.forms.publish(
        record, candidate.definition, services.clock(), record.shards, files, along=[entry]
    )
    services.catalogue.forget(event.id)


def _list_offers(event: "Event") -> "list[tuple[str, Localized]]":
    return [(category.name, category.label) for category in event.categories]


def _to_json(patch: "Mapping[str, object]") -> bytes:
    return json.dumps(patch).encode()
