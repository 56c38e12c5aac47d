"""Why a submission is not stored, where its sender cannot be told by an error of ``errors`` alone."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.submissions import Submission
from chalicelib.storage.table import Item, Reason


class SeatTaken(Exception):
    """Somebody else took that seat first."""


class UploadTaken(Exception):
    """Files belong to another submission; ``ids`` are their ids."""

    def __init__(self, ids: Sequence[str]) -> None:
        self.ids = tuple(ids)
        super().__init__("a file is another's")


class AdmissionRefused(Exception):
    """The admission copy admits no registration now, or the event has no such seat.

    ``item`` is the copy's, None if there is none.
    """

    def __init__(self, item: Item | None) -> None:
        self.item = item
        super().__init__("no admission")


class EventBusy(Exception):
    """The event was changed since it was read, or is being changed right now."""


class RegistrationConflict(Exception):
    """Another transaction was in flight on an item of the registration: the same may work in a moment.

    ``on_seat`` says whether it is taking the same seat, ``on_count`` whether it comes from the same network.
    """

    def __init__(self, *, on_seat: bool, on_count: bool = False) -> None:
        self.on_seat = on_seat
        self.on_count = on_count
        super().__init__("another transaction is in flight")


def raise_for_files(reasons: Mapping[str, Reason], submission: Submission) -> None:
    """Raise ``UploadTaken`` if files belong to another submission. ``reasons`` are by the operations' names."""
    taken = [file.id for file in submission.files if reasons[file.id].condition_failed]
    if taken:
        raise UploadTaken(taken)
