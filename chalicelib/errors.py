"""Every refusal that Pikir can give, with its stable code, its HTTP status and a message safe to show.

::

    Refusal
    ├─ Malformed            400  the request cannot be read at all
    │  ├─ BrokenJson             body.broken_json
    │  ├─ DuplicateKey           body.duplicate_key
    │  ├─ TooDeep                body.too_deep
    │  ├─ BrokenForm             body.broken_form
    │  ├─ BadParameter           request.bad_parameter
    │  └─ BadSubmissionId        submission.bad_id
    ├─ NotSignedIn          401  access.not_signed_in
    ├─ LinkSpent            400  access.link_spent
    ├─ CrossSite            403  access.cross_site
    ├─ NotFound             404  unknown and forbidden look the same
    │  ├─ PageNotFound           route.not_found
    │  ├─ EventNotFound          event.not_found
    │  ├─ FormNotFound           form.not_found
    │  ├─ SubmissionNotFound     submission.not_found
    │  ├─ FileNotFound           file.not_found
    │  └─ TokenNotFound          token.not_found
    ├─ MethodNotAllowed     405  route.method_not_allowed
    ├─ Conflict             409  the state of things stands against it
    │  ├─ PayloadDiffers         submission.payload_differs
    │  ├─ CategoryFull           registration.category_full
    │  ├─ AlreadyRegistered      registration.already_registered
    │  ├─ EventNotYetOpen        event.not_yet_open
    │  ├─ EventClosed            event.closed
    │  ├─ FormNotYetOpen         form.not_yet_open
    │  ├─ FormClosed             form.closed
    │  ├─ VersionUnknown         form.version_unknown
    │  ├─ NotPublished           form.not_published
    │  ├─ EventExists            event.exists
    │  ├─ ChangedMeanwhile       event.changed_meanwhile
    │  ├─ BadTransition          event.bad_transition
    │  └─ CapacityBelowTaken            event.capacity_below_taken
    ├─ BodyTooLarge         413  body.too_large
    ├─ SubmissionTooLarge   413  submission.too_large
    ├─ UnsupportedMedia     415  body.unsupported_media_type
    ├─ Invalid              422  read, understood, and not acceptable; ``problems`` says where
    │  ├─ AnswersRefused         answers.refused
    │  ├─ EventRefused           event.refused
    │  ├─ FormRefused            form.refused
    │  └─ RequestRefused         request.refused
    ├─ Failed               500  service.failed, our own mistake; never raised, only answered
    └─ Unavailable          503  service.unavailable

A refusal is raised where the rule stands and turned into HTTP in one place, ``web.endpoint``.
Messages are message ids: ``web.i18n`` translates them and fills the parameters in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from typing_extensions import override

from chalicelib.locales import N_


@dataclass(frozen=True, slots=True)
class SourceLocation:
    """Where something stands in a spreadsheet, as far as that is known.

    ``row`` counts from 1 as the spreadsheet does; ``column`` is the header as it is written there.
    """

    sheet: str
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one place of what was sent.

    ``name`` is a question's key or a JSON pointer (``/categories/0/places``); ``code`` is stable;
    ``message`` is a message id with ``{parameters}``. A ``warning`` can be accepted, an ``error``
    cannot. ``location`` is known where a spreadsheet or a list's file was sent.
    """

    name: str
    code: str
    message: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    severity: Literal["error", "warning"] = "error"
    location: SourceLocation | None = None


class Refusal(Exception):
    """Something asked for that Pikir will not do. ``str()`` is the English message."""

    code: ClassVar[str]
    status: ClassVar[int]
    message: ClassVar[str]

    def __init__(self, *, problems: Sequence[Problem] = (), **parameters: object) -> None:
        self.parameters = parameters
        self.problems = tuple(problems)
        super().__init__(self.message.format_map(parameters))

    @property
    def headers(self) -> dict[str, str]:
        """Headers that the answer must carry."""
        return {}


class Malformed(Refusal):
    """The request cannot be read at all."""

    status = 400


class BrokenJson(Malformed):
    """The body is not one JSON document in UTF-8 (NaN and lone surrogates included)."""

    code = "body.broken_json"
    message = N_("The request is not valid JSON.")


class DuplicateKey(Malformed):
    """An object names the same key twice; which one was meant cannot be known."""

    code = "body.duplicate_key"
    message = N_("The request names “{key}” twice.")


class TooDeep(Malformed):
    """Nested deeper than any form needs."""

    code = "body.too_deep"
    message = N_("The request is nested too deeply.")


class BrokenForm(Malformed):
    """The form's fields cannot be read (encoding, too many, unknown)."""

    code = "body.broken_form"
    message = N_("The form could not be read. Please open its page again.")


class BadParameter(Malformed):
    """A query parameter has a value that it cannot have."""

    code = "request.bad_parameter"
    message = N_("The parameter “{name}” cannot have this value.")


class BadSubmissionId(Malformed):
    """The submission's id is not a UUID in its canonical form."""

    code = "submission.bad_id"
    message = N_("The submission's id must be a UUID.")


class NotSignedIn(Refusal):
    """No token, or one that is unknown or revoked."""

    code = "access.not_signed_in"
    status = 401
    message = N_("Please sign in first.")

    @property
    @override
    def headers(self) -> dict[str, str]:
        """RFC 9110, 11.6.1: a 401 names the scheme."""
        return {"WWW-Authenticate": 'Bearer realm="pikir"'}


class LinkSpent(Refusal):
    """A sign-in link that was used, or is too old, or never was."""

    code = "access.link_spent"
    status = 400
    message = N_("This sign-in link has been used or is too old. Please ask for a new one.")


class CrossSite(Refusal):
    """A console form that did not come from the console's own page."""

    code = "access.cross_site"
    status = 403
    message = N_("This page is out of date. Please go back, reload it and try again.")


class NotFound(Refusal):
    """Unknown, or not for this actor: the two look the same."""

    status = 404


class PageNotFound(NotFound):
    """No such address."""

    code = "route.not_found"
    message = N_("There is no such page.")


class EventNotFound(NotFound):
    """No such event, or not one this actor may see."""

    code = "event.not_found"
    message = N_("There is no such event.")


class FormNotFound(NotFound):
    """No such form, or not a published one."""

    code = "form.not_found"
    message = N_("There is no such form.")


class SubmissionNotFound(NotFound):
    """No such registration or response."""

    code = "submission.not_found"
    message = N_("There is no such answer.")


class FileNotFound(NotFound):
    """No such file of an answer, or none attached to a form under that name."""

    code = "file.not_found"
    message = N_("There is no such file.")


class TokenNotFound(NotFound):
    """No such API token."""

    code = "token.not_found"
    message = N_("There is no such token.")


class MethodNotAllowed(Refusal):
    """The address exists, the method on it does not. Parameter: ``allow``."""

    code = "route.method_not_allowed"
    status = 405
    message = N_("This address does not take such a request.")

    @property
    @override
    def headers(self) -> dict[str, str]:
        """RFC 9110, 15.5.6: a 405 lists what is allowed."""
        return {"Allow": str(self.parameters["allow"])}


class Conflict(Refusal):
    """The state of things stands against it."""

    status = 409


class PayloadDiffers(Conflict):
    """The id was used before with other answers."""

    code = "submission.payload_differs"
    message = N_(
        "Answers were already received from this page, and these are different. "
        "To send another answer, open the form again."
    )


class CategoryFull(Conflict):
    """No place left in the category. Parameter: ``category``, its label."""

    code = "registration.category_full"
    message = N_("All places for “{category}” are taken.")


class AlreadyRegistered(Conflict):
    """This e-mail address or phone number holds a place at this event."""

    code = "registration.already_registered"
    message = N_("This person is already registered for this event.")


class EventNotYetOpen(Conflict):
    """Before the event takes answers."""

    code = "event.not_yet_open"
    message = N_("This event does not take answers yet.")


class EventClosed(Conflict):
    """The event takes no answers any more."""

    code = "event.closed"
    message = N_("This event no longer takes answers.")


class FormNotYetOpen(Conflict):
    """Before the form takes answers."""

    code = "form.not_yet_open"
    message = N_("This form does not take answers yet.")


class FormClosed(Conflict):
    """The form takes no answers any more."""

    code = "form.closed"
    message = N_("This form is closed.")


class VersionUnknown(Conflict):
    """The version named was never published."""

    code = "form.version_unknown"
    message = N_("This version of the form was never published. Please open its page again.")


class NotPublished(Conflict):
    """There is a draft at most."""

    code = "form.not_published"
    message = N_("This form has not been published yet.")


class EventExists(Conflict):
    """Another event has this id."""

    code = "event.exists"
    message = N_("There already is an event with this id.")


class ChangedMeanwhile(Conflict):
    """Somebody else saved in between."""

    code = "event.changed_meanwhile"
    message = N_("Somebody else changed this in the meantime. Please look again and repeat.")


class BadTransition(Conflict):
    """The lifecycle has no such step. Parameters: ``old``, ``new``."""

    code = "event.bad_transition"
    message = N_("An event that is “{old}” cannot become “{new}”.")


class CapacityBelowTaken(Conflict):
    """More people hold places than the new number. Parameters: ``category``, ``taken``."""

    code = "event.capacity_below_taken"
    message = N_("“{category}” already has {taken} registered people.")


class BodyTooLarge(Refusal):
    """More than the address takes: 256 KB, or 4 MB and a little where files are sent."""

    code = "body.too_large"
    status = 413
    message = N_("The request is too large.")


class SubmissionTooLarge(Refusal):
    """More than one stored item can hold."""

    code = "submission.too_large"
    status = 413
    message = N_("The answers are too long to be stored. Please shorten them.")


class UnsupportedMedia(Refusal):
    """A body of a type that this address does not read, or of no declared type."""

    code = "body.unsupported_media_type"
    status = 415
    message = N_("This address does not read such a content type.")


class Invalid(Refusal):
    """Read and understood, and not acceptable; ``problems`` says where."""

    status = 422


class AnswersRefused(Invalid):
    """Answers that the form does not accept; a problem's name is the question's key."""

    code = "answers.refused"
    message = N_("Some answers need another look.")


class EventRefused(Invalid):
    """An event that cannot be; a problem's name is a JSON pointer."""

    code = "event.refused"
    message = N_("The event's description has mistakes.")


class FormRefused(Invalid):
    """A definition that cannot be; a problem's name is a JSON pointer."""

    code = "form.refused"
    message = N_("The form's definition has mistakes.")


class RequestRefused(Invalid):
    """Another request's body that does not fit; a problem's name is a JSON pointer."""

    code = "request.refused"
    message = N_("The request has mistakes.")


class Failed(Refusal):
    """Something that should not happen did; what it was stands in the log, not in the answer."""

    code = "service.failed"
    status = 500
    message = N_("Something went wrong on our side. Trying again is safe.")


class Unavailable(Refusal):
    """Storage or mail did not answer in time; trying again is safe."""

    code = "service.unavailable"
    status = 503
    message = N_("Pikir is busy. Nothing is lost: please try again in a moment.")

    @property
    @override
    def headers(self) -> dict[str, str]:
        """When to come back, in seconds."""
        return {"Retry-After": "2"}
