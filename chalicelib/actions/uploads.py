"""Files that people send as answers: announced, received, checked, kept with their submission, read.

A file waits under an id that only its sender knows. A submission that names it takes it over in its
own transaction, which also notes that the file is to be kept; only then is it copied to where it
stays. So nothing is kept that no submission names, and what a crash leaves is done by the next sweep.
"""

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions.downloads import LARGEST_BODY, Download
from chalicelib.domain import uploads
from chalicelib.domain.permissions import Actor, require
from chalicelib.domain.pictures import without_metadata
from chalicelib.domain.submissions import Bundle, KeptFile, Submission
from chalicelib.domain.uploads import MAX_FILES, AcceptedFile
from chalicelib.errors import Problem
from chalicelib.forms.intake.uploads import question_at
from chalicelib.forms.problems import problem
from chalicelib.storage.uploads import POST_LIFETIME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.actions.catalogue import Entry
    from chalicelib.actions.services import Services
    from chalicelib.forms.intake import Answers, Form
    from chalicelib.forms.types.base import Question
    from chalicelib.storage.bucket import Post
    from chalicelib.storage.submissions import UploadTaken

BUDGET: Final = timedelta(seconds=45)
"""How long a sweep may take on further work."""

_log = logging.getLogger("pikir.files")


@dataclass(frozen=True, slots=True)
class Invitation:
    """What lets a page send one file by itself; the answer then holds ``id``."""

    id: str
    name: str
    content_type: str
    post: "Post"
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ReceivedUpload:
    """A file that came with its form: its field (``q.members[0]/photo``), and what it says it is."""

    field: str
    name: str
    content_type: str
    content: bytes


def invite(
    services: "Services",
    event_id: str,
    form_name: str,
    version: int | None,
    field: str,
    *,
    name: str,
    declared: str,
    size: int,
) -> Invitation:
    """Let anyone send a file to a question of an open form, before the form itself.

    ``field`` is the answer's place, ``photo`` or ``members[0]/photo``; ``size`` is in bytes.

    Raises:
        errors.EventNotFound, errors.FormNotFound, errors.VersionUnknown: there is no such form.
        errors.EventNotYetOpen, errors.EventClosed: the event does not take answers now.
        errors.FormNotYetOpen, errors.FormClosed: the form does not take answers now.
        errors.AnswersRefused: there is no such question, or it takes no such file.
    """
    entry = services.catalogue.entry(event_id, form_name)
    _refuse_unless_open(services, entry)
    form = services.catalogue.form(entry.event, entry.record, version or entry.record.version)
    question = question_at(form, field)
    if question is None:
        raise errors.AnswersRefused(problems=[problem("answer.unknown_question", field[:255])])
    offered = uploads.offered(question.type, name, declared, size, field)
    if isinstance(offered, Problem):
        raise errors.AnswersRefused(problems=[offered])
    id = services.new_id()  # noqa: A001 -- its name everywhere
    post = services.uploads.invite(event_id, form_name, id, question.key, offered)
    expires_at = services.clock() + POST_LIFETIME
    return Invitation(id, offered.name, offered.content_type, post, expires_at)


def receive(
    services: "Services",
    event_id: str,
    form_name: str,
    version: int | None,
    submission: str,
    sent: "Sequence[ReceivedUpload]",
) -> dict[str, str]:
    """Let the files wait that came with their form; the id of each by its field.

    Sent again with the same form, a file has the same id: also when the form was closed meanwhile,
    so that whoever asks again gets the first receipt. Then nothing is put aside.

    Raises:
        errors.NotFound, errors.VersionUnknown: no such form, or it never was.
        errors.BrokenForm: a file for what is no question of files.
        errors.AnswersRefused: a question takes no such file; none of them waits then.
    """
    entry = services.catalogue.entry(event_id, form_name)
    form = services.catalogue.form(entry.event, entry.record, version or entry.record.version)
    taken = _taken(form, sent)
    is_open = _is_open(services, entry)
    ids = {}
    for file, question, offered in taken:
        key, whose = services.settings.secret_key, f"{event_id}/{form_name}/{submission}"
        ids[file.field] = uploads.id_for(key, whose, file.field, file.name, file.content)
        if is_open:
            content = without_metadata(offered.content_type, file.content)
            services.uploads.receive(
                event_id, form_name, ids[file.field], question.key, offered, content
            )
    return ids


def _taken(
    form: "Form", sent: "Sequence[ReceivedUpload]"
) -> "list[tuple[ReceivedUpload, Question, AcceptedFile]]":
    """Each file with its question, if all are what their questions take."""
    taken = []
    problems = []
    for file in sent:
        question = question_at(form, file.field)
        if question is None:
            raise errors.BrokenForm
        size = len(file.content)
        offered = uploads.offered(question.type, file.name, file.content_type, size, file.field)
        if isinstance(offered, Problem):
            problems.append(offered)
        elif not uploads.is_what_it_says(offered.content_type, file.content[: uploads.HEAD]):
            problems.append(problem("answer.not_that_file", file.field))
        else:
            taken.append((file, question, offered))
    if problems:
        raise errors.AnswersRefused(problems=problems)
    return taken


def _is_open(services: "Services", entry: "Entry") -> bool:
    try:
        _refuse_unless_open(services, entry)
    except errors.Conflict:
        return False
    return True


def checked(
    services: "Services", entry: "Entry", form: "Form", answers: "Answers"
) -> tuple[KeptFile, ...]:
    """The files that answers name, each seen to be there and to be what its question asks for.

    Raises:
        errors.AnswersRefused: one is not there, not for this question, or not what it says; one is
            named twice; there are too many.
    """
    named = form.uploads(answers)
    if len(named) > MAX_FILES:
        at, _ = named[MAX_FILES]
        problems = [problem("answer.too_many_files", at, limit=MAX_FILES)]
        raise errors.AnswersRefused(problems=problems)
    files: dict[str, KeptFile] = {}
    problems = []
    for at, id in named:  # noqa: A001 -- its name everywhere
        found = _file(services, entry, form, at, id)
        if isinstance(found, Problem):
            problems.append(found)
        elif id in files:
            problems.append(problem("answer.upload_used", at))
        else:
            files[found.id] = found
    if problems:
        raise errors.AnswersRefused(problems=problems)
    return tuple(files.values())


def _file(
    services: "Services",
    entry: "Entry",
    form: "Form",
    at: str,
    id: str,  # noqa: A002 -- its name everywhere
) -> KeptFile | Problem:
    question = question_at(form, at)
    waiting = services.uploads.look_at(entry.event.id, entry.record.name, id)
    if question is None or waiting is None:
        return problem("answer.unknown_upload", at)
    wrong = uploads.why_not(waiting, question.type, question.key, at)
    if wrong is not None:
        return wrong
    return KeptFile(
        id=id,
        question=at,
        name=uploads.cleaned(waiting.name),
        content_type=waiting.content_type,
        size=waiting.size,
        source=waiting.source,
    )


def refused(files: "Sequence[KeptFile]", taken: "UploadTaken") -> errors.AnswersRefused:
    """What to say where files are another submission's."""
    return errors.AnswersRefused(
        problems=[
            problem("answer.upload_used", file.question) for file in files if file.id in taken.ids
        ]
    )


def keep(services: "Services", submission: Submission) -> None:
    """Keep the files of a submission that was just stored; what fails is left to the next sweep."""
    from chalicelib.storage.file_tasks import keeping_key

    try:
        _keep(services, submission.bundle)
        services.file_work.done(keeping_key(submission))
    except errors.Unavailable:
        _log.warning('{"files": "kept later", "submission": "%s"}', submission.id)


def erase(services: "Services", submission: Submission) -> None:
    """Erase the files of a submission that is no more; what fails is left to a sweep, which looks again."""
    try:
        services.uploads.erase(submission.bundle)
    except errors.Unavailable:
        _log.warning('{"files": "erased later", "submission": "%s"}', submission.id)


def sweep(services: "Services") -> int:
    """Do what is due and was not done: keep files, erase them; how many submissions' files."""
    started = services.clock()
    done = 0
    for work in services.file_work.due(started):
        if services.clock() - started >= BUDGET:
            break
        if work.what == "keep":
            _keep(services, work.bundle)
        else:
            services.uploads.erase(work.bundle)
        services.file_work.done(work.key)
        done += 1
    return done


def _keep(services: "Services", bundle: Bundle) -> None:
    for file in services.uploads.keep(bundle):
        about = {"file": file.id, "submission": bundle.submission, "why": "it is nowhere"}
        _log.error("%s", json.dumps(about))


def read(
    services: "Services",
    actor: Actor,
    event_id: str,
    form_name: str,
    id: str,  # noqa: A002 -- its name everywhere
    upload: str,
) -> Download:
    """A file of a submission, for organisers.

    Raises:
        errors.NotFound: no such submission, or it has no such file.
    """
    require(actor, "files.read")
    entry = services.catalogue.entry(event_id, form_name)
    submission = services.submissions.get(event_id, form_name, id, shards=entry.record.shards)
    if submission is None:
        raise errors.SubmissionNotFound
    file = submission.file(upload)
    if file is None:
        raise errors.FileNotFound
    bundle = submission.bundle
    if not services.uploads.is_kept(bundle, file):
        _keep(services, bundle)
    if file.size > LARGEST_BODY:
        return Download(file.name, file.content_type, link=services.uploads.link(bundle, file))
    found = services.uploads.read(bundle, file)
    if found is None:
        raise errors.FileNotFound
    return Download(file.name, file.content_type, body=found.content)


def _refuse_unless_open(services: "Services", entry: "Entry") -> None:
    now = services.clock()
    entry.event.refuse_unless_open(now)
    entry.record.refuse_unless_open(now)
