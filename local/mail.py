"""A mailbox in place of real ones: sent mail is stored in `.local/` and shown on `/local/mail`."""

import json
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import IO

from typing_extensions import override

from local.aws import SentMail

_ALLOWED_TAGS = frozenset({"p", "b", "strong", "em", "br", "ul", "ol", "li", "h1", "h2"})
_HIDDEN_TAGS = frozenset({"head", "title", "style", "script"})


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail, and when it was collected (ISO 8601, UTC)."""

    at: str
    to: tuple[str, ...]
    subject: str
    html: str


class Mailbox:
    """All mail that this machine's Pikir has sent, one line of JSON each; a restart keeps it.

    A mail is on the disk before SES's answer to it leaves (``local.aws.running``): Pikir removes it from its
    outbox only then, so a kill at any moment shows it once or, sent again after its lease, twice.
    """

    def __init__(self, file: Path, take_sent: Callable[[], Iterable[SentMail]]) -> None:
        self._file = file
        self._take_sent = take_sent
        self._lock = threading.Lock()

    def collect(self) -> None:
        """Append the mail that was sent since the last call to the file."""
        with self._lock:
            new = [
                Mail(datetime.now(UTC).isoformat(), sent.to, sent.subject, sent.html)
                for sent in self._take_sent()
            ]
            if new:
                self._append("".join(json.dumps(asdict(mail)) + "\n" for mail in new).encode())

    def _append(self, lines: bytes) -> None:
        with self._file.open("ab+") as file:
            if file.tell() and not self._ends_a_line(file):
                lines = b"\n" + lines  # what a kill cut off stays a line of its own
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())

    @staticmethod
    def _ends_a_line(file: IO[bytes]) -> bool:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"

    def mails(self) -> list[Mail]:
        """Return all mail, newest first."""
        self.collect()
        if not self._file.exists():
            return []
        lines = self._file.read_text(encoding="utf-8", errors="replace").splitlines()
        return [mail for line in reversed(lines) if (mail := _read_mail(line))]

    def page(self, headers: dict[str, str], style: str) -> tuple[int, dict[str, str], str]:
        """Make the page `/local/mail` with the headers and the stylesheet of Pikir's own pages."""
        mails = self.mails()
        articles = "\n".join(map(_article, mails)) or "<p>No mail yet.</p>"
        html = (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<link rel="stylesheet" href="{style}">\n'
            f"<title>Mail ({len(mails)}) – Pikir, local</title>\n</head>\n<body>\n<main>\n"
            "<h1>Mail that Pikir sent</h1>\n"
            "<p>The newest comes first. Nothing here has left this machine.</p>\n"
            f"{articles}\n</main>\n</body>\n</html>\n"
        )
        return 200, headers | {"Content-Type": "text/html; charset=utf-8"}, html


def _read_mail(line: str) -> Mail | None:
    """Return the mail of a line; None for one that a kill or a full disk cut off."""
    try:
        return Mail(**json.loads(line))
    except (ValueError, TypeError):
        return None


def _article(mail: Mail) -> str:
    return (
        f"<article>\n<h2>{escape(mail.subject)}</h2>\n"
        f"<p>To {escape(', '.join(mail.to))}, "
        f'<time datetime="{escape(mail.at)}">{escape(mail.at[:19].replace("T", " "))} UTC</time></p>'
        f"\n<div>{sanitize(mail.html)}</div>\n</article>\n<hr>"
    )


class _Sanitizer(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._hidden_depth = 0

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN_TAGS:
            self._hidden_depth += 1
        elif tag in _ALLOWED_TAGS:
            self.out.append(f"<{tag}>")
        elif tag == "a":
            target = dict(attrs).get("href") or ""
            safe = target if target.startswith(("http://", "https://")) else "#"
            self.out.append(f'<a href="{escape(safe)}">')

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN_TAGS:
            self._hidden_depth -= 1
        elif tag == "a" or (tag in _ALLOWED_TAGS and tag != "br"):
            self.out.append(f"</{tag}>")

    @override
    def handle_data(self, data: str) -> None:
        if not self._hidden_depth:
            self.out.append(escape(data))


def sanitize(html: str) -> str:
    """Reduce a mail's body to plain tags and web links."""
    sanitizer = _Sanitizer()
    sanitizer.feed(html)
    sanitizer.close()
    return "".join(sanitizer.out).strip()
