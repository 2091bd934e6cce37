"""Each requirement says what is missing, is silent where it is met, and is asked somewhere in a review's life."""

from typing import Any
from uuid import uuid4

import pytest

from schemas.accounts import Actor, Role
from schemas.attachments import EvidenceCount
from schemas.base import Issue
from schemas.code_lists import Funder
from schemas.reviews import Finding
from tests.support.cases import (
    BODMIN,
    BOTH,
    COUNCIL,
    ELSEWHERE,
    HEDRA,
    IN_CHARGE,
    OTHER_PROVIDER,
    PROVIDER,
    ROWENA,
    TRURO,
    VERA,
    VICTOR,
    a_case,
    membership,
    somebody,
    someone,
)
from tests.support.world import NOON
from workflows import review_requirements as required
from workflows.cases import Case
from workflows.reviews import in_bulk, lifecycle
from workflows.transitions import Requirement

LAPSED: dict[str, Any] = {"opened_by": VERA.account_id, "lease_until": NOON}
THREE_OF_FOUR = EvidenceCount(named=4, arrived=3)
WAIVED = EvidenceCount(named=4, arrived=3, waived=True)

OBJECTIONS: list[tuple[Requirement[Case], str, Case, Actor]] = [
    (
        required.a_concern_is_the_councils,
        "concern-is-the-councils",
        a_case(funder=Funder.NHS, concern_raised=True),
        HEDRA,
    ),
    (required.no_concern_was_raised, "concern-raised", a_case(concern_raised=True), VERA),
    (required.something_is_withheld, "nothing-withheld", a_case(), VERA),
    (required.nobody_lowered_its_rating, "rating-lowered", a_case(rating_lowered=True), VERA),
    (required.verifier_is_independent, "verifier-not-independent", a_case(), ROWENA),
    (
        required.verifier_is_independent,
        "verifier-not-independent",
        a_case({"authors": {VERA.account_id}}),
        VERA,
    ),
    (
        required.verifier_is_independent,
        "verifier-not-independent",
        a_case(),
        someone(Role.VERIFIER_ASC, PROVIDER),
    ),
    (
        required.verifier_is_independent,
        "verifier-not-independent",
        a_case({"author_organisations": {OTHER_PROVIDER}}),
        somebody(membership(Role.VERIFIER_ASC, COUNCIL), membership(Role.HOME_MANAGER, OTHER_PROVIDER)),
    ),
    (required.verifier_is_of_the_funders_body, "other-body", a_case(), HEDRA),
    (required.verifier_is_of_the_funders_body, "other-body", a_case(funder=Funder.NHS), VERA),
    (
        required.verifier_is_of_the_funders_body,
        "other-body",
        a_case(funder=Funder.JOINT),
        someone(Role.VERIFIER_ASC, uuid4(), authority=ELSEWHERE),
    ),
    (
        required.author_is_of_this_location,
        "location-not-allowed",
        a_case(),
        someone(Role.REVIEWER, PROVIDER, BODMIN),
    ),
    (
        required.author_is_of_this_location,
        "location-not-allowed",
        a_case(),
        someone(Role.REVIEWER, OTHER_PROVIDER),
    ),
    (
        required.author_is_of_this_location,
        "location-not-allowed",
        a_case(),
        someone(Role.VERIFIER_ASC, PROVIDER),
    ),
    (required.nobody_else_has_it, "open-with-another", a_case(**IN_CHARGE), VICTOR),
    (required.the_verifier_has_it, "open-with-another", a_case(**IN_CHARGE), VICTOR),
    (required.the_verifier_has_it, "open-it-first", a_case(**LAPSED), VICTOR),
    (required.a_revision_is_proposed, "nothing-to-take-in", a_case(), VERA),
    (required.no_revision_waits, "revision-waits", a_case(proposed_rev=2), VERA),
    (
        required.this_body_has_not_decided,
        "already-decided",
        a_case({"approved_by": {"council"}}, funder=Funder.JOINT),
        VICTOR,
    ),
    (
        required.nothing_stops_approval,
        "advocate-missing",
        a_case(
            {"blocking": (Finding(pointer="/advocate_status", code="advocate-missing", kind="statutory"),)}
        ),
        VERA,
    ),
    (required.its_evidence_has_come, "evidence-missing", a_case({"evidence": THREE_OF_FOUR}), VERA),
    (required.evidence_is_missing, "no-evidence-missing", a_case({"evidence": WAIVED}), VERA),
    (required.no_query_is_open, "query-open", a_case(open_queries=2), VERA),
    (required.a_correction_is_requested, "no-correction-requested", a_case(), VERA),
    (
        required.no_correction_is_requested,
        "correction-requested",
        a_case(correction_requested_at=NOON),
        ROWENA,
    ),
    (required.one_body_alone_decides, "jointly-funded", a_case(funder=Funder.JOINT), VERA),
    (required.nothing_new_is_in_it, "has-to-be-opened", a_case(), VERA),
    (
        required.nothing_stopped_approval_at_receipt,
        "findings-stop-approval",
        a_case(blocking_findings=1),
        VERA,
    ),
]

NO_OBJECTIONS: list[tuple[Requirement[Case], Case, Actor]] = [
    (required.a_concern_is_the_councils, a_case(funder=Funder.NHS, concern_raised=True), VERA),
    (required.a_concern_is_the_councils, a_case(funder=Funder.NHS), HEDRA),
    (required.no_concern_was_raised, a_case(), VERA),
    (required.something_is_withheld, a_case(withheld_since=NOON), VERA),
    (required.nobody_lowered_its_rating, a_case(), VERA),
    (required.verifier_is_independent, a_case({"author_organisations": {PROVIDER}}), VERA),
    (required.verifier_is_of_the_funders_body, a_case(), VERA),
    (required.verifier_is_of_the_funders_body, a_case(funder=Funder.NHS), HEDRA),
    (required.verifier_is_of_the_funders_body, a_case(funder=Funder.JOINT), VERA),
    (required.verifier_is_of_the_funders_body, a_case(funder=Funder.JOINT), HEDRA),
    (required.author_is_of_this_location, a_case(), someone(Role.REVIEWER, PROVIDER, TRURO)),
    (required.author_is_of_this_location, a_case(), someone(Role.PROVIDER_ADMIN, PROVIDER)),
    (required.nobody_else_has_it, a_case(), VERA),
    (required.nobody_else_has_it, a_case(**IN_CHARGE), VERA),
    (required.nobody_else_has_it, a_case(**LAPSED), VICTOR),
    (required.the_verifier_has_it, a_case(**IN_CHARGE), VERA),
    (required.the_verifier_has_it, a_case(**LAPSED), VERA),
    (required.a_revision_is_proposed, a_case(proposed_rev=2), VERA),
    (required.no_revision_waits, a_case(), VERA),
    (required.this_body_has_not_decided, a_case(), VERA),
    (
        required.this_body_has_not_decided,
        a_case({"approved_by": {"council"}}, funder=Funder.JOINT),
        HEDRA,
    ),
    (required.this_body_has_not_decided, a_case({"approved_by": {"council"}}, funder=Funder.JOINT), BOTH),
    (required.nothing_stops_approval, a_case(), VERA),
    (required.its_evidence_has_come, a_case(), VERA),
    (required.its_evidence_has_come, a_case({"evidence": WAIVED}), VERA),
    (required.evidence_is_missing, a_case({"evidence": THREE_OF_FOUR}), VERA),
    (required.no_query_is_open, a_case(), VERA),
    (required.a_correction_is_requested, a_case(correction_requested_at=NOON), VERA),
    (required.no_correction_is_requested, a_case(), ROWENA),
    (required.one_body_alone_decides, a_case(), VERA),
    (required.one_body_alone_decides, a_case(funder=Funder.NHS), HEDRA),
    (required.nothing_new_is_in_it, a_case(bulk_approvable=True), VERA),
    (required.nothing_stopped_approval_at_receipt, a_case(), VERA),
]


@pytest.mark.parametrize(("requirement", "code", "case", "actor"), OBJECTIONS)
def test_a_requirement_that_is_not_met_says_so(
    requirement: Requirement[Case], code: str, case: Case, actor: Actor
) -> None:
    assert [issue.code for issue in requirement(case, actor)] == [code]


@pytest.mark.parametrize(("requirement", "case", "actor"), NO_OBJECTIONS)
def test_a_requirement_that_is_met_is_silent(
    requirement: Requirement[Case], case: Case, actor: Actor
) -> None:
    assert list(requirement(case, actor)) == []


def test_every_requirement_of_the_table_is_among_those_shown() -> None:
    rows = (*lifecycle.transitions, *in_bulk.transitions)
    asked = {need for row in rows for need in (*row.who, *row.first, *row.when)}

    assert {requirement for requirement, *_ in OBJECTIONS} == asked
    assert {requirement for requirement, *_ in NO_OBJECTIONS} == asked


def test_whoever_waits_for_another_verifier_is_told_how_long() -> None:
    (issue,) = required.nobody_else_has_it(a_case(**IN_CHARGE), VICTOR)

    assert issue == Issue(
        pointer="/opened_by", code="open-with-another", params={"until": "2026-11-16T12:01:00Z"}
    )
