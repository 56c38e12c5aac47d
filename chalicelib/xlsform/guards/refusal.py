"""How a workbook is refused before its cells are read."""

from chalicelib.errors import SourceLocation
from chalicelib.xlsform.problems import sheet_problem


class WorkbookRefused(Exception):
    """A workbook that is not read any further. ``problem`` says why."""

    def __init__(
        self, code: str, place: SourceLocation | None = None, **parameters: object
    ) -> None:
        self.problem = sheet_problem(code, place, **parameters)
        super().__init__(code)
