"""Questions that ask of the sheet ``external_choices``."""

from collections.abc import Collection
from pathlib import PurePath

from chalicelib.forms.external_data import instance_name
from chalicelib.xlsform.precheck.external import named_files
from chalicelib.xlsform.reader.external_choices import external_lists
from chalicelib.xlsform.reader.sheet_draft import SheetDraft
from chalicelib.xlsform.reader.type_names import EXTERNAL_SELECT, selected_list


def check(draft: SheetDraft) -> None:
    """Make ``select_one_from_file`` of them, each of a list that is named like a file; note a missing list."""
    selects = [
        (line, kind) for line, kind in draft.rows() if kind.startswith(f"{EXTERNAL_SELECT} ")
    ]
    if not selects:
        return
    lists = external_lists(draft)
    files = _file_names(draft, lists)
    for line, kind in selects:
        name = selected_list(kind) or ""
        if name not in lists:
            location = draft.survey.locate(line, "type")
            draft.note("form.no_external_list", location, name=name)
            draft.survey.put(line, ("type",), "text")
            draft.replaced_rows.add(line.number)
            continue
        draft.external_lists[files[name]] = lists[name]
        words = kind.removeprefix(f"{EXTERNAL_SELECT} {name}")
        draft.survey.put(line, ("type",), f"select_one_from_file {files[name]}{words}")


def _file_names(draft: SheetDraft, names: Collection[str]) -> dict[str, str]:
    """Return the lists' names as files': other tools know a file and a list of choices by the same name."""
    lists = (draft.choices.value(line, "list name") for line in draft.choices.lines)
    kinds = (kind for _, kind in draft.rows() if not kind.startswith(f"{EXTERNAL_SELECT} "))
    taken = {name for name in lists if name}
    taken |= {PurePath(name).stem for kind in kinds if (name := selected_list(kind))}
    taken |= {
        instance_name(file)
        for line, kind in draft.rows()
        for file, _ in named_files(draft, line, kind)
    }
    files: dict[str, str] = {}
    for name in names:
        stem = name
        while stem in taken:
            stem += "_external"
        taken.add(stem)
        files[name] = f"{stem}.csv"
    return files
