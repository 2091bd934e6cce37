"""The Commission's monthly files as they look, about made-up locations."""

from collections.abc import Iterable, Iterator

from schemas.spreadsheets import Row

LOCATIONS_HEADER = [
    "Location ID",
    "Location HSCA start date",
    "Dormant (Y/N)",
    "Care home?",
    "Location Name",
    "Location ODS Code",
    "Location Telephone Number",
    "CQC registered manager",
    "Location Web Address",
    "Care homes beds",
    "Location Type/Sector",
    "Location Inspection Directorate",
    "Location Primary Inspection Category",
    "Location Latest Overall Rating",
    "Publication Date",
    "Inherited Rating (Y/N)",
    "Location Region",
    "Location Local Authority",
    "Location Postal Code",
    "Provider ID",
    "Provider Name",
    "Service type - Care home service with nursing",
    "Service type - Care home service without nursing",
    "Service type - Domiciliary care service",
    "Service type - Supported living service",
]
RATINGS_HEADER = [
    "Location ID",
    "Location Name",
    "Location Post Code",
    "Service / Population Group",
    "Domain",
    "Latest Rating",
    "Publication Date",
    "Report Type",
    "Inherited Rating (Y/N)",
    "URL",
    "Provider ID",
    "Provider Name",
    "Brand ID",
    "Brand Name",
]
DIRECTORY_HEADER = [
    "Name",
    "Also known as",
    "Address",
    "Postcode",
    "Phone number",
    "Service's website (if available)",
    "Service types",
    "Date of latest check",
    "Specialisms/services",
    "Provider name",
    "Local authority",
    "Region",
    "Location URL",
    "CQC Location ID (for office use only)",
    "CQC Provider ID (for office use only)",
]
ABOVE_THE_DIRECTORY = [
    ["CQC care directory"],
    ["Produced on: 01 November 2026"],
    ["Notes"],
    ["See the website"],
]


def location(cqc_id: str = "1-101", **said: str) -> list[str]:
    """A row of HSCA_Active_Locations: a care home rated Good, unless it says otherwise."""
    usual = {
        "Location ID": cqc_id,
        "Location HSCA start date": "01/10/2010",
        "Dormant (Y/N)": "N",
        "Location Name": f"Home {cqc_id}",
        "Location Latest Overall Rating": "Good",
        "Publication Date": "12/03/2024",
        "Inherited Rating (Y/N)": "N",
        "Location Local Authority": "Cornwall",
        "Location Postal Code": "TR1 1AA",
        "Provider ID": "1-200",
        "Provider Name": "Kerrow Care",
        "Service type - Care home service without nursing": "Y",
    }
    return _row(LOCATIONS_HEADER, usual, said)


def rating(cqc_id: str = "1-101", **said: str) -> list[str]:
    """A row of Latest_ratings: the overall rating of the whole location, unless it says otherwise."""
    usual = {
        "Location ID": cqc_id,
        "Service / Population Group": "Overall",
        "Domain": "Overall",
        "Latest Rating": "Good",
        "Publication Date": "12/03/2024",
        "Inherited Rating (Y/N)": "N",
    }
    return _row(RATINGS_HEADER, usual, said)


def in_directory(cqc_id: str = "1-101", **said: str) -> list[str]:
    usual = {
        "Name": f"Home {cqc_id}",
        "Postcode": "TR1 1AA",
        "Service types": "Residential homes|Supported living",
        "Provider name": "Kerrow Care",
        "Local authority": "Cornwall",
        "CQC Location ID (for office use only)": cqc_id,
        "CQC Provider ID (for office use only)": "1-200",
    }
    return _row(DIRECTORY_HEADER, usual, said)


def rows(*sheets: tuple[str, Iterable[list[str]]]) -> Iterator[Row]:
    """Sheets as a reader of files gives them."""
    for name, cells in sheets:
        yield from (Row(name, number, row) for number, row in enumerate(cells, start=1))


def _row(header: list[str], usual: dict[str, str], said: dict[str, str]) -> list[str]:
    """Keywords name a column by its small letters: `latest_rating` is Latest Rating."""
    plain = {column.split(" (")[0].lower().replace(" ", "_"): column for column in header}
    told = usual | {plain[name]: text for name, text in said.items()}
    return [told.get(column, "") for column in header]
