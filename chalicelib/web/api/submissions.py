"""Sending a registration or a response."""

from typing import TYPE_CHECKING

from chalicelib.actions import submissions
from chalicelib.web.api.operation import Content, Operation, describe
from chalicelib.web.reply import Reply, json_reply
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

_RECEIPT = Content(
    model="chalicelib.domain.submissions:Receipt",
    example={
        "id": "0b6f9c1e-6a0f-4e53-9d0e-3f1f6f0c2a11",
        "status": "accepted",
        "received_at": "2026-06-13T05:00:00.123456Z",
        "receipt": "7F3KQ-ZD92M",
    },
)


@describe(
    Operation(
        id="submit",
        tag="Submissions",
        summary="Send a registration or a response",
        description=(
            "Idempotent by `id`: the same id with the same answers gets the first receipt again "
            "(200), with other answers 409, and once it was erased 410. Without an `id` the server makes one."
        ),
        who="anyone",
        sends=(
            Content(
                model="chalicelib.forms.intake.envelope:Envelope",
                example={
                    "id": "0b6f9c1e-6a0f-4e53-9d0e-3f1f6f0c2a11",
                    "language": "kk",
                    "answers": {"who": "pupil", "overall": 5},
                },
            ),
        ),
        answers={
            201: ("Stored; the receipt.", (_RECEIPT,)),
            200: ("It was stored before; the first receipt again.", (_RECEIPT,)),
        },
        action=submissions.submit_json,
    )
)
def send(request: Request, services: "Services", *, event: str, form: str) -> Reply:
    """POST …/responses."""
    client = request.client_address(services.settings.client_address_header)
    receipt = submissions.submit_json(
        services, event, form, request.body, request.language, client=client
    )
    return json_reply(receipt.to_json(), status=201 if receipt.created else 200)
