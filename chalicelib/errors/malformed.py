"""Refusals of requests that cannot be read (400)."""

from chalicelib.errors.base import Refusal
from chalicelib.locales import N_


class Malformed(Refusal):
    """The request cannot be read."""

    status = 400


class BrokenJson(Malformed):
    """The body is not one JSON document in UTF-8; NaN and lone surrogates are not JSON either."""

    code = "body.broken_json"
    message = N_("The request is not valid JSON.")


class NotAReport(Malformed):
    """The file is no report that Pikir made, or another program saved it without the list of its facts."""

    code = "report.unreadable"
    message = N_(
        "This is no report that Pikir made, or another program saved it without the list of its facts."
    )


class DuplicateKey(Malformed):
    """An object of the body has the same key twice."""

    code = "body.duplicate_key"
    message = N_("The request names “{key}” twice.")


class TooDeep(Malformed):
    """The body is nested more deeply than any form needs."""

    code = "body.too_deep"
    message = N_("The request is nested too deeply.")


class BrokenForm(Malformed):
    """The fields of an HTML form cannot be read: wrong encoding, too many, unknown."""

    code = "body.broken_form"
    message = N_("The form could not be read. Please open its page again.")


class BadParameter(Malformed):
    """A query parameter has a value that is not allowed. Parameter: ``name``."""

    code = "request.bad_parameter"
    message = N_("The parameter “{name}” cannot have this value.")


class UnknownParameter(Malformed):
    """The operation has no query parameter of this name. Parameters: ``name``, ``nearest`` of those it has."""

    code = "request.unknown_parameter"
    message = N_("There is no parameter “{name}” here. The nearest one is “{nearest}”.")


class BadSubmissionId(Malformed):
    """The submission's id is not a UUID in canonical form."""

    code = "submission.bad_id"
    message = N_("The submission's id must be a UUID.")


class PageIncomplete(Malformed):
    """The fields of a form's page arrived without the id that the page had."""

    code = "submission.page_incomplete"
    message = N_("The form arrived incomplete, so nothing was sent.")
    form_hint = N_("What you typed is still below. Please check it and send it again.")
