"""Every element of a review, in the order in which the report tells of them; reading the list is reading the report.

An element isn't met when a rule or a need that names it has something to find. The paragraphs of the guidance are not
given: its numbering changes between editions.
"""

from collections.abc import Callable
from typing import NamedTuple

from schemas.compliance import PackageKnown
from schemas.reviews import Review
from workflows.compliance import called_for
from workflows.compliance.known import HOME_CARE_STANDARD
from workflows.compliance.needs import GUIDANCE

INVOLVED = "Care Act 2014 s27(2)(b)"
BY_POLICY = "Care and Support (Assessment) Regulations 2014 reg 5, applied to reviewers by policy"


class Element(NamedTuple):
    """One thing that a review has to do: the answers it is about, what it rests on, and when it is called for."""

    id: str
    title: str
    answers: tuple[str, ...]
    source: str | None = None
    called_for: Callable[[Review, PackageKnown], bool] | None = None

    def applies(self, review: Review, known: PackageKnown) -> bool:
        return self.called_for is None or self.called_for(review, known)


ELEMENTS: tuple[Element, ...] = (
    Element(
        "needs-and-circumstances",
        "Whether needs or circumstances have changed",
        ("/needs_changed", "/circumstances_changed", "/circumstances_detail", "/health_changes"),
        GUIDANCE,
    ),
    Element(
        "how-the-plan-works",
        "What works, what doesn't, and what should change",
        ("/working_well", "/not_working", "/should_change"),
        GUIDANCE,
    ),
    Element("outcomes", "Whether outcomes were achieved, and what follows", ("/outcomes",), GUIDANCE),
    Element("new-outcomes", "New outcomes that the person wants", ("/new_outcomes",), GUIDANCE),
    Element("improvements", "Whether outcomes could be met better", ("/improvements",), GUIDANCE),
    Element(
        "informal-and-community-support",
        "Shifts in informal and community support, good or bad",
        (
            "/informal_support_change",
            "/informal_support_detail",
            "/community_support",
            "/community_support_detail",
        ),
        GUIDANCE,
    ),
    Element(
        "budget-sufficient",
        "Whether the personal budget lets needs and outcomes be met, and suffices",
        ("/budget_sufficient", "/budget_reason"),
        GUIDANCE,
    ),
    Element(
        "budget-management",
        "Whether the way in which the budget is managed is still best",
        ("/budget_managed_well", "/direct_payment_discussed"),
        GUIDANCE,
    ),
    Element(
        "abuse-and-neglect",
        "Changes that raise the risk of abuse or neglect",
        ("/abuse_neglect_risk_changed", "/abuse_neglect_detail", "/risks"),
        GUIDANCE,
    ),
    Element(
        "satisfaction",
        "Whether the person, their carer and their advocate are content with the plan",
        ("/satisfied_with_plan",),
        GUIDANCE,
    ),
    Element(
        "person-involved",
        "The person is involved, and their views are told",
        ("/person_involved", "/person_views", "/not_involved_reason"),
        f"{INVOLVED}(i)",
    ),
    Element(
        "conversation",
        "The review is a conversation, alone with the person if they wish",
        ("/participants", "/seen_alone_offered", "/seen_alone"),
        GUIDANCE,
    ),
    Element(
        "carer-involved",
        "An unpaid carer is asked, and involved if they want to be",
        ("/carer_involved", "/carer_views"),
        f"{INVOLVED}(ii)",
        called_for.there_is_a_carer,
    ),
    Element(
        "carers-assessment",
        "The carer's own needs are thought of",
        ("/carer_strain", "/carer_assessment_wanted"),
        "Care Act 2014 s10(1)",
        called_for.there_is_a_carer,
    ),
    Element(
        "others-involved",
        "Whomever the person asks for is involved",
        ("/others_asked_for", "/contacted"),
        f"{INVOLVED}(iii)",
        called_for.others_are_asked_for,
    ),
    Element(
        "communication",
        "What the person needs to communicate is known and given",
        ("/communication_needs", "/interpreter", "/accessible_format_given"),
        "Accessible Information Standard",
    ),
    Element(
        "wellbeing",
        "The effect on the person's wellbeing is considered",
        ("/wellbeing_impact",),
        "Care Act 2014 ss1(2), 9(4)(a), 27(2)(a)",
    ),
    Element(
        "eligibility-view",
        "What the person can't do because of their needs, outcome by outcome",
        ("/eligibility_view",),
        "SI 2015/313 reg 2",
    ),
    Element(
        "advocacy",
        "Whoever has substantial difficulty has somebody who supports them",
        ("/substantial_difficulty", "/advocate_status"),
        "Care Act 2014 s67(2)",
        called_for.taking_part_is_hard,
    ),
    Element(
        "appropriate-person",
        "Nobody who provides care or treatment professionally or for pay stands in for an advocate",
        ("/appropriate_person",),
        "Care Act 2014 s67(5)",
        called_for.there_is_an_appropriate_person,
    ),
    Element(
        "capacity",
        "A doubt about capacity is about one decision, and is assessed",
        ("/capacity_doubted", "/decision", "/assessment_by", "/assessment_date", "/assessment_result"),
        "Mental Capacity Act 2005 ss2, 3",
        called_for.capacity_is_in_question,
    ),
    Element(
        "best-interests",
        "What the person can't decide is decided in their best interests",
        ("/best_interests_ref",),
        "Mental Capacity Act 2005 s4",
        called_for.capacity_is_lacking,
    ),
    Element(
        "restrictions",
        "A possible deprivation of liberty is described",
        ("/restriction_concerns", "/restriction_detail"),
        "Mental Capacity Act 2005 s4A",
        called_for.freedom_may_be_restricted,
    ),
    Element(
        "self-review",
        "A review by themselves is by somebody with capacity, with professional input",
        ("/conducted_by", "/participants"),
        GUIDANCE,
        called_for.they_reviewed_it_themselves,
    ),
    Element(
        "safeguarding-raised",
        "A new safeguarding concern is described and raised with the council, which alone decides on it",
        ("/safeguarding_concern", "/safeguarding_detail"),
        "Care Act 2014 s42(1)",
        called_for.a_concern_is_new,
    ),
    Element(
        "safeguarding-rated",
        "An open concern counts in the safe-care rating",
        ("/safeguarding_concern", "/safe_care_rag/factors/safeguarding"),
        "safe-care/1",
        called_for.a_concern_is_open,
    ),
    Element(
        "reassessment",
        "A need that has grown or lessened leads to a fresh assessment",
        ("/needs_changed", "/reassessment_needed", "/reassessment_reason"),
        "Care Act 2014 s27(4)",
        called_for.a_need_has_grown_or_lessened,
    ),
    Element(
        "needs-agree",
        "What is worse in daily life shows in whether needs have changed",
        ("/eligibility_view", "/needs_changed"),
        GUIDANCE,
    ),
    Element(
        "change-founded",
        "A proposed change has a reason, evidence, a day and a cost",
        ("/change_reason", "/change_evidence", "/change_effective_from", "/package_funding_effect"),
        GUIDANCE,
        called_for.a_change_is_proposed,
    ),
    Element(
        "change-agreed",
        "The person and their carer were asked about it",
        ("/change_agreed",),
        "Care Act 2014 s27(5)",
        called_for.a_change_is_proposed,
    ),
    Element(
        "proposal",
        "The package proposed is what is requested, in visits as in hours",
        ("/change_request", "/package_current", "/package_proposed"),
    ),
    Element(
        "providers-interest",
        "What the provider gains is declared",
        ("/conflict_of_interest_declared", "/conflict_of_interest_detail"),
        "Care Act 2014 s79, guidance ch. 18",
        called_for.the_provider_may_gain,
    ),
    Element(
        "delegation",
        "The council permits a review by the provider",
        ("/review_permission_ref",),
        "Care Act 2014 s79",
    ),
    Element(
        "request",
        "Who asked for the review, and for what",
        ("/requested_by", "/request_detail"),
        "Care Act 2014 s27(1)(b)",
        called_for.somebody_asked_for_it,
    ),
    Element(
        "reason",
        "The reason is one of the review's type",
        ("/review_type", "/review_reason"),
        "Client Level Data, Review Reason",
    ),
    Element(
        "first-review-in-time",
        "The first review comes six to eight weeks after the start",
        ("/milestone", "/review_date"),
        GUIDANCE,
        called_for.it_is_the_first_of_a_package_whose_start_is_known,
    ),
    Element(
        "older-persons-first-review-in-time",
        "The first review of an older person's home care comes within six weeks",
        ("/milestone", "/review_date", "/person/date_of_birth"),
        HOME_CARE_STANDARD,
        called_for.it_is_the_first_of_an_older_persons_home_care,
    ),
    Element(
        "reviewed-every-12-months",
        "No more than 12 months have passed since the last review",
        ("/previous_review_date", "/review_date"),
        GUIDANCE,
        called_for.there_was_a_review_before,
    ),
    Element(
        "next-review",
        "The next review is due within 12 months",
        ("/next_review_due",),
        GUIDANCE,
    ),
    Element("contingency", "What happens if the usual care can't come", ("/contingency_plan",), GUIDANCE),
    Element("daily-support", "Help with medicines is described", ("/medication_support",)),
    Element("copy-to-person", "When the person got a copy", ("/copy_to_person", "/copy_to_person_on")),
    Element(
        "reviewer",
        "The reviewer's training is in date",
        ("/reviewer_id", "/reviewer_training_snapshot"),
        BY_POLICY,
    ),
    Element(
        "rating",
        "The safe-care rating is complete, and no milder than its rules",
        ("/safe_care_rag", "/ruleset_version"),
        "safe-care/1",
    ),
    Element(
        "identity",
        "It is the person, the package and the place that the council knows",
        ("/person", "/package_id", "/provider_cqc_location_id", "/funder"),
    ),
    Element(
        "days",
        "Every day and time is one that can be, and the review arrives while it is fresh",
        ("/review_date", "/device_created_at", "/submitted_at", "/declaration/declared_at"),
    ),
)
