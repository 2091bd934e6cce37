"""What is true of every review that may be approved in bulk; each statement yields what shows that it isn't true.

What is not known is never taken to be in a review's favour.
"""

from collections.abc import Collection, Iterator

from schemas.code_lists import Agreement, ChangeRequest, ConductedBy, Funder, Involvement
from schemas.ratings import Colour
from schemas.routing import GoodStanding, RoutingFacts
from workflows.policies import RoutingPolicy

Shown = dict[str, str | int | bool | list[str]]

FORMS_FOR_BULK = frozenset({"review"})
MILDEST_FIRST = (Colour.GREEN, Colour.AMBER, Colour.RED)
CARE_GOES_ON = frozenset(
    {ChangeRequest.NONE, ChangeRequest.INCREASE, ChangeRequest.DECREASE, ChangeRequest.RETIME}
)
WITH_A_REVIEWER = frozenset({ConductedBy.PROVIDER_REVIEWER, ConductedBy.JOINT})
A_MOMENT = 1e-6
"""In hours: sums of minutes that are equal may differ by less."""


def the_form_is_a_review(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    if facts.form not in FORMS_FOR_BULK:
        yield {"form": facts.form}


def the_rating_is_not_red(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    if facts.rated.effective == Colour.RED:
        yield {}


def an_amber_is_unchanged_from_a_verified_review(
    facts: RoutingFacts, policy: RoutingPolicy
) -> Iterator[Shown]:
    """Amber then as now, and for no other cause than then."""
    before = facts.previous
    if facts.rated.effective != Colour.AMBER:
        return
    if before is None:
        yield {"before": "unknown"}
    elif before.rating != Colour.AMBER or not facts.rated.causes <= before.causes:
        yield {"before": before.rating.value, "new_causes": sorted(facts.rated.causes - before.causes)}


def nobody_lowered_the_rating(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    computed, provider = facts.rated.computed, facts.rated.provider
    milder = MILDEST_FIRST.index(provider) < MILDEST_FIRST.index(computed)
    if milder or facts.rated.override == "down":
        yield {"computed": computed.value, "provider": provider.value}


def no_care_is_added(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    if facts.change_request == ChangeRequest.INCREASE or facts.hours_added > A_MOMENT:
        yield {"hours": _hours(facts.hours_added)}


def no_more_is_taken_away_than_is_tolerated(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    """So many hours a week, or such a part of today's, whichever is less."""
    tolerated = min(policy.tolerated_decrease_hours, policy.tolerated_decrease_share * facts.hours_now)
    if -facts.hours_added > tolerated + A_MOMENT:
        yield {"hours": _hours(-facts.hours_added), "tolerated": _hours(tolerated)}


def the_same_kind_of_care_goes_on(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    if facts.change_request not in CARE_GOES_ON:
        yield {"change_request": facts.change_request.value}


def the_person_agrees_to_any_change(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    """Nobody agrees to what they were found unable to decide."""
    changes = facts.change_request != ChangeRequest.NONE or abs(facts.hours_added) > A_MOMENT
    if changes and (facts.change_agreed != Agreement.AGREE or facts.lacks_capacity):
        said = facts.change_agreed.value if facts.change_agreed else "unknown"
        yield {"person": said, "lacks_capacity": facts.lacks_capacity}


def todays_package_is_one_that_the_council_knows(
    facts: RoutingFacts, policy: RoutingPolicy
) -> Iterator[Shown]:
    """Nobody adds care by saying that it is there already, or takes it away by saying that it never was."""
    if not any(abs(facts.hours_now - known) < policy.same_hours_within for known in facts.known_hours):
        yield {"hours": _hours(facts.hours_now), "known": [_hours(known) for known in facts.known_hours]}


def no_reassessment_is_needed(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    if facts.reassessment_needed:
        yield {}


def nothing_is_open_in_safeguarding(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    if facts.safeguarding_open:
        yield {}


def capacity_is_settled(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    if not facts.capacity_settled:
        yield {}


def advocacy_is_settled(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    if not facts.advocacy_settled:
        yield {}


def the_person_was_fully_involved(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    if facts.person_involved != Involvement.FULL:
        yield {"involved": facts.person_involved.value}


def a_reviewer_took_part(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    """What the person or their carer sends in alone isn't waved through."""
    if facts.conducted_by not in WITH_A_REVIEWER:
        yield {"conducted_by": facts.conducted_by.value}


def no_risk_is_new_or_high(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    if facts.risks:
        yield {"risks": sorted(facts.risks)}


def nothing_statutory_is_found(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    yield from _unless_none(facts.statutory_findings)


def it_is_the_person_whom_the_council_knows(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    yield from _unless_none(facts.other_findings & policy.identity_findings)


def nothing_else_is_found_that_has_to_be_read(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    yield from _unless_none(facts.other_findings - policy.identity_findings - policy.minor_findings)


def the_reviewer_was_in_good_standing(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    yield from _unless_good(facts.reviewer)


def the_location_was_in_good_standing(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    yield from _unless_good(facts.location)


def one_body_alone_pays(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    if facts.funder == Funder.JOINT:
        yield {}


def the_record_is_not_restricted(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    yield from _unless_known_not_to_be(facts.restricted)


def the_person_is_not_made_up_for_training(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    yield from _unless_known_not_to_be(facts.training_data)


def it_was_not_drawn_for_a_full_check(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    yield from _unless_known_not_to_be(facts.sampled)


def it_corrects_nothing_that_was_approved(facts: RoutingFacts, policy: RoutingPolicy) -> Iterator[Shown]:
    if facts.corrects_what_was_approved:
        yield {}


def _unless_none(findings: Collection[str]) -> Iterator[Shown]:
    if findings:
        yield {"findings": sorted(findings)}


def _unless_good(standing: GoodStanding) -> Iterator[Shown]:
    if not (standing.at_review and standing.at_receipt):
        yield {
            "at_review": _good(standing.at_review),
            "at_receipt": _good(standing.at_receipt),
            "lacking": list(standing.lacking),
        }


def _unless_known_not_to_be(fact: bool | None) -> Iterator[Shown]:
    if fact is not False:
        yield {"known": fact is not None}


def _good(standing: bool | None) -> str:
    return "unknown" if standing is None else "good" if standing else "not good"


def _hours(hours: float) -> str:
    return f"{hours:.2f}"
