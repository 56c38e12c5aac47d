from chalicelib.forms.text import in_language


def test_a_text_is_shown_in_the_language_asked_for_or_the_one_it_has() -> None:
    assert in_language({"kk": "Иә", "en": "Yes"}, "en") == "Yes"
    assert in_language({"kk": "Иә"}, "en") == "Иә"
    assert in_language({}, "en") == in_language(None, "en") == ""
