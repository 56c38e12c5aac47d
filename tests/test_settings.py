import pytest

from chalicelib import settings, wiring


def test_a_missing_or_empty_variable_has_its_default() -> None:
    loaded = settings.read({"PIKIR_MAIL_QUEUE_URL": ""})
    assert loaded.table == "pikir"
    assert loaded.mail_queue_url is None
    assert loaded.region == settings.DEFAULT_REGION


def test_a_variable_is_named_after_its_setting() -> None:
    loaded = settings.read({"PIKIR_PUBLIC_URL": "https://pikir.example/", "AWS_REGION": "x-1"})
    assert loaded.public_url == "https://pikir.example"
    assert loaded.region == "x-1"


def test_no_setting_is_a_secret() -> None:
    """Settings stand in plain text in a function's configuration."""
    assert not [
        name for name in settings.Settings.model_fields if "secret" in name or "key" in name
    ]


def test_a_process_creates_its_services_once_at_their_first_use(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
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
