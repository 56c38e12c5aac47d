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
    operation=st.sampled_from(["PutItem", "TransactWriteItems"]),
    body=st.binary(max_size=200),
    signings=st.lists(st.tuples(KEYS, MOMENTS), min_size=1, max_size=3),
)
def test_a_signature_is_botocores(
    host: str,
    region: str,
    operation: str,
    body: bytes,
    signings: list[tuple[Credentials, dt.datetime]],
) -> None:
    signer = Signer(service="dynamodb", region=region, host=host)
    target = f"DynamoDB_20120810.{operation}"
    for key, now in [
        *signings,
        signings[0],
    ]:  # all but the time is written once for a day and a key
        headers, sent = split_request(signer.request(target, body, key, now))
        assert sent == body
        assert headers["authorization"] == sign_with_botocore(host, region, target, body, key, now)
        assert headers.get("x-amz-security-token") == (key.token or None)
