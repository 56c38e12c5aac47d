"""The JSON API under ``/api/v1``: each handler calls one action; refusals are problem+json."""

from chalicelib.web.request import MAX_BODY, MAX_FILE
from chalicelib.web.routes import (
    ATTACHED,
    JSON,
    MATERIALS,
    MERGE_PATCH,
    PHOTOS,
    REPORTS,
    WORKBOOKS,
    Route,
    declare,
)

_EVENT = "/api/v1/events/{event}"
_FORM = _EVENT + "/forms/{form}"


_WITH_FILES = (ATTACHED, MATERIALS, PHOTOS, REPORTS, (*JSON, *WORKBOOKS))


def _route(method: str, path: str, target: str, reads: tuple[str, ...] = ()) -> Route:
    largest = MAX_FILE if reads in _WITH_FILES else MAX_BODY
    module = f"chalicelib.web.api.{target}"
    return Route(method, path, module, reads=reads, audience="api", largest=largest)


ROUTES: tuple[Route, ...] = (
    _route("GET", "/healthz", "health:show"),
    _route("GET", "/api/openapi.json", "openapi:show"),
    _route("GET", "/api/docs", "reference:show"),
    _route("GET", "/api/v1/events", "events:list_all"),
    _route("POST", "/api/v1/events", "events:create", JSON),
    _route("POST", "/api/v1/report-verifications", "reports:verify", REPORTS),
    _route("POST", "/api/v1/starting-points/{start}/events", "starting_points:start_event", JSON),
    _route("GET", _EVENT, "events:show"),
    _route("PATCH", _EVENT, "events:change", MERGE_PATCH),
    _route("DELETE", _EVENT, "lifecycle:delete"),
    _route("POST", f"{_EVENT}/copies", "lifecycle:copy", JSON),
    _route("POST", f"{_EVENT}/letters", "lifecycle:decide_letters", JSON),
    _route("PUT", f"{_EVENT}/materials/{{name}}", "materials:upload", MATERIALS),
    _route("DELETE", f"{_EVENT}/materials/{{name}}", "materials:remove"),
    _route("POST", f"{_EVENT}/material-uploads", "materials:announce", JSON),
    _route("POST", f"{_EVENT}/material-uploads/{{upload}}", "materials:finish", JSON),
    _route("GET", f"{_EVENT}/record", "records:show"),
    _route("GET", f"{_EVENT}/record/facts", "records:show_facts"),
    _route("GET", f"{_EVENT}/places", "places:list_all"),
    _route("PUT", f"{_EVENT}/places/{{entry}}", "places:save", JSON),
    _route("DELETE", f"{_EVENT}/places/{{entry}}", "places:remove"),
    _route("PUT", f"{_EVENT}/record/{{section}}", "records:order", JSON),
    _route("PUT", f"{_EVENT}/record/{{section}}/{{entry}}", "records:save", JSON),
    _route("DELETE", f"{_EVENT}/record/{{section}}/{{entry}}", "records:remove"),
    _route("POST", f"{_EVENT}/record/{{section}}/{{entry}}/restore", "records:restore"),
    _route("GET", f"{_EVENT}/record/{{section}}/{{entry}}/file", "records:show_photo"),
    _route(
        "PUT", f"{_EVENT}/record/{{section}}/{{entry}}/photos/{{photo}}", "records:upload", PHOTOS
    ),
    _route("GET", f"{_EVENT}/registrations", "stored_submissions:registrations"),
    _route("GET", f"{_EVENT}/names", "names:show"),
    _route("GET", f"{_EVENT}/proposals", "proposals:list_all"),
    _route("POST", f"{_EVENT}/proposals", "proposals:add", JSON),
    _route("POST", f"{_EVENT}/proposals/collection", "proposals:collect"),
    _route("GET", f"{_EVENT}/promises", "proposals:show_promises"),
    _route("GET", f"{_EVENT}/proposals/{{number}}", "proposals:show"),
    _route("PATCH", f"{_EVENT}/proposals/{{number}}", "proposals:change", MERGE_PATCH),
    _route("POST", f"{_EVENT}/proposals/{{number}}/merge", "proposals:merge", JSON),
    _route("POST", f"{_EVENT}/proposals/{{number}}/unmerge", "proposals:unmerge"),
    _route("POST", f"{_EVENT}/proposals/{{number}}/split", "proposals:split", JSON),
    _route("GET", f"{_EVENT}/forms", "forms:list_all"),
    _route("GET", _FORM, "forms:show"),
    _route("PUT", _FORM, "forms:save", (*JSON, *WORKBOOKS)),
    _route("PATCH", _FORM, "forms:change_times", MERGE_PATCH),
    _route("GET", f"{_FORM}/definition.xlsx", "forms:download"),
    _route("GET", f"{_FORM}/schema.json", "forms:show_schema"),
    _route("GET", f"{_FORM}/diff", "versions:show_changes"),
    _route("GET", f"{_FORM}/wording", "wording:show"),
    _route("PATCH", f"{_FORM}/wording", "wording:correct", JSON),
    _route("POST", f"{_FORM}/publish", "forms:publish"),
    _route("POST", f"{_FORM}/close", "forms:close"),
    _route("POST", f"{_FORM}/reopen", "forms:reopen"),
    _route("POST", f"{_FORM}/responses", "submissions:send", JSON),
    _route("GET", f"{_FORM}/responses", "stored_submissions:responses"),
    _route("GET", f"{_FORM}/responses.csv", "exports:responses"),
    _route("PATCH", f"{_FORM}/responses/{{id}}", "stored_submissions:correct", JSON),
    _route("DELETE", f"{_FORM}/responses/{{id}}", "stored_submissions:erase"),
    _route("GET", f"{_FORM}/responses/{{id}}/files/{{upload}}", "uploads:read"),
    _route("POST", f"{_FORM}/uploads", "uploads:invite", JSON),
    _route("GET", f"{_FORM}/files", "form_files:list_all"),
    _route("GET", f"{_FORM}/files/{{name}}", "form_files:read"),
    _route("PUT", f"{_FORM}/files/{{name}}", "form_files:attach", ATTACHED),
    _route("DELETE", f"{_FORM}/files/{{name}}", "form_files:remove"),
    _route("GET", f"{_FORM}/summary", "summaries:show"),
    _route("GET", f"{_FORM}/quotes", "summaries:list_quotes"),
    _route("GET", f"{_FORM}/summary.json", "summaries:show_json"),
    _route("GET", f"{_FORM}/summary.csv", "exports:figures"),
    _route("GET", f"{_FORM}/summary.html", "summaries:page"),
    _route("POST", f"{_FORM}/workbook", "documents:request_workbook"),
    _route("GET", f"{_EVENT}/report", "reports:show"),
    _route("POST", f"{_EVENT}/report", "documents:request_report"),
    _route("GET", f"{_EVENT}/report/paragraphs", "paragraph_edits:show"),
    _route("PUT", f"{_EVENT}/report/paragraphs/{{paragraph}}", "paragraph_edits:save", JSON),
    _route("DELETE", f"{_EVENT}/report/paragraphs/{{paragraph}}", "paragraph_edits:take_back"),
    _route("POST", f"{_EVENT}/report/paragraphs/{{paragraph}}/restore", "paragraph_edits:put_back"),
    _route("GET", f"{_EVENT}/report.html", "reports:page"),
    _route("POST", f"{_EVENT}/workbook", "documents:request_event_workbook"),
    _route("GET", f"{_EVENT}/documents/{{document}}", "documents:show"),
    _route("GET", f"{_EVENT}/documents/{{document}}/file", "documents:download"),
    _route("GET", "/api/v1/operations", "operations:show"),
    _route("POST", "/api/v1/operations/mails/{mail}/resend", "operations:resend"),
    _route("DELETE", "/api/v1/operations/mails/{mail}", "operations:drop"),
    _route("GET", "/api/v1/audit", "audit:show"),
    _route("GET", "/api/v1/audit.csv", "audit:download"),
    _route("GET", "/api/v1/members", "members:list_all"),
    _route("POST", "/api/v1/members", "members:invite", JSON),
    _route("GET", "/api/v1/members/{member}", "members:show"),
    _route("PATCH", "/api/v1/members/{member}", "members:change", JSON),
    _route("DELETE", "/api/v1/members/{member}", "members:remove"),
    _route("POST", "/api/v1/members/{member}/invitation", "members:resend_invitation"),
    _route("GET", "/api/v1/tokens", "tokens:list_all"),
    _route("POST", "/api/v1/tokens", "tokens:create", JSON),
    _route("DELETE", "/api/v1/tokens/{token}", "tokens:revoke"),
)

blueprint = declare(__name__, ROUTES)
