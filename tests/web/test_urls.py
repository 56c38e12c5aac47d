"""Addresses start with the stage, and each value is encoded as one segment."""

import pytest

from chalicelib.web.urls import Urls, absolute


def test_a_value_stays_one_segment() -> None:
    assert Urls().form("a/b", "c?d") == "/e/a%2Fb/c%3Fd"


def test_every_address_starts_with_the_stage() -> None:
    urls = Urls("/api")
    assert urls.home() == "/api/"
    assert urls.thanks("e", "f", "id") == "/api/e/e/f/thanks/id"
    assert urls.sign_in() == "/api/console/sign-in"
    assert urls.sign_in("token") == "/api/console/sign-in/token"
    assert urls.answers("e", "f", names="names", language="kk") == (
        "/api/console/events/e/forms/f/answers.csv?names=names&language=kk"
    )


def test_an_unknown_static_file_raises() -> None:
    with pytest.raises(KeyError):
        Urls().static("nothing.css")


def test_an_absolute_address_starts_with_the_configured_one() -> None:
    assert absolute("https://pikir.example/", "/e/x") == "https://pikir.example/e/x"
