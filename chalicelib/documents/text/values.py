"""What fills the slots of a sentence. Each value gives its runs in a form that the slot names.

Only terms of the vocabulary take a case; a typed text refuses one, so no sentence can inflect what people typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final, Protocol

from chalicelib.documents.grammar import dates
from chalicelib.documents.grammar.dates import NO_BREAK
from chalicelib.documents.grammar.kazakh import KazakhCase, inflect, numeral
from chalicelib.documents.grammar.numbers import format_number, separators
from chalicelib.documents.grammar.russian import (
    RussianCase,
    count_class,
    counted_form,
    decline,
)
from chalicelib.documents.grammar.terms import Term, find_term, nominative
from chalicelib.documents.text.report import Fact, Run, Words
from chalicelib.forms.text import in_language
from chalicelib.locales import Language

_DASH: Final = Words(f"{NO_BREAK}–{NO_BREAK}")
"""Between a name and its number, which stay on one line."""
_QUOTES: Final[Mapping[Language, tuple[str, str]]] = {
    "kk": ("«", "»"),
    "ru": ("«", "»"),
    "en": ("“", "”"),
}
_OPENING, _CLOSING = '«“„"', '»”“"'


class Value(Protocol):
    """Something that a sentence tells."""

    @property
    def is_typed(self) -> bool:
        """Whether it begins with what somebody typed, whose first letter stays as it is."""
        ...

    def runs(self, form: str, language: Language) -> tuple[Run, ...]:
        """Return the value in that form; an empty form is the plain one."""
        ...

    def choose(self, options: Sequence[str], language: Language) -> str:
        """Return the words that agree with the value: by gender, or by number."""
        ...


class Invariable:
    """A value that nothing agrees with."""

    is_typed: ClassVar[bool] = False

    def choose(self, options: Sequence[str], language: Language) -> str:
        """Refuse: a slot asks for agreement with what has neither gender nor number."""
        raise ValueError(f"nothing agrees with this value: {options} in {language}")


@dataclass(frozen=True, slots=True)
class TypedText(Invariable):
    """A text that somebody typed; it is shown on one line, in its own words.

    ``quote`` puts quotation marks around it, unless it begins or ends with such marks: «Жазғы жұмыс» жадынамасы.
    """

    text: Mapping[Language, str]
    source: str
    is_typed: ClassVar[bool] = True

    def runs(self, form: str, language: Language) -> tuple[Run, ...]:
        """Return the text; one that is not there in the language keeps its own and is marked with it."""
        shown = " ".join(in_language(self.text, language).split())
        own = None if language in self.text else next(iter(self.text))
        fact = Fact(shown, self.source, own)
        match form:
            case "":
                return (fact,)
            case "quote":
                if shown[:1] in _OPENING or shown[-1:] in _CLOSING:
                    return (fact,)
                opening, closing = _QUOTES[own or language]
                return Words(opening), fact, Words(closing)
            case _:
                raise ValueError(f"what people typed has no form {form!r}")


@dataclass(frozen=True, slots=True)
class TermValue:
    """A term of the vocabulary: ``gen``, ``pl.gen``; in English ``a``. Agrees in gender in Russian.

    ``typed`` is the text that means the term, if somebody typed one.
    """

    term: Term
    source: str
    typed: Mapping[Language, str] | None = None
    is_typed: ClassVar[bool] = False

    def runs(self, form: str, language: Language) -> tuple[Run, ...]:
        """Return the term in that form."""
        article = f"{self.term.en.article} " if form == "a" else ""
        shown = term_form(self.term, "" if form == "a" else form, language)
        datum = in_language(self.typed, language) if self.typed else nominative(self.term, language)
        fact = Fact(shown, self.source, inner=shown, datum=datum)
        return (Words(article), fact) if article else (fact,)

    def choose(self, options: Sequence[str], language: Language) -> str:
        """Return the option for the term's gender: masculine, feminine, neuter."""
        return options["mfn".index(self.term.ru.gender)] if language == "ru" else options[0]


def term_form(term: Term, form: str, language: Language) -> str:
    """Return a form of the term: a case, with ``pl`` before it in the plural."""
    number, _, case = form.rpartition(".")
    plural = "pl" in (number, case)
    case = "nom" if case in ("", "pl") else case
    match language:
        case "kk":
            return inflect(term.kk, KazakhCase(case), plural=plural)
        case "ru":
            return decline(term.ru, RussianCase(case), plural=plural)
        case "en":
            return term.en.plural if plural else term.en.singular


@dataclass(frozen=True, slots=True)
class CountValue:
    """A number of something: «42 адам», «42 человека», “42 people”. Agrees in number."""

    count: int
    term: Term | None
    source: str
    is_typed: ClassVar[bool] = False

    def runs(self, form: str, language: Language) -> tuple[Run, ...]:
        """Return the number with its noun; in Kazakh the noun in a case, or the number's possessive (``poss``: 35-і).

        ``bare`` is the number alone.
        """
        shown = format_number(self.count, language)
        if form == "poss":
            own = inflect(numeral(self.count, shown), possessive=True)
            return (Fact(own, self.source, datum=shown),)
        if form == "bare" or self.term is None:
            return (Fact(shown, self.source),)
        noun = counted_noun(self.term, self.count, form, language)
        return Fact(shown, self.source), Words(NO_BREAK + noun, is_bound=True)

    def choose(self, options: Sequence[str], language: Language) -> str:
        """Return the first option after one (in Russian also after 21), the second otherwise."""
        is_one = count_class(self.count) == "one" if language == "ru" else self.count == 1
        return options[0 if is_one else 1]


def counted_noun(term: Term, count: int, form: str, language: Language) -> str:
    """Return the noun that stands after the number: in Kazakh in the case that ``form`` names."""
    match language:
        case "kk":
            return inflect(term.kk, KazakhCase(form or "nom"))
        case "ru":
            return counted_form(term.ru, count)
        case "en":
            return term.en.singular if count == 1 else term.en.plural


@dataclass(frozen=True, slots=True)
class FigureValue(Invariable):
    """A figure that is no count: a mean, a percentage."""

    figure: float
    source: str
    digits: int = 1

    def runs(self, form: str, language: Language) -> tuple[Run, ...]:
        """Return the figure; with ``percent`` the sign after it."""
        fact = Fact(format_number(self.figure, language, digits=self.digits), self.source)
        if form != "percent":
            return (fact,)
        return fact, Words("%" if language == "en" else f"{NO_BREAK}%", is_bound=True)


@dataclass(frozen=True, slots=True)
class ScaleValue(Invariable):
    """The ends of a scale: 1–5."""

    least: float
    most: float
    source: str

    def runs(self, form: str, language: Language) -> tuple[Run, ...]:  # noqa: ARG002 -- has one form
        """Return both ends."""
        ends = (format_number(end, language, digits=2) for end in (self.least, self.most))
        return (Fact(dates.span(*ends), self.source),)


@dataclass(frozen=True, slots=True)
class AnswerMean(Invariable):
    """A question with the mean of its answers."""

    question: TypedText
    mean: FigureValue
    is_typed: ClassVar[bool] = True

    def runs(self, form: str, language: Language) -> tuple[Run, ...]:  # noqa: ARG002 -- has one form
        """Return both: «Жалпы бағаңыз» – 4,3."""
        return *self.question.runs("quote", language), _DASH, *self.mean.runs("", language)


@dataclass(frozen=True, slots=True)
class DayValue(Invariable):
    """The days on which something took place (``on``), or a day by itself."""

    first: date
    last: date
    source: str

    def runs(self, form: str, language: Language) -> tuple[Run, ...]:
        """Return the day or the days."""
        if form == "on":
            shown = dates.on_days(self.first, self.last, language)
        else:
            shown = dates.day(self.first, language)
        return (Fact(shown, self.source, inner=shown, datum=shown),)


@dataclass(frozen=True, slots=True)
class PlainValue(Invariable):
    """Something that is written alike in every language: hours, a telephone number, an address on the web."""

    text: str
    source: str

    def runs(self, form: str, language: Language) -> tuple[Run, ...]:  # noqa: ARG002 -- has one form
        """Return it as it is."""
        return (Fact(self.text, self.source),)


_JOINTS: Final = {"plain": ", ", ";": "; "}


@dataclass(frozen=True, slots=True)
class ListValue:
    """Several values in a sentence: «А, Б және В»; with ``plain`` commas alone, with ``;`` semicolons.

    ``between`` is what always stands between them, whatever the slot asks for.
    """

    items: tuple[Value, ...]
    between: str = ""

    @property
    def is_typed(self) -> bool:
        """Whether the first item is."""
        return self.items[0].is_typed

    def runs(self, form: str, language: Language) -> tuple[Run, ...]:
        """Return the items with what stands between them; their own form follows a colon."""
        joint, _, of_item = form.partition(":")
        between = self.between or _JOINTS.get(joint)
        marks = (
            (between,) * (len(self.items) - 1) if between else separators(len(self.items), language)
        )
        runs: list[Run] = []
        for item, mark in zip(self.items, ("", *marks), strict=True):
            runs += [*([Words(mark)] if mark else []), *item.runs(of_item, language)]
        return tuple(runs)

    def choose(self, options: Sequence[str], language: Language) -> str:  # noqa: ARG002 -- alike in all
        """Return the first option for one item, the second for several."""
        return options[0 if len(self.items) == 1 else 1]


@dataclass(frozen=True, slots=True)
class SpeakerValue(Invariable):
    """A person with position and organisation in brackets; a position of the vocabulary begins with a small letter."""

    name: TypedText
    position: TypedText | None
    organisation: TypedText | None
    is_typed: ClassVar[bool] = True

    def runs(self, form: str, language: Language) -> tuple[Run, ...]:
        """Return name and brackets."""
        runs = [*self.name.runs(form, language)]
        described = [each for each in (self.position, self.organisation) if each]
        for each, mark in zip(described, (" (", ", "), strict=False):
            runs += [Words(mark), *in_small_letters(each, language).runs("", language)]
        return (*runs, Words(")")) if described else tuple(runs)


def in_small_letters(typed: TypedText, language: Language) -> Value:
    """Return the text as a term if it is one of the vocabulary, which begins with a small letter; else as it was typed."""
    term = find_term(typed.text, language)
    return TermValue(term, typed.source, typed.text) if term else typed


@dataclass(frozen=True, slots=True)
class ChosenWords(Invariable):
    """Something that was chosen, such as an outcome, in words that the slot itself holds: ``{outcome|орындалды}``."""

    source: str

    def runs(self, form: str, language: Language) -> tuple[Run, ...]:  # noqa: ARG002 -- the slot is in a language
        """Return the slot's words."""
        return (Fact(form, self.source, inner=form, datum=form),)


@dataclass(frozen=True, slots=True)
class LabelCount:
    """A kind of participants with its number: «мұғалімдер – 12», «12 учителей»; as typed: «Психолог – 12»."""

    label: TypedText
    count: CountValue
    is_typed: ClassVar[bool] = True

    def runs(self, form: str, language: Language) -> tuple[Run, ...]:
        """Return both; ``known`` says that every label of the list is a term of the vocabulary."""
        term = find_term(self.label.text, language) if form == "known" else None
        if term is None:
            return *self.label.runs("", language), _DASH, *self.count.runs("bare", language)
        count, datum = self.count.count, in_language(self.label.text, language)
        if language == "kk":
            shown = term_form(term, "nom" if count == 1 else "pl", language)
            label = Fact(shown, self.label.source, inner=shown, datum=datum)
            return label, _DASH, *self.count.runs("bare", language)
        shown = counted_noun(term, count, "", language)
        label = Fact(shown, self.label.source, datum=datum, is_bound=True)
        return *self.count.runs("bare", language), Words(NO_BREAK, is_bound=True), label

    def choose(self, options: Sequence[str], language: Language) -> str:
        """Agree with the number."""
        return self.count.choose(options, language)
