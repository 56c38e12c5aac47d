"""A signature is the one that botocore makes for the same request."""

import datetime as dt
from unittest import mock

from botocore import auth, credentials
from botocore.awsrequest import AWSRequest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.settings import Credentials
from chalicelib.storage.direct.signature import CONTENT_TYPE, Signer
from tests.storage.direct.server import split_request

VISIBLE = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60)
HOSTS = st.from_regex(r"[a-z0-9.-]{1,40}(:[0-9]{1,5})?", fullmatch=True)
MOMENTS = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2099, 1, 1)).map(  # noqa: DTZ001 -- Hypothesis wants it so
    lambda moment: moment.replace(tzinfo=dt.UTC, microsecond=0)
)
KEYS = st.builds(Credentials, VISIBLE, VISIBLE, st.none() | VISIBLE)


def sign_with_botocore(
    host: str, region: str, target: str, body: bytes, key: Credentials, now: dt.datetime
) -> str:
    request = AWSRequest(
        "POST",
        f"https://{host}/",
        {"X-Amz-Target": target, "Content-Type": CONTENT_TYPE, "Host": host},
        body,
    )
    signer = auth.SigV4Auth(credentials.Credentials(*key), "dynamodb", region)
    with mock.patch.object(auth, "get_current_datetime", return_value=now):
        signer.add_auth(request)
    return str(request.headers["Authorization"])


@given(
    host=HOSTS,
    region=st.sampled_from(["eu-central-1", "us-east-1", "me-central-1"]),
    body=st.binary(max_size=200),
    keys=st.lists(KEYS, min_size=1, max_size=2),
    moment=MOMENTS,
    signings=st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 3), st.sampled_from(["PutItem", "GetItem"])),
        min_size=1,
        max_size=6,
    ),
)
def test_a_signature_is_botocores(
    host: str,
    region: str,
    body: bytes,
    keys: list[Credentials],
    moment: dt.datetime,
    signings: list[tuple[int, int, str]],
) -> None:
    signer = Signer(service="dynamodb", region=region, host=host)
    for which, halves, operation in signings:  # with a key and on a day that were there before
        key, now = keys[which % len(keys)], moment + dt.timedelta(hours=12 * halves)
        target = f"DynamoDB_20120810.{operation}"
        headers, sent = split_request(signer.request(target, body, key, now))
        assert sent == body
        assert headers == {
            "content-type": CONTENT_TYPE,
            "host": host,
            "x-amz-date": f"{now:%Y%m%dT%H%M%SZ}",
            **({"x-amz-security-token": key.token} if key.token else {}),
            "x-amz-target": target,
            "authorization": sign_with_botocore(host, region, target, body, key, now),
            "content-length": str(len(body)),
        }


def test_the_common_part_of_requests_is_written_once_for_a_key_and_a_day() -> None:
    signer = Signer(service="dynamodb", region="eu-central-1", host="dynamodb.example")
    noon = dt.datetime(2026, 6, 13, 12, tzinfo=dt.UTC)
    first, second = Credentials("A", "secret", None), Credentials("B", "secret", None)
    with mock.patch.object(signer, "_prepare", wraps=signer._prepare) as prepare:
        for key, hours in [(first, 0), (first, 11), (first, 12), (second, 12), (second, 13)]:
            signer.request("x", b"", key, noon + dt.timedelta(hours=hours))
    assert [call.args for call in prepare.call_args_list] == [
        ("x", first, "20260613"),
        ("x", first, "20260614"),
        ("x", second, "20260614"),
    ]
