"""Letters: the golden text of each template, languages and time zones, missing facts and subjects."""

from pathlib import Path

import pytest

from chalicelib.mail import letters

GOLDEN = Path(__file__).parents[1] / "golden" / "mail"
SIGN_IN = {"link": "https://pikir.example/console/sign-in/abc"}
INVITATION = {
    "inviter": "Айгерім",
    "role": "answers_reader",
    "scope": "Дөңгелек үстел, Тренинг",
    "link": "https://pikir.example/console/sign-in?lang=en",
}
REGISTERED = {
    "event": "Дөңгелек үстел <2026>",
    "name": "Айгерім Ахметқызы",
    "receipt": "ABCDE-12345",
    "category": "Мұғалім",
    "starts_at": "2026-06-13T05:00:00+00:00",
    "time_zone": "Asia/Almaty",
    "venue": "Алматы, Абай көшесі, 1",
    "link": "https://pikir.example/e/round-table?a=1&b=2",
}

UNCONFIRMED = {
    **REGISTERED,
    "confirm_link": "https://pikir.example/e/round-table/registration/confirm/1/2?lang=en",
    "confirm_by": "2026-06-03T17:00:00+05:00",
}


@pytest.mark.parametrize(
    ("template", "parameters"),
    [
        ("sign_in", SIGN_IN),
        ("invitation", INVITATION),
        ("registered", REGISTERED),
        ("already_registered", REGISTERED),
        ("confirm_registration", UNCONFIRMED),
    ],
)
def test_a_letter_equals_its_golden_file(template: str, parameters: dict[str, str]) -> None:
    letter = letters.write(template, "en", parameters)
    letter_text = f"{letter.subject}\n\n{letter.text}\n{letter.html}"
    assert letter_text == (GOLDEN / f"{template}.txt").read_text("utf-8")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_start_is_in_the_event_s_time_zone_and_the_letter_s_language(language: str) -> None:
    moments = {
        "kk": "2026 жылғы 13 маусым, 10:00 (Қазақстан уақыты)",
        "ru": "13 июня 2026\u202fг., 10:00 (время Казахстана)",
        "en": "13 June 2026, 10:00 (Kazakhstan time)",
    }
    assert moments[language] in letters.write("registered", language, REGISTERED).text


def test_missing_facts_are_left_out() -> None:
    text = letters.write("registered", "en", {"event": "Meeting", "receipt": "ABCDE-12345"}).text
    assert "When" not in text
    assert "None" not in text
    assert "ABCDE-12345" in text


@pytest.mark.parametrize(
    "name", ["Айгерім", "Нұр-Сұлтан Жақып-ұлы", "Seán O’Brien", "Әлия Серікқызы Ким", "Ян"]
)
def test_a_name_is_greeted(name: str) -> None:
    text = letters.write("registered", "en", {**REGISTERED, "name": name}).text
    assert text.startswith(f"Hello, {name}!\n")


@pytest.mark.parametrize(
    "name",
    [
        "Win 1 000 000 ₸: https://evil.example/x",
        "evil.example",
        "evil．example",
        "evil。example",
        "a@evil.example",
        "//evil",
        "Айша\nЖаңа жол",
        "Айша\u200b",
        "Аиша٣",
        "you have won a prize today call",
        "б" * 61,
        "-",
        "",
    ],
)
def test_a_name_that_may_be_more_than_a_name_is_not_repeated(name: str) -> None:
    letter = letters.write("registered", "en", {**REGISTERED, "name": name})
    plain = letters.write("registered", "en", {**REGISTERED, "name": ""})
    assert letter == plain
    assert letter.text.startswith("Hello!\n")


def test_a_subject_is_one_line() -> None:
    letter = letters.write("registered", "en", {"event": "One\r\nBcc: two", "receipt": "X"})
    assert letter.subject == "You are registered: One Bcc: two"


def test_an_unknown_template_raises() -> None:
    with pytest.raises(KeyError):
        letters.write("unheard_of", "en", {})
