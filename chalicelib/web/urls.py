"""The addresses of Pikir's pages, each spelled in one place.

A deployment may have a stage prefix (``/api``), with which every link in a page begins. Mails and
JSON-LD use the public address of the settings, never a Host header.
"""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlencode

from chalicelib.frozen import dataclass
from chalicelib.web.public_urls import PublicUrls, quote_part, write_query


@dataclass(frozen=True, slots=True)
class Urls(PublicUrls):
    """All local addresses: those of the console beside the public ones."""

    def draft_file(self, event: str, form: str, name: str) -> str:
        """The same as it is attached to the form now, for its organisers."""
        return f"{self.console_form(event, form)}/files/{quote_part(name)}"

    def console(self) -> str:
        """The organisers' list of events."""
        return f"{self.prefix}/console"

    def events_list(self, **filters: str | None) -> str:
        """The organisers' list of events, filtered; an empty filter is left out."""
        query = urlencode({name: value for name, value in filters.items() if value})
        return f"{self.console()}?{query}" if query else self.console()

    def sign_in(self, token: str | None = None) -> str:
        """Where a sign-in link is asked for, or the page such a link leads to."""
        return f"{self.console()}/sign-in" + (f"/{quote_part(token)}" if token else "")

    def sign_out(self) -> str:
        """Where the session ends (POST)."""
        return f"{self.console()}/sign-out"

    def members(self) -> str:
        """The colleagues and their roles."""
        return f"{self.console()}/settings/members"

    def invitation(self) -> str:
        """Where a colleague is invited."""
        return f"{self.members()}/invite"

    def member(self, member: str) -> str:
        """A colleague with their roles; POST changes the name."""
        return f"{self.members()}/{quote_part(member)}"

    def give_role(self, member: str) -> str:
        """Where a colleague gets a role (POST)."""
        return f"{self.member(member)}/give-role"

    def take_role(self, member: str) -> str:
        """Where a role is taken from a colleague (POST)."""
        return f"{self.member(member)}/take-role"

    def repeated_invitation(self, member: str) -> str:
        """Where a colleague is sent the invitation again (POST)."""
        return f"{self.member(member)}/invitation"

    def member_removal(self, member: str) -> str:
        """Where a colleague is removed, after a question."""
        return f"{self.member(member)}/remove"

    def tokens(self) -> str:
        """The API tokens."""
        return f"{self.console()}/settings/tokens"

    def revoke_token(self, token: str) -> str:
        """Where a token is revoked (POST)."""
        return f"{self.tokens()}/{quote_part(token)}/revoke"

    def operations(self) -> str:
        """Scheduled work, letters that could not be sent, the version."""
        return f"{self.console()}/operations"

    def failed_mail(self, mail: str) -> str:
        """Where a letter that could not be sent is sent again or dropped (POST)."""
        return f"{self.operations()}/mails/{quote_part(mail)}"

    def audit(self, query: Mapping[str, str] = MappingProxyType({})) -> str:
        """The audit log, filtered by the fields of the query."""
        return f"{self.console()}/audit{write_query(**query)}"

    def audit_csv(self, query: Mapping[str, str]) -> str:
        """The same as a file."""
        return f"{self.console()}/audit.csv{write_query(**query)}"

    def new_event(self) -> str:
        """Where an event is made."""
        return f"{self.console()}/new"

    def console_event(self, event: str) -> str:
        """An event as its organisers see it."""
        return f"{self.console()}/events/{quote_part(event)}"

    def event_counts(self, event: str) -> str:
        """The counts of an event's overview, for its script."""
        return f"{self.console_event(event)}/counts"

    def event_settings(self, event: str, section: str = "") -> str:
        """An event's settings, or the page of one section of them."""
        return f"{self.console_event(event)}/settings" + (f"/{section}" if section else "")

    def material_uploads(self, event: str) -> str:
        """Where the script of an event's materials announces a file (POST)."""
        return f"{self.console_event(event)}/material-uploads"

    def event_state(self, event: str, to: str | None = None) -> str:
        """Where an event is opened or closed (POST), and the page that asks before it goes to that state."""
        return f"{self.console_event(event)}/state{_to(to)}"

    def event_forms(self, event: str) -> str:
        """An event's forms."""
        return f"{self.console_event(event)}/forms"

    def record(self, event: str, anchor: str = "", *, section: str = "") -> str:
        """The record of an event, or one section alone; the anchor is a section, or ``<section>.<entry>``."""
        fragment = f"#{anchor}" if anchor else ""
        return f"{self.console_event(event)}/record{write_query(section=section)}{fragment}"

    def record_entry(self, event: str, section: str, entry: str) -> str:
        """Where an entry of a record is written, removed, taken back or moved (POST)."""
        return f"{self.record(event)}/{section}/{quote_part(entry)}"

    def record_photos(self, event: str, action: str) -> str:
        """Where a photo of an action is uploaded (POST)."""
        return f"{self.record_entry(event, 'actions', action)}/photos"

    def record_photo(self, event: str, photo: str) -> str:
        """A photo of a record."""
        return f"{self.record_entry(event, 'photos', photo)}/file"

    def costs(self, event: str, days: int | None = None, *, csv: bool = False) -> str:
        """What an event costs, by the count of the last days, on a page or as CSV; POST to the page counts."""
        query = f"?days={days}" if days else ""
        return f"{self.console_event(event)}/costs{'.csv' if csv else ''}{query}"

    def places(self, event: str) -> str:
        """The places that papers name; POST adds one or takes one off."""
        return f"{self.console_event(event)}/places"

    def event_opening(self, event: str) -> str:
        """What is missing to open an event, and where it is opened (POST)."""
        return f"{self.console_event(event)}/open"

    def cancellation(self, event: str) -> str:
        """Where an event is cancelled, with a reason."""
        return f"{self.console_event(event)}/cancel"

    def letters(self, event: str) -> str:
        """Where it is decided whether those registered get a letter about a change."""
        return f"{self.console_event(event)}/letters"

    def copy_event(self, event: str) -> str:
        """Where an event is copied."""
        return f"{self.console_event(event)}/copy"

    def deletion(self, event: str) -> str:
        """Where an event is deleted."""
        return f"{self.console_event(event)}/delete"

    def event_preview(self, event: str) -> str:
        """An event's public page, for its members, before it is open."""
        return f"{self.console_event(event)}/preview"

    def form_preview(self, event: str, form: str) -> str:
        """A form of an event that is not open, for its members."""
        return f"{self.event_preview(event)}/{quote_part(form)}"

    def sharing(self, event: str) -> str:
        """The links of an event and its forms, to be passed on."""
        return f"{self.console_event(event)}/sharing"

    def report(self, event: str, language: str = "", length: str = "") -> str:
        """An event's report, in a language and at a length."""
        return f"{self.console_event(event)}/report{write_query(**{'in': language}, length=length)}"

    def report_paragraph(self, event: str, paragraph: str, language: str, length: str) -> str:
        """Where a paragraph of a report is worded."""
        chosen = write_query(**{"in": language}, length=length)
        return f"{self.console_event(event)}/report/paragraphs/{quote_part(paragraph)}{chosen}"

    def report_verification(self, event: str) -> str:
        """Where a report's document is checked."""
        return f"{self.console_event(event)}/report/verification"

    def report_file(self, event: str) -> str:
        """Where it is asked for as a file (POST)."""
        return f"{self.console_event(event)}/report/file"

    def qr_code(self, event: str, form: str, *, picture: str) -> str:
        """The QR code of a form, or of the event itself; ``picture`` is ``svg`` or ``png``."""
        return f"{self.sharing(event)}/qr.{picture}{write_query(form=form)}"

    def poster(self, event: str, form: str, language: str = "") -> str:
        """A sheet to print, in one language or in all of the event's."""
        return f"{self.sharing(event)}/poster{write_query(form=form, **{'in': language})}"

    def slide(self, event: str, form: str, language: str = "") -> str:
        """A page for a hall's screen, in one language or in all of the event's."""
        return f"{self.sharing(event)}/slide{write_query(form=form, **{'in': language})}"

    def new_form(self, event: str, of: str = "") -> str:
        """Where a form is made of a template or of another form, of the event ``of``."""
        return f"{self.console_event(event)}/new-form{write_query(of=of)}"

    def add_form(self, event: str) -> str:
        """Where a form is made from a spreadsheet."""
        return f"{self.console_event(event)}/add-form"

    def console_form(self, event: str, form: str) -> str:
        """A form as its organisers see it: its draft, its versions."""
        return f"{self.console_event(event)}/forms/{quote_part(form)}"

    def replace_form(self, event: str, form: str) -> str:
        """Where a form gets a new draft from a spreadsheet."""
        return f"{self.console_form(event, form)}/replace"

    def edit_form(self, event: str, form: str) -> str:
        """A form's questions, to be changed."""
        return f"{self.console_form(event, form)}/edit"

    def form_texts(self, event: str, form: str) -> str:
        """A form's title, its other texts and its settings, to be changed."""
        return f"{self.edit_form(event, form)}/texts"

    def add_question(self, event: str, form: str, at: str) -> str:
        """Where the kind of a new question is chosen, for a place given as a JSON pointer."""
        return f"{self.edit_form(event, form)}/add{write_query(at=at)}"

    def editor_preview(self, event: str, form: str, language: str = "") -> str:
        """The form as participants will see it in that language, for the editor's frame."""
        return f"{self.edit_form(event, form)}/preview{write_query(**{'in': language})}"

    def question(self, event: str, form: str, at: str = "", kind: str = "") -> str:
        """The page of a question at a place, or of a new one of a kind."""
        return f"{self.edit_form(event, form)}/question{write_query(at=at, kind=kind)}"

    def draft(self, event: str, form: str, language: str | None = None) -> str:
        """A form's draft before it is published, as participants will see it in that language."""
        query = f"?{urlencode({'in': language})}" if language else ""
        return f"{self.console_form(event, form)}/draft{query}"

    def definition(self, event: str, form: str, version: int | str) -> str:
        """A version, the ``draft``, or what is ``unfinished`` in the editor, as an XLSForm."""
        return f"{self.console_form(event, form)}/definition.xlsx?{urlencode({'version': version})}"

    def example_form(self) -> str:
        """An XLSForm to start from."""
        return f"{self.console()}/example-form.xlsx"

    def changes(self, event: str, form: str, old: int, new: int) -> str:
        """What differs between two versions."""
        query = urlencode({"from": old, "to": new})
        return f"{self.console_form(event, form)}/changes?{query}"

    def wording(
        self,
        event: str,
        form: str,
        version: int | None = None,
        at: str | None = None,
        search: str = "",
        start: int | None = None,
    ) -> str:
        """Where a version's wording is corrected: a list, or with ``at`` the texts at that place.

        Of a list of choices, those that ``search`` admits, from that one on.
        """
        page = {"from": str(start or "")}
        query = write_query(version=str(version or ""), at=at or "", q=search, **page)
        return f"{self.console_form(event, form)}/wording{query}"

    def form_state(self, event: str, form: str, to: str | None = None) -> str:
        """Where a form is opened or closed (POST), and the page that asks before it goes to that state."""
        return f"{self.console_form(event, form)}/state{_to(to)}"

    def summary(self, event: str, form: str) -> str:
        """A form's statistics as a page."""
        return f"{self.console_form(event, form)}/summary"

    def texts(self, event: str, form: str, question: str) -> str:
        """The answers to one of a form's questions for words."""
        return f"{self.summary(event, form)}/texts?{urlencode({'question': question})}"

    def quote(self, event: str, form: str, submission: str, question: str = "") -> str:
        """Where a quoted answer is translated."""
        return f"{self.summary(event, form)}/texts/{quote_part(submission)}{write_query(question=question)}"

    def figures(self, event: str, form: str, language: str) -> str:
        """A form's statistics as CSV."""
        return f"{self.summary(event, form)}.csv?{urlencode({'language': language})}"

    def proposals(self, event: str, step: str = "") -> str:
        """The proposals of an event, and the pages of a step with several of them."""
        return f"{self.console_event(event)}/proposals{f'/{step}' if step else ''}"

    def proposal(self, event: str, number: int, step: str = "") -> str:
        """One proposal, and the page of a step with it."""
        return self.proposals(event, f"{number}/{step}" if step else str(number))

    def workbook(self, event: str, form: str | None = None) -> str:
        """Where a form's workbook, or the whole event's, is asked for (POST)."""
        return f"{self.console_form(event, form) if form else self.console_event(event)}/workbook"

    def document(self, event: str, id: str, *, file: bool = False) -> str:  # noqa: A002 -- its name everywhere
        """A document that was asked for: how far it is, or its file."""
        return f"{self.console_event(event)}/documents/{quote_part(id)}{'/file' if file else ''}"

    def people(self, event: str) -> str:
        """The registrations of an event."""
        return f"{self.console_event(event)}/people"

    def names(self, event: str) -> str:
        """The names of those registered, for the door."""
        return f"{self.console_event(event)}/names"

    def event_answers(self, event: str) -> str:
        """The forms of an event whose answers there are to read."""
        return f"{self.console_event(event)}/answers"

    def listing(self, event: str, form: str) -> str:
        """A form's submissions."""
        return f"{self.console_form(event, form)}/answers"

    def submission(self, event: str, form: str, submission: str) -> str:
        """One submission as its organisers see it."""
        return f"{self.listing(event, form)}/{quote_part(submission)}"

    def correct_submission(self, event: str, form: str, submission: str) -> str:
        """Where a registration is corrected."""
        return f"{self.submission(event, form, submission)}/correct"

    def erase_submission(self, event: str, form: str, submission: str) -> str:
        """Where a submission is erased."""
        return f"{self.submission(event, form, submission)}/erase"

    def selection(self, event: str, form: str) -> str:
        """Where something is done with the submissions that were chosen in a list (POST)."""
        return f"{self.console_form(event, form)}/selection"

    def erase_selection(self, event: str, form: str) -> str:
        """Where the submissions of a selection are erased (POST)."""
        return f"{self.console_form(event, form)}/erasure"

    def answers(self, event: str, form: str, *, names: str, language: str) -> str:
        """A form's rows as CSV; ``names`` is ``names`` or ``labels``."""
        query = urlencode({"names": names, "language": language})
        return f"{self.console_form(event, form)}/answers.csv?{query}"

    def answer_file(self, event: str, form: str, submission: str, upload: str) -> str:
        """A file of an answer, to be saved."""
        return f"{self.submission(event, form, submission)}/files/{quote_part(upload)}"


def _to(state: str | None) -> str:
    return f"?{urlencode({'to': state})}" if state else ""


def absolute(public_url: str, local: str) -> str:
    """A local address (without stage prefix) as others may follow it."""
    return public_url.rstrip("/") + local
