"""Refusals of changes of members."""

from chalicelib.errors.base import Conflict
from chalicelib.locales import N_


class MemberExists(Conflict):
    """Somebody with this address is a member already."""

    code = "member.exists"
    message = N_("A colleague with this address has access already.")


class MemberHasSignedIn(Conflict):
    """The member, who was to be invited again, has signed in already."""

    code = "member.has_signed_in"
    message = N_("This colleague has signed in already and needs no invitation.")


class LastOwner(Conflict):
    """The change would leave nobody who manages members."""

    code = "member.last_owner"
    message = N_("There must be an owner. Make another colleague an owner first.")


class FirstOwner(Conflict):
    """The member is the first owner, whom the settings of the installation name."""

    code = "member.first_owner"
    message = N_(
        "This owner is named in the settings of the installation and can only be changed there."
    )
