"""Sentences on what participants thought."""

from collections.abc import Mapping
from typing import Final

from chalicelib.documents.text.sentences.sentence import Sentence

SENTENCES: Final[Mapping[str, Sentence]] = {
    "form": Sentence(
        ("{form|quote} формасы.", "Форма {form|quote}.", "The form {form|quote}."),
        ("Форма", "Форма", "Form"),
        ("form|quote",),
    ),
    "responses": Sentence(
        (
            "Іс-шара туралы {count} пікір білдірді.",
            "Отзыв о мероприятии {count|оставил/оставили} {count}.",
            "{count} gave feedback on the event.",
        ),
        ("Пікір білдіргендер", "Оставили отзыв", "Gave feedback"),
        ("count",),
    ),
    "responses.of_came": Sentence(
        (
            "Қатысқан {people|gen} {count|poss} ({rate} пайызы) іс-шара туралы пікір білдірді.",
            "Отзыв о мероприятии {count|оставил/оставили} {count|bare} из {people|bare} {people|участника/участников} ({rate|percent}).",
            "{count|bare} of the {people} who took part gave feedback on the event ({rate|percent}).",
        ),
        ("Пікір білдіргендер", "Оставили отзыв", "Gave feedback"),
        ("count", "rate|percent"),
    ),
    "responses.of": Sentence(
        (
            "Тіркелген {people|gen} {count|poss} ({rate} пайызы) іс-шара туралы пікір білдірді.",
            "Отзыв о мероприятии {count|оставил/оставили} {count|bare} из {people|bare} {people|зарегистрированного/зарегистрированных} ({rate|percent}).",
            "{count|bare} of the {people} registered gave feedback on the event ({rate|percent}).",
        ),
        ("Пікір білдіргендер", "Оставили отзыв", "Gave feedback"),
        ("count", "rate|percent"),
    ),
    "too_few": Sentence(
        (
            "Жауап бергендер аз болғандықтан, көрсеткіштер келтірілмейді.",
            "Ответивших мало, поэтому показатели не приводятся.",
            "Too few answered for figures to be given.",
        )
    ),
    "scales": Sentence(
        (
            "{scale} шкаласы бойынша орташа {items|баға/бағалар}: {items|;}.",
            "{items|Средняя оценка/Средние оценки} по шкале {scale}: {items|;}.",
            "{items|Mean rating/Mean ratings} on a scale of {scale}: {items|;}.",
        )
    ),
    "scale": Sentence(
        label=("Орташа баға", "Средняя оценка", "Mean rating"),
        row=("question|quote", "mean", "scale"),
    ),
    "promoters": Sentence(
        (
            "{question|quote} сұрағы бойынша ұсыну индексі (NPS) – {score}.",
            "Индекс готовности рекомендовать (NPS) по вопросу {question|quote} – {score}.",
            "The net promoter score of {question|quote} was {score}.",
        ),
        ("NPS", "NPS", "NPS"),
        ("question|quote", "score"),
    ),
    "choice": Sentence(
        (
            "{question|quote} сұрағына ең көп берілген жауап – {choice|quote}: {count}, жауап бергендердің {share} пайызы.",
            "На вопрос {question|quote} чаще всего отвечали {choice|quote}: {count}, или {share|percent} ответивших.",
            "The most frequent answer to {question|quote} was {choice|quote}: {count}, or {share|percent} of those who answered.",
        ),
        ("Ең көп берілген жауап", "Самый частый ответ", "Most frequent answer"),
        ("question|quote", "choice|quote", "count", "share|percent"),
    ),
    "answered.ratings": Sentence(
        (
            "{question|quote} сұрағына берілген бағалар: {count} жауап берді, орташа баға – {mean}",
            "Оценки по вопросу {question|quote}: {count|ответил/ответили} {count}, средняя оценка – {mean}",
            "Ratings for {question|quote}: {count} answered, the mean is {mean}",
        )
    ),
    "answered": Sentence(
        (
            "{question|quote} сұрағына берілген жауаптар: {count} жауап берді",
            "Ответы на вопрос {question|quote}: {count|ответил/ответили} {count}",
            "Answers to {question|quote}: {count} answered",
        )
    ),
    "answered.several": Sentence(
        (
            "{question|quote} сұрағына берілген жауаптар: {count} жауап берді, бірнеше жауапты таңдауға болатын",
            "Ответы на вопрос {question|quote}: {count|ответил/ответили} {count}, можно было выбрать несколько ответов",
            "Answers to {question|quote}: {count} answered, several answers could be chosen",
        )
    ),
    "answered.hidden": Sentence(
        (
            "(шағын топтар көрсетілмеген)",
            "(малые группы не показаны)",
            "(small groups are not shown)",
        )
    ),
    "table.programme": Sentence(
        (
            "Бағдарламаның орындалуы",
            "Выполнение программы",
            "The programme and how it was carried out",
        )
    ),
    "table.organisations": Sentence(("Ұйымдар", "Организации", "Organisations")),
    "chart.columns": Sentence(
        (
            "Бағанды диаграмма: {rows}.",
            "Столбчатая диаграмма: {rows}.",
            "Column chart: {rows}.",
        )
    ),
    "chart.bars": Sentence(
        (
            "Жолақты диаграмма: {rows}.",
            "Линейчатая диаграмма: {rows}.",
            "Bar chart: {rows}.",
        )
    ),
    "quotes.list": Sentence(
        (
            "Қатысушылар жазған {items|пікірден/пікірлерден}:",
            "Из {items|отзыва участника/отзывов участников}:",
            "{items|A participant wrote/Participants wrote}:",
        ),
        ("Пікір", "Отзыв", "Quote"),
    ),
    "quote": Sentence(("{words|quote}", "{words|quote}", "{words|quote}")),
    "quote.in_kk": Sentence(("қазақ тілінде", "на казахском языке", "in Kazakh")),
    "quote.in_ru": Sentence(("орыс тілінде", "на русском языке", "in Russian")),
    "quote.in_en": Sentence(("ағылшын тілінде", "на английском языке", "in English")),
    "quote.from_kk": Sentence(
        ("қазақ тілінен аударма", "перевод с казахского", "translated from Kazakh")
    ),
    "quote.from_ru": Sentence(
        ("орыс тілінен аударма", "перевод с русского", "translated from Russian")
    ),
    "quote.from_en": Sentence(
        ("ағылшын тілінен аударма", "перевод с английского", "translated from English")
    ),
}
