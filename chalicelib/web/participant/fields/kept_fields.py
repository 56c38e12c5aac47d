"""The fields of a form as nobody has answered them, and their HTML: a page fills in what was typed (decision 0093).

They are made without answers, so that none can stay in memory. The HTML is the template's own, cut where an answer goes.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from sys import getsizeof
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias
from weakref import ReferenceType, ref

from chalicelib.bounded_cache import BoundedCache
from chalicelib.web.participant.fields.cut_html import CHOSEN, VALUE, CutHtml
from chalicelib.web.render import environment, template_functions

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from chalicelib.forms.intake import Form
    from chalicelib.locales import Language
    from chalicelib.web.participant.fields.view_models import Field, FieldState

FieldPlace: TypeAlias = "tuple[int, str, FieldState]"
"""The index of its row, the prefix of its instance, and its state."""

LARGEST: Final = 12 * 1024 * 1024
"""In bytes, of all kept fields together; those of one form take half at most."""

_FIELD_SIZE: Final = 900
_OPTION_SIZE: Final = 250
"""Bytes in memory, about, beside the HTML."""


class FieldsKey(NamedTuple):
    """What the fields of a form's pages depend on beside the answers."""

    event: str
    form: str
    language: Language
    prefix: str
    is_kiosk: bool


def _write_blank(field: Field, language: Language) -> tuple[Field, CutHtml]:
    options = tuple(each._replace(is_chosen=False) for each in field.options)
    slots = tuple(each._replace(is_chosen=True, slot=CHOSEN) for each in options)
    cut = CutHtml.cut(_writer(language)(field.change(value=VALUE, options=slots)))
    return field.change(value="", options=options, html=cut.html), cut


@cache
def _writer(language: Language) -> Callable[[Field], Markup]:
    """Return the template's macro that writes a field."""
    template = environment().get_template("participant/fields.html")
    module = template.make_module(template_functions(language))
    write: Callable[[Field], Markup] = module.ask  # type: ignore[attr-defined] # a macro's name
    return write


def write_part(part: Field, language: Language) -> Markup:
    """Return the HTML of a part, as it is kept or from the template."""
    return part.html or _writer(language)(part)


class KeptFields:
    """The blank fields of one compiled version's pages in one language, by row, place and state."""

    def __init__(self, form: Form, language: Language, most: int) -> None:
        self._size = 0
        self._form: ReferenceType[Form] = ref(form)
        self._language = language
        self._most = most
        self._blank: dict[FieldPlace, Field] = {}

    @property
    def size(self) -> int:
        """The bytes in memory."""
        return self._size

    def serves(self, form: Form) -> bool:
        """Return whether the fields are of that compiled version."""
        return self._form() is form

    def find(self, place: FieldPlace) -> Field | None:
        """Return the field without an answer if it is kept."""
        return self._blank.get(place)

    def keep(self, place: FieldPlace, blank: Field) -> Field:
        """Keep a field without an answer, if there is room; return it as it is to be shown."""
        if not self._take(_FIELD_SIZE + _OPTION_SIZE * len(blank.options)):
            return blank
        kept = self._blank[place] = blank.change(is_blank=True, cuts={})
        return kept

    def write_all(self, part: Field) -> Field:
        """Return the part with what is kept of the HTML of its fields."""
        changes: dict[str, object] = {}
        if part.parts:
            changes["parts"] = tuple(map(self.write_all, part.parts))
        if part.repeat:
            changes["repeat"] = replace(part.repeat, blank=self.write_all(part.repeat.blank))
        return part.change(**changes) if changes else self.write(part)

    def write(self, field: Field) -> Field:
        """Return the field with its HTML, where that is kept; its answer and its kind may differ from the blank one's."""
        if field.cuts is None or field.message:
            return field
        shown_as = field.kind, field.announces_privacy
        written = field.cuts.get(shown_as)
        if written is None:
            written = _write_blank(field, self._language)
            if self._take(_FIELD_SIZE + getsizeof(written[1].html)):
                field.cuts[shown_as] = written
        blank, cut = written
        if field.is_blank:
            return blank
        chosen = [option.is_chosen for option in field.options]
        return field.change(html=cut.fill(field.value, chosen))

    def _take(self, size: int) -> bool:
        """Take room, if there is so much."""
        if self._size + size > self._most:
            return False
        self._size += size
        return True


class KeptForms:
    """A bounded number of bytes of kept fields; those of the form that was shown the longest time ago leave first."""

    def __init__(self, largest: int = LARGEST) -> None:
        self._largest = largest
        self._forms: BoundedCache[FieldsKey, KeptFields] = BoundedCache(largest, largest)

    @property
    def size(self) -> int:
        """The bytes of all forms."""
        return self._forms.weight

    def open(self, key: FieldsKey, form: Form) -> KeptFields:
        """Return what is kept for a form's pages: at first nothing."""
        kept = self._forms.get(key)
        if kept is None or not kept.serves(form):
            return KeptFields(form, key.language, self._largest // 2)
        return kept

    def close(self, key: FieldsKey, kept: KeptFields) -> None:
        """Keep what a page added."""
        self._forms.put(key, kept, kept.size)


KEPT: Final = KeptForms()
"""Those of this process."""
