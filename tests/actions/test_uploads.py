"""Files as answers: which are accepted, how they are kept, and what a crash leaves behind."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count

import pytest

from chalicelib import errors
from chalicelib.actions import stored_submissions, uploads
from chalicelib.actions.services import Services
from chalicelib.actions.uploads import ReceivedUpload
from chalicelib.domain.permissions import ANYONE
from chalicelib.domain.submissions import SubmissionFiles
from chalicelib.domain.uploads import MAX_SIZE, AcceptedFile, AnnouncedFile, UploadGrant
from chalicelib.settings import Settings
from tests.actions.dying import Died, dies_before, dying_before
from tests.actions.photos import (
    EVENT,
    PDF,
    PLACED,
    PNG,
    enter,
    noted,
    objects,
    open_photos,
    send,
    sweep_all,
    waits,
    whose,
)
from tests.actions.setting import (
    ORGANISER,
    Clock,
    change,
    nth_id,
    open_event,
    respond,
    services_on,
)

pytestmark = pytest.mark.dynoxide


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(files_settings: Settings, clock: Clock) -> Services:
    services = services_on(files_settings, clock)
    open_photos(services)
    return services


def problems(ask: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(errors.AnswersRefused) as refused:
        ask()
    return [(one.name, one.code) for one in refused.value.problems]


def test_a_file_is_kept_with_its_answer(services: Services) -> None:
    photo = waits(services)
    receipt = send(services, nth_id(1), photo=photo, why="Әдемі")
    kept = services.submissions.get(EVENT, "photos", nth_id(1), shards=1)
    assert kept is not None
    [file] = kept.files
    assert replace(file, source="") == type(file)(
        photo, "photo", "Сурет.png", "image/png", len(PNG), ""
    )
    assert kept.answers == {"photo": photo, "why": "Әдемі"}
    assert objects(services, "kept/") == [f"kept/{EVENT}/photos/{nth_id(1)}/{photo}"]
    assert objects(services, "incoming/") == []
    assert noted(services) == []
    assert receipt.created


def test_a_photo_sent_by_a_program_is_kept_without_its_location(services: Services) -> None:
    photo = waits(services, content=PLACED)
    send(services, nth_id(1), photo=photo)
    found = uploads.read(services, ORGANISER, EVENT, "photos", nth_id(1), photo)
    assert (found.body, found.content_type) == (PNG, "image/png")
    assert objects(services, "incoming/") == []


def test_a_photo_in_a_phone_s_own_format_is_refused_whatever_it_is_called(
    services: Services,
) -> None:
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + PLACED
    for name, content_type in (("a.heic", "image/heic"), ("a.jpg", "image/jpeg")):
        received = [ReceivedUpload("photo", name, content_type, heic)]
        receive = partial(uploads.receive, services, EVENT, "photos", None, nth_id(1), received)
        assert problems(receive) == [("photo", "answer.photo_format")]
    photo = waits(services, content=heic)
    assert problems(lambda: send(services, photo=photo)) == [("photo", "answer.photo_format")]
    assert objects(services, "kept/") == []


def test_a_registration_keeps_its_file_too(services: Services) -> None:
    enter(services, nth_id(1), photo=waits(services, "entrants"))
    assert list(whose(services).values()) == [objects(services, "kept/")]
    assert noted(services) == []


def test_the_same_answer_again_is_one_row_with_the_first_receipt(services: Services) -> None:
    photo = waits(services)
    first = send(services, nth_id(1), photo=photo)
    assert send(services, nth_id(1), photo=photo) == first.model_copy(update={"created": False})
    assert len(objects(services, "kept/")) == 1
    with pytest.raises(errors.PayloadDiffers):
        send(services, nth_id(1), photo=waits(services))


def test_a_file_is_the_answer_of_one_submission(services: Services) -> None:
    photo = waits(services)
    send(services, nth_id(1), photo=photo)
    assert problems(lambda: send(services, nth_id(2), photo=photo)) == [
        ("photo", "answer.unknown_upload")
    ]
    services.uploads.put(EVENT, "photos", photo, "photo", AcceptedFile("a.png", "image/png"), PNG)
    assert problems(lambda: send(services, nth_id(2), photo=photo)) == [
        ("photo", "answer.upload_used")
    ]
    assert list(whose(services)) == [nth_id(1)]


def test_a_file_that_is_another_registration_s_is_refused_there(services: Services) -> None:
    photo = waits(services, "entrants")
    enter(services, nth_id(1), photo=photo)
    services.uploads.put(EVENT, "entrants", photo, "photo", AcceptedFile("a.png", "image/png"), PNG)
    assert problems(lambda: enter(services, nth_id(2), photo=photo)) == [
        ("photo", "answer.upload_used")
    ]
    assert len(services.seats.holders(EVENT, "teacher")) == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (lambda _: nth_id(9), "answer.unknown_upload"),
        (lambda services: waits(services, question="paper"), "answer.unknown_upload"),
        (lambda services: waits(services, "entrants"), "answer.unknown_upload"),
        (lambda services: waits(services, content=b"<html>"), "answer.not_that_file"),
        (lambda _: "../../kept/secret-things", "answer.unknown_upload"),
    ],
)
def test_what_is_no_file_of_that_question_is_refused_and_leaves_nothing(
    services: Services, answer: Callable[[Services], str], code: str
) -> None:
    named = answer(services)
    assert problems(lambda: send(services, nth_id(1), photo=named)) == [("photo", code)]
    assert whose(services) == {}
    assert noted(services) == []
    assert objects(services, "kept/") == []


def test_one_file_answers_one_question(services: Services) -> None:
    paper = waits(services, question="paper")
    answers = {"photo": paper, "paper": paper}
    assert problems(lambda: send(services, **answers)) == [("photo", "answer.unknown_upload")]


def test_what_is_wrong_with_every_file_is_said_at_once(services: Services) -> None:
    assert problems(lambda: send(services, photo=nth_id(8), paper=nth_id(9))) == [
        ("photo", "answer.unknown_upload"),
        ("paper", "answer.unknown_upload"),
    ]


def test_a_file_that_is_overwritten_after_it_was_seen_is_kept_as_it_was_seen(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = waits(services)
    seen = uploads.check_answers

    def overwritten(*arguments: object) -> object:
        files = seen(*arguments)  # type: ignore[arg-type]  # handed on as they came
        page = AcceptedFile("a.html", "text/html")
        services.uploads.put(EVENT, "photos", photo, "photo", page, b"<script>")
        return files

    monkeypatch.setattr(uploads, "check_answers", overwritten)
    send(services, nth_id(1), photo=photo)
    found = uploads.read(services, ORGANISER, EVENT, "photos", nth_id(1), photo)
    assert (found.body, found.content_type) == (PNG, "image/png")


def test_a_form_without_files_asks_no_bucket(files_settings: Settings, clock: Clock) -> None:
    services = services_on(files_settings, clock)
    open_event(services)
    respond(services)
    counted: Counter[str] = Counter()

    def note(model: object, **_: object) -> None:
        counted[getattr(model, "name", "")] += 1

    services.table._client.meta.events.register("before-call.dynamodb", note)
    respond(services)
    assert counted == {"PutItem": 1}
    assert "bucket" not in vars(services)


def test_each_member_has_a_photo_of_their_own(services: Services) -> None:
    first, second = (waits(services, question="members/portrait") for _ in range(2))
    send(services, nth_id(1), members=[{"portrait": first}, {"portrait": second}])
    kept = services.submissions.get(EVENT, "photos", nth_id(1), shards=1)
    assert kept is not None
    assert [(file.question, file.id) for file in kept.files] == [
        ("members[0]/portrait", first),
        ("members[1]/portrait", second),
    ]
    third = waits(services, question="members/portrait")
    members = [{"portrait": third}, {"portrait": third}]
    assert problems(lambda: send(services, members=members)) == [
        ("members[1]/portrait", "answer.upload_used")
    ]
    assert problems(lambda: send(services, members=[{}, {"portrait": waits(services)}])) == [
        ("members[1]/portrait", "answer.unknown_upload")
    ]


class TestErasing:
    def test_an_erased_answer_takes_its_files_along(self, services: Services, clock: Clock) -> None:
        photo = waits(services)
        send(services, nth_id(1), photo=photo)
        send(services, nth_id(2), photo=waits(services))
        stored_submissions.erase_submission(services, ORGANISER, EVENT, "photos", nth_id(1))
        assert [key.split("/")[3] for key in objects(services, "kept/")] == [nth_id(2)]
        assert noted(services) == ["erase"]
        sweep_all(services, clock.forward)
        assert noted(services) == []
        assert len(objects(services, "kept/")) == 1

    def test_a_file_that_is_kept_while_its_answer_is_erased_goes_too(
        self, services: Services, clock: Clock
    ) -> None:
        photo = waits(services)
        with dying_before(services, 4) as made, pytest.raises(Died):  # before it is copied
            send(services, nth_id(1), photo=photo)
        assert made[-1] == "TransactWriteItems"
        kept = services.submissions.get(EVENT, "photos", nth_id(1), shards=1)
        assert kept is not None
        [work] = list(services.file_tasks.due(clock.now.replace(year=2027)))
        stored_submissions.erase_submission(services, ORGANISER, EVENT, "photos", nth_id(1))
        services.uploads.put(
            EVENT, "photos", photo, "photo", AcceptedFile("a.png", "image/png"), PNG
        )
        services.bucket.copy(
            f"incoming/{EVENT}/photos/{photo}", "", f"kept/{EVENT}/photos/{nth_id(1)}/{photo}"
        )  # as a sweep would that read `work` before
        assert work.what == "keep"
        sweep_all(services, clock.forward)
        assert objects(services, "kept/") == objects(services, "incoming/") == noted(services) == []

    def test_wherever_erasing_dies_nothing_is_left_in_the_end(
        self, services: Services, clock: Clock
    ) -> None:
        for call in count():
            id = nth_id(call + 1)  # noqa: A001 -- its name everywhere
            send(services, id, photo=waits(services))
            erase = partial(
                stored_submissions.erase_submission, services, ORGANISER, EVENT, "photos", id
            )
            died, made = dies_before(services, call, erase)
            if id in whose(services):  # nothing had happened yet
                erase()
            sweep_all(services, clock.forward)
            assert objects(services, "kept/") == [], made
            assert noted(services) == []
            if not died:
                assert {"TransactWriteItems", "DeleteObjects"} <= set(made)
                return


@pytest.mark.parametrize("again", [True, False], ids=["sent again", "swept"])
@pytest.mark.parametrize("sender", [send, enter])
def test_wherever_the_process_dies_nothing_is_nobody_s_and_nothing_is_lost(
    services: Services, clock: Clock, sender: Callable[..., object], *, again: bool
) -> None:
    """The process dies before each AWS call in turn."""
    form = "photos" if sender is send else "entrants"
    for call in count():
        id = nth_id(call + 1)  # noqa: A001 -- its name everywhere
        answer = partial(sender, services, id, photo=waits(services, form))
        died, made = dies_before(services, call, answer)
        assert set(objects(services, "kept/")) <= named(services), made  # nothing is nobody's
        if again:
            answer()
            assert id in whose(services)
        sweep_all(services, clock.forward)
        assert set(objects(services, "kept/")) == named(services), made  # nothing is lost
        assert noted(services) == []
        if not died:
            assert {"GetObject", "TransactWriteItems", "CopyObject", "DeleteItem"} <= set(made)
            return


def named(services: Services) -> set[str]:
    """Return the keys of all files that stored submissions name."""
    return {key for keys in whose(services).values() for key in keys}


def test_if_files_were_kept_before_their_answer_some_would_be_nobody_s(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the test above: files are copied before the submission is stored."""
    seen = uploads.check_answers

    def hastily_kept(services: Services, *rest: object) -> object:
        files = seen(services, *rest)  # type: ignore[arg-type]  # handed on as they came
        services.uploads.keep(SubmissionFiles(EVENT, "photos", nth_id(1), files))
        return files

    monkeypatch.setattr(uploads, "check_answers", hastily_kept)
    photo = waits(services)
    with pytest.raises(Died), dying_before(services, 5) as made:
        send(services, nth_id(1), photo=photo)
    assert "CopyObject" in made
    assert "TransactWriteItems" not in made
    assert whose(services) == {}
    assert objects(services, "kept/") != []


def test_a_file_that_no_sweep_has_kept_yet_is_kept_by_its_first_reader(services: Services) -> None:
    photo = waits(services)
    with dying_before(services, 4), pytest.raises(Died):
        send(services, nth_id(1), photo=photo)
    assert objects(services, "kept/") == []
    found = uploads.read(services, ORGANISER, EVENT, "photos", nth_id(1), photo)
    assert found.body == PNG


def send_while_away(services: Services, *submissions: str) -> None:
    """Store answers with a photo each while the bucket copies nothing."""

    def away(_: SubmissionFiles) -> object:
        raise errors.Unavailable

    services.uploads.keep = away  # type: ignore[method-assign, assignment]
    for submission in submissions:
        assert send(services, submission, photo=waits(services)).created
    del services.uploads.keep


def test_a_bucket_that_is_away_for_a_moment_loses_nothing(services: Services, clock: Clock) -> None:
    send_while_away(services, nth_id(1))
    assert noted(services) == ["keep"]
    sweep_all(services, clock.forward)
    assert set(objects(services, "kept/")) == named(services) != set()


def test_an_answer_that_is_erased_while_the_bucket_is_away_is_swept(
    services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(services, nth_id(1), photo=waits(services))

    def away(_: str) -> None:
        raise errors.Unavailable

    with monkeypatch.context() as patch:
        patch.setattr(services.bucket, "erase", away)
        stored_submissions.erase_submission(services, ORGANISER, EVENT, "photos", nth_id(1))
    assert len(objects(services, "kept/")) == 1
    sweep_all(services, clock.forward)
    assert objects(services, "kept/") == noted(services) == []


def test_a_sweep_that_takes_long_leaves_the_rest_to_the_next(
    services: Services, clock: Clock
) -> None:
    send_while_away(services, *(nth_id(number) for number in range(3)))
    clock.forward(minutes=20)
    keep = services.uploads.keep

    def slowly(bundle: SubmissionFiles) -> object:
        clock.forward(seconds=30)
        return keep(bundle)

    services.uploads.keep = slowly  # type: ignore[method-assign, assignment]
    assert uploads.sweep(services) == 2
    assert noted(services) == ["keep"]
    assert uploads.sweep(services) == 1
    assert set(objects(services, "kept/")) == named(services)


def test_a_file_that_is_nowhere_is_told_and_not_looked_for_again(
    services: Services, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    send_while_away(services, nth_id(1))
    services.bucket.erase("incoming/")
    sweep_all(services, clock.forward)
    assert "it is nowhere" in caplog.text
    assert noted(services) == []


class TestAnnouncing:
    def announce(
        self, services: Services, form: str = "photos", /, **changes: object
    ) -> UploadGrant:
        file = AnnouncedFile(question="photo", name="Сурет.png", type="image/png", size=100)
        return uploads.grant_upload(services, EVENT, form, file.model_copy(update=changes))

    def test_anyone_may_send_what_a_question_takes(self, services: Services) -> None:
        grant = self.announce(services)
        assert grant.fields["key"] == f"incoming/{EVENT}/photos/{grant.id}"
        assert grant.fields["Content-Type"] == "image/png"
        assert grant.expires_at > services.clock()

    def test_the_place_in_a_repeat_may_be_named(self, services: Services) -> None:
        grant = self.announce(services, question="members[3]/portrait")
        assert grant.fields["x-amz-meta-question"] == "members%2Fportrait"

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"question": "nothing"}, "answer.unknown_question"),
            ({"question": "why"}, "answer.unknown_question"),
            ({"question": "q.photo"}, "answer.unknown_question"),
            ({"type": "text/html"}, "answer.file_type"),
            ({"size": MAX_SIZE + 1}, "answer.file_too_large"),
        ],
    )
    def test_and_nothing_else(
        self, services: Services, changes: dict[str, object], code: str
    ) -> None:
        [(_, said)] = problems(lambda: self.announce(services, **changes))
        assert said == code

    def test_nothing_is_sent_to_what_is_closed_or_not_there(self, services: Services) -> None:
        with pytest.raises(errors.FormNotFound):
            self.announce(services, "none")
        change(services, state="closed")
        services.catalogue.reread(EVENT, "photos")
        with pytest.raises(errors.EventClosed):
            self.announce(services)


class TestReceiving:
    def receive(
        self, services: Services, *sent: ReceivedUpload, submission: str = "1"
    ) -> dict[str, str]:
        return uploads.receive(services, EVENT, "photos", None, submission, sent)

    def test_a_file_that_came_with_its_form_waits_like_any(self, services: Services) -> None:
        ids = self.receive(
            services,
            ReceivedUpload("photo", "a.png", "image/png", PNG),
            ReceivedUpload("paper", "a.pdf", "application/pdf", PDF),
        )
        send(services, nth_id(1), **ids)
        kept = services.submissions.get(EVENT, "photos", nth_id(1), shards=1)
        assert kept is not None
        assert [(file.question, file.name) for file in kept.files] == [
            ("photo", "a.png"),
            ("paper", "a.pdf"),
        ]

    def test_the_same_again_is_the_same_file(self, services: Services) -> None:
        one = ReceivedUpload("photo", "a.png", "image/png", PNG)
        assert self.receive(services, one) == self.receive(services, one)
        assert self.receive(services, one) != self.receive(services, one, submission="2")

    def test_nothing_waits_where_one_of_them_is_wrong(self, services: Services) -> None:
        good = ReceivedUpload("photo", "a.png", "image/png", PNG)
        found = problems(
            lambda: self.receive(
                services, good, ReceivedUpload("paper", "a.pdf", "application/pdf", PNG)
            )
        )
        assert found == [("paper", "answer.not_that_file")]
        found = problems(
            lambda: self.receive(
                services, good, ReceivedUpload("paper", "a.exe", "application/exe", PNG)
            )
        )
        assert found == [("paper", "answer.file_type")]
        assert objects(services, "incoming/") == []

    def test_a_file_for_no_question_is_no_form_of_ours(self, services: Services) -> None:
        with pytest.raises(errors.BrokenForm):
            self.receive(services, ReceivedUpload("why", "a.png", "image/png", PNG))

    def test_after_the_closing_nothing_is_put_aside_and_the_receipt_is_found(
        self, services: Services
    ) -> None:
        one = ReceivedUpload("photo", "a.png", "image/png", PNG)
        first = send(services, nth_id(1), **self.receive(services, one))
        change(services, state="closed")
        services.catalogue.reread(EVENT, "photos")
        ids = self.receive(services, one)
        assert objects(services, "incoming/") == []
        assert send(services, nth_id(1), **ids) == first.model_copy(update={"created": False})


class TestReading:
    def test_only_organisers_read_files(self, services: Services) -> None:
        photo = waits(services)
        send(services, nth_id(1), photo=photo)
        with pytest.raises(errors.PageNotFound):
            uploads.read(services, ANYONE, EVENT, "photos", nth_id(1), photo)

    def test_a_file_is_read_by_its_own_answer_only(self, services: Services) -> None:
        photo = waits(services)
        send(services, nth_id(1), photo=photo)
        send(services, nth_id(2), photo=waits(services))
        with pytest.raises(errors.SubmissionNotFound):
            uploads.read(services, ORGANISER, EVENT, "photos", nth_id(3), photo)
        with pytest.raises(errors.FileNotFound):
            uploads.read(services, ORGANISER, EVENT, "photos", nth_id(2), photo)

    def test_a_large_file_is_read_by_a_link(self, services: Services) -> None:
        photo = waits(services, content=PNG + bytes(5_000_000))
        send(services, nth_id(1), photo=photo)
        found = uploads.read(services, ORGANISER, EVENT, "photos", nth_id(1), photo)
        assert found.body is None
        assert found.link is not None
        assert "attachment" in found.link

    def test_a_file_that_is_lost_is_not_found(self, services: Services) -> None:
        photo = waits(services)
        send(services, nth_id(1), photo=photo)
        services.bucket.erase("kept/")
        with pytest.raises(errors.FileNotFound):
            uploads.read(services, ORGANISER, EVENT, "photos", nth_id(1), photo)


def test_a_form_takes_so_many_files_and_no_more(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_FILES", 1)
    answers = {"photo": waits(services), "paper": waits(services, question="paper")}
    assert problems(lambda: send(services, **answers)) == [("paper", "answer.too_many_files")]
