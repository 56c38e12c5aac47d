"""What organisers do with events: from the draft to the deletion."""

from collections.abc import Iterator

from bench.faults.use_cases.case import NONCE, UseCase
from bench.faults.world import World
from chalicelib import errors
from chalicelib.actions import (
    access,
    copies,
    deletions,
    event_settings,
    events,
    form_files,
    forms,
    materials,
    members,
    notifications,
    openings,
    short_addresses,
)
from chalicelib.actions.services import Services
from chalicelib.domain.members import Invitation, MemberGrant
from chalicelib.domain.permissions import MemberRole
from tests.actions.photos import EVENT, PDF, PNG
from tests.actions.setting import (
    IMPRESSIONS,
    ORGANISER,
    REGISTRATION,
    as_json,
    change,
    event_document,
    publish,
)

COPY = copies.EventCopy.at("copied", "2026-07-13T10:00:00+05:00", "2026-07-13T13:00:00+05:00")


def on_events() -> Iterator[UseCase]:
    """Yield what organisers do with events."""
    second = as_json(event_document(id="second"))
    yield UseCase("create an event", lambda s, _: events.create_event(s, ORGANISER, second))
    yield UseCase("change an event", lambda s, _: change(s, title={"kk": "Жаңа", "en": "New"}))
    yield UseCase("close an event", lambda s, _: change(s, state="closed"))
    yield UseCase("open an event", lambda s, _: change(s, state="open"), _close_event)
    yield UseCase("make a category smaller", _shrink)


def lifecycle() -> Iterator[UseCase]:
    """Yield the steps of an event's life, and what tells people about them."""
    yield UseCase("open a draft", _open_draft, _with_draft)
    yield UseCase("copy an event", lambda s, _: copies.copy_event(s, ORGANISER, EVENT, COPY))
    yield UseCase(
        "delete an event",
        lambda s, _: deletions.delete_event(s, ORGANISER, "second"),
        _with_draft,
        errors.EventNotFound,
    )
    yield UseCase("write letters about a change", _write_letters, _move_event)
    yield UseCase("share an event", lambda s, _: short_addresses.share_event(s, ORGANISER, EVENT))
    yield UseCase(
        "review an opening",
        lambda s, _: openings.review_opening(s, ORGANISER, "second"),
        _with_draft,
    )
    yield UseCase(
        "copy an event with files",
        lambda s, _: copies.copy_event(s, ORGANISER, EVENT, COPY),
        _with_files,
    )
    yield UseCase("cancel an event", _cancel)
    yield UseCase("take a cancellation back", lambda s, _: change(s, state="open"), _cancel)
    yield UseCase(
        "delete an event with roles and files",
        lambda s, _: deletions.delete_event(s, ORGANISER, "second"),
        _with_closed,
        errors.EventNotFound,
    )
    yield UseCase("write letters about a cancellation", _write_letters, _cancel_earlier)
    yield UseCase("let letters be", _let_letters_be, _move_event)
    yield UseCase(
        "follow a short address",
        lambda s, w: short_addresses.follow_short_address(s, w.notes["code"]),
        _share,
    )
    yield UseCase("change an event's times", _change_times, _with_times)
    yield UseCase("change an event's categories", _change_categories)


def _close_event(services: Services, _: World) -> None:
    change(services, state="closed")


def _with_draft(services: Services, _: World) -> None:
    document = event_document(id="second", state="draft", incomplete_languages=["ru"])
    events.create_event(services, ORGANISER, as_json(document))
    publish(services, IMPRESSIONS, "second")


def _open_draft(services: Services, _: World) -> object:
    return events.change_event(services, ORGANISER, "second", b'{"state": "open"}')


def _move_event(services: Services, world: World) -> None:
    world.clock.forward(minutes=5)  # whoever registered is known by now
    change(services, venue={"kk": "Басқа зал", "en": "Another hall"})


def _write_letters(services: Services, _: World) -> object:
    return notifications.decide_letters(services, ORGANISER, EVENT, write=True)


def _shrink(services: Services, _: World) -> None:
    """The pupil of the world may hold seat 2, which has to move."""
    change(
        services,
        categories=[
            {"name": "pupil", "label": {"kk": "Оқушы"}, "capacity": 1, "minor": True},
            {"name": "teacher", "label": {"kk": "Мұғалім"}},
        ],
    )


def _cancel(services: Services, _: World) -> None:
    change(services, state="cancelled", cancellation_reason={"kk": "Карантин"})


def _cancel_earlier(services: Services, world: World) -> None:
    _cancel(services, world)
    world.clock.forward(minutes=5)


def _let_letters_be(services: Services, _: World) -> object:
    return notifications.decide_letters(services, ORGANISER, EVENT, write=False)


def _with_files(services: Services, _: World) -> None:
    form_files.attach_file(services, ORGANISER, EVENT, "impressions", "map.png", PNG)
    materials.upload_material(services, ORGANISER, EVENT, "plan.pdf", PDF)
    publish(services, {**IMPRESSIONS, "title": {"kk": "Әсерлер 2", "en": "Impressions 2"}})


def _with_closed(services: Services, _: World) -> None:
    """An event that was open, with files, and with a role and a token for it alone."""
    events.create_event(services, ORGANISER, as_json(event_document(id="second")))
    publish(services, REGISTRATION, "second")
    form_files.attach_file(services, ORGANISER, "second", "registration", "map.png", PNG)
    door = MemberGrant(role=MemberRole.DOOR, scope="event:second")
    invitation = Invitation(email="second@pikir.example", roles=(door,))
    members.invite_member(services, ORGANISER, invitation)
    access.create_token(services, ORGANISER, "Door", NONCE, grant=door.grant)
    change(services, "second", state="closed")


def _share(services: Services, world: World) -> None:
    world.notes["code"] = short_addresses.share_event(services, ORGANISER, EVENT).pages[0].code


def _with_times(services: Services, _: World) -> None:
    """The forms open and close with the event."""
    opens = as_json({"opens_at": "2026-06-13T13:00:00+05:00"})
    forms.set_form_times(services, ORGANISER, EVENT, "impressions", opens)
    closes = as_json({"closes_at": "2026-06-13T10:00:00+05:00"})
    forms.set_form_times(services, ORGANISER, EVENT, "registration", closes)


def _change_times(services: Services, _: World) -> object:
    patch = {"starts_at": "2026-06-14T11:00:00+05:00", "ends_at": "2026-06-14T14:00:00+05:00"}
    return event_settings.change_times(services, ORGANISER, EVENT, patch)


def _change_categories(services: Services, _: World) -> object:
    categories = [
        *event_document()["categories"],
        {"name": "guest", "label": {"kk": "Қонақ", "en": "Guest"}},
    ]
    return event_settings.change_categories(services, ORGANISER, EVENT, {"categories": categories})
