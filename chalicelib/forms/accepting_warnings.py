"""Warnings are accepted together, as they were shown: a digest of them says which these were."""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from chalicelib import errors
from chalicelib.errors import Problem

DIGEST_LENGTH: Final = 32
"""The digits of a digest, which are hexadecimal."""


def digest_warnings(warnings: Iterable[Problem]) -> str:
    """Return the digest of these warnings in any order and language; empty without any.

    It depends on the code, the place and the parameters of each. A place is a JSON pointer if it is known, and a cell if not, so
    a definition has the same digest as the spreadsheet that it was read from.
    """
    found = sorted({_identify(each) for each in warnings})
    return sha256("\n".join(found).encode()).hexdigest()[:DIGEST_LENGTH] if found else ""


def _identify(warning: Problem) -> str:
    cell = warning.location
    place = warning.name or (cell and [cell.sheet, cell.row, cell.column])
    parameters = sorted(warning.parameters.items())
    return json.dumps([warning.code, place, parameters], default=str)


def refuse_unaccepted(warnings: Iterable[Problem], accepted: str | None) -> None:
    """Raise unless these warnings are accepted: by their digest, or, with None, whatever they are.

    Raises:
        errors.WarningsNotAccepted: there are warnings, and ``accepted`` is empty.
        errors.WarningsChanged: ``accepted`` is the digest of other warnings.
    """
    found = tuple(warnings)
    if accepted is None or accepted == digest_warnings(found) or not found:
        return
    if accepted:
        raise errors.WarningsChanged(problems=found)
    raise errors.WarningsNotAccepted(problems=found)
