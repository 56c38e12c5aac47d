"""The keys of the edits with which organisers word paragraphs of reports."""

from chalicelib.storage.keys.key import Key


def paragraph_edits(event: str) -> str:
    """All edits of an event's reports."""
    return f"REPORT_EDIT#{event}"


def edition_edits(language: str, length: str) -> str:
    """The beginning of the sort keys of the edits of the report in that language and at that length."""
    return f"{language}#{length}#"


def paragraph_edit(event: str, language: str, length: str, paragraph: str) -> Key:
    """An edit of a paragraph, which is known by its key."""
    return Key(paragraph_edits(event), edition_edits(language, length) + paragraph)
