"""Every key of the table and of the bucket, and every access pattern of the table.

====================================  =============================  ==================================
pk                                    sk                             item
====================================  =============================  ==================================
``EVENT#<event>``                     ``EVENT``                      the event's document, and its key
``ADMISSION#<event>#<form>#<copy>``   ``ADMISSION``                  what a registration's transaction
                                                                     checks: one of several copies
``EVENT#<event>``                     ``FORM#<form>``                a form's record: state, times,
                                                                     newest version, shards
``EVENT#<event>``                     ``DRAFT#<form>``               the definition being worked on
``EVENT#<event>``                     ``VERSION#<form>#<n>``         a published definition, immutable
``EVENT#<event>``                     ``WORDING#<form>#<n>#<k>``     the same with its texts corrected for the
                                                                     k-th time, immutable, too
``EVENT#<event>``                     ``FILE#<form>#<name>``         a file attached to a form
``EVENT#<event>``                     ``VERSION_FILES#<form>#<n>``   the files that a version shows
``EDITOR#<event>#<form>``             ``COPY``                       the working copy of the form's editor
``EDITOR#<event>#<form>``             ``STATE#<%09d>``               a definition that undo or redo leads to;
                                                                     forgotten after a day
``EDITOR#<event>#<form>``             ``PRESENCE#<account>``         who has the editor open; for two minutes
``RECORD#<event>``                    ``<section>#<entry>``          an entry of the event's record; one that was
                                                                     removed for a day
``RECORD#<event>``                    ``ORDER#<section>``            the order of a section's entries
``RECORD#<event>``                    ``LOGGED#<section>#<account>`` when the audit log last noted who wrote there;
                                                                     for ten minutes
``REPORT_EDIT#<event>``               ``<language>#<length>#<key>``  how an organiser words a paragraph of the
                                                                     report; taken back, for a day
``EVENT#<event>``                     ``FORMER_CATEGORIES#<%012d>``  the categories before a change, until
                                                                     no form offers them
``EVENT#<event>``                     ``SHORT#<form>``               the code of a form's short address; of the
                                                                     event's own, where no form is named
``PROPOSAL#<event>``                  ``<%05d>``                     a proposal, by its number
``PROPOSAL#<event>``                  ``COUNTER``                    the highest number that was given
``QUOTE#<event>#<form>``              ``<submission id>#<key>``      a pointer to an answer that is quoted
``EVENTS``                            ``<event>``                    the event's line in the list
``DELETIONS``                         ``<event>``                    a deleted event, of which items may be left
``NOTIFICATIONS``                     ``<created>#<id>``             letters to be written to those registered
``RESP#<event>#<form>#<shard>``       ``<submission id>``            a response or a registration; once it
                                                                     is erased, only a tombstone
``SEAT#<event>#<category>``           ``<%012d>``                    a taken seat
``CLAIM#<event>``                     ``<hmac>``                     a contact of a person who is registered
``UPLOAD#<event>#<form>``             ``<upload id>``                whose answer a file is; deleted when
                                                                     the file has expired anyway
``FILES``                             ``<due>#<submission id>``      files to be kept or erased by then
``FILES``                             ``<due>#<event>#<sha256>``     a material to be erased if no event names it
``FILES``                             ``<due>#<event>#photos``       photos to be erased that no record names
``UNCONFIRMED``                       ``<due>#<event>#<form>#<id>``  a registration to be confirmed by then
``OUTBOX``                            ``<created>#<id>``             a mail to be sent
``OUTBOX``                            ``failed#<id>``                a mail that could not be sent
``RUNS``                              ``<schedule>``                 the last run of scheduled work
``LOG_COUNTS``                        ``<days>``                     the last count of usage in the log; for a week
``SUMMARY#<event>#<form>``            ``CHECKPOINT``                 a summary's state and its epoch
``ARRIVALS``                          ``<event>#<form>``             a form with something to fold
``DOCUMENT#<event>``                  ``<id>``                       a document that is made; for a day
``SHORT#<code>``                      ``SHORT``                      where a short address leads; kept for ever,
                                                                     so that no code is used twice
``INSTALLATION``                      ``KEY``                        a random key
``INSTALLATION``                      ``OWNERS``                     the ids of the owners: one must stay
``MEMBERS``                           ``<sha256>``                   a colleague who may sign in
``PLACES``                            ``<id>``                       a place that papers name
``TOKENS``                            ``<sha256>``                   an API token; once it is revoked,
                                                                     its digest alone
``LIMIT#<limit>#<counted>``           ``<window's start>``           how often it was used in that window
``SESSION#<sha256>``                  ``SESSION``                    a signed-in browser
``SIGNIN#<sha256>``                   ``SIGNIN``                     a mailed sign-in link
``SIGNIN#<hmac>``                     ``PAUSE``                      an address that just asked for one
``AUDIT#<month>``                     ``<at>#<id>``                  an entry of the audit log
====================================  =============================  ==================================

Access patterns (index ``by_received``: pk, ``received_at``; projects ``stat_line`` and ``list_line``; index
``by_receipt``: pk, ``receipt_key``, which only registrations have; keys alone):

=============================================  ====================================================
access pattern                                 request
=============================================  ====================================================
an event and a form, to take an answer         BatchGet ``EVENT``, ``FORM#<form>``; cached ≤ 10 s
a definition                                   Get ``VERSION#…``, or ``WORDING#…`` as the form's record
                                               says; cached without age
a form's working copy, a state of its editor   Get
who has a form's editor open                   Query ``EDITOR#…`` from ``PRESENCE#``
an event's record                              Query ``RECORD#…``, consistently
how a report's paragraphs are worded           Query ``REPORT_EDIT#…`` from ``<language>#<length>#``,
                                               consistently
the files that a version shows                 Get ``VERSION_FILES#…``; cached without age
the files attached to a form now               Query ``EVENT#<event>`` from ``FILE#<form>#``
an event's forms                               Query ``EVENT#<event>`` from ``FORM#``; for its page
                                               with ``EVENT``, cached ≤ 10 s
the short addresses of an event and its forms  Query ``EVENT#<event>`` from ``SHORT#``
an event's proposals, one of them              Query ``PROPOSAL#<event>``; Get
where a short address leads                    Get ``SHORT#<code>``, then event and form
all events                                     Query ``EVENTS``
the deletions that are not finished            Query ``DELETIONS``
the letters still to be written                Query ``NOTIFICATIONS``, oldest first
a submission by its id                         Get; the shard follows from the id
a form's submissions as they arrived           Query ``by_received`` with a cursor, then BatchGet
all of a form's submissions                    Query ``RESP#…`` by ranges of ids, several at once
a registration by its receipt                  Query ``by_receipt``
a form's list, filtered, sorted or searched    Query ``by_received``, projected ``stat_line`` and
                                               ``list_line``; then BatchGet of the page
a form's lines between two moments             Query ``by_received``, projected ``stat_line``
the taken seats of a category                  Query ``SEAT#…``; for pages counted, cached ≤ 10 s
the waiting mails                              Query ``OUTBOX`` up to now, oldest first
the mails that could not be sent               Query ``OUTBOX`` from ``failed#``
the last runs of scheduled work                Query ``RUNS``
the last count of usage in the log             Get
the overdue files                              Query ``FILES`` up to now
the overdue confirmations                      Query ``UNCONFIRMED`` up to now
the forms with something to fold               Query ``ARRIVALS``
a member, a token, a session, a link           Get
a document that is made                        Get; its maker holds a lease
a checkpoint                                   Get; BatchGet of its state's parts, if it has some
all members                                    Query ``MEMBERS``
the installation's key                         Get; once per process
a counter of a limit                           Update, on the condition that there is room
all places                                     Query ``PLACES``
all tokens                                     Query ``TOKENS``
the audit log, newest first                    Query ``AUDIT#…`` backwards, month by month
=============================================  ====================================================

Identifiers contain neither ``#`` nor a blank, so no two keys can be equal; a file's name, which may
contain anything, comes last.

``objects`` has those of the bucket, ``records`` those of records and places, ``paragraph_edits`` those of reports,
``documents`` those of documents, ``sessions`` those of signing in, ``summaries`` those of folds, ``runs`` those of
scheduled work and of counts.
"""

from typing import Final
from zlib import crc32

from chalicelib.storage.keys.documents import document as document
from chalicelib.storage.keys.documents import documents as documents
from chalicelib.storage.keys.documents import event_of_documents as event_of_documents
from chalicelib.storage.keys.editor import PRESENCES as PRESENCES
from chalicelib.storage.keys.editor import edit_state as edit_state
from chalicelib.storage.keys.editor import editor as editor
from chalicelib.storage.keys.editor import presence as presence
from chalicelib.storage.keys.editor import working_copy as working_copy
from chalicelib.storage.keys.key import Key as Key
from chalicelib.storage.keys.objects import document_object as document_object
from chalicelib.storage.keys.objects import event_objects as event_objects
from chalicelib.storage.keys.objects import finished_material as finished_material
from chalicelib.storage.keys.objects import incoming_object as incoming_object
from chalicelib.storage.keys.objects import kept_objects as kept_objects
from chalicelib.storage.keys.objects import material_object as material_object
from chalicelib.storage.keys.objects import media_object as media_object
from chalicelib.storage.keys.objects import photo_object as photo_object
from chalicelib.storage.keys.objects import photo_objects as photo_objects
from chalicelib.storage.keys.objects import waiting_form as waiting_form
from chalicelib.storage.keys.objects import waiting_material as waiting_material
from chalicelib.storage.keys.paragraph_edits import edition_edits as edition_edits
from chalicelib.storage.keys.paragraph_edits import paragraph_edit as paragraph_edit
from chalicelib.storage.keys.paragraph_edits import paragraph_edits as paragraph_edits
from chalicelib.storage.keys.proposals import proposal as proposal
from chalicelib.storage.keys.proposals import proposal_counter as proposal_counter
from chalicelib.storage.keys.proposals import proposals as proposals
from chalicelib.storage.keys.proposals import quote as quote
from chalicelib.storage.keys.proposals import quotes as quotes
from chalicelib.storage.keys.records import PLACES as PLACES
from chalicelib.storage.keys.records import RECORD_ORDERS as RECORD_ORDERS
from chalicelib.storage.keys.records import RECORD_SITTINGS as RECORD_SITTINGS
from chalicelib.storage.keys.records import place as place
from chalicelib.storage.keys.records import record as record
from chalicelib.storage.keys.records import record_entry as record_entry
from chalicelib.storage.keys.records import record_order as record_order
from chalicelib.storage.keys.records import record_sitting as record_sitting
from chalicelib.storage.keys.runs import RUNS as RUNS
from chalicelib.storage.keys.runs import log_count as log_count
from chalicelib.storage.keys.runs import run as run
from chalicelib.storage.keys.sessions import session as session
from chalicelib.storage.keys.sessions import sign_in as sign_in
from chalicelib.storage.keys.sessions import sign_in_pause as sign_in_pause
from chalicelib.storage.keys.summaries import checkpoint as checkpoint
from chalicelib.storage.keys.summaries import state_part as state_part

FORMAT: Final = 6
"""The number of the stored layout. It rises with each change after which older data cannot be read.

``make run`` compares it with the number that its data folder was made for.
"""

ADMISSION_COPIES: Final = 64
"""The number of copies of a form's admission item; ``docs/decisions/0026-admission-in-copies.md`` measures it.

Two releases with different numbers must not run side by side: one would not close the other's copies.
"""

BY_RECEIVED: Final = "by_received"
"""The local secondary index: an item collection in the order of arrival, projecting ``stat_line`` and ``list_line``."""

BY_RECEIPT: Final = "by_receipt"
"""The local secondary index of registrations by their receipt; keys alone."""


FORMS: Final = "FORM#"
LAST_FORM: Final = "FORM$"
"""Follows every form's sort key at once."""
SHORT_ADDRESSES: Final = "SHORT#"
EVENT_LIST: Final = "EVENTS"
DELETIONS: Final = "DELETIONS"
NOTIFICATIONS: Final = "NOTIFICATIONS"
OUTBOX: Final = "OUTBOX"
FAILED_MAILS: Final = "failed#"
FILES: Final = "FILES"
FORMER_CATEGORIES: Final = "FORMER_CATEGORIES#"
UNCONFIRMED: Final = "UNCONFIRMED"
ARRIVALS: Final = "ARRIVALS"
TOKENS: Final = "TOKENS"
MEMBERS: Final = "MEMBERS"


def event_collection(event: str) -> str:
    """The collection of an event and its forms."""
    return f"EVENT#{event}"


def event(event: str) -> Key:
    """The event's document."""
    return Key(event_collection(event), "EVENT")


def admission(event: str, form: str, copy: int) -> Key:
    """One of the small items of which a registration's transaction checks one; each in its own partition."""
    return Key(f"ADMISSION#{event}#{form}#{copy}", "ADMISSION")


def event_line(event: str) -> Key:
    """The event's line in the list."""
    return Key(EVENT_LIST, event)


def deletion(event: str) -> Key:
    """A deleted event, of which items may be left."""
    return Key(DELETIONS, event)


def notification(created: str, id: str) -> Key:  # noqa: A002 -- its name everywhere
    """Letters that are to be written to everybody registered for an event."""
    return Key(NOTIFICATIONS, f"{created}#{id}")


def former_categories(event: str, revision: int) -> Key:
    """The categories that an event had at a revision, until no form offers them."""
    return Key(event_collection(event), f"{FORMER_CATEGORIES}{revision:012d}")


def form(event: str, form: str) -> Key:
    """A form's record."""
    return Key(event_collection(event), f"{FORMS}{form}")


def draft(event: str, form: str) -> Key:
    """The definition being worked on."""
    return Key(event_collection(event), f"DRAFT#{form}")


def version(event: str, form: str, number: int, wording: int = 0) -> Key:
    """A published definition; with ``wording``, as its texts read after that many corrections."""
    own = f"{form}#{number:05d}"
    if wording:
        return Key(event_collection(event), f"WORDING#{own}#{wording:05d}")
    return Key(event_collection(event), f"VERSION#{own}")


def form_files(form: str) -> str:
    """The beginning of the sort keys of a form's files."""
    return f"FILE#{form}#"


def form_file(event: str, form: str, name: str) -> Key:
    """A file attached to a form."""
    return Key(event_collection(event), f"{form_files(form)}{name}")


def version_files(event: str, form: str, number: int) -> Key:
    """The files that a published version shows."""
    return Key(event_collection(event), f"VERSION_FILES#{form}#{number:05d}")


def short_address_of(event: str, form: str) -> Key:
    """The code of a form's short address; of the event's own, if ``form`` is empty."""
    return Key(event_collection(event), f"{SHORT_ADDRESSES}{form}")


def short_address(code: str) -> Key:
    """Where a short address leads."""
    return Key(f"SHORT#{code}", "SHORT")


def shard_of(submission: str, shards: int) -> int:
    """Return the shard of a submission's id."""
    return crc32(submission.encode()) % shards if shards > 1 else 0


def submissions(event: str, form: str, shard: int) -> str:
    """One item collection of a form's submissions."""
    return f"RESP#{event}#{form}#{shard}"


def submission(event: str, form: str, id: str, *, shards: int = 1) -> Key:  # noqa: A002 -- its name everywhere
    """A response or a registration."""
    return Key(submissions(event, form, shard_of(id, shards)), id)


def seats(event: str, category: str) -> str:
    """The taken seats of a category."""
    return f"SEAT#{event}#{category}"


def seat(event: str, category: str, number: int) -> Key:
    """A taken seat."""
    return Key(seats(event, category), f"{number:012d}")


def claims(event: str) -> str:
    """The people who are registered for the event."""
    return f"CLAIM#{event}"


def claim(event: str, contact: str) -> Key:
    """A person who is registered for the event; ``contact`` is an HMAC of an address or a number."""
    return Key(claims(event), contact)


def uploads(event: str, form: str) -> str:
    """The files of a form of which is known whose answers they are."""
    return f"UPLOAD#{event}#{form}"


def upload(event: str, form: str, id: str) -> Key:  # noqa: A002 -- its name everywhere
    """Whose answer a file is."""
    return Key(uploads(event, form), id)


def files(due: str, submission: str) -> Key:
    """A submission's files that are to be kept or erased by then."""
    return Key(FILES, f"{due}#{submission}")


def file_check(due: str, event: str, subject: str) -> Key:
    """A material, by its hash, or all ``photos``, to be erased by then unless the event or its record names them."""
    return Key(FILES, f"{due}#{event}#{subject}")


def confirmation(due: str, event: str, form: str, id: str) -> Key:  # noqa: A002 -- its name everywhere
    """A registration that is to be confirmed by then."""
    return Key(UNCONFIRMED, f"{due}#{event}#{form}#{id}")


def outbox(created: str, id: str) -> Key:  # noqa: A002 -- its name everywhere
    """A mail to be sent."""
    return Key(OUTBOX, f"{created}#{id}")


def failed_mail(id: str) -> Key:  # noqa: A002 -- its name everywhere
    """A mail that could not be sent; among those that wait, it would lie behind every moment."""
    return Key(OUTBOX, f"{FAILED_MAILS}{id}")


def arrival(event: str, form: str) -> Key:
    """A form that something came in for since its last fold."""
    return Key(ARRIVALS, f"{event}#{form}")


def installation() -> Key:
    """The installation's own key."""
    return Key("INSTALLATION", "KEY")


def owners() -> Key:
    """The ids of the owners, which a change of an owner checks."""
    return Key("INSTALLATION", "OWNERS")


def member(id: str) -> Key:  # noqa: A002 -- its name everywhere
    """A colleague who may sign in, by the beginning of their address's hash."""
    return Key(MEMBERS, id)


def limit(name: str, counted: str, window: str) -> Key:
    """How often one who is counted used what the limit is for, in the window that began then."""
    return Key(f"LIMIT#{name}#{counted}", window)


def token(digest: str) -> Key:
    """An API token, by its hash."""
    return Key(TOKENS, digest)


def audit_month(month: str) -> str:
    """The audit log of a month, written as ``2026-11``."""
    return f"AUDIT#{month}"


def audit_entry(at: str, id: str) -> Key:  # noqa: A002 -- its name everywhere
    """An entry of the audit log."""
    return Key(audit_month(at[:7]), f"{at}#{id}")
