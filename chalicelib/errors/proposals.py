"""Refusals of what a proposal's state does not allow."""

from chalicelib.errors.base import Conflict
from chalicelib.locales import N_


class AcceptedStays(Conflict):
    """An accepted proposal was to be declined, taken back too late, or merged into one that is not accepted."""

    code = "proposal.accepted_stays"
    message = N_(
        "An accepted proposal stays accepted: nothing that was promised may disappear. Record what became of it "
        "instead; others can be merged into it."
    )


class ProposalMerged(Conflict):
    """The proposal is part of another one by now."""

    code = "proposal.merged"
    message = N_("This proposal has been merged into another one. Change that one.")


class NotAccepted(Conflict):
    """Only of an accepted proposal can be recorded what became of it."""

    code = "proposal.not_accepted"
    message = N_("This proposal is not accepted. Accept it first.")


class ProposalsFull(Conflict):
    """The event has as many proposals as Pikir keeps."""

    code = "proposal.too_many"
    message = N_("The event has too many proposals. No further ones can be added.")
