"""The items of submissions, which outlive the code that wrote them."""

from dataclasses import replace

import pytest

from chalicelib.domain.submissions import Submission
from chalicelib.storage.submissions.items import from_item, to_item
from chalicelib.storage.table import number, string
from tests.domain.test_submissions import FILES, RESPONSE
from tests.storage.test_submissions import REGISTRATION

RESPONSE_ITEM = {
    "pk": string("RESP#round-table#impressions#0"),
    "sk": string(RESPONSE.id),
    "received_at": string("2026-06-13T05:00:00.000000Z"),
    "stat_line": string("1|1||5"),
    "answers": string('{"overall":5}'),
    "version": number(1),
    "language": string("kk"),
    "payload_hash": string("abc"),
    "receipt": string("7F3KQ-ZD92M"),
}
FILES_VALUE = string(
    '[{"id":"a","question":"photo","name":"a.png","content_type":"image/png","size":28,"source":"1"},'
    '{"id":"b","question":"photo","name":"b.png","content_type":"image/png","size":28,"source":"1"}]'
)


def test_the_item_of_a_response_has_an_attribute_for_each_field() -> None:
    assert to_item(RESPONSE, 1) == RESPONSE_ITEM


def test_the_item_of_a_response_is_in_the_shard_of_its_id() -> None:
    assert to_item(RESPONSE, 16) == {
        **RESPONSE_ITEM,
        "pk": string("RESP#round-table#impressions#4"),
    }


def test_answers_are_compact_json_with_letters_as_they_are() -> None:
    response = replace(RESPONSE, answers={"name": "Айша", "overall": 5})
    assert to_item(response, 1)["answers"] == string('{"name":"Айша","overall":5}')


def test_category_and_files_are_attributes_where_there_are_any() -> None:
    response = replace(RESPONSE, category="pupil", files=FILES)
    added = {"category": string("pupil"), "files": FILES_VALUE}
    assert to_item(response, 1) == {**RESPONSE_ITEM, **added}


def test_the_item_of_a_registration_names_its_kind_its_seat_and_its_claims() -> None:
    kind = {"kind": string("registration"), "receipt_key": string(REGISTRATION.receipt)}
    assert to_item(REGISTRATION, 1) == {
        **RESPONSE_ITEM,
        **kind,
        "seat": number(3),
        "claims": {"L": [string("aa"), string("bb")]},
    }
    assert to_item(replace(REGISTRATION, seat=None, claims=()), 1) == {**RESPONSE_ITEM, **kind}


@pytest.mark.parametrize(
    "submission",
    [
        RESPONSE,
        replace(RESPONSE, category="pupil", files=FILES),
        REGISTRATION,
        replace(REGISTRATION, seat=None, claims=()),
        replace(REGISTRATION, category="pupil", files=FILES),
    ],
)
@pytest.mark.parametrize("shards", [1, 16])
def test_a_submission_is_read_back_from_its_item(submission: Submission, shards: int) -> None:
    assert from_item(to_item(submission, shards)) == submission
