"""Files to download: the rows and the figures as CSV."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass
