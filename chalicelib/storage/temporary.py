"""The room for temporary files: in Lambda, what the function was given (``docs/deploying.md``)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC

from chalicelib import errors

_log = logging.getLogger("pikir.storage")


@contextmanager
def refuse_where_full() -> Iterator[None]:
    """Raise ``ExportTooLarge`` where what runs inside finds no room for a temporary file."""
    try:
        yield
    except OSError as error:
        if error.errno not in (ENOSPC, EDQUOT):
            raise
        _log.error("%s", '{"export": "no room on the disk"}')
        raise errors.ExportTooLarge from error
