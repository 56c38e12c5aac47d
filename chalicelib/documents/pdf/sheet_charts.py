"""Charts on a sheet: drawings as SVG files with the style that a page of the web has in its stylesheet, and as pictures.

Greys differ in lightness, so that a chart reads as well when it is copied.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

from markupsafe import Markup

from chalicelib.charts.svg import Drawing
from chalicelib.documents.manifest import plain_text
from chalicelib.documents.text.report import Chart, Paragraph, Picture, ReportText

FONTS: Final = ("Pikir Serif", "Libertinus Serif", "DejaVu Sans Mono")
WIDTH: Final = 150
"""Of a chart, in millimetres."""
_HERE: Final = Path(__file__).parent
_PIXELS_PER_INCH: Final = 300
"""Of a picture, as printers want it."""
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


def add_pictures(report: ReportText) -> ReportText:
    """Return the report with a picture of each chart (PNG)."""
    sections = tuple(
        replace(section, paragraphs=tuple(map(_add_picture, section.paragraphs)))
        for section in report.sections
    )
    return replace(report, sections=sections)


def _add_picture(paragraph: Paragraph) -> Paragraph:
    chart = paragraph.chart
    return replace(paragraph, chart=replace(chart, picture=_draw(chart))) if chart else paragraph


def _draw(chart: Chart) -> Picture:
    import typst

    content: bytes = typst.compile(
        _HERE / "chart.typ",
        sys_inputs={"svg": plain_text(write_svg(chart.wide)), "width": str(WIDTH)},
        font_paths=[_HERE / "fonts"],
        ignore_system_fonts=True,
        format="png",
        ppi=_PIXELS_PER_INCH,
    )
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))  # IHDR
    return Picture(
        chart.alternative.source,
        "image/png",
        content,
        width,
        height,
        chart.alternative.text,
        widest=WIDTH,
        tallest=240,
    )
