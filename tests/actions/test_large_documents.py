"""Documents of organisers that are larger than an item can be are refused, and nothing of them is stored."""

from collections.abc import Callable
from random import Random
from typing import Any, Final

import pytest

from chalicelib import errors
from chalicelib.actions import drafts, events, form_files, forms, spreadsheets
from chalicelib.actions.services import Services
from chalicelib.domain.form_files import LONGEST_NAME
from chalicelib.settings import Settings
from tests.actions.photos import EVENT, PNG
from tests.actions.setting import (
    CATEGORY,
    ORGANISER,
    Clock,
    as_json,
    change,
    event_document,
    open_event,
    register,
    services_on,
)
from tests.calls import stored_items

pytestmark = pytest.mark.dynoxide

Rows = list[dict[str, Any]]
IDEOGRAPHS: Final = [chr(code) for code in range(0x4E00, 0x9FA5)]
LIST: Final = "cities.csv"


@pytest.fixture(scope="module")
def words() -> Callable[[int], str]:
    """Return a function that makes texts which no compression makes shorter than two bytes a character."""
    random = Random(20260601)  # noqa: S311 -- the same in every run
    return lambda length: "".join(random.choices(IDEOGRAPHS, k=length))


@pytest.fixture
def services(files_settings: Settings) -> Services:
    services = services_on(files_settings, Clock())
    open_event(services)
    return services


def programme(words: Callable[[int], str], items: int) -> Rows:
    names = (f"report_{number}" for number in range(items))
    return [{"name": name, "kind": "report", "title": words(4_500)} for name in names]


def categories(words: Callable[[int], str], number: int) -> Rows:
    return [{"name": f"category_{each}", "label": words(4_500)} for each in range(number)]


def form(questions: Rows, **keys: object) -> dict[str, Any]:
    title = {"kk": "Қалалар", "en": "Cities"}
    return {"name": "cities", "purpose": "other", "title": title, "questions": questions, **keys}


def wordy_questions(words: Callable[[int], str], number: int) -> Rows:
    return [{"type": "note", "name": f"n{each}", "label": words(4_500)} for each in range(number)]


FROM_LIST: Final = {
    "type": "select_one_from_file",
    "name": "city",
    "list_name": LIST,
    "label": {"kk": "Қала", "en": "City"},
}


def read_items(services: Services) -> list[dict[str, Any]]:
    """Return every item of the table, by key."""
    return sorted(
        stored_items(services.settings), key=lambda item: (item["pk"]["S"], item["sk"]["S"])
    )


def expect_refusal(
    services: Services, refusal: type[errors.Invalid], work: Callable[[], object]
) -> list[str]:
    """Return the codes of what the refusal says, after comparing what is stored before and afterwards."""
    before = read_items(services)
    with pytest.raises(refusal) as caught:
        work()
    assert read_items(services) == before
    return [each.code for each in caught.value.problems if each.severity == "error"]


def test_an_event_too_large_to_be_stored_is_not_created(
    services: Services, words: Callable[[int], str]
) -> None:
    document = as_json(event_document(id="large", programme=programme(words, 50)))
    codes = expect_refusal(
        services,
        errors.EventRefused,
        lambda: events.create_event(services, ORGANISER, document),
    )
    assert codes == ["event.texts_too_long"]


def test_a_patch_that_makes_an_event_too_large_changes_nothing(
    services: Services, words: Callable[[int], str]
) -> None:
    """A seat above the new capacity would move down first, and a hold would stand on the event."""
    pupils = [{"name": "pupil", "label": "Оқушы", "capacity": 30}]
    change(services, categories=pupils)
    for number in range(2):
        register(
            services, {"category": "pupil", "name": "Айша", "email": f"a{number}@pikir.example"}
        )
    fewer = [{**pupils[0], "capacity": 2}]
    codes = expect_refusal(
        services,
        errors.EventRefused,
        lambda: change(services, categories=fewer, programme=programme(words, 50)),
    )
    assert codes == ["event.texts_too_long"]
    change(services, categories=fewer)
    assert sorted(services.seats.holders(EVENT, "pupil")) == [1, 2]


def test_a_draft_too_large_to_be_stored_is_not_saved(
    services: Services, words: Callable[[int], str]
) -> None:
    document = as_json(form(wordy_questions(words, 60)))
    codes = expect_refusal(
        services,
        errors.FormRefused,
        lambda: drafts.save_form(services, ORGANISER, EVENT, "cities", document),
    )
    assert codes == ["form.too_large"]


def test_a_list_that_makes_a_draft_too_large_is_not_attached(
    services: Services, words: Callable[[int], str]
) -> None:
    drafts.save_form(services, ORGANISER, EVENT, "cities", as_json(form([FROM_LIST])))
    rows = "".join(f"c{number},{words(200)}\n" for number in range(1_500))
    content = f"name,label\n{rows}".encode()
    codes = expect_refusal(
        services,
        errors.FormRefused,
        lambda: form_files.attach_file(services, ORGANISER, EVENT, "cities", LIST, content),
    )
    assert codes == ["form.too_large"]


def test_a_version_too_large_with_the_categories_of_its_event_is_not_published(
    services: Services, words: Callable[[int], str]
) -> None:
    change(services, categories=categories(words, 20))
    questions = [CATEGORY, *wordy_questions(words, 20)]
    drafts.save_form(services, ORGANISER, EVENT, "cities", as_json(form(questions)))
    codes = expect_refusal(
        services,
        errors.FormRefused,
        lambda: forms.publish_form(services, ORGANISER, EVENT, "cities"),
    )
    assert codes == ["form.too_large"]


@pytest.mark.parametrize("name", ["қ" * LONGEST_NAME + ".png", "қ" * 4_000 + ".png"])
def test_a_file_whose_name_is_too_long_for_a_key_is_not_attached(
    services: Services, name: str
) -> None:
    codes = expect_refusal(
        services,
        errors.RequestRefused,
        lambda: form_files.attach_file(services, ORGANISER, EVENT, "cities", name, PNG),
    )
    assert codes == ["file.name_too_long"]
    upload = spreadsheets.FormUpload(as_json(form([CATEGORY])), {name: PNG})
    codes = expect_refusal(
        services,
        errors.FormRefused,
        lambda: spreadsheets.save_upload(services, ORGANISER, EVENT, None, upload, revision=0),
    )
    assert codes == ["file.name_too_long"]


def test_the_longest_name_of_a_file_fits_the_key_of_the_longest_name_of_a_form(
    services: Services,
) -> None:
    longest, name = "f" * 64, "😀" * (LONGEST_NAME - 4) + ".png"
    form_files.attach_file(services, ORGANISER, EVENT, longest, name, PNG)
    (file,) = form_files.list_files(services, ORGANISER, EVENT, longest)
    assert file.name == name


@pytest.mark.parametrize("name", ["f" * 65, "f" * 3_000, "a#b", ""])
def test_nothing_is_attached_to_what_cannot_be_the_name_of_a_form(
    services: Services, name: str
) -> None:
    before = read_items(services)
    with pytest.raises(errors.FormNotFound):
        form_files.attach_file(services, ORGANISER, EVENT, name, LIST, b"name,label\na,b\n")
    with pytest.raises(errors.FormNotFound):
        form_files.list_files(services, ORGANISER, EVENT, name)
    assert read_items(services) == before
