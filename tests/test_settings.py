from dataclasses import asdict, fields

import pytest

from chalicelib import settings, wiring


def test_a_missing_or_empty_variable_has_its_default() -> None:
    loaded = settings.read({"PIKIR_MAIL_QUEUE_URL": ""})
    assert loaded.table == "pikir"
    assert loaded.mail_queue_url is None
    assert loaded.region == settings.DEFAULT_REGION
    assert not loaded.has_public_url


def test_a_variable_is_named_after_its_setting() -> None:
    loaded = settings.read({"PIKIR_PUBLIC_URL": "https://pikir.example/", "AWS_REGION": "x-1"})
    assert loaded.public_url == "https://pikir.example"
    assert loaded.has_public_url
    assert loaded.region == "x-1"


def test_lambdas_own_variables_name_the_log_and_the_function() -> None:
    loaded = settings.read(
        LAMBDA
        | {"AWS_LAMBDA_LOG_GROUP_NAME": "logs", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512"}
        | {"AWS_CA_BUNDLE": "roots.pem"}
    )
    assert (loaded.log_group, loaded.function, loaded.memory) == ("logs", "api", 512)
    assert loaded.ca_bundle == "roots.pem"


VARIABLES = {
    f"PIKIR_{name}": "x"
    for name in (
        *("TABLE", "BUCKET", "MAIL_QUEUE_URL", "DOCUMENT_QUEUE_URL", "PUBLIC_URL", "MAIL_FROM"),
        *("FIRST_ORGANISER", "CLIENT_ADDRESS_HEADER", "DYNAMODB_ENDPOINT", "AWS_ENDPOINT"),
        "LOG_FILE",
    )
} | {"PIKIR_AUDIT_DAYS": "7", "PIKIR_DYNAMODB_CLIENT": "botocore"}
LAMBDA = {
    "AWS_LAMBDA_FUNCTION_NAME": "api",
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_REGION": "eu-central-1",
}


CONTAINER = {
    "AWS_ACCESS_KEY_ID": "",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9001/2021-06-01/credentials",
}


@pytest.mark.parametrize(
    ("more", "client"),
    [
        ({}, "direct"),
        ({"PIKIR_DYNAMODB_CLIENT": "botocore"}, "botocore"),
        ({"AWS_LAMBDA_FUNCTION_NAME": ""}, "botocore"),
        (
            {"AWS_LAMBDA_FUNCTION_NAME": "", "PIKIR_DYNAMODB_ENDPOINT": "http://127.0.0.1:9"},
            "direct",
        ),
        ({"AWS_ACCESS_KEY_ID": ""}, "botocore"),
        ({"AWS_SECRET_ACCESS_KEY": ""}, "botocore"),
        ({"AWS_PROFILE": "work"}, "botocore"),
        ({"HTTPS_PROXY": "http://proxy.example"}, "botocore"),
        ({"AWS_ENDPOINT_URL_DYNAMODB": "https://elsewhere.example"}, "direct"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:4566/"}, "direct"),
        ({"AWS_ENDPOINT_URL": "http://[::1]:4566", "AWS_REGION": "cn-north-1"}, "direct"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:4566", "HTTP_PROXY": "http://x"}, "botocore"),
        ({"AWS_ENDPOINT_URL": "https://who@elsewhere.example"}, "botocore"),
        ({"AWS_ENDPOINT_URL": "https://elsewhere.example/path"}, "botocore"),
        (CONTAINER, "direct"),
        (CONTAINER | {"AWS_LAMBDA_FUNCTION_NAME": ""}, "botocore"),
        (CONTAINER | {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "https://x.example"}, "botocore"),
        (CONTAINER | {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2"}, "botocore"),
        (CONTAINER | {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token"}, "botocore"),
        ({"AWS_USE_FIPS_ENDPOINT": "true"}, "botocore"),
        ({"AWS_REGION": "cn-north-1"}, "botocore"),
    ],
)
def test_dynamodb_is_called_directly_where_nothing_is_unusual(
    more: dict[str, str], client: str
) -> None:
    assert settings.read(LAMBDA | more).dynamodb_client == client


@pytest.mark.parametrize(
    ("environ", "endpoint"),
    [
        ({}, None),
        ({"AWS_ENDPOINT_URL": "http://all"}, "http://all"),
        ({"AWS_ENDPOINT_URL_DYNAMODB": "http://db"}, "http://db"),
        ({"AWS_ENDPOINT_URL": "http://all", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "True"}, None),
        ({"AWS_ENDPOINT_URL": "http://all", "PIKIR_DYNAMODB_ENDPOINT": "http://own"}, "http://own"),
    ],
)
def test_the_endpoint_of_dynamodb_is_pikirs_own_or_that_of_aws(
    environ: dict[str, str], endpoint: str | None
) -> None:
    assert settings.read(environ).dynamodb_endpoint == endpoint


def test_the_endpoint_of_the_service_goes_before_that_of_all() -> None:
    both = {"AWS_ENDPOINT_URL": "http://all", "AWS_ENDPOINT_URL_DYNAMODB": "http://db"}
    assert settings.read(both).dynamodb_endpoint == "http://db"


def test_the_access_key_is_that_of_this_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "first")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    assert settings.credentials() == ("first", "secret", None)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "second")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
    assert settings.credentials() == ("second", "secret", "token")


def test_the_configured_certificates_are_known() -> None:
    assert settings.read({"AWS_CA_BUNDLE": "/etc/own.pem"}).ca_bundle == "/etc/own.pem"
    assert settings.read({"AWS_CA_BUNDLE": ""}).ca_bundle is None


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PIKIR_AUDIT_DAYS", "0"),
        ("PIKIR_AUDIT_DAYS", "3651"),
        ("PIKIR_AUDIT_DAYS", "a year"),
        ("PIKIR_DYNAMODB_CLIENT", "boto"),
    ],
)
def test_a_variable_that_is_wrong_is_named(variable: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"^{variable}: "):
        settings.read({variable: value})


def test_values_are_read_as_their_settings_are() -> None:
    loaded = settings.read(
        {"PIKIR_AUDIT_DAYS": "30", "PIKIR_CLIENT_ADDRESS_HEADER": "CloudFront-Viewer-Address"}
    )
    assert loaded.audit_days == 30
    assert loaded.client_address_header == "cloudfront-viewer-address"


def test_every_setting_can_be_read() -> None:
    names = {each.name for each in fields(settings.Settings)}
    read = {name.removeprefix("PIKIR_").lower() for name in VARIABLES}
    of_aws = {"region", "ca_bundle", "log_group", "function", "memory"}
    assert names == read | of_aws | {"has_public_url"}
    assert (
        asdict(settings.read(VARIABLES)).items()
        >= {
            name.removeprefix("PIKIR_").lower(): value
            for name, value in VARIABLES.items()
            if value != "7"
        }.items()
    )


def test_no_setting_is_a_secret() -> None:
    """Settings stand in plain text in a function's configuration."""
    assert not [
        each.name
        for each in fields(settings.Settings)
        if "secret" in each.name or "key" in each.name
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
