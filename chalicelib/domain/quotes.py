"""Which answers may be quoted, and which are in no output.

Policy: an answer is quoted only where its author agreed, or was asked for nothing that identifies them, and where their
group is large enough by the small-group rule; both are asked anew whenever quotes are read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from chalicelib.domain.marks import NO_MARK, AnswerMark
from chalicelib.domain.submissions import Submission
from chalicelib.locales import N_

if TYPE_CHECKING:
    from chalicelib.forms.intake import Form


class QuoteObstacle(StrEnum):
    """Why an answer cannot be quoted."""

    NO_CONSENT = "no_consent"
    SMALL_GROUP = "small_group"
    NO_WORDS = "no_words"


OBSTACLES: Final[Mapping[QuoteObstacle, str]] = {
    QuoteObstacle.NO_CONSENT: N_(
        "The form asks for personal data, and this person did not give consent in it."
    ),
    QuoteObstacle.SMALL_GROUP: N_(
        "Too few people of the same group answered the form: the words could tell who wrote them."
    ),
    QuoteObstacle.NO_WORDS: N_("There is no answer to this question any more."),
}


@dataclass(frozen=True, slots=True)
class QuoteRule:
    """What decides whether an answer to a form may be quoted.

    ``groups`` are the categories of which the summary shows how many answered the form (empty for those who name none);
    None where nobody names one, so that all ``responses`` are one group.
    """

    groups: frozenset[str] | None
    responses: int
    threshold: int

    def obstacle(self, submission: Submission, form: "Form") -> QuoteObstacle | None:
        """Return why the submission's answer cannot be quoted, None if it can."""
        if not _has_consent(submission, form):
            return QuoteObstacle.NO_CONSENT
        is_large = (
            self.responses >= self.threshold
            if self.groups is None
            else (submission.category or "") in self.groups
        )
        return None if is_large else QuoteObstacle.SMALL_GROUP


def _has_consent(submission: Submission, form: "Form") -> bool:
    """Whether the author consented in the form, or it asks for nothing personal."""
    asks_consent = any(question.role == "consent" for question in form.answerable)
    if asks_consent:
        return bool(form.restore(submission.answers).by_role("consent"))
    return not any(question.private for question in form.answerable)


def mark_of(submission: Submission, key: str) -> AnswerMark:
    """Return the mark on the answer to the question of that key."""
    return submission.marks.get(key, NO_MARK)


def is_hidden(submission: Submission, key: str) -> bool:
    """Whether the answer to the question of that key is in no output."""
    return bool(submission.marks) and mark_of(submission, key).is_hidden
