"""Russian nouns: six cases and two numbers by declension tables, and the form that a number asks for.

The tables are those of the Academy's grammar (Русская грамматика, Москва 1980, том I, «Морфология»: the declension of nouns,
of adjectives, and «Имя числительное» for what a number asks for). Only the declensions of the vocabulary are here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal


class RussianCase(StrEnum):
    """The six cases."""

    NOMINATIVE = "nom"
    GENITIVE = "gen"
    DATIVE = "dat"
    ACCUSATIVE = "acc"
    INSTRUMENTAL = "ins"
    PREPOSITIONAL = "prep"


Gender = Literal["m", "f", "n"]
CountClass = Literal["one", "few", "many"]

_Endings = tuple[str, str]
"""The endings in the singular and in the plural, in the order of the cases; ``=`` stands for an accusative like the
nominative (of a thing) or the genitive (of a person)."""

_ENDINGS: Final[Mapping[str, _Endings]] = {
    # adjectives
    "adj.m": ("ый ого ому = ым ом", "ые ых ым = ыми ых"),
    "adj.m.к": ("ий ого ому = им ом", "ие их им = ими их"),
    "adj.m.ш": ("ий его ему = им ем", "ие их им = ими их"),
    "adj.m.ой": ("ой ого ому = им ом", "ие их им = ими их"),
    "adj.f.к": ("ая ой ой ую ой ой", "ие их им = ими их"),
    "adj.part": ("ийся егося емуся = имся емся", "иеся ихся имся = имися ихся"),
    # nouns
    "m": ("- а у = ом е", "ы ов ам = ами ах"),
    "m.к": ("- а у = ом е", "и ов ам = ами ах"),
    "m.а": ("- а у = ом е", "а ов ам = ами ах"),
    "m.ь": ("ь я ю = ем е", "и ей ям = ями ях"),
    "m.люди": ("ек ека еку = еком еке", "и ей ям = ьми ях"),
    "m.ья": ("ь я ю = ем е", "я ей ям = ями ях"),
    "m.ч": ("- а у = ом е", "и ей ам = ами ах"),
    "f": ("а ы е у ой е", "ы - ам = ами ах"),
    "f.к": ("а и е у ой е", "и - ам = ами ах"),
    "f.ч": ("а и е у ей е", "и - ам = ами ах"),
    "f.ка": ("ка ки ке ку кой ке", "ки ок кам = ками ках"),
    "f.ия": ("ия ии ии ию ией ии", "ии ий иям = иями иях"),
    "n.ие": ("ие ия ию ие ием ии", "ия ий иям ия иями иях"),
}


@dataclass(frozen=True, slots=True)
class RussianNoun:
    """A noun or a phrase.

    ``words`` are its words, each that is declined with its declension: ``кругл/adj.m стол/m``. ``plural_words`` are those
    of the plural where more than the endings differ: its complements, or the stem. ``after_many`` is the form after
    five where it is not the plural's genitive (человек).
    """

    words: str
    gender: Gender
    is_animate: bool = False
    plural_words: str = ""
    after_many: str = ""


def decline(
    noun: RussianNoun, case: RussianCase = RussianCase.NOMINATIVE, *, plural: bool = False
) -> str:
    """Return a form of the noun; every declined word of a phrase takes the case."""
    words = noun.plural_words or noun.words if plural else noun.words
    return " ".join(_decline_word(word, case, noun, plural=plural) for word in words.split())


def _decline_word(word: str, case: RussianCase, noun: RussianNoun, *, plural: bool) -> str:
    stem, _, declension = word.partition("/")
    if not declension:
        return stem
    endings = _ENDINGS[declension][plural].split()
    cases = list(RussianCase)
    ending = endings[cases.index(case)]
    if ending == "=":
        like = RussianCase.GENITIVE if noun.is_animate else RussianCase.NOMINATIVE
        ending = endings[cases.index(like)]
    return stem + ending.removeprefix("-")


def count_class(number: int) -> CountClass:
    """Return which form of a noun follows the number: 1 and 21, 2–4 and 22–24, all others with 11–14."""
    if number % 100 in range(11, 15):
        return "many"
    match number % 10:
        case 1:
            return "one"
        case 2 | 3 | 4:
            return "few"
        case _:
            return "many"


def counted_form(noun: RussianNoun, number: int) -> str:
    """Return the noun as it follows a number in the nominative: экземпляр, экземпляра, экземпляров."""
    match count_class(number):
        case "one":
            return decline(noun)
        case "few":
            return _after_few(noun)
        case "many":
            return noun.after_many or decline(noun, RussianCase.GENITIVE, plural=True)


def _after_few(noun: RussianNoun) -> str:
    """Return the genitive singular with its adjectives and complements in the plural.

    Два круглых стола, две методические рекомендации, два представителя органов.
    """
    of_adjective = RussianCase.NOMINATIVE if noun.gender == "f" else RussianCase.GENITIVE
    plurals = (noun.plural_words or noun.words).split()
    return " ".join(
        _decline_word(plural, of_adjective, noun, plural=True)
        if "/adj" in word or "/" not in word
        else _decline_word(word, RussianCase.GENITIVE, noun, plural=False)
        for word, plural in zip(noun.words.split(), plurals, strict=True)
    )
