"""The use cases of the sweep: what must be there before, what is done, and what a repeat may answer."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from bench.faults.world import World
from chalicelib import errors
from chalicelib.actions import (
    access,
    confirmations,
    copies,
    deletions,
    drafts,
    events,
    exports,
    form_files,
    forms,
    mail,
    notifications,
    short_addresses,
    spreadsheets,
    stored_submissions,
    submissions,
    summaries,
    uploads,
)
from chalicelib.actions.services import Services
from chalicelib.actions.uploads import ReceivedUpload
from chalicelib.domain.registrations import confirmation_token
from chalicelib.domain.uploads import AnnouncedFile
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
    open_event,
    publish,
    register,
    respond,
)

Step = Callable[[Services, World], object]

NONCE = "n" * 43
FIRST = "organiser@pikir.example"
COPY = copies.EventCopy.at("copied", "2026-07-13T10:00:00+05:00", "2026-07-13T13:00:00+05:00")


@dataclass(frozen=True, slots=True)
class UseCase:
    """A use case. ``prepare`` runs without faults, ``run`` with them and once more without.

    ``repeats_as`` is a refusal of the repeat that says no more than that it was done already.
    """

    name: str
    run: Step
    prepare: Step = lambda *_: None
    repeats_as: type[errors.Refusal] | None = None


def open_world(services: Services, _: World) -> None:
    """Create an open event with some submissions, for every use case."""
    open_event(services)
    register(services, answers_of_a_pupil(100), nth_id(100))
    for number in (101, 102):
        respond(services, nth_id(number), why="Керемет")


def all_use_cases() -> tuple[UseCase, ...]:
    """Return every use case of the sweep."""
    return (*_participants(), *_organisers(), *_lifecycle(), *_access(), *_jobs())


def _participants() -> Iterator[UseCase]:
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
        _with_unconfirmed,
    )
    yield UseCase("confirm a place", _confirmation(confirmations.confirm), _with_unconfirmed)
    yield UseCase("announce a file", _announce, _open_photos)
    yield UseCase("send a file with its form", _receive, _open_photos)
    yield UseCase("send a response with a file", _send_photo, _with_upload("photos"))
    yield UseCase("register with a file", _send_entrant, _with_upload("entrants"))


def _organisers() -> Iterator[UseCase]:
    second = as_json(event_document(id="second"))
    yield UseCase("create an event", lambda s, _: events.create_event(s, ORGANISER, second))
    yield UseCase("change an event", lambda s, _: change(s, title={"kk": "Жаңа", "en": "New"}))
    yield UseCase("close an event", lambda s, _: change(s, state="closed"))
    yield UseCase("open an event", lambda s, _: change(s, state="open"), _close_event)
    yield UseCase("make a category smaller", _shrink)
    yield UseCase("save a draft", _save_draft)
    yield UseCase(
        "publish a form",
        lambda s, _: forms.publish_form(s, ORGANISER, EVENT, "impressions"),
        _save_draft,
    )
    yield UseCase(
        "publish a registration form",
        lambda s, _: forms.publish_form(s, ORGANISER, EVENT, "entrants"),
        lambda s, _: drafts.save_form(s, ORGANISER, EVENT, "entrants", as_json(ENTRANTS)),
    )
    yield UseCase("discard a draft", _discard, _save_draft, errors.ChangedMeanwhile)
    yield UseCase(
        "close a form", lambda s, _: forms.close_form(s, ORGANISER, EVENT, "registration")
    )
    yield UseCase(
        "reopen a form",
        lambda s, _: forms.reopen_form(s, ORGANISER, EVENT, "registration"),
        lambda s, _: forms.close_form(s, ORGANISER, EVENT, "registration"),
    )
    yield UseCase("set a form's times", _set_times)
    yield UseCase("attach a file to a form", _attach)
    yield UseCase(
        "show a form's file",
        lambda s, _: form_files.read_file(s, ORGANISER, EVENT, "impressions", "map.png"),
        _attach,
    )
    yield UseCase(
        "remove a form's file",
        lambda s, _: form_files.remove_file(s, ORGANISER, EVENT, "impressions", "map.png"),
        _attach,
        errors.FileNotFound,
    )
    yield UseCase("put a definition file", _put_definition)
    yield UseCase(
        "list rows",
        lambda s, _: stored_submissions.list_submissions(s, ORGANISER, EVENT, "registration"),
    )
    yield UseCase("read a kept file", _read_photo, _with_sent_photo)
    yield UseCase("erase a response", _erase("impressions", 101))
    yield UseCase("erase a registration", _erase("registration", 100))
    yield UseCase("erase a place to be confirmed", _erase("registration", 1), _with_unconfirmed)
    yield UseCase("erase a response with a file", _erase("photos", 1), _with_sent_photo)
    yield UseCase(
        "read a summary", lambda s, _: summaries.read_summary(s, ORGANISER, EVENT, "impressions")
    )
    yield UseCase(
        "export rows", lambda s, _: exports.export_answers(s, ORGANISER, EVENT, "registration")
    )
    yield UseCase("export large rows", _export_large, _with_large_rows)
    yield UseCase(
        "export figures",
        lambda s, _: exports.export_figures(s, ORGANISER, EVENT, "impressions", language="kk"),
    )


def _lifecycle() -> Iterator[UseCase]:
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


def _access() -> Iterator[UseCase]:
    yield UseCase("ask for a sign-in link", lambda s, _: access.send_sign_in_link(s, FIRST, "kk"))
    yield UseCase("sign in", lambda s, w: access.sign_in(s, w.notes["link"], NONCE), _ask_for_link)
    yield UseCase(
        "enter with a session",
        lambda s, w: access.actor_of_session(s, w.notes["cookie"]),
        _sign_in_earlier,
    )
    yield UseCase("sign out", lambda s, w: access.sign_out(s, w.notes["cookie"]), _sign_in_earlier)
    yield UseCase("create a token", lambda s, _: access.create_token(s, ORGANISER, "Site", NONCE))
    yield UseCase("list tokens", lambda s, _: access.list_tokens(s, ORGANISER), _create_token)
    yield UseCase(
        "enter with a token",
        lambda s, w: access.actor_of_token(s, w.notes["secret"]),
        _create_token,
    )
    yield UseCase(
        "revoke a token",
        lambda s, w: access.revoke_token(s, ORGANISER, w.notes["token"]),
        _create_token,
        errors.TokenNotFound,
    )


def _jobs() -> Iterator[UseCase]:
    yield UseCase("send waiting mail", lambda s, _: mail.send_waiting(s))
    yield UseCase("advance checkpoints", lambda s, _: summaries.advance_checkpoints(s), _let_settle)
    yield UseCase(
        "release places", lambda s, _: confirmations.release_unconfirmed(s), _with_overdue_place
    )
    yield UseCase("sweep files", lambda s, _: uploads.sweep(s), _with_unkept_photo)


def _ask_for_confirmation(services: Services, world: World) -> None:
    publish(services, CONFIRMING)
    world.clock.forward(seconds=11)  # forms are cached for ten


def _register_to_confirm(services: Services, _: World) -> object:
    return register(services, answers_of_a_pupil(), nth_id(1))


def _with_unconfirmed(services: Services, world: World) -> None:
    _ask_for_confirmation(services, world)
    _register_to_confirm(services, world)


def _with_overdue_place(services: Services, world: World) -> None:
    _with_unconfirmed(services, world)
    world.clock.forward(hours=49)


def _confirmation(run: Callable[[Services, str, str, str, str], object]) -> Step:
    """Run the use case of a letter's link with the link of the registration."""

    def step(services: Services, _: World) -> object:
        entry = services.catalogue.entry(EVENT, "registration")
        token = confirmation_token(entry.key, EVENT, "registration", nth_id(1))
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


def _with_sent_photo(services: Services, world: World) -> None:
    _with_upload("photos")(services, world)
    _send_photo(services, world)


def _read_photo(services: Services, world: World) -> object:
    return uploads.read(services, ORGANISER, EVENT, "photos", nth_id(1), world.notes["photo"])


def _close_event(services: Services, _: World) -> None:
    change(services, state="closed")


def _with_draft(services: Services, _: World) -> None:
    document = event_document(id="second", state="draft", incomplete_languages=["ru"])
    events.create_event(services, ORGANISER, as_json(document))
    publish(services, IMPRESSIONS, "second")


def _open_draft(services: Services, _: World) -> object:
    return events.change_event(services, ORGANISER, "second", b'{"state": "open"}')


def _move_event(services: Services, _: World) -> None:
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


def _save_draft(services: Services, _: World) -> None:
    document = {**IMPRESSIONS, "title": {"kk": "Әсерлер 2", "en": "Impressions 2"}}
    drafts.save_form(services, ORGANISER, EVENT, "impressions", as_json(document))


def _discard(services: Services, _: World) -> None:
    revision = 3  # saved, published, saved
    drafts.discard_draft(services, ORGANISER, EVENT, "impressions", revision=revision)


def _set_times(services: Services, _: World) -> None:
    patch = as_json({"closes_at": "2026-06-12T10:00:00+05:00"})
    forms.set_form_times(services, ORGANISER, EVENT, "registration", patch)


def _attach(services: Services, _: World) -> None:
    form_files.attach_file(services, ORGANISER, EVENT, "impressions", "map.png", PNG)


def _put_definition(services: Services, _: World) -> None:
    upload = spreadsheets.FormUpload(as_json(PHOTOS))
    spreadsheets.put_upload(services, ORGANISER, EVENT, "photos", upload)


def _erase(form: str, number: int) -> Step:
    return lambda s, _: stored_submissions.erase_submission(
        s, ORGANISER, EVENT, form, nth_id(number)
    )


def _with_large_rows(services: Services, _: World) -> None:
    for number in range(200, 215):
        texts = {f"more_{n}": "ә" * 19_000 for n in range(8)}
        respond(services, nth_id(number), **texts)


def _export_large(services: Services, _: World) -> object:
    return exports.export_answers(services, ORGANISER, EVENT, "impressions")


def _ask_for_link(services: Services, world: World) -> None:
    access.send_sign_in_link(services, FIRST, "kk")
    before = world.clock() + timedelta(seconds=1)
    link = next(m for m in services.outbox.waiting(before=before) if m.template == "sign_in")
    found = re.search(r"/console/sign-in/([^?]+)", link.parameters["link"])
    if found is None:
        raise ValueError("the mail holds no link")
    world.notes["link"] = found[1]


def _sign_in_earlier(services: Services, world: World) -> None:
    _ask_for_link(services, world)
    world.notes["cookie"] = access.sign_in(services, world.notes["link"], NONCE)
    world.clock.forward(minutes=10)  # the session is touched when it is next used


def _create_token(services: Services, world: World) -> None:
    created = access.create_token(services, ORGANISER, "Laptop")
    world.notes.update(token=created.id, secret=created.token)


def _let_settle(_: Services, world: World) -> None:
    world.clock.forward(minutes=20)


def _with_unkept_photo(services: Services, world: World) -> None:
    """A process dies after its response with a file was stored, before the file is kept."""
    _with_upload("photos")(services, world)
    services.__dict__["file_tasks"] = None
    _send_photo(services, world)
    world.clock.forward(minutes=10)
