"""The ruleset safe-care/1: what happens if planned care is missed, and is today's package safe?

Every rule of the rating stands here and nowhere else; `workflows.ratings` only applies it. A change is a
new version beside this one, since an old review keeps the ruleset that it was rated by.
"""

from schemas.ratings import Colour, FactorId, MitigationKind
from schemas.rulesets import (
    AllAtLeast,
    AnswerDescription,
    ColourDescription,
    CountAt,
    FactorDescription,
    HashRecipe,
    IsUnknown,
    KindDescription,
    MitigationRule,
    Objection,
    Rule,
    Ruleset,
)


def _factor(name: FactorId, label: str, none: str, some: str, serious: str) -> FactorDescription:
    return FactorDescription(
        id=name,
        label=label,
        answers=[
            AnswerDescription(value=0, meaning=none),
            AnswerDescription(value=1, meaning=some),
            AnswerDescription(value=2, meaning=serious),
            AnswerDescription(value="unknown", meaning="Not known. Counts as 1."),
        ],
    )


def _red_flag(name: str, factors: dict[FactorId, int], text: str) -> AllAtLeast:
    code = f"hard.{name}"
    return AllAtLeast(code=code, colour=Colour.RED, text=text, reads="as_given", factors=factors)


def _unknown(factor: FactorId, text: str) -> IsUnknown:
    return IsUnknown(code=f"unknown.{factor}", colour=Colour.AMBER, text=text, factor=factor)


def _kind(name: MitigationKind, label: str) -> KindDescription:
    return KindDescription(id=name, label=label)


COLOURS = [
    ColourDescription(
        id=Colour.GREEN,
        letter="G",
        word="Green",
        meaning="A visit could be postponed or replaced by a call without harm.",
    ),
    ColourDescription(
        id=Colour.AMBER,
        letter="A",
        word="Amber",
        meaning="Visits could be thinned out only with care and with check calls between them.",
    ),
    ColourDescription(
        id=Colour.RED,
        letter="R",
        word="Red",
        meaning="Every visit must happen, or today's package is not safe.",
    ),
]

FACTORS = [
    _factor(
        "missed_visit",
        "If a visit is missed",
        "Inconvenient, no more.",
        "Discomfort or distress within 24 hours.",
        "Harm is likely within 24 hours.",
    ),
    _factor(
        "medication",
        "Medicines",
        "Manages their own medicines.",
        "Needs prompting; a dose may safely be up to four hours early or late.",
        "Has a time-critical medicine (such as insulin, an anticoagulant, an opioid, or one for Parkinson's "
        "disease or epilepsy), or is unsafe with medicines alone.",
    ),
    _factor(
        "living_situation",
        "Living situation",
        "Lives with an adult who is able to help.",
        "Lives alone, with someone in touch every day.",
        "Lives alone, with nobody in touch every day.",
    ),
    _factor(
        "informal_support",
        "Family, friends and neighbours",
        "Could cover for 48 hours.",
        "Could cover in part, or are under strain.",
        "Nobody, or the support is breaking down.",
    ),
    _factor(
        "moving_handling",
        "Moving and handling",
        "Moves independently.",
        "Needs one carer.",
        "Needs two carers or a hoist.",
    ),
    _factor(
        "nutrition",
        "Eating and drinking",
        "Eats and drinks independently.",
        "Needs prompting, or has a malnutrition score (MUST) of 1.",
        "Is fed, needs modified textures, or has a malnutrition score (MUST) of 2 or more.",
    ),
    _factor(
        "cognition",
        "Memory and understanding",
        "No difficulty.",
        "Some difficulty, in a safe pattern of life.",
        "Walks about and gets lost, is unsafe, or could not call for help.",
    ),
    _factor(
        "skin_continence",
        "Skin and continence",
        "Low risk.",
        "Moderate risk.",
        "Has pressure damage, or is at high risk and cannot move about.",
    ),
    _factor(
        "falls",
        "Falls",
        "None in 12 months.",
        "One or two in 12 months.",
        "Three or more in 12 months, an injury, or a long time on the floor.",
    ),
    _factor(
        "health_stability",
        "Health",
        "Stable.",
        "Goes up and down.",
        "Getting worse, out of hospital for less than 14 days, or at the end of life.",
    ),
    _factor(
        "distress",
        "Distress and behaviour",
        "None.",
        "Present and managed.",
        "A risk to the person or to others.",
    ),
    _factor(
        "safeguarding",
        "Safeguarding and self-neglect",
        "No concern.",
        "A past or low concern.",
        "An open or new concern.",
    ),
    _factor(
        "environment",
        "Home and access",
        "Good.",
        "Has limits.",
        "Unsafe, rural or cut off, or there is no way to get a key.",
    ),
    _factor(
        "package_fit",
        "Does today's package meet the need?",
        "It meets the need.",
        "Minor gaps, or late visits.",
        "A critical need is not met.",
    ),
]

MITIGATION = MitigationRule(
    kinds=[
        _kind("telecare_with_responder", "Telecare, with somebody who responds"),
        _kind("family_rota", "A rota of family or friends"),
        _kind("other", "Something else"),
    ],
    lowers_by=1,
    never=["safeguarding", "package_fit"],
    max_age_months=12,
    objections=[
        Objection(
            code="never-mitigated",
            when="Its factor is among `never`.",
            text="This factor is rated as it is, whatever is in place.",
        ),
        Objection(
            code="future-dated",
            when="`dated_on` is after the day of the rating.",
            text="It is dated after the day of the rating.",
        ),
        Objection(
            code="too-old",
            when="`dated_on` is before the same day `max_age_months` months earlier, or before that month's "
            "last day where it has no such day. One exactly that old still applies.",
            text="It is dated more than 12 months before the day of the rating.",
        ),
        Objection(
            code="factor-unknown",
            when='The answer for its factor is "unknown".',
            text="The factor is not known, so there is nothing to lower.",
        ),
        Objection(
            code="factor-at-zero",
            when="The answer for its factor is 0.",
            text="The factor is of no concern, so there is nothing to lower.",
        ),
        Objection(
            code="already-mitigated",
            when="A mitigation before it was applied to the same factor.",
            text="Another mitigation has lowered this factor already.",
        ),
    ],
)

RULES: list[Rule] = [
    _red_flag(
        "safeguarding",
        {"safeguarding": 2},
        "There is an open or new safeguarding or self-neglect concern.",
    ),
    _red_flag(
        "package_fit",
        {"package_fit": 2},
        "Today's package leaves a critical need unmet.",
    ),
    _red_flag(
        "missed_visit_without_cover",
        {"missed_visit": 2, "informal_support": 1},
        "Harm is likely within 24 hours of a missed visit, and nobody is known to be able to cover in full.",
    ),
    _red_flag(
        "medication_alone",
        {"medication": 2, "living_situation": 2},
        "Medicines are time-critical or unsafe alone, and the person lives alone with nobody in touch daily.",
    ),
    _red_flag(
        "cognition_alone",
        {"cognition": 2, "living_situation": 2},
        "The person is unsafe or could not call for help, and lives alone with nobody in touch daily.",
    ),
    CountAt(
        code="count.four_at_two",
        colour=Colour.RED,
        text="Four or more factors are serious, allowing for what is in place.",
        reads="after_mitigation",
        value=2,
        at_least=4,
    ),
    CountAt(
        code="count.any_at_two",
        colour=Colour.AMBER,
        text="At least one factor is serious, allowing for what is in place.",
        reads="after_mitigation",
        value=2,
        at_least=1,
        unless="count.four_at_two",
    ),
    CountAt(
        code="count.four_at_one",
        colour=Colour.AMBER,
        text="Four or more factors are of some concern or not known, allowing for what is in place.",
        reads="after_mitigation",
        value=1,
        at_least=4,
    ),
    _unknown("missed_visit", "It is not known what would happen if a visit were missed."),
    _unknown("medication", "It is not known how the person manages with medicines."),
    _unknown("cognition", "It is not known how the person's memory and understanding are."),
    _unknown("safeguarding", "It is not known whether there is a safeguarding or self-neglect concern."),
    _unknown("package_fit", "It is not known whether today's package meets the need."),
]

METHOD = [
    'Start from one answer for each factor; an answer left out of a review is "unknown".',
    "Go through the mitigations in the order sent.",
    "Ignore one where an objection holds, and list it with its place (from 0) and the first that holds.",
    "Apply every other one.",
    'Make the values `as_given`: the answers, with "unknown" replaced by `unknown_counts_as`.',
    "Make the values `after_mitigation`: the same, with the factor of each applied mitigation lowered.",
    "Lower by `lowers_by`, never below 0.",
    "Try the rules in order, each on the values that it `reads`.",
    "`all_at_least` fires when every factor named has at least the value named.",
    "`count_at` fires when `at_least` factors or more have exactly `value`.",
    "`count_at` does not fire after the rule named in `unless` has fired.",
    '`is_unknown` fires when the answer is "unknown".',
    "Each rule that fires gives a reason: its code, its text, and the factors that it named or counted.",
    "In a reason the factors have the answers as they were given.",
    "Order the reasons from the worst colour to the best, and within a colour as the rules stand.",
    "The rating is the worst colour of the rules that fired, or `otherwise` when none did.",
]

INPUTS_HASH = HashRecipe(
    algorithm="SHA-256",
    steps=[
        "Write one JSON object with two members, `factors` and `mitigations`.",
        '`factors` is an object with all fourteen answers as given, "unknown" included.',
        "`mitigations` is the list of those applied, ordered by the name of their factor from a to z.",
        "Write each mitigation whole: `dated_on` as YYYY-MM-DD, an absent member as null.",
        "Sort the members of every object by name from a to z, and write no white space between them.",
        "In strings escape the quotation mark, the backslash and what is below U+0020; nothing else.",
        'Escape as \\" \\\\ \\b \\t \\n \\f \\r, and the rest as \\u and four lowercase hex digits.',
        "Encode the text as UTF-8, and write the digest of those bytes in lowercase hex.",
    ],
    example_text=(
        '{"factors":{"cognition":0,"distress":0,"environment":1,"falls":2,"health_stability":0,'
        '"informal_support":1,"living_situation":1,"medication":"unknown","missed_visit":1,'
        '"moving_handling":0,"nutrition":0,"package_fit":0,"safeguarding":0,"skin_continence":0},'
        '"mitigations":[{"dated_on":"2025-05-01","description":null,"factor":"falls",'
        '"kind":"telecare_with_responder","responder":"Zoë Pascoe, next door"}]}'
    ),
    example_hash="619a12ebfdafdd6f9e5e314ea962cf981d0e91f41c12a4dd48ab9f521ff60206",
)

SAFE_CARE_1 = Ruleset(
    id="safe-care/1",
    name="safe-care",
    version=1,
    title="Safe-care rating",
    question="What happens if planned care is missed, and is today's package safe?",
    method=METHOD,
    colours=COLOURS,
    factors=FACTORS,
    unknown_counts_as=1,
    mitigation=MITIGATION,
    rules=RULES,
    otherwise=Colour.GREEN,
    inputs_hash=INPUTS_HASH,
)
