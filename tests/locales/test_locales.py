from chalicelib import locales


def test_an_english_message_needs_no_catalogue() -> None:
    assert locales.translate("All places for “{category}” are taken.", "en") == (
        "All places for “{category}” are taken."
    )


def test_a_parameters_value_is_inserted_and_not_formatted_again() -> None:
    text = locales.translate("{taken} of {places}", "en", {"taken": "{places}", "places": 3})
    assert text == "{places} of 3"


def test_a_language_without_a_catalogue_falls_back_to_the_message_id() -> None:
    assert locales.translate("A sentence nobody translates.", "xx") == (
        "A sentence nobody translates."
    )


def test_the_empty_message_stays_empty() -> None:
    """gettext keeps the catalogue's header under the empty id."""
    assert locales.translate("", "kk") == ""
