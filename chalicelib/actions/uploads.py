"""Files that people send as answers: announced, received, checked, kept with their submission, read.

A file waits under an id that only its sender knows. A submission that names it claims it in its own transaction,
which also notes that the file is to be kept; only then is it copied to where it stays. So no file is kept that no
submission names, and the next sweep does what a crash left undone.
"""

import json
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from chalicelib import errors, metering
from chalicelib.actions import after_commit, limits
from chalicelib.actions.downloads import LARGEST_BODY, Download
from chalicelib.actions.permissions import find_published
from chalicelib.actions.sweeps import Sweep
from chalicelib.domain import uploads
from chalicelib.domain.permissions import Actor
from chalicelib.domain.pictures import strip_metadata
from chalicelib.domain.submissions import AnswerFile, Submission, SubmissionFiles
from chalicelib.domain.uploads import MAX_FILES, AcceptedFile, AnnouncedFile, UploadGrant
from chalicelib.errors import Problem
from chalicelib.forms.problems import problem
from chalicelib.storage.uploads import POST_LIFETIME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.actions.catalogue import Entry
    from chalicelib.actions.services import Services
    from chalicelib.forms.intake import Answers, Form
    from chalicelib.forms.types.base import Question
    from chalicelib.storage.file_tasks import FileTask, MaterialCheck, PhotoCheck
    from chalicelib.storage.submissions import UploadTaken

BUDGET: Final = timedelta(seconds=45)
"""How long a sweep starts further tasks."""

_log = logging.getLogger("pikir.files")


@dataclass(frozen=True, slots=True)
class ReceivedUpload:
    """A file that came with its form: its answer's path (``members[0]/photo``), and what it is declared to be."""

    field: str
    name: str
    content_type: str
    content: bytes


def grant_upload(
    services: "Services",
    event_id: str,
    form_name: str,
    file: AnnouncedFile,
    *,
    client: str | None = None,
) -> UploadGrant:
    """Let anyone send a file to a question of an open form, before the form itself.

    ``client`` is the client's address, by which files are limited; None is not limited.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.VersionUnknown: there is no such form.
        errors.EventNotYetOpen, errors.EventClosed: the event does not take answers now.
        errors.FormNotYetOpen, errors.FormClosed: the form does not take answers now.
        errors.AnswersRefused: there is no such question, or it takes no such file.
        errors.TooManyUploads: the client's network, or the form, has had as many as its limit allows.
    """
    entry = services.catalogue.entry(event_id, form_name)
    _refuse_unless_open(services, entry)
    form = services.catalogue.form(entry.event, entry.record, file.version or entry.record.version)
    question = form.file_question(file.question)
    if question is None:
        unknown = problem("answer.unknown_question", file.question[:255])
        raise errors.AnswersRefused(problems=[unknown])
    accepted = uploads.accept_file(question.type, file.name, file.type, file.size, file.question)
    if isinstance(accepted, Problem):
        raise errors.AnswersRefused(problems=[accepted])
    limits.count_uploads(services, entry, client, [file.size])
    id = services.new_id()  # noqa: A001 -- its name everywhere
    post = services.uploads.presign(event_id, form_name, id, question.key, accepted, file.size)
    return UploadGrant(
        id=id, url=post.url, fields=post.fields, expires_at=services.clock() + POST_LIFETIME
    )


def receive(
    services: "Services",
    event_id: str,
    form_name: str,
    version: int | None,
    submission: str,
    received: "Sequence[ReceivedUpload]",
    *,
    client: str | None = None,
) -> dict[str, str]:
    """Store the files that came with their form, to wait for it; return the id of each by its field.

    Sent again with the same form, a file has the same id, even after the form has closed: so whoever sends again
    gets the first receipt. After the closing nothing is stored.

    Raises:
        errors.NotFound, errors.VersionUnknown: there is no such form or version.
        errors.BrokenForm: a file for what is no question of files.
        errors.AnswersRefused: a question accepts no such file; none of the files is stored then.
        errors.TooManyUploads: the client's network, or the form, has had as many as its limit allows.
    """
    entry = services.catalogue.entry(event_id, form_name)
    form = services.catalogue.form(entry.event, entry.record, version or entry.record.version)
    accepted_files = _accept_all(form, received)
    is_open = _is_open(services, entry)
    if is_open:
        sizes = [len(file.content) for file, _, _ in accepted_files]
        limits.count_uploads(services, entry, client, sizes)
    ids = {}
    for file, question, accepted in accepted_files:
        owner = f"{event_id}/{form_name}/{submission}"
        ids[file.field] = uploads.derive_id(entry.key, owner, file.field, file.name, file.content)
        if is_open:
            content = strip_metadata(accepted.content_type, file.content)
            services.uploads.put(
                event_id, form_name, ids[file.field], question.key, accepted, content
            )
    return ids


def _accept_all(
    form: "Form", received: "Sequence[ReceivedUpload]"
) -> "list[tuple[ReceivedUpload, Question, AcceptedFile]]":
    """Return each file with its question, or raise for all that are refused."""
    accepted_files = []
    problems = []
    for file in received:
        question = form.file_question(file.field)
        if question is None:
            raise errors.BrokenForm
        size = len(file.content)
        accepted = uploads.accept_file(
            question.type, file.name, file.content_type, size, file.field
        )
        if isinstance(accepted, Problem):
            problems.append(accepted)
            continue
        head = file.content[: uploads.HEAD]
        refusal = uploads.check_content(accepted.content_type, head, file.field)
        if refusal is not None:
            problems.append(refusal)
        else:
            accepted_files.append((file, question, accepted))
    if problems:
        raise errors.AnswersRefused(problems=problems)
    return accepted_files


def _is_open(services: "Services", entry: "Entry") -> bool:
    try:
        _refuse_unless_open(services, entry)
    except errors.Conflict:
        return False
    return True


def check_answers(
    services: "Services", entry: "Entry", form: "Form", answers: "Answers"
) -> tuple[AnswerFile, ...]:
    """Return the files that answers name, each of which waits and is what its question accepts.

    Raises:
        errors.AnswersRefused: a file is not there, not for this question, or not of its type; one is named
            twice; there are too many.
    """
    named = form.uploads(answers)
    if len(named) > MAX_FILES:
        at, _ = named[MAX_FILES]
        problems = [problem("answer.too_many_files", at, limit=MAX_FILES)]
        raise errors.AnswersRefused(problems=problems)
    files: dict[str, AnswerFile] = {}
    problems = []
    for at, id in named:  # noqa: A001 -- its name everywhere
        file = _check_answer(services, entry, form, at, id)
        if isinstance(file, Problem):
            problems.append(file)
        elif id in files:
            problems.append(problem("answer.upload_used", at))
        else:
            files[file.id] = file
    if problems:
        raise errors.AnswersRefused(problems=problems)
    return tuple(files.values())


def _check_answer(
    services: "Services",
    entry: "Entry",
    form: "Form",
    at: str,
    id: str,  # noqa: A002 -- its name everywhere
) -> AnswerFile | Problem:
    question = form.file_question(at)
    waiting = services.uploads.read_waiting(entry.event.id, entry.record.name, id)
    if question is None or waiting is None:
        return problem("answer.unknown_upload", at)
    refusal = uploads.check_waiting_file(waiting, question.type, question.key, at)
    if refusal is not None:
        return refusal
    return AnswerFile(
        id=id,
        question=at,
        name=uploads.clean_name(waiting.name),
        content_type=waiting.content_type,
        size=waiting.size,
        source=waiting.source,
    )


def refusal_of(files: "Sequence[AnswerFile]", taken: "UploadTaken") -> errors.AnswersRefused:
    """Return the refusal of a submission whose files belong to another submission."""
    return errors.AnswersRefused(
        problems=[
            problem("answer.upload_used", file.question) for file in files if file.id in taken.ids
        ]
    )


def keep(services: "Services", submission: Submission) -> None:
    """Keep the files of a submission that was just stored; what fails is left to the next sweep."""
    from chalicelib.storage.file_tasks import keeping_key

    sizes = [file.size for file in submission.files]
    with after_commit.attempt("discount", submission):
        limits.discount_claimed(services, submission.event, submission.form, sizes)
    with after_commit.attempt("keep files", submission):
        _keep(services, SubmissionFiles.of(submission))
        services.file_tasks.remove(keeping_key(submission))


def erase(services: "Services", submission: Submission) -> None:
    """Erase the files of an erased submission; a sweep does it once more, or what fails here."""
    with after_commit.attempt("erase files", submission):
        services.uploads.erase(SubmissionFiles.of(submission))


def sweep(services: "Services") -> int:
    """Do the tasks that are due: keep files, erase files. Return their number.

    Raises:
        SweepIncomplete: some of them failed, after all others were done.
    """
    started = services.clock()
    sweep = Sweep("files")
    for task in services.file_tasks.due(started):
        if services.clock() - started >= BUDGET:
            break
        with sweep.attempt(task.name), metering.for_event(task.event):
            _do(services, task)
            sweep.done += 1
    return sweep.finish()


def _do(services: "Services", task: "FileTask | MaterialCheck | PhotoCheck") -> None:
    if task.what == "check":
        from chalicelib.actions.materials import erase_unless_named

        erase_unless_named(services, task)
    elif task.what == "photos":
        from chalicelib.actions.record_photos import erase_unnamed_photos

        erase_unnamed_photos(services, task.event)
    elif task.what == "keep":
        _keep(services, task.files)
    else:
        services.uploads.erase(task.files)
    services.file_tasks.remove(task.key)


def _keep(services: "Services", owned: SubmissionFiles) -> None:
    for file in services.uploads.keep(owned):
        about = {"file": file.id, "submission": owned.submission, "why": "it is nowhere"}
        _log.error("%s", json.dumps(about))


def read(
    services: "Services",
    actor: Actor,
    event_id: str,
    form_name: str,
    id: str,  # noqa: A002 -- its name everywhere
    upload: str,
) -> Download:
    """Return a file of a submission, for organisers.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.SubmissionNotFound: there is none.
        errors.FileNotFound: the submission has no such file, or it is lost.
    """
    from chalicelib.actions.audit import log_reading  # whoever sends a file needs none of it

    _, record = find_published(services, actor, event_id, form_name, "files.read")
    submission = services.submissions.find(event_id, form_name, id, shards=record.shards)
    file = submission.file(upload)
    if file is None:
        raise errors.FileNotFound
    owned = SubmissionFiles.of(submission)
    if not services.uploads.is_kept(owned, file):
        _keep(services, owned)
    download = _download(services, owned, file)
    log_reading(
        services, actor, "file.read", event=event_id, form=form_name, subject=f"{id}/{upload}"
    )
    return download


def _download(services: "Services", owned: SubmissionFiles, file: AnswerFile) -> Download:
    if file.size > LARGEST_BODY:
        return Download(file.name, file.content_type, link=services.uploads.link(owned, file))
    found = services.uploads.read(owned, file)
    if found is None:
        raise errors.FileNotFound
    return Download(file.name, file.content_type, body=found.content)


def _refuse_unless_open(services: "Services", entry: "Entry") -> None:
    now = services.clock()
    entry.event.refuse_unless_open(now)
    entry.record.refuse_unless_open(now)
