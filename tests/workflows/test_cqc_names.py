from datetime import date

import pytest

from workflows.cqc import date_in


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("01_November_2026_HSCA_Active_Locations.ods", date(2026, 11, 1)),
        ("1 Nov 2026 Latest_ratings.ods", date(2026, 11, 1)),
        ("03-june-2025_CQC_directory.csv", date(2025, 6, 3)),
        ("31_June_2025_CQC_directory.csv", None),
        ("01_Smarch_2025.csv", None),
        ("HSCA_Active_Locations.ods", None),
    ],
)
def test_the_name_of_a_file_tells_its_day_where_it_names_one(name: str, day: date | None) -> None:
    assert date_in(name) == day
