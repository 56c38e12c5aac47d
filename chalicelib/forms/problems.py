"""The problems that an answer, a definition or an envelope can have: the code and message of each.

The codes are stable; ``docs/errors.md`` lists them. Messages are message ids with parameters.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from chalicelib.errors import Problem
from chalicelib.locales import N_

if TYPE_CHECKING:
    from chalicelib.locales import Language

PHOTO_FORMAT: Final = N_(
    "HEIC, HEIF and AVIF photos are not accepted, because they hold the location. Please send a JPEG. "
    "iPhone: Settings, Camera, Formats, Most Compatible; then take the photo again. Other phones: turn off "
    "HEIF (high-efficiency pictures) in the camera's settings. A screenshot of the photo will do too."
)
"""Advice for who sends what phones take by default."""

ANSWERS: Mapping[str, str] = {
    "answer.required": N_("Please answer this question."),
    "answer.contact_missing": N_("Please give an email address or a phone number."),
    "answer.must_acknowledge": N_("Please tick this box to go on."),
    "answer.unknown_question": N_("The form has no such question."),
    "answer.wrong_type": N_("This answer is not of the kind that the question asks for."),
    "answer.not_a_number": N_("Please write a number, for example 12."),
    "answer.not_whole": N_("Please write a whole number, without a fraction."),
    "answer.too_small": N_("The smallest possible answer is {limit}."),
    "answer.too_large": N_("The largest possible answer is {limit}."),
    "answer.too_precise": N_("Please write a number of at most 15 digits."),
    "answer.not_on_scale": N_("Please choose one of the values on the scale."),
    "answer.too_short": N_("The answer is too short: at least {limit} characters are needed."),
    "answer.too_long": N_("The answer is too long: at most {limit} characters are possible."),
    "answer.unknown_choice": N_("Please choose one of the answers offered."),
    "answer.repeated_choice": N_("The same answer is chosen more than once."),
    "answer.incomplete_ranking": N_("Please give every item a place of its own, each place once."),
    "answer.bad_date": N_("Please give a date that exists."),
    "answer.bad_time": N_("Please give a time from 00:00 to 23:59."),
    "answer.bad_datetime": N_("Please give a date and a time that exist."),
    "answer.bad_position": N_(
        "Please give latitude and longitude in degrees, for example 43.2389 76.8897."
    ),
    "answer.unknown_upload": N_("This file was not uploaded. Please choose it again."),
    "answer.constraint": N_("This answer does not fit. Please check it."),
    "answer.not_offered": N_("This answer is not offered here: please choose another."),
    "answer.too_many": N_("There are too many of these: at most {limit} are possible."),
    "answer.too_complex": N_("These answers take too long to process. Please make fewer entries."),
    "answer.bad_email": N_("Please write an email address, for example name@example.kz."),
    "answer.bad_phone": N_("Please write a phone number, for example +7 701 123 45 67."),
    "answer.control_characters": N_("The answer holds characters that cannot be stored."),
    "answer.upload_used": N_("This file belongs to another answer. Please choose it again."),
    "answer.empty_file": N_("This file is empty. Please choose another one."),
    "answer.file_too_large": N_("This file is too large: at most {limit} MB are possible."),
    "answer.file_type": N_("Files of this kind cannot be sent. Possible are: {types}."),
    "answer.photo_format": PHOTO_FORMAT,
    "answer.not_that_file": N_(
        "This file is not what its name says, or it is damaged. Please choose another one."
    ),
    "answer.too_many_files": N_("At most {limit} files can be sent with one form."),
}

REQUESTS: Mapping[str, str] = {
    "request.missing": N_("This is required."),
    "request.unknown_key": N_("There is no such key here."),
    "request.wrong_type": N_("This value is of the wrong kind."),
}

DEFINITIONS: Mapping[str, str] = {
    "form.missing": N_("This is required."),
    "form.unknown_key": N_("A definition has no key “{key}” here."),
    "form.bad_value": N_("This value cannot stand here."),
    "form.wrong_type": N_("This value is of the wrong kind."),
    "form.bad_name": N_(
        "This cannot be a name: a question's name has letters, digits and “_.-” and starts with a letter or "
        "“_”; a form's name has Latin letters only."
    ),
    "form.bad_text": N_("The text is empty, or holds characters that cannot be stored."),
    "form.too_long": N_("This is too long: at most {limit} are possible."),
    "form.not_one_of": N_("This must be one of: {options}."),
    "form.unsupported_type": N_("A web form cannot ask a question of the type “{type}”."),
    "form.unknown_type": N_("There is no question type “{type}”."),
    "form.not_for_type": N_("“{key}” means nothing for the type “{type}”."),
    "form.no_questions": N_("There is no question in it."),
    "form.cycle": N_("These depend on each other, so none of them can be calculated: {names}."),
    "form.no_calculation": N_("A “calculate” needs a calculation."),
    "form.too_many_questions": N_("There are more than {limit} questions."),
    "form.too_much_logic": N_(
        "All expressions of the form together have more than {limit} characters. Please work out what is repeated in a "
        "“calculate” of its own, and refer to that."
    ),
    "form.page_too_heavy": N_(
        "The form's page would weigh {size} MB; at most {limit} MB are possible. The heaviest part is “{name}” with "
        "{share} MB."
    ),
    "form.too_large": N_(
        "The form, with its texts and lists of choices, is too large to be stored."
    ),
    "form.too_deep": N_("Groups are nested deeper than {limit} levels."),
    "form.too_many_repeats": N_("Repeats are nested deeper than {limit} levels."),
    "form.spaced_choice": N_(
        "The choice “{name}” has a space in its name: where several can be chosen, or in a ranking, "
        "that cannot be."
    ),
    "form.reserved_name": N_("The name “{name}” is reserved. Please choose another one."),
    "form.duplicate_repeat": N_(
        "Another repeat is already named “{name}”. Please choose another name."
    ),
    "form.bad_reference": N_(
        "“{name}” is not written as a reference. A reference is a question's name: ${{name}}."
    ),
    "form.bad_parameter": N_("The parameter “{name}” cannot have this value here."),
    "form.not_in_repeat": N_("A row of the type “{type}” cannot stand in this repeat."),
    "form.data_name_clash": N_(
        "“{name}” would be the name of two lists or files in this form: “{first}” and “{second}”. Please rename one."
    ),
    "form.data_has_no_answer": N_(
        "The row “{name}” attaches a file and has no answer: please write instance('{name}') and a path."
    ),
    "form.duplicate_data": N_("Another row attaches the file “{name}” already. Please delete one."),
    "form.list_is_a_file": N_(
        "“{name}” is a file's name: please use “select_one_from_file”, or give the list another name."
    ),
    "form.bad_file_name": N_(
        "The file “{name}” must be called like “cities.csv”, “cities.xml” or “cities.geojson”, and like no other list."
    ),
    "form.other_with_filter": N_("“or_other” and “choice_filter” do not go together."),
    "form.table_lists_differ": N_("All questions of a “table-list” must have the same list."),
    "form.table_with_filter": N_("In a “table-list” there can be no “choice_filter”."),
    "form.big_image_alone": N_("A “big-image” needs an “image” to show in its place."),
    "form.trigger_unseen": N_("Nobody sees “{name}” on the page, so it cannot be a trigger."),
    "form.bad_column": N_(
        "A column of choices cannot be named “{name}”: a name begins with a letter, holds only letters, "
        "digits and “_.-”, and is not used for anything else."
    ),
    "form.duplicate_name": N_("The name “{name}” is used twice in the same place."),
    "form.no_list": N_("There is no list of choices “{name}”."),
    "form.empty_list": N_("The list of choices “{name}” is empty."),
    "form.duplicate_choice": N_("The choice “{name}” stands in its list twice."),
    "form.choice_other": N_("With “or_other” the list must not hold a choice named “other”."),
    "form.too_many_choices": N_("More than {limit} choices cannot be ranked."),
    "form.bad_limit": N_("This limit does not fit the type “{type}”."),
    "form.empty_range": N_("The upper limit is below the lower one."),
    "form.bad_parameters": N_(
        "A range needs a step other than zero, and numbers with at most 15 digits."
    ),
    "form.too_many_steps": N_("A range has at most {limit} steps."),
    "form.not_nps": N_("The appearance “nps” needs a range from 0 to 10 in steps of 1."),
    "form.unknown_role": N_("There is no role “{role}”."),
    "form.role_not_for_type": N_("The role “{role}” does not go with the type “{type}”."),
    "form.repeated_role": N_("Only one question can have the role “{role}”."),
    "form.trigger_nothing": N_("“{found}” names no question: a trigger is written ${{name}}."),
    "form.role_in_repeat": N_("A question in a repeat cannot have a role (“{role}”)."),
    "form.private_category": N_("The category cannot be private: figures are broken down by it."),
    "form.bad_category": N_(
        "The category “{name}” must be named in Latin letters, digits and “_.-” only."
    ),
    "form.category_other": N_(
        "The category must be one of the event's: “or_other” cannot be used here."
    ),
    "form.not_a_category": N_("The event has no category “{name}”."),
    "form.no_categories": N_("The event has no categories to choose from."),
    "form.not_on_programme": N_("The event's programme has no item “{name}”."),
    "form.no_category_question": N_(
        "A registration form needs a required question with the role “category”."
    ),
    "form.confirmation_without_email": N_(
        "“confirm_email” needs a question with the role “email” that everybody must answer."
    ),
    "form.no_contact_question": N_(
        "“contact_required” needs a question with one of the roles {roles}: nobody could send this form."
    ),
    "form.another_name": N_("The definition must have the name of the form, “{name}”."),
    "form.another_purpose": N_("A published form keeps its purpose, “{purpose}”."),
    "form.name_taken": N_("The event already has a form “{name}”."),
}

EXPRESSIONS: Mapping[str, str] = {
    "form.expression_empty": N_("The expression is empty."),
    "form.expression_too_long": N_(
        "The expression is too long: at most {limit} characters are possible."
    ),
    "form.expression_too_deep": N_("The expression is nested deeper than {limit} levels."),
    "form.expression_bad_syntax": N_("“{found}” cannot be used at this place of the expression."),
    "form.expression_ends_early": N_(
        "The expression ends too early: something is missing at its end."
    ),
    "form.expression_open_text": N_(
        "A text in the expression begins with a quotation mark and has no closing one."
    ),
    "form.expression_bad_reference": N_(
        "“{found}” is not a reference to a question: it is written ${{name}}."
    ),
    "form.expression_unknown_function": N_("There is no function “{name}”."),
    "form.expression_misspelt_function": N_("There is no function “{name}”. Is “{nearest}” meant?"),
    "form.expression_not_available": N_("Web forms do not support “{name}”. Please leave it out."),
    "form.expression_pulldata_name": N_(
        "“pulldata” needs the names of the file and of both columns as they are, in quotation marks."
    ),
    "form.expression_wrong_arguments": N_("“{name}” does not take these arguments."),
    "form.expression_needs_nodes": N_("“{name}” needs a question or a repeat here, not a value."),
    "form.expression_unknown_name": N_(
        "There is no question “{name}” that this expression could mean."
    ),
    "form.expression_misspelt_name": N_("There is no question “{name}”. Is “{nearest}” meant?"),
    "form.expression_ambiguous_name": N_(
        "More than one question is named “{name}”: it is not clear which one is meant."
    ),
    "form.expression_no_list": N_("There is no list of choices “{name}”."),
    "form.expression_bad_path": N_("This path leads nowhere in the form."),
    "form.expression_not_a_select": N_("“{name}” is not a question with choices."),
    "form.expression_pattern_not_text": N_(
        "The pattern of regex() must be written out as a text in quotation marks."
    ),
    "form.expression_bad_pattern": N_(
        "The pattern of regex() cannot be used: “{found}” at this place."
    ),
    "form.expression_pattern_too_large": N_("The pattern of regex() is too large."),
}
"""Problems that ``xpath`` finds. Their parameter ``at`` is a character of the expression, from 0."""

WARNINGS: Mapping[str, str] = {
    "form.expression_unknown_path": N_(
        "This path leads to nothing: there is no “{name}” there. It is always empty."
    ),
    "form.expression_last_saved": N_(
        "A web form knows no earlier record: “${{last-saved#{name}}}” is always empty."
    ),
    "form.expression_label_in_language": N_(
        "“{name}” means the choice's label in the language of whoever answers."
    ),
    "form.expression_always_empty": N_(
        "A web form has no value for “{name}()”: it is always empty."
    ),
    "form.expression_unknown_column": N_("The list “{list}” has no column “{name}”."),
    "form.not_in_language": N_("This text is missing {languages}."),
    "form.mostly_not_in_language": N_("{number} of {total} texts are missing {language}."),
    "form.language_absent": N_("The event is also held {languages}, the form is not."),
    "form.from_outside_repeat": N_(
        "“{name}” is asked in a repeat: outside the repeat it means all the answers, not one."
    ),
    "form.unknown_choice": N_("“{name}” has no choice “{choice}”."),
    "form.unreachable": N_("This can never be asked: its condition never holds."),
    "form.hides_itself": N_(
        "The answer to “{name}” can hide the question itself: then nobody can change that answer any more."
    ),
    "form.default_refused": N_("The default “{default}” breaks the constraint beside it."),
    "form.no_media_file": N_("The file “{name}” is not attached: nothing will be shown or played."),
    "form.unused_list": N_("No question uses the list of choices “{name}”."),
    "form.one_page": N_(
        "The form is to be asked page by page, but all its questions are on one page."
    ),
    "form.no_constraint_message": N_("The constraint has no message of its own."),
    "form.language_missing": N_(
        "The text is missing {language}, which is the form's default language."
    ),
    "form.search_ignored": N_(
        "The file that “search()” looks into is not read: the page offers the rows of the list as choices, as they stand."
    ),
    "form.bad_appearance": N_("The appearance “{name}” does not go with this question."),
    "form.means_nothing": N_("“{key}” has no effect on the type “{type}”."),
    "form.empty_group": N_("There is nothing in this group."),
    "form.nothing_to_answer": N_("There are only notes in it, nothing to answer."),
    "form.bad_default": N_("The default is not one of the answers that the question accepts."),
    "form.no_file": N_("The file “{name}” must be attached to the form before it is published."),
    "form.repeats_unchecked": N_(
        "Nobody can check whether a person registers twice: no question with one of the roles {roles} is "
        "required."
    ),
    "form.never_answered": N_(
        "Only an app can answer a row of the type “{type}”. “{name}” is never asked, and expressions see it empty."
    ),
}
"""Problems that do not stop a form from being published."""

CORRECTIONS: Mapping[str, str] = {
    "wording.unknown_text": N_("The version has no text at this place."),
    "wording.no_text": N_("A text cannot be taken away: that needs a new version."),
    "wording.other_names": N_(
        "The names in ${{…}} must stay as they are: other ones need a new version."
    ),
    "wording.label_is_an_answer": N_(
        "A formula of the form uses the words of its choices, so they are answers. Changing them needs a new version."
    ),
}
"""Why a text cannot be corrected in a published version."""

_OWN_WORDS = N_("{message}")
"""The message id of what a form says itself, in its own languages."""

_ALL: Mapping[str, str] = {
    **ANSWERS,
    **REQUESTS,
    **DEFINITIONS,
    **EXPRESSIONS,
    **WARNINGS,
    **CORRECTIONS,
}


def problem(code: str, at: str, /, **parameters: object) -> Problem:
    """Return the problem of that code; ``at`` is a question's key or a JSON pointer."""
    return Problem(
        name=at,
        code=code,
        message=_ALL[code],
        parameters=parameters,
        severity="warning" if code in WARNINGS else "error",
    )


def in_words(code: str, at: str, words: Mapping["Language", str]) -> Problem:
    """Return the problem of that code with the form's own message."""
    return Problem(name=at, code=code, message=_OWN_WORDS, parameters={"message": dict(words)})


def worst_first(problems: Iterable[Problem]) -> list[Problem]:
    """Return the errors, then the warnings, each in the order they came."""
    return sorted(problems, key=lambda each: each.severity != "error")
