"""How a workbook is refused before its cells are read."""

from chalicelib.errors import Place
from chalicelib.forms.xlsform.problems import found


class Unusable(Exception):
    """A workbook that is not read any further. ``problem`` says why."""

    def __init__(self, code: str, place: Place | None = None, **parameters: object) -> None:
        self.problem = found(code, place, **parameters)
        super().__init__(code)
