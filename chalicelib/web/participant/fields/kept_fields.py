"""The fields of a form as nobody has answered them, and their HTML: a page fills in what was typed (decision 0093).

They are made without answers, so that none can stay in memory. The HTML is the template's own, cut where an answer goes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import accumulate
from sys import getsizeof
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias
from weakref import ReferenceType, ref

from markupsafe import Markup, escape

from chalicelib.bounded_cache import BoundedCache
from chalicelib.web.render import environment, template_functions

if TYPE_CHECKING:
    from chalicelib.forms.intake import Form
    from chalicelib.locales import Language
    from chalicelib.web.participant.fields.view_models import Field, FieldState

FieldPlace: TypeAlias = "tuple[int, str, FieldState]"
"""The index of its row, the prefix of its instance, and its state."""

LARGEST: Final = 12 * 1024 * 1024
"""In bytes, of all kept fields together; those of one form take half at most."""

_VALUE: Final = Markup("<<value>>")
_CHOSEN: Final = Markup("<<chosen>>")
"""Where a template writes the typed text, and around what it writes at a chosen option. Texts are escaped, so none forges them."""
_SLOT: Final = re.compile("<<(?:value|chosen)>>")

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


class CutHtml(NamedTuple):
    """The HTML of a field without an answer, and where an answer goes."""

    html: Markup
    places: tuple[int, ...]
    """Of the typed text, or of the options in their order."""
    addition: str
    """What a chosen option adds in its place; empty where the typed text is added."""

    @classmethod
    def cut(cls, html: str) -> CutHtml:
        """Cut HTML that was written with slots."""
        is_typed = _VALUE in html
        pieces = _SLOT.split(html)
        blank = pieces if is_typed else pieces[::2]
        places = tuple(accumulate(map(len, blank[:-1])))
        addition = "" if is_typed or not places else pieces[1]
        return cls(Markup("".join(blank)), places, addition)  # noqa: S704 -- a template's own output

    def fill(self, field: Field) -> Markup:
        """Return the HTML with the field's answer."""
        html, places, addition = self
        if not addition:
            addition = str(escape(field.value))
        elif places:
            places = tuple(
                place
                for place, option in zip(places, field.options, strict=True)
                if option.is_chosen
            )
        return Markup(addition.join(_split(str(html), places)))  # noqa: S704 -- a template's own output, and an escaped text


def _split(html: str, places: tuple[int, ...]) -> list[str]:
    ends = (*places, len(html))
    return [html[start:end] for start, end in zip((0, *places), ends, strict=True)]


class WrittenField(NamedTuple):
    """A field without an answer that holds its HTML, and where an answer goes in that."""

    field: Field
    cut: CutHtml


def _write_blank(field: Field, language: Language) -> WrittenField:
    options = tuple(each._replace(is_chosen=False) for each in field.options)
    slots = tuple(each._replace(is_chosen=True, slot=_CHOSEN) for each in options)
    cut = CutHtml.cut(write_field(field.change(value=_VALUE, options=slots), language))
    return WrittenField(field.change(value="", options=options, html=cut.html), cut)


def write_field(field: Field, language: Language) -> Markup:
    """Return the HTML that the template gives a field."""
    html: Markup = _macros(language).ask(field)
    return html


@cache
def _macros(language: Language) -> Any:  # noqa: ANN401 -- a module whose names are the template's macros
    template = environment().get_template("participant/fields.html")
    return template.make_module(template_functions(language))


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
            if self._take(_FIELD_SIZE + getsizeof(written.cut.html)):
                field.cuts[shown_as] = written
        if field.is_blank:
            return written.field
        return field.change(html=written.cut.fill(field))

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
