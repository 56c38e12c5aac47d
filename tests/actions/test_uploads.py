"""Files as answers: who may send which, what becomes of them, and what a crash leaves."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count

import pytest

from chalicelib import errors
from chalicelib.actions import submissions, uploads
from chalicelib.actions.uploads import Sent
from chalicelib.actions.world import World
from chalicelib.domain.permissions import ANYONE
from chalicelib.domain.submissions import Bundle
from chalicelib.domain.uploads import MAX_SIZE, Offered
from chalicelib.settings import Settings
from tests.actions.photos import (
    EVENT,
    PDF,
    PNG,
    Died,
    dies_before,
    dying_before,
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
    world_on,
)

pytestmark = pytest.mark.dynoxide


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(files_settings: Settings, clock: Clock) -> World:
    world = world_on(files_settings, clock)
    open_photos(world)
    return world


def problems(ask: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(errors.AnswersRefused) as refused:
        ask()
    return [(one.name, one.code) for one in refused.value.problems]


def test_a_file_is_kept_with_its_answer(world: World) -> None:
    photo = waits(world)
    receipt = send(world, nth_id(1), photo=photo, why="Әдемі")
    kept = world.submissions.get(EVENT, "photos", nth_id(1), shards=1)
    assert kept is not None
    [file] = kept.files
    assert replace(file, source="") == type(file)(
        photo, "photo", "Сурет.png", "image/png", len(PNG), ""
    )
    assert kept.answers == {"photo": photo, "why": "Әдемі"}
    assert objects(world, "kept/") == [f"kept/{EVENT}/photos/{nth_id(1)}/{photo}"]
    assert objects(world, "incoming/") == []
    assert noted(world) == []
    assert receipt.created


def test_a_registration_keeps_its_file_too(world: World) -> None:
    enter(world, nth_id(1), photo=waits(world, "entrants"))
    assert list(whose(world).values()) == [objects(world, "kept/")]
    assert noted(world) == []


def test_the_same_answer_again_is_one_row_with_the_first_receipt(world: World) -> None:
    photo = waits(world)
    first = send(world, nth_id(1), photo=photo)
    assert send(world, nth_id(1), photo=photo) == replace(first, created=False)
    assert len(objects(world, "kept/")) == 1
    with pytest.raises(errors.PayloadDiffers):
        send(world, nth_id(1), photo=waits(world))


def test_a_file_is_the_answer_of_one_submission(world: World) -> None:
    photo = waits(world)
    send(world, nth_id(1), photo=photo)
    assert problems(lambda: send(world, nth_id(2), photo=photo)) == [
        ("photo", "answer.unknown_upload")
    ]
    world.uploads.receive(EVENT, "photos", photo, "photo", Offered("a.png", "image/png"), PNG)
    assert problems(lambda: send(world, nth_id(2), photo=photo)) == [
        ("photo", "answer.upload_used")
    ]
    assert list(whose(world)) == [nth_id(1)]


def test_a_file_that_is_another_registration_s_is_refused_there(world: World) -> None:
    photo = waits(world, "entrants")
    enter(world, nth_id(1), photo=photo)
    world.uploads.receive(EVENT, "entrants", photo, "photo", Offered("a.png", "image/png"), PNG)
    assert problems(lambda: enter(world, nth_id(2), photo=photo)) == [
        ("photo", "answer.upload_used")
    ]
    assert len(world.seats.taken(EVENT, "teacher")) == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (lambda _: nth_id(9), "answer.unknown_upload"),
        (lambda world: waits(world, question="paper"), "answer.unknown_upload"),
        (lambda world: waits(world, "entrants"), "answer.unknown_upload"),
        (lambda world: waits(world, content=b"<html>"), "answer.not_that_file"),
        (lambda _: "../../kept/secret-things", "answer.unknown_upload"),
    ],
)
def test_what_is_no_file_of_that_question_is_refused_and_leaves_nothing(
    world: World, answer: Callable[[World], str], code: str
) -> None:
    named = answer(world)
    assert problems(lambda: send(world, nth_id(1), photo=named)) == [("photo", code)]
    assert whose(world) == {}
    assert noted(world) == []
    assert objects(world, "kept/") == []


def test_one_file_answers_one_question(world: World) -> None:
    paper = waits(world, question="paper")
    answers = {"photo": paper, "paper": paper}
    assert problems(lambda: send(world, **answers)) == [("photo", "answer.unknown_upload")]


def test_what_is_wrong_with_every_file_is_said_at_once(world: World) -> None:
    assert problems(lambda: send(world, photo=nth_id(8), paper=nth_id(9))) == [
        ("photo", "answer.unknown_upload"),
        ("paper", "answer.unknown_upload"),
    ]


def test_a_file_that_is_overwritten_after_it_was_seen_is_kept_as_it_was_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = waits(world)
    seen = uploads.checked

    def overwritten(*arguments: object) -> object:
        files = seen(*arguments)  # type: ignore[arg-type]  # handed on as they came
        page = Offered("a.html", "text/html")
        world.uploads.receive(EVENT, "photos", photo, "photo", page, b"<script>")
        return files

    monkeypatch.setattr(uploads, "checked", overwritten)
    send(world, nth_id(1), photo=photo)
    found = uploads.read(world, ORGANISER, EVENT, "photos", nth_id(1), photo)
    assert (found.body, found.content_type) == (PNG, "image/png")


def test_a_form_without_files_asks_no_bucket(files_settings: Settings, clock: Clock) -> None:
    world = world_on(files_settings, clock)
    open_event(world)
    respond(world)
    counted: Counter[str] = Counter()

    def note(model: object, **_: object) -> None:
        counted[getattr(model, "name", "")] += 1

    world.table._client.meta.events.register("before-call.dynamodb", note)
    respond(world)
    assert counted == {"PutItem": 1}
    assert "bucket" not in vars(world)


def test_each_member_has_a_photo_of_their_own(world: World) -> None:
    first, second = (waits(world, question="members/portrait") for _ in range(2))
    send(world, nth_id(1), members=[{"portrait": first}, {"portrait": second}])
    kept = world.submissions.get(EVENT, "photos", nth_id(1), shards=1)
    assert kept is not None
    assert [(file.question, file.id) for file in kept.files] == [
        ("members[0]/portrait", first),
        ("members[1]/portrait", second),
    ]
    third = waits(world, question="members/portrait")
    members = [{"portrait": third}, {"portrait": third}]
    assert problems(lambda: send(world, members=members)) == [
        ("members[1]/portrait", "answer.upload_used")
    ]
    assert problems(lambda: send(world, members=[{}, {"portrait": waits(world)}])) == [
        ("members[1]/portrait", "answer.unknown_upload")
    ]


class TestErasing:
    def test_an_erased_answer_takes_its_files_along(self, world: World, clock: Clock) -> None:
        photo = waits(world)
        send(world, nth_id(1), photo=photo)
        send(world, nth_id(2), photo=waits(world))
        submissions.erase_submission(world, ORGANISER, EVENT, "photos", nth_id(1))
        assert [key.split("/")[3] for key in objects(world, "kept/")] == [nth_id(2)]
        assert noted(world) == ["erase"]
        sweep_all(world, clock.forward)
        assert noted(world) == []
        assert len(objects(world, "kept/")) == 1

    def test_a_file_that_is_kept_while_its_answer_is_erased_goes_too(
        self, world: World, clock: Clock
    ) -> None:
        photo = waits(world)
        with dying_before(world, 4) as made, pytest.raises(Died):  # before it is copied
            send(world, nth_id(1), photo=photo)
        assert made[-1] == "TransactWriteItems"
        kept = world.submissions.get(EVENT, "photos", nth_id(1), shards=1)
        assert kept is not None
        [work] = list(world.file_work.due(clock.now.replace(year=2027)))
        submissions.erase_submission(world, ORGANISER, EVENT, "photos", nth_id(1))
        world.uploads.receive(EVENT, "photos", photo, "photo", Offered("a.png", "image/png"), PNG)
        world.bucket.copy(
            f"incoming/{EVENT}/photos/{photo}", "", f"kept/{EVENT}/photos/{nth_id(1)}/{photo}"
        )  # as a sweep would that read `work` before
        assert work.what == "keep"
        sweep_all(world, clock.forward)
        assert objects(world, "kept/") == objects(world, "incoming/") == noted(world) == []

    def test_wherever_erasing_dies_nothing_is_left_in_the_end(
        self, world: World, clock: Clock
    ) -> None:
        for call in count():
            id = nth_id(call + 1)  # noqa: A001 -- its name everywhere
            send(world, id, photo=waits(world))
            erase = partial(submissions.erase_submission, world, ORGANISER, EVENT, "photos", id)
            died, made = dies_before(world, call, erase)
            if id in whose(world):  # nothing had happened yet
                erase()
            sweep_all(world, clock.forward)
            assert objects(world, "kept/") == [], made
            assert noted(world) == []
            if not died:
                assert {"TransactWriteItems", "DeleteObjects"} <= set(made)
                return


@pytest.mark.parametrize("again", [True, False], ids=["sent again", "swept"])
@pytest.mark.parametrize("sender", [send, enter])
def test_wherever_the_process_dies_nothing_is_nobody_s_and_nothing_is_lost(
    world: World, clock: Clock, sender: Callable[..., object], *, again: bool
) -> None:
    """Before each call of AWS, one after the other."""
    form = "photos" if sender is send else "entrants"
    for call in count():
        id = nth_id(call + 1)  # noqa: A001 -- its name everywhere
        answer = partial(sender, world, id, photo=waits(world, form))
        died, made = dies_before(world, call, answer)
        assert set(objects(world, "kept/")) <= named(world), made  # nothing is nobody's
        if again:
            answer()
            assert id in whose(world)
        sweep_all(world, clock.forward)
        assert set(objects(world, "kept/")) == named(world), made  # nothing is lost
        assert noted(world) == []
        if not died:
            assert {"GetObject", "TransactWriteItems", "CopyObject", "DeleteItem"} <= set(made)
            return


def named(world: World) -> set[str]:
    """The keys of all files that stored submissions name."""
    return {key for keys in whose(world).values() for key in keys}


def test_if_files_were_kept_before_their_answer_some_would_be_nobody_s(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the test above: copied first, stored then."""
    seen = uploads.checked

    def hastily_kept(world: World, *rest: object) -> object:
        files = seen(world, *rest)  # type: ignore[arg-type]  # handed on as they came
        world.uploads.keep(Bundle(EVENT, "photos", nth_id(1), files))
        return files

    monkeypatch.setattr(uploads, "checked", hastily_kept)
    photo = waits(world)
    with pytest.raises(Died), dying_before(world, 5) as made:
        send(world, nth_id(1), photo=photo)
    assert "CopyObject" in made
    assert "TransactWriteItems" not in made
    assert whose(world) == {}
    assert objects(world, "kept/") != []


def test_a_file_that_no_sweep_has_kept_yet_is_kept_by_its_first_reader(world: World) -> None:
    photo = waits(world)
    with dying_before(world, 4), pytest.raises(Died):
        send(world, nth_id(1), photo=photo)
    assert objects(world, "kept/") == []
    found = uploads.read(world, ORGANISER, EVENT, "photos", nth_id(1), photo)
    assert found.body == PNG


def send_while_away(world: World, *submissions: str) -> None:
    """Answers with a photo each, taken while the bucket copies nothing."""

    def away(_: Bundle) -> object:
        raise errors.Unavailable

    world.uploads.keep = away  # type: ignore[method-assign, assignment]
    for submission in submissions:
        assert send(world, submission, photo=waits(world)).created
    del world.uploads.keep


def test_a_bucket_that_is_away_for_a_moment_loses_nothing(world: World, clock: Clock) -> None:
    send_while_away(world, nth_id(1))
    assert noted(world) == ["keep"]
    sweep_all(world, clock.forward)
    assert set(objects(world, "kept/")) == named(world) != set()


def test_an_answer_that_is_erased_while_the_bucket_is_away_is_swept(
    world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(world, nth_id(1), photo=waits(world))

    def away(_: str) -> None:
        raise errors.Unavailable

    with monkeypatch.context() as patch:
        patch.setattr(world.bucket, "erase", away)
        submissions.erase_submission(world, ORGANISER, EVENT, "photos", nth_id(1))
    assert len(objects(world, "kept/")) == 1
    sweep_all(world, clock.forward)
    assert objects(world, "kept/") == noted(world) == []


def test_a_sweep_that_takes_long_leaves_the_rest_to_the_next(world: World, clock: Clock) -> None:
    send_while_away(world, *(nth_id(number) for number in range(3)))
    clock.forward(minutes=20)
    keep = world.uploads.keep

    def slowly(bundle: Bundle) -> object:
        clock.forward(seconds=30)
        return keep(bundle)

    world.uploads.keep = slowly  # type: ignore[method-assign, assignment]
    assert uploads.sweep(world) == 2
    assert noted(world) == ["keep"]
    assert uploads.sweep(world) == 1
    assert set(objects(world, "kept/")) == named(world)


def test_a_file_that_is_nowhere_is_told_and_not_looked_for_again(
    world: World, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    send_while_away(world, nth_id(1))
    world.bucket.erase("incoming/")
    sweep_all(world, clock.forward)
    assert "it is nowhere" in caplog.text
    assert noted(world) == []


class TestInviting:
    def invite(self, world: World, **changes: object) -> uploads.Invitation:
        asked: dict[str, object] = {"name": "Сурет.png", "declared": "image/png", "size": 100}
        field = str(changes.pop("field", "photo"))
        form = str(changes.pop("form", "photos"))
        said = {**asked, **changes}
        return uploads.invite(world, EVENT, form, None, field, **said)  # type: ignore[arg-type]  # of many types

    def test_anyone_may_send_what_a_question_takes(self, world: World) -> None:
        made = self.invite(world)
        assert made.post.fields["key"] == f"incoming/{EVENT}/photos/{made.id}"
        assert made.post.fields["Content-Type"] == "image/png"
        assert made.expires_at > world.clock()

    def test_the_place_in_a_repeat_may_be_named(self, world: World) -> None:
        made = self.invite(world, field="members[3]/portrait")
        assert made.post.fields["x-amz-meta-question"] == "members%2Fportrait"

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"field": "nothing"}, "answer.unknown_question"),
            ({"field": "why"}, "answer.unknown_question"),
            ({"field": "q.photo"}, "answer.unknown_question"),
            ({"declared": "text/html"}, "answer.file_type"),
            ({"size": MAX_SIZE + 1}, "answer.file_too_large"),
        ],
    )
    def test_and_nothing_else(self, world: World, changes: dict[str, object], code: str) -> None:
        [(_, said)] = problems(lambda: self.invite(world, **changes))
        assert said == code

    def test_nothing_is_sent_to_what_is_closed_or_not_there(self, world: World) -> None:
        with pytest.raises(errors.FormNotFound):
            self.invite(world, form="none")
        change(world, state="closed")
        world.catalogue.reread(EVENT, "photos")
        with pytest.raises(errors.EventClosed):
            self.invite(world)


class TestReceiving:
    def receive(self, world: World, *sent: Sent, submission: str = "1") -> dict[str, str]:
        return uploads.receive(world, EVENT, "photos", None, submission, sent)

    def test_a_file_that_came_with_its_form_waits_like_any(self, world: World) -> None:
        ids = self.receive(
            world,
            Sent("photo", "a.png", "image/png", PNG),
            Sent("paper", "a.pdf", "application/pdf", PDF),
        )
        send(world, nth_id(1), **ids)
        kept = world.submissions.get(EVENT, "photos", nth_id(1), shards=1)
        assert kept is not None
        assert [(file.question, file.name) for file in kept.files] == [
            ("photo", "a.png"),
            ("paper", "a.pdf"),
        ]

    def test_the_same_again_is_the_same_file(self, world: World) -> None:
        one = Sent("photo", "a.png", "image/png", PNG)
        assert self.receive(world, one) == self.receive(world, one)
        assert self.receive(world, one) != self.receive(world, one, submission="2")

    def test_nothing_waits_where_one_of_them_is_wrong(self, world: World) -> None:
        good = Sent("photo", "a.png", "image/png", PNG)
        found = problems(
            lambda: self.receive(world, good, Sent("paper", "a.pdf", "application/pdf", PNG))
        )
        assert found == [("paper", "answer.not_that_file")]
        found = problems(
            lambda: self.receive(world, good, Sent("paper", "a.exe", "application/exe", PNG))
        )
        assert found == [("paper", "answer.file_type")]
        assert objects(world, "incoming/") == []

    def test_a_file_for_no_question_is_no_form_of_ours(self, world: World) -> None:
        with pytest.raises(errors.BrokenForm):
            self.receive(world, Sent("why", "a.png", "image/png", PNG))

    def test_after_the_closing_nothing_is_put_aside_and_the_receipt_is_found(
        self, world: World
    ) -> None:
        one = Sent("photo", "a.png", "image/png", PNG)
        first = send(world, nth_id(1), **self.receive(world, one))
        change(world, state="closed")
        world.catalogue.reread(EVENT, "photos")
        ids = self.receive(world, one)
        assert objects(world, "incoming/") == []
        assert send(world, nth_id(1), **ids) == replace(first, created=False)


class TestReading:
    def test_only_organisers_read_files(self, world: World) -> None:
        photo = waits(world)
        send(world, nth_id(1), photo=photo)
        with pytest.raises(errors.PageNotFound):
            uploads.read(world, ANYONE, EVENT, "photos", nth_id(1), photo)

    def test_a_file_is_read_by_its_own_answer_only(self, world: World) -> None:
        photo = waits(world)
        send(world, nth_id(1), photo=photo)
        send(world, nth_id(2), photo=waits(world))
        with pytest.raises(errors.SubmissionNotFound):
            uploads.read(world, ORGANISER, EVENT, "photos", nth_id(3), photo)
        with pytest.raises(errors.FileNotFound):
            uploads.read(world, ORGANISER, EVENT, "photos", nth_id(2), photo)

    def test_a_large_file_is_read_by_a_link(self, world: World) -> None:
        photo = waits(world, content=PNG + bytes(5_000_000))
        send(world, nth_id(1), photo=photo)
        found = uploads.read(world, ORGANISER, EVENT, "photos", nth_id(1), photo)
        assert found.body is None
        assert found.link is not None
        assert "attachment" in found.link

    def test_a_file_that_is_lost_is_not_found(self, world: World) -> None:
        photo = waits(world)
        send(world, nth_id(1), photo=photo)
        world.bucket.erase("kept/")
        with pytest.raises(errors.FileNotFound):
            uploads.read(world, ORGANISER, EVENT, "photos", nth_id(1), photo)


def test_a_form_takes_so_many_files_and_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_FILES", 1)
    answers = {"photo": waits(world), "paper": waits(world, question="paper")}
    assert problems(lambda: send(world, **answers)) == [("paper", "answer.too_many_files")]
