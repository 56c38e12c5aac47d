"""The use cases of the sweep: what must be there before, what is done, and what a repeat may answer."""

from bench.faults.use_cases import events, forms, members, records, rows, submissions
from bench.faults.use_cases.case import UseCase as UseCase
from bench.faults.use_cases.case import open_world as open_world


def all_use_cases() -> tuple[UseCase, ...]:
    """Return every use case of the sweep."""
    return (
        *submissions.participants(),
        *events.on_events(),
        *forms.on_forms(),
        *rows.rows(),
        *records.on_records(),
        *events.lifecycle(),
        *members.access_cases(),
        *members.on_members(),
        *members.on_operations(),
        *submissions.jobs(),
    )
