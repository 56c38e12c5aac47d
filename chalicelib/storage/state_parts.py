"""The parts of a summary's state that is too large for its checkpoint: other items, written in one transaction with it.

Each holds the revision that wrote it, so that whoever reads while another saves sees what does not belong together.
Nothing is left over by a crash: a transaction writes all parts with the checkpoint, or nothing.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from chalicelib.storage import keys
from chalicelib.storage.table import Table, Update, binary, number, read_integer

LARGEST_PART: Final = 350 * 1024
"""In bytes, also of a state in the checkpoint itself; an item may have 400 KB in all."""
MOST_PARTS: Final = 10
"""A transaction writes 4 MB."""


class StateTooLarge(Exception):
    """The state has more parts than a transaction writes."""


def cut_state(state: bytes) -> Sequence[bytes]:
    """Return the parts of a state, none of one that fits into its checkpoint; raise ``StateTooLarge``."""
    if len(state) <= LARGEST_PART:
        return ()
    parts = [state[start : start + LARGEST_PART] for start in range(0, len(state), LARGEST_PART)]
    if len(parts) > MOST_PARTS:
        raise StateTooLarge
    return parts


def write_parts(
    event: str, form: str, parts: Sequence[bytes], *, revision: int, before: int
) -> Iterator[Update]:
    """Yield the operations that write a revision's parts; of the ``before`` many there were, those beyond are emptied."""
    for position in range(max(len(parts), before)):
        content = parts[position] if position < len(parts) else b""
        yield Update(
            keys.state_part(event, form, position),
            "SET state_part = :part, revision = :revision",
            values={":part": binary(content), ":revision": number(revision)},
        )


def read_parts(table: Table, event: str, form: str, count: int, *, revision: int) -> bytes | None:
    """Return the state of that revision, None if another save has replaced some of its parts."""
    parts = [keys.state_part(event, form, position) for position in range(count)]
    items = table.get_many(parts)
    written = [read_integer(items[key], "revision", -1) for key in parts if key in items]
    if written != [revision] * count:
        return None
    return b"".join(bytes(items[key]["state_part"]["B"]) for key in parts)
