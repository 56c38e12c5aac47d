"""What authors wrote: the answers that proposals were collected from, read where they are."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from chalicelib.domain.proposals import AuthorConsent, CollectedAnswer, Proposal, Texts
from chalicelib.domain.quotes import is_hidden
from chalicelib.domain.submissions import Submission

if TYPE_CHECKING:
    from chalicelib.actions.catalogue import PublicEvent
    from chalicelib.actions.services import Services
    from chalicelib.actions.summaries import FormVersionMap
    from chalicelib.forms.intake import Answers as AcceptedAnswers
    from chalicelib.forms.intake import Form
    from chalicelib.storage.table import Operation

ROLE: Final = "proposal"
_MOST_CHECKED: Final = 40
"""Answers or proposals that one transaction checks beside what it writes."""

Answers: TypeAlias = Mapping[tuple[str, str], Submission]
"""The submissions by form and id; those that were erased are not there."""


def answer_sources(proposals: Iterable[Proposal]) -> Iterator[CollectedAnswer]:
    """Yield the answers that the proposals were collected from."""
    for proposal in proposals:
        yield from (each for each in proposal.sources if isinstance(each, CollectedAnswer))


def read_answers(
    services: "Services",
    event_id: str,
    proposals: Iterable[Proposal],
    known: "PublicEvent | None" = None,
) -> Answers:
    """Read the submissions behind some proposals, in a request for each hundred; the forms are not read where they are known."""
    by_form: dict[str, dict[str, None]] = {}
    for source in answer_sources(proposals):
        by_form.setdefault(source.form, {})[source.submission] = None
    found: dict[tuple[str, str], Submission] = {}
    records = known.records if known else services.forms.records(event_id) if by_form else ()
    for record in records:
        ids = list(by_form.get(record.name, ()))
        read = services.submissions.read_many(event_id, record.name, ids, shards=record.shards)
        found |= {(record.name, each.id): each for each in read}
    return found


def words_of(source: CollectedAnswer, answers: Answers) -> str:
    """Return what the author wrote; empty where it is erased."""
    submission = answers.get((source.form, source.submission))
    value: Any = submission.answers if submission else None
    for step in source.path:
        value = _follow(value, step)
    return value if isinstance(value, str) else ""


def _follow(value: Any, step: str | int) -> Any:  # noqa: ANN401 -- answers are JSON of any shape
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


def key_of(source: CollectedAnswer) -> str:
    """Return the key of the question that the source answers."""
    return "/".join(step for step in source.path if isinstance(step, str))


class AuthorReader:
    """Who wrote the answers that proposals came from, and whether they consented in the form."""

    def __init__(
        self,
        services: "Services",
        event_id: str,
        answers: Answers,
        known: "PublicEvent | None" = None,
    ) -> None:
        self._services, self._event, self._answers = services, event_id, answers
        self._known = known
        self._versions: dict[str, FormVersionMap | None] = {}

    def name(self, source: CollectedAnswer) -> str:
        """Return the author's name; empty where the form asks for none."""
        found = self._find(source)
        return (found.text_by_role("name") or "") if found else ""

    def is_agreed(self, source: CollectedAnswer) -> bool:
        """Whether the author consented in the form."""
        found = self._find(source)
        return bool(found and found.by_role("consent"))

    def public_name(self, source: CollectedAnswer) -> str:
        """Return the name if its author agreed that it is shown, and still does."""
        if source.consent is None:
            return ""
        is_agreed = source.consent is AuthorConsent.TOLD or self.is_agreed(source)
        return self.name(source) if is_agreed else ""

    def _find(self, source: CollectedAnswer) -> "AcceptedAnswers | None":
        submission = self._answers.get((source.form, source.submission))
        if submission is None:
            return None
        if source.form not in self._versions:
            self._versions[source.form] = self._find_versions(source.form)
        versions = self._versions[source.form]
        return versions[submission.version].restore(submission.answers) if versions else None

    def _find_versions(self, form: str) -> "FormVersionMap | None":
        from chalicelib.actions.summaries import FormVersionMap

        if self._known:
            entry = self._known.entry(form)
            return FormVersionMap(self._services, entry.event, entry.record) if entry else None
        event, record = self._services.forms.with_event(self._event, form)
        return FormVersionMap(self._services, event, record) if event and record else None


def public_words_of(proposal: Proposal, answers: Answers) -> Texts:
    """Return the words of the proposal's first source, unless an organiser has hidden them."""
    first = proposal.sources[0]
    if isinstance(first, CollectedAnswer):
        submission = answers.get((first.form, first.submission))
        if submission and is_hidden(submission, key_of(first)):
            return {}
    return original_of(proposal, answers)


def original_of(proposal: Proposal, answers: Answers) -> Texts:
    """Return the words of the proposal's first source, if that is an answer."""
    first = proposal.sources[0]
    words = words_of(first, answers) if isinstance(first, CollectedAnswer) else ""
    return {first.language: words} if words and isinstance(first, CollectedAnswer) else {}


def find_proposals(submission: Submission, form: "Form") -> Iterator[CollectedAnswer]:
    """Yield the answers of a submission that put a proposal forward, those in repeats too."""
    for question in form.answerable:
        is_left = question.role == ROLE and not question.private
        if is_left and not is_hidden(submission, question.key):
            yield from sources_at(submission, form, question.key)


def sources_at(submission: Submission, form: "Form", key: str) -> Iterator[CollectedAnswer]:
    """Yield the answers in words to one question, one for each instance of its repeats."""
    from chalicelib.forms.intake import instances

    question = form.question(key)
    for indexes, instance in instances(submission.answers, question.within):
        if isinstance(instance.get(question.key_in_scope), str):
            repeats = zip(question.within, indexes, strict=True)
            yield CollectedAnswer(
                kind="answer",
                form=submission.form,
                submission=submission.id,
                path=(*(step for pair in repeats for step in pair), question.key_in_scope),
                language=submission.language,
            )


def check_answers(
    services: "Services", event_id: str, proposals: Iterable[Proposal], answers: Answers
) -> "list[Operation]":
    """Return the checks that these answers are still there, for a transaction that may store words of theirs."""
    from chalicelib.storage.proposals import check_answer

    shards = {record.name: record.shards for record in services.forms.records(event_id)}
    named = dict.fromkeys(
        (source.form, source.submission)
        for source in answer_sources(proposals)
        if (source.form, source.submission) in answers
    )
    return [
        check_answer(event_id, form, submission, shards[form])
        for form, submission in list(named)[:_MOST_CHECKED]
    ]


def find_verbatim(services: "Services", event_id: str, form: str, ids: Iterable[str]) -> list[int]:
    """Return the numbers of the proposals whose text would go with these submissions: nobody has worded them anew."""
    erased = {(form, each) for each in ids}
    return [
        each.number
        for each in services.proposals.all(event_id)
        if each.is_verbatim
        and isinstance(first := each.sources[0], CollectedAnswer)
        and (first.form, first.submission) in erased
    ]


def forget_words(services: "Services", submission: Submission) -> "list[Operation]":
    """Return what takes the words of a submission out of its proposals' wording, for its erasure's transaction.

    Each proposal that came from it gets a new revision, so that nobody who still sees the words stores them by it.
    """
    from chalicelib.domain.proposals.steps import without_words
    from chalicelib.storage.proposals import ProposalStep, step_operations

    answers = {(submission.form, submission.id): submission}
    operations: list[Operation] = []
    for proposal in services.proposals.all(submission.event):
        own = [each for each in answer_sources([proposal]) if each.submission == submission.id]
        own = [each for each in own if each.form == submission.form]
        if not own:
            continue
        bare = without_words(proposal, [words_of(each, answers) for each in own])
        bare = bare.model_copy(update={"revision": proposal.revision + 1})
        step = ProposalStep(submission.event, changed=[bare])
        if len(operations) < _MOST_CHECKED:
            operations += step_operations(step)
        elif bare.wording != proposal.wording:
            services.proposals.save(step)
    return operations
