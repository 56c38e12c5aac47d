"""What must hold after any fault, whatever was done, and what must hold when everybody has finished."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from bench.faults.world import World
from chalicelib.actions import confirmations, deletions, mail, notifications, summaries, uploads
from chalicelib.actions.services import Services
from chalicelib.domain.forms import FormRecord
from chalicelib.domain.registrations import Registration
from chalicelib.domain.submissions import Submission
from chalicelib.storage import keys
from tests.actions.setting import ORGANISER

_ONLY_SHORTCUTS = ("SUMMARY", "ARRIVALS", "ADMISSION", "bucket exports/", "bucket documents/")
_CALLS_OF_SWEEPS = (
    mail.send_waiting,
    deletions.finish_deletions,
    notifications.write_letters,
    uploads.sweep,
    confirmations.release_unconfirmed,
    summaries.advance_checkpoints,
)


def broken_invariants(services: Services) -> Iterator[str]:
    """Yield what does not hold: seats, claims and summaries follow from the stored rows alone."""
    for line in services.events.lines():
        registrations: list[Registration] = []
        for record in services.forms.records(line.id):
            if record.version == 0:
                continue
            rows = list(services.submissions.read_all(line.id, record.name, shards=record.shards))
            registrations += [row for row in rows if isinstance(row, Registration)]
            yield from _broken_summary(services, record, rows)
        yield from _broken_seats(services, line.id, registrations)


def _broken_summary(
    services: Services, record: FormRecord, rows: list[Submission]
) -> Iterator[str]:
    if len({row.id for row in rows}) != len(rows):
        yield f"{record.name}: a submission is stored twice"
    stored = _summarise(services, record)
    key = keys.checkpoint(record.event, record.name)
    checkpoint = services.table.get(key)
    services.table.delete(key)
    folded = _summarise(services, record)
    if checkpoint is not None:
        services.table.put(checkpoint)
    if stored != folded:
        yield f"{record.name}: the summary is not the fold of the rows"
    if folded["responses"] != len(rows):
        yield f"{record.name}: {folded['responses']} folded, {len(rows)} stored"


def _summarise(services: Services, record: FormRecord) -> dict[str, Any]:
    summary = summaries.read_summary(services, ORGANISER, record.event, record.name)
    return summary.model_dump(mode="json", exclude={"through"})


def _broken_seats(
    services: Services, event: str, registrations: list[Registration]
) -> Iterator[str]:
    stored = services.events.get(event)
    if stored is None:
        yield f"{event}: there is a line in the list, and no event"
        return
    held = {
        (category.name, seat): holder.sk
        for category in stored.categories
        for seat, holder in services.seats.holders(event, category.name).items()
    }
    expected = {(row.category, row.seat): row.id for row in registrations if row.seat is not None}
    if held != expected:
        yield f"{event}: seats {held} are not those of the registrations {expected}"
    claims = {
        (item["sk"]["S"], item["holder"]["S"]) for item in services.table.query(f"CLAIM#{event}")
    }
    if claims != {(claim, row.id) for row in registrations for claim in row.claims}:
        yield f"{event}: claims are not those of the registrations"


def finish(world: World) -> None:
    """Let the schedule run until everything is due, as it does after any crash."""
    for _ in range(3):
        world.clock.forward(minutes=30)
        for sweep in _CALLS_OF_SWEEPS:
            sweep(world.observer)


def count_items(world: World) -> Counter[str]:
    """Count the table's items and the bucket's objects by kind: what is half done shows here.

    Left out is what may be missing: checkpoints only shorten the next reading, a note of arrivals may be lost, and
    an admission copy is made or repaired by the first registration that needs it (the late ones of the sweep do). The
    bucket deletes downloads and documents by itself.
    """
    items = list(world.items())
    kinds = Counter(_kind(item["pk"]["S"], item["sk"]["S"]) for item in items)
    kinds.update(f"bucket {key.partition('/')[0]}/" for key in world.objects())
    kinds["held owners"] = sum("held_by" in item for item in items)
    for kind in _ONLY_SHORTCUTS:
        del kinds[kind]
    return +kinds


def _kind(pk: str, sk: str) -> str:
    kind = pk.partition("#")[0]
    return f"{kind} {sk.partition('#')[0]}" if kind in {"EVENT", "SIGNIN"} else kind
