"""The groups of questions in a review: what is asked about each participant, visit, outcome or factor."""

from schemas.forms import Option
from workflows.forms.asking import Ask
from workflows.safe_care import COLOURS, FACTORS, MITIGATION, SAFE_CARE_1

PERSON = (
    Ask("mosaic_person_id", "Number on the council's record"),
    Ask("nhs_number", "NHS number", "Ten digits without spaces."),
    Ask("name", "Name"),
    Ask("date_of_birth", "Date of birth"),
    Ask("postcode", "Postcode", "For somebody without a fixed address: ZZ99 3VZ."),
)
TRAINING = (
    Ask("course", "Course"),
    Ask("completed_on", "Taken on"),
    Ask("expires_on", "Valid until"),
)
PARTICIPANT = (
    Ask("name", "Name"),
    Ask("role", "In what role?"),
    Ask("relationship", "How are they related to the person?", "For example: daughter, neighbour."),
    Ask("present", "Did they take part on the day?"),
    Ask("how", "How did they take part?"),
)
APPROPRIATE_PERSON = (
    Ask("name", "Name"),
    Ask("relationship", "How are they related to the person?"),
    Ask(
        "paid_or_professional",
        "Are they paid to care for the person, or do they do so as a professional?",
        "Somebody who is can't have this role. That includes you and your colleagues.",
    ),
)
OUTCOME = (
    Ask("plan_outcome", "Outcome, as it stands in the plan"),
    Ask("status", "How far is it met?"),
    Ask("evidence", "What shows that?"),
    Ask("next", "What should happen to this outcome?"),
)
ELIGIBILITY = (
    Ask("unable", "Are they unable to do this?"),
    Ask("basis", "In what way are they unable?"),
    Ask("change", "Compared with the last time, is it …"),
    Ask("note", "Anything to add"),
)
DAILY_LIFE = tuple(
    Ask(name, label, parts=ELIGIBILITY)
    for name, label in {
        "nutrition": "Eat and drink well",
        "personal_hygiene": "Keep themselves clean",
        "toilet_needs": "Manage going to the toilet",
        "clothing": "Dress for the weather and the day",
        "home_safety": "Move about their home safely",
        "habitable_home": "Keep their home fit to live in",
        "relationships": "Keep up with family and friends",
        "work_training_education_volunteering": "Work, train, learn or volunteer",
        "community_facilities": "Get to shops, transport and places to go",
        "caring_for_child": "Look after a child",
    }.items()
)
WELLBEING = (
    Ask("impact", "Since the last review this has become …"),
    Ask("note", "What makes you say so?"),
)
WELLBEING_AREAS = tuple(
    Ask(name, label, parts=WELLBEING)
    for name, label in {
        "dignity_respect": "Dignity, and being treated with respect",
        "physical_mental_emotional_health": "Health in body, mind and feelings",
        "protection_abuse_neglect": "Safety from abuse and neglect",
        "control_daily_life": "A say in their day and their care",
        "work_education_training_recreation": "Work, learning and leisure",
        "social_economic": "Money and social life",
        "domestic_family_personal_relationships": "Home, family and those close to them",
        "living_accommodation": "A suitable place to live",
        "contribution_to_society": "Doing something for others",
    }.items()
)
HEALTH = (
    Ask("changes", "What has changed in their health?", "Choose all that apply."),
    Ask("note", "Tell us more"),
)
EQUIPMENT_ITEM = (Ask("item", "What is it?"), Ask("status", "Is it …"))
EQUIPMENT = (
    Ask("items", "What is there, or should be?", parts=EQUIPMENT_ITEM),
    Ask("note", "Anything to add"),
)
MEDICINES = (
    Ask("level", "What do care staff do about medicines?"),
    Ask("time_critical", "Does any of it have to be given on time?"),
    Ask("note", "Which medicines, and how does it go?"),
)
OWN_QUESTIONS = (
    Ask("supplementary_version", "Which version of these questions was asked", from_tablet=True),
    Ask("supplementary", "Answers, by the codes of the questions", type="group", from_tablet=True),
)
ATTACHMENT = (
    Ask("sha256", "Digest of the file", from_tablet=True),
    Ask("type", "Kind of file", from_tablet=True),
    Ask("caption", "What does it show?"),
)
DECLARATION = (
    Ask("reviewer_name", "Your name"),
    Ask("declared_at", "At", from_tablet=True),
)
RISK = (
    Ask("risk", "What might happen?"),
    Ask("level", "How serious and likely is it?"),
    Ask("management", "What is done about it?"),
)
SAFEGUARDING = (
    Ask("summary", "What has happened, or what do you fear?"),
    Ask("immediate_danger", "Is the person in danger now?", "If so, ring 999 before you go on."),
    Ask("actions", "What have you done so far?"),
    Ask("referral_made_at", "When did you tell the council's safeguarding team?"),
    Ask("reference", "Their reference", "If they gave you one."),
    Ask("alleged_party_is_provider", "Is it about somebody who works for your organisation?"),
)
VISIT = (
    Ask("day", "Day"),
    Ask("start", "Starts at", "For example 08:30.", type="clock_time"),
    Ask("minutes", "Minutes"),
    Ask("carers", "How many carers?"),
    Ask("tasks", "What is done?"),
)
PACKAGE = (
    Ask("visits", "Visits in an ordinary week", parts=VISIT),
    Ask("hours_per_week", "Hours a week", "Worked out from the visits.", from_tablet=True),
)
AGREED = (
    Ask("person", "Does the person agree?"),
    Ask("carer", "Does their unpaid carer agree?"),
    Ask("text", "Who disagrees, and why?"),
)
FUNDING_EFFECT = (
    Ask("weekly_hours_difference", "Hours a week more", "With a minus for fewer."),
    Ask(
        "weekly_cost_difference_pence",
        "Cost a week more, in pence",
        "With a minus for less. An estimate will do.",
    ),
    Ask("above_council_limit", "Is that above the limit up to which the council needs no separate approval?"),
)
SATISFIED = (
    Ask("person", "Is the person happy with the plan?"),
    Ask("carer", "Is their unpaid carer?"),
    Ask("advocate", "Is their advocate?"),
)
MITIGATIONS = (
    Ask(
        "factor",
        "Which of the questions above does it help with?",
        options=tuple(Option(value=each.id, label=each.label) for each in FACTORS),
    ),
    Ask(
        "kind",
        "What is in place?",
        options=tuple(Option(value=each.id, label=each.label) for each in MITIGATION.kinds),
    ),
    Ask("responder", "Who responds?"),
    Ask("description", "How does it work?"),
    Ask("dated_on", "When did you last make sure that it works?"),
)
OVERRIDE = (
    Ask(
        "direction",
        "Is your rating more or less serious?",
        "You may always rate more serious. Only a verifier can decide on less serious.",
        options=(Option(value="up", label="More serious"), Option(value="down", label="Less serious")),
    ),
    Ask("code", "In a word or two, why?"),
    Ask("text", "Please explain", "At least 20 characters: what do you know that the questions don't ask?"),
)
RATING = (
    Ask("ruleset", "Rules used", from_tablet=True),
    Ask(
        "factors",
        SAFE_CARE_1.question,
        parts=tuple(
            Ask(
                each.id,
                each.label,
                options=tuple(Option(value=answer.value, label=answer.meaning) for answer in each.answers),
                expected=True,
            )
            for each in FACTORS
        ),
    ),
    Ask(
        "mitigations",
        "Is anything in place that makes one of these less serious?",
        "For example telecare with somebody who responds.",
        parts=MITIGATIONS,
    ),
    Ask(
        "provider_rating",
        "Your own rating",
        options=tuple(
            Option(value=each.id.value, label=f"{each.word} ({each.letter}): {each.meaning}")
            for each in COLOURS
        ),
    ),
    Ask("override", "If your rating differs from the one worked out", parts=OVERRIDE),
)
