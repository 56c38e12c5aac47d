"""What participants do, and what schedules do with what they sent."""

from collections.abc import Callable, Iterator

from bench.faults.use_cases.case import Step, UseCase
from bench.faults.world import World
from chalicelib.actions import (
    confirmations,
    deletions,
    events,
    forms,
    mail,
    members,
    notifications,
    submissions,
    summaries,
    uploads,
)
from chalicelib.actions.services import Services
from chalicelib.actions.uploads import ReceivedUpload
from chalicelib.domain.members import Invitation, MemberGrant
from chalicelib.domain.permissions import MemberRole
from chalicelib.domain.registrations import confirmation_token
from chalicelib.domain.uploads import AnnouncedFile
from chalicelib.storage.deletions import Deletion
from tests.actions.photos import ENTRANTS, EVENT, PHOTO_FILE, PHOTOS, PNG
from tests.actions.setting import (
    CONFIRMING,
    IMPRESSIONS,
    ORGANISER,
    answers_of_a_pupil,
    as_json,
    change,
    event_document,
    nth_id,
    publish,
    register,
    respond,
)


def participants() -> Iterator[UseCase]:
    """Yield what participants do."""
    yield UseCase("show an event", lambda s, _: events.show_event(s, ORGANISER, EVENT))
    yield UseCase("list events", lambda s, _: events.list_events(s, ORGANISER))
    yield UseCase("show a form", lambda s, _: forms.show_form(s, ORGANISER, EVENT, "impressions"))
    yield UseCase("send a response", lambda s, _: respond(s, nth_id(1), why="Жақсы"))
    yield UseCase("register", lambda s, _: register(s, answers_of_a_pupil(), nth_id(1)))
    yield UseCase(
        "show a receipt",
        lambda s, _: submissions.show_receipt(s, EVENT, "registration", nth_id(100)),
    )
    yield UseCase("register, to be confirmed", _register_to_confirm, _ask_for_confirmation)
    yield UseCase(
        "show a place to be confirmed",
        _confirmation(confirmations.show_confirmation),
        with_unconfirmed,
    )
    yield UseCase("confirm a place", _confirmation(confirmations.confirm), with_unconfirmed)
    yield UseCase("announce a file", _announce, _open_photos)
    yield UseCase("send a file with its form", _receive, _open_photos)
    yield UseCase("send a response with a file", _send_photo, _with_upload("photos"))
    yield UseCase("register with a file", _send_entrant, _with_upload("entrants"))


def jobs() -> Iterator[UseCase]:
    """Yield what schedules do."""
    yield UseCase("send waiting mail", lambda s, _: mail.send_waiting(s))
    yield UseCase("advance checkpoints", lambda s, _: summaries.advance_checkpoints(s), _let_settle)
    yield UseCase(
        "release places", lambda s, _: confirmations.release_unconfirmed(s), _with_overdue_place
    )
    yield UseCase("sweep files", lambda s, _: uploads.sweep(s), _with_unkept_photo)
    yield UseCase(
        "write letters by schedule", lambda s, _: notifications.write_letters(s), _with_letters
    )
    yield UseCase("finish a deletion", lambda s, _: deletions.finish_deletions(s), _with_deletion)


def _ask_for_confirmation(services: Services, world: World) -> None:
    publish(services, CONFIRMING)
    world.clock.forward(seconds=11)  # forms are cached for ten


def _register_to_confirm(services: Services, _: World) -> object:
    return register(services, answers_of_a_pupil(), nth_id(1))


def with_unconfirmed(services: Services, world: World) -> None:
    """Let a place wait for its confirmation."""
    _ask_for_confirmation(services, world)
    _register_to_confirm(services, world)


def _with_overdue_place(services: Services, world: World) -> None:
    with_unconfirmed(services, world)
    world.clock.forward(hours=49)


def _confirmation(run: Callable[[Services, str, str, str, str], object]) -> Step:
    """Run the use case of a letter's link with the link of the registration."""

    def step(services: Services, _: World) -> object:
        entry = services.catalogue.entry(EVENT, "registration")
        address = str(answers_of_a_pupil()["email"])
        token = confirmation_token(entry.key, EVENT, "registration", nth_id(1), address)
        return run(services, EVENT, "registration", nth_id(1), token)

    return step


def _open_photos(services: Services, _: World) -> None:
    for form in (PHOTOS, ENTRANTS):
        publish(services, form)


def _with_upload(form: str) -> Step:
    def prepare(services: Services, world: World) -> None:
        _open_photos(services, world)
        world.notes["photo"] = nth_id(500)
        services.uploads.put(EVENT, form, nth_id(500), "photo", PHOTO_FILE, PNG)

    return prepare


def _announce(services: Services, _: World) -> None:
    file = AnnouncedFile(question="photo", name="a.png", type="image/png", size=len(PNG), version=1)
    uploads.grant_upload(services, EVENT, "photos", file)


def _receive(services: Services, _: World) -> object:
    file = ReceivedUpload("photo", "a.png", "image/png", PNG)
    return uploads.receive(services, EVENT, "photos", 1, nth_id(1), [file])


def _send_photo(services: Services, world: World) -> object:
    body = as_json({"id": nth_id(1), "answers": {"photo": world.notes["photo"]}})
    return submissions.submit_json(services, EVENT, "photos", body, "kk")


def _send_entrant(services: Services, world: World) -> object:
    answers = {"category": "teacher", "name": "Бота", "photo": world.notes["photo"]}
    body = as_json({"id": nth_id(1), "answers": answers})
    return submissions.submit_json(services, EVENT, "entrants", body, "kk")


def with_sent_photo(services: Services, world: World) -> None:
    """Let somebody have sent a photo."""
    _with_upload("photos")(services, world)
    _send_photo(services, world)


def _let_settle(_: Services, world: World) -> None:
    world.clock.forward(minutes=20)


def _with_unkept_photo(services: Services, world: World) -> None:
    """A process dies after its response with a file was stored, before the file is kept."""
    _with_upload("photos")(services, world)
    services.__dict__["file_tasks"] = None
    _send_photo(services, world)
    world.clock.forward(minutes=10)


def _with_letters(services: Services, world: World) -> None:
    """A process dies after it was decided that letters are written."""
    change(services, venue={"kk": "Басқа зал", "en": "Another hall"})
    notifications.decide_letters(services, ORGANISER, EVENT, write=True)
    world.clock.forward(minutes=5)


def _with_deletion(services: Services, world: World) -> None:
    """A process dies after an event was deleted, before anything of it was removed."""
    document = event_document(id="second", state="draft")
    event = events.create_event(services, ORGANISER, as_json(document))
    publish(services, IMPRESSIONS, "second")
    door = MemberGrant(role=MemberRole.DOOR, scope="event:second")
    invitation = Invitation(email="second@pikir.example", roles=(door,))
    members.invite_member(services, ORGANISER, invitation)
    deletion = Deletion.of(event, services.forms.records("second"), services.clock())
    services.deletions.begin(event, deletion)
    world.clock.forward(minutes=5)
