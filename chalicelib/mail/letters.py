"""The letters that Pikir sends: each template in three languages, as plain text and as HTML.

A letter is a list of blocks from which both bodies are made, so that they agree.
Templates and their parameters (all strings; a ``?`` marks one that may be missing):

============== ==================================================================================
``sign_in``    ``link``
``invitation`` ``inviter``, ``role`` (its code), ``scope?`` (titles), ``link`` (the sign-in page)
``registered`` ``event``, ``receipt``, ``category?``, ``starts_at?`` (ISO 8601 with offset),
               ``time_zone?`` (goes with it), ``venue?``, ``link?`` (the event's page), ``name?``
============== ==================================================================================

``already_registered`` takes what ``registered`` takes. So does ``confirm_registration``, which shows neither ``receipt``
nor ``name``, and needs ``confirm_link`` and ``confirm_by`` (ISO 8601 with offset) too.

``event_changed``, ``event_cancelled`` and ``event_restored`` take ``event``, ``receipt``, ``starts_at``, ``ends_at``,
``time_zone``, ``venue?``, ``link``, ``name?``; where it changed, ``old_starts_at?`` with ``old_ends_at``, ``old_venue?``;
and ``reason?``.

Parameters are inserted as text, never as markup. Message ids are English sentences.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final, Literal

from chalicelib.locales import N_, translate
from chalicelib.locales.dates import format_day, format_hour, format_moment, name_zone

Parameters = Mapping[str, str]

LONGEST_NAME: Final = 60
_NAME: Final = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*(?: [^\W\d_]+(?:['’ʼ-][^\W\d_]+)*){0,4}")
"""Up to five words of letters, with hyphens and apostrophes inside."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to be sent; the subject is one line."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a link (``value``) with its text, or a fact (``value``) with its label."""

    kind: Literal["paragraph", "link", "fact"]
    text: str
    value: str = ""


def write(template: str, language: str, parameters: Parameters) -> Letter:
    """Write the letter of that template and language; raise ``KeyError`` for an unknown template."""
    subject, blocks = _TEMPLATES[template](language, parameters)
    one_line = " ".join(subject.split())
    return Letter(one_line, _as_text(blocks), _as_html(one_line, language, blocks))


def _write_sign_in(language: str, parameters: Parameters) -> tuple[str, Sequence[Block]]:
    def localize(message: str) -> str:
        return translate(message, language)

    return localize(N_("Sign in to Pikir")), (
        Block("paragraph", localize(N_("Open this link to sign in to the organisers' console:"))),
        Block("link", localize(N_("Sign in")), parameters["link"]),
        Block("paragraph", localize(N_("The link works once, within 15 minutes."))),
        Block(
            "paragraph",
            localize(
                N_(
                    "If you did not ask for this, ignore this letter: nobody can sign in without it."
                )
            ),
        ),
    )


def _write_invitation(language: str, parameters: Parameters) -> tuple[str, Sequence[Block]]:
    """Tell a new member where to sign in, and in which role; the link holds no secret."""
    from chalicelib.domain.members import ROLE_LABELS
    from chalicelib.domain.permissions import MemberRole

    def localize(message: str, **values: str) -> str:
        return translate(message, language, values)

    inviter = parameters["inviter"]
    scope = parameters.get("scope") or localize(N_("all events"))
    return localize(N_("You have been given access to Pikir")), (
        Block("paragraph", localize(N_("Hello!"))),
        Block(
            "paragraph",
            localize(
                N_(
                    "{inviter} has given you access to Pikir, where events, registrations and answers are kept."
                ),
                inviter=inviter,
            ),
        ),
        Block(
            "fact", localize(N_("Your role")), localize(ROLE_LABELS[MemberRole(parameters["role"])])
        ),
        Block("fact", localize(N_("For")), scope),
        Block("link", localize(N_("Sign in")), parameters["link"]),
        Block(
            "paragraph",
            localize(
                N_(
                    "There is no password: enter this email address on the page, and a link to sign in comes by email."
                )
            ),
        ),
        Block(
            "paragraph",
            localize(N_("If you do not know who this is, ignore this letter.")),
        ),
    )


def _write_registration(language: str, parameters: Parameters) -> tuple[str, Sequence[Block]]:
    return _write_about_place(
        language,
        parameters,
        N_("You are registered: {event}"),
        N_("You are registered for “{event}”. Your place is kept."),
    )


def _write_reminder(language: str, parameters: Parameters) -> tuple[str, Sequence[Block]]:
    """Tell the person who holds a place that their contact details were entered once more."""
    subject, blocks = _write_about_place(
        language,
        parameters,
        N_("You already have a place: {event}"),
        N_(
            "Your contact details were entered again for “{event}”. You already have a place there, and it is kept."
        ),
    )
    ending = translate(
        N_("If you did not try to register again, you do not need to do anything."), language
    )
    return subject, [*blocks, Block("paragraph", ending)]


def _write_confirmation_request(
    language: str, parameters: Parameters
) -> tuple[str, Sequence[Block]]:
    """Ask the owner of an address whether the place is wanted; nothing that was typed is repeated."""

    def localize(message: str, **values: str) -> str:
        return translate(message, language, values)

    event = parameters["event"]
    until = _moment(language, parameters, "confirm_by")
    return localize(N_("Confirm your registration: {event}"), event=event), (
        Block("paragraph", localize(N_("Hello!"))),
        Block(
            "paragraph",
            localize(
                N_(
                    "This address was given for a registration for “{event}”. To take the place, open the link and "
                    "press the button."
                ),
                event=event,
            ),
        ),
        Block("link", localize(N_("Confirm the registration")), parameters["confirm_link"]),
        Block("fact", localize(N_("The place is kept until")), until),
        *_facts(language, parameters),
        Block(
            "paragraph",
            localize(
                N_(
                    "If you did not register, you do not need to do anything: the place goes to others, and "
                    "the details that were entered are erased."
                )
            ),
        ),
    )


def _write_change(language: str, parameters: Parameters) -> tuple[str, Sequence[Block]]:
    """Tell a person who is registered that the time or the place is another one: the new one and the old one."""
    return _write_news(
        language,
        parameters,
        N_("New time or place: {event}"),
        N_("The time or the place of “{event}” has changed. Your place is kept."),
    )


def _write_cancellation(language: str, parameters: Parameters) -> tuple[str, Sequence[Block]]:
    """Tell a person who is registered that the event does not take place, and why."""
    return _write_news(
        language,
        parameters,
        N_("Cancelled: {event}"),
        N_("“{event}” is cancelled: it will not take place."),
    )


def _write_restoration(language: str, parameters: Parameters) -> tuple[str, Sequence[Block]]:
    """Tell a person who was told of a cancellation that the event takes place after all."""
    return _write_news(
        language,
        parameters,
        N_("It will take place: {event}"),
        N_("“{event}” will take place after all. Your place is kept."),
    )


def _write_news(
    language: str, parameters: Parameters, subject: str, lead: str
) -> tuple[str, list[Block]]:
    """Write a letter about a change; ``subject`` and ``lead`` are message ids with ``{event}``."""
    event = parameters["event"]
    facts = (
        (N_("Reason"), parameters.get("reason", "")),
        (N_("When"), _period(language, parameters, "")),
        (N_("Earlier time"), _period(language, parameters, "old_")),
        (N_("Where"), parameters.get("venue", "")),
        (N_("Earlier place"), parameters.get("old_venue", "")),
        (N_("Receipt"), parameters["receipt"]),
    )
    return translate(subject, language, {"event": event}), [
        Block("paragraph", _greet(language, parameters)),
        Block("paragraph", translate(lead, language, {"event": event})),
        *(Block("fact", translate(label, language), value) for label, value in facts if value),
        Block("link", translate(N_("The event's page"), language), parameters["link"]),
    ]


def _period(language: str, parameters: Parameters, prefix: str) -> str:
    """Return from when until when, in the event's time zone; empty if there is no such time."""
    if f"{prefix}starts_at" not in parameters:
        return ""
    zone = parameters["time_zone"]
    first, last = (
        datetime.fromisoformat(parameters[f"{prefix}{name}"]) for name in ("starts_at", "ends_at")
    )
    begin, end = format_moment(first, zone, language), format_moment(last, zone, language)
    if format_day(first, zone, language) == format_day(last, zone, language):
        end = format_hour(last, zone, language)
    return f"{begin} – {end} ({name_zone(zone, language)})"


def _greet(language: str, parameters: Parameters) -> str:
    name = _plain_name(parameters.get("name", ""))
    if not name:
        return translate(N_("Hello!"), language)
    return translate(N_("Hello, {name}!"), language, {"name": name})


def _write_about_place(
    language: str, parameters: Parameters, subject: str, lead: str
) -> tuple[str, list[Block]]:
    """Write a letter about a place; ``subject`` and ``lead`` are message ids with ``{event}``."""

    def localize(message: str, **values: str) -> str:
        return translate(message, language, values)

    event = parameters["event"]
    blocks = [
        Block("paragraph", _greet(language, parameters)),
        Block(
            "paragraph",
            localize(lead, event=event),
        ),
        *_facts(language, parameters),
        Block("fact", localize(N_("Receipt")), parameters["receipt"]),
    ]
    if parameters.get("link"):
        blocks.append(Block("link", localize(N_("The event's page")), parameters["link"]))
    blocks.append(
        Block(
            "paragraph",
            localize(N_("Keep the receipt: the organisers can find your registration by it.")),
        )
    )
    return localize(subject, event=event), blocks


def _facts(language: str, parameters: Parameters) -> list[Block]:
    """Return when and where the event is, and as what the person takes part."""
    facts = (
        (N_("When"), _moment(language, parameters, "starts_at")),
        (N_("Where"), parameters.get("venue", "")),
        (N_("Category"), parameters.get("category", "")),
    )
    return [Block("fact", translate(label, language), value) for label, value in facts if value]


def _plain_name(name: str) -> str:
    """Return the name if it can be nothing but a name, else an empty text.

    Anyone may have a letter sent to an address that is not theirs: what they typed must not be able to hold an
    address, a link, a number or a message.
    """
    return name if len(name) <= LONGEST_NAME and _NAME.fullmatch(name) else ""


def _moment(language: str, parameters: Parameters, name: str) -> str:
    """Return a moment in the event's time zone, as the language writes it; empty if there is none."""
    if not parameters.get(name):
        return ""
    moment = datetime.fromisoformat(parameters[name])
    zone = parameters["time_zone"]
    return f"{format_moment(moment, zone, language)} ({name_zone(zone, language)})"


_TEMPLATES: Mapping[str, Callable[[str, Parameters], tuple[str, Sequence[Block]]]] = {
    "sign_in": _write_sign_in,
    "invitation": _write_invitation,
    "confirm_registration": _write_confirmation_request,
    "registered": _write_registration,
    "already_registered": _write_reminder,
    "event_changed": _write_change,
    "event_cancelled": _write_cancellation,
    "event_restored": _write_restoration,
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
