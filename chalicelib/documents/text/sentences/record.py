"""Sentences on what the record holds beside talks, and on the paper itself.

The names that end in ``.list`` introduce a list, or the one item that there is; those with ``detail.`` are parts of an item.
"""

from collections.abc import Mapping
from typing import Final

from chalicelib.documents.text.sentences.sentence import Sentence

SENTENCES: Final[Mapping[str, Sentence]] = {
    # who took part
    "came": Sentence(
        (
            "{kind|dat} {count} қатысты.",
            "В мероприятии {count|принял/приняли} участие {count}.",
            "{count} took part.",
        ),
        ("Қатысқандар", "Приняли участие", "Took part"),
        ("count",),
    ),
    "note": Sentence(
        ("{note}.", "{note}.", "{note}."), ("Ескертпе", "Примечание", "Note"), ("note",)
    ),
    "represented": Sentence(
        (
            "{names|Өкілі қатысқан ұйым/Өкілдері қатысқан ұйымдар}: {names|;}.",
            "{names|Представлена организация/Представлены организации}: {names|;}.",
            "{names|Organisation represented/Organisations represented}: {names|;}.",
        ),
        ("Ұйымдар", "Организации", "Organisations"),
        ("names|;",),
    ),
    "co_organiser": Sentence(
        (
            "{names|Бірлескен ұйымдастырушы/Бірлескен ұйымдастырушылар}: {names|;}.",
            "{names|Соорганизатор/Соорганизаторы}: {names|;}.",
            "{names|Co-organiser/Co-organisers}: {names|;}.",
        ),
        ("Бірлескен ұйымдастырушылар", "Соорганизаторы", "Co-organisers"),
        ("names|;",),
    ),
    "partner": Sentence(
        (
            "{names|Серіктес/Серіктестер}: {names|;}.",
            "{names|Партнёр/Партнёры}: {names|;}.",
            "{names|Partner/Partners}: {names|;}.",
        ),
        ("Серіктестер", "Партнёры", "Partners"),
        ("names|;",),
    ),
    # handed out, guidance, media
    "handouts.list": Sentence(
        (
            "{items|Таратылған материал/Таратылған материалдар}:",
            "{items|Розданный материал/Розданные материалы}:",
            "{items|Material handed out/Materials handed out}:",
        ),
        ("Таратылған материал", "Розданный материал", "Handed out"),
    ),
    "consultations.list": Sentence(
        (
            "Көрсетілген әдістемелік және консультациялық көмек:",
            "Оказанная методическая и консультационная помощь:",
            "Guidance and consultations given:",
        ),
        ("Кеңес", "Консультация", "Guidance"),
    ),
    "media": Sentence(
        (
            "Іс-шараға бұқаралық ақпарат {outlets|құралы/құралдары} қатысты: {outlets|;}.",
            "В освещении мероприятия {outlets|участвовало средство/участвовали средства} массовой информации: {outlets|;}.",
            "{outlets|Media outlet/Media outlets} at the event: {outlets|;}.",
        ),
        ("БАҚ", "СМИ", "Media"),
        ("outlets|;",),
    ),
    # other actions and events
    "actions.list": Sentence(
        (
            "{items|Мектептерде өткізілген акция/Мектептерде өткізілген акциялар}:",
            "{items|Акция в школах/Акции в школах}:",
            "{items|School action/School actions}:",
        ),
        ("Мектептегі акция", "Акция в школах", "School action"),
    ),
    "other_events.list": Sentence(
        (
            "{items|Осы топтама аясындағы басқа іс-шара/Осы топтама аясындағы басқа іс-шаралар}:",
            "{items|Другое мероприятие этой серии/Другие мероприятия этой серии}:",
            "{items|Other event of the series/Other events of the series}:",
        ),
        ("Басқа іс-шара", "Другое мероприятие", "Other event"),
    ),
    "other_event": Sentence(
        (
            "{title|quote} тақырыбында өткізілген {kind}",
            "{kind} на тему {title|quote}",
            "{kind|a} on {title|quote}",
        ),
        row=("kind", "title|quote"),
    ),
    # help and what goes on
    "help.list": Sentence(
        ("Көрсетілетін көмек:", "Оказываемая помощь:", "Help offered:"),
        ("Көмек", "Помощь", "Help"),
    ),
    "help.reception": Sentence(
        ("{kind|қоғамдық қабылдау}", "{kind|общественная приёмная}", "{kind|public reception}"),
    ),
    "help.helpline": Sentence(
        ("{kind|сенім телефоны}", "{kind|телефон доверия}", "{kind|helpline}")
    ),
    "next_steps.list": Sentence(
        (
            "{items|Жоспарланған жұмыс/Жоспарланған жұмыстар}:",
            "{items|Запланированный шаг/Запланированные шаги}:",
            "{items|Next step/Next steps}:",
        ),
        ("Жоспарланған жұмыс", "Запланировано", "Next step"),
    ),
    "next_event": Sentence(
        (
            "Топтаманың келесі іс-шарасы: {title|quote} тақырыбындағы {kind}, {day}.",
            "Следующее мероприятие серии: {kind} на тему {title|quote}, {day}.",
            "Next event of the series: {kind|a} on {title|quote}, {day}.",
        ),
        ("Келесі іс-шара", "Следующее мероприятие", "Next event"),
        ("kind", "title|quote", "day"),
    ),
    # the parts of an item
    "item.quote": Sentence(("{item|quote}", "{item|quote}", "{item|quote}")),
    "item": Sentence(("{item}", "{item}", "{item}")),
    "detail": Sentence(("{value}", "{value}", "{value}")),
    "detail.recipients": Sentence(("кімге: {value}", "кому: {value}", "for {value}")),
    "detail.slogan": Sentence(
        ("ұраны: {value|quote}", "лозунг: {value|quote}", "slogan: {value|quote}")
    ),
    "detail.day": Sentence(("{value}", "{value}", "{value}")),
    "detail.place": Sentence(("орны: {value}", "место: {value}", "place: {value}")),
    "detail.organiser": Sentence(
        ("ұйымдастырушы: {value}", "организатор: {value}", "organiser: {value}")
    ),
    "detail.participants": Sentence(
        (
            "қатысушылар: {value|plain}",
            "участники: {value|plain}",
            "participants: {value|plain}",
        )
    ),
    "detail.themes": Sentence(
        ("қаралған мәселелер: {value}", "рассмотренные вопросы: {value}", "themes: {value}")
    ),
    "detail.hours": Sentence(("жұмыс уақыты: {value}", "часы работы: {value}", "open: {value}")),
    "detail.phone": Sentence(("тел.: {value}", "тел.: {value}", "tel. {value}")),
    "detail.address": Sentence(("мекенжайы: {value}", "адрес: {value}", "address: {value}")),
    "detail.asked": Sentence(
        (
            "{value} жүгінді",
            "{value|обратился/обратились} {value}",
            "{value} turned to it",
        )
    ),
    "detail.responsible": Sentence(
        ("жауапты: {value}", "ответственный: {value}", "responsible: {value}")
    ),
    "detail.due": Sentence(("мерзімі: {value}", "срок: {value}", "due: {value}")),
    # the paper
    "reference": Sentence(("№ {number}, {dated}", "№ {number}, {dated}", "No. {number}, {dated}")),
    "reference.number": Sentence(("№ {number}", "№ {number}", "No. {number}")),
    "reference.dated": Sentence(("{dated}", "{dated}", "{dated}")),
    "place": Sentence(
        ("{place|plain}", "{place|plain}", "{place|plain}"),
        ("Орны", "Место", "Place"),
        ("place|plain",),
    ),
    "signature": Sentence(
        ("{position}\t{signatory}", "{position}\t{signatory}", "{position}\t{signatory}")
    ),
    "signature.name": Sentence(("{signatory}", "{signatory}", "{signatory}")),
    "signature.position": Sentence(("{position}", "{position}", "{position}")),
    "executor": Sentence(
        (
            "Орындаған: {executor}, тел.: {phone}",
            "Исполнитель: {executor}, тел.: {phone}",
            "Prepared by {executor}, tel. {phone}",
        )
    ),
    "executor.name": Sentence(
        ("Орындаған: {executor}", "Исполнитель: {executor}", "Prepared by {executor}")
    ),
    "executor.phone": Sentence(("Тел.: {phone}", "Тел.: {phone}", "Tel. {phone}")),
}
