"""The zip's own data on languages gives what Babel's whole data gives."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from local import resources

pytestmark = pytest.mark.packaging

FORMAT_ALL = """
import json, sys
from datetime import UTC, date, datetime
sys.path.insert(0, sys.argv[1])
from zoneinfo import available_timezones
from chalicelib.documents.grammar import dates as sentence_dates, numbers
from chalicelib.locales import LANGUAGES, dates as letter_dates
from chalicelib.web import dates
moments = [datetime(2027, month, 2 * month, month + 9, 5, 9, tzinfo=UTC) for month in range(1, 13)]
amounts = [0, 0.5, -4.25, 11, 1000, 1234567.891]
written = [
    [
        [format(moment, "Asia/Almaty", language) for format in (
            dates.day, dates.hour, dates.clock, dates.moment, dates.short_moment, letter_dates.format_moment
        )]
        + [dates.short_day(moment, language), letter_dates.format_calendar_day(moment.date(), language)]
        + [sentence_dates.on_days(moment.date(), last.date(), language) for last in moments]
        for moment in moments
    ]
    + [dates.number(each, language) + numbers.format_number(each, language, digits=1) for each in amounts]
    + [dates.share(part, 7, language) for part in range(8)]
    + [letter_dates.name_zone(zone, language) for zone in sorted(available_timezones())]
    for language in LANGUAGES
]
print(json.dumps(written))
"""


def test_dates_numbers_and_zones_are_written_as_with_all_of_babels_data(unpacked_zip: Path) -> None:
    def run(folder: Path, *alone: str) -> str:
        command = [sys.executable, "-I", *alone, "-B", "-W", "error", "-c", FORMAT_ALL, str(folder)]
        return subprocess.run(
            command, check=True, capture_output=True, text=True, timeout=60
        ).stdout

    written = run(unpacked_zip, "-S")
    assert "2027 жылғы 2 қаңтар, сенбі" in json.loads(written)[0][0]
    assert written == run(resources.ROOT)
