"""A program that uses the API by the client that openapi-python-client generates, file bodies included."""

import json
import sys
from io import BytesIO
from uuid import UUID

from pikir_client import AuthenticatedClient, Client
from pikir_client.api.events import change_event, create_event, list_events, show_event
from pikir_client.api.files_of_a_form import attach_file, download_file
from pikir_client.api.forms import (
    download_xlsform,
    publish_form,
    save_form,
    show_answer_schema,
    show_form,
)
from pikir_client.api.submissions import (
    erase_submission,
    export_submissions,
    list_submissions,
    submit,
)
from pikir_client.api.summaries import read_summary
from pikir_client.models import (
    Definition,
    Envelope,
    Event,
    EventPage,
    EventPatch,
    EventState,
    FormView,
    ProblemDetails,
    Receipt,
    ReviewedForm,
    ScaleQuestionSummary,
    ShowAnswerSchemaResponse200,
    SubmissionPage,
    Summary,
)
from pikir_client.types import File

url, token = sys.argv[1:]
anyone = Client(base_url=url)
api = AuthenticatedClient(base_url=url, token=token)
NAMES = ("from-python", "impressions")
EVENT = {
    "id": NAMES[0],
    "kind": "meeting",
    "title": {"kk": "Кездесу", "en": "A meeting"},
    "languages": ["kk", "en"],
    "starts_at": "2026-06-13T10:00:00+05:00",
    "ends_at": "2026-06-13T13:00:00+05:00",
}
FORM = {
    "name": NAMES[1],
    "purpose": "impressions",
    "title": {"kk": "Әсерлер", "en": "Impressions"},
    "default_language": "kk",
    "questions": [
        {
            "type": "range",
            "name": "overall",
            "label": {"kk": "Баға", "en": "Overall"},
            "parameters": {"start": 1, "end": 5, "step": 1},
        }
    ],
}

created = create_event.sync(client=api, body=Event.from_dict(EVENT))
assert isinstance(created, Event)
assert isinstance(save_form.sync(*NAMES, client=api, body=Definition.from_dict(FORM)), ReviewedForm)
saved = publish_form.sync(*NAMES, client=api)
assert isinstance(saved, FormView | ReviewedForm)
change_event.sync(NAMES[0], client=api, body=EventPatch(state=EventState.OPEN))
events = list_events.sync(client=api, state=EventState.OPEN, limit=10)
assert isinstance(events, EventPage)
assert [line.id for line in events.events] == [NAMES[0]]

receipt = submit.sync(*NAMES, client=anyone, body=Envelope.from_dict({"answers": {"overall": 4}}))
assert isinstance(receipt, Receipt)
listed = list_submissions.sync(*NAMES, client=api, limit=10)
assert isinstance(listed, SubmissionPage)
summary = read_summary.sync(*NAMES, client=api)
assert isinstance(summary, Summary)
[question] = summary.questions
assert isinstance(question, ScaleQuestionSummary)

assert isinstance(show_form.sync(*NAMES, client=api), Definition)
schema = show_answer_schema.sync(*NAMES, client=api)
assert isinstance(schema, ShowAnswerSchemaResponse200)
workbook = download_xlsform.sync(*NAMES, client=api)
assert isinstance(workbook, File)
again = save_form.sync(*NAMES, client=api, body=workbook)
assert isinstance(again, ReviewedForm)
attached = (*NAMES, "schools.csv")
attach_file.sync(*attached, client=api, body=File(payload=BytesIO(b"name,label\na,A\n")))
downloaded = download_file.sync(*attached, client=api)
assert isinstance(downloaded, File)
rows = export_submissions.sync(*NAMES, client=api)
assert isinstance(rows, str)
erased = erase_submission.sync_detailed(*NAMES, UUID(receipt.id), client=api)
missing = show_event.sync("nothing", client=api)
assert isinstance(missing, ProblemDetails)

sys.stdout.write(
    json.dumps(
        {
            "version": saved.version,
            "rows": [row.id == receipt.id for row in listed.rows],
            "mean": question.mean,
            "reread": again.name,
            "schema": schema.additional_properties["type"],
            "file": downloaded.payload.read().decode(),
            "csv": len(rows.strip().splitlines()),
            "erased": int(erased.status_code),
            "missing": missing.code,
        }
    )
)
