"""Kazakh nouns: seven cases, the plural and the possessive of the third person, by rule.

The rules are those of «Қазақ грамматикасы: фонетика, сөзжасам, морфология, синтаксис» (Астана, 2002); the tests name the
section of each (``tests/documents/grammar/test_kazakh_rules.py``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class KazakhCase(StrEnum):
    """The seven cases (септіктер)."""

    NOMINATIVE = "nom"
    GENITIVE = "gen"
    DATIVE = "dat"
    ACCUSATIVE = "acc"
    LOCATIVE = "loc"
    ABLATIVE = "abl"
    INSTRUMENTAL = "ins"


class FinalSound(StrEnum):
    """What a stem ends in, as far as its suffixes depend on it."""

    VOWEL = "vowel"
    NASAL = "nasal"
    LATERAL = "lateral"
    GLIDE = "glide"
    SIBILANT = "sibilant"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class KazakhNoun:
    """A noun or a phrase, of which the last word takes the suffixes.

    ``is_possessed``: the phrase always stands in the possessive («орган өкіл+і»), ``stem`` without its suffix.
    ``spoken`` is how a numeral in figures or an abbreviation is read; its suffixes follow a hyphen. ``plural_stem`` is that
    of the plural where its complements differ.
    """

    stem: str
    is_possessed: bool = False
    spoken: str = ""
    plural_stem: str = ""


_FRONT: Final = frozenset("әөүіеэиё")
"""и is front in loans (тренинг), as ё is; no native word of the vocabulary has и in its last syllable."""
_BACK: Final = frozenset("аоұыяю")
_FRONT_FINALS: Final = frozenset("гкь")
"""After them suffixes are front whatever the vowel (округтер); their back counterparts are ғ and қ."""
_BACK_ENDING: Final = "лог"
"""Loans of this kind follow their vowel all the same: психологтар, филологтар, каталогтар, but педагогтер."""
_NEUTRAL: Final = "у"
"""Its syllable follows the one before: кездесу is front, нұсқау is back."""

_FINALS: Final[Mapping[str, FinalSound]] = {
    **dict.fromkeys("аәеёоөұүыіэюя", FinalSound.VOWEL),
    **dict.fromkeys("мнң", FinalSound.NASAL),
    "л": FinalSound.LATERAL,
    **dict.fromkeys("рйуи", FinalSound.GLIDE),
    **dict.fromkeys("зжғ", FinalSound.SIBILANT),
}
"""All other letters are hard: the voiceless ones, and б, в, г, д, which only loans end in."""

_Row = Mapping[FinalSound, str]


def _row(vowel: str, nasal: str, lateral: str, glide: str, sibilant: str, hard: str) -> _Row:
    return dict(zip(FinalSound, (vowel, nasal, lateral, glide, sibilant, hard), strict=True))


_PLURAL: Final = _row("лАр", "дАр", "дАр", "лАр", "дАр", "тАр")
_POSSESSIVE: Final = _row("сЫ", "Ы", "Ы", "Ы", "Ы", "Ы")
_CASES: Final[Mapping[KazakhCase, _Row]] = {
    KazakhCase.NOMINATIVE: _row("", "", "", "", "", ""),
    KazakhCase.GENITIVE: _row("нЫң", "нЫң", "дЫң", "дЫң", "дЫң", "тЫң"),
    KazakhCase.DATIVE: _row("ҒА", "ҒА", "ҒА", "ҒА", "ҒА", "ҚА"),
    KazakhCase.ACCUSATIVE: _row("нЫ", "дЫ", "дЫ", "дЫ", "дЫ", "тЫ"),
    KazakhCase.LOCATIVE: _row("дА", "дА", "дА", "дА", "дА", "тА"),
    KazakhCase.ABLATIVE: _row("дАн", "нАн", "дАн", "дАн", "дАн", "тАн"),
    KazakhCase.INSTRUMENTAL: _row("мен", "мен", "мен", "мен", "бен", "пен"),
}
"""Suffixes with their open letters in capitals: А is а or е, Ы is ы or і, Ғ is ғ or г, Қ is қ or к."""
_POSSESSED_CASES: Final[Mapping[KazakhCase, str]] = {
    KazakhCase.NOMINATIVE: "",
    KazakhCase.GENITIVE: "нЫң",
    KazakhCase.DATIVE: "нА",
    KazakhCase.ACCUSATIVE: "н",
    KazakhCase.LOCATIVE: "ндА",
    KazakhCase.ABLATIVE: "нАн",
    KazakhCase.INSTRUMENTAL: "мен",
}
_OPEN: Final = {
    True: str.maketrans({"А": "е", "Ы": "і", "Ғ": "г", "Қ": "к"}),
    False: str.maketrans({"А": "а", "Ы": "ы", "Ғ": "ғ", "Қ": "қ"}),
}
_SOFTENED: Final = {"к": "г", "қ": "ғ", "п": "б"}


def inflect(
    noun: KazakhNoun,
    case: KazakhCase = KazakhCase.NOMINATIVE,
    *,
    plural: bool = False,
    possessive: bool = False,
) -> str:
    """Return a form of the noun: stem, plural, possessive, case, in this order."""
    stem = noun.plural_stem or noun.stem if plural else noun.stem
    suffix = _PLURAL[_final_sound(noun.spoken or stem)] if plural else ""
    last = _final_sound(suffix or noun.spoken or stem)
    if possessive or noun.is_possessed:
        suffix += _POSSESSIVE[last] + _POSSESSED_CASES[case]
    else:
        suffix += _CASES[case][last]
    if suffix.startswith("Ы") and not noun.spoken:
        stem = _soften(stem)
    hyphen = "-" if noun.spoken and suffix else ""
    return f"{stem}{hyphen}{suffix.translate(_OPEN[_is_front(noun)])}"


def _is_front(noun: KazakhNoun) -> bool:
    """Return whether the last syllable is front; и and у take after the syllable before them."""
    word = (noun.spoken or noun.stem).lower().replace("-", " ").split()[-1]
    if word[-1] in _FRONT_FINALS and not word.endswith(_BACK_ENDING):
        return True
    deciding = (letter for letter in reversed(word) if letter in _FRONT | _BACK)
    return next(deciding, _NEUTRAL) in _FRONT


def _final_sound(text: str) -> FinalSound:
    letter = text.rstrip("ьъ")[-1].lower()
    return _FINALS.get(letter, FinalSound.HARD)


def _soften(stem: str) -> str:
    return stem[:-1] + _SOFTENED.get(stem[-1], stem[-1])


_ONES: Final = ("", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз")
_TENS: Final = (
    *("", "он", "жиырма", "отыз", "қырық", "елу"),
    *("алпыс", "жетпіс", "сексен", "тоқсан"),
)
_POWERS: Final = ((1_000, "жүз"), (1_000_000, "мың"))
"""What a round number ends in, unless the power divides it."""


def numeral(number: int, shown: str) -> KazakhNoun:
    """Return a number in figures as a noun: its suffixes follow the last word of how it is read (35-і, 20-сы)."""
    return KazakhNoun(shown, spoken=_last_word(number))


def _last_word(number: int) -> str:
    if number == 0:
        return "нөл"
    if number % 10:
        return _ONES[number % 10]
    if number % 100:
        return _TENS[number % 100 // 10]
    return next((word for power, word in _POWERS if number % power), "миллион")
