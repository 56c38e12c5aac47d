"""Language parity: what can be read in one of the languages can be read in all of them."""

from collections import Counter
from collections.abc import Iterator, Mapping

from chalicelib.errors import Problem
from chalicelib.forms.problems import problem
from chalicelib.forms.validation.review_input import ReviewInput
from chalicelib.locales import LANGUAGES, Language

NAMES: Mapping[Language, str] = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
"""Each language by its own name."""

MANY = 20
"""So many texts missing in one language, and more than half of all, are told in one sentence."""


def language_problems(draft: ReviewInput) -> Iterator[Problem]:
    """A warning for each text that is missing in a language of the event.

    Without an event the languages are those that the form itself uses. That the default language
    is missing is said of the row, and not said again here.
    """
    default = draft.head.default_language
    texts = list(draft.texts())
    times = Counter(language for _, text in texts for language in text)
    wanted = [one for one in draft.languages or LANGUAGES if one != default]
    absent = [one for one in wanted if not times[one]]
    if absent and draft.languages:
        yield problem("form.language_absent", "/title", languages=_named(absent))
    partly = [one for one in wanted if times[one]]
    for language in list(partly):
        missing = len(texts) - times[language]
        if missing > MANY and missing > len(texts) / 2:
            partly.remove(language)
            yield problem(
                "form.mostly_not_in_language",
                "/questions",
                language=NAMES[language],
                number=missing,
                total=len(texts),
            )
    for at, text in texts:
        if missing_here := [one for one in partly if one not in text]:
            yield problem("form.not_in_language", at, languages=_named(missing_here))


def _named(languages: list[Language]) -> str:
    return ", ".join(NAMES[language] for language in languages)
