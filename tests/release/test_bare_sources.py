"""Sources without docstrings and comments run as before, line by line."""

import pytest

from release import bare_sources

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
    assert bare_sources.leave_out(SOURCE) == SHORTER


def test_comments_go_but_for_those_that_may_hold_a_licence() -> None:
    header = b"# The licence of all that follows.\n" + b"\n" * 40
    source = header + "x = '# қ'  # why\n# Copyright A\n    # deep\n".encode()
    shorter = header + "x = '# қ'\n# Copyright A\n\n".encode()
    assert bare_sources.leave_out(source) == shorter


@pytest.mark.parametrize("source", [b"print 1\n", b"a\x00b", b"x = 1\n"])
def test_other_sources_stay_as_they_are(source: bytes) -> None:
    assert bare_sources.leave_out(source) == source
