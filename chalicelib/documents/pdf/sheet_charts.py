"""Charts on a sheet: drawings as SVG files with the style that a page of the web has in its stylesheet.

Greys differ in lightness, so that a chart reads as well when it is copied.
"""

from typing import Final

from markupsafe import Markup

from chalicelib.charts.svg import Drawing

FONTS: Final = ("Pikir Serif", "Libertinus Serif", "DejaVu Sans Mono")
WIDTH: Final = 150
"""Of a chart, in millimetres."""
_PIXELS: Final = 567
"""Of a chart's width: text of 14 pixels is 10.5 points large."""
_STYLE: Final = Markup(
    "text{{font-family:{};font-size:14px;fill:#000}}.strong{{font-weight:700}}.small{{font-size:12px}}"
    ".bar{{fill:#4a4a4a}}.ground{{fill:#e4e4e4}}.rule{{stroke:#777;stroke-width:1}}"
).format(Markup(",").join(Markup("'{}'").format(each) for each in FONTS))


def write_svg(drawing: Drawing) -> str:
    """Return the drawing as a file by itself."""
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{:g}"><style>{}</style>{}</svg>'
    ).format(_PIXELS, drawing.height, _STYLE, drawing.shapes)
