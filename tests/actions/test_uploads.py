"""Files as answers: accept and keep them, read them, and clean up after a crash."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count

import pytest

from chalicelib import errors
from chalicelib.actions import audit, stored_submissions, uploads
from chalicelib.actions.services import Services
from chalicelib.actions.uploads import ReceivedUpload
from chalicelib.domain.audit import AuditFilter
from chalicelib.domain.media_types import MAX_SIZE
from chalicelib.domain.submissions import SubmissionFiles
from chalicelib.domain.uploads import AcceptedFile, AnnouncedFile, UploadGrant
from chalicelib.settings import Settings
from tests.actions.crashes import ProcessCrash, crashing_before, run_and_crash_before
from tests.actions.photos import (
    EVENT,
    PDF,
    PLACED,
    PNG,
    list_file_tasks,
    list_kept_files,
    list_objects,
    open_photos,
    put_upload,
    register_entrant,
    send,
    sweep_all,
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
from tests.calls import count_calls

pytestmark = pytest.mark.dynoxide


@pytest.fixture
def services(files_settings: Settings, clock: Clock) -> Services:
    services = services_on(files_settings, clock)
    open_photos(services)
    return services


def problems(call: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(errors.AnswersRefused) as refused:
        call()
    return [(each.name, each.code) for each in refused.value.problems]


def test_a_file_is_kept_with_its_answer(services: Services) -> None:
    photo = put_upload(services)
    receipt = send(services, nth_id(1), photo=photo, why="Әдемі")
    stored = services.submissions.get(EVENT, "photos", nth_id(1), shards=1)
    assert stored is not None
    [file] = stored.files
    assert replace(file, source="") == type(file)(
        photo, "photo", "Сурет.png", "image/png", len(PNG), ""
    )
    assert stored.answers == {"photo": photo, "why": "Әдемі"}
    assert list_objects(services, "kept/") == [f"kept/{EVENT}/photos/{nth_id(1)}/{photo}"]
    assert list_objects(services, "incoming/") == []
    assert list_file_tasks(services) == []
    assert receipt.created


def test_a_photo_sent_by_a_program_is_kept_without_its_location(services: Services) -> None:
    photo = put_upload(services, content=PLACED)
    send(services, nth_id(1), photo=photo)
    found = uploads.read(services, ORGANISER, EVENT, "photos", nth_id(1), photo)
    (line,) = audit.read_audit(services, ORGANISER, AuditFilter(code="file.read")).entries
    assert (line.event, line.form, line.subject) == (EVENT, "photos", f"{nth_id(1)}/{photo}")
    assert (found.body, found.content_type) == (PNG, "image/png")
    assert list_objects(services, "incoming/") == []


def test_a_film_sent_by_a_program_is_kept_without_its_location(services: Services) -> None:
    start = b"\0\0\0\x10ftypqt  \0\0\0\0"
    sent, kept = (start + b"\0\0\0\x0c" + box for box in (b"udta43.2", b"free\0\0\0\0"))
    film = nth_id(8)
    accepted = AcceptedFile("IMG_1.MOV", "video/quicktime")
    services.uploads.put(EVENT, "photos", film, "film", accepted, sent)
    send(services, nth_id(1), film=film)
    found = uploads.read(services, ORGANISER, EVENT, "photos", nth_id(1), film)
    assert (found.body, found.content_type, found.name) == (kept, "video/quicktime", "IMG_1.MOV")


def test_a_text_is_no_film_whatever_it_is_called(services: Services) -> None:
    for name, declared, code in (
        ("a.txt", "text/plain", "answer.file_type"),
        ("a.mp4", "video/mp4", "answer.not_that_file"),
    ):
        received = [ReceivedUpload("film", name, declared, "Мәтін".encode())]
        receive = partial(uploads.receive, services, EVENT, "photos", None, nth_id(1), received)
        assert problems(receive) == [("film", code)]


def test_a_photo_in_a_phone_s_own_format_is_refused_whatever_it_is_called(
    services: Services,
) -> None:
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + PLACED
    for name, content_type in (("a.heic", "image/heic"), ("a.jpg", "image/jpeg")):
        received = [ReceivedUpload("photo", name, content_type, heic)]
        receive = partial(uploads.receive, services, EVENT, "photos", None, nth_id(1), received)
        assert problems(receive) == [("photo", "answer.photo_format")]
    photo = put_upload(services, content=heic)
    assert problems(lambda: send(services, photo=photo)) == [("photo", "answer.photo_format")]
    assert list_objects(services, "kept/") == []


def test_a_registration_keeps_its_file_too(services: Services) -> None:
    register_entrant(services, nth_id(1), photo=put_upload(services, "entrants"))
    assert list(list_kept_files(services).values()) == [list_objects(services, "kept/")]
    assert list_file_tasks(services) == []


def test_a_repeat_with_a_file_is_one_row_with_the_first_receipt(services: Services) -> None:
    photo = put_upload(services)
    first = send(services, nth_id(1), photo=photo)
    assert send(services, nth_id(1), photo=photo) == first.model_copy(update={"created": False})
    assert len(list_objects(services, "kept/")) == 1
    with pytest.raises(errors.PayloadDiffers):
        send(services, nth_id(1), photo=put_upload(services))


def test_a_file_is_the_answer_of_one_submission(services: Services) -> None:
    photo = put_upload(services)
    send(services, nth_id(1), photo=photo)
    assert problems(lambda: send(services, nth_id(2), photo=photo)) == [
        ("photo", "answer.unknown_upload")
    ]
    services.uploads.put(EVENT, "photos", photo, "photo", AcceptedFile("a.png", "image/png"), PNG)
    assert problems(lambda: send(services, nth_id(2), photo=photo)) == [
        ("photo", "answer.upload_used")
    ]
    assert list(list_kept_files(services)) == [nth_id(1)]


def test_a_file_of_another_registration_is_refused(services: Services) -> None:
    photo = put_upload(services, "entrants")
    register_entrant(services, nth_id(1), photo=photo)
    services.uploads.put(EVENT, "entrants", photo, "photo", AcceptedFile("a.png", "image/png"), PNG)
    assert problems(lambda: register_entrant(services, nth_id(2), photo=photo)) == [
        ("photo", "answer.upload_used")
    ]
    assert len(services.seats.holders(EVENT, "teacher")) == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (lambda _: nth_id(9), "answer.unknown_upload"),
        (lambda services: put_upload(services, question="paper"), "answer.unknown_upload"),
        (lambda services: put_upload(services, "entrants"), "answer.unknown_upload"),
        (lambda services: put_upload(services, content=b"<html>"), "answer.not_that_file"),
        (lambda _: "../../kept/secret-things", "answer.unknown_upload"),
    ],
)
def test_an_id_of_no_upload_for_the_question_is_refused_and_nothing_is_stored(
    services: Services, answer: Callable[[Services], str], code: str
) -> None:
    upload = answer(services)
    assert problems(lambda: send(services, nth_id(1), photo=upload)) == [("photo", code)]
    assert list_kept_files(services) == {}
    assert list_file_tasks(services) == []
    assert list_objects(services, "kept/") == []


def test_one_file_answers_one_question(services: Services) -> None:
    paper = put_upload(services, question="paper")
    answers = {"photo": paper, "paper": paper}
    assert problems(lambda: send(services, **answers)) == [("photo", "answer.unknown_upload")]


def test_the_problems_of_all_files_are_reported_together(services: Services) -> None:
    assert problems(lambda: send(services, photo=nth_id(8), paper=nth_id(9))) == [
        ("photo", "answer.unknown_upload"),
        ("paper", "answer.unknown_upload"),
    ]


def test_a_file_overwritten_after_its_check_is_kept_as_it_was_checked(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = put_upload(services)
    check_answers = uploads.check_answers

    def check_and_overwrite(*arguments: object) -> object:
        files = check_answers(*arguments)  # type: ignore[arg-type]  # handed on as they came
        page = AcceptedFile("a.html", "text/html")
        services.uploads.put(EVENT, "photos", photo, "photo", page, b"<script>")
        return files

    monkeypatch.setattr(uploads, "check_answers", check_and_overwrite)
    send(services, nth_id(1), photo=photo)
    download = uploads.read(services, ORGANISER, EVENT, "photos", nth_id(1), photo)
    assert (download.body, download.content_type) == (PNG, "image/png")


def test_a_form_without_file_questions_makes_no_request_to_the_bucket(
    files_settings: Settings, clock: Clock
) -> None:
    services = services_on(files_settings, clock)
    open_event(services)
    respond(services)
    calls = count_calls(services.table)
    respond(services)
    assert calls == {"PutItem": 1}
    assert "bucket" not in vars(services)


def test_each_member_has_a_photo_of_their_own(services: Services) -> None:
    first, second = (put_upload(services, question="members/portrait") for _ in range(2))
    send(services, nth_id(1), members=[{"portrait": first}, {"portrait": second}])
    stored = services.submissions.get(EVENT, "photos", nth_id(1), shards=1)
    assert stored is not None
    assert [(file.question, file.id) for file in stored.files] == [
        ("members[0]/portrait", first),
        ("members[1]/portrait", second),
    ]
    third = put_upload(services, question="members/portrait")
    members = [{"portrait": third}, {"portrait": third}]
    assert problems(lambda: send(services, members=members)) == [
        ("members[1]/portrait", "answer.upload_used")
    ]
    assert problems(lambda: send(services, members=[{}, {"portrait": put_upload(services)}])) == [
        ("members[1]/portrait", "answer.unknown_upload")
    ]


class TestErasing:
    def test_erasing_a_submission_erases_its_files(self, services: Services, clock: Clock) -> None:
        photo = put_upload(services)
        send(services, nth_id(1), photo=photo)
        send(services, nth_id(2), photo=put_upload(services))
        stored_submissions.erase_submission(services, ORGANISER, EVENT, "photos", nth_id(1))
        assert [key.split("/")[3] for key in list_objects(services, "kept/")] == [nth_id(2)]
        assert list_file_tasks(services) == ["erase"]
        sweep_all(services, clock.forward)
        assert list_file_tasks(services) == []
        assert len(list_objects(services, "kept/")) == 1

    def test_a_file_kept_while_its_submission_is_erased_is_erased_too(
        self, services: Services, clock: Clock
    ) -> None:
        photo = put_upload(services)
        with (
            crashing_before(services, 4) as calls,
            pytest.raises(ProcessCrash),
        ):  # before it is copied
            send(services, nth_id(1), photo=photo)
        assert calls[-1] == "TransactWriteItems"
        stored = services.submissions.get(EVENT, "photos", nth_id(1), shards=1)
        assert stored is not None
        [task] = list(services.file_tasks.due(clock.now.replace(year=2027)))
        stored_submissions.erase_submission(services, ORGANISER, EVENT, "photos", nth_id(1))
        services.uploads.put(
            EVENT, "photos", photo, "photo", AcceptedFile("a.png", "image/png"), PNG
        )
        services.bucket.copy(
            f"incoming/{EVENT}/photos/{photo}", "", f"kept/{EVENT}/photos/{nth_id(1)}/{photo}"
        )  # as a sweep does that read the task before the erasure
        assert task.what == "keep"
        sweep_all(services, clock.forward)
        assert (
            list_objects(services, "kept/")
            == list_objects(services, "incoming/")
            == list_file_tasks(services)
            == []
        )

    def test_no_file_is_left_when_erasing_crashes_before_any_call(
        self, services: Services, clock: Clock
    ) -> None:
        for call in count():
            id = nth_id(call + 1)  # noqa: A001 -- its name everywhere
            send(services, id, photo=put_upload(services))
            erase = partial(
                stored_submissions.erase_submission, services, ORGANISER, EVENT, "photos", id
            )
            crashed, calls = run_and_crash_before(services, call, erase)
            if id in list_kept_files(services):  # nothing had happened yet
                erase()
            sweep_all(services, clock.forward)
            assert list_objects(services, "kept/") == [], calls
            assert list_file_tasks(services) == []
            if not crashed:
                assert {"TransactWriteItems", "DeleteObjects"} <= set(calls)
                return


@pytest.mark.parametrize("resend", [True, False], ids=["resent", "swept"])
@pytest.mark.parametrize("sender", [send, register_entrant])
def test_no_file_is_orphaned_or_lost_when_the_process_crashes_before_any_call(
    services: Services, clock: Clock, sender: Callable[..., object], *, resend: bool
) -> None:
    """Crash the process before each AWS call in turn."""
    form = "photos" if sender is send else "entrants"
    for call in count():
        id = nth_id(call + 1)  # noqa: A001 -- its name everywhere
        answer = partial(sender, services, id, photo=put_upload(services, form))
        crashed, calls = run_and_crash_before(services, call, answer)
        kept_keys = set(list_objects(services, "kept/"))
        assert kept_keys <= list_referenced_keys(services), calls  # no file is orphaned
        if resend:
            answer()
            assert id in list_kept_files(services)
        sweep_all(services, clock.forward)
        kept_keys = set(list_objects(services, "kept/"))
        assert kept_keys == list_referenced_keys(services), calls  # no file is lost
        assert list_file_tasks(services) == []
        if not crashed:
            assert {"GetObject", "TransactWriteItems", "CopyObject", "DeleteItem"} <= set(calls)
            return


def list_referenced_keys(services: Services) -> set[str]:
    """Return the bucket's keys of all files that stored submissions refer to."""
    return {key for keys in list_kept_files(services).values() for key in keys}


def test_keeping_files_before_storing_the_submission_orphans_them(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control of the test above: copy the files before the submission is stored."""
    check_answers = uploads.check_answers

    def check_and_keep(services: Services, *rest: object) -> object:
        files = check_answers(services, *rest)  # type: ignore[arg-type]  # handed on as they came
        services.uploads.keep(SubmissionFiles(EVENT, "photos", nth_id(1), files))
        return files

    monkeypatch.setattr(uploads, "check_answers", check_and_keep)
    photo = put_upload(services)
    with pytest.raises(ProcessCrash), crashing_before(services, 5) as calls:
        send(services, nth_id(1), photo=photo)
    assert "CopyObject" in calls
    assert "TransactWriteItems" not in calls
    assert list_kept_files(services) == {}
    assert list_objects(services, "kept/") != []


def test_a_file_that_no_sweep_has_kept_yet_is_kept_on_its_first_read(services: Services) -> None:
    photo = put_upload(services)
    with crashing_before(services, 4), pytest.raises(ProcessCrash):
        send(services, nth_id(1), photo=photo)
    assert list_objects(services, "kept/") == []
    download = uploads.read(services, ORGANISER, EVENT, "photos", nth_id(1), photo)
    assert download.body == PNG


def send_while_bucket_is_down(services: Services, *submissions: str) -> None:
    """Store submissions with a photo each while the bucket cannot copy."""

    def raise_unavailable(_: SubmissionFiles) -> object:
        raise errors.Unavailable

    services.uploads.keep = raise_unavailable  # type: ignore[method-assign, assignment]
    for submission in submissions:
        assert send(services, submission, photo=put_upload(services)).created
    del services.uploads.keep


def test_a_short_outage_of_the_bucket_loses_no_file(services: Services, clock: Clock) -> None:
    send_while_bucket_is_down(services, nth_id(1))
    assert list_file_tasks(services) == ["keep"]
    sweep_all(services, clock.forward)
    assert set(list_objects(services, "kept/")) == list_referenced_keys(services) != set()


def test_the_files_of_a_submission_erased_during_an_outage_are_swept(
    services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(services, nth_id(1), photo=put_upload(services))

    def raise_unavailable(_: str) -> None:
        raise errors.Unavailable

    with monkeypatch.context() as patch:
        patch.setattr(services.bucket, "erase", raise_unavailable)
        stored_submissions.erase_submission(services, ORGANISER, EVENT, "photos", nth_id(1))
    assert len(list_objects(services, "kept/")) == 1
    sweep_all(services, clock.forward)
    assert list_objects(services, "kept/") == list_file_tasks(services) == []


def test_a_slow_sweep_leaves_the_rest_to_the_next(services: Services, clock: Clock) -> None:
    send_while_bucket_is_down(services, *(nth_id(number) for number in range(3)))
    clock.forward(minutes=20)
    keep = services.uploads.keep

    def keep_slowly(bundle: SubmissionFiles) -> object:
        clock.forward(seconds=30)
        return keep(bundle)

    services.uploads.keep = keep_slowly  # type: ignore[method-assign, assignment]
    assert uploads.sweep(services) == 2
    assert list_file_tasks(services) == ["keep"]
    assert uploads.sweep(services) == 1
    assert set(list_objects(services, "kept/")) == list_referenced_keys(services)


def test_a_lost_file_is_logged_and_its_task_removed(
    services: Services, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    send_while_bucket_is_down(services, nth_id(1))
    services.bucket.erase("incoming/")
    sweep_all(services, clock.forward)
    assert "it is nowhere" in caplog.text
    assert list_file_tasks(services) == []


class TestAnnouncing:
    def announce(
        self, services: Services, form: str = "photos", /, **changes: object
    ) -> UploadGrant:
        file = AnnouncedFile(question="photo", name="Сурет.png", type="image/png", size=100)
        return uploads.grant_upload(services, EVENT, form, file.model_copy(update=changes))

    def test_anyone_may_upload_a_file_that_the_question_accepts(self, services: Services) -> None:
        grant = self.announce(services)
        assert grant.fields["key"] == f"incoming/{EVENT}/photos/{grant.id}"
        assert grant.fields["Content-Type"] == "image/png"
        assert grant.expires_at > services.clock()

    def test_a_question_may_be_named_with_its_instance(self, services: Services) -> None:
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
    def test_an_upload_that_the_question_does_not_accept_is_refused(
        self, services: Services, changes: dict[str, object], code: str
    ) -> None:
        [(_, reported_code)] = problems(lambda: self.announce(services, **changes))
        assert reported_code == code

    def test_uploads_to_closed_and_unknown_forms_are_refused(self, services: Services) -> None:
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

    def test_a_file_sent_with_the_form_waits_like_an_upload(self, services: Services) -> None:
        ids = self.receive(
            services,
            ReceivedUpload("photo", "a.png", "image/png", PNG),
            ReceivedUpload("paper", "a.pdf", "application/pdf", PDF),
        )
        send(services, nth_id(1), **ids)
        stored = services.submissions.get(EVENT, "photos", nth_id(1), shards=1)
        assert stored is not None
        assert [(file.question, file.name) for file in stored.files] == [
            ("photo", "a.png"),
            ("paper", "a.pdf"),
        ]

    def test_a_repeated_file_of_a_submission_is_the_same_upload(self, services: Services) -> None:
        upload = ReceivedUpload("photo", "a.png", "image/png", PNG)
        assert self.receive(services, upload) == self.receive(services, upload)
        assert self.receive(services, upload) != self.receive(services, upload, submission="2")

    def test_no_file_is_stored_when_one_of_them_is_refused(self, services: Services) -> None:
        good = ReceivedUpload("photo", "a.png", "image/png", PNG)
        reported = problems(
            lambda: self.receive(
                services, good, ReceivedUpload("paper", "a.pdf", "application/pdf", PNG)
            )
        )
        assert reported == [("paper", "answer.not_that_file")]
        reported = problems(
            lambda: self.receive(
                services, good, ReceivedUpload("paper", "a.exe", "application/exe", PNG)
            )
        )
        assert reported == [("paper", "answer.file_type")]
        assert list_objects(services, "incoming/") == []

    def test_a_file_for_a_question_that_takes_none_is_refused(self, services: Services) -> None:
        with pytest.raises(errors.BrokenForm):
            self.receive(services, ReceivedUpload("why", "a.png", "image/png", PNG))

    def test_after_the_closing_no_file_is_stored_and_a_repeat_gets_its_receipt(
        self, services: Services
    ) -> None:
        upload = ReceivedUpload("photo", "a.png", "image/png", PNG)
        first = send(services, nth_id(1), **self.receive(services, upload))
        change(services, state="closed")
        services.catalogue.reread(EVENT, "photos")
        ids = self.receive(services, upload)
        assert list_objects(services, "incoming/") == []
        assert send(services, nth_id(1), **ids) == first.model_copy(update={"created": False})


class TestReading:
    def test_a_file_is_read_through_its_own_submission_only(self, services: Services) -> None:
        photo = put_upload(services)
        send(services, nth_id(1), photo=photo)
        send(services, nth_id(2), photo=put_upload(services))
        with pytest.raises(errors.SubmissionNotFound):
            uploads.read(services, ORGANISER, EVENT, "photos", nth_id(3), photo)
        with pytest.raises(errors.FileNotFound):
            uploads.read(services, ORGANISER, EVENT, "photos", nth_id(2), photo)

    def test_a_large_file_is_read_through_a_link(self, services: Services) -> None:
        photo = put_upload(services, content=PNG + bytes(5_000_000))
        send(services, nth_id(1), photo=photo)
        download = uploads.read(services, ORGANISER, EVENT, "photos", nth_id(1), photo)
        assert download.body is None
        assert download.link is not None
        assert "attachment" in download.link

    def test_a_lost_file_is_not_found(self, services: Services) -> None:
        photo = put_upload(services)
        send(services, nth_id(1), photo=photo)
        services.bucket.erase("kept/")
        with pytest.raises(errors.FileNotFound):
            uploads.read(services, ORGANISER, EVENT, "photos", nth_id(1), photo)


def test_the_number_of_files_of_a_submission_is_limited(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_FILES", 1)
    answers = {"photo": put_upload(services), "paper": put_upload(services, question="paper")}
    assert problems(lambda: send(services, **answers)) == [("paper", "answer.too_many_files")]
