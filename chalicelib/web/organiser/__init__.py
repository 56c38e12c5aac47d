"""The console: an organiser's events, forms, figures, downloads and tokens, for signed-in organisers.

Every page needs a session. Every form that changes something carries the session's CSRF token and
must be sent from a page of Pikir's.
"""

from typing import Final

from chalicelib.web.request import MAX_BODY, MAX_BODY_WITH_FILE
from chalicelib.web.routes import FORM, FORM_WITH_FILES, Route, declare

_PACKAGE: Final = "chalicelib.web.organiser"


def _route(method: str, path: str, target: str, reads: tuple[str, ...] = ()) -> Route:
    largest = MAX_BODY_WITH_FILE if reads is FORM_WITH_FILES else MAX_BODY
    return Route(method, f"/console{path}", f"{_PACKAGE}.{target}", reads, "console", largest)


_FORM = "/events/{event}/forms/{form}"

ROUTES: tuple[Route, ...] = (
    _route("GET", "", "events:index"),
    _route("GET", "/sign-in", "sign_in:ask"),
    _route("POST", "/sign-in", "sign_in:send_link", FORM),
    _route("GET", "/sign-in/{token}", "sign_in:link"),
    _route("POST", "/sign-in/{token}", "sign_in:sign_in", FORM),
    _route("POST", "/sign-out", "sign_in:sign_out", FORM),
    _route("GET", "/events/{event}", "overview:show"),
    _route("GET", "/events/{event}/counts", "overview:counts"),
    _route("GET", "/events/{event}/forms", "forms:index"),
    _route("GET", "/events/{event}/state", "events:ask_state"),
    _route("GET", "/new", "new_event:ask"),
    _route("POST", "/new", "new_event:create", FORM),
    _route("GET", "/events/{event}/settings", "event_settings:show"),
    _route("GET", "/events/{event}/settings/{section}", "event_settings:edit"),
    _route("POST", "/events/{event}/settings/{section}", "event_settings:save", FORM_WITH_FILES),
    _route("POST", "/events/{event}/material-uploads", "materials:announce", FORM),
    _route("POST", "/events/{event}/state", "events:change_state", FORM),
    _route("GET", "/events/{event}/open", "lifecycle:ask_opening"),
    _route("POST", "/events/{event}/open", "lifecycle:open_event", FORM),
    _route("GET", "/events/{event}/cancel", "lifecycle:ask_cancellation"),
    _route("POST", "/events/{event}/cancel", "lifecycle:cancel", FORM),
    _route("GET", "/events/{event}/letters", "lifecycle:ask_letters"),
    _route("POST", "/events/{event}/letters", "lifecycle:decide_letters", FORM),
    _route("GET", "/events/{event}/copy", "lifecycle:ask_copy"),
    _route("POST", "/events/{event}/copy", "lifecycle:copy", FORM),
    _route("GET", "/events/{event}/delete", "lifecycle:ask_deletion"),
    _route("POST", "/events/{event}/delete", "lifecycle:delete", FORM),
    _route("GET", "/events/{event}/preview", "event_preview:show"),
    _route("GET", "/events/{event}/preview/{form}", "event_preview:show_form"),
    _route("GET", "/events/{event}/report", "reports:show"),
    _route("GET", "/events/{event}/sharing", "sharing:show"),
    _route("GET", "/events/{event}/sharing/qr.svg", "sharing:qr_svg"),
    _route("GET", "/events/{event}/sharing/qr.png", "sharing:qr_png"),
    _route("GET", "/events/{event}/sharing/poster", "sharing:poster"),
    _route("GET", "/events/{event}/sharing/slide", "sharing:slide"),
    _route("GET", "/events/{event}/new-form", "new_form:ask"),
    _route("POST", "/events/{event}/new-form", "new_form:start", FORM),
    _route("GET", "/events/{event}/add-form", "spreadsheets:ask_for_new"),
    _route("POST", "/events/{event}/add-form", "spreadsheets:add", FORM_WITH_FILES),
    _route("GET", _FORM, "forms:show"),
    _route("GET", f"{_FORM}/replace", "spreadsheets:ask_for_another"),
    _route("POST", f"{_FORM}/replace", "spreadsheets:replace_with", FORM_WITH_FILES),
    _route("GET", f"{_FORM}/edit", "form_editor.outline:show"),
    _route("POST", f"{_FORM}/edit", "form_editor.outline:act", FORM),
    _route("GET", f"{_FORM}/edit/preview", "form_editor.preview:show"),
    _route("GET", f"{_FORM}/edit/texts", "form_editor.texts:show"),
    _route("POST", f"{_FORM}/edit/texts", "form_editor.texts:save", FORM),
    _route("GET", f"{_FORM}/edit/add", "form_editor.question:choose_kind"),
    _route("GET", f"{_FORM}/edit/question", "form_editor.question:show"),
    _route("POST", f"{_FORM}/edit/question", "form_editor.question:save", FORM),
    _route("GET", f"{_FORM}/draft", "drafts:show"),
    _route("POST", f"{_FORM}/draft", "drafts:decide", FORM),
    _route("GET", f"{_FORM}/wording", "wording:show"),
    _route("POST", f"{_FORM}/wording", "wording:correct", FORM),
    _route("GET", f"{_FORM}/definition.xlsx", "downloads:definition"),
    _route("GET", "/example-form.xlsx", "downloads:example"),
    _route("GET", f"{_FORM}/changes", "forms:changes"),
    _route("GET", f"{_FORM}/state", "forms:ask_state"),
    _route("POST", f"{_FORM}/state", "forms:change_state", FORM),
    _route("GET", f"{_FORM}/summary", "summaries:show"),
    _route("GET", f"{_FORM}/summary/texts", "text_answers:show"),
    _route("GET", f"{_FORM}/summary.csv", "downloads:figures"),
    _route("GET", f"{_FORM}/answers.csv", "downloads:answers"),
    _route("GET", "/events/{event}/proposals", "proposals.lists:index"),
    _route("POST", "/events/{event}/proposals", "proposals.lists:use_selection", FORM),
    _route("GET", "/events/{event}/proposals/new", "proposals.additions:ask"),
    _route("POST", "/events/{event}/proposals/new", "proposals.additions:add", FORM),
    _route("POST", "/events/{event}/proposals/decline", "proposals.lists:decline", FORM),
    _route("POST", "/events/{event}/proposals/merge", "proposals.mergers:merge", FORM),
    _route("GET", "/events/{event}/proposals/{number}", "proposals.single:show"),
    _route("POST", "/events/{event}/proposals/{number}", "proposals.single:change", FORM),
    _route("GET", "/events/{event}/proposals/{number}/split", "proposals.splits:ask"),
    _route("POST", "/events/{event}/proposals/{number}/split", "proposals.splits:split", FORM),
    _route("GET", "/events/{event}/people", "listings:people"),
    _route("GET", "/events/{event}/names", "names:show"),
    _route("GET", "/events/{event}/answers", "listings:index"),
    _route("GET", f"{_FORM}/answers", "listings:answers"),
    _route("GET", f"{_FORM}/answers/{{id}}", "submissions:show"),
    _route("GET", f"{_FORM}/answers/{{id}}/correct", "corrections:ask"),
    _route("POST", f"{_FORM}/answers/{{id}}/correct", "corrections:correct", FORM),
    _route("GET", f"{_FORM}/answers/{{id}}/erase", "erasures:ask"),
    _route("POST", f"{_FORM}/answers/{{id}}/erase", "erasures:erase", FORM),
    _route("POST", f"{_FORM}/selection", "erasures:use_selection", FORM),
    _route("POST", f"{_FORM}/erasure", "erasures:erase_selection", FORM),
    _route("GET", f"{_FORM}/answers/{{id}}/files/{{upload}}", "downloads:upload"),
    _route("GET", f"{_FORM}/files/{{name}}", "downloads:form_file"),
    _route("GET", "/operations", "operations:index"),
    _route("POST", "/operations/mails/{mail}", "operations:decide", FORM),
    _route("GET", "/audit", "audit:index"),
    _route("GET", "/audit.csv", "audit:download"),
    _route("GET", "/settings/members", "members:index"),
    _route("GET", "/settings/members/invite", "members:ask"),
    _route("POST", "/settings/members/invite", "members:invite", FORM),
    _route("GET", "/settings/members/{member}", "members:show"),
    _route("POST", "/settings/members/{member}", "members:rename", FORM),
    _route("POST", "/settings/members/{member}/give-role", "members:give_role", FORM),
    _route("POST", "/settings/members/{member}/take-role", "members:take_role", FORM),
    _route("POST", "/settings/members/{member}/invitation", "members:resend_invitation", FORM),
    _route("GET", "/settings/members/{member}/remove", "members:ask_to_remove"),
    _route("POST", "/settings/members/{member}/remove", "members:remove", FORM),
    _route("GET", "/settings/tokens", "tokens:index"),
    _route("POST", "/settings/tokens", "tokens:create", FORM),
    _route("POST", "/settings/tokens/{token}/revoke", "tokens:revoke", FORM),
    _route("GET", "/tokens", "tokens:former_address"),
)

blueprint = declare(__name__, ROUTES)
