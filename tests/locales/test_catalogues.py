"""The Kazakh and Russian catalogues are found, and messages without a translation are reported."""

from gettext import GNUTranslations

from chalicelib import locales
from release import catalogues


def test_messages_of_templates_are_among_the_ids() -> None:
    assert "Skip to the content" in catalogues.message_ids()


def test_the_compiled_catalogues_are_found() -> None:
    assert isinstance(locales.translations("kk"), GNUTranslations)
    assert locales.translate("Programme", "kk") == "Бағдарлама"
    assert locales.translate("Programme", "ru") == "Программа"
    assert locales.translate("Programme", "en") == "Programme"


def test_an_untranslated_message_is_a_problem() -> None:
    """Negative control: a catalogue without translations is reported."""
    empty = catalogues.renew("kk", {"There is no sentence like this one: {name}"})
    assert list(catalogues.check_translations(empty)) == [
        "not translated: There is no sentence like this one: {name}"
    ]
