"""The closed vocabulary of documents: each term as a noun of the three languages.

Kinds of event, kinds of participants, what is counted, handouts, posts, bodies, months. ``find_term`` finds the term that
a typed label means, so that a label of the templates can be inflected, and anything else is left as it was typed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from chalicelib.documents.grammar.kazakh import KazakhNoun, inflect
from chalicelib.documents.grammar.russian import Gender, RussianNoun, decline
from chalicelib.locales import Language


@dataclass(frozen=True, slots=True)
class EnglishNoun:
    """An English noun or phrase with its plural."""

    singular: str
    plural: str

    @property
    def article(self) -> str:
        """The indefinite article; every word of the vocabulary is pronounced as its first letter says."""
        return "an" if self.singular[0] in "aeio" else "a"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that documents speak of."""

    kk: KazakhNoun
    ru: RussianNoun
    en: EnglishNoun


def _term(kk: str, ru: str, en: str, *, after_many: str = "") -> Term:
    """Read a row: in Kazakh ``стем+`` stands in the possessive, in Russian ``m!`` is animate; ``|`` parts the plural."""
    stem, _, plural_stem = kk.partition("|")
    gender, _, words = ru.partition(" ")
    singular_words, _, plural_words = words.partition(" | ")
    singular, _, plural = en.partition("|")
    known: dict[str, Gender] = {"m": "m", "f": "f", "n": "n"}
    return Term(
        KazakhNoun(
            stem.removesuffix("+"),
            is_possessed=stem.endswith("+"),
            plural_stem=plural_stem.removesuffix("+"),
        ),
        RussianNoun(
            singular_words,
            known[gender[0]],
            is_animate=gender.endswith("!"),
            plural_words=plural_words,
            after_many=after_many,
        ),
        EnglishNoun(singular, plural or f"{singular}s"),
    )


KINDS: Final[Mapping[str, Term]] = {
    "round_table": _term("дөңгелек үстел", "m кругл/adj.m стол/m", "round table"),
    "training": _term("тренинг", "m тренинг/m.к", "training session"),
    "meeting": _term("кездесу", "f встреч/f.ч", "meeting"),
    "action": _term("акция", "f акц/f.ия", "action"),
}
"""The kinds of event."""

PEOPLE: Final[Mapping[str, Term]] = {
    "person": _term("адам", "m! челов/m.люди | люд/m.люди", "person|people", after_many="человек"),
    "participant": _term("қатысушы", "m! участник/m.к", "participant"),
    "teacher": _term("мұғалім", "m! учител/m.ья", "teacher"),
    "pedagogue": _term("педагог", "m! педагог/m.к", "pedagogue"),
    "parent": _term("ата-ана", "m! родител/m.ь", "parent"),
    "pupil": _term("оқушы", "m! ученик/m.к", "pupil"),
    "state_body": _term(
        "мемлекеттік органның өкіл+|мемлекеттік органдардың өкіл+",
        "m! представител/m.ь государственного органа | представител/m.ь государственных органов",
        "representative of a state body|representatives of state bodies",
    ),
    "deputy_head": _term(
        "мектеп директорының тәрбие ісі жөніндегі орынбасар+"
        "|мектеп директорларының тәрбие ісі жөніндегі орынбасар+",
        "m! заместител/m.ь директора школы по воспитательной работе"
        " | заместител/m.ь директоров школ по воспитательной работе",
        "school deputy head for educational work|school deputy heads for educational work",
    ),
    "school_psychologist": _term(
        "мектеп психолог+", "m! школьн/adj.m психолог/m.к", "school psychologist"
    ),
    "senior_pupil": _term(
        "9–11-сынып оқушы+",
        "m! учащ/adj.part 9–11 классов",
        "pupil of grades 9–11|pupils of grades 9–11",
    ),
    "doctor": _term("дәрігер", "m! врач/m.ч", "doctor"),
    "police_officer": _term("полиция қызметкер+", "m! сотрудник/m.к полиции", "police officer"),
    "specialist": _term("маман", "m! специалист/m", "specialist"),
    "student": _term("студент", "m! студент/m", "student"),
    "educator": _term("тәрбиеші", "m! воспитател/m.ь", "educator"),
    "volunteer": _term("ерікті", "m! волонтёр/m", "volunteer"),
    "media_representative": _term("БАҚ өкіл+", "m! представител/m.ь СМИ", "media representative"),
}
"""Who takes part, as the templates and their like call them."""

UNITS: Final[Mapping[str, Term]] = {
    "copy": _term("дана", "m экземпляр/m", "copy|copies"),
    "school": _term("мектеп", "f школ/f", "school"),
    "consultation": _term("консультация", "f консультац/f.ия", "consultation"),
    "guidance": _term(
        "әдістемелік нұсқау", "f методическ/adj.f.к рекомендац/f.ия", "recommendation"
    ),
    "proposal": _term("ұсыныс", "n предложен/n.ие", "proposal"),
    "enquiry": _term("өтініш", "n обращен/n.ие", "enquiry|enquiries"),
    "talk": _term("баяндама", "n выступлен/n.ие", "talk"),
}
"""What documents count beside people."""

HANDOUTS: Final[Mapping[str, Term]] = {
    "method_pack": _term("әдістемелік жинақ", "m методическ/adj.m.к сборник/m.к", "teaching pack"),
    "video": _term("бейнематериал", "m видеоматериал/m", "video"),
    "leaflet": _term("парақша", "f листов/f.ка", "leaflet"),
    "other": _term("материал", "m материал/m", "material"),
}
"""Kinds of what is handed out."""

POSTS: Final[Mapping[str, Term]] = {
    "head_of_department": _term(
        "бөлім басшы+",
        "m! руководител/m.ь отдела | руководител/m.ь отделов",
        "head of department|heads of department",
    ),
    "school_head": _term(
        "мектеп директор+", "m! директор/m.а школы | директор/m.а школ", "school head"
    ),
    "educational_deputy": _term(
        "директордың тәрбие ісі жөніндегі орынбасар+"
        "|директорлардың тәрбие ісі жөніндегі орынбасар+",
        "m! заместител/m.ь директора по воспитательной работе"
        " | заместител/m.ь директоров по воспитательной работе",
        "deputy head for educational work|deputy heads for educational work",
    ),
    "teacher_psychologist": _term(
        "педагог-психолог", "m! педагог-психолог/m.к", "teacher psychologist"
    ),
    "senior_inspector": _term("аға инспектор", "m! старш/adj.m.ш инспектор/m", "senior inspector"),
    "district_prosecutor": _term(
        "аудан прокурор+", "m! прокурор/m района | прокурор/m районов", "district prosecutor"
    ),
    "district_akim": _term("аудан әкім+", "m! аким/m района | аким/m районов", "district akim"),
    "chief_specialist": _term("бас маман", "m! главн/adj.m специалист/m", "chief specialist"),
    "educational_organiser": _term(
        "тәрбие жұмысын ұйымдастырушы",
        "m! организатор/m воспитательной работы",
        "organiser of educational work|organisers of educational work",
    ),
}
"""Posts of speakers and of whoever signs."""

BODIES: Final[Mapping[str, Term]] = {
    "district_education_department": _term(
        "аудандық білім бөлім+",
        "m районн/adj.m отдел/m образования",
        "district education department",
    ),
    "city_education_department": _term(
        "қалалық білім бөлім+",
        "m городск/adj.m.ой отдел/m образования",
        "city education department",
    ),
    "education_authority": _term(
        "білім басқарма+",
        "n управлен/n.ие образования",
        "education authority|education authorities",
    ),
    "prosecutors_office": _term(
        "аудан прокуратура+",
        "f прокуратур/f района | прокуратур/f районов",
        "district prosecutor's office",
    ),
    "police_department": _term(
        "аудандық полиция бөлім+", "m районн/adj.m отдел/m полиции", "district police department"
    ),
    "juvenile_police": _term(
        "ювеналды полиция топ+", "f групп/f ювенальной полиции", "juvenile police unit"
    ),
    "rural_district": _term("ауылдық округ", "m сельск/adj.m.к округ/m.к", "rural district"),
    "district_akimat": _term(
        "аудан әкімдік+", "m акимат/m района | акимат/m районов", "district akimat"
    ),
}
"""Bodies that hold events or come to them."""

MONTHS: Final[tuple[KazakhNoun, ...]] = tuple(
    KazakhNoun(name)
    for name in (
        *("қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым"),
        *("шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"),
    )
)
"""The months in Kazakh; Russian and English dates need no form that CLDR lacks."""

TERMS: Final[Mapping[str, Term]] = {**KINDS, **PEOPLE, **UNITS, **HANDOUTS, **POSTS, **BODIES}

_ALIASES: Final[Mapping[str, str]] = {
    "мемлекеттік орган өкілі": "state_body",
    "representative of a public authority": "state_body",
}
"""Other labels of the same terms, in small letters."""


@cache
def _labels(language: Language) -> Mapping[str, Term]:
    labels = {nominative(term, language).casefold(): term for term in TERMS.values()}
    return labels | {label: TERMS[name] for label, name in _ALIASES.items()}


def nominative(term: Term, language: Language) -> str:
    """Return the term as a dictionary has it."""
    match language:
        case "kk":
            return inflect(term.kk)
        case "ru":
            return decline(term.ru)
        case "en":
            return term.en.singular


def find_term(text: Mapping[Language, str], language: Language) -> Term | None:
    """Return the term that a label means in that language; None if it is not one of ours."""
    return _labels(language).get(text.get(language, "").casefold())
