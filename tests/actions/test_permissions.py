"""The permission matrix: every action as everybody, for an event that is theirs and for one that is not.

Every action runs as 27 actors, more than 900 calls, in one world; each refusal is compared with that of an event that
does not exist. ``permission_cases`` lists the actions.
"""

import inspect
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules

import pytest

from chalicelib import actions, errors
from chalicelib.actions import drafts, events, forms
from chalicelib.actions.services import Services
from chalicelib.domain.permissions import ANYONE, SYSTEM, Actor, Grant, GrantScope, MemberRole
from chalicelib.settings import Settings
from chalicelib.storage.table import Table
from tests.actions.permission_cases import CASES, ERASED, LIST, MEMBERS, REGISTERED, Case
from tests.actions.setting import (
    IMPRESSIONS,
    ORGANISER,
    Clock,
    answers_of_a_pupil,
    as_json,
    event_document,
    nth_id,
    open_event,
    register,
    respond,
    services_on,
)

EVENT = "round-table"
FORBIDDEN = (errors.PageNotFound, errors.EventNotFound)
PAST_PERMISSION = (
    errors.EventStillOpen,
    errors.FileNotFound,
    errors.LogUnreadable,
    errors.MailNotFound,
    errors.ParagraphNotFound,
    errors.RecordEntryNotFound,
    errors.TokenNotFound,
)
"""Refusals that are as good as a success: the action has asked and gone on."""
_INSIDE = (GrantScope(), GrantScope("series", "spring"), GrantScope("event", EVENT))
_OUTSIDE = (GrantScope("series", "autumn"), GrantScope("event", "training"))
_INTERNAL = {"permissions"}
"""Modules whose functions are no use cases."""
_PARTS = {
    "audit.audit_operation",
    "audit.log_reading",
    "drafts.store_draft",
    "events.save_changed",
    "records.entries_of",
    "records.find_section",
    "records.log_change",
    "records.next_entry",
    "records.refuse_other_revisions",
    "form_files.store_file",
    "wording.store_correction",
    "proposals.try_to_save",
    "proposals.find_proposal",
    "proposals.save_changes",
}
"""Parts of use cases, which have asked already."""


@pytest.fixture
def services(local_settings: Settings, local_table: Table, clock: Clock) -> Services:
    """Return services with two open events, each in a series, with forms, a draft, a file and answers."""
    from chalicelib.actions import form_files

    services = services_on(local_settings, clock, local_table)
    for event, series in ((EVENT, "spring"), ("training", "autumn")):
        open_event(services, id=event, series={"id": series, "title": {"kk": series}})
        planned = {**IMPRESSIONS, "name": "planned"}
        drafts.save_form(services, ORGANISER, event, "planned", as_json(planned))
        form_files.attach_file(services, ORGANISER, event, "impressions", "list.csv", LIST)
        respond(services, ERASED, event)
        respond(services, nth_id(2), event)
        register(services, answers_of_a_pupil(), REGISTERED, event)
    return services


def actors_of(case: Case) -> Iterator[tuple[Actor, bool]]:
    """Yield everybody, and whether they may."""
    for role in MemberRole:
        for scope in (*_INSIDE, *_OUTSIDE):
            may = role in case.roles and scope in _INSIDE and scope.kind in case.reach
            yield Actor("member", f"{role}@pikir.example", (Grant(role, scope),)), may
    yield Actor("member", "nobody@pikir.example"), False
    yield ANYONE, False


def refusal_of(case: Case, services: Services, actor: Actor, event: str) -> errors.Refusal | None:
    """Return the refusal that hides something, None if the call got further."""
    try:
        case.call(services, actor, event)
    except FORBIDDEN as refusal:
        return refusal
    except errors.Refusal:
        return None
    return None


def test_every_action_asks_first_and_hides_what_is_forbidden(services: Services) -> None:
    wrong, calls = [], 0
    for case in CASES:
        allowed = ORGANISER if case.roles or case.anyone else SYSTEM
        with suppress(*PAST_PERMISSION):
            case.call(services, allowed, EVENT)
        unknown = refusal_of(case, services, Actor("member", "nobody@pikir.example"), "no-event")
        for actor, may in actors_of(case):
            refusal = refusal_of(case, services, actor, EVENT)
            calls += 1
            if (refusal is None) != (may or case.anyone):
                wrong.append((case.name, actor.grants, "may" if refusal is None else "may not"))
            if refusal and (type(refusal), str(refusal)) != (type(unknown), str(unknown)):
                wrong.append((case.name, actor.grants, "learns that the event exists"))
    assert wrong == []
    assert calls >= 900


def test_every_action_is_in_the_matrix() -> None:
    found = {
        f"{module.name}.{name}"
        for module in iter_modules(actions.__path__)
        if module.name not in _INTERNAL
        for name, function in vars(import_module(f"{actions.__name__}.{module.name}")).items()
        if inspect.isfunction(function)
        and function.__module__ == f"{actions.__name__}.{module.name}"
        and not name.startswith("_")
        and "actor" in inspect.signature(function).parameters
    }
    assert found - _PARTS == {case.name for case in CASES}


@pytest.mark.parametrize("role", sorted(MEMBERS))
def test_a_member_sees_the_events_of_their_scope_in_lists(
    services: Services, role: MemberRole
) -> None:
    events.create_event(services, ORGANISER, as_json(event_document(id="planned", state="draft")))
    for scope, listed in {
        GrantScope(): ["training", EVENT, "planned"],
        GrantScope("series", "autumn"): ["training"],
        GrantScope("event", EVENT): [EVENT],
        GrantScope("event", "deleted"): [],
    }.items():
        member = Actor("member", "m@pikir.example", (Grant(role, scope),))
        assert [line.id for line in events.list_events(services, member).events] == listed


def test_a_draft_is_hidden_from_strangers_and_from_other_members(services: Services) -> None:
    draft = event_document(id="planned", state="draft")
    events.create_event(services, ORGANISER, as_json(draft))
    colleague = Actor(
        "member", "m@pikir.example", (Grant(MemberRole.DOOR, GrantScope("event", "planned")),)
    )
    stranger = Actor(
        "member", "m@pikir.example", (Grant(MemberRole.ORGANISER, GrantScope("event", EVENT)),)
    )
    assert events.show_event(services, colleague, "planned").id == "planned"
    for actor in (ANYONE, stranger):
        for show in (events.show_event, forms.list_forms, events.read_event_as_member):
            with pytest.raises(errors.EventNotFound):
                show(services, actor, "planned")


def test_a_form_that_is_only_a_draft_is_hidden_from_readers(services: Services) -> None:
    reader = Actor("member", "m@pikir.example", (Grant(MemberRole.ANSWERS_READER),))
    assert "planned" not in {form.name for form in forms.list_forms(services, reader, EVENT)}
    with pytest.raises(errors.FormNotFound):
        forms.show_record(services, reader, EVENT, "planned")


def test_an_organiser_of_one_series_moves_no_event_to_another(services: Services) -> None:
    organiser = Actor(
        "member", "m@pikir.example", (Grant(MemberRole.ORGANISER, GrantScope("event", EVENT)),)
    )
    away = as_json({"series": {"id": "autumn", "title": {"kk": "Күз"}}})
    with pytest.raises(errors.EventNotFound):
        events.change_event(services, organiser, EVENT, away)
    renamed = as_json({"series": {"id": "spring", "title": {"kk": "Көктем"}}})
    assert events.change_event(services, organiser, EVENT, renamed).revision == 1


def test_a_token_permits_no_more_than_its_grant_nor_than_its_owner(services: Services) -> None:
    """The grant of the token and the grants of its owner must both permit an action."""
    reader, everything = Grant(MemberRole.SUMMARIES_READER), Grant(MemberRole.OWNER)
    here = Grant(MemberRole.ORGANISER, GrantScope("event", EVENT))
    for grants, within, may in (
        ((everything,), here, True),
        ((here,), everything, True),
        ((everything,), reader, False),
        ((reader,), everything, False),
        ((here,), Grant(MemberRole.ORGANISER, GrantScope("event", "training")), False),
    ):
        actor = Actor("member", "m@pikir.example", grants, within)
        assert actor.may("forms.change", events.show_event(services, SYSTEM, EVENT)) is may
