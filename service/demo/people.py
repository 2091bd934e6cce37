"""Three hundred people who don't exist, as a caseload file."""

import csv
import io
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any, get_args

from schemas.caseloads import Column
from schemas.code_lists import Day
from service.demo.places import ORGANISATIONS
from workflows.nhs_numbers import can_be_an_nhs_number

FLAGS = ("hoist", "key safe", "lives alone", "hearing aid", "dog at home")
OUTCOMES = ("To stay in my own home", "To eat and drink well", "To see my family", "To get out once a week")
FUNDERS = ("council",) * 15 + ("nhs",) * 3 + ("joint",) * 2
COLUMNS = get_args(Column)
DAYS = tuple(Day)
TIMES = ("08:00", "12:30", "17:30", "20:30")
TASKS = ("Washing and dressing", "A meal and a drink", "Tea, and company", "Help to bed")


def caseload(today: date) -> bytes:
    """The caseload as CSV; the same people every time, their reviews due around `today`."""
    dice = random.Random(1863)  # noqa: S311 - data that has to come out the same, nothing secret
    numbers = test_numbers()
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    places = [
        place for organisation in ORGANISATIONS for place in organisation.places for _ in range(place.share)
    ]
    for n, place in enumerate(places, 1):
        in_a_home = place.kind == "care_home"
        writer.writerow(
            {
                "record_id": f"90000000{n:08d}",
                "nhs_number": next(numbers),
                "given_name": "Demo",
                "family_name": f"Person {n:03d}",
                "date_of_birth": (date(1932, 1, 1) + timedelta(days=dice.randrange(16_000))).isoformat(),
                "postcode": f"{place.postcode[:-3]}{dice.randrange(1, 10)}ZZ",
                "flags": ";".join(dice.sample(FLAGS, dice.randrange(3))),
                "package_ref": f"DEMO-{n:04d}",
                "cqc_location_id": place.cqc_id,
                "funder": dice.choice(FUNDERS),
                "hours_per_week": 168 if in_a_home else dice.choice((3.5, 7, 10.5, 14, 21, 28)),
                "next_review_due": (today + timedelta(days=dice.randrange(-60, 300))).isoformat(),
                "outcomes": ";".join(dice.sample(OUTCOMES, 2)),
            }
        )
    return file.getvalue().encode()


def visits(hours_per_week: float) -> list[dict[str, Any]]:
    """A week of visits that adds up to these hours: the same every day, none longer than an hour, or all day long."""
    a_day = round(hours_per_week * 60 / 7)
    times = 1 if a_day > len(TIMES) * 60 else -(-a_day // 60)
    return [
        {"day": day, "start": start, "minutes": a_day // times, "carers": 1, "tasks": [task]}
        for day in DAYS
        for start, task in zip(TIMES[:times], TASKS, strict=False)
    ]


def test_numbers() -> Iterator[str]:
    """NHS numbers from the range that is kept for tests, with their right check digits."""
    return (number for n in count(1) if can_be_an_nhs_number(number := f"999{n:07d}"))
