"""``typing.override`` for the Pythons before 3.12, without ``typing_extensions``, which takes ten milliseconds of a cold start."""

from typing import TYPE_CHECKING, TypeVar

__all__ = ["override"]

if TYPE_CHECKING:
    from typing_extensions import override
else:
    _Function = TypeVar("_Function")

    def override(function: _Function) -> _Function:
        """Mark a method that replaces one of a base class; mypy checks that there is one."""
        return function
