"""What strangers may do at most, and what a full classroom may."""

import json
from base64 import b64decode
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.actions import access, submissions, uploads
from chalicelib.actions.services import Services
from chalicelib.domain import limits
from chalicelib.domain.limits import Limit
from chalicelib.domain.submissions import Receipt
from chalicelib.domain.uploads import AnnouncedFile, UploadGrant
from chalicelib.settings import Settings
from chalicelib.storage.table import Table
from tests.actions import photos
from tests.actions.setting import Clock, as_json, nth_id, open_event, services_on
from tests.calls import stored_items

FIRST = "organiser@pikir.example"
ADDRESS = "aisha0@pikir.example"
CLIENT, ANOTHER = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(local_settings: Settings, local_table: Table, clock: Clock) -> Services:
    return services_on(local_settings, clock, local_table)


def lower(
    monkeypatch: pytest.MonkeyPatch, name: str, *, most: int = 0, most_bytes: int = 0
) -> None:
    """Make a limit small enough for a test; 0 leaves it as it is."""
    limit: Limit = getattr(limits, name)
    lowered = replace(limit, most=most or limit.most, most_bytes=most_bytes or limit.most_bytes)
    monkeypatch.setattr(limits, name, lowered)


def send(
    services: Services, number: int, client: str | None = CLIENT, form: str = "registration"
) -> Receipt:
    answers: dict[str, Any] = {"overall": 5}
    if form == "registration":
        answers = {
            "category": "teacher",
            "name": "Айша",
            "email": f"aisha{number}@pikir.example",
        }
    body = as_json({"id": nth_id(number), "answers": answers})
    return submissions.submit_json(services, "round-table", form, body, "kk", client=client)


class TestRegistrations:
    @pytest.fixture(autouse=True)
    def three_an_hour(self, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
        open_event(services)
        lower(monkeypatch, "REGISTRATIONS", most=3)

    def test_a_network_registers_no_more_than_its_limit_within_an_hour(
        self, services: Services, clock: Clock
    ) -> None:
        clock.forward(minutes=20)
        for number in range(3):
            assert send(services, number).created
        with pytest.raises(errors.TooManyRegistrations) as refused:
            send(services, 3)
        assert refused.value.headers == {"Retry-After": "2400"}
        assert send(services, 3, ANOTHER).created
        clock.forward(minutes=40)
        assert send(services, 4).created

    def test_a_refused_registration_takes_no_seat(self, services: Services) -> None:
        for number in range(3):
            send(services, number)
        with pytest.raises(errors.TooManyRegistrations):
            send(services, 3)
        assert len(services.seats.holders("round-table", "teacher")) == 3

    def test_a_repeat_is_not_counted_and_gets_its_receipt_even_at_the_limit(
        self, services: Services
    ) -> None:
        for _ in range(9):
            send(services, 0)
        for number in (1, 2):
            assert send(services, number).created
        assert not send(services, 0).created

    def test_attempts_count_so_that_nobody_tries_out_contacts(self, services: Services) -> None:
        send(services, 0, None)
        body = as_json({"answers": {"category": "teacher", "name": "Айша", "email": ADDRESS}})
        for _ in range(3):
            with pytest.raises(errors.AlreadyRegistered):
                submissions.submit_json(
                    services, "round-table", "registration", body, "kk", client=CLIENT
                )
        with pytest.raises(errors.TooManyRegistrations):
            submissions.submit_json(
                services, "round-table", "registration", body, "kk", client=CLIENT
            )

    def test_answers_that_the_form_refuses_are_not_counted(self, services: Services) -> None:
        body = as_json({"answers": {"category": "teacher"}})
        for _ in range(4):
            with pytest.raises(errors.AnswersRefused):
                submissions.submit_json(
                    services, "round-table", "registration", body, "kk", client=CLIENT
                )
        assert send(services, 0).created

    def test_responses_and_programs_of_the_operator_are_not_limited(
        self, services: Services
    ) -> None:
        for number in range(4):
            assert send(services, number, form="impressions").created
            assert send(services, 10 + number, None).created


@pytest.mark.dynoxide
class TestUploads:
    @pytest.fixture
    def services(self, files_settings: Settings, clock: Clock) -> Services:
        services = services_on(files_settings, clock)
        photos.open_photos(services)
        return services

    def announce(
        self, services: Services, client: str | None = CLIENT, size: int = 100
    ) -> UploadGrant:
        file = AnnouncedFile(question="photo", name="a.png", type="image/png", size=size)
        return uploads.grant_upload(services, photos.EVENT, "photos", file, client=client)

    def test_a_grant_is_for_exactly_the_announced_size(self, services: Services) -> None:
        policy = json.loads(b64decode(self.announce(services, size=183_204).fields["policy"]))
        assert ["content-length-range", 183_204, 183_204] in policy["conditions"]

    def test_a_network_announces_no_more_files_than_its_limit(
        self, services: Services, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lower(monkeypatch, "UPLOADS", most=2)
        self.announce(services)
        self.announce(services)
        with pytest.raises(errors.TooManyUploads):
            self.announce(services)
        self.announce(services, ANOTHER)

    def test_a_network_announces_no_more_bytes_than_its_limit(
        self, services: Services, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lower(monkeypatch, "UPLOADS", most_bytes=250)
        self.announce(services, size=200)
        with pytest.raises(errors.TooManyUploads):
            self.announce(services, size=51)
        self.announce(services, size=50)

    def test_files_that_come_with_the_form_count_as_well_and_none_of_them_is_stored(
        self, services: Services, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lower(monkeypatch, "UPLOADS", most=1)
        files = [
            uploads.ReceivedUpload(name, f"{name}.png", "image/png", photos.PNG)
            for name in ("photo", "paper")
        ]
        for received, passes in ((files, False), (files[:1], True)):
            with suppress(errors.TooManyUploads):
                uploads.receive(
                    services, photos.EVENT, "photos", None, nth_id(1), received, client=CLIENT
                )
            assert len(photos.list_objects(services, "incoming/")) == passes

    def test_unclaimed_files_of_a_form_are_bounded(
        self, services: Services, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        size = len(photos.PNG)
        lower(monkeypatch, "FORM_UPLOADS", most_bytes=2 * size)
        self.announce(services, CLIENT, size)
        self.announce(services, ANOTHER, size)
        with pytest.raises(errors.TooManyUploads):
            self.announce(services, None, size)
        photos.send(services, nth_id(1), photo=photos.put_upload(services))
        self.announce(services, None, size)
        photos.send(services, nth_id(1), photo=self.repeat_of(services))
        with pytest.raises(errors.TooManyUploads):
            self.announce(services, None, size)

    def repeat_of(self, services: Services) -> object:
        """Return the photo of the first submission, so that it is sent again."""
        stored = services.submissions.find(photos.EVENT, "photos", nth_id(1), shards=1)
        return stored.answers["photo"]


class TestSignIn:
    def count_mails(self, services: Services) -> int:
        return len(list(services.outbox.waiting(before=services.clock() + timedelta(seconds=1))))

    def test_an_address_gets_a_few_links_an_hour_and_a_day(
        self, services: Services, clock: Clock
    ) -> None:
        clock.forward(hours=12)
        for hours in range(24):
            for _ in range(10):
                with suppress(errors.TooManyLinks):
                    access.send_sign_in_link(services, FIRST, "ru")
                clock.forward(minutes=5)
            clock.forward(minutes=10)
            if hours == 0:
                assert self.count_mails(services) == limits.SIGN_IN_MAILS.most
        assert self.count_mails(services) == limits.SIGN_IN_MAILS_A_DAY.most

    def test_a_stranger_s_address_is_refused_like_an_organiser_s(
        self, services: Services, clock: Clock
    ) -> None:
        refused_at = []
        for address in (FIRST, "stranger@pikir.example"):
            for number in range(10):
                clock.forward(minutes=1)
                try:
                    access.send_sign_in_link(services, address, "ru", client=address)
                except errors.TooManyLinks:
                    refused_at.append(number)
        assert refused_at == [6, 7, 8, 9] * 2

    def test_a_network_asks_for_no_more_links_than_its_limit(
        self, services: Services, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lower(monkeypatch, "SIGN_INS", most=2)
        for number in range(2):
            access.send_sign_in_link(services, f"a{number}@pikir.example", "ru", client=CLIENT)
        with pytest.raises(errors.TooManyLinks):
            access.send_sign_in_link(services, FIRST, "ru", client=CLIENT)
        access.send_sign_in_link(services, FIRST, "ru", client=ANOTHER)

    def test_an_impatient_organiser_loses_no_link_by_asking_again_at_once(
        self, services: Services, clock: Clock
    ) -> None:
        for _ in range(12):
            access.send_sign_in_link(services, FIRST, "ru")
        clock.forward(minutes=1)
        access.send_sign_in_link(services, FIRST, "ru")
        assert self.count_mails(services) == 2

    def test_after_a_link_was_used_the_next_one_is_sent_at_once(self, services: Services) -> None:
        access.send_sign_in_link(services, FIRST, "ru")
        [mail] = services.outbox.waiting(before=services.clock() + timedelta(seconds=1))
        link = mail.parameters["link"].rpartition("/")[2].partition("?")[0]
        access.sign_in(services, link)
        access.send_sign_in_link(services, FIRST, "ru")
        assert self.count_mails(services) == 2


def test_no_address_is_stored_in_a_counter(services: Services) -> None:
    open_event(services)
    send(services, 0)
    access.send_sign_in_link(services, "stranger@pikir.example", "ru", client=CLIENT)
    items = stored_items(services.settings)
    counters = [str(item) for item in items if item["pk"]["S"].startswith("LIMIT#")]
    assert len(counters) == 5
    for text in (CLIENT, "stranger"):
        assert not any(text in counter for counter in counters)
