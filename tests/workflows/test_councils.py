"""A council's file says everything that is wrong with it, and the example is one that can be carried out."""

import tomllib
from typing import Any

import pytest

from schemas.base import Malformed, decode
from workflows import councils
from workflows.policies import DEFAULT_POLICIES, RoutingPolicy

ADMIN = {"username": "first.admin", "name": "First Administrator", "role": "admin"}
COUNCIL: dict[str, Any] = {
    "name": "Example Council",
    "gss_code": "E99999999",
    "nhs_body": "Example NHS body",
    "staff": [ADMIN],
}


def refused(**changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(Malformed) as told:
        councils.read(COUNCIL | changes)
    return [(issue.pointer, issue.code) for issue in told.value.issues]


def test_the_example_can_be_carried_out_and_has_every_value() -> None:
    council = councils.read(tomllib.loads(councils.council_file()))
    routing = decode(bytes(council.policies["routing"]), RoutingPolicy)

    assert {one.role for one in council.staff} == {"admin", "verifier_asc", "verifier_health"}
    assert routing.clock == DEFAULT_POLICIES.routing.clock
    assert routing.minor_findings == DEFAULT_POLICIES.routing.minor_findings
    assert {course.counts_for_months for course in routing.eligibility.reviewer_courses} == {12, None}


def test_what_a_policy_leaves_out_has_the_value_that_the_service_begins_with() -> None:
    council = councils.read(COUNCIL | {"policies": {"routing": {"targets": {"green": 3}}}})
    routing = decode(bytes(council.policies["routing"]), RoutingPolicy)

    assert (routing.targets.green, routing.targets.amber) == (3, DEFAULT_POLICIES.routing.targets.amber)


def test_a_file_that_can_not_be_carried_out_says_why() -> None:
    clerk = ADMIN | {"role": "verifier_asc"}

    assert refused(gss_code="Example") == [("/gss_code", "pattern")]
    assert refused(staff=[clerk]) == [("/staff", "no-administrator")]
    assert refused(staff=[ADMIN, ADMIN]) == [
        ("/staff/0/username", "repeated"),
        ("/staff/1/username", "repeated"),
    ]
    assert refused(policies={"routing": {"targets": {"green": -1}}}) == [
        ("/policies/routing/targets/green", "bound")
    ]
    assert refused(policies={"lunch": {}})[0][0] == "/policies"
