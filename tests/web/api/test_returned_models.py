"""Each model that the API returns: its JSON byte for byte, and its schema in the OpenAPI document."""

import json
from datetime import UTC, datetime

import jsonschema
import pytest
from pydantic import BaseModel

from chalicelib.actions.form_files import Attachment
from chalicelib.actions.stored_submissions import SubmissionPage, SubmissionView
from chalicelib.domain.events import Event
from chalicelib.domain.form_files import FormFile, FormFileList, FormFileView
from chalicelib.domain.form_views import FormList, FormView
from chalicelib.domain.forms import FormRecord, FormState
from chalicelib.domain.registrations import Registration
from chalicelib.domain.submissions import AnswerFile, Receipt
from chalicelib.domain.uploads import UploadGrant
from chalicelib.domain.versions import (
    Change,
    ChangedPart,
    ChangeKind,
    Effect,
    VersionDifferences,
)
from chalicelib.forms.problems import problem
from chalicelib.web.api import openapi
from chalicelib.web.api.models import AttachedFile, ReviewedForm
from chalicelib.web.reply import json_reply

ID = "0b6f9c1e-6a0f-4e53-9d0e-3f1f6f0c2a11"
MORNING = datetime(2026, 6, 13, 5, tzinfo=UTC)
RECORD = FormRecord(
    event="round-table",
    name="impressions",
    purpose="impressions",
    title={"kk": "Әсерлер", "en": "Impressions"},
    state=FormState.OPEN,
    version=2,
    has_draft=True,
    closes_at=MORNING,
    published=(MORNING, MORNING),
)
VIEW = FormView.of(
    RECORD,
    Event.model_validate(
        {
            "id": "round-table",
            "kind": "meeting",
            "title": "Үстел",
            "starts_at": MORNING,
            "ends_at": MORNING.replace(hour=8),
            "state": "closed",
        }
    ),
    MORNING,
)
RECORD_JSON = (
    '"event":"round-table","name":"impressions","purpose":"impressions",'
    '"title":{"kk":"Әсерлер","en":"Impressions"},"state":"open","availability":"closed",'
    '"version":2,"has_draft":true,'
    '"opens_at":null,"closes_at":"2026-06-13T05:00:00Z",'
    '"published":["2026-06-13T05:00:00Z","2026-06-13T05:00:00Z"]'
)
REGISTRATION = Registration(
    id=ID,
    event="round-table",
    form="registration",
    version=1,
    language="kk",
    received_at=MORNING,
    category="pupil",
    answers={"name": "Айша", "children": [{"age": 7}], "weight": 1.5},
    stat_line="1|1|pupil|+",
    payload_hash="abc",
    receipt="7F3KQ-ZD92M",
    files=(AnswerFile(ID, "photo", "Сурет.png", "image/png", 4, "secret version"),),
    seat=3,
    claims=("a secret hash",),
)
FILE = FormFile(name="a.csv", content_type="text/csv", size=4, digest="a" * 64)
FILE_JSON = f'"name":"a.csv","type":"text/csv","size":4,"sha256":"{"a" * 64}"'


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (
            Receipt(
                id=ID,
                status="accepted",
                received_at=MORNING,
                receipt="7F3KQ-ZD92M",
                created=True,
                category="pupil",
            ),
            (
                f'{{"id":"{ID}","status":"accepted","received_at":"2026-06-13T05:00:00.000000Z",'
                '"receipt":"7F3KQ-ZD92M"}'
            ),
        ),
        (
            SubmissionPage(rows=(SubmissionView.of(REGISTRATION),), next=None),
            (
                f'{{"rows":[{{"id":"{ID}","version":1,"language":"kk",'
                '"received_at":"2026-06-13T05:00:00.000000Z","receipt":"7F3KQ-ZD92M",'
                '"status":"confirmed","category":"pupil",'
                '"answers":{"name":"Айша","children":[{"age":7}],"weight":1.5},'
                f'"files":[{{"id":"{ID}","question":"photo","name":"Сурет.png","type":"image/png",'
                '"size":4}],"revision":1}],"next":null}'
            ),
        ),
        (
            UploadGrant(id=ID, url="https://b.example/", fields={"key": "k"}, expires_at=MORNING),
            (
                f'{{"id":"{ID}","url":"https://b.example/","fields":{{"key":"k"}},'
                '"expires_at":"2026-06-13T05:00:00.000000Z"}'
            ),
        ),
        (VIEW, f"{{{RECORD_JSON}}}"),
        (FormList(forms=(VIEW,)), f'{{"forms":[{{{RECORD_JSON}}}]}}'),
        (
            ReviewedForm.of_reviewed(VIEW, (), "en"),
            f'{{{RECORD_JSON},"warnings":[],"warning_groups":[],"warnings_digest":""}}',
        ),
        (FormFileList(files=(FormFileView.of(FILE),)), f'{{"files":[{{{FILE_JSON}}}]}}'),
        (
            AttachedFile.of_attached(Attachment(FILE), "en"),
            f'{{{FILE_JSON},"warnings":[]}}',
        ),
        (
            VersionDifferences(
                old=1,
                new="draft",
                changes=(
                    Change(
                        kind=ChangeKind.ADDED,
                        name="age",
                        type="integer",
                        label={"en": "Age"},
                        effects=(Effect.BEGINS,),
                        was="years",
                    ),
                    Change(
                        kind=ChangeKind.CHANGED,
                        name="",
                        type="",
                        label={},
                        parts=(ChangedPart(name="title", old=None, new={"en": "T"}),),
                    ),
                ),
            ),
            (
                '{"from":1,"to":"draft","changes":[{"change":"added","name":"age","type":"integer",'
                '"label":{"en":"Age"},"parts":[],"statistics":["begins"],"renamed_from":"years"},'
                '{"change":"changed","name":"","type":"","label":{},'
                '"parts":[{"name":"title","from":null,"to":{"en":"T"}}],"statistics":["none"]}]}'
            ),
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseModel) else "",
)
def test_the_json_of_a_model_fits_its_documented_schema(model: BaseModel, expected: str) -> None:
    assert json_reply(model).body == expected
    components = openapi.document()["components"]
    schema = {"$ref": f"#/components/schemas/{type(model).__name__}", "components": components}
    jsonschema.validate(json.loads(expected), schema)


def test_a_receipt_is_written_as_its_model_is() -> None:
    receipt = Receipt(
        id=ID,
        status="confirmed",
        received_at=MORNING,
        receipt="7F3KQ-ZD92M",
        created=True,
        category=None,
    )
    assert json_reply(receipt.to_json()).body == receipt.model_dump_json()


def test_the_warnings_of_a_form_are_in_the_language_of_the_request() -> None:
    warning = problem("form.unused_list", "/choices/a", name="a")
    [kazakh], [english] = (
        ReviewedForm.of_reviewed(VIEW, [warning], language).warnings for language in ("kk", "en")
    )
    assert kazakh.code == english.code == "form.unused_list"
    assert kazakh.message != english.message
