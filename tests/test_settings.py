import pytest
from pydantic import ValidationError

from chalicelib import settings, wiring

SECRET = "long enough to be a secret"


def test_a_missing_or_empty_variable_has_its_default() -> None:
    loaded = settings.read({"PIKIR_SECRET": SECRET, "PIKIR_MAIL_QUEUE_URL": ""})
    assert loaded.table == "pikir"
    assert loaded.mail_queue_url is None
    assert loaded.region == settings.DEFAULT_REGION
    assert loaded.secret_key == SECRET.encode()


def test_a_variable_is_named_after_its_setting() -> None:
    loaded = settings.read(
        {"PIKIR_SECRET": SECRET, "PIKIR_PUBLIC_URL": "https://pikir.example/", "AWS_REGION": "x-1"}
    )
    assert loaded.public_url == "https://pikir.example"
    assert loaded.region == "x-1"


@pytest.mark.parametrize("secret", [None, "", "short"])
def test_settings_without_a_long_secret_are_refused(secret: str | None) -> None:
    with pytest.raises(ValidationError):
        settings.read({} if secret is None else {"PIKIR_SECRET": secret})


def test_a_secret_is_not_printed() -> None:
    assert SECRET not in repr(settings.read({"PIKIR_SECRET": SECRET}))


def test_a_process_creates_its_services_once_at_their_first_use(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
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
