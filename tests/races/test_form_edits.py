"""Two people change a form at the same moment: no step and no correction is lost unnoticed."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest
from typing_extensions import override

from chalicelib import errors
from chalicelib.actions import form_edits, wording
from chalicelib.actions.services import Services
from chalicelib.domain.permissions import Actor
from chalicelib.forms.definition import Definition
from chalicelib.forms.wording import Texts
from chalicelib.storage.table import ConditionCheck, Operation, Table
from tests.actions.setting import ORGANISER
from tests.races.racing import Race

pytestmark = [pytest.mark.dynoxide, pytest.mark.races]

EVENT, FORM = "round-table", "impressions"
COLLEAGUE = Actor.owner("aigul@pikir.example")
ROUNDS = 6


def _relabel(row: int, text: str, definition: Definition) -> tuple[Definition, str]:
    """Give a row another label; with “?” in it a condition that names no question as well."""
    rows = [each.model_copy(update={"relevant": None}) for each in definition.questions]
    wrong = f"${{nobody}} = '{text}'" if "?" in text else None
    rows[row] = rows[row].model_copy(update={"label": {"kk": text}, "relevant": wrong})
    return definition.model_copy(update={"questions": tuple(rows)}), f"/questions/{row}"


def _step(services: Services, actor: Actor, revision: str, row: int, text: str) -> None:
    change = partial(_relabel, row, text)
    form_edits.take_step(services, actor, EVENT, FORM, change, do="save", revision=revision)


def step_at_once(services: Services, race: Race, texts: tuple[str, str]) -> list[int]:
    """Let two people change different questions at once, again and again; return how many steps were made, by round."""
    winners = []
    for number in range(ROUNDS):
        revision = form_edits.open_form(services, ORGANISER, EVENT, FORM).revision
        labels = [f"{text} {number}" for text in texts]
        people = zip((ORGANISER, COLLEAGUE), (1, 2), labels, strict=True)
        results = race(
            [partial(_step, services, actor, revision, row, text) for actor, row, text in people]
        )
        assert {type(each) for each in results} <= {type(None), errors.ChangedMeanwhile}
        made = {text for text, each in zip(labels, results, strict=True) if each is None}
        winners.append(len(made))
        form = form_edits.open_form(services, ORGANISER, EVENT, FORM).definition
        assert made & {(row.label or {}).get("kk") for row in form.questions}
    return winners


@pytest.mark.parametrize("texts", [("Бір", "Екі"), ("Бір?", "Екі?"), ("Бір", "Екі?")])
def test_exactly_one_of_two_steps_is_made(
    services: Services, race: Race, texts: tuple[str, str]
) -> None:
    assert step_at_once(services, race, texts) == [1] * ROUNDS
    copy = services.working_copies.find(EVENT, FORM)
    assert copy is not None
    assert len(copy.states) == len({state.number for state in copy.states})
    for state in copy.states:
        assert services.working_copies.state(EVENT, FORM, state.number) is not None


class Unconditional(Table):
    """Writes whatever is asked, whatever stands there: the negative control."""

    @override
    def transact(self, operations: Sequence[Operation], *, retry_conflicts: bool = True) -> None:
        bare = [
            replace(each, condition=None)
            for each in operations
            if not isinstance(each, ConditionCheck)
        ]
        super().transact(bare, retry_conflicts=retry_conflicts)


def test_without_the_conditions_a_step_is_lost_unnoticed(services: Services, race: Race) -> None:
    table = Unconditional(services.table._client, services.table.name)
    careless = replace(services, table=table)
    assert 2 in step_at_once(careless, race, ("Бір", "Екі"))


def _correct(services: Services, texts: Texts) -> None:
    wording.correct_wording(services, ORGANISER, EVENT, FORM, texts)


def keep_both(services: Services, race: Race, number: int) -> bool:
    """Correct the published words while a colleague makes a step with errors; return whether both are there.

    A step that was refused as late is not there.
    """
    label = f"Түзетілген {number}"
    correct = partial(_correct, services, {"/questions/2/label": {"kk": label}})
    revision = _revision(services)
    step = partial(_step, services, COLLEAGUE, revision, 1, f"Қадам {number}?")
    corrected, made = race([correct, step])
    assert corrected is None
    assert type(made) in {type(None), errors.ChangedMeanwhile}
    form = form_edits.open_form(services, ORGANISER, EVENT, FORM)
    rows = [row.label or {} for row in form.definition.questions]
    is_step_there = rows[1].get("kk") == f"Қадам {number}?"
    return not form.set_aside and rows[2].get("kk") == label and is_step_there == (made is None)


def test_a_correction_beside_a_step_loses_neither(services: Services, race: Race) -> None:
    _step(services, COLLEAGUE, _revision(services), 1, "Басталды?")
    assert all(keep_both(services, race, number) for number in range(ROUNDS))


def test_without_the_conditions_a_correction_or_a_step_is_lost(
    services: Services, race: Race
) -> None:
    _step(services, COLLEAGUE, _revision(services), 1, "Басталды?")
    table = Unconditional(services.table._client, services.table.name)
    careless = replace(services, table=table)
    assert not all(keep_both(careless, race, number) for number in range(ROUNDS))


def _revision(services: Services) -> str:
    return form_edits.open_form(services, ORGANISER, EVENT, FORM).revision
