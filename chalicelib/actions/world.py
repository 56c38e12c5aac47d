"""What an action works with: the stores, the clock, ids and chance."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from random import Random, SystemRandom
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.actions.catalogue import Catalogue
    from chalicelib.mail.queue import MailQueue
    from chalicelib.mail.sender import Sender
    from chalicelib.settings import Settings
    from chalicelib.storage.bucket import Bucket
    from chalicelib.storage.checkpoints import Checkpoints
    from chalicelib.storage.events import Events
    from chalicelib.storage.file_work import FileWork
    from chalicelib.storage.files import Files
    from chalicelib.storage.form_files import FormFiles
    from chalicelib.storage.forms import Forms
    from chalicelib.storage.outbox import Outbox
    from chalicelib.storage.seats import Seats
    from chalicelib.storage.sessions import Sessions
    from chalicelib.storage.sign_ins import SignIns
    from chalicelib.storage.submissions import Submissions
    from chalicelib.storage.table import Table
    from chalicelib.storage.tokens import Tokens
    from chalicelib.storage.uploads import Uploads


@dataclass(frozen=True)
class World:
    """One per process. Each store is made when it is first used, so that nobody loads another's."""

    settings: "Settings"
    table: "Table"
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    random: Random = field(default_factory=SystemRandom)
    pause: Callable[[float], None] = time.sleep

    @cached_property
    def events(self) -> "Events":
        """The events."""
        from chalicelib.storage.events import Events

        return Events(self.table)

    @cached_property
    def forms(self) -> "Forms":
        """The forms' heads, drafts and versions."""
        from chalicelib.storage.forms import Forms

        return Forms(self.table)

    @cached_property
    def submissions(self) -> "Submissions":
        """The responses and registrations."""
        from chalicelib.storage.submissions import Submissions

        return Submissions(self.table)

    @cached_property
    def seats(self) -> "Seats":
        """The seats that are taken."""
        from chalicelib.storage.seats import Seats

        return Seats(self.table)

    @cached_property
    def outbox(self) -> "Outbox":
        """The mails that wait."""
        from chalicelib.storage.outbox import Outbox

        return Outbox(self.table)

    @cached_property
    def catalogue(self) -> "Catalogue":
        """Events and forms as they were at most ten seconds ago."""
        from chalicelib.actions.catalogue import Catalogue

        return Catalogue(self.forms, self.clock, lambda: self.form_files)

    @cached_property
    def checkpoints(self) -> "Checkpoints":
        """The summaries' states."""
        from chalicelib.storage.checkpoints import Checkpoints

        return Checkpoints(self.table)

    @cached_property
    def tokens(self) -> "Tokens":
        """The API tokens."""
        from chalicelib.storage.tokens import Tokens

        return Tokens(self.table)

    @cached_property
    def sessions(self) -> "Sessions":
        """The signed-in browsers."""
        from chalicelib.storage.sessions import Sessions

        return Sessions(self.table)

    @cached_property
    def sign_ins(self) -> "SignIns":
        """The mailed sign-in links."""
        from chalicelib.storage.sign_ins import SignIns

        return SignIns(self.table)

    @cached_property
    def bucket(self) -> "Bucket":
        """The bucket itself."""
        from chalicelib.storage.bucket import Bucket

        return Bucket(self.settings)

    @cached_property
    def files(self) -> "Files":
        """The files that were made for downloading."""
        from chalicelib.storage.files import Files

        return Files(self.bucket)

    @cached_property
    def uploads(self) -> "Uploads":
        """The files that people send as answers."""
        from chalicelib.storage.uploads import Uploads

        return Uploads(self.bucket)

    @cached_property
    def form_files(self) -> "FormFiles":
        """The files attached to forms."""
        from chalicelib.storage.form_files import FormFiles

        return FormFiles(self.table, lambda: self.bucket)

    @cached_property
    def file_work(self) -> "FileWork":
        """The files that are to be kept or erased."""
        from chalicelib.storage.file_work import FileWork

        return FileWork(self.table)

    @cached_property
    def mailer(self) -> "Sender":
        """Whatever takes a letter."""
        from chalicelib.mail import sender

        settings = self.settings
        return sender.connect(
            from_address=settings.mail_from,
            endpoint=settings.aws_endpoint,
            region=settings.region,
        )

    @cached_property
    def mail_queue(self) -> "MailQueue":
        """The bell of the function that sends."""
        from chalicelib.mail.queue import MailQueue

        settings = self.settings
        return MailQueue(
            settings.mail_queue_url, endpoint=settings.aws_endpoint, region=settings.region
        )
