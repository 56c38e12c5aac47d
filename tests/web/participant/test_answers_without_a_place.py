"""Answers that take no place: thanks for them, their files, and pages that send less than ours do."""

from chalicelib.actions import materials
from tests.actions.photos import PDF
from tests.ids import new_id
from tests.web.participant.conftest import ORGANISER, Site
from tests.web.participant.test_unsent import STOPPED, outage

WISH = {
    "name": "wish",
    "purpose": "other",
    "title": {"kk": "Тілек"},
    "questions": [{"type": "text", "name": "wish", "label": {"kk": "Тілек"}}],
}
FORM = "/e/round-table/wish"


def test_answers_are_thanked_for(site: Site) -> None:
    site.publish(WISH)
    sent = [("_id", new_id()), ("_version", "1"), ("q.wish", "Терезе жақ")]
    reply = site.browser.send_form(FORM, sent)
    assert reply.status == 303
    thanks = site.browser.get(reply.headers["location"]).text
    assert "Рақмет! Жауабыңыз қабылданды." in thanks
    assert "Сіз тіркелдіңіз" not in thanks


def test_a_page_that_names_no_version_is_read_by_the_newest(site: Site) -> None:
    site.publish(WISH)
    id = new_id()  # noqa: A001 -- its name everywhere
    assert site.browser.send_form(FORM, [("_id", id), ("q.wish", "Тілек")]).status == 303
    stored = site.services.submissions.find("round-table", "wish", id, shards=1)
    assert (stored.version, stored.answers) == (1, {"wish": "Тілек"})


def test_a_material_that_is_a_file_says_its_kind_and_its_size(site: Site) -> None:
    materials.upload_material(site.services, ORGANISER, "round-table", "plan.pdf", PDF)
    page = site.browser.get("/e/round-table?lang=en").text
    assert "/materials/round-table/plan.pdf" in page
    assert "PDF, 0.1 MB" in page


def test_a_form_that_nobody_can_read_does_not_come_back(site: Site) -> None:
    browser = outage(site, STOPPED, 0).browser
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    reply = browser.request("POST", FORM, body=b"no parts", headers=headers)
    assert (reply.status, "data-unsent" in reply.text) == (400, False)
