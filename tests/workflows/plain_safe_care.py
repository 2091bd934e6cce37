"""safe-care/1 a second time, written straight from its prose without a look at the ruleset's data.

It is deliberately naive: one `if` for each sentence, nothing shared with the service but the words.
"""

import hashlib
import json
from calendar import isleap
from datetime import date
from typing import Any


def rate(factors: dict[str, Any], mitigations: list[dict[str, Any]], on: date) -> dict[str, Any]:
    """Rate fourteen answers and mitigations as JSON has them, as of a day."""
    applied, ignored = sift(factors, mitigations, on)
    given = {name: 1 if value == "unknown" else value for name, value in factors.items()}
    now = {name: value - 1 if name in applied else value for name, value in given.items()}
    red: list[tuple[str, list[str]]] = []
    amber: list[tuple[str, list[str]]] = []

    if given["safeguarding"] == 2:
        red.append(("hard.safeguarding", ["safeguarding"]))
    if given["package_fit"] == 2:
        red.append(("hard.package_fit", ["package_fit"]))
    if given["missed_visit"] == 2 and given["informal_support"] >= 1:
        red.append(("hard.missed_visit_without_cover", ["missed_visit", "informal_support"]))
    if given["medication"] == 2 and given["living_situation"] == 2:
        red.append(("hard.medication_alone", ["medication", "living_situation"]))
    if given["cognition"] == 2 and given["living_situation"] == 2:
        red.append(("hard.cognition_alone", ["cognition", "living_situation"]))

    at_two = [name for name in now if now[name] == 2]
    at_one = [name for name in now if now[name] == 1]
    if len(at_two) >= 4:
        red.append(("count.four_at_two", at_two))
    elif len(at_two) > 0:
        amber.append(("count.any_at_two", at_two))
    if len(at_one) >= 4:
        amber.append(("count.four_at_one", at_one))

    for name in ("missed_visit", "medication", "cognition", "safeguarding", "package_fit"):
        if factors[name] == "unknown":
            amber.append((f"unknown.{name}", [name]))

    return {
        "computed": "red" if red else "amber" if amber else "green",
        "reasons": [(code, {name: factors[name] for name in names}) for code, names in red + amber],
        "ignored": ignored,
        "inputs_hash": digest(factors, list(applied.values())),
    }


def sift(
    factors: dict[str, Any], mitigations: list[dict[str, Any]], on: date
) -> tuple[dict[str, dict[str, Any]], list[tuple[int, str]]]:
    applied: dict[str, dict[str, Any]] = {}
    ignored = []
    for index, mitigation in enumerate(mitigations):
        name = mitigation["factor"]
        if name in ("safeguarding", "package_fit"):
            ignored.append((index, "never-mitigated"))
        elif mitigation["dated_on"] > on.isoformat():
            ignored.append((index, "future-dated"))
        elif mitigation["dated_on"] < a_year_before(on):
            ignored.append((index, "too-old"))
        elif factors[name] == "unknown":
            ignored.append((index, "factor-unknown"))
        elif factors[name] == 0:
            ignored.append((index, "factor-at-zero"))
        elif name in applied:
            ignored.append((index, "already-mitigated"))
        else:
            applied[name] = mitigation
    return applied, ignored


def a_year_before(on: date) -> str:
    day = 28 if (on.month, on.day) == (2, 29) and not isleap(on.year - 1) else on.day
    return f"{on.year - 1:04}-{on.month:02}-{day:02}"


def digest(factors: dict[str, Any], applied: list[dict[str, Any]]) -> str:
    members = ("factor", "kind", "responder", "description", "dated_on")
    whole = [{member: mitigation.get(member) for member in members} for mitigation in applied]
    inputs = {"factors": factors, "mitigations": sorted(whole, key=lambda each: str(each["factor"]))}
    text = json.dumps(inputs, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
