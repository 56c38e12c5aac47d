"""Where the credentials of a request come from, as a client asks for them."""

from collections.abc import Callable
from typing import Protocol

from chalicelib.settings import Credentials


class CredentialsFault(Exception):
    """There are no credentials: whoever should give them does not, or may not be asked."""


class CredentialSource(Protocol):
    """Gives the credentials of this moment; safe to share between threads. Both methods may raise ``CredentialsFault``."""

    def current(self) -> Credentials:
        """Return what to sign a request with now."""

    def renew(self, refused: Credentials) -> Credentials:
        """Return others than those, which AWS says have expired; the same where there are none."""


class EnvironmentCredentials:
    """The access key of the environment: read once, and again where AWS says that it has expired."""

    def __init__(self, read: Callable[[], Credentials]) -> None:
        self._read = read
        self._kept: Credentials | None = None

    def current(self) -> Credentials:
        """Return the key that was read last."""
        if self._kept is None:
            self._kept = self._read()
        return self._kept

    def renew(self, refused: Credentials) -> Credentials:
        """Return the key that the environment has now."""
        if self._kept is None or self._kept == refused:
            self._kept = self._read()
        return self._kept
