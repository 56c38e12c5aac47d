"""Sentences on proposals: those that the event accepted, and what became of those of earlier ones."""

from collections.abc import Mapping
from typing import Final

from chalicelib.documents.text.sentences.sentence import Sentence

SENTENCES: Final[Mapping[str, Sentence]] = {
    "received": Sentence(
        (
            "Барлығы {count} түсті.",
            "Всего поступило {count}.",
            "{count} {count|was/were} received in all.",
        ),
        ("Түскен ұсыныстар", "Поступило предложений", "Proposals received"),
        ("count",),
    ),
    "proposals.list": Sentence(
        (
            "{items|Мынадай ұсыныс қабылданды/Мынадай ұсыныстар қабылданды}:",
            "{items|Принято следующее предложение/Приняты следующие предложения}:",
            "{items|The following proposal was accepted/The following proposals were accepted}:",
        ),
        ("Қабылданған ұсыныс", "Принятое предложение", "Proposal accepted"),
    ),
    "more_proposals": Sentence(
        (
            "Тағы {count} қабылданды.",
            "Принято ещё {count}.",
            "A further {count} {count|was/were} accepted.",
        )
    ),
    "earlier.list": Sentence(
        (
            "{title|quote} іс-шарасында ({day}) қабылданған {items|ұсыныстың орындалуы/ұсыныстардың орындалуы}:",
            "{items|Исполнение предложения, принятого/Исполнение предложений, принятых} на мероприятии {title|quote} ({day}):",
            "{items|What became of the proposal accepted/What became of the proposals accepted} at {title|quote} ({day}):",
        ),
        ("Бұрынғы ұсыныс", "Прежнее предложение", "Earlier proposal"),
    ),
    "proposal": Sentence(("№ {number}: {text}", "№ {number}: {text}", "No. {number}: {text}")),
    "outcome.pending": Sentence(
        (
            "{outcome|әзірге мәлімет жоқ}",
            "{outcome|сведений пока нет}",
            "{outcome|nothing reported yet}",
        )
    ),
    "outcome.under_way": Sentence(
        ("{outcome|орындалып жатыр}", "{outcome|исполняется}", "{outcome|under way}")
    ),
    "outcome.done": Sentence(
        ("{outcome|орындалды}", "{outcome|исполнено}", "{outcome|carried out}")
    ),
    "outcome.not_done": Sentence(
        ("{outcome|орындалмады}", "{outcome|не исполнено}", "{outcome|not carried out}")
    ),
    "detail.reason": Sentence(("себебі: {value}", "причина: {value}", "because: {value}")),
}
