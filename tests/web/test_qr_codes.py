"""QR codes, read by a decoder of another make."""

import re
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from chalicelib.web import qr_codes

ADDRESSES = [
    "https://pikir.example/s/k7d4xp",
    "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/api/s/k7d4xp",
]


def decode(picture: Image.Image) -> tuple[str, str]:
    """Return the text of the one code in the picture, and its error level."""
    [found] = zxingcpp.read_barcodes(picture)
    return found.text, found.ec_level


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_decoder_reads_the_picture(address: str) -> None:
    picture = Image.open(BytesIO(qr_codes.png(address)))
    assert picture.width == picture.height >= 1200
    assert decode(picture.convert("L")) == (address, "M")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_decoder_reads_it_small_askew_and_with_a_corner_torn_off(address: str) -> None:
    picture = Image.open(BytesIO(qr_codes.png(address))).convert("L")
    small = picture.resize((220, 220)).rotate(7, expand=True, fillcolor=255)
    assert decode(small) == (address, "M")
    side = picture.width
    torn = picture.copy()
    torn.paste(255, (side * 7 // 10, side * 7 // 10, side, side))
    assert decode(torn) == (address, "M")


def test_around_the_code_there_are_four_light_modules() -> None:
    picture = Image.open(BytesIO(qr_codes.png(ADDRESSES[0]))).convert("L")
    dark = picture.point(lambda value: 255 - value).getbbox()
    assert dark is not None
    module = (dark[2] - dark[0]) // 29  # what version 3 has in a row
    assert dark == (4 * module, 4 * module, 33 * module, 33 * module)
    assert picture.width == 37 * module


def rasterise(svg: str) -> Image.Image:
    """Draw the path of the code, in which a module is one unit."""
    [width] = re.findall(r'viewBox="0 0 (\d+) ', svg)
    [path] = re.findall(r'stroke="#000" d="([^"]+)"', svg)
    scale = 2 if "scale(2)" in svg else 1
    picture = Image.new("L", (int(width) // scale,) * 2, 255)
    x, y = 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        values = [float(number) for number in numbers.split()]
        if command == "h":
            picture.paste(0, (int(x), int(y), int(x + values[0]), int(y) + 1))
            x += values[0]
        else:
            x, y = (values[0], values[1]) if command == "M" else (x + values[0], y + values[1])
    return picture.resize((picture.width * 8,) * 2, Image.Resampling.NEAREST)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_decoder_reads_the_drawings(address: str) -> None:
    file = qr_codes.svg(address).decode()
    assert decode(rasterise(file)) == (address, "M")
    in_page = qr_codes.inline_svg(address)
    assert decode(rasterise(in_page)) == (address, "M")
    assert "style=" not in in_page  # the policy of pages forbids it
