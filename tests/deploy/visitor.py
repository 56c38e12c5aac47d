"""A person's browser, and a program, in front of the emulated API; both name the public address."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.deploy.emulator import REGION

Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names are in lower case."""

    status: int
    headers: Headers
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def json(self) -> Any:  # noqa: ANN401 -- any JSON
        """Return the body's document."""
        return json.loads(self.body)


@dataclass(slots=True)
class Visitor:
    """One browser: cookies, and the headers by which Pikir tells its own forms from others'."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, url: str) -> Answer:
        """Open an address."""
        return self._send("GET", url, None, {"Accept": "text/html"})

    def submit(self, page: str, path: str, fields: Headers) -> Answer:
        """Send a form of the page to the path that it names."""
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(page))
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": origin,
            "Sec-Fetch-Site": "same-origin",
        }
        return self._send("POST", origin + path, urlencode(fields).encode(), headers)

    def call(
        self, method: str, url: str, document: object = None, *, token: str | None = None
    ) -> Answer:
        """Call the API as a program does."""
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        body = None if document is None else json.dumps(document, ensure_ascii=False).encode()
        return self._send(method, url, body, headers)

    def _send(self, method: str, url: str, body: bytes | None, headers: Headers) -> Answer:
        address = urlsplit(url)
        query = f"?{address.query}" if address.query else ""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(
            method,
            f"{address.path}{query}",
            body=body,
            headers={
                **headers,
                "Host": _host(address.netloc),
                **({"Cookie": cookies} if cookies else {}),
            },
        )
        answer = connection.getresponse()
        found = Answer(
            answer.status,
            {name.lower(): value for name, value in answer.getheaders()},
            answer.read(),
        )
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return found


def _host(name: str) -> str:
    """Return the name by which the emulator knows an API; a domain of one's own stays."""
    return name.replace(f".execute-api.{REGION}.amazonaws.com", ".execute-api.localhost")
