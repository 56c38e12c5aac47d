"""Addresses begin with the stage, and every value is encoded as one segment."""

import pytest

from chalicelib.web.urls import Urls, absolute


def test_a_part_of_an_address_stays_one_part() -> None:
    assert Urls().form("a/b", "c?d") == "/e/a%2Fb/c%3Fd"


def test_the_stage_stands_in_front_of_every_link() -> None:
    urls = Urls("/api")
    assert urls.home() == "/api/"
    assert urls.thanks("e", "f", "id") == "/api/e/e/f/thanks/id"
    assert urls.sign_in() == "/api/console/sign-in"
    assert urls.sign_in("token") == "/api/console/sign-in/token"
    assert urls.answers("e", "f", names="names", language="kk") == (
        "/api/console/events/e/forms/f/answers.csv?names=names&language=kk"
    )


def test_an_asset_that_does_not_exist_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        Urls().static("nothing.css")


def test_others_follow_the_configured_address() -> None:
    assert absolute("https://pikir.example/", "/e/x") == "https://pikir.example/e/x"
