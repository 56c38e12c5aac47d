"""The items of a form's definitions: of its versions, and of the draft with the warnings about the file that it was read from."""

from collections.abc import Sequence
from typing import Final

from chalicelib import errors
from chalicelib.domain.file_warnings import dump_warnings, load_warnings
from chalicelib.domain.forms import FormRecord
from chalicelib.errors import Problem
from chalicelib.forms import definition
from chalicelib.forms.definition import Definition
from chalicelib.forms.problems import problem
from chalicelib.storage import keys
from chalicelib.storage.table import (
    LARGEST_ITEM,
    Item,
    Update,
    address,
    compress,
    decompress,
    size_of,
)

_ABOUT_FILE: Final = "file_warnings"


def definition_to_item(key: keys.Key, document: Definition) -> Item:
    """Write a definition as an item."""
    return {**address(key), "definition": compress(definition.dump(document))}


def definition_of(item: Item) -> Definition:
    """Read the definition from its item."""
    return definition.load(decompress(item, "definition"))


def draft_to_item(record: FormRecord, draft: Definition, file_warnings: Sequence[Problem]) -> Item:
    """Write a draft as an item, with the warnings about its file."""
    item = definition_to_item(keys.draft(record.event, record.name), draft)
    return {**item, _ABOUT_FILE: compress(dump_warnings(file_warnings))} if file_warnings else item


def file_warnings_of(item: Item) -> tuple[Problem, ...]:
    """Read the warnings about a draft's file from its item."""
    return load_warnings(decompress(item, _ABOUT_FILE)) if _ABOUT_FILE in item else ()


def change_of_draft(record: FormRecord, draft: Definition) -> Update:
    """Return the operation that changes the definition alone.

    Raises:
        errors.FormRefused: the definition with its lists is larger than an item can be.
    """
    key = keys.draft(record.event, record.name)
    item = definition_to_item(key, draft)
    if size_of(item) > LARGEST_ITEM:
        raise errors.FormRefused(problems=[problem("form.too_large", "")])
    return Update(
        key, "SET #definition = :new", {"#definition": "definition"}, {":new": item["definition"]}
    )
