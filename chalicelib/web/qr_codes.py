"""QR codes (ISO/IEC 18004), by segno, which is loaded with the first one.

Error level M, which reads with 15 % of the code covered, and the quiet zone of four modules that the standard
asks for. The ground is drawn, so a code is readable on a dark page too.
"""

from io import BytesIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from segno import QRCode

QUIET_ZONE: Final = 4
"""In modules, on each side."""
_PIXELS: Final = 1200
"""The least width of a picture: 10 cm at 300 dots an inch."""
_DARK: Final = "#000000"
_LIGHT: Final = "#ffffff"


def inline_svg(text: str) -> str:
    """Draw the code as an ``<svg>`` element for a page; its size is the style sheet's."""
    drawing = _make(text).svg_inline(
        border=QUIET_ZONE, dark=_DARK, light=_LIGHT, omitsize=True, svgclass="qr", lineclass=None
    )
    return drawing.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def svg(text: str) -> bytes:
    """Draw the code as a file for a print shop."""
    file = BytesIO()
    _make(text).save(
        file, kind="svg", border=QUIET_ZONE, dark=_DARK, light=_LIGHT, unit="mm", scale=2
    )
    return file.getvalue()


def png(text: str) -> bytes:
    """Draw the code as a picture for a text processor or a chat."""
    code = _make(text)
    width, _ = code.symbol_size(border=QUIET_ZONE)
    file = BytesIO()
    code.save(
        file,
        kind="png",
        border=QUIET_ZONE,
        dark=_DARK,
        light=_LIGHT,
        scale=-(-_PIXELS // width),
    )
    return file.getvalue()


def _make(text: str) -> "QRCode":
    import segno

    return segno.make(text, error="m", boost_error=False, micro=False)
