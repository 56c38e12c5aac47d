"""Refusals of what is too often (see ``domain.limits``) or too large."""

from chalicelib.errors.base import Refusal
from chalicelib.locales import N_
from chalicelib.override import override


class TooMany(Refusal):
    """A limit on what anyone may do is reached. Parameter: ``minutes``, until it may be done again."""

    status = 429

    @property
    @override
    def headers(self) -> dict[str, str]:
        """When to come back, in seconds."""
        return {"Retry-After": str(int(str(self.parameters["minutes"])) * 60)}


class TooManyRegistrations(TooMany):
    """One network of clients sent as many registrations for the event as an hour allows. Parameter: ``minutes``."""

    code = "registration.too_many"
    message = N_(
        "Too many registrations have come from this internet connection. Please send yours again in {minutes} min, "
        "or now over another connection, such as mobile data."
    )
    form_hint = N_("What you typed is still below. Nothing was sent yet.")


class TooManyLetters(TooMany):
    """The letter by which a place is confirmed cannot be sent: the address had one today and confirmed nothing.

    Parameter: ``minutes``.
    """

    code = "registration.too_many_letters"
    message = N_(
        "We sent a letter to this email address earlier today, and it has not been answered yet. Please open "
        "the link in it first (check your spam folder too), or register again in {minutes} min."
    )
    form_hint = N_("What you typed is still below. Nothing was sent yet.")


class CorrectionNeedsLetter(TooMany):
    """A corrected address cannot get the letter by which its place is confirmed: it had one today. Parameter: ``minutes``."""

    code = "registration.correction_needs_letter"
    message = N_(
        "This email address was sent a letter today that has not been answered, so the place could not be confirmed. "
        "Save the correction in {minutes} min."
    )


class TooManyUploads(TooMany):
    """A network of clients, or a form, has had as many files as its limit allows. Parameter: ``minutes``."""

    code = "upload.too_many"
    message = N_("Too many files are being sent. Please send this one again in {minutes} min.")
    form_hint = N_("What you typed is still below. Please choose the file again when you send it.")


class TooManyLinks(TooMany):
    """As many sign-in links were asked for as the limits allow. Parameter: ``minutes``."""

    code = "access.too_many_links"
    message = N_(
        "Too many sign-in links have been asked for. Please check the inbox and the spam folder: a link works for "
        "15 minutes. You can ask for a new one in {minutes} min."
    )


class BodyTooLarge(Refusal):
    """The body is larger than the address accepts: 256 KB, or about 4 MB where files are sent."""

    code = "body.too_large"
    status = 413
    message = N_("The request is too large.")


class ReplyTooLarge(Refusal):
    """The answer would be larger than Lambda sends: 6 MB as it travels."""

    code = "reply.too_large"
    status = 413
    message = N_(
        "This is too much for one page. Please ask for less of it, or download it as a file."
    )


class ExportTooLarge(Refusal):
    """The rows of an export do not fit into the room that the function has for temporary files. Nothing is made."""

    code = "export.too_large"
    status = 413
    message = N_(
        "There are too many answers for one file here. Please have an Excel workbook made, which has more room, "
        "or download a part of the answers."
    )


class SummaryTooLarge(Refusal):
    """More answers are to be counted than one request has time for, and what is counted of them is too large to be kept."""

    code = "summary.too_large"
    status = 413
    message = N_(
        "This form has too many questions and groups for all of its answers to be summed up here. "
        "Please download the answers as a file."
    )


class SubmissionTooLarge(Refusal):
    """The submission is larger than one stored item can be."""

    code = "submission.too_large"
    status = 413
    message = N_("The answers are too long to be stored. Please shorten them.")
