"""An event is deleted with everything of it: at once, and after a crash by the sweep."""

import pytest

from chalicelib import errors
from chalicelib.actions import deletions, events, form_files, materials, stored_submissions
from chalicelib.actions.services import Services
from chalicelib.settings import Settings
from local import stack
from tests.actions.crashes import run_and_crash_before
from tests.actions.leftovers import left_of
from tests.actions.photos import EVENT, PDF, PNG
from tests.actions.setting import (
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
    respond,
    services_on,
)


@pytest.fixture
def services(files_settings: Settings, clock: Clock) -> Services:
    return services_on(files_settings, clock)


def fill(services: Services, **changes: object) -> None:
    """Make an event with forms, files, a registration and a response."""
    open_event(services, **changes)
    form_files.attach_file(services, ORGANISER, EVENT, "impressions", "map.png", PNG)
    materials.upload_material(services, ORGANISER, EVENT, "plan.pdf", PDF)
    register(services, answers_of_a_pupil(), nth_id(1))
    respond(services, nth_id(2), why="Жақсы")


def erase_all(services: Services) -> None:
    for form, number in (("registration", 1), ("impressions", 2)):
        stored_submissions.erase_submission(services, ORGANISER, EVENT, form, nth_id(number))


def test_a_draft_is_deleted_whole(services: Services, clock: Clock) -> None:
    events.create_event(services, ORGANISER, as_json(event_document(state="draft")))
    publish(services, REGISTRATION)
    form_files.attach_file(services, ORGANISER, EVENT, "registration", "map.png", PNG)
    deletions.delete_event(services, ORGANISER, EVENT)
    assert services.events.get(EVENT) is None
    assert left_of(services) == [f"DELETIONS {EVENT}"]
    clock.forward(minutes=3)
    assert deletions.finish_deletions(services) == 1
    assert left_of(services) == []


def test_an_event_is_deleted_only_closed_and_without_answers(
    services: Services, clock: Clock
) -> None:
    fill(services)
    with pytest.raises(errors.EventStillOpen):
        deletions.delete_event(services, ORGANISER, EVENT)
    change(services, state="closed")
    with pytest.raises(errors.EventHasAnswers):
        deletions.delete_event(services, ORGANISER, EVENT)
    erase_all(services)
    deletions.delete_event(services, ORGANISER, EVENT)
    clock.forward(minutes=3)
    deletions.finish_deletions(services)
    assert [key for key in left_of(services) if not key.startswith("FILES")] == []


def test_the_id_is_free_again_when_nothing_is_left(services: Services, clock: Clock) -> None:
    document = as_json(event_document(state="draft"))
    events.create_event(services, ORGANISER, document)
    deletions.delete_event(services, ORGANISER, EVENT)
    with pytest.raises(errors.EventExists):
        events.create_event(services, ORGANISER, document)
    clock.forward(minutes=3)
    deletions.finish_deletions(services)
    assert events.create_event(services, ORGANISER, document).id == EVENT


def test_the_local_stack_frees_the_id_too(services: Services, clock: Clock) -> None:
    document = as_json(event_document(state="draft"))
    events.create_event(services, ORGANISER, document)
    deletions.delete_event(services, ORGANISER, EVENT)
    clock.forward(minutes=3)
    stack._sweep_files(services)
    assert left_of(services) == []
    assert events.create_event(services, ORGANISER, document).id == EVENT


def test_a_form_that_was_written_in_that_moment_is_removed_too(
    services: Services, clock: Clock
) -> None:
    events.create_event(services, ORGANISER, as_json(event_document(state="draft")))
    publish(services, REGISTRATION)
    record = services.forms.record(EVENT, "registration")
    assert record
    deletions.delete_event(services, ORGANISER, EVENT)
    services.table.put({"pk": {"S": f"EVENT#{EVENT}"}, "sk": {"S": "FORM#late"}})
    clock.forward(minutes=3)
    deletions.finish_deletions(services)
    assert left_of(services) == []


def test_after_a_crash_at_any_call_the_sweep_removes_what_is_left(
    services: Services, clock: Clock
) -> None:
    for call in range(100):
        events.create_event(services, ORGANISER, as_json(event_document(state="draft")))
        publish(services, REGISTRATION)
        form_files.attach_file(services, ORGANISER, EVENT, "registration", "map.png", PNG)
        has_crashed, _ = run_and_crash_before(
            services, call, lambda: deletions.delete_event(services, ORGANISER, EVENT)
        )
        if services.events.get(EVENT):  # it died before anything was decided
            deletions.delete_event(services, ORGANISER, EVENT)
        clock.forward(minutes=3)
        deletions.finish_deletions(services)
        assert left_of(services) == []
        if not has_crashed:
            break


def test_another_revision_than_the_one_seen_is_not_deleted(services: Services) -> None:
    events.create_event(services, ORGANISER, as_json(event_document(state="draft")))
    change(services, title={"kk": "Басқа"})
    with pytest.raises(errors.PreconditionFailed):
        deletions.delete_event(services, ORGANISER, EVENT, revisions={0})
    assert services.events.get(EVENT)
