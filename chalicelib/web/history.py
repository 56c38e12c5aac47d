"""What a browser may keep of a page, so that *Back* shows it again (decision 0062)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.web.request import Request


def history_headers(request: Request) -> Mapping[str, str]:
    """Return headers that let a browser without a script show a participant's page again that answered a POST.

    Under ``no-store`` it shows a page of its own instead, which offers to send the form again.
    """
    is_navigation = request.headers.get("sec-fetch-mode", "navigate") == "navigate"
    is_participants = request.path.startswith("/e/")
    if request.method != "POST" or not is_navigation or not is_participants or request.is_kiosk:
        return {}
    return {"Cache-Control": "private, no-cache", "Vary": "Sec-Fetch-Mode"}
