"""The problems of a spreadsheet beside those of a definition: code and message."""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.errors import Problem, SourceLocation
from chalicelib.forms.problems import problem
from chalicelib.locales import N_

ERRORS: Mapping[str, str] = {
    "form.file_missing": N_("There is no such file, or it cannot be read: {reason}."),
    "form.folder_without_forms": N_(
        "In the folder “{name}” there is no form: no workbook, and no JSON of a definition."
    ),
    "form.file_too_large": N_(
        "The file is larger than {limit} MB. Please leave out what no form needs."
    ),
    "form.file_not_a_workbook": N_(
        "This is not an .xlsx or .xls workbook (it looks like {kind}). "
        "Please save it as “Excel workbook (.xlsx)”."
    ),
    "form.file_broken": N_(
        "The workbook is damaged. Please open it, save it again as .xlsx and try once more."
    ),
    "form.file_encrypted": N_(
        "The workbook is protected by a password. Please save it without one."
    ),
    "form.file_has_macros": N_(
        "The workbook holds macros, which Pikir does not open. Please save it as .xlsx, without macros."
    ),
    "form.file_has_doctype": N_(
        "The workbook holds a document type, which no spreadsheet needs. Please save it again as .xlsx."
    ),
    "form.file_unpacks_too_large": N_(
        "The workbook unpacks to more than {limit} MB. Please delete empty rows, columns and sheets."
    ),
    "form.file_too_many_parts": N_(
        "The workbook has more than {limit} parts. Please copy the form's sheets into a new one."
    ),
    "form.sheet_too_large": N_(
        "The workbook holds more than any form needs. Please delete empty rows, columns and sheets."
    ),
    "form.sheet_too_long": N_("The sheet has more than {limit} rows."),
    "form.sheet_too_wide": N_("The sheet has more than {limit} columns."),
    "form.cell_too_long": N_("The cell holds more than {limit} characters."),
    "form.no_survey_sheet": N_(
        "The workbook has no sheet “survey” (its sheets: {sheets}). Please give the sheet of questions that "
        "name."
    ),
    "form.file_not_text": N_(
        "The file is not a CSV file in UTF-8. Please save it as “CSV UTF-8 (comma delimited)”."
    ),
    "form.xml_broken": N_("The file is not well-formed XML: {reason}."),
    "form.xml_has_doctype": N_(
        "The file declares a document type, which no list needs. Please delete the line that begins with “<!DOCTYPE”."
    ),
    "form.xml_too_deep": N_(
        "“{name}” is nested too deep: a list is written as <root><item><name>…</name><label>…</label></item></root>."
    ),
    "form.xml_mixed_rows": N_(
        "All rows of the list must have the same name: this one is called “{name}”, the first one “{first}”."
    ),
    "form.geojson_broken": N_("The file is not valid JSON in UTF-8."),
    "form.geojson_no_collection": N_(
        "The file is not a GeoJSON list: it must be a “FeatureCollection” with “features”."
    ),
    "form.geojson_no_feature": N_("This entry of “features” is not a “Feature”."),
    "form.items_without_names": N_(
        "None of the list's entries has “{column}”, which holds the choices' names."
    ),
    "form.file_lost_letters": N_(
        "The file was saved in an encoding without Kazakh letters: they have become question marks. "
        "Please save it as “CSV UTF-8 (comma delimited)”."
    ),
    "form.duplicate_header": N_(
        "Two columns have the header “{name}”. Please rename or delete one."
    ),
    "form.column_without_languages": N_(
        "The column “{name}” cannot have a language or another part behind “::”. Please leave that out of its header."
    ),
    "form.no_type_column": N_(
        "The sheet has no column “type”. The first row must hold the headers: type, name, label."
    ),
    "form.no_type": N_("The row has no type. Please fill in the column “type”, or empty the row."),
    "form.no_name": N_("The row has no name. Please give it one in the column “name”."),
    "form.no_list_name": N_(
        "The type “{type}” needs the name of a list of choices after it, for example “{type} colours”."
    ),
    "form.unknown_reference": N_("There is no question “{name}”. Please check the spelling."),
    "form.ambiguous_reference": N_(
        "The name “{name}” stands in the form more than once, so a reference cannot say which is meant."
    ),
    "form.choice_without_label": N_(
        "The choice has no label. With “or_other” every choice of the list needs one."
    ),
    "form.list_without_names": N_(
        "The file has no column for the choices' names: the first row must hold one of {columns}."
    ),
    "form.list_without_rows": N_("The file holds no choices: there is no row under its first one."),
    "form.list_too_long": N_("The file holds more than {limit} choices."),
    "form.choice_without_name": N_("The choice has no name. Please fill in the column “name”."),
    "form.unmatched_end": N_(
        "This “{type}” ends nothing that began before it. Please check the rows that begin and end."
    ),
    "form.unmatched_begin": N_(
        "What begins here is never ended. Please add a row “{type}” after its last question."
    ),
    "form.no_external_list": N_("The sheet “external_choices” has no list “{name}”."),
    "form.loop_bad_name": N_(
        "The loop makes a group of each choice, named like the choice, and “{name}” cannot be such a name: it "
        "has letters, digits and “_.-” and starts with a letter or “_”."
    ),
    "form.loop_repeat": N_(
        "A repeat cannot be inside a loop: it would have the same name for each choice. "
        "Please use a group, or write the repeat out for each choice."
    ),
    "form.loop_unknown_column": N_(
        "The sheet of choices has no column “{name}”, which this cell takes its text from."
    ),
    "form.loop_too_large": N_(
        "The loop repeats its rows for each choice of its list, which makes the form too large. A form has at "
        "most {limit} questions."
    ),
    "form.too_many_groups": N_("There are more than {limit} groups and repeats."),
    "form.unreadable": N_(
        "XLSForm tools cannot read this and do not say why. Please write it in another way, or leave it out."
    ),
    "form.xlsform": N_("Other XLSForm tools refuse this too. Their reason: {reason}"),
}

WARNINGS: Mapping[str, str] = {
    "form.file_in_windows_1251": N_(
        "The file is not in UTF-8 and was read as Windows-1251. Please check the texts of the choices, "
        "or save it as “CSV UTF-8 (comma delimited)”."
    ),
    "form.cell_formula": N_(
        "The formula in this cell has no stored value and counts as empty. "
        "Please open the file in a spreadsheet program and save it, or write the value."
    ),
    "form.not_encrypted": N_(
        "The key in “{name}” is not used: answers are not encrypted by it, but kept as those of any other form."
    ),
    "form.no_entities": N_(
        "Pikir makes no entities: the sheet “entities” and the column “save_to” have no effect."
    ),
    "form.loop_filled_in": N_(
        "Other XLSForm tools leave “{text}” as it is here, in a group inside a loop. Pikir fills it in for each choice."
    ),
    "form.ignored_setting": N_("The setting “{name}” has no effect here."),
    "form.row_left_out": N_(
        "A web page cannot do what “{type}” does. The row “{name}” is left out: there will be no answer to it."
    ),
    "form.group_left_out": N_(
        "All rows of “{name}” are left out, so “{name}” is left out as well."
    ),
    "form.ignored_column": N_("The column “{name}” is not known and has no effect."),
    "form.hidden_column": N_(
        "Expressions cannot read the column “{name}” of this file: there “{name}” is what the question's parameters say, “{named}”."
    ),
    "form.ignored_parameter": N_("The parameter “{name}” has no effect here."),
    "form.foreign_language": N_(
        "“{name}” is not Kazakh, Russian or English. Its texts are used only where there is none in these "
        "languages."
    ),
    "form.repeated_language": N_(
        "The language “{name}” is that of another column too. The first of them that is filled in counts."
    ),
    "form.xlsform_warning": N_("Other XLSForm tools warn here: {reason}"),
    "form.more_problems": N_(
        "There may be more: once these are fixed, please check the file again."
    ),
}


def sheet_problem(
    code: str, location: SourceLocation | None = None, **parameters: object
) -> Problem:
    """Return the problem of that code, one of these or a definition's, at that cell."""
    if code in WARNINGS:
        return Problem("", code, WARNINGS[code], parameters, "warning", location)
    if code in ERRORS:
        return Problem("", code, ERRORS[code], parameters, location=location)
    return replace(problem(code, "", **parameters), location=location)


class WorkbookRefused(Exception):
    """A workbook that is not read any further; ``problem`` has the reason."""

    def __init__(
        self, code: str, location: SourceLocation | None = None, **parameters: object
    ) -> None:
        self.problem = sheet_problem(code, location, **parameters)
        super().__init__(code)
