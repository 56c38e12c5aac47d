"""Every kind of tally by its name; question types choose theirs in the table."""

from collections.abc import Mapping

from chalicelib.forms.statistics.choice_tally import ChoiceTally
from chalicelib.forms.statistics.date_tally import DateTally
from chalicelib.forms.statistics.number_tally import CalculationTally, NumberTally, ScaleTally
from chalicelib.forms.statistics.ranking_tally import RankingTally
from chalicelib.forms.statistics.tally import AnsweredTally, Tally

TALLIES: Mapping[str, type[Tally]] = {
    each.kind: each
    for each in (
        AnsweredTally,
        CalculationTally,
        ChoiceTally,
        DateTally,
        NumberTally,
        RankingTally,
        ScaleTally,
    )
}
