"""A tablet that knows no rule: it reads the ruleset's JSON and follows its method, sentence by sentence.

It shares no code with the service, so that whatever it needs must be in the data.
"""

import hashlib
import json
from calendar import monthrange
from datetime import date
from typing import Any

Json = dict[str, Any]


def rate(ruleset: Json, request: Json) -> Json:
    """The whole answer of `evaluate`, from a ruleset and a request as JSON has them."""
    answers = request["factors"]
    applied, ignored = sift(ruleset, answers, request["mitigations"], request["on"])
    fired = fire(ruleset["rules"], answers, values(ruleset, answers, applied))
    order = [colour["id"] for colour in ruleset["colours"]]
    told = [(rule, names) for colour in order[::-1] for rule, names in fired if rule["colour"] == colour]
    return {
        "ruleset": ruleset["id"],
        "computed": told[0][0]["colour"] if told else ruleset["otherwise"],
        "reasons": [
            {"code": rule["code"], "text": rule["text"], "factors": {name: answers[name] for name in names}}
            for rule, names in told
        ],
        "inputs_hash": digest(answers, applied),
        "ignored_mitigations": ignored,
    }


def sift(ruleset: Json, answers: Json, mitigations: list[Json], on: str) -> tuple[list[Json], list[Json]]:
    applied: list[Json] = []
    ignored: list[Json] = []
    for index, mitigation in enumerate(mitigations):
        for objection in ruleset["mitigation"]["objections"]:
            if holds(objection["code"], ruleset["mitigation"], mitigation, answers, applied, on):
                why = {"code": objection["code"], "text": objection["text"]}
                ignored.append({"index": index, "factor": mitigation["factor"], **why})
                break
        else:
            applied.append(mitigation)
    return applied, ignored


def holds(code: str, rule: Json, mitigation: Json, answers: Json, applied: list[Json], on: str) -> bool:
    factor, dated_on = mitigation["factor"], mitigation["dated_on"]
    match code:
        case "never-mitigated":
            return factor in rule["never"]
        case "future-dated":
            return bool(dated_on > on)
        case "too-old":
            return bool(dated_on < months_earlier(on, rule["max_age_months"]))
        case "factor-unknown":
            return bool(answers[factor] == "unknown")
        case "factor-at-zero":
            return bool(answers[factor] == 0)
        case "already-mitigated":
            return any(earlier["factor"] == factor for earlier in applied)
    raise AssertionError(f"the ruleset has an objection that the tablet does not know: {code}")


def months_earlier(on: str, months: int) -> str:
    day = date.fromisoformat(on)
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return f"{year:04}-{month:02}-{min(day.day, monthrange(year, month)[1]):02}"


def values(ruleset: Json, answers: Json, applied: list[Json]) -> dict[str, Json]:
    as_given = {
        name: ruleset["unknown_counts_as"] if value == "unknown" else value for name, value in answers.items()
    }
    after = dict(as_given)
    for mitigation in applied:
        factor = mitigation["factor"]
        after[factor] = max(0, after[factor] - ruleset["mitigation"]["lowers_by"])
    return {"as_given": as_given, "after_mitigation": after}


def fire(rules: list[Json], answers: Json, counted: dict[str, Json]) -> list[tuple[Json, list[str]]]:
    fired: list[tuple[Json, list[str]]] = []
    for rule in rules:
        names = causes(rule, answers, counted)
        blocked = any(earlier["code"] == rule.get("unless") for earlier, _ in fired)
        if names and not blocked:
            fired.append((rule, names))
    return fired


def causes(rule: Json, answers: Json, counted: dict[str, Json]) -> list[str]:
    match rule["test"]:
        case "all_at_least":
            read = counted[rule["reads"]]
            below = [name for name, least in rule["factors"].items() if read[name] < least]
            return [] if below else list(rule["factors"])
        case "count_at":
            found = [name for name, value in counted[rule["reads"]].items() if value == rule["value"]]
            return found if len(found) >= rule["at_least"] else []
        case "is_unknown":
            return [rule["factor"]] if answers[rule["factor"]] == "unknown" else []
    raise AssertionError(f"the ruleset has a test that the tablet does not know: {rule['test']}")


def digest(answers: Json, applied: list[Json]) -> str:
    inputs = {"factors": answers, "mitigations": sorted(applied, key=lambda each: str(each["factor"]))}
    text = json.dumps(inputs, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
