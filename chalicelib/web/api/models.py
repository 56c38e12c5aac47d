"""What the API sends and takes, where no model of the domain says it already; for the document."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from chalicelib.domain.events import Event, EventId, Kind, State
from chalicelib.domain.forms import FormState
from chalicelib.forms.definition import Purpose
from chalicelib.forms.text import Language, Line, Localized, Name

Uuid = Annotated[
    str,
    Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Wrong(_Model):
    """One thing wrong with one place: a question's key, or a JSON pointer into what was sent."""

    name: str
    code: str
    message: str


class Problem(_Model):
    """A refusal (RFC 9457). `code` is stable; `title`, `detail` and messages are for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[Wrong] = []


class Submission(_Model):
    """A filled form: `answers` by the questions' names, as the form's JSON Schema says."""

    id: Uuid | None = None
    language: Language | None = None
    version: int | None = None
    answers: dict[str, Any]


class Receipt(_Model):
    """What the sender may keep; the same again for the same submission."""

    id: Uuid
    status: Literal["accepted", "confirmed", "waitlisted", "awaiting_guardian"]
    received_at: AwareDatetime
    receipt: Annotated[str, Field(pattern=r"^[0-9A-Z]{5}-[0-9A-Z]{5}$")]


class EventLine(_Model):
    """An event in the list."""

    id: EventId
    kind: Kind
    title: Localized
    state: State
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class Events(_Model):
    """The list of events."""

    events: list[EventLine]


class EventPatch(Event):
    """A JSON merge patch of an event: any of its keys; null removes one."""

    model_config = ConfigDict(title="EventPatch")


class FormTimes(_Model):
    """When a form takes answers; null lifts a limit, a missing key leaves it."""

    opens_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None


class FormLine(_Model):
    """A form in an event's list."""

    name: Name
    purpose: Purpose
    title: Localized
    state: FormState
    version: int
    opens_at: AwareDatetime | None
    closes_at: AwareDatetime | None


class Forms(_Model):
    """An event's forms."""

    forms: list[FormLine]


class Form(FormLine):
    """A form as its organiser sees it. `published` holds when each version was."""

    event: EventId
    has_draft: bool
    published: list[AwareDatetime]


class Row(_Model):
    """One stored registration or response."""

    id: Uuid
    version: int
    language: Language
    received_at: AwareDatetime
    receipt: str
    category: str | None
    answers: dict[str, Any]


class Rows(_Model):
    """One page of rows, the oldest first; `next` is the `cursor` of the page after it, or null."""

    rows: list[Row]
    next: str | None


class TokenName(_Model):
    """What a new token is for."""

    name: Annotated[Line, Field(max_length=100)]


class Token(_Model):
    """An API token; its secret is kept nowhere."""

    id: str
    name: str
    owner: str
    last_four: str
    created_at: AwareDatetime


class NewToken(Token):
    """A token just made; `token` is shown this once."""

    token: str


class Tokens(_Model):
    """The tokens that hold."""

    tokens: list[Token]


class Suppressed(_Model):
    """A breakdown that would speak of too few people."""

    suppressed: Literal[True]
