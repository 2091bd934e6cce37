"""The review as a carer is asked it, page by page: every label, hint and order of questions.

What kind of answer a question takes, its options and whether it must be answered come from
`schemas.reviews`; when it is asked after another, from `workflows.compliance.needs`.
"""

from workflows.compliance.needs import CAPACITY_DOUBTED
from workflows.forms.asking import Ask, Page
from workflows.forms.review_groups import (
    AGREED,
    APPROPRIATE_PERSON,
    ATTACHMENT,
    DAILY_LIFE,
    DECLARATION,
    EQUIPMENT,
    FUNDING_EFFECT,
    HEALTH,
    MEDICINES,
    OUTCOME,
    PACKAGE,
    PARTICIPANT,
    PERSON,
    RATING,
    RISK,
    SAFEGUARDING,
    SATISFIED,
    TRAINING,
    WELLBEING_AREAS,
)

BETTER_OR_WORSE = "Say what is better or worse"

REVIEW_PAGES = (
    Page(
        "submission",
        "This review",
        "Filled in by your tablet.",
        (
            Ask("submission_id", "Number of this review", from_tablet=True),
            Ask("client_version", "Version of the app", from_tablet=True),
            Ask("ruleset_version", "Version of the safe-care rules", from_tablet=True),
            Ask("device_created_at", "Begun at", from_tablet=True),
            Ask("submitted_at", "Sent at", from_tablet=True),
        ),
    ),
    Page(
        "person",
        "The person and their package",
        "Check that this is the person in front of you.",
        (
            Ask("person", "Person", parts=PERSON, from_tablet=True),
            Ask("package_id", "Package", from_tablet=True),
            Ask("funder", "Who pays for the package?", from_tablet=True),
            Ask("provider_cqc_location_id", "Your location's number at CQC", from_tablet=True),
            Ask("plan_version_ref", "Which version of the care and support plan did you look at?"),
        ),
    ),
    Page(
        "reviewer",
        "Who carries out the review",
        "",
        (
            Ask("reviewer_id", "Reviewer", from_tablet=True),
            Ask("reviewer_training_snapshot", "Reviewer's training", parts=TRAINING, from_tablet=True),
            Ask("conducted_by", "Who conducted the review?"),
            Ask("conducted_by_name", "Their name"),
            Ask("conducted_by_role", "Their role"),
            Ask(
                "review_permission_ref",
                "Under which agreement may your organisation review this person's plan?",
                "The reference of the delegation or agreement with the council or the NHS.",
            ),
        ),
    ),
    Page(
        "review",
        "About this review",
        "",
        (
            Ask("review_type", "What kind of review is it?"),
            Ask("review_reason", "Why now?"),
            Ask("requested_by", "Who asked for it?"),
            Ask("request_detail", "What did they ask for?"),
            Ask("milestone", "Where does it fall?"),
            Ask("review_date", "When did you do the review?"),
            Ask("previous_review_date", "When was the last review?", "Leave empty if there was none."),
            Ask("method", "How did you speak with the person?"),
            Ask("place", "Where was the person?"),
            Ask("seen_alone_offered", "Did you offer to speak with the person alone?"),
            Ask("seen_alone", "Did you speak with them alone?"),
        ),
    ),
    Page(
        "involvement",
        "The person's part in it",
        "It is their plan and their review.",
        (
            Ask("participants", "Who took part?", "The person themselves too.", parts=PARTICIPANT),
            Ask("person_involved", "How far was the person involved?"),
            Ask(
                "person_views",
                "What does the person say?",
                "In their own words. If they can't tell you, write how you know what they would want.",
            ),
            Ask("not_involved_reason", "Why was the person not involved?"),
            Ask("others_asked_for", "Whom else did the person want to be involved?"),
            Ask("contacted", "Did you get in touch with all of them?"),
        ),
    ),
    Page(
        "carer",
        "Unpaid carer",
        "Family, friends or neighbours who care for the person without pay.",
        (
            Ask("carer_involved", "How far was the unpaid carer involved?", expected=True),
            Ask("carer_views", "What does the carer say?", "In their own words."),
            Ask("carer_strain", "How much strain is the carer under?"),
            Ask(
                "carer_assessment_wanted",
                "Does the carer want an assessment of their own needs?",
                "Every carer who may need support has a right to one.",
            ),
        ),
    ),
    Page(
        "communication",
        "Help with taking part",
        "",
        (
            Ask(
                "communication_needs",
                "What helps the person to communicate?",
                "Write “none” if nothing is needed.",
            ),
            Ask("interpreter", "Was there an interpreter?"),
            Ask("accessible_format_given", "In which form did the person get information?"),
            Ask(
                "substantial_difficulty",
                "Does the person find any of these very hard, even with help?",
                "Choose none if there are none.",
            ),
            Ask("advocate_status", "Who supports the person in taking part?"),
            Ask("appropriate_person", "The person who supports them", parts=APPROPRIATE_PERSON),
        ),
    ),
    Page(
        "capacity",
        "Capacity and freedom",
        "Assume that the person can decide. Doubts are about one decision at one time.",
        (
            Ask(
                "capacity_doubted",
                "Do you doubt that the person can make a decision in this review?",
                expected=True,
            ),
            Ask("decision", "Which decision?"),
            Ask("assessment_by", "Who assessed whether they can make it?"),
            Ask("assessment_date", "When?"),
            Ask("assessment_result", "With what result?"),
            Ask("best_interests_ref", "Where is the best interests decision recorded?"),
            Ask(
                "lpa_deputy",
                "Is there an attorney or a deputy?",
                "Their name, and what they may decide.",
                visible_when=(CAPACITY_DOUBTED,),
            ),
            Ask(
                "restriction_concerns",
                "Might the person's freedom be restricted more than it may be?",
                "For example: always watched, not free to leave, doors locked, sedated.",
            ),
            Ask("restriction_detail", "What did you notice?"),
        ),
    ),
    Page(
        "changes",
        "What has changed",
        "",
        (
            Ask("needs_changed", "Have the person's needs changed?"),
            Ask("circumstances_changed", "Has anything in their life changed?", "Choose all that apply."),
            Ask("circumstances_detail", "What has changed, and since when?"),
            Ask("health_changes", "Health", parts=HEALTH),
            Ask("informal_support_change", "Help from family, friends and neighbours is …"),
            Ask("informal_support_detail", BETTER_OR_WORSE),
            Ask("community_support", "Help from groups and services nearby is …"),
            Ask("community_support_detail", BETTER_OR_WORSE),
        ),
    ),
    Page(
        "plan",
        "How the plan is working",
        "",
        (
            Ask("working_well", "What works well?"),
            Ask("not_working", "What doesn't work?", "Write “nothing” if all is well."),
            Ask("should_change", "What should change?"),
            Ask("satisfied_with_plan", "Are they happy with the plan?", parts=SATISFIED),
        ),
    ),
    Page(
        "outcomes",
        "Outcomes",
        "What the person wants from their care.",
        (
            Ask("outcomes", "Outcomes of the plan", parts=OUTCOME),
            Ask("new_outcomes", "New outcomes that the person wants"),
            Ask("improvements", "How could outcomes be met better?", "Write “none” if there is nothing."),
        ),
    ),
    Page(
        "eligibility",
        "Daily life",
        "Your view of what the person can't do because of their needs. The council decides what follows.",
        (Ask("eligibility_view", "Is the person unable to …", parts=DAILY_LIFE),),
    ),
    Page(
        "wellbeing",
        "Wellbeing",
        "Answer at least those that their needs affect.",
        (Ask("wellbeing_impact", "How are things with …", parts=WELLBEING_AREAS),),
    ),
    Page(
        "daily_support",
        "Equipment and medicines",
        "",
        (
            Ask("equipment_technology", "Equipment and technology", parts=EQUIPMENT),
            Ask("medication_support", "Medicines", parts=MEDICINES),
        ),
    ),
    Page(
        "budget",
        "Personal budget",
        "",
        (
            Ask("budget_sufficient", "Is the budget enough for what the person needs?"),
            Ask("budget_managed_well", "Is the way in which it is managed right for them?"),
            Ask("direct_payment_discussed", "Did you talk about a direct payment?"),
            Ask("budget_reason", "Why not, or why is it not known?"),
        ),
    ),
    Page(
        "risk",
        "Risk and safeguarding",
        "",
        (
            Ask("risks", "What might go wrong?", parts=RISK),
            Ask("abuse_neglect_risk_changed", "Has the risk of abuse or neglect changed?"),
            Ask("abuse_neglect_detail", "In what way?"),
            Ask("safeguarding_concern", "Is there a safeguarding concern?"),
            Ask("safeguarding_detail", "The new concern", parts=SAFEGUARDING),
            Ask("contingency_plan", "What happens if the usual care can't come?"),
        ),
    ),
    Page(
        "package",
        "The package",
        "",
        (
            Ask("package_current", "The package today", parts=PACKAGE),
            Ask("change_request", "Which change do you propose?"),
            Ask(
                "package_proposed",
                "The package as you propose it",
                "The same as today's if you propose no change.",
                parts=PACKAGE,
            ),
            Ask("change_effective_from", "From when?"),
            Ask("change_reason", "Why?"),
            Ask("change_evidence", "What shows that?", "For example: visit notes of May, letter of the GP."),
            Ask("change_agreed", "Is it agreed?", parts=AGREED),
            Ask("package_funding_effect", "What does it mean for the budget?", parts=FUNDING_EFFECT),
            Ask(
                "conflict_of_interest_declared",
                "Would you or your organisation gain from what you propose?",
                "More care paid for is a gain. Saying so is no fault; leaving it out is.",
            ),
            Ask("conflict_of_interest_detail", "In what way?"),
            Ask(
                "reassessment_needed",
                "Does the person need a fresh assessment?",
                "Whenever needs have grown or lessened.",
            ),
            Ask("reassessment_reason", "Why?"),
        ),
    ),
    Page(
        "safe_care",
        "Safe-care rating",
        "What would happen if care couldn't come, and is today's package safe?",
        (Ask("safe_care_rag", "Rating", parts=RATING),),
    ),
    Page(
        "closing",
        "Before you send it",
        "",
        (
            Ask(
                "next_review_due",
                "When is the next review due?",
                "Within 12 months; sooner where much may change.",
            ),
            Ask("copy_to_person", "Does the person get a copy?"),
            Ask("copy_to_person_on", "When did they get it?"),
            Ask("attachments", "Photos and documents", parts=ATTACHMENT),
            Ask("declaration", "I declare that this is what I found", parts=DECLARATION),
        ),
    ),
)
