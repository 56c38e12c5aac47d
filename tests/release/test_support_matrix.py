"""The support matrix names everything that Pikir's tables have, and says what these tables say."""

from chalicelib.forms.types import TYPES
from chalicelib.forms.validation.row_checks import APPEARANCES
from chalicelib.xpath.signatures import NODE_FUNCTIONS, NOT_AVAILABLE, SIGNATURES
from release import odk_names, support_matrix
from release.odk_names import OdkName

OWN = {"nps"}
"""An appearance of Pikir's alone."""
OF_CHOICES = {"include", "entity", "loop", "begin_loop", "begin_group", "begin_repeat"}
"""Types that are written otherwise in a sheet."""


def _judge(kind: str, **cells: str) -> tuple[str, str]:
    row = {"type": kind, "name": "sample", "label": "Q", **cells}
    (judged,) = support_matrix.judge([OdkName(kind, (row,))])
    return judged.verdict, judged.why


def test_every_type_has_a_row_and_its_answer_follows_from_the_table_of_types() -> None:
    rows = {row.name: row for row in support_matrix.matrix()["Question types"]}
    assert set(TYPES) - OF_CHOICES <= set(rows)
    for name in set(TYPES) - OF_CHOICES:
        kind, verdict = TYPES[name], rows[name].verdict
        assert verdict != "no" or not kind.is_supported or kind.problem, name
        assert verdict != "yes" or kind.problem is None or not kind.is_supported, name
        assert verdict != "warning" or kind.problem or kind.is_left_out, name


def test_every_appearance_parameter_and_function_has_a_row() -> None:
    named = {each.name for each in odk_names.appearances()}
    acted_on = {word for kind in TYPES.values() for word in kind.appearances}
    assert acted_on - OWN <= named
    assert {word for word in named if word in APPEARANCES} >= acted_on - OWN
    pairs = " ".join(each.name for each in odk_names.parameters())
    for kind in TYPES.values():
        assert all(f"{name.replace('_', '-')}=" in pairs for name in kind.parameters)
    written = " ".join(odk_names.FUNCTIONS)
    not_of_odk = {"depend", "encrypt", "enclosed-area", "id", "jr:itext", "lang", "local-name"} | {
        *("lower-case", "name", "namespace-uri", "search", "upper-case", "substring")
    }
    functions = {*SIGNATURES, *NODE_FUNCTIONS, *NOT_AVAILABLE} - not_of_odk
    assert [name for name in sorted(functions) if f"{name}(" not in written] == []


def test_an_invented_name_is_no_yes() -> None:
    assert _judge("tekst")[0] == "no"
    verdict, why = _judge("text", appearance="shiny")
    assert (verdict, why) == ("warning", "The appearance “shiny” does not go with this question.")
    assert _judge("calculate", calculation="shine(1)")[0] == "no"
    assert _judge("text") == ("yes", "")
    assert _judge("text", appearance="masked") == ("yes", "")


def test_an_error_of_one_sample_is_no_answer_for_another() -> None:
    samples = [
        OdkName(kind, ({"type": kind, "name": f"sample_{number}", "label": "Q"},))
        for number, kind in enumerate(("text", "tekst", "deviceid", "integer"))
    ]
    verdicts = [row.verdict for row in support_matrix.judge(samples)]
    assert verdicts == ["yes", "no", "warning", "yes"]
