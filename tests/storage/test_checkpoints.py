from collections.abc import Iterator
from typing import Unpack

from typing_extensions import override

from chalicelib.settings import Settings
from chalicelib.storage import keys
from chalicelib.storage.checkpoints import Checkpoint, CheckpointStore
from chalicelib.storage.table import KeyRange, Page, Table, Update, address, number, string

EVENT_AND_FORM = "round-table", "impressions"
STAMPS = ["2026-06-13T05:00:00.000000Z", "2026-06-13T05:00:00.000001Z"]


def save(checkpoints: CheckpointStore, before: Checkpoint, state: bytes = b"state") -> bool:
    return checkpoints.save(*EVENT_AND_FORM, before=before, state=state, through=STAMPS)


def raise_epoch(table: Table) -> None:
    """Raise the epoch as an erasure does, in its own transaction."""
    table.update(
        Update(keys.checkpoint(*EVENT_AND_FORM), "ADD epoch :one", values={":one": number(1)})
    )


def test_a_form_that_was_never_folded_has_an_empty_checkpoint(moto_table: Table) -> None:
    assert CheckpointStore(moto_table).read(*EVENT_AND_FORM) == Checkpoint()


def test_a_saved_checkpoint_is_read_back(moto_table: Table) -> None:
    checkpoints = CheckpointStore(moto_table)
    assert save(checkpoints, Checkpoint())
    saved = checkpoints.read(*EVENT_AND_FORM)
    assert saved == Checkpoint(0, 1, b"state", tuple(STAMPS))
    assert [saved.reaches(shard) for shard in range(3)] == [*STAMPS, ""]


def test_one_of_two_concurrent_saves_succeeds(moto_table: Table) -> None:
    checkpoints = CheckpointStore(moto_table)
    before = checkpoints.read(*EVENT_AND_FORM)
    assert save(checkpoints, before, b"first")
    assert not save(checkpoints, before, b"second")
    assert save(checkpoints, checkpoints.read(*EVENT_AND_FORM), b"third")
    assert checkpoints.read(*EVENT_AND_FORM).state == b"third"


def test_a_new_epoch_discards_the_checkpoint_and_refuses_a_fold_begun_before(
    moto_table: Table,
) -> None:
    checkpoints = CheckpointStore(moto_table)
    save(checkpoints, Checkpoint())
    before = checkpoints.read(*EVENT_AND_FORM)
    raise_epoch(moto_table)
    assert checkpoints.read(*EVENT_AND_FORM) == Checkpoint(epoch=1, revision=1)
    assert not save(checkpoints, before)
    assert save(checkpoints, checkpoints.read(*EVENT_AND_FORM))
    assert checkpoints.read(*EVENT_AND_FORM) == Checkpoint(1, 2, b"state", tuple(STAMPS))


def test_a_new_epoch_before_the_first_fold_refuses_a_fold_begun_before(moto_table: Table) -> None:
    checkpoints = CheckpointStore(moto_table)
    raise_epoch(moto_table)
    assert not save(checkpoints, Checkpoint())
    assert save(checkpoints, Checkpoint(epoch=1))


class SmallPages(Table):
    """A table whose pages hold two items."""

    @override
    def pages(self, pk: str, **key_range: Unpack[KeyRange]) -> Iterator[Page]:
        key_range["limit"] = 2
        return super().pages(pk, **key_range)


def test_submissions_of_one_moment_are_in_one_batch(
    moto_settings: Settings, moto_table: Table
) -> None:
    from chalicelib.storage.connection import client

    collection = keys.submissions(*EVENT_AND_FORM, 0)
    seconds = [1, 1, 1, 1, 2, 3, 3, 4, 5, 5]
    for position, second in enumerate(seconds):
        moto_table.put(
            {
                **address(keys.Key(collection, f"id-{position}")),
                "received_at": string(f"2026-06-13T05:00:0{second}.000000Z"),
                "stat_line": string(f"line {position}"),
            }
        )
    checkpoints = CheckpointStore(SmallPages(client(moto_settings), moto_settings.table))
    batches = list(checkpoints.tail(*EVENT_AND_FORM, 0, after=""))
    assert [row.stat_line for batch in batches for row in batch] == [f"line {n}" for n in range(10)]
    stamps = [{row.received_at for row in batch} for batch in batches]
    assert sum(map(len, stamps)) == len(set[str]().union(*stamps)) == 5
    assert len([batch for batch in batches if batch]) > 2
    after = "2026-06-13T05:00:03.000000Z"
    rest = [row.id for batch in checkpoints.tail(*EVENT_AND_FORM, 0, after=after) for row in batch]
    assert rest == ["id-7", "id-8", "id-9"]
