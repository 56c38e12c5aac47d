"""Pictures as cameras and browsers make them, drawn by Pillow."""

import io

from PIL import Image, ImageDraw


def draw(
    kind: str = "JPEG",
    *,
    size: tuple[int, int] = (80, 60),
    orientation: int = 1,
    mode: str = "RGB",
    **options: object,
) -> bytes:
    """Return a white picture with a red corner at the top left of what is stored, turned by Exif."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    exif = Image.Exif()
    exif[0x0112] = orientation
    written = io.BytesIO()
    image.convert(mode).save(written, kind, exif=exif, **options)
    return written.getvalue()
