"""Every schedule does all of its work under the policy of its own role."""

from collections.abc import Callable

import pytest

from chalicelib.actions import (
    access,
    confirmations,
    deletions,
    document_making,
    documents,
    events,
    members,
    notifications,
    operations,
    record_photos,
    records,
    summaries,
    uploads,
)
from chalicelib.actions.services import Services
from chalicelib.domain.members import Invitation, MemberGrant
from chalicelib.domain.permissions import MemberRole
from chalicelib.domain.runs import ScheduleName
from chalicelib.settings import Settings
from chalicelib.storage.deletions import Deletion
from tests.actions.photos import EVENT, PHOTOS, put_upload, send
from tests.actions.setting import (
    CONFIRMING,
    ORGANISER,
    REGISTRATION,
    Clock,
    answers_of_a_pupil,
    as_json,
    change,
    event_document,
    nth_id,
    open_event,
    publish,
    register,
    services_on,
)
from tests.drawn_photos import draw
from tests.jobs.policies import NotPermitted, Policy

JOBS: dict[str, tuple[ScheduleName, tuple[Callable[[Services], int], ...]]] = {
    "checkpoints": (
        "advance_checkpoints",
        (notifications.write_letters, summaries.advance_checkpoints),
    ),
    "sweep-files": ("sweep_files", (deletions.finish_deletions, uploads.sweep)),
    "release-places": ("release_places", (confirmations.release_unconfirmed,)),
}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(files_settings: Settings, clock: Clock) -> Services:
    """Return services with work for every schedule: what requests left that died right after their decision."""
    services = services_on(files_settings, clock)
    open_event(services)
    register(services, {"category": "teacher", "name": "Дана", "email": "dana@pikir.example"})
    publish(services, PHOTOS)
    services.__dict__["file_tasks"] = None
    send(services, photo=put_upload(services))
    del services.__dict__["file_tasks"]
    publish(services, CONFIRMING)
    clock.forward(minutes=1)
    register(services, answers_of_a_pupil(), nth_id(1))
    change(services, venue={"kk": "Басқа зал"})
    notifications.decide_letters(services, ORGANISER, EVENT, write=True)
    delete_second_event(services)
    add_photos(services)
    clock.forward(hours=49)
    return services


def add_photos(services: Services) -> None:
    """Add a photo that the report shows, and one that was removed."""
    title = as_json({"title": {"kk": "Акция"}})
    records.save_entry(services, ORGANISER, EVENT, "actions", "a", title)
    shown = as_json({"caption": {"kk": "Флешмоб"}, "has_consent": True})
    for photo in ("p", "q"):
        arguments = (services, ORGANISER, EVENT, "actions", "a", photo)
        record_photos.upload_photo(*arguments, draw(), document=shown)
    records.remove_entry(services, ORGANISER, EVENT, "photos", "q")


def delete_second_event(services: Services) -> None:
    """Delete an event for which somebody has a role, and a token is."""
    draft = event_document(id="second", state="draft")
    event = events.create_event(services, ORGANISER, as_json(draft))
    publish(services, REGISTRATION, "second")
    door = MemberGrant(role=MemberRole.DOOR, scope="event:second")
    also = MemberGrant(role=MemberRole.DOOR, scope=f"event:{EVENT}")
    for name, roles in (("one", (door,)), ("two", (door, also))):
        invitation = Invitation(email=f"{name}@pikir.example", roles=roles)
        members.invite_member(services, ORGANISER, invitation)
    access.create_token(services, ORGANISER, "Door", grant=door.grant)
    deletion = Deletion.of(event, services.forms.records("second"), services.clock())
    services.deletions.begin(event, deletion)


def run_as(services: Services, policy: str, job: str) -> None:
    """Do the work of a schedule under a policy."""
    schedule, works = JOBS[job]
    with Policy.of(policy).applied_to(services):
        for work in works:
            operations.run_schedule(services, schedule, work)


def test_each_schedule_finishes_its_work_under_its_own_policy_alone(services: Services) -> None:
    with pytest.raises(NotPermitted):
        run_as(services, "sweep-mail", "sweep-files")
    for job, (schedule, _) in JOBS.items():
        run_as(services, job, job)
        run = services.runs.all()[schedule]
        assert (run.failed, run.error) == (0, "")
    assert not list(services.notifications.waiting())
    assert not list(services.deletions.all())
    assert [member.email for member in services.members.all()] == ["two@pikir.example"]
    assert services.tokens.all() == []


def test_a_document_is_made_under_the_policy_of_its_function_alone(services: Services) -> None:
    change(
        services,
        series={"id": "childhood", "title": {"kk": "Топтама", "ru": "Серия", "en": "Series"}},
    )
    asked = documents.request_workbook(services, ORGANISER, EVENT, "photos", language="kk")
    every = documents.request_workbook(services, ORGANISER, EVENT, None, language="kk")
    report = documents.request_report(services, ORGANISER, EVENT, language="kk", length="full")
    with Policy.of("make-documents").applied_to(services):
        assert document_making.make_document(services, EVENT, asked.id)
        assert document_making.make_document(services, EVENT, every.id)
        assert document_making.make_document(services, EVENT, report.id)
    with (
        Policy.of("sweep-mail").applied_to(services),
        pytest.raises(NotPermitted),
    ):
        document_making.make_document(services, EVENT, asked.id)
