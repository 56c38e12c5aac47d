"""The exceptions of both clients mapped to those of the table."""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from chalicelib import errors
from chalicelib.frozen import dataclass
from chalicelib.storage.direct.client import CallRefused
from chalicelib.storage.direct.connection import ConnectionFault, TlsRefused
from chalicelib.storage.direct.credentials import CredentialsFault
from chalicelib.storage.table.operations import Item, ItemTooLarge

_log = logging.getLogger("pikir.storage")

_TRANSIENT: Final = frozenset(
    {
        "InternalServerError",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestTimeout",
        "ServiceUnavailable",
        "ThrottlingException",
        "TransactionInProgressException",
    }
)
_EXPIRED: Final = "ExpiredTokenException"
_CLOCK: Final = frozenset({"RequestExpired", "RequestTimeTooSkewed"})
_SIGNATURE: Final = frozenset({"InvalidSignatureException", "SignatureDoesNotMatch"})
_SIGNED_AT_ANOTHER_TIME: Final = ("Signature expired", "Signature not yet current")
"""Begin the message of a signature that is right, but for a time too far from AWS's own; a wrong secret has another."""


class ConditionFailed(Exception):
    """The condition of a write does not hold; ``item`` is the existing item, None if there is none."""

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

    @property
    def conflicted(self) -> bool:
        """Whether another transaction was in flight on the item."""
        return self.code == "TransactionConflict"


class TransactionCancelled(Exception):
    """A transaction was refused; there is one reason per operation, in the same order."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(", ".join(str(reason.code) for reason in reasons))

    @property
    def conflicted(self) -> bool:
        """Whether another transaction was in flight on one of the items."""
        return any(reason.conflicted for reason in self.reasons)

    @property
    def only_conflicted(self) -> bool:
        """Whether conflicts are the only reasons, so that a retry may succeed."""
        return {reason.code for reason in self.reasons} <= {None, "TransactionConflict"}


class CollectionFull(Exception):
    """The items of one partition key fill the 10 GB that DynamoDB keeps for them beside a local index."""


class StorageFault(Exception):
    """DynamoDB refused a request that Pikir should not have made, or is not set up."""


def raise_unless_conflict(error: Exception, *, surface_conflicts: bool = False) -> None:
    """Raise what the exception means; return if another write only came first, so retry.

    With ``surface_conflicts`` a transaction that was cancelled for that is raised as well.
    """
    if isinstance(error, CredentialsFault):
        _log.error("%s", json.dumps({"database": "no credentials", "why": str(error)}))
        raise errors.Unavailable from error
    if isinstance(error, CallRefused):
        _raise_refusal(error, error.response, surface_conflicts=surface_conflicts)
    elif isinstance(error, ConnectionFault):
        if isinstance(error, TlsRefused):
            _log_tls(error)
        raise errors.Unavailable from error
    else:
        _raise_foreign(error, surface_conflicts=surface_conflicts)


def _raise_refusal(
    error: Exception, response: Mapping[str, Any], *, surface_conflicts: bool
) -> None:
    meaning = _map_response(response)
    if isinstance(meaning, TransactionCancelled) and meaning.only_conflicted:
        if surface_conflicts:
            raise meaning from error
        return
    if response["Error"]["Code"] == "TransactionConflictException":
        return
    raise meaning from error


def _log_tls(error: Exception) -> None:
    # Waiting does not help: somebody must change the certificates or AWS_CA_BUNDLE.
    _log.error("%s", json.dumps({"database": "TLS refused", "why": str(error)}))


def _raise_foreign(error: Exception, *, surface_conflicts: bool) -> None:
    """Raise what an exception of botocore's means."""
    import botocore.exceptions as foreign

    if isinstance(error, foreign.ClientError):
        _raise_refusal(error, error.response, surface_conflicts=surface_conflicts)
        return
    if isinstance(error, foreign.SSLError):
        _log_tls(error)
    if isinstance(error, foreign.HTTPClientError | foreign.ConnectionError):
        raise errors.Unavailable from error
    if isinstance(error, foreign.BotoCoreError):
        raise StorageFault(str(error)) from error
    raise error


def _map_response(response: Mapping[str, Any]) -> Exception:
    code, message = response["Error"]["Code"], response["Error"].get("Message", "")
    if code == "ConditionalCheckFailedException":
        return ConditionFailed(response.get("Item"))
    if code == "TransactionCanceledException":
        return _map_cancellation(response.get("CancellationReasons", ()))
    if code == "ItemCollectionSizeLimitExceededException":
        return CollectionFull()
    if _is_transient(response, code) or _is_refused_for_now(code, message):
        return errors.Unavailable()
    if code == "ValidationException" and "Item size" in message:
        return ItemTooLarge()
    return StorageFault(f"{code}: {message}")


def _is_transient(response: Mapping[str, Any], code: str) -> bool:
    status: int = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return code in _TRANSIENT or status >= 500


def _is_refused_for_now(code: str, message: str) -> bool:
    """Return whether a request was refused for this machine's clock or its expired access key, and log that.

    It is no fault of the request, and what was typed must come back; but somebody must set the clock, or renew the key.
    """
    reason: dict[str, str] = {}
    if code == _EXPIRED:
        reason = {"database": "credentials expired"}
    elif code in _CLOCK or (code in _SIGNATURE and message.startswith(_SIGNED_AT_ANOTHER_TIME)):
        why = "the clock of this machine is wrong by more than five minutes"
        reason = {"database": "signature refused", "why": why}
    if reason:
        _log.error("%s", json.dumps({**reason, "aws": message}))
    return bool(reason)


def _map_cancellation(cancellation: Iterable[Mapping[str, Any]]) -> Exception:
    reasons = []
    for reason in cancellation:
        code = reason.get("Code")
        if code == "ItemCollectionSizeLimitExceeded":
            return CollectionFull()
        if code == "ValidationError" and "Item size" in reason.get("Message", ""):
            return ItemTooLarge()
        reasons.append(Reason(None if code in {None, "None"} else code, reason.get("Item")))
    codes = {reason.code for reason in reasons if reason.code}
    if codes and codes <= {"ThrottlingError", "ProvisionedThroughputExceeded"}:
        return errors.Unavailable()
    return TransactionCancelled(reasons)
