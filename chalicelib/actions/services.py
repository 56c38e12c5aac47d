"""The services that an action works with: stores, clock, ids, randomness, mail."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from random import Random, SystemRandom
from typing import TYPE_CHECKING

from chalicelib.storage.keys import ADMISSION_COPIES

if TYPE_CHECKING:
    from chalicelib.actions.catalogue import Catalogue
    from chalicelib.actions.recent_proposals import RecentProposals
    from chalicelib.actions.seat_counts import SeatCounts
    from chalicelib.log_source import LogGroup
    from chalicelib.mail.sender import Sender
    from chalicelib.queues import Queue
    from chalicelib.settings import Settings
    from chalicelib.storage.admission import AdmissionStore
    from chalicelib.storage.arrivals import ArrivalStore
    from chalicelib.storage.audit import AuditStore
    from chalicelib.storage.bucket import Bucket
    from chalicelib.storage.checkpoints import CheckpointStore
    from chalicelib.storage.confirmations import ConfirmationStore
    from chalicelib.storage.deletions import DeletionStore
    from chalicelib.storage.documents import DocumentStore
    from chalicelib.storage.downloads import DownloadStore
    from chalicelib.storage.event_forms import EventFormStore
    from chalicelib.storage.events import EventStore
    from chalicelib.storage.file_tasks import FileTaskStore
    from chalicelib.storage.form_files import FormFileStore
    from chalicelib.storage.former_categories import FormerCategoryStore
    from chalicelib.storage.forms import FormStore
    from chalicelib.storage.limits import LimitStore
    from chalicelib.storage.listings import ListingStore
    from chalicelib.storage.log_counts import LogCountStore
    from chalicelib.storage.marks import MarkStore
    from chalicelib.storage.materials import MaterialStore
    from chalicelib.storage.members import MemberStore
    from chalicelib.storage.notifications import NotificationStore
    from chalicelib.storage.outbox import Outbox
    from chalicelib.storage.paragraph_edits import ParagraphEditStore
    from chalicelib.storage.photos import PhotoStore
    from chalicelib.storage.places import PlaceStore
    from chalicelib.storage.proposals import ProposalStore
    from chalicelib.storage.records import RecordStore
    from chalicelib.storage.runs import RunStore
    from chalicelib.storage.seats import SeatStore
    from chalicelib.storage.sessions import SessionStore
    from chalicelib.storage.short_addresses import ShortAddressStore
    from chalicelib.storage.sign_ins import SignInStore
    from chalicelib.storage.submissions import SubmissionStore
    from chalicelib.storage.table import Table
    from chalicelib.storage.tokens import TokenStore
    from chalicelib.storage.uploads import UploadStore
    from chalicelib.storage.working_copies import WorkingCopyStore


@dataclass(frozen=True)
class Services:
    """One per process. Each service is made on first use, so an action loads only what it uses."""

    settings: "Settings"
    table: "Table"
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    random: Random = field(default_factory=SystemRandom)
    pause: Callable[[float], None] = time.sleep
    admission_copies: int = ADMISSION_COPIES

    @cached_property
    def admission(self) -> "AdmissionStore":
        """The copies of the admission items."""
        from chalicelib.storage.admission import AdmissionStore

        return AdmissionStore(self.table, self.admission_copies)

    @cached_property
    def events(self) -> "EventStore":
        """The events."""
        from chalicelib.storage.events import EventStore

        return EventStore(self.table)

    @cached_property
    def deletions(self) -> "DeletionStore":
        """The deletions of events that are not finished."""
        from chalicelib.storage.deletions import DeletionStore

        return DeletionStore(self.table, self.admission_copies)

    @cached_property
    def forms(self) -> "FormStore":
        """The forms' records, drafts and versions."""
        from chalicelib.storage.forms import FormStore

        return FormStore(self.table)

    @cached_property
    def working_copies(self) -> "WorkingCopyStore":
        """What the editor of forms works on."""
        from chalicelib.storage.working_copies import WorkingCopyStore

        return WorkingCopyStore(self.table)

    @cached_property
    def records(self) -> "RecordStore":
        """The records of events."""
        from chalicelib.storage.records import RecordStore

        return RecordStore(self.table)

    @cached_property
    def paragraph_edits(self) -> "ParagraphEditStore":
        """How organisers word reports."""
        from chalicelib.storage.paragraph_edits import ParagraphEditStore

        return ParagraphEditStore(self.table)

    @cached_property
    def places(self) -> "PlaceStore":
        """The places that papers name."""
        from chalicelib.storage.places import PlaceStore

        return PlaceStore(self.table)

    @cached_property
    def submissions(self) -> "SubmissionStore":
        """The responses and registrations."""
        from chalicelib.storage.submissions import SubmissionStore

        return SubmissionStore(self.table)

    @cached_property
    def listings(self) -> "ListingStore":
        """The lines of the responses and registrations."""
        from chalicelib.storage.listings import ListingStore

        return ListingStore(self.table)

    @cached_property
    def confirmations(self) -> "ConfirmationStore":
        """The registrations that wait for their confirmation."""
        from chalicelib.storage.confirmations import ConfirmationStore

        return ConfirmationStore(self.table)

    @cached_property
    def seats(self) -> "SeatStore":
        """The taken seats."""
        from chalicelib.storage.seats import SeatStore

        return SeatStore(self.table)

    @cached_property
    def notifications(self) -> "NotificationStore":
        """The letters to those registered that are still to be written."""
        from chalicelib.storage.notifications import NotificationStore

        return NotificationStore(self.table)

    @cached_property
    def outbox(self) -> "Outbox":
        """The mails that wait to be sent."""
        from chalicelib.storage.outbox import Outbox

        return Outbox(self.table)

    @cached_property
    def catalogue(self) -> "Catalogue":
        """Events and forms, cached for at most ten seconds."""
        from chalicelib.actions.catalogue import Catalogue

        return Catalogue(self.forms, self.clock, lambda: self.form_files, lambda: self.event_forms)

    @cached_property
    def event_forms(self) -> "EventFormStore":
        """The events with all their forms."""
        from chalicelib.storage.event_forms import EventFormStore

        return EventFormStore(self.table)

    @cached_property
    def recent_proposals(self) -> "RecentProposals":
        """The proposals that events' pages show, read at most ten seconds ago."""
        from chalicelib.actions.recent_proposals import RecentProposals

        return RecentProposals(self.clock)

    @cached_property
    def seat_counts(self) -> "SeatCounts":
        """How many seats are taken, counted at most ten seconds ago."""
        from chalicelib.actions.seat_counts import SeatCounts

        return SeatCounts(lambda: self.seats, self.clock)

    @cached_property
    def checkpoints(self) -> "CheckpointStore":
        """The summaries' checkpoints."""
        from chalicelib.storage.checkpoints import CheckpointStore

        return CheckpointStore(self.table)

    @cached_property
    def arrivals(self) -> "ArrivalStore":
        """The forms that something came in for since their last fold."""
        from chalicelib.storage.arrivals import ArrivalStore

        return ArrivalStore(self.table)

    @cached_property
    def members(self) -> "MemberStore":
        """The colleagues who may sign in."""
        from chalicelib.storage.members import MemberStore

        return MemberStore(self.table)

    @cached_property
    def tokens(self) -> "TokenStore":
        """The API tokens."""
        from chalicelib.storage.tokens import TokenStore

        return TokenStore(self.table)

    @cached_property
    def sessions(self) -> "SessionStore":
        """The signed-in browsers."""
        from chalicelib.storage.sessions import SessionStore

        return SessionStore(self.table)

    @cached_property
    def short_addresses(self) -> "ShortAddressStore":
        """The short addresses of events and forms."""
        from chalicelib.storage.short_addresses import ShortAddressStore

        return ShortAddressStore(self.table)

    @cached_property
    def installation_key(self) -> bytes:
        """The installation's own key, for HMACs that belong to no event; read once per process."""
        from chalicelib.auth.secrets import new_key
        from chalicelib.storage.installation import InstallationStore

        return InstallationStore(self.table).obtain_key(new_key)

    @cached_property
    def sign_ins(self) -> "SignInStore":
        """The mailed sign-in links."""
        from chalicelib.storage.sign_ins import SignInStore

        return SignInStore(self.table)

    @cached_property
    def limits(self) -> "LimitStore":
        """The counters of what strangers may do."""
        from chalicelib.storage.limits import LimitStore

        return LimitStore(self.table)

    @cached_property
    def audit(self) -> "AuditStore":
        """The audit log."""
        from chalicelib.storage.audit import AuditStore

        return AuditStore(self.table, timedelta(days=self.settings.audit_days))

    @cached_property
    def bucket(self) -> "Bucket":
        """The bucket of files."""
        from chalicelib.storage.bucket import Bucket

        return Bucket(self.settings)

    @cached_property
    def downloads(self) -> "DownloadStore":
        """The files made for downloading."""
        from chalicelib.storage.downloads import DownloadStore

        return DownloadStore(self.bucket)

    @cached_property
    def documents(self) -> "DocumentStore":
        """The documents that a function of their own makes."""
        from chalicelib.storage.documents import DocumentStore

        return DocumentStore(self.table, self.bucket)

    @cached_property
    def uploads(self) -> "UploadStore":
        """The files that participants send as answers."""
        from chalicelib.storage.uploads import UploadStore

        return UploadStore(self.bucket)

    @cached_property
    def form_files(self) -> "FormFileStore":
        """The files attached to forms."""
        from chalicelib.storage.form_files import FormFileStore

        return FormFileStore(self.table, lambda: self.bucket)

    @cached_property
    def materials(self) -> "MaterialStore":
        """The uploaded materials of events."""
        from chalicelib.storage.materials import MaterialStore

        return MaterialStore(self.bucket)

    @cached_property
    def photos(self) -> "PhotoStore":
        """The photos of records."""
        from chalicelib.storage.photos import PhotoStore

        return PhotoStore(self.bucket)

    @cached_property
    def former_categories(self) -> "FormerCategoryStore":
        """The categories that events had before a change."""
        from chalicelib.storage.former_categories import FormerCategoryStore

        return FormerCategoryStore(self.table)

    @cached_property
    def file_tasks(self) -> "FileTaskStore":
        """The files that are still to be kept or erased."""
        from chalicelib.storage.file_tasks import FileTaskStore

        return FileTaskStore(self.table)

    @cached_property
    def marks(self) -> "MarkStore":
        """The marks on answers."""
        from chalicelib.storage.marks import MarkStore

        return MarkStore(self.table)

    @cached_property
    def proposals(self) -> "ProposalStore":
        """The proposals of events."""
        from chalicelib.storage.proposals import ProposalStore

        return ProposalStore(self.table)

    @cached_property
    def runs(self) -> "RunStore":
        """The last runs of scheduled work."""
        from chalicelib.storage.runs import RunStore

        return RunStore(self.table)

    @cached_property
    def log_counts(self) -> "LogCountStore":
        """The last counts of usage in the log."""
        from chalicelib.storage.log_counts import LogCountStore

        return LogCountStore(self.table)

    @cached_property
    def log_group(self) -> "LogGroup | None":
        """The log group that this function writes to; None where it is no function of AWS."""
        from chalicelib.log_source import LogGroup

        settings = self.settings
        if settings.log_group is None:
            return None
        return LogGroup(settings.log_group, endpoint=settings.aws_endpoint, region=settings.region)

    @cached_property
    def mailer(self) -> "Sender":
        """The sender of letters."""
        from chalicelib.mail import sender

        settings = self.settings
        return sender.connect(
            from_address=settings.mail_from,
            endpoint=settings.aws_endpoint,
            region=settings.region,
        )

    @cached_property
    def mail_queue(self) -> "Queue":
        """The queue that wakes the function which sends mail."""
        return self._queue(self.settings.mail_queue_url)

    @cached_property
    def document_queue(self) -> "Queue":
        """The queue that wakes the function which makes documents."""
        return self._queue(self.settings.document_queue_url)

    def _queue(self, url: str | None) -> "Queue":
        from chalicelib.queues import Queue

        settings = self.settings
        return Queue(url, endpoint=settings.aws_endpoint, region=settings.region)
