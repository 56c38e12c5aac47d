import json
import unicodedata

import pytest
from pydantic import TypeAdapter, ValidationError

from chalicelib.forms.text import STORED, in_language
from chalicelib.forms.text_types import ChoiceName, FileName, Line, ListName, QuestionName


def test_a_text_is_shown_in_the_language_asked_for_or_the_one_it_has() -> None:
    assert in_language({"kk": "Иә", "en": "Yes"}, "en") == "Yes"
    assert in_language({"kk": "Иә"}, "en") == "Иә"
    assert in_language({}, "en") == in_language(None, "en") == ""


@pytest.mark.parametrize(
    ("name", "accepted"),
    [("\ufb2c" * 85, True), ("\ufb2c" * 86, False), ("e\u0301" * 255, True), ("e" * 256, False)],
)
def test_a_name_is_measured_after_it_is_normalized(name: str, *, accepted: bool) -> None:
    for kind in (QuestionName, ListName, FileName, ChoiceName):
        checked: TypeAdapter[str] = TypeAdapter(kind)
        if accepted:
            assert checked.validate_python(name) == unicodedata.normalize("NFC", name)
        else:
            with pytest.raises(ValidationError):
                checked.validate_python(name)


def test_a_name_of_a_list_has_no_spaces_around_it() -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(ListName).validate_python(" who")


def test_a_text_from_storage_is_read_as_it_is() -> None:
    line: TypeAdapter[str] = TypeAdapter(Line)
    stored = "ә\u0301 " * 9000
    assert line.validate_json(json.dumps(stored), context=STORED) == stored
    with pytest.raises(ValidationError):
        line.validate_json("7", context=STORED)
