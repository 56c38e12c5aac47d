"""What the entries of a record hold, by section, and the limits of a record.

Policy: a text that is given in one language stands in the documents of all three as it is; each may be given by itself.
What Pikir knows of an event (its title, programme, figures) is no part of an entry; ``talks`` alone keep a copy, because
an item of the programme can have been held otherwise.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, model_validator

from chalicelib.domain.events import EventKind
from chalicelib.domain.events.event_types import ContactPhone, EventPart, WebAddress
from chalicelib.domain.events.programme import ItemKind, Speaker
from chalicelib.domain.moments import validation_error
from chalicelib.domain.records.places import Place
from chalicelib.domain.timestamps import YEARS
from chalicelib.forms.text import STORED
from chalicelib.forms.text_types import Line, Localized, Name
from chalicelib.locales import Language


class RecordSection(StrEnum):
    """The sections of a record, in the order of the report."""

    ATTENDANCE = "attendance"
    ORGANISATIONS = "organisations"
    TALKS = "talks"
    DISCUSSIONS = "discussions"
    HANDOUTS = "handouts"
    CONSULTATIONS = "consultations"
    MEDIA = "media"
    ACTIONS = "actions"
    PHOTOS = "photos"
    OTHER_EVENTS = "other_events"
    HELP = "help"
    NEXT_STEPS = "next_steps"
    PAPER = "paper"


ENTRY_ID: Final = r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$"
EntryId = Annotated[str, StringConstraints(pattern=ENTRY_ID)]
"""An entry's id within its section: the name of an item of the programme, or what its author's page has made up."""


def _check_day(day: date, info: ValidationInfo) -> date:
    if info.context is not STORED and day.year not in YEARS:
        raise validation_error("event.bad_day")
    return day


Quantity = Annotated[int, Field(ge=0, le=10_000_000)]
"""A number of people, schools or copies, as somebody counted them."""
Day = Annotated[date, AfterValidator(_check_day)]


class HeadCount(EventPart):
    """How many came, and how many were invited, of a category of the event or of people whom it has no category for."""

    category: Name | None = None
    label: Localized | None = None
    count: Quantity | None = None
    invited: Quantity | None = None

    @model_validator(mode="after")
    def _check_subject(self) -> Self:
        if (self.category is None) == (self.label is None):
            raise validation_error("record.category_or_label")
        if self.count is None and self.invited is None:
            raise validation_error("record.count_missing")
        return self


class Attendance(EventPart):
    """Who came, as counted in the hall. ``total`` is for all, where it was counted by itself; ``invited`` how many were invited in all."""

    invited: Quantity | None = None
    counts: Annotated[tuple[HeadCount, ...], Field(max_length=60)] = ()
    total: Quantity | None = None
    note: Localized | None = None


class Representative(EventPart):
    """Somebody who came for an organisation."""

    name: Localized
    position: Localized | None = None


OrganisationRole = Literal["represented", "co_organiser", "partner"]


class Organisation(EventPart):
    """A body that took part: its people sat there, or it held the event together with the organiser."""

    name: Localized
    role: OrganisationRole = "represented"
    persons: Annotated[tuple[Representative, ...], Field(max_length=30)] = ()


class Talk(EventPart):
    """A point of the programme as it was held, or one that was added on the day.

    ``gist`` tells in two or three sentences what was said, ``addressed_to`` whom it was for. ``measures`` are those that
    the opening told of.
    """

    kind: ItemKind
    took_place: Annotated[bool, Field(strict=True)] = True
    title: Localized | None = None
    speakers: Annotated[tuple[Speaker, ...], Field(max_length=20)] = ()
    gist: Localized | None = None
    addressed_to: Localized | None = None
    measures: Localized | None = None


class Discussion(EventPart):
    """A question that was discussed, and the views on it."""

    question: Localized
    views: Localized | None = None


HandoutKind = Literal["method_pack", "video", "leaflet", "other"]


class Handout(EventPart):
    """Something that was handed out or shown, and for whom."""

    title: Localized
    kind: HandoutKind = "other"
    copies: Quantity | None = None
    recipients: Localized | None = None


ConsultationKind = Literal["guidance", "consultation"]


class Consultation(EventPart):
    """Guidance given to schools, or consultations: to whom, on what, how many."""

    kind: ConsultationKind = "consultation"
    topic: Localized
    recipients: Localized | None = None
    count: Quantity | None = None


class MediaOutlet(EventPart):
    """A newspaper, channel or site that was there or reported."""

    name: Localized
    link: WebAddress | None = None


class SchoolAction(EventPart):
    """An action in schools. ``slogan`` stands in the language in which it was said, whatever the document's."""

    title: Localized | None = None
    slogan: Annotated[Line, StringConstraints(max_length=500)] | None = None
    slogan_language: Language | None = None
    schools: Quantity | None = None
    pupils: Quantity | None = None

    @model_validator(mode="after")
    def _check_slogan(self) -> Self:
        if self.title is None and self.slogan is None:
            raise validation_error("record.title_or_slogan")
        if (self.slogan is None) != (self.slogan_language is None):
            raise validation_error("record.slogan_language")
        return self


PhotoType = Literal["image/jpeg", "image/png"]


class PhotoFile(EventPart):
    """A photo as it is stored: ``size`` in bytes; ``width`` and ``height`` in pixels, as it is seen upright."""

    type: PhotoType
    size: Annotated[int, Field(ge=1)]
    width: Annotated[int, Field(ge=1)]
    height: Annotated[int, Field(ge=1)]
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class ActionPhoto(EventPart):
    """A photo of a school action; ``file`` is what was uploaded.

    ``has_consent`` says that the people shown, or the parents of the children shown, agree to its use in reports. A photo
    without consent or without a caption is kept for the record alone.
    """

    action: EntryId
    file: PhotoFile
    caption: Localized | None = None
    has_consent: Annotated[bool, Field(strict=True)] = False

    @property
    def is_for_reports(self) -> bool:
        """Whether a report may show it."""
        return self.has_consent and self.caption is not None


class ParticipantGroup(EventPart):
    """A kind of participants of an event that was not run in Pikir."""

    label: Localized
    count: Quantity | None = None


class OtherEvent(EventPart):
    """A short record of an event of the same campaign that was not run in Pikir."""

    kind: EventKind
    title: Localized
    day: Day | None = None
    place: Localized | None = None
    organiser: Localized | None = None
    participants: Annotated[tuple[ParticipantGroup, ...], Field(max_length=30)] = ()
    themes: Localized | None = None


HelpKind = Literal["reception", "helpline"]


class HelpOffer(EventPart):
    """A public reception or a helpline; ``asked`` is how many turned to it."""

    kind: HelpKind
    topics: Localized | None = None
    hours: Localized | None = None
    phone: ContactPhone | None = None
    address: Localized | None = None
    asked: Quantity | None = None


class AgreedStep(EventPart):
    """What goes on after the event: who does what until when."""

    what: Localized
    responsible: Localized | None = None
    due: Day | None = None


class Paper(EventPart):
    """What the report needs as a letter: its head, addressee, number and date, who signs it and who wrote it."""

    letterhead: Localized | None = None
    addressee: Localized | None = None
    number: Annotated[Line, StringConstraints(max_length=100)] | None = None
    dated: Day | None = None
    place: Place | None = None
    signatory: Localized | None = None
    signatory_position: Localized | None = None
    executor: Localized | None = None
    executor_phone: ContactPhone | None = None


Content = (
    Attendance
    | Organisation
    | Talk
    | Discussion
    | Handout
    | Consultation
    | MediaOutlet
    | SchoolAction
    | ActionPhoto
    | OtherEvent
    | HelpOffer
    | AgreedStep
    | Paper
)

CONTENTS: Final[Mapping[RecordSection, type[Content]]] = {
    RecordSection.ATTENDANCE: Attendance,
    RecordSection.ORGANISATIONS: Organisation,
    RecordSection.TALKS: Talk,
    RecordSection.DISCUSSIONS: Discussion,
    RecordSection.HANDOUTS: Handout,
    RecordSection.CONSULTATIONS: Consultation,
    RecordSection.MEDIA: MediaOutlet,
    RecordSection.ACTIONS: SchoolAction,
    RecordSection.PHOTOS: ActionPhoto,
    RecordSection.OTHER_EVENTS: OtherEvent,
    RecordSection.HELP: HelpOffer,
    RecordSection.NEXT_STEPS: AgreedStep,
    RecordSection.PAPER: Paper,
}
"""The model of each section's entries."""

SINGLE: Final = frozenset({RecordSection.ATTENDANCE, RecordSection.PAPER})
"""The sections of one entry; its id is the section's name."""
