"""A client of Pikir's HTTP API, made of the standard library alone."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen


class Unreachable(Exception):
    """There is no address, no token or no answer; ``str()`` is for the person at the keyboard."""


class Refused(Exception):
    """The API refused: ``status``, the stable ``code``, the ``problem`` as it was answered, and all of it in ``str()``."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.problem = problem
        self.code = str(problem.get("code", ""))
        lines = [
            f"  {describe_place(each)}: {each.get('message')} ({each.get('code')})"
            for each in problem.get("problems") or problem.get("errors") or ()
        ]
        headline = problem.get("detail") or problem.get("title") or f"HTTP {status}"
        super().__init__("\n".join([f"{headline} ({self.code or status})", *lines]))


def describe_place(problem: Mapping[str, Any]) -> str:
    """Return sheet, row and column where a problem has them, else the name of its part."""
    cell = [str(problem[key]) for key in ("sheet", "row", "column") if problem.get(key)]
    return " ".join(cell) or str(problem.get("name"))


@dataclass(frozen=True, slots=True)
class Api:
    """One Pikir and the token to use there; ``url`` has no slash at its end."""

    url: str
    token: str
    timeout: float = 30

    @classmethod
    def with_defaults(cls, url: str | None, token: str | None, run_file: Path) -> Self:
        """Use the arguments, else the environment, else the file that `make run` writes.

        The file's token is used with the file's address alone. Raises ``Unreachable`` if something is missing or the
        address is no HTTP address.
        """
        url = url or os.environ.get("PIKIR_URL")
        token = token or os.environ.get("PIKIR_TOKEN")
        if not url and run_file.is_file():
            defaults = json.loads(run_file.read_bytes())
            url, token = defaults["url"], token or defaults["token"]
        if not url:
            raise Unreachable(
                f"no address: set PIKIR_URL, give --url, or start `make run` ({run_file})"
            )
        if not token:
            raise Unreachable(f"no token for {url}: set PIKIR_TOKEN or give --token")
        if urlsplit(url).scheme not in ("http", "https"):
            raise Unreachable(f"not a web address: {url}")
        return cls(url.rstrip("/"), token)

    def ask(self, method: str, path: str, document: object = None) -> Any:  # noqa: ANN401 -- JSON
        """Send a request and return the answer's JSON; raise ``Refused`` or ``Unreachable``."""
        request = self._request(method, path)
        if document is not None:
            request.data = json.dumps(document, ensure_ascii=False).encode()
            request.add_header("Content-Type", "application/json")
        return self._read(request)

    def send(self, path: str, content: bytes, content_type: str, *, method: str = "POST") -> Any:  # noqa: ANN401 -- JSON
        """Send a file and return the answer's JSON; raise as ``ask`` does."""
        request = self._request(method, path)
        request.data = content
        request.add_header("Content-Type", content_type)
        return self._read(request)

    def download(self, path: str) -> bytes:
        """Return a file, wherever it lies: the token goes to Pikir alone; raise as ``ask`` does."""
        return self._open(self._request("GET", path))

    def _request(self, method: str, path: str) -> Request:
        request = Request(  # noqa: S310 -- the scheme was checked
            f"{self.url}/api/v1{path}", method=method, headers={"Accept-Language": "en"}
        )
        request.add_unredirected_header("Authorization", f"Bearer {self.token}")
        return request

    def _read(self, request: Request) -> Any:  # noqa: ANN401 -- JSON
        return json.loads(self._open(request) or b"null")

    def _open(self, request: Request) -> bytes:
        try:
            with urlopen(request, timeout=self.timeout) as response:  # noqa: S310 -- as above
                content: bytes = response.read()
                return content
        except HTTPError as error:
            raise Refused(error.code, _problem(error.read())) from None
        except (URLError, TimeoutError, ConnectionError) as error:
            raise Unreachable(f"{self.url} does not answer: {error}") from None


def _problem(body: bytes) -> Mapping[str, Any]:
    try:
        problem = json.loads(body)
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}
