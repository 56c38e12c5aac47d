"""Members over the API: invited, shown, changed and removed."""

from tests.web.client import Client

MEMBERS = "/api/v1/members"
INVITATION = {"email": "aigul@pikir.example", "roles": [{"role": "organiser"}]}


def test_a_member_is_invited_shown_changed_and_removed(organiser: Client) -> None:
    invited = organiser.send_json("POST", MEMBERS, INVITATION)
    assert invited.status == 201
    address = f"{MEMBERS}/{invited.json['id']}"
    assert organiser.get(address).json == invited.json
    assert invited.json["roles"] == [{"role": "organiser", "scope": "everything"}]
    assert organiser.send_json("POST", MEMBERS, {**INVITATION, "name": "A"}).code == "member.exists"
    again = organiser.request("POST", f"{address}/invitation")
    assert (again.status, again.json) == (
        200,
        invited.json,
    )  # minutes after the first letter: a repeat
    changed = organiser.send_json("PATCH", address, {"roles": [{"role": "door"}]})
    assert (changed.status, changed.json["revision"]) == (200, 1)
    listed = organiser.get(MEMBERS).json["members"]
    assert [each["is_first_owner"] for each in listed] == [True, False]
    assert listed[1] == changed.json
    for _ in range(2):
        assert organiser.request("DELETE", address).status == 204
    assert organiser.get(address).code == "member.not_found"


def test_all_that_is_wrong_with_an_invitation_is_named_by_pointers(organiser: Client) -> None:
    reply = organiser.send_json(
        "POST", MEMBERS, {"email": "x", "roles": [{"role": "door", "scope": "event:nothing"}]}
    )
    assert (reply.status, reply.code) == (422, "request.refused")
    assert [each["name"] for each in reply.json["errors"]] == ["/email"]
    unknown = organiser.send_json(
        "POST", MEMBERS, {**INVITATION, "roles": [{"role": "king"}, {"role": "door", "scope": "x"}]}
    )
    assert [each["name"] for each in unknown.json["errors"]] == ["/roles/0/role", "/roles/1/scope"]
