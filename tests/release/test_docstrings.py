"""Sources without docstrings run as before, line by line."""

import pytest

from release import docstrings

SOURCE = b'''"""The module's: kept."""
class A:
    """One
    \xd2\x9b two."""

    def f(self):
        """Only this."""

    async def g(self):
        "one"; return 1

    def h(self):
        """Two."""  # noqa
        raise ValueError
'''
SHORTER = b'''"""The module's: kept."""
class A:
    ""


    def f(self):
        ""

    async def g(self):
        "one"; return 1

    def h(self):
        """Two."""  # noqa
        raise ValueError
'''


def test_docstrings_on_lines_of_their_own_are_left_out() -> None:
    assert docstrings.leave_out(SOURCE) == SHORTER


@pytest.mark.parametrize("source", [b"print 1\n", b"a\x00b", b"x = 1\n"])
def test_other_sources_stay_as_they_are(source: bytes) -> None:
    assert docstrings.leave_out(source) == source
