from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import errors
from chalicelib.domain.submissions import (
    AnswerFile,
    Response,
    SubmissionFiles,
    receipt_code,
    refuse_bad_id,
)
from chalicelib.domain.timestamps import from_timestamp, to_timestamp

SECRET = b"a secret that is only for tests"
RESPONSE = Response(
    id="0b6f9c1e-6a0f-4e53-9d0e-3f1f6f0c2a11",
    event="round-table",
    form="impressions",
    version=1,
    language="kk",
    received_at=datetime(2026, 6, 13, 5, tzinfo=UTC),
    category=None,
    answers={"overall": 5},
    stat_line="1|1||5",
    payload_hash="abc",
    receipt="7F3KQ-ZD92M",
)
MOMENTS = st.datetimes(
    min_value=datetime(1990, 1, 2),  # noqa: DTZ001 -- hypothesis adds the zone
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001 -- hypothesis adds the zone
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5))]),
)


def test_a_repeat_is_told_by_its_payload() -> None:
    RESPONSE.refuse_other_payload("abc")
    with pytest.raises(errors.PayloadDiffers):
        replace(RESPONSE, payload_hash="def").refuse_other_payload("abc")


def test_a_receipt_belongs_to_one_submission() -> None:
    receipts = {
        receipt_code(secret, event, form, submission)
        for secret in (SECRET, b"another")
        for event in ("a", "ab")
        for form in ("bc", "c")
        for submission in ("1", "2")
    }
    assert len(receipts) == 16
    assert receipt_code(SECRET, "a", "b", "c") == receipt_code(SECRET, "a", "b", "c")


@given(st.uuids())
def test_an_id_is_taken_as_it_is_written_canonically(submission: object) -> None:
    refuse_bad_id(str(submission))
    for other in (f"{{{submission}}}", f"urn:uuid:{submission}", str(submission).replace("-", "")):
        with pytest.raises(errors.BadSubmissionId):
            refuse_bad_id(other)


@given(MOMENTS, MOMENTS)
def test_moments_are_kept_exactly_and_order_as_text(one: datetime, other: datetime) -> None:
    assert from_timestamp(to_timestamp(one)) == one
    assert len(to_timestamp(one)) == 27
    assert (to_timestamp(one) < to_timestamp(other)) == (one < other)


def test_a_receipt_is_the_one_that_was_given_before() -> None:
    """A receipt is not looked up but calculated again, so the code of a submission must never change."""
    assert receipt_code(SECRET, "round-table", "impressions", RESPONSE.id) == "FEBSD-YSKY2"


@pytest.mark.parametrize("submission", ["", " ", "1", RESPONSE.id.upper(), f"{RESPONSE.id} "])
def test_any_other_text_is_no_id(submission: str) -> None:
    with pytest.raises(errors.BadSubmissionId):
        refuse_bad_id(submission)


FILES = tuple(
    AnswerFile(each, "photo", f"{each}.png", "image/png", size=28, source="1")
    for each in ("a", "b")
)


def test_a_file_of_a_submission_is_looked_up_by_its_id() -> None:
    submission = replace(RESPONSE, files=FILES)
    assert submission.file("b") == FILES[1]
    assert submission.file("c") is None
    assert RESPONSE.file("a") is None


def test_the_files_of_a_submission_name_the_submission() -> None:
    assert SubmissionFiles.of(replace(RESPONSE, files=FILES)) == SubmissionFiles(
        event="round-table", form="impressions", submission=RESPONSE.id, files=FILES
    )
