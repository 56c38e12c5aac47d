"""Sentences on who spoke on what, and what was said."""

from collections.abc import Mapping
from typing import Final

from chalicelib.documents.text.sentences.sentence import Sentence, Texts

_ROW: Final = ("title|quote", "speakers|plain")


def _talk(name: str, label: Texts, title: Texts, speakers: Texts) -> Mapping[str, Sentence]:
    """Return the sentences on a kind of talk: its title, and who spoke, in words for one and for several."""
    kk, ru, en = (f"{{speakers|{words}}}: {{speakers}}." for words in speakers)
    return {
        f"{name}.title": Sentence(title, label, _ROW),
        f"{name}.speakers": Sentence((kk, ru, en), label, _ROW),
    }


_OPENING: Final = ("Ашылуы", "Открытие", "Opening")
_CLOSING: Final = ("Қорытынды сөз", "Заключительное слово", "Closing")

SENTENCES: Final[Mapping[str, Sentence]] = {
    "opening.speakers": Sentence(
        (
            "{kind|acc} {speakers} ашты.",
            "{speakers|Вступительное слово/Со вступительным словом выступили}: {speakers}.",
            "{speakers} opened the {kind}.",
        ),
        _OPENING,
        _ROW,
    ),
    "opening.title": Sentence(
        (
            "Кіріспе сөздің тақырыбы: {title|quote}.",
            "Тема вступительного слова: {title|quote}.",
            "The opening was on {title|quote}.",
        ),
        _OPENING,
        _ROW,
    ),
    **_talk(
        "report",
        ("Баяндама", "Доклад", "Report"),
        (
            "{title|quote} тақырыбында {talk|баяндама} тыңдалды.",
            "Заслушан {talk|доклад} на тему {title|quote}.",
            "A {talk|report} on {title|quote} was heard.",
        ),
        ("Баяндамашы/Баяндамашылар", "Докладчик/Докладчики", "Given by/Given by"),
    ),
    **_talk(
        "speech",
        ("Сөз сөйлеу", "Выступление", "Speech"),
        (
            "{title|quote} тақырыбында {talk|сөз} сөйленді.",
            "Прозвучало {talk|выступление} на тему {title|quote}.",
            "A {talk|speech} was given on {title|quote}.",
        ),
        ("Сөз сөйлеген/Сөз сөйлегендер", "Выступающий/Выступающие", "Speaker/Speakers"),
    ),
    **_talk(
        "practice",
        ("Практикалық жұмыс", "Практика", "Practice"),
        (
            "{title|quote} тақырыбында {talk|практикалық жұмыс} жүргізілді.",
            "Проведено {talk|практическое занятие} на тему {title|quote}.",
            "A {talk|practical session} on {title|quote} was held.",
        ),
        (
            "Практикалық жұмысты жүргізген/Практикалық жұмысты жүргізгендер",
            "Ведущий практического занятия/Ведущие практического занятия",
            "Practical session led by/Practical session led by",
        ),
    ),
    **_talk(
        "discussion",
        ("Талқылау", "Обсуждение", "Discussion"),
        (
            "{title|quote} тақырыбында {talk|талқылау} өтті.",
            "Состоялось {talk|обсуждение} на тему {title|quote}.",
            "There was a {talk|discussion} on {title|quote}.",
        ),
        (
            "Талқылауды жүргізген/Талқылауды жүргізгендер",
            "Модератор обсуждения/Модераторы обсуждения",
            "Moderator of the discussion/Moderators of the discussion",
        ),
    ),
    "closing.speakers": Sentence(
        (
            "{speakers|Қорытынды сөз сөйлеген/Қорытынды сөз сөйлегендер}: {speakers}.",
            "{speakers|Заключительное слово/С заключительным словом выступили}: {speakers}.",
            "{speakers} closed the {kind}.",
        ),
        _CLOSING,
        _ROW,
    ),
    "closing.title": Sentence(
        (
            "Қорытынды сөздің тақырыбы: {title|quote}.",
            "Тема заключительного слова: {title|quote}.",
            "The closing was on {title|quote}.",
        ),
        _CLOSING,
        _ROW,
    ),
    "measures": Sentence(
        (
            "Атқарылып жатқан шаралар туралы айтылды: {measures}.",
            "Рассказано о принимаемых мерах: {measures}.",
            "Measures being taken were reported: {measures}.",
        ),
        ("Айтылған шаралар", "Принимаемые меры", "Measures reported"),
        ("measures",),
    ),
    "gist": Sentence(
        ("{gist}.", "{gist}.", "{gist}."),
        ("Мазмұны", "Содержание", "Gist"),
        ("gist",),
    ),
    "addressed_to": Sentence(
        (
            "Кімге арналғаны: {recipients}.",
            "Кому адресовано: {recipients}.",
            "Addressed to: {recipients}.",
        ),
        ("Кімге арналғаны", "Кому адресовано", "Addressed to"),
        ("recipients",),
    ),
    "more_talks": Sentence(
        (
            "Тағы {count} тыңдалды.",
            "Заслушано ещё {count}.",
            "A further {count} {count|was/were} heard.",
        )
    ),
    "question": Sentence(
        (
            "Талқыланған мәселе: {question}.",
            "Обсуждался вопрос: {question}.",
            "Question discussed: {question}.",
        ),
        ("Талқыланған мәселе", "Обсуждённый вопрос", "Question discussed"),
        ("question",),
    ),
    "views": Sentence(
        (
            "Айтылған пікірлер: {views}.",
            "Высказанные мнения: {views}.",
            "Views expressed: {views}.",
        ),
        ("Айтылған пікірлер", "Высказанные мнения", "Views expressed"),
        ("views",),
    ),
}
