"""Retries are those of botocore's standard mode: which answers, which pauses, how many in all."""

from types import SimpleNamespace
from typing import Any

import pytest
from botocore.retries import quota, standard
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.storage.direct import retries
from chalicelib.storage.direct.retries import RetryQuota, is_throttled, is_transient, pause_before

CODES = [
    *(
        *sorted(retries.THROTTLES),
        "InternalServerError",
        "RequestTimeout",
        "",
        "ServiceUnavailable",
    ),
    *("ConditionalCheckFailedException", "ValidationException", "ResourceNotFoundException"),
    *("ExpiredTokenException", "TransactionCanceledException", "TransactionConflictException"),
]
STATUSES = [400, 403, 404, 413, 429, 500, 502, 503, 504]


def context(code: str, status: int, attempt: int = 1, **headers: str) -> Any:  # noqa: ANN401 -- botocore's own
    return standard.RetryContext(
        attempt_number=attempt,
        operation_model=None,
        parsed_response={"Error": {"Code": code}},
        http_response=SimpleNamespace(status_code=status, headers=headers, content=b""),
        request_context={},
    )


@pytest.fixture(scope="module")
def detector() -> standard.ThrottlingErrorDetector:
    return standard.ThrottlingErrorDetector(standard.RetryEventAdapter())


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("status", STATUSES)
def test_botocore_sends_the_same_answers_again(
    code: str, status: int, detector: standard.ThrottlingErrorDetector
) -> None:
    theirs = standard.OrRetryChecker(
        [
            standard.TransientRetryableChecker(),
            standard.ThrottledRetryableChecker(),
            standard.ThrottlingStatusCodeChecker(),  # type: ignore[attr-defined] # newer than the stubs
        ]
    )
    asked = context(code, status)
    if code != "InternalServerError" or status >= 500:  # DynamoDB gives that code with 500 alone
        assert is_transient(code, status) == theirs.is_retryable(asked)
    assert is_throttled(code, status) == detector.is_throttling_error_from_context(asked)


@given(
    attempt=st.integers(1, 12),
    drawn=st.floats(0, 1),
    throttled=st.booleans(),
    retry_after=st.none()
    | st.integers(0, 10**7).map(str)
    | st.sampled_from(["", "-1", "x", "1.5"]),
)
def test_a_pause_is_botocores(
    attempt: int, drawn: float, throttled: bool, retry_after: str | None
) -> None:
    code = "ThrottlingException" if throttled else "InternalServerError"
    headers = {} if retry_after is None else {"x-amz-retry-after": retry_after}
    theirs = standard.ExponentialBackoff(
        random=lambda: drawn,
        service_name="dynamodb",
        throttling_detector=standard.ThrottlingErrorDetector(standard.RetryEventAdapter()),
    )
    expected = theirs.delay_amount(context(code, 500, attempt, **headers))
    ours = pause_before(attempt, throttled=throttled, retry_after=retry_after, draw=lambda: drawn)
    assert ours == pytest.approx(expected)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=80))
@example([(False, False)] * 35 + [(True, False)] * 3)  # to the last unit
def test_the_quota_is_botocores(calls: list[tuple[bool, bool]]) -> None:
    ours, theirs = RetryQuota(), quota.RetryQuota()
    checker = standard.RetryQuotaChecker(
        theirs, standard.ThrottlingErrorDetector(standard.RetryEventAdapter())
    )
    for throttled, succeeds in calls:
        asked = context("ThrottlingException" if throttled else "InternalServerError", 500)
        cost = ours.take(throttled=throttled)
        assert bool(cost) == checker.acquire_retry_quota(asked)
        if succeeds:
            ours.give_back(cost)
            checker.release_retry_quota(asked.request_context, SimpleNamespace(status_code=200))
        assert ours._left == theirs.available_capacity
