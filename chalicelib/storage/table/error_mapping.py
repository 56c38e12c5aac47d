"""What botocore raises, told in our own words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chalicelib import errors
from chalicelib.storage.table.operations import Item, ItemTooLarge

_TRANSIENT: Final = frozenset(
    {
        "InternalServerError",
        "ItemCollectionSizeLimitExceededException",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestTimeout",
        "ServiceUnavailable",
        "ThrottlingException",
        "TransactionInProgressException",
    }
)


class ConditionFailed(Exception):
    """The condition of a write does not hold; ``item`` is what stands there, None for nothing."""

    def __init__(self, item: Item | None = None) -> None:
        self.item = item
        super().__init__("the condition does not hold")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one operation of a transaction was refused; ``code`` is ``None`` for one that was not."""

    code: str | None
    item: Item | None = None

    @property
    def condition_failed(self) -> bool:
        """Whether the operation's own condition does not hold."""
        return self.code == "ConditionalCheckFailed"


class TransactionCancelled(Exception):
    """A transaction that was refused as a whole; one reason per operation, in their order."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(", ".join(str(reason.code) for reason in reasons))

    @property
    def conflicted(self) -> bool:
        """Whether another write got in the way of some operation."""
        return any(reason.code == "TransactionConflict" for reason in self.reasons)

    @property
    def only_conflicted(self) -> bool:
        """Whether nothing else stood in the way, so that trying again may do."""
        return {reason.code for reason in self.reasons} <= {None, "TransactionConflict"}


class StorageFault(Exception):
    """DynamoDB refused what Pikir should not have asked, or is not set up."""


def refuse_unless_conflict(error: Exception) -> None:
    """Raise what the error means to us; return if it only means that another write was first."""
    import botocore.exceptions as foreign

    if isinstance(error, foreign.ClientError):
        meaning = _meaning(error.response)
        if isinstance(meaning, TransactionCancelled) and meaning.only_conflicted:
            return
        if error.response["Error"]["Code"] == "TransactionConflictException":
            return
        raise meaning from error
    if isinstance(error, foreign.HTTPClientError | foreign.ConnectionError):
        raise errors.Unavailable from error
    if isinstance(error, foreign.BotoCoreError):
        raise StorageFault(str(error)) from error
    raise error


def _meaning(response: Mapping[str, Any]) -> Exception:
    code, message = response["Error"]["Code"], response["Error"].get("Message", "")
    if code == "ConditionalCheckFailedException":
        return ConditionFailed(response.get("Item"))
    if code == "TransactionCanceledException":
        return _cancelled(response.get("CancellationReasons", ()))
    if code in _TRANSIENT or response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:
        return errors.Unavailable()
    if code == "ValidationException" and "Item size" in message:
        return ItemTooLarge()
    return StorageFault(f"{code}: {message}")


def _cancelled(given: Iterable[Mapping[str, Any]]) -> Exception:
    reasons = []
    for reason in given:
        code = reason.get("Code")
        if code == "ValidationError" and "Item size" in reason.get("Message", ""):
            return ItemTooLarge()
        reasons.append(Reason(None if code in {None, "None"} else code, reason.get("Item")))
    codes = {reason.code for reason in reasons if reason.code}
    if codes and codes <= {"ThrottlingError", "ProvisionedThroughputExceeded"}:
        return errors.Unavailable()
    return TransactionCancelled(reasons)
