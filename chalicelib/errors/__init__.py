"""Every refusal that Pikir can give: its stable code, its HTTP status and a message safe to show.

A refusal is raised where its rule is checked; ``web.endpoint`` alone makes HTTP of it, and ``web.i18n`` its text. ``docs/errors.md`` draws the tree.
"""

from chalicelib.errors.base import STILL_BELOW
from chalicelib.errors.base import Conflict as Conflict
from chalicelib.errors.base import Problem as Problem
from chalicelib.errors.base import Refusal as Refusal
from chalicelib.errors.base import SourceLocation as SourceLocation
from chalicelib.errors.events import BadTransition as BadTransition
from chalicelib.errors.events import CapacityBelowTaken as CapacityBelowTaken
from chalicelib.errors.events import ChangedMeanwhile as ChangedMeanwhile
from chalicelib.errors.events import EventCancelled as EventCancelled
from chalicelib.errors.events import EventClosed as EventClosed
from chalicelib.errors.events import EventExists as EventExists
from chalicelib.errors.events import EventHasAnswers as EventHasAnswers
from chalicelib.errors.events import EventNotYetOpen as EventNotYetOpen
from chalicelib.errors.events import EventStillOpen as EventStillOpen
from chalicelib.errors.events import PreconditionFailed as PreconditionFailed
from chalicelib.errors.limits import BodyTooLarge as BodyTooLarge
from chalicelib.errors.limits import CorrectionNeedsLetter as CorrectionNeedsLetter
from chalicelib.errors.limits import ExportTooLarge as ExportTooLarge
from chalicelib.errors.limits import ReplyTooLarge as ReplyTooLarge
from chalicelib.errors.limits import SubmissionTooLarge as SubmissionTooLarge
from chalicelib.errors.limits import SummaryTooLarge as SummaryTooLarge
from chalicelib.errors.limits import TooMany as TooMany
from chalicelib.errors.limits import TooManyLetters as TooManyLetters
from chalicelib.errors.limits import TooManyLinks as TooManyLinks
from chalicelib.errors.limits import TooManyRegistrations as TooManyRegistrations
from chalicelib.errors.limits import TooManyUploads as TooManyUploads
from chalicelib.errors.logs import LogUnreadable as LogUnreadable
from chalicelib.errors.malformed import BadParameter as BadParameter
from chalicelib.errors.malformed import BadSubmissionId as BadSubmissionId
from chalicelib.errors.malformed import BrokenForm as BrokenForm
from chalicelib.errors.malformed import BrokenJson as BrokenJson
from chalicelib.errors.malformed import DuplicateKey as DuplicateKey
from chalicelib.errors.malformed import Malformed as Malformed
from chalicelib.errors.malformed import NotAReport as NotAReport
from chalicelib.errors.malformed import PageIncomplete as PageIncomplete
from chalicelib.errors.malformed import TooDeep as TooDeep
from chalicelib.errors.malformed import UnknownParameter as UnknownParameter
from chalicelib.errors.members import FirstOwner as FirstOwner
from chalicelib.errors.members import LastOwner as LastOwner
from chalicelib.errors.members import MemberExists as MemberExists
from chalicelib.errors.members import MemberHasSignedIn as MemberHasSignedIn
from chalicelib.errors.proposals import AcceptedStays as AcceptedStays
from chalicelib.errors.proposals import NotAccepted as NotAccepted
from chalicelib.errors.proposals import ProposalMerged as ProposalMerged
from chalicelib.errors.proposals import ProposalsFull as ProposalsFull
from chalicelib.errors.publishing import NotPublished as NotPublished
from chalicelib.errors.publishing import WarningsChanged as WarningsChanged
from chalicelib.errors.publishing import WarningsNotAccepted as WarningsNotAccepted
from chalicelib.locales import N_
from chalicelib.override import override


class NotSignedIn(Refusal):
    """There is no token or session, or it is unknown, revoked or over."""

    code = "access.not_signed_in"
    status = 401
    message = N_("Please sign in first.")

    @property
    @override
    def headers(self) -> dict[str, str]:
        """RFC 9110, 11.6.1: a 401 names the scheme."""
        return {"WWW-Authenticate": 'Bearer realm="pikir"'}


class LinkSpent(Refusal):
    """The sign-in link was used, is too old, or never existed."""

    code = "access.link_spent"
    status = 400
    message = N_("This sign-in link has been used or is too old. Please ask for a new one.")


class CrossSite(Refusal):
    """The form did not come from a page of this session of the console."""

    code = "access.cross_site"
    status = 403
    message = N_("This page is out of date. Please go back, reload it and try again.")


class NotFound(Refusal):
    """Unknown, or forbidden to this actor: the two look the same."""

    status = 404
    hint = N_("The address may not have been copied in full, or the event is not public yet.")


class PageNotFound(NotFound):
    """There is no such address."""

    code = "route.not_found"
    message = N_("There is no such page.")


class EventNotFound(NotFound):
    """There is no such event, or this actor may not see it."""

    code = "event.not_found"
    message = N_("There is no such event.")


class FormNotFound(NotFound):
    """There is no such form, or it was never published."""

    code = "form.not_found"
    message = N_("There is no such form.")


class SubmissionNotFound(NotFound):
    """There is no such registration or response."""

    code = "submission.not_found"
    message = N_("There is no such answer.")


class FileNotFound(NotFound):
    """There is no such file among the answers, or none of that name attached to the form."""

    code = "file.not_found"
    message = N_("There is no such file.")


class RecordEntryNotFound(NotFound):
    """The record of the event has no such section or entry, or it was removed too long ago to be taken back."""

    code = "record.entry_not_found"
    message = N_("There is no such entry in the record.")


class ParagraphNotFound(NotFound):
    """The report has no such paragraph, or nobody worded it, or that was taken back too long ago to be put back."""

    code = "report.paragraph_not_found"
    message = N_("There is no such paragraph in the report.")


class ProposalNotFound(NotFound):
    """The event has no proposal of that number."""

    code = "proposal.not_found"
    message = N_("There is no such proposal.")


class DocumentNotFound(NotFound):
    """Nobody asked for such a document, or the time in which it could be downloaded is over."""

    code = "document.not_found"
    message = N_("There is no such file any more. Please ask for it again.")


class MemberNotFound(NotFound):
    """There is no such member."""

    code = "member.not_found"
    message = N_("There is no such colleague.")


class MailNotFound(NotFound):
    """There is no such letter that could not be sent: it is sent or dropped by now."""

    code = "mail.not_found"
    message = N_("There is no such letter. Somebody may have sent or deleted it already.")


class TokenNotFound(NotFound):
    """There is no such API token."""

    code = "token.not_found"
    message = N_("There is no such token.")


class MethodNotAllowed(Refusal):
    """The address does not support the method. Parameter: ``allow``."""

    code = "route.method_not_allowed"
    status = 405
    message = N_("This address does not accept this kind of request.")

    @property
    @override
    def headers(self) -> dict[str, str]:
        """RFC 9110, 15.5.6: a 405 lists what is allowed."""
        return {"Allow": str(self.parameters["allow"])}


class PayloadDiffers(Conflict):
    """The id was used before, with other answers."""

    code = "submission.payload_differs"
    message = N_(
        "Answers were already received from this page, and these are different. "
        "To send another answer, open the form again."
    )
    form_hint = N_("What you typed is still below. Nothing was sent twice.")


class CategoryFull(Conflict):
    """No seat of the category is free. Parameter: ``category``, its label."""

    code = "registration.category_full"
    message = N_("All places for “{category}” are taken.")
    form_hint = N_(
        "Nothing you typed is lost. If another category fits you, choose it and send again."
    )


class AlreadyRegistered(Conflict):
    """The email address or phone number holds a place at this event; a letter goes to the address stored with it."""

    code = "registration.already_registered"
    message = N_(
        "No new place was given. If these contact details already have a place at this event, a letter with "
        "its link is on the way to the email address that was given with it."
    )
    form_hint = N_(
        "Please check your inbox and your spam folder: each address gets one such letter a day. If you have lost "
        "access to it, or gave no address then, ask the organisers."
    )


class OnlyRegistrations(Conflict):
    """A response was to be corrected; only registrations can be."""

    code = "registration.only_registrations"
    message = N_("Only registrations can be corrected.")


class MailOutdated(Conflict):
    """The letter asks to confirm a place until a moment that has passed: it is not sent again."""

    code = "mail.outdated"
    message = N_(
        "This letter asks to confirm a place, and the time to do so is over. It is not sent again. Delete it; the "
        "person can register again."
    )


class ContactTaken(Conflict):
    """A corrected contact belongs to somebody else who is registered for the event."""

    code = "registration.contact_taken"
    message = N_(
        "Somebody else is registered with this email address or phone number. Nothing was changed."
    )


class FormNotYetOpen(Conflict):
    """The form does not take answers yet."""

    code = "form.not_yet_open"
    message = N_("This form is not taking answers yet.")
    form_hint = STILL_BELOW


class FormClosed(Conflict):
    """The form no longer takes answers."""

    code = "form.closed"
    message = N_("This form is closed and takes no more answers.")
    form_hint = STILL_BELOW


class FormFull(Conflict):
    """The form's answers have reached the size that its storage can hold (10 GB a shard)."""

    code = "form.full"
    message = N_("This form cannot take any more answers: there is no room left for them.")
    form_hint = STILL_BELOW


class VersionUnknown(Conflict):
    """The requested version was never published."""

    code = "form.version_unknown"
    message = N_("This version of the form was never published. Please open its page again.")


class SubmissionErased(Refusal):
    """The submission of this id was erased. Its id is not accepted again, whatever is sent under it."""

    code = "submission.erased"
    status = 410
    message = N_("This answer was erased and cannot be sent again.")
    form_hint = N_("To send a new answer, open the form again.")


class ConfirmationLinkReplaced(Refusal):
    """The link was sent to an address that the registration does not have any more."""

    code = "registration.link_replaced"
    status = 410
    message = N_(
        "This link is no longer valid: the email address of the registration was changed. If a newer letter has "
        "come, open the link in it."
    )


class UnsupportedMedia(Refusal):
    """The body has a media type that this address does not read, or none."""

    code = "body.unsupported_media_type"
    status = 415
    message = N_("This address does not accept this content type.")


class Invalid(Refusal):
    """The document was understood and is not acceptable; ``problems`` lists why."""

    status = 422


class AnswersRefused(Invalid):
    """The form does not accept the answers; a problem's name is the question's key."""

    code = "answers.refused"
    message = N_("Some answers need another look.")


class EventRefused(Invalid):
    """The event's document has mistakes; a problem's name is a JSON pointer."""

    code = "event.refused"
    message = N_("The event's description has mistakes.")


class RecordRefused(Invalid):
    """What an entry of a record is to hold has mistakes; a problem's name is a JSON pointer."""

    code = "record.refused"
    message = N_("The entry has mistakes.")


class WordingRefused(Invalid):
    """The wording of a report's paragraph has mistakes."""

    code = "report.wording_refused"
    message = N_("The wording has mistakes.")


class FormRefused(Invalid):
    """The form's definition has mistakes; a problem's name is a JSON pointer."""

    code = "form.refused"
    message = N_("The form's definition has mistakes.")


class RequestRefused(Invalid):
    """The body of another request has mistakes; a problem's name is a JSON pointer."""

    code = "request.refused"
    message = N_("The request has mistakes.")


class Failed(Refusal):
    """A fault of Pikir's own; the log holds the details, the answer does not. Never raised."""

    code = "service.failed"
    status = 500
    message = N_("Something went wrong on our side. It is safe to try again.")
    hint = N_("The fault is ours. What was accepted before is kept; please try again later.")
    form_hint = N_(
        "The fault is ours. Everything that you filled in is on this page. Please send it again in a few minutes; "
        "it is counted only once."
    )


class Unavailable(Refusal):
    """Storage or mail did not answer in time; a retry is safe."""

    code = "service.unavailable"
    status = 503
    message = N_("Pikir is busy. Nothing is lost: please try again in a moment.")
    form_hint = N_(
        "Pikir is not responding right now. Everything that you filled in is on this page. Please wait a "
        "little and send it again; it is counted only once."
    )

    @property
    @override
    def headers(self) -> dict[str, str]:
        """When to come back, in seconds."""
        return {"Retry-After": "2"}


class SummaryUnfinished(Unavailable):
    """More answers are to be counted than one request has time for; those that are counted stay so."""

    code = "summary.unfinished"
    message = N_("The answers are being counted: {counted} so far. Please come back in a moment.")

    def __init__(self, counted: int) -> None:
        self.counted = counted
        super().__init__(counted=counted)
