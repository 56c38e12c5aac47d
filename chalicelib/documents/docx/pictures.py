"""Pictures of a report in a Word document (DrawingML, ISO/IEC 29500-1, 20): inline, with their alternative text.

A photo that a camera turned by Exif is turned by the document instead, because programs disagree on whether Exif counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from chalicelib.documents.manifest import plain_text
from chalicelib.documents.text.report import Picture, PictureType
from chalicelib.domain.pictures import split_orientation

_EXTENSIONS: Final[Mapping[PictureType, str]] = {"image/jpeg": "jpg", "image/png": "png"}
_MILLIMETRE: Final = 36_000
"""In English Metric Units, of which a drawing is measured."""
_TURN: Final = 5_400_000
"""A quarter of a turn, in 60,000ths of a degree."""
_TRANSFORMS: Final[Mapping[int, tuple[int, bool]]] = {
    1: (0, False),
    2: (0, True),
    3: (2, False),
    4: (2, True),
    5: (3, True),
    6: (1, False),
    7: (1, True),
    8: (3, False),
}
"""By Exif's orientation: how many quarters a picture is turned clockwise after it is mirrored, left to right, or not."""


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture as a part of the document: the name of its relationship, and its place below ``word/``."""

    name: str
    target: str
    content: bytes


def list_files(pictures: Sequence[Picture]) -> list[PictureFile]:
    """Return the parts of a report's pictures, in their order."""
    return [
        PictureFile(
            _name(number),
            f"media/{_name(number)}.{_EXTENSIONS[picture.media_type]}",
            split_orientation(picture.content)[1],
        )
        for number, picture in enumerate(pictures, start=1)
    ]


def _name(number: int) -> str:
    return f"picture{number}"


def render_picture(picture: Picture, number: int) -> Markup:
    """Return the run that shows a picture, the one of that number."""
    turns, is_mirrored = _TRANSFORMS[split_orientation(picture.content)[0]]
    seen = [round(each * _MILLIMETRE) for each in picture.size_on_paper]
    width, height = reversed(seen) if turns % 2 else seen
    across, down = ((max(0, (a - b) // 2)) for a, b in zip(seen, (width, height), strict=True))
    return Markup(
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        '<wp:extent cx="{width}" cy="{height}"/>'
        '<wp:effectExtent l="{across}" t="{down}" r="{across}" b="{down}"/>'
        '<wp:docPr id="{number}" name="{name}" descr="{alternative}"/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        '<pic:nvPicPr><pic:cNvPr id="{number}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr>'
        '<pic:blipFill><a:blip r:embed="{name}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        '<pic:spPr><a:xfrm rot="{angle}" flipH="{mirrored}"><a:off x="0" y="0"/>'
        '<a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    ).format(
        width=width,
        height=height,
        across=across,
        down=down,
        number=number,
        name=_name(number),
        alternative=plain_text(picture.alternative),
        angle=turns * _TURN,
        mirrored=int(is_mirrored),
    )
