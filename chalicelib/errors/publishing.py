"""Refusals of a form that is to be published."""

from chalicelib.errors.base import Conflict
from chalicelib.locales import N_


class NotPublished(Conflict):
    """The form has no published version."""

    code = "form.not_published"
    message = N_("This form has not been published yet.")


class WarningsNotAccepted(Conflict):
    """The draft has warnings, and who publishes it has not accepted them; ``problems`` are these."""

    code = "form.warnings_not_accepted"
    message = N_("The form has warnings. It is published once you accept them.")


class WarningsChanged(WarningsNotAccepted):
    """The draft has other warnings than those that were accepted: the event or the form's files have changed."""

    code = "form.warnings_changed"
    message = N_("The warnings have changed since you saw them. Please look at them again.")
