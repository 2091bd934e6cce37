"""The pre-discharge assessment as an assessor is asked it, page by page: every label, hint and order of questions.

What kind of answer a question takes, its options and whether it must be answered come from `schemas.assessments`;
when it is asked after another, from `workflows.assessing.needs`.
"""

from workflows.forms import assessment_groups as groups
from workflows.forms import assessment_plans as plans
from workflows.forms.asking import Ask, Page
from workflows.forms.review_groups import ATTACHMENT, OWN_QUESTIONS, PERSON, RATING

ASSESSMENT_PAGES = (
    Page(
        "submission",
        "This assessment",
        "Filled in by your tablet.",
        (
            Ask("submission_id", "Number of this assessment", from_tablet=True),
            Ask("client_version", "Version of the app", from_tablet=True),
            Ask("ruleset_version", "Version of the safe-care rules", from_tablet=True),
            Ask("device_created_at", "Begun at", from_tablet=True),
            Ask("submitted_at", "Sent at", from_tablet=True),
            Ask("referral_id", "Referral", from_tablet=True),
        ),
    ),
    Page(
        "person",
        "The person",
        "Check that this is the person in front of you.",
        (
            Ask("person", "Person", parts=PERSON, from_tablet=True),
            Ask(
                "person_views",
                "What do they say about where they go?",
                "In their own words. If they can't tell you, write how you know what they would want.",
            ),
            Ask("hospital_stay", "The stay in hospital", parts=groups.STAY),
        ),
    ),
    Page("transfer", "The move", "", (Ask("transfer", "Where to, and when", parts=groups.TRANSFER),)),
    Page(
        "assessor", "Who assesses", "", (Ask("assessor", "You, and how you assessed", parts=groups.ASSESSOR),)
    ),
    Page(
        "medicines",
        "Medicines and allergies",
        "A missing dose is the most common harm of a discharge on a Friday.",
        (Ask("medicines", "Medicines", parts=groups.MEDICINES),),
    ),
    Page("mobility", "Moving about", "", (Ask("mobility", "Moving about", parts=groups.MOBILITY),)),
    Page("falls", "Falls", "", (Ask("falls", "Falls", parts=groups.FALLS),)),
    Page(
        "nutrition",
        "Eating and drinking",
        "",
        (Ask("nutrition", "Eating and drinking", parts=groups.NUTRITION),),
    ),
    Page("continence", "Continence", "", (Ask("continence", "Continence", parts=groups.CONTINENCE),)),
    Page("skin", "Skin", "", (Ask("skin", "Skin", parts=groups.SKIN),)),
    Page(
        "communication",
        "Communication",
        "",
        (Ask("communication", "Communication, sight and hearing", parts=groups.COMMUNICATION),),
    ),
    Page(
        "cognition",
        "Memory, understanding and distress",
        "",
        (Ask("cognition", "Memory, understanding and distress", parts=groups.COGNITION),),
    ),
    Page(
        "changed_needs",
        "What has changed",
        "A home has to know in what they need other care than before.",
        (Ask("changed_needs", "What has changed", parts=groups.CHANGED),),
    ),
    Page(
        "capacity",
        "Deciding about the move",
        "Everybody is taken to be able to decide until it is shown that they can't.",
        (Ask("capacity", "Capacity and legal standing", parts=plans.CAPACITY),),
    ),
    Page("infection", "Infection", "", (Ask("infection", "Infection", parts=plans.INFECTION),)),
    Page("clinical", "Health", "", (Ask("clinical", "Health", parts=plans.CLINICAL),)),
    Page("end_of_life", "End of life", "", (Ask("end_of_life", "End of life", parts=plans.END_OF_LIFE),)),
    Page(
        "equipment",
        "Equipment",
        "",
        (Ask("equipment", "What has to be there", "Everything that they need.", parts=plans.EQUIPMENT),),
    ),
    Page("funding", "Funding", "", (Ask("funding", "Funding", parts=plans.FUNDING),)),
    Page(
        "follow_on",
        "Health care from the first evening",
        "What homes miss most often at a weekend.",
        (Ask("follow_on", "Health care after the discharge", parts=plans.FOLLOW_ON),),
    ),
    Page(
        "social", "Family and belongings", "", (Ask("social", "Family and belongings", parts=plans.SOCIAL),)
    ),
    Page("transport", "Transport", "", (Ask("transport", "Transport", parts=plans.TRANSPORT),)),
    Page(
        "safe_care",
        "Safe-care rating",
        "What would happen where they go if care couldn't come, and is what is planned safe?",
        (Ask("safe_care_rag", "Rating", parts=RATING),),
    ),
    Page(
        "supplementary",
        "The council's own questions",
        "What the person's council asks besides; tablets get it with the council's people.",
        OWN_QUESTIONS,
    ),
    Page(
        "closing",
        "Before you send it",
        "",
        (
            Ask("attachments", "Photos and documents", parts=ATTACHMENT),
            Ask("declaration", "I declare that this is what I found", parts=plans.DECLARATION),
        ),
    ),
)
