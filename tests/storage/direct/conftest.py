"""A certificate for the tests of TLS."""

from pathlib import Path

import pytest

from tests.storage.direct.server import write_certificate


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 with its key, signed by itself."""
    bundle = tmp_path_factory.mktemp("authority") / "bundle.pem"
    write_certificate(bundle)
    return bundle
