"""HMAC of our own making is the standard library's."""

import hmac

from hypothesis import given
from hypothesis import strategies as st

from chalicelib import keyed_hashing


@given(st.binary(max_size=150), st.binary(max_size=200))
def test_a_digest_is_that_of_the_standard_library(key: bytes, message: bytes) -> None:
    for _ in range(2):  # the second one is made of what was kept
        assert keyed_hashing.digest(key, message) == hmac.digest(key, message, "sha256")
