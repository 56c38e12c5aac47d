import pytest

from chalicelib import settings, wiring


def test_what_is_not_said_has_its_default() -> None:
    read = settings.read({"PIKIR_MAIL_QUEUE_URL": ""})
    assert read.table == "pikir"
    assert read.mail_queue_url is None
    assert read.region == settings.DEFAULT_REGION


def test_a_variable_is_named_after_its_setting() -> None:
    read = settings.read({"PIKIR_PUBLIC_URL": "https://pikir.example/", "AWS_REGION": "x-1"})
    assert read.public_url == "https://pikir.example"
    assert read.region == "x-1"


def test_no_setting_is_a_secret() -> None:
    """Settings stand in plain text in a function's configuration."""
    assert not [
        name for name in settings.Settings.model_fields if "secret" in name or "key" in name
    ]


def test_a_process_has_one_world_made_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
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
