import pytest
from pydantic import ValidationError

from chalicelib import settings, wiring

SECRET = "long enough to be a secret"


def test_what_is_not_said_has_its_default() -> None:
    read = settings.read({"PIKIR_SECRET": SECRET, "PIKIR_MAIL_QUEUE_URL": ""})
    assert read.table == "pikir"
    assert read.mail_queue_url is None
    assert read.region == settings.DEFAULT_REGION
    assert read.secret_key == SECRET.encode()


def test_a_variable_is_named_after_its_setting() -> None:
    read = settings.read(
        {"PIKIR_SECRET": SECRET, "PIKIR_PUBLIC_URL": "https://pikir.example/", "AWS_REGION": "x-1"}
    )
    assert read.public_url == "https://pikir.example"
    assert read.region == "x-1"


@pytest.mark.parametrize("secret", [None, "", "short"])
def test_nothing_works_without_a_secret(secret: str | None) -> None:
    with pytest.raises(ValidationError):
        settings.read({} if secret is None else {"PIKIR_SECRET": secret})


def test_a_secret_is_not_printed() -> None:
    assert SECRET not in repr(settings.read({"PIKIR_SECRET": SECRET}))


def test_a_process_has_one_world_made_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIKIR_SECRET", SECRET)
    monkeypatch.setenv("PIKIR_TABLE", "ours")
    settings.current.cache_clear()
    wiring.services.cache_clear()
    try:
        services = wiring.services()
        assert wiring.services() is services
        assert services.settings.table == services.table.name == "ours"
        assert services.clock().tzinfo is not None
        assert services.new_id() != services.new_id()
    finally:
        settings.current.cache_clear()
        wiring.services.cache_clear()
