from collections.abc import Iterator
from typing import Any, Unpack

import pytest
from typing_extensions import override

from chalicelib.settings import Settings
from chalicelib.storage import keys
from chalicelib.storage.checkpoints import (
    Checkpoint,
    CheckpointStore,
    LineRow,
    from_item,
)
from chalicelib.storage.state_parts import LARGEST_PART, MOST_PARTS, StateTooLarge
from chalicelib.storage.table import (
    Item,
    KeyRange,
    Page,
    Table,
    Update,
    address,
    binary,
    number,
    string,
)
from tests.storage.test_table import script_table

EVENT_AND_FORM = "round-table", "impressions"
STAMPS = ["2026-06-13T05:00:00.000000Z", "2026-06-13T05:00:00.000001Z"]


def save(checkpoints: CheckpointStore, before: Checkpoint, state: bytes = b"state") -> bool:
    return checkpoints.save(*EVENT_AND_FORM, before=before, state=state, through=STAMPS)


def raise_epoch(table: Table) -> None:
    """Raise the epoch as an erasure does, in its own transaction."""
    table.update(
        Update(keys.checkpoint(*EVENT_AND_FORM), "ADD epoch :one", values={":one": number(1)})
    )


def test_a_form_that_was_never_folded_has_an_empty_checkpoint(local_table: Table) -> None:
    assert CheckpointStore(local_table).read(*EVENT_AND_FORM) == Checkpoint()


def test_a_saved_checkpoint_is_read_back(local_table: Table) -> None:
    checkpoints = CheckpointStore(local_table)
    assert save(checkpoints, Checkpoint())
    saved = checkpoints.read(*EVENT_AND_FORM)
    assert saved == Checkpoint(0, 1, b"state", tuple(STAMPS))
    assert [saved.reaches(shard) for shard in range(3)] == [*STAMPS, ""]


def test_one_of_two_concurrent_saves_succeeds(local_table: Table) -> None:
    checkpoints = CheckpointStore(local_table)
    before = checkpoints.read(*EVENT_AND_FORM)
    assert save(checkpoints, before, b"first")
    assert not save(checkpoints, before, b"second")
    assert save(checkpoints, checkpoints.read(*EVENT_AND_FORM), b"third")
    assert checkpoints.read(*EVENT_AND_FORM).state == b"third"


def test_a_new_epoch_discards_the_checkpoint_and_refuses_a_fold_begun_before(
    local_table: Table,
) -> None:
    checkpoints = CheckpointStore(local_table)
    save(checkpoints, Checkpoint())
    before = checkpoints.read(*EVENT_AND_FORM)
    raise_epoch(local_table)
    assert checkpoints.read(*EVENT_AND_FORM) == Checkpoint(epoch=1, revision=1)
    assert not save(checkpoints, before)
    assert save(checkpoints, checkpoints.read(*EVENT_AND_FORM))
    assert checkpoints.read(*EVENT_AND_FORM) == Checkpoint(1, 2, b"state", tuple(STAMPS))


def test_a_new_epoch_before_the_first_fold_refuses_a_fold_begun_before(local_table: Table) -> None:
    checkpoints = CheckpointStore(local_table)
    raise_epoch(local_table)
    assert not save(checkpoints, Checkpoint())
    assert save(checkpoints, Checkpoint(epoch=1))


class SmallPages(Table):
    """A table whose pages hold two items."""

    @override
    def pages(self, pk: str, **key_range: Unpack[KeyRange]) -> Iterator[Page]:
        key_range["limit"] = 2
        return super().pages(pk, **key_range)


def test_submissions_of_one_moment_are_in_one_batch(
    local_settings: Settings, local_table: Table
) -> None:
    from chalicelib.storage.connection import client

    collection = keys.submissions(*EVENT_AND_FORM, 0)
    seconds = [1, 1, 1, 1, 2, 3, 3, 4, 5, 5]
    for position, second in enumerate(seconds):
        local_table.put(
            {
                **address(keys.Key(collection, f"id-{position}")),
                "received_at": string(f"2026-06-13T05:00:0{second}.000000Z"),
                "stat_line": string(f"line {position}"),
            }
        )
    checkpoints = CheckpointStore(SmallPages(client(local_settings), local_settings.table))
    batches = list(checkpoints.tail(*EVENT_AND_FORM, 0, after=""))
    assert [row.stat_line for batch in batches for row in batch] == [f"line {n}" for n in range(10)]
    stamps = [{row.received_at for row in batch} for batch in batches]
    assert sum(map(len, stamps)) == len(set[str]().union(*stamps)) == 5
    assert len([batch for batch in batches if batch]) > 2
    after = "2026-06-13T05:00:03.000000Z"
    rest = [row.id for batch in checkpoints.tail(*EVENT_AND_FORM, 0, after=after) for row in batch]
    assert rest == ["id-7", "id-8", "id-9"]


@pytest.mark.parametrize(
    ("before", "condition", "values"),
    [
        (Checkpoint(), "attribute_not_exists(epoch) AND attribute_not_exists(revision)", {}),
        (
            Checkpoint(epoch=2, revision=5),
            "epoch = :old_epoch AND revision = :old_revision",
            {":old_epoch": number(2), ":old_revision": number(5)},
        ),
    ],
    ids=["first", "further"],
)
def test_a_save_is_one_write_on_the_condition_that_epoch_and_revision_are_as_read(
    before: Checkpoint, condition: str, values: dict[str, Any]
) -> None:
    table, client, _ = script_table({"Attributes": {}})
    assert save(CheckpointStore(table), before)
    assert client.requests == [
        {
            "method": "update_item",
            "TableName": "pikir",
            "Key": address(keys.checkpoint(*EVENT_AND_FORM)),
            "UpdateExpression": (
                "SET #state = :state, through = :through, "
                "state_epoch = :epoch, revision = :revision"
            ),
            "ConditionExpression": condition,
            "ExpressionAttributeNames": {"#state": "state"},
            "ExpressionAttributeValues": {
                ":state": binary(b"state"),
                ":through": {"L": [string(stamp) for stamp in STAMPS]},
                ":epoch": number(before.epoch),
                ":revision": number(before.revision + 1),
                **values,
            },
            "ReturnValues": "ALL_NEW",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    ]


def test_a_state_larger_than_a_transaction_is_refused() -> None:
    table, client, _ = script_table({"Attributes": {}})
    checkpoints = CheckpointStore(table)
    with pytest.raises(StateTooLarge):
        save(checkpoints, Checkpoint(), b"x" * (MOST_PARTS * LARGEST_PART + 1))
    assert client.requests == []
    assert save(checkpoints, Checkpoint(), b"x" * LARGEST_PART)
    assert len(client.requests) == 1


LARGE = [b"".join(b"%d-%d;" % (n, place) for place in range(60_000)) for n in range(3)]


@pytest.mark.dynoxide
def test_a_large_state_is_kept_in_parts_and_a_small_one_after_it_in_the_checkpoint(
    dynoxide_table: Table,
) -> None:
    checkpoints = CheckpointStore(dynoxide_table)
    before = Checkpoint()
    for revision, state in enumerate((b"small", *LARGE[:2], LARGE[2][:-200_000], b"small"), 1):
        assert save(checkpoints, before, state)
        saved = checkpoints.read(*EVENT_AND_FORM)
        count = len(state) // LARGEST_PART + 1 if len(state) > LARGEST_PART else 0
        assert saved == Checkpoint(0, revision, state, tuple(STAMPS), count)
        assert not save(checkpoints, before, LARGE[0])  # as it was read before
        assert checkpoints.read(*EVENT_AND_FORM) == saved
        before = saved


@pytest.mark.dynoxide
def test_a_new_epoch_discards_a_large_state(dynoxide_table: Table) -> None:
    checkpoints = CheckpointStore(dynoxide_table)
    save(checkpoints, Checkpoint(), LARGE[0])
    before = checkpoints.read(*EVENT_AND_FORM)
    raise_epoch(dynoxide_table)
    assert checkpoints.read(*EVENT_AND_FORM) == Checkpoint(1, 1, parts=2)
    assert not save(checkpoints, before, LARGE[1])
    assert save(checkpoints, checkpoints.read(*EVENT_AND_FORM), LARGE[1])
    assert checkpoints.read(*EVENT_AND_FORM).state == LARGE[1]


@pytest.mark.dynoxide
def test_parts_of_two_revisions_are_never_one_state(dynoxide_table: Table) -> None:
    """What a reader finds while a transaction replaces the parts, or after somebody restored some of the items."""
    checkpoints = CheckpointStore(dynoxide_table)
    save(checkpoints, Checkpoint(), LARGE[0])
    change = "SET revision = :revision"
    part = keys.state_part(*EVENT_AND_FORM, 1)
    dynoxide_table.update(Update(part, change, values={":revision": number(2)}))
    assert checkpoints.read(*EVENT_AND_FORM) == Checkpoint(0, 1, parts=2)
    dynoxide_table.delete(part)
    assert checkpoints.read(*EVENT_AND_FORM) == Checkpoint(0, 1, parts=2)


@pytest.mark.parametrize(
    ("attributes", "checkpoint"),
    [
        ({"epoch": number(1)}, Checkpoint(epoch=1)),
        ({"epoch": number(1), "state_epoch": number(1)}, Checkpoint(epoch=1)),
        ({"state": binary(b"state")}, Checkpoint()),
        ({"epoch": number(1), "state": binary(b"state")}, Checkpoint(epoch=1)),
        (
            {"epoch": number(1), "state_epoch": number(0), "state": binary(b"state")},
            Checkpoint(epoch=1),
        ),
        (
            {"epoch": number(1), "state_epoch": number(1), "state": binary(b"state")},
            Checkpoint(1, 0, b"state", ("now",)),
        ),
    ],
)
def test_a_state_is_valid_only_in_the_epoch_in_which_it_was_folded(
    attributes: Item, checkpoint: Checkpoint
) -> None:
    assert from_item({"through": {"L": [string("now")]}, **attributes}) == checkpoint


def make_row(second: int, sk: str, **attributes: Any) -> Item:
    return {
        **address(keys.Key(keys.submissions(*EVENT_AND_FORM, 3), sk)),
        "received_at": string(to_stamp(second)),
        **attributes,
    }


def to_stamp(second: int) -> str:
    return f"2026-06-13T05:00:0{second}.000000Z"


@pytest.mark.parametrize(
    ("after", "condition", "values"),
    [
        ("", "", {}),
        (to_stamp(1), " AND received_at >= :first", {":first": string(f"{to_stamp(1)} ")}),
    ],
    ids=["whole", "behind-a-timestamp"],
)
def test_a_tail_is_a_consistent_query_of_the_index(
    after: str, condition: str, values: dict[str, Any]
) -> None:
    table, client, _ = script_table({"Items": []})
    assert list(CheckpointStore(table).tail(*EVENT_AND_FORM, 3, after=after)) == [[]]
    assert client.requests == [
        {
            "method": "query",
            "TableName": "pikir",
            "IndexName": "by_received",
            "KeyConditionExpression": f"pk = :pk{condition}",
            "ExpressionAttributeValues": {
                ":pk": string("RESP#round-table#impressions#3"),
                **values,
            },
            "ConsistentRead": True,
            "ScanIndexForward": True,
            "Limit": 5000,
        }
    ]


def test_a_batch_ends_before_the_last_timestamp_of_its_page_unless_it_is_the_last_page() -> None:
    line = {"stat_line": string("1|1||5")}
    first = [make_row(1, "a", **line), make_row(2, "b", **line), make_row(3, "c", **line)]
    second = [make_row(3, "d", **line)]
    third: list[Item] = []
    fourth = [make_row(3, "e"), make_row(4, "f", **line)]
    table, client, _ = script_table(
        {"Items": first, "LastEvaluatedKey": first[-1]},
        {"Items": second, "LastEvaluatedKey": second[-1]},
        {"Items": third, "LastEvaluatedKey": second[-1]},
        {"Items": fourth},
    )
    assert list(CheckpointStore(table).tail(*EVENT_AND_FORM, 3, after="")) == [
        [LineRow(to_stamp(1), "1|1||5", "a"), LineRow(to_stamp(2), "1|1||5", "b")],
        [],
        [],
        [
            LineRow(to_stamp(3), "1|1||5", "c"),
            LineRow(to_stamp(3), "1|1||5", "d"),
            LineRow(to_stamp(3), "", "e"),
            LineRow(to_stamp(4), "1|1||5", "f"),
        ],
    ]
    assert [request.get("ExclusiveStartKey") for request in client.requests] == [
        None,
        first[-1],
        second[-1],
        second[-1],
    ]
