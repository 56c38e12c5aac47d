"""Language parity: what can be read in one language of the form can be read in all of them."""

from collections import Counter
from collections.abc import Iterator

from chalicelib.errors import Problem
from chalicelib.forms.problems import problem
from chalicelib.forms.validation.review_input import ReviewInput
from chalicelib.locales import LANGUAGES, in_languages

MANY = 20
"""More texts than this missing in a language, if they are more than half, make one warning together."""


def language_problems(draft: ReviewInput) -> Iterator[Problem]:
    """Warn of each text that is missing in a language of the event.

    Without an event the languages are those that the form itself uses. The row's own checks report
    texts that are missing in the default language.
    """
    default = draft.head.default_language
    texts = list(draft.texts())
    times = Counter(language for _, text in texts for language in text)
    expected = [one for one in draft.languages or LANGUAGES if one != default]
    absent = [one for one in expected if not times[one]]
    if absent and draft.languages:
        yield problem("form.language_absent", "/title", languages=in_languages(absent))
    partly = [one for one in expected if times[one]]
    for language in list(partly):
        missing = len(texts) - times[language]
        if missing > MANY and missing > len(texts) / 2:
            partly.remove(language)
            yield problem(
                "form.mostly_not_in_language",
                "/questions",
                language=in_languages([language]),
                number=missing,
                total=len(texts),
            )
    for at, text in texts:
        if lacking := [one for one in partly if one not in text]:
            words = in_languages(lacking)
            yield problem("form.not_in_language", at, languages=words, lacks=lacking[0])
