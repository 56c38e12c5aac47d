"""A response: one filled form that holds no place."""

from dataclasses import dataclass

from chalicelib.domain.submissions import Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Response(Submission):
    """One filled form that holds no place."""
