"""The sizes of a report's letters on paper, in points."""

from typing import Final

OFFICE_SIZE: Final = 14
"""As offices in Kazakhstan write."""
SMALLEST_SIZE: Final = 10
"""Of a text that has to fit one sheet."""
