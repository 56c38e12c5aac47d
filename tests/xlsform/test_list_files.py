"""Lists in XML and GeoJSON: what a row of theirs is, and what is refused at which place."""

import json

import pytest

from chalicelib.forms.validation.source_document import DATA, ListColumns
from chalicelib.xlsform.guards import MAX_BYTES
from chalicelib.xlsform.reader.list_files import read_list
from chalicelib.xlsform.reader.sheets import MAX_COLUMNS, MAX_ROWS

USUAL = ListColumns(None, None)


def read(name: str, content: str | bytes, columns: ListColumns = USUAL) -> list[object]:
    """Return the choices of a file in which nothing is wrong."""
    encoded = content if isinstance(content, bytes) else content.encode()
    found = read_list(name, encoded, language="kk", columns=columns)
    assert found.problems == ()
    return list(found.choices)


def refusal(name: str, content: str | bytes) -> tuple[str, int | None, str | None]:
    """Return code, row and column of the only problem of a file."""
    encoded = content if isinstance(content, bytes) else content.encode()
    [problem] = read_list(name, encoded, language="kk", columns=USUAL).problems
    assert problem.location is not None
    assert problem.location.sheet == name
    return problem.code, problem.location.row, problem.location.column


def collection(*features: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def feature(geometry: object = None, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def test_elements_of_xml_are_columns_and_those_that_the_form_names_count() -> None:
    towns = """<?xml version="1.0" encoding="windows-1251"?>
        <towns xmlns="urn:towns"><!-- of a region -->
          <town id="1"><code> semei </code><title><![CDATA[Семей & ]]>&#1178;</title><empty/></town>
          <town><note>other</note><code>ayagoz</code></town>
        </towns>"""
    assert read("towns.xml", towns.encode("cp1251"), ListColumns("code", "title")) == [
        {"name": "semei", "label": {"kk": "Семей & Қ"}, "code": "semei", "title": "Семей & Қ"},
        {"name": "ayagoz", "note": "other", "code": "ayagoz"},
    ]


def test_properties_of_geojson_are_columns_and_a_place_reads_as_an_answer() -> None:
    line = {"type": "LineString", "coordinates": [[80, 50], [81.5, 51, 200]]}
    ring = {"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [1, 2]], [[0, 0]]]}
    places = collection(
        {**feature(line, title="Жол", long=True, note=None), "id": 7},
        feature(ring, id="field", tags=["a", "b"]),
        feature({"type": "Point", "coordinates": ["80", 50]}, id="nowhere", long=False, seats=2.5),
        feature({"type": "LineString", "coordinates": [[1, 2], []]}, id="broken"),
        feature({"type": "MultiPoint", "coordinates": [[1, 2]]}, id="many"),
    )
    assert read("places.geojson", "\ufeff" + places) == [
        {
            "name": "7",
            "label": {"kk": "Жол"},
            "id": "7",
            "title": "Жол",
            "long": "true",
            "geometry": "50 80 0 0; 51 81.5 200 0",
        },
        {
            "name": "field",
            "id": "field",
            "tags": '["a","b"]',
            "geometry": "2 1 0 0; 4 3 0 0; 2 1 0 0",
        },
        {"name": "nowhere", "id": "nowhere", "long": "false", "seats": "2.5"},
        {"name": "broken", "id": "broken"},
        {"name": "many", "id": "many"},
    ]


def test_a_column_that_the_form_gives_another_s_name_is_told_once() -> None:
    content = b"code,name,label\na,Alga,Alga\nb,Best,Best\n"
    found = read_list("a.csv", content, language="kk", columns=ListColumns("code", "name"))
    assert [(each.code, each.parameters["name"]) for each in found.problems] == [
        ("form.hidden_column", "name")
    ]
    assert found.choices[0] == {"name": "a", "label": {"kk": "Alga"}, "code": "a"}


def test_a_file_of_data_without_rows_is_refused() -> None:
    found = read_list("prices.csv", b"code,price\n\n", language="kk", columns=DATA)
    assert [each.code for each in found.problems] == ["form.list_without_rows"]


ITEM = "<item><name>a</name></item>"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", ("form.xml_broken", 1, None)),
        ("<root>\n<item>\n</root>", ("form.xml_broken", 3, None)),
        (b"<?xml version='1.0' encoding='nothing'?><root/>", ("form.xml_broken", 1, None)),
        (b"<?xml version='1.0' encoding='shift_jis'?><root/>", ("form.xml_broken", 1, None)),
        ('\n<!DOCTYPE root [<!ENTITY a "aaaa">]><root>&a;</root>', ("form.xml_has_doctype", 2, None)),
        ('<!DOCTYPE root SYSTEM "file:///etc/passwd"><root/>', ("form.xml_has_doctype", 1, None)),
        ("<root><item>\n<name><b>a</b></name></item></root>", ("form.xml_too_deep", 2, "b")),
        ("<a>" * 100_000, ("form.xml_too_deep", 1, "a")),
        (f"<root>{ITEM}\n<row><name>b</name></row></root>", ("form.xml_mixed_rows", 2, "row")),
        (f"<root>{ITEM * (MAX_ROWS + 1)}</root>", ("form.sheet_too_long", None, None)),
        (
            f"<root><item>{''.join(f'<c{n}>x</c{n}>' for n in range(MAX_COLUMNS + 1))}</item></root>",
            ("form.sheet_too_wide", 1, f"c{MAX_COLUMNS}"),
        ),
        ("<root>\n<item><name>a</name>\n<name>b</name></item></root>", ("form.duplicate_header", 3, "name")),
        ("<root/>", ("form.list_without_rows", None, None)),
        ("<root><item><code>a</code></item></root>", ("form.items_without_names", None, None)),
        (f"<root>{ITEM}\n<item><label>b</label></item></root>", ("form.choice_without_name", 2, "name")),
        ("<root><item><name>" + "a" * 40_000 + "</name></item></root>", ("form.cell_too_long", 1, "name")),
        (" " * (MAX_BYTES + 1), ("form.file_too_large", None, None)),
    ],
)  # fmt: skip
def test_xml_that_is_no_list_is_refused_at_its_line(
    content: str | bytes, expected: tuple[str, int | None, str | None]
) -> None:
    assert refusal("towns.xml", content) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{", ("form.geojson_broken", None, None)),
        (b"\xff", ("form.geojson_broken", None, None)),
        ("[" * 100_000, ("form.geojson_broken", None, None)),
        ("[]", ("form.geojson_no_collection", None, None)),
        ('{"type": "FeatureCollection"}', ("form.geojson_no_collection", None, None)),
        ('{"type": "Feature", "features": []}', ("form.geojson_no_collection", None, None)),
        (collection(feature(id="a"), {"type": "Point"}), ("form.geojson_no_feature", 2, None)),
        (collection(feature(id="a"), "b"), ("form.geojson_no_feature", 2, None)),
        (collection(), ("form.list_without_rows", None, None)),
        (collection(feature(title="A")), ("form.items_without_names", None, None)),
        (collection(feature(id="a"), {"type": "Feature"}, feature(title="B")), ("form.choice_without_name", 3, "name")),
        (collection(feature(id="a" * 40_000)), ("form.cell_too_long", 1, "id")),
        (collection(*[feature()] * (MAX_ROWS + 1)), ("form.sheet_too_long", None, None)),
        (collection(feature(**{f"p{n}": n for n in range(MAX_COLUMNS + 1)})), ("form.sheet_too_wide", None, None)),
    ],
)  # fmt: skip
def test_geojson_that_is_no_list_is_refused_at_its_feature(
    content: str | bytes, expected: tuple[str, int | None, str | None]
) -> None:
    assert refusal("halls.geojson", content) == expected
