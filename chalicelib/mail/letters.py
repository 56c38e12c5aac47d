"""What Pikir writes to people: each template in three languages, as plain text and as HTML.

A letter is a list of blocks; both bodies are made of the same blocks, so they say the same.
Templates and the parameters they need (all strings; a ``?`` marks what may be missing):

============== ==================================================================================
``sign_in``    ``link``
``registered`` ``event``, ``receipt``, ``category?``, ``starts_at?`` (ISO 8601 with offset),
               ``time_zone?``, ``venue?``, ``link?`` (the event's page), ``name?``
============== ==================================================================================

A parameter is only ever inserted as text. Message ids are English sentences.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location

from chalicelib.locales import N_, translate

Parameters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to be sent: the subject is one line, both bodies say the same."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a link with its words, or a fact with its label."""

    kind: Literal["paragraph", "link", "fact"]
    text: str
    value: str = ""


def write(template: str, language: str, parameters: Parameters) -> Letter:
    """The letter of that template in that language; raises ``KeyError`` for an unknown one."""
    subject, blocks = _TEMPLATES[template](language, parameters)
    one_line = " ".join(subject.split())
    return Letter(one_line, _as_text(blocks), _as_html(one_line, language, blocks))


def _sign_in(language: str, parameters: Parameters) -> tuple[str, Sequence[Block]]:
    def say(message: str) -> str:
        return translate(message, language)

    return say(N_("Sign in to Pikir")), (
        Block("paragraph", say(N_("Open this link to sign in to the organisers' console:"))),
        Block("link", say(N_("Sign in")), parameters["link"]),
        Block("paragraph", say(N_("The link works once, within 15 minutes."))),
        Block(
            "paragraph",
            say(
                N_("If you did not ask for it, ignore this letter: nobody can sign in without it.")
            ),
        ),
    )


def _registered(language: str, parameters: Parameters) -> tuple[str, Sequence[Block]]:
    def say(message: str, **values: str) -> str:
        return translate(message, language, values)

    event, name = parameters["event"], parameters.get("name")
    hello = say(N_("Hello, {name}!"), name=name) if name else say(N_("Hello!"))
    facts = (
        (N_("When"), _moment(language, parameters)),
        (N_("Where"), parameters.get("venue", "")),
        (N_("Category"), parameters.get("category", "")),
        (N_("Receipt"), parameters["receipt"]),
    )
    blocks = [
        Block("paragraph", hello),
        Block(
            "paragraph",
            say(N_("You are registered for “{event}”. Your place is kept."), event=event),
        ),
        *(Block("fact", say(label), value) for label, value in facts if value),
    ]
    if parameters.get("link"):
        blocks.append(Block("link", say(N_("The event's page")), parameters["link"]))
    blocks.append(
        Block(
            "paragraph", say(N_("Keep the receipt: with it the organisers find your registration."))
        )
    )
    return say(N_("You are registered: {event}"), event=event), blocks


def _moment(language: str, parameters: Parameters) -> str:
    """The beginning in the event's own time zone, in the words of the language."""
    if not parameters.get("starts_at"):
        return ""
    moment = datetime.fromisoformat(parameters["starts_at"])
    if zone := parameters.get("time_zone"):
        moment = moment.astimezone(ZoneInfo(zone))
    words = f"{format_date(moment, 'long', locale=language)}, {moment:%H:%M}"
    place = get_timezone_location(zone, locale=language, return_city=True) if zone else ""
    return f"{words} ({place})" if place else words


_TEMPLATES: Mapping[str, Callable[[str, Parameters], tuple[str, Sequence[Block]]]] = {
    "sign_in": _sign_in,
    "registered": _registered,
}
TEMPLATES = tuple(_TEMPLATES)


def _as_text(blocks: Sequence[Block]) -> str:
    lines: list[str] = []
    for before, block in zip((None, *blocks), blocks, strict=False):
        if before and not (before.kind == block.kind == "fact"):
            lines.append("")
        match block.kind:
            case "paragraph":
                lines.append(block.text)
            case "link":
                lines.extend((f"{block.text}:", block.value))
            case "fact":
                lines.append(f"{block.text}: {block.value}")
    return "\n".join(lines) + "\n"


def _as_html(title: str, language: str, blocks: Sequence[Block]) -> str:
    parts = {
        "paragraph": "<p>{text}</p>",
        "link": '<p><a href="{value}">{text}</a></p>',
        "fact": "<p><b>{text}:</b> {value}</p>",
    }
    body = "\n".join(
        parts[block.kind].format(text=escape(block.text), value=escape(block.value))
        for block in blocks
    )
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head><meta charset="utf-8">'
        f"<title>{escape(title)}</title></head>\n<body>\n{body}\n</body>\n</html>\n"
    )
