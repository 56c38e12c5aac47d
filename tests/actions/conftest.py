"""Fixtures for the tests of use cases."""

import pytest

from tests.actions.setting import Clock


@pytest.fixture
def clock() -> Clock:
    """Return the clock of the services, which stands still until a test moves it."""
    return Clock()
