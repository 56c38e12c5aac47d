"""What organisers do with forms."""

from collections.abc import Iterator

from bench.faults.use_cases.case import UseCase
from bench.faults.world import World
from chalicelib import errors
from chalicelib.actions import (
    drafts,
    form_edits,
    form_files,
    forms,
    spreadsheets,
    wording,
)
from chalicelib.actions.services import Services
from chalicelib.forms.definition import Definition
from chalicelib.forms.wording import Texts
from tests.actions.photos import ENTRANTS, EVENT, PHOTOS, PNG
from tests.actions.setting import (
    IMPRESSIONS,
    ORGANISER,
    as_json,
)


def on_forms() -> Iterator[UseCase]:
    """Yield what organisers do with forms."""
    yield UseCase("save a draft", _save_draft)
    yield UseCase(
        "publish a form",
        lambda s, _: forms.publish_form(s, ORGANISER, EVENT, "impressions"),
        _save_draft,
    )
    yield UseCase(
        "publish a registration form",
        lambda s, _: forms.publish_form(s, ORGANISER, EVENT, "entrants"),
        lambda s, _: drafts.save_form(s, ORGANISER, EVENT, "entrants", as_json(ENTRANTS)),
    )
    yield UseCase("correct the wording of a version", _correct_wording, _save_draft)
    yield UseCase(
        "correct the wording by a draft", _correct_by_draft, _save_draft, errors.ChangedMeanwhile
    )
    yield UseCase("discard a draft", _discard, _save_draft, errors.ChangedMeanwhile)
    yield UseCase(
        "make a step of the editor",
        lambda s, _: _step(s, "Жалпы баға", "2-0"),
        repeats_as=errors.ChangedMeanwhile,
    )
    yield UseCase(
        "leave a step of the editor unfinished",
        lambda s, _: _step(s, None, "2-0"),
        repeats_as=errors.ChangedMeanwhile,
    )
    yield UseCase(
        "undo a step of the editor",
        lambda s, _: form_edits.undo_step(s, ORGANISER, EVENT, "impressions", revision="3-2"),
        lambda s, _: _step(s, "Жалпы баға", "2-0"),
        errors.ChangedMeanwhile,
    )
    yield UseCase(
        "discard a draft with the states of its editor",
        _discard,
        lambda s, _: _step(s, "Жалпы баға", "2-0"),
        errors.ChangedMeanwhile,
    )
    yield UseCase(
        "close a form", lambda s, _: forms.close_form(s, ORGANISER, EVENT, "registration")
    )
    yield UseCase(
        "reopen a form",
        lambda s, _: forms.reopen_form(s, ORGANISER, EVENT, "registration"),
        lambda s, _: forms.close_form(s, ORGANISER, EVENT, "registration"),
    )
    yield UseCase("set a form's times", _set_times)
    yield UseCase("attach a file to a form", _attach)
    yield UseCase(
        "show a form's file",
        lambda s, _: form_files.read_file(s, ORGANISER, EVENT, "impressions", "map.png"),
        _attach,
    )
    yield UseCase(
        "remove a form's file",
        lambda s, _: form_files.remove_file(s, ORGANISER, EVENT, "impressions", "map.png"),
        _attach,
        errors.FileNotFound,
    )
    yield UseCase("put a definition file", _put_definition)
    yield UseCase("take an uploaded file", _take_upload, _park_upload)


def _save_draft(services: Services, _: World) -> None:
    document = {**IMPRESSIONS, "title": {"kk": "Әсерлер 2", "en": "Impressions 2"}}
    drafts.save_form(services, ORGANISER, EVENT, "impressions", as_json(document))


def _step(services: Services, label: str | None, revision: str) -> None:
    """Give the second question another label, or none, which is an error."""

    def relabel(definition: Definition) -> tuple[Definition, str]:
        first, second, *others = definition.questions
        second = second.model_copy(update={"label": {"kk": label} if label else None})
        rows = (first, second, *others)
        return definition.model_copy(update={"questions": rows}), "/questions/1"

    form_edits.take_step(
        services, ORGANISER, EVENT, "impressions", relabel, do="save", revision=revision
    )


def _discard(services: Services, _: World) -> None:
    revision = 3  # saved, published, saved
    drafts.discard_draft(services, ORGANISER, EVENT, "impressions", revision=revision)


def _correct_wording(services: Services, _: World) -> None:
    texts: Texts = {"/title": {"kk": "Әсерлеріңіз"}, "/questions/1/label": {"en": "Overall rating"}}
    wording.correct_wording(services, ORGANISER, EVENT, "impressions", texts)


def _correct_by_draft(services: Services, _: World) -> None:
    wording.correct_by_draft(services, ORGANISER, EVENT, "impressions", revision=3)


def _set_times(services: Services, _: World) -> None:
    patch = as_json({"closes_at": "2026-06-12T10:00:00+05:00"})
    forms.set_form_times(services, ORGANISER, EVENT, "registration", patch)


def _attach(services: Services, _: World) -> None:
    form_files.attach_file(services, ORGANISER, EVENT, "impressions", "map.png", PNG)


def _put_definition(services: Services, _: World) -> None:
    upload = spreadsheets.FormUpload(as_json(PHOTOS))
    spreadsheets.put_upload(services, ORGANISER, EVENT, "photos", upload)


def _park_upload(services: Services, _: World) -> None:
    document = {**IMPRESSIONS, "title": {"kk": "Әсерлер 3", "en": "Impressions 3"}}
    upload = spreadsheets.FormUpload(as_json(document), files={"map.png": PNG})
    services.form_files.park_upload(EVENT, "impressions", "waiting", upload.to_bytes())


def _take_upload(services: Services, _: World) -> None:
    revision = 2  # saved, published
    spreadsheets.take_upload(
        services, ORGANISER, EVENT, "impressions", "waiting", revision=revision
    )
