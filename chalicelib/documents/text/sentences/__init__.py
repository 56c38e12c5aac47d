"""All sentences by name, from one file for each part of a report."""

from collections.abc import Mapping
from typing import Final

from chalicelib.documents.text.sentences import event, impressions, proposals, record, talks
from chalicelib.documents.text.sentences.sentence import Sentence

SENTENCES: Final[Mapping[str, Sentence]] = {
    **event.SENTENCES,
    **talks.SENTENCES,
    **record.SENTENCES,
    **proposals.SENTENCES,
    **impressions.SENTENCES,
}
