"""One sentence for a group of problems whose messages differ: what happens, in plain words, without the names in them."""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.errors import Problem
from chalicelib.forms.problem_groups import ProblemGroup
from chalicelib.locales import N_

SENTENCES: Mapping[str, str] = {
    "form.expression_last_saved": N_(
        "Some expressions read an earlier record, which a web form does not know: they find it empty."
    ),
    "form.expression_label_in_language": N_(
        "Some expressions read a choice's label in a fixed language: they get that of whoever answers."
    ),
    "form.expression_always_empty": N_(
        "Some functions ask for what a web form does not have: they are always empty."
    ),
    "form.hides_itself": N_(
        "Some answers can hide their own question: then nobody can change them any more."
    ),
    "form.expression_unknown_path": N_("Some paths lead to nothing: they are always empty."),
    "form.expression_unknown_column": N_(
        "Some filters name columns that their lists of choices do not have."
    ),
    "form.not_in_language": N_(
        "Some texts are missing in a language of the event. People then see them in another language."
    ),
    "form.mostly_not_in_language": N_(
        "Most texts are missing in some languages. People then see them in another language."
    ),
    "form.from_outside_repeat": N_(
        "Some expressions name a question that is asked in a repeat: outside the repeat it means all the answers, not one."
    ),
    "form.unknown_choice": N_(
        "Some conditions name a choice that is not in the list: nobody can choose it."
    ),
    "form.default_refused": N_("Some defaults break the constraint beside them."),
    "form.no_media_file": N_(
        "Some pictures or recordings are not attached: nothing will be shown or played there."
    ),
    "form.unused_list": N_("Some lists of choices are not used by any question."),
    "form.language_missing": N_(
        "Some texts are missing in the form's default language. People then see them in another language."
    ),
    "form.bad_appearance": N_(
        "Some appearances do not go with their questions: these are shown without them."
    ),
    "form.means_nothing": N_("Some cells have no effect on the type of their row."),
    "form.no_file": N_("Some files must be attached to the form before it is published."),
    "form.never_answered": N_(
        "Only an app can answer some rows. They are never asked, and expressions see them empty."
    ),
    "form.row_left_out": N_(
        "A web page cannot do what some rows ask for. These rows are left out: there will be no answers to them."
    ),
    "form.group_left_out": N_("Some groups are left out, because all of their rows are."),
    "form.hidden_column": N_(
        "Expressions cannot read some columns of a file: the question's parameters give their names to other columns."
    ),
    "form.ignored_setting": N_("Some settings have no effect here."),
    "form.ignored_column": N_("Some columns are not known and have no effect."),
    "form.ignored_parameter": N_("Some parameters have no effect here."),
    "form.foreign_language": N_(
        "Some columns are in other languages than Kazakh, Russian and English. Their texts are used only where there is "
        "none in these languages."
    ),
    "form.repeated_language": N_(
        "Some columns are of the same language. The first of them that is filled in counts."
    ),
    "form.loop_filled_in": N_(
        "Other XLSForm tools leave some texts of loops as they are written. Pikir fills them in for each choice."
    ),
    "form.xlsform_warning": N_("Other XLSForm tools warn of something here."),
}
"""By code. A code that is not here is described by the group's first problem."""


def describe_group(group: ProblemGroup) -> Problem:
    """Return a problem whose message is true of the whole group."""
    first = group.statements[0].problems[0]
    if len(group.statements) == 1 or group.code not in SENTENCES:
        return first
    return replace(first, message=SENTENCES[group.code])
