"""Every route of the console and the API, and the roles for which it is more than a page that does not exist.

A route that is missing makes ``test_permissions`` fail: add one row. ``needs`` says for what the role must be held:
``event`` for one event, ``series`` for the event's series, ``any series``, ``everything``, or ``any`` for anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from chalicelib.domain.members import member_id
from chalicelib.domain.permissions import MemberRole
from tests.actions.permission_cases import (
    FIGURE_READERS,
    MEMBERS,
    NAME_READERS,
    ORGANISERS,
    OWNERS,
    ROW_READERS,
)

Needs = Literal["event", "series", "any series", "everything", "any"]

ID: Final = "00000000-0000-4000-8000-000000000002"
"""A registration's."""
_ANYONE: Final[frozenset[MemberRole]] = frozenset()


@dataclass(frozen=True, slots=True)
class RouteCase:
    """A route, who may use it, and what a request sends: fields of a form, or a document as JSON."""

    method: str
    path: str
    roles: frozenset[MemberRole]
    needs: Needs = "event"
    sends: Mapping[str, object] = field(default_factory=dict)
    query: str = ""
    is_public: bool = False
    form: str = "impressions"
    section: str = "texts"

    @property
    def address(self) -> str:
        """Return the address of the event in the matrix."""
        return (
            self.path.format_map({**_PARAMETERS, "form": self.form, "section": self.section})
            + self.query
        )


_PARAMETERS: Final = {
    "event": "round-table",
    "id": ID,
    "upload": "00000000-0000-4000-8000-000000000003",
    "document": "0" * 32,
    "name": "plan.pdf",
    "number": "1",
    "member": member_id("organiser@pikir.example"),
    "mail": "a",
    "entry": "leaflet",
    "paragraph": "title",
    "photo": "p",
    "start": "empty",
    "token": "0" * 16,
}
_E: Final = "/console/events/{event}"
_F: Final = f"{_E}/forms/{{form}}"
_AE: Final = "/api/v1/events/{event}"
_AF: Final = f"{_AE}/forms/{{form}}"
_M: Final = "/console/settings/members"


def _public(method: str, path: str) -> RouteCase:
    return RouteCase(method, path, _ANYONE, is_public=True)


CASES: Final = (
    RouteCase("GET", "/console", MEMBERS, "any"),
    _public("GET", "/console/sign-in"),
    _public("POST", "/console/sign-in"),
    _public("GET", "/console/sign-in/{token}"),
    _public("POST", "/console/sign-in/{token}"),
    RouteCase("POST", "/console/sign-out", MEMBERS, "any"),
    RouteCase("GET", _E, MEMBERS),
    RouteCase("GET", "/console/new", ORGANISERS, "any series"),
    RouteCase("POST", "/console/new", ORGANISERS, "any series"),
    RouteCase("GET", f"{_E}/answers", ROW_READERS),
    RouteCase("GET", f"{_E}/people", ROW_READERS),
    RouteCase(
        "POST",
        f"{_F}/summary/texts",
        ORGANISERS,
        sends={"id": ID, "do": "hide", "question": "why"},
    ),
    RouteCase("GET", f"{_F}/summary/texts/{{id}}", ORGANISERS),
    RouteCase("POST", f"{_F}/summary/texts/{{id}}", ORGANISERS),
    RouteCase("GET", f"{_E}/proposals", FIGURE_READERS),
    RouteCase("POST", f"{_E}/proposals", ORGANISERS, sends={"do": "collect"}),
    RouteCase("GET", f"{_E}/proposals/new", ORGANISERS),
    RouteCase("POST", f"{_E}/proposals/new", ORGANISERS),
    RouteCase("POST", f"{_E}/proposals/decline", ORGANISERS),
    RouteCase("POST", f"{_E}/proposals/merge", ORGANISERS),
    RouteCase("GET", f"{_E}/proposals/{{number}}", FIGURE_READERS),
    RouteCase("POST", f"{_E}/proposals/{{number}}", ORGANISERS, sends={"do": "reopen"}),
    RouteCase("GET", f"{_E}/proposals/{{number}}/split", ORGANISERS),
    RouteCase("POST", f"{_E}/proposals/{{number}}/split", ORGANISERS),
    RouteCase("GET", f"{_E}/names", NAME_READERS),
    RouteCase("GET", f"{_F}/answers", ROW_READERS),
    RouteCase("GET", f"{_F}/answers/{{id}}", ROW_READERS),
    RouteCase("GET", f"{_F}/answers/{{id}}/correct", ORGANISERS, form="registration"),
    RouteCase("POST", f"{_F}/answers/{{id}}/correct", ORGANISERS, form="registration"),
    RouteCase("GET", f"{_F}/answers/{{id}}/erase", ORGANISERS),
    RouteCase("POST", f"{_F}/answers/{{id}}/erase", ORGANISERS),
    RouteCase("GET", f"{_F}/wording", ORGANISERS),
    RouteCase("POST", f"{_F}/wording", ORGANISERS, sends={"wording": "0", "at": "/"}),
    RouteCase("POST", f"{_F}/erasure", ORGANISERS),
    RouteCase("POST", f"{_F}/selection", ROW_READERS, sends={"id": ID, "do": "download"}),
    RouteCase("GET", f"{_E}/record", FIGURE_READERS),
    RouteCase(
        "POST",
        f"{_E}/record/{{section}}/{{entry}}",
        ORGANISERS,
        section="handouts",
        sends={"title.kk": "A"},
    ),
    RouteCase("GET", f"{_E}/record/{{section}}/{{entry}}/file", FIGURE_READERS, section="photos"),
    RouteCase("POST", f"{_E}/record/{{section}}/{{entry}}/photos", ORGANISERS, section="actions"),
    RouteCase("GET", f"{_E}/costs", OWNERS),
    RouteCase("POST", f"{_E}/costs", OWNERS, sends={"days": "7"}),
    RouteCase("GET", f"{_E}/costs.csv", OWNERS),
    RouteCase("GET", f"{_E}/places", ORGANISERS),
    RouteCase("POST", f"{_E}/places", ORGANISERS, sends={"village.kk": "A"}),
    RouteCase("GET", f"{_E}/settings", ORGANISERS),
    RouteCase("GET", f"{_E}/settings/{{section}}", ORGANISERS),
    RouteCase("POST", f"{_E}/settings/{{section}}", ORGANISERS),
    RouteCase(
        "POST",
        f"{_E}/material-uploads",
        ORGANISERS,
        sends={"name": "plan.pdf", "size": "9"},
    ),
    RouteCase("GET", f"{_E}/preview", MEMBERS),
    RouteCase("GET", f"{_E}/preview/{{form}}", MEMBERS),
    RouteCase("GET", f"{_E}/open", ORGANISERS),
    RouteCase("POST", f"{_E}/open", ORGANISERS),
    RouteCase("GET", f"{_E}/cancel", ORGANISERS),
    RouteCase("POST", f"{_E}/cancel", ORGANISERS),
    RouteCase("GET", f"{_E}/copy", ORGANISERS),
    RouteCase("POST", f"{_E}/copy", ORGANISERS),
    RouteCase("GET", f"{_E}/delete", ORGANISERS),
    RouteCase("POST", f"{_E}/delete", ORGANISERS),
    RouteCase("GET", f"{_E}/letters", ORGANISERS),
    RouteCase("POST", f"{_E}/letters", ORGANISERS),
    RouteCase("GET", f"{_E}/state", ORGANISERS, query="?to=closed"),
    RouteCase("POST", f"{_E}/state", ORGANISERS, sends={"state": "open"}),
    RouteCase("GET", f"{_E}/counts", FIGURE_READERS),
    RouteCase("GET", f"{_E}/forms", MEMBERS),
    RouteCase("GET", f"{_E}/report", FIGURE_READERS),
    RouteCase("POST", f"{_E}/report/file", FIGURE_READERS, sends={"format": "docx"}),
    RouteCase("GET", f"{_E}/report/paragraphs/{{paragraph}}", ORGANISERS),
    RouteCase(
        "POST",
        f"{_E}/report/paragraphs/{{paragraph}}",
        ORGANISERS,
        sends={"_do": "save", "text": "A"},
    ),
    RouteCase("GET", f"{_E}/report/verification", FIGURE_READERS),
    RouteCase("POST", f"{_E}/report/verification", FIGURE_READERS),
    RouteCase("GET", f"{_E}/sharing", ORGANISERS),
    RouteCase("GET", f"{_E}/sharing/qr.svg", ORGANISERS),
    RouteCase("GET", f"{_E}/sharing/qr.png", ORGANISERS),
    RouteCase("GET", f"{_E}/sharing/poster", ORGANISERS),
    RouteCase("GET", f"{_E}/sharing/slide", ORGANISERS),
    RouteCase("GET", f"{_E}/new-form", ORGANISERS),
    RouteCase("POST", f"{_E}/new-form", ORGANISERS, sends={"origin": "questions"}),
    RouteCase("GET", f"{_E}/add-form", ORGANISERS),
    RouteCase("POST", f"{_E}/add-form", ORGANISERS),
    RouteCase("GET", _F, MEMBERS),
    RouteCase("GET", f"{_F}/replace", ORGANISERS),
    RouteCase("POST", f"{_F}/replace", ORGANISERS),
    RouteCase("GET", f"{_F}/edit", ORGANISERS),
    RouteCase("POST", f"{_F}/edit", ORGANISERS, sends={"do": "down", "at": "/questions/0"}),
    RouteCase("GET", f"{_F}/edit/preview", ORGANISERS),
    RouteCase("GET", f"{_F}/edit/texts", ORGANISERS),
    RouteCase("POST", f"{_F}/edit/texts", ORGANISERS, sends={"title_kk": "Форма"}),
    RouteCase("GET", f"{_F}/edit/add", ORGANISERS, query="?at=/questions/0"),
    RouteCase("GET", f"{_F}/edit/question", ORGANISERS, query="?at=/questions/0"),
    RouteCase("POST", f"{_F}/edit/question", ORGANISERS, sends={"at": "/questions/0"}),
    RouteCase("GET", f"{_F}/draft", ORGANISERS),
    RouteCase("POST", f"{_F}/draft", ORGANISERS, sends={"revision": "1", "decision": "discard"}),
    RouteCase("GET", f"{_F}/definition.xlsx", MEMBERS, query="?version=1"),
    RouteCase("GET", "/console/example-form.xlsx", MEMBERS, "any"),
    RouteCase("GET", f"{_F}/changes", ORGANISERS, query="?from=1&to=1"),
    RouteCase("GET", f"{_F}/state", ORGANISERS, query="?to=closed"),
    RouteCase("POST", f"{_F}/state", ORGANISERS, sends={"state": "open"}),
    RouteCase("GET", f"{_F}/summary", FIGURE_READERS),
    RouteCase("GET", f"{_F}/summary/texts", ROW_READERS, query="?question=why"),
    RouteCase("GET", f"{_F}/summary.csv", FIGURE_READERS),
    RouteCase("GET", f"{_F}/answers.csv", ROW_READERS),
    RouteCase("POST", f"{_F}/workbook", FIGURE_READERS),
    RouteCase("POST", f"{_E}/workbook", FIGURE_READERS),
    RouteCase("GET", f"{_E}/documents/{{document}}", FIGURE_READERS),
    RouteCase("GET", f"{_E}/documents/{{document}}/file", FIGURE_READERS),
    RouteCase("GET", f"{_F}/answers/{{id}}/files/{{upload}}", ROW_READERS),
    RouteCase("GET", f"{_F}/files/{{name}}", ORGANISERS),
    RouteCase("GET", "/console/audit", OWNERS, "everything"),
    RouteCase("GET", "/console/audit.csv", OWNERS, "everything"),
    RouteCase("GET", "/console/operations", OWNERS, "everything"),
    RouteCase(
        "POST", "/console/operations/mails/{mail}", OWNERS, "everything", sends={"deed": "drop"}
    ),
    RouteCase("GET", _M, OWNERS, "everything"),
    RouteCase("GET", f"{_M}/invite", OWNERS, "everything"),
    RouteCase("POST", f"{_M}/invite", OWNERS, "everything"),
    RouteCase("GET", f"{_M}/{{member}}", OWNERS, "everything"),
    RouteCase("POST", f"{_M}/{{member}}", OWNERS, "everything", sends={"name": "A"}),
    RouteCase("POST", f"{_M}/{{member}}/give-role", OWNERS, "everything"),
    RouteCase("POST", f"{_M}/{{member}}/take-role", OWNERS, "everything"),
    RouteCase("POST", f"{_M}/{{member}}/invitation", OWNERS, "everything"),
    RouteCase("GET", f"{_M}/{{member}}/remove", OWNERS, "everything"),
    RouteCase("POST", f"{_M}/{{member}}/remove", OWNERS, "everything"),
    RouteCase("GET", "/console/tokens", MEMBERS, "any"),
    RouteCase("GET", "/console/settings/tokens", OWNERS, "everything"),
    RouteCase("POST", "/console/settings/tokens", OWNERS, "everything"),
    RouteCase("POST", "/console/settings/tokens/{token}/revoke", OWNERS, "everything"),
    _public("GET", "/healthz"),
    _public("GET", "/api/openapi.json"),
    _public("GET", "/api/docs"),
    _public("GET", "/api/v1/events"),
    RouteCase(
        "POST",
        "/api/v1/events",
        ORGANISERS,
        "series",
        sends={
            "id": "another",
            "kind": "meeting",
            "title": "A",
            "series": {"id": "spring", "title": "Spring"},
            "starts_at": "2026-06-13T10:00:00Z",
            "ends_at": "2026-06-13T13:00:00Z",
        },
    ),
    _public("GET", _AE),
    RouteCase("POST", f"{_AF}/workbook", FIGURE_READERS),
    RouteCase("GET", f"{_AE}/report", FIGURE_READERS),
    RouteCase("POST", f"{_AE}/report", FIGURE_READERS),
    RouteCase("GET", f"{_AE}/report/paragraphs", FIGURE_READERS),
    RouteCase("PUT", f"{_AE}/report/paragraphs/{{paragraph}}", ORGANISERS, sends={"text": "A"}),
    RouteCase("DELETE", f"{_AE}/report/paragraphs/{{paragraph}}", ORGANISERS),
    RouteCase("POST", f"{_AE}/report/paragraphs/{{paragraph}}/restore", ORGANISERS),
    RouteCase("GET", f"{_AE}/report.html", FIGURE_READERS),
    RouteCase("POST", f"{_AE}/workbook", FIGURE_READERS),
    RouteCase("GET", f"{_AE}/documents/{{document}}", FIGURE_READERS),
    RouteCase("GET", f"{_AE}/documents/{{document}}/file", FIGURE_READERS),
    RouteCase("PATCH", _AE, ORGANISERS, sends={"venue": "Hall"}),
    RouteCase("DELETE", _AE, ORGANISERS),
    RouteCase(
        "POST",
        f"{_AE}/copies",
        ORGANISERS,
        "series",
        sends={
            "id": "copied",
            "starts_at": "2027-06-13T10:00:00Z",
            "ends_at": "2027-06-13T13:00:00Z",
        },
    ),
    RouteCase("POST", f"{_AE}/letters", ORGANISERS, sends={"write": False}),
    RouteCase("PUT", f"{_AE}/materials/{{name}}", ORGANISERS),
    RouteCase("DELETE", f"{_AE}/materials/{{name}}", ORGANISERS),
    RouteCase(
        "POST",
        f"{_AE}/material-uploads",
        ORGANISERS,
        sends={"name": "plan.pdf", "size": 9},
    ),
    RouteCase("POST", f"{_AE}/material-uploads/{{upload}}", ORGANISERS),
    RouteCase("POST", "/api/v1/report-verifications", MEMBERS, "any"),
    RouteCase("GET", f"{_AE}/record", FIGURE_READERS),
    RouteCase("GET", f"{_AE}/record/facts", FIGURE_READERS),
    RouteCase("GET", f"{_AE}/places", FIGURE_READERS),
    RouteCase("PUT", f"{_AE}/places/{{entry}}", ORGANISERS, sends={"village": "A"}),
    RouteCase("DELETE", f"{_AE}/places/{{entry}}", ORGANISERS),
    RouteCase("PUT", f"{_AE}/record/{{section}}", ORGANISERS, sends={"entries": []}),
    RouteCase("PUT", f"{_AE}/record/{{section}}/{{entry}}", ORGANISERS, sends={"title": "A"}),
    RouteCase("DELETE", f"{_AE}/record/{{section}}/{{entry}}", ORGANISERS),
    RouteCase("POST", f"{_AE}/record/{{section}}/{{entry}}/restore", ORGANISERS),
    RouteCase("GET", f"{_AE}/record/{{section}}/{{entry}}/file", FIGURE_READERS),
    RouteCase("PUT", f"{_AE}/record/{{section}}/{{entry}}/photos/{{photo}}", ORGANISERS),
    RouteCase("GET", f"{_AE}/registrations", ROW_READERS),
    RouteCase("GET", f"{_AE}/names", NAME_READERS),
    RouteCase("GET", f"{_AF}/quotes", FIGURE_READERS),
    RouteCase("GET", f"{_AE}/proposals", FIGURE_READERS),
    RouteCase("POST", f"{_AE}/proposals", ORGANISERS, sends={"id": "desk-0001", "text": "A"}),
    RouteCase("POST", f"{_AE}/proposals/collection", ORGANISERS),
    RouteCase("GET", f"{_AE}/proposals/{{number}}", FIGURE_READERS),
    RouteCase("GET", f"{_AE}/promises", FIGURE_READERS),
    RouteCase("PATCH", f"{_AE}/proposals/{{number}}", ORGANISERS),
    RouteCase("POST", f"{_AE}/proposals/{{number}}/merge", ORGANISERS, sends={"numbers": [2]}),
    RouteCase("POST", f"{_AE}/proposals/{{number}}/unmerge", ORGANISERS),
    RouteCase(
        "POST",
        f"{_AE}/proposals/{{number}}/split",
        ORGANISERS,
        sends={"id": "desk-0002", "parts": ["A", "B"]},
    ),
    RouteCase("PATCH", f"{_AF}/responses/{{id}}", ORGANISERS, sends={"name": "Әлия"}),
    _public("GET", f"{_AE}/forms"),
    _public("GET", _AF),
    RouteCase("PUT", _AF, ORGANISERS, sends={"name": "impressions"}),
    RouteCase("PATCH", _AF, ORGANISERS, sends={"closes_at": None}),
    _public("GET", f"{_AF}/definition.xlsx"),
    _public("GET", f"{_AF}/schema.json"),
    RouteCase("GET", f"{_AF}/diff", ORGANISERS, query="?from=1&to=1"),
    RouteCase("GET", f"{_AF}/wording", ORGANISERS),
    RouteCase("PATCH", f"{_AF}/wording", ORGANISERS, sends={"texts": {"/title": {"kk": "Пікір"}}}),
    RouteCase("POST", f"{_AF}/publish", ORGANISERS),
    RouteCase("POST", f"{_AF}/close", ORGANISERS),
    RouteCase("POST", f"{_AF}/reopen", ORGANISERS),
    _public("POST", f"{_AF}/responses"),
    RouteCase("GET", f"{_AF}/responses", ROW_READERS),
    RouteCase("GET", f"{_AF}/responses.csv", ROW_READERS),
    RouteCase("DELETE", f"{_AF}/responses/{{id}}", ORGANISERS),
    RouteCase("GET", f"{_AF}/responses/{{id}}/files/{{upload}}", ROW_READERS),
    _public("POST", f"{_AF}/uploads"),
    RouteCase("GET", f"{_AF}/files", ORGANISERS),
    RouteCase("GET", f"{_AF}/files/{{name}}", ORGANISERS),
    RouteCase("PUT", f"{_AF}/files/{{name}}", ORGANISERS),
    RouteCase("DELETE", f"{_AF}/files/{{name}}", ORGANISERS),
    RouteCase("GET", f"{_AF}/summary", FIGURE_READERS),
    RouteCase("GET", f"{_AF}/summary.json", FIGURE_READERS),
    RouteCase("GET", f"{_AF}/summary.csv", FIGURE_READERS),
    RouteCase("GET", f"{_AF}/summary.html", FIGURE_READERS),
    RouteCase("GET", "/api/v1/operations", OWNERS, "everything"),
    RouteCase("DELETE", "/api/v1/operations/mails/{mail}", OWNERS, "everything"),
    RouteCase("POST", "/api/v1/operations/mails/{mail}/resend", OWNERS, "everything"),
    RouteCase("GET", "/api/v1/audit", OWNERS, "everything"),
    RouteCase("GET", "/api/v1/audit.csv", OWNERS, "everything"),
    RouteCase(
        "POST",
        "/api/v1/starting-points/{start}/events",
        ORGANISERS,
        "series",
        sends={
            "title": "A",
            "starts_at": "2027-06-13T10:00:00Z",
            "ends_at": "2027-06-13T13:00:00Z",
            "series": "spring",
        },
    ),
    RouteCase("GET", "/api/v1/members", OWNERS, "everything"),
    RouteCase(
        "POST",
        "/api/v1/members",
        OWNERS,
        "everything",
        sends={"email": "new@pikir.example", "roles": [{"role": "door"}]},
    ),
    RouteCase("GET", "/api/v1/members/{member}", OWNERS, "everything"),
    RouteCase("PATCH", "/api/v1/members/{member}", OWNERS, "everything", sends={"name": "A"}),
    RouteCase("POST", "/api/v1/members/{member}/invitation", OWNERS, "everything"),
    RouteCase("DELETE", "/api/v1/members/{member}", OWNERS, "everything"),
    RouteCase("GET", "/api/v1/tokens", OWNERS, "everything"),
    RouteCase("POST", "/api/v1/tokens", OWNERS, "everything", sends={"name": "A"}),
    RouteCase("DELETE", "/api/v1/tokens/{token}", OWNERS, "everything"),
)
