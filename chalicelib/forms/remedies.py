"""Remedies: how to mend each problem of a definition, in one sentence for people who work in a spreadsheet."""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.errors import Problem
from chalicelib.locales import N_

_CORRECT = N_("Correct it, or empty the cell.")
_SHORTEN = N_("Shorten it.")
_REMOVE = N_("Empty the cell, or change the type.")
_ANOTHER_WAY = N_("Ask in another way, for example with a text, an image or a file.")
_OTHER_TOOLS = N_("It can stay in the file for other tools.")

REMEDIES: Mapping[str, str] = {
    "form.missing": N_("Fill this cell in."),
    "form.bad_value": _CORRECT,
    "form.wrong_type": _CORRECT,
    "form.bad_text": N_("Write a text, without control characters."),
    "form.too_long": _SHORTEN,
    "form.not_one_of": N_("Write one of these words as it stands here."),
    "form.not_for_type": _REMOVE,
    "form.no_questions": N_("Add a question."),
    "form.too_many_questions": N_("Make two forms of it."),
    "form.page_too_heavy": N_(
        "Take choices out of the longest lists, ask for a text instead, or make two forms of it."
    ),
    "form.too_large": N_(
        "Take choices out of the longest lists, shorten texts, or make two forms of it."
    ),
    "form.too_deep": N_("Nest fewer groups."),
    "form.too_many_repeats": N_("Nest fewer repeats."),
    "form.choice_other": N_("Give that choice another name, or leave “or_other” out."),
    "form.too_many_choices": N_("Take choices out, or ask with “select_multiple”."),
    "form.bad_limit": _CORRECT,
    "form.empty_range": N_("Exchange the two limits, or correct one."),
    "form.bad_parameters": N_("Write for example “start=1 end=5 step=1”."),
    "form.too_many_steps": N_("Take larger steps, or ask for a number instead."),
    "form.not_nps": N_("Write “start=0 end=10 step=1”, or leave “nps” out."),
    "form.unknown_role": N_("Use one of Pikir's roles, or leave the cell empty."),
    "form.role_not_for_type": N_("Change the type, or leave the role out."),
    "form.private_category": N_("Leave “pikir::private” out here."),
    "form.category_other": N_("Leave “or_other” out here."),
    "form.expression_empty": N_("Write an expression, or empty the cell."),
    "form.expression_too_long": _SHORTEN,
    "form.expression_too_deep": N_("Work out a part of it in a “calculate” of its own."),
    "form.expression_bad_reference": N_("Write “${{name}}” with the name of a question."),
    "form.expression_needs_nodes": N_("Name a question of a repeat, or the repeat itself."),
    "form.expression_no_list": N_("Correct the list's name, or add the list."),
    "form.expression_bad_path": N_("Write the question as “${{name}}” instead."),
    "form.expression_not_a_select": N_("Name a “select_one” or “select_multiple” question."),
    "form.expression_pattern_not_text": N_("Write the pattern itself, in quotation marks."),
    "form.expression_bad_pattern": N_("Write the pattern without this part."),
    "form.expression_pattern_too_large": N_(
        "Write a shorter pattern, with smaller numbers in “{{}}”."
    ),
    "form.unknown_key": N_("Remove it, or correct the column's name."),
    "form.bad_name": N_("Use letters, digits and “_”, and begin with a letter."),
    "form.unknown_type": N_("Use one of XLSForm's types, for example “text” or “select_one list”."),
    "form.duplicate_name": N_("Give each question of a group a name of its own."),
    "form.no_list": N_("Add the list to the sheet “choices”, or correct its name."),
    "form.empty_list": N_("Write at least one choice into the list."),
    "form.duplicate_choice": N_("Give each choice of a list a name of its own."),
    "form.language_missing": N_("Write the text in this language too."),
    "form.not_in_language": N_("Translate the text, or leave the language out for this event."),
    "form.mostly_not_in_language": N_(
        "Translate the texts, or take this language out of the form."
    ),
    "form.language_absent": N_(
        "Add a column for each language, for example “label::Русский (ru)”."
    ),
    "form.search_ignored": N_(
        "Take the choices from the file with “select_one_from_file” or “select_multiple_from_file”."
    ),
    "form.bad_appearance": N_("Correct the word, or leave it out: the page is shown without it."),
    "form.bad_default": N_("Write a default that the question takes as an answer, or none."),
    "form.means_nothing": N_("Empty this cell."),
    "form.empty_group": N_("Remove the group, or put questions into it."),
    "form.nothing_to_answer": N_("Add a question if you need answers."),
    "form.no_media_file": N_("Attach the file, or remove its name."),
    "form.no_file": N_("Attach the file."),
    "form.unsupported_type": _ANOTHER_WAY,
    "form.no_calculation": N_("Write the expression into “calculation”."),
    "form.spaced_choice": N_("Write “_” instead of the space in the choice's name."),
    "form.from_outside_repeat": N_(
        "Say which or how many are meant: “indexed-repeat()”, “sum()”, “count()”, “join()”."
    ),
    "form.unknown_choice": N_("Write the choice's name (not its label) as its list has it."),
    "form.not_in_repeat": N_("Move the row out of the repeat."),
    "form.hides_itself": N_("Move “{name}” out of the group, before it."),
    "form.unreachable": N_("Correct the condition in “relevant”, or remove the row."),
    "form.default_refused": N_("Change the default, or the constraint."),
    "form.trigger_nothing": N_("Write the questions as “${{name}}”, with commas between."),
    "form.cycle": N_("Let one of them do without the others."),
    "form.expression_misspelt_name": N_("Write “${{{nearest}}}”."),
    "form.expression_unknown_name": N_("Use the name of a question of this form."),
    "form.expression_ambiguous_name": N_("Give one of the questions another name."),
    "form.expression_unknown_function": N_("Use one of XLSForm's functions."),
    "form.expression_misspelt_function": N_("Write “{nearest}(…)”."),
    "form.expression_bad_syntax": N_(
        "Check this place: is a bracket, a quotation mark or an operator missing before it?"
    ),
    "form.expression_ends_early": N_("Finish the expression: perhaps a bracket is not closed."),
    "form.expression_open_text": N_("Close the quotation mark."),
    "form.expression_wrong_arguments": N_("Check which arguments the function takes."),
    "form.expression_unknown_path": N_("Write the question as “${{name}}” instead."),
    "form.expression_always_empty": N_("Ask for it with a question, or leave it out."),
    "form.expression_last_saved": N_("Ask the question anew, or give it a default of its own."),
    "form.expression_label_in_language": N_("Write “label”, or compare the choice's “name”."),
    "form.expression_unknown_column": N_("Add the column to the choices, or correct its name."),
    "form.unused_list": N_("Remove the list, or name it in the type of a question."),
    "form.one_page": N_("Divide the questions into groups, or leave “style” out."),
    "form.no_constraint_message": N_(
        "Say in “constraint_message” what the answer must be like, so that people do not have to guess."
    ),
    "form.never_answered": N_("Remove the row, or ask for it with a question."),
    "form.row_left_out": _ANOTHER_WAY,
    "form.ignored_setting": _OTHER_TOOLS,
    "form.ignored_column": _OTHER_TOOLS,
    "form.ignored_parameter": _OTHER_TOOLS,
    "form.foreign_language": _OTHER_TOOLS,
    "form.role_in_repeat": N_("Ask for it outside the repeat, or remove the role."),
    "form.name_taken": N_(
        "Give it another “form_id” on the sheet “settings”, or replace that form from its own page."
    ),
    "form.another_name": N_("Correct the name, or add this one as a form of its own."),
    "form.another_purpose": N_("Leave the purpose as it is, or add this one as a form of its own."),
    "form.not_a_category": N_("Use the event's categories, or add this one to the event."),
    "form.no_categories": N_("Add categories to the event, or a list of choices to the form."),
    "form.not_on_programme": N_("Use the name of an item of the event's programme."),
    "form.no_category_question": N_(
        "Add a required “select_one categories” with “category” in the column “pikir::role”."
    ),
    "form.confirmation_without_email": N_(
        "Make the question with “email” in the column “pikir::role” required, without a condition, or leave "
        "“pikir::confirm_email” out."
    ),
    "form.no_contact_question": N_(
        "Add a “text” with “email” or “phone” in the column “pikir::role”."
    ),
    "form.repeats_unchecked": N_(
        "Write “yes” into the column “pikir::contact_required” on the sheet “settings”, or require one "
        "of these questions."
    ),
    "form.repeated_role": N_("Keep the role at one question only."),
}


def find_remedy(problem: Problem) -> Problem | None:
    """Return the problem with its remedy as the message; None where the problem says enough."""
    sentence = REMEDIES.get(problem.code)
    return None if sentence is None else replace(problem, message=sentence)
