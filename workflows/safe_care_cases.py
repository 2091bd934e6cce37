"""Worked cases of safe-care/1: what the rules say of people whom a carer would recognise.

They are the documentation, the test of this service, and the test of any tablet that rates by itself.
"""

from datetime import date

from schemas.base import View
from schemas.ratings import FACTORS, Colour, CompleteFactors, FactorId, FactorValue, Mitigation

AMBER, GREEN, RED = Colour.AMBER, Colour.GREEN, Colour.RED
ON = date(2025, 6, 15)


class WorkedCase(View, frozen=True, kw_only=True):
    """Answers and what must come of them; a factor not named is 0."""

    title: str
    answers: dict[FactorId, FactorValue]
    mitigations: list[Mitigation]
    on: date
    computed: Colour
    reasons: list[str]
    ignored: list[str]
    inputs_hash: str

    @property
    def factors(self) -> CompleteFactors:
        """All fourteen answers."""
        nothing: dict[FactorId, FactorValue] = dict.fromkeys(FACTORS, 0)
        return CompleteFactors(**nothing | self.answers)


def _case(
    title: str,
    answers: dict[FactorId, FactorValue],
    computed: Colour,
    reasons: list[str],
    inputs_hash: str,
    *,
    mitigations: list[Mitigation] | None = None,
    ignored: list[str] | None = None,
    on: date = ON,
) -> WorkedCase:
    return WorkedCase(
        title=title,
        answers=answers,
        mitigations=mitigations or [],
        on=on,
        computed=computed,
        reasons=reasons,
        ignored=ignored or [],
        inputs_hash=inputs_hash,
    )


def _telecare(factor: FactorId, dated_on: date = date(2025, 5, 1)) -> Mitigation:
    return Mitigation(
        factor=factor, kind="telecare_with_responder", responder="Zoë Pascoe, next door", dated_on=dated_on
    )


def _rota(factor: FactorId, dated_on: date = date(2025, 5, 1)) -> Mitigation:
    return Mitigation(
        factor=factor,
        kind="family_rota",
        description='Two sons take turns:\n"every evening at six".',
        dated_on=dated_on,
    )


CASES = [
    _case(
        "Nothing is of concern",
        {},
        GREEN,
        [],
        "4ad2fe44cfb1fa8b78ab442bfdf5848f322a030025f03d65791b7b810a4fb2f6",
    ),
    _case(
        "Three mild concerns",
        {"nutrition": 1, "falls": 1, "environment": 1},
        GREEN,
        [],
        "936f4a19a6de3fe9f5fb66c6e5e5f9587e68a324157fbf1016bba01405d64b7a",
    ),
    _case(
        "Four mild concerns",
        {"nutrition": 1, "falls": 1, "environment": 1, "medication": 1},
        AMBER,
        ["count.four_at_one"],
        "3c89caf259a83ee58e68443e0682008e9435f1a6a765626532c061a26d1f5389",
    ),
    _case(
        "One serious concern",
        {"falls": 2},
        AMBER,
        ["count.any_at_two"],
        "addb11a07e25c9a3ede89743a81fdee0b05a94a851d45217dfddfdb2950a508d",
    ),
    _case(
        "Three serious concerns",
        {"moving_handling": 2, "nutrition": 2, "falls": 2},
        AMBER,
        ["count.any_at_two"],
        "499a6b8a143976bb1081cf4f180ff0e10f3ec381713c3dce12aac463633e2a0a",
    ),
    _case(
        "Four serious concerns",
        {"moving_handling": 2, "nutrition": 2, "falls": 2, "skin_continence": 2},
        RED,
        ["count.four_at_two"],
        "55dc55493dea4927c3017eeb441fc93f1c626c8b5d92e7d0b92c2e6853ec56c6",
    ),
    _case(
        "Serious and mild concerns at once: the mild ones are told too",
        {"falls": 2, "nutrition": 1, "distress": 1, "environment": 1, "health_stability": 1},
        AMBER,
        ["count.any_at_two", "count.four_at_one"],
        "a07b36b064bc0e45ac6160caf09ab5219660387225d777610fabd6289f5d28b5",
    ),
    _case(
        "A new safeguarding concern",
        {"safeguarding": 2},
        RED,
        ["hard.safeguarding", "count.any_at_two"],
        "278b967588671a1d49653295bc131958a1124fc6e8d08df86861b3a67d040bb8",
    ),
    _case(
        "A package that leaves a critical need unmet",
        {"package_fit": 2},
        RED,
        ["hard.package_fit", "count.any_at_two"],
        "bac5f5f130fbe3a5b120d9f7b7354234e2a313fc6f738ab088f3409cca0a3783",
    ),
    _case(
        "A missed visit would harm, and the family covers for two days",
        {"missed_visit": 2},
        AMBER,
        ["count.any_at_two"],
        "5c6846a9ca5a6e08bed08da2e705893c7518fef149dd9bc60b6ac733435110be",
    ),
    _case(
        "A missed visit would harm, and the family is under strain",
        {"missed_visit": 2, "informal_support": 1},
        RED,
        ["hard.missed_visit_without_cover", "count.any_at_two"],
        "2d0ae80718fb7384cb7fb8851f9148499ec1b2189cc5e9ecc2519dad754499d3",
    ),
    _case(
        "A missed visit would harm, and nobody knows about the family",
        {"missed_visit": 2, "informal_support": "unknown"},
        RED,
        ["hard.missed_visit_without_cover", "count.any_at_two"],
        "774238604e17769cf8582e7b8ebf9c81e014ba5ed68ea281cb7618eab986d9b0",
    ),
    _case(
        "Insulin, alone, with a daughter who rings every day",
        {"medication": 2, "living_situation": 1},
        AMBER,
        ["count.any_at_two"],
        "56ee9121608b5d97054dccd00d3113bd36860325d811b22fb8095482cbce49db",
    ),
    _case(
        "Insulin, alone, with nobody in touch",
        {"medication": 2, "living_situation": 2},
        RED,
        ["hard.medication_alone", "count.any_at_two"],
        "eb0eb49e73b76fa74384549231b90ab03e31e1b645929d99d0ff0f0b23092ac3",
    ),
    _case(
        "Could not call for help, alone, with nobody in touch",
        {"cognition": 2, "living_situation": 2},
        RED,
        ["hard.cognition_alone", "count.any_at_two"],
        "3751ecb05a5856c001b02b8de20d8d1608988b7a656ab83cd4e68c3e903f51d8",
    ),
    _case(
        "A critical factor is not known",
        {"medication": "unknown"},
        AMBER,
        ["unknown.medication"],
        "7cb8ab1385168c28397400d12f56d84fa4e9ab44e774294733f38fe2b78eedde",
    ),
    _case(
        "Another factor is not known",
        {"falls": "unknown"},
        GREEN,
        [],
        "13f4deb61d74fb8d3888322c0ba8303cf79a1b44dffd81aab491bc6c50e4fed6",
    ),
    _case(
        "Four other factors are not known",
        {"falls": "unknown", "nutrition": "unknown", "distress": "unknown", "environment": "unknown"},
        AMBER,
        ["count.four_at_one"],
        "4ecf3f8ac8b37a6cebd063888e9149dbb9e6eb3be65c00603a56097862fe7a50",
    ),
    _case(
        "Nothing is known at all",
        dict.fromkeys(FACTORS, "unknown"),
        AMBER,
        [
            "count.four_at_one",
            "unknown.missed_visit",
            "unknown.medication",
            "unknown.cognition",
            "unknown.safeguarding",
            "unknown.package_fit",
        ],
        "e7f02a9df4cb5202f2a34c7dcf5107f722f43faa557828748e1284845e9ef557",
    ),
    _case(
        "Everything is serious",
        dict.fromkeys(FACTORS, 2),
        RED,
        [
            "hard.safeguarding",
            "hard.package_fit",
            "hard.missed_visit_without_cover",
            "hard.medication_alone",
            "hard.cognition_alone",
            "count.four_at_two",
        ],
        "42d3a53293ac41fe9c73f05a9a40fae9fcc11ae7f76e49bb5d4275f5c572d423",
    ),
    _case(
        "Red first, then amber",
        {"package_fit": 2, "medication": "unknown", "falls": 1, "distress": 1, "environment": 1},
        RED,
        ["hard.package_fit", "count.any_at_two", "count.four_at_one", "unknown.medication"],
        "6abf36e803435d667b831ca3f284e35286f9426496a1cb42a217222f059c3296",
    ),
    _case(
        "Falls, with telecare and a neighbour who responds",
        {"falls": 2},
        GREEN,
        [],
        "1faf75e88c6282e9630dcab0c91965dcd44bf63b1f242240862879d179d069b3",
        mitigations=[_telecare("falls")],
    ),
    _case(
        "Two mitigations, sent in another order than that of the digest",
        {"nutrition": 2, "falls": 2},
        GREEN,
        [],
        "d3863343b6e39f0956b71314054ca6db12c957e03231d3a032616a13cb782080",
        mitigations=[_rota("nutrition"), _telecare("falls")],
    ),
    _case(
        "Four serious concerns, one of them mitigated",
        {"moving_handling": 2, "nutrition": 2, "falls": 2, "skin_continence": 2},
        AMBER,
        ["count.any_at_two"],
        "158baf24d392264f461898ad72890977477544e8729ddab59f51b5e758140e36",
        mitigations=[_telecare("falls")],
    ),
    _case(
        "A mitigation lowers its factor by one step, not to nothing",
        {"falls": 2, "nutrition": 1, "distress": 1, "environment": 1},
        AMBER,
        ["count.four_at_one"],
        "2070135e6018502feee39a1f8135b87fab02dc8f632976f5a43f519915879752",
        mitigations=[_telecare("falls")],
    ),
    _case(
        "A red flag stands whatever is in place",
        {"medication": 2, "living_situation": 2},
        RED,
        ["hard.medication_alone", "count.any_at_two"],
        "b4be28fe7a911d5789fa9df9040523789e9dc66ab26b3c04727086a199695ec6",
        mitigations=[_telecare("medication")],
    ),
    _case(
        "Safeguarding is never mitigated",
        {"safeguarding": 1, "falls": 1, "distress": 1, "environment": 1},
        AMBER,
        ["count.four_at_one"],
        "b973d7eb5ade75f22633a52ff77463263a2d2a97a4ccb4f051aba14bfbfa46dd",
        mitigations=[_rota("safeguarding")],
        ignored=["never-mitigated"],
    ),
    _case(
        "A mitigation exactly twelve months old still applies",
        {"falls": 2},
        GREEN,
        [],
        "1b1693e211b39b4dc0b2c9a9cd2de61d3b368dd9711726588f31d4d09883ce0c",
        mitigations=[_telecare("falls", date(2024, 6, 15))],
    ),
    _case(
        "A mitigation a day older does not",
        {"falls": 2},
        AMBER,
        ["count.any_at_two"],
        "addb11a07e25c9a3ede89743a81fdee0b05a94a851d45217dfddfdb2950a508d",
        mitigations=[_telecare("falls", date(2024, 6, 14))],
        ignored=["too-old"],
    ),
    _case(
        "Nor does one dated tomorrow",
        {"falls": 2},
        AMBER,
        ["count.any_at_two"],
        "addb11a07e25c9a3ede89743a81fdee0b05a94a851d45217dfddfdb2950a508d",
        mitigations=[_telecare("falls", date(2025, 6, 16))],
        ignored=["future-dated"],
    ),
    _case(
        "Rated on 29 February, mitigated on 28 February of the year before",
        {"falls": 2},
        GREEN,
        [],
        "294b6d36c72ee6f0d660543c31b1be2336267fc96bcf849745c1eb4b94b7003c",
        mitigations=[_telecare("falls", date(2023, 2, 28))],
        on=date(2024, 2, 29),
    ),
    _case(
        "Mitigated on 29 February, rated on 1 March of the year after",
        {"falls": 2},
        AMBER,
        ["count.any_at_two"],
        "addb11a07e25c9a3ede89743a81fdee0b05a94a851d45217dfddfdb2950a508d",
        mitigations=[_telecare("falls", date(2024, 2, 29))],
        ignored=["too-old"],
        on=date(2025, 3, 1),
    ),
    _case(
        "One mitigation a factor, none on what is unknown or of no concern",
        {"falls": 2, "nutrition": "unknown"},
        GREEN,
        [],
        "926ab188cc3677cf05fd04beb0cb60e9ea68de804670d139d69ed6681c657d83",
        mitigations=[_telecare("falls"), _rota("falls"), _rota("nutrition"), _telecare("distress")],
        ignored=["already-mitigated", "factor-unknown", "factor-at-zero"],
    ),
    _case(
        "The first that applies is the one that counts",
        {"falls": 2},
        GREEN,
        [],
        "045756dfeaedcb72fa99b9393f465b4e100ce168331db1f7a86a18a68eddcb3b",
        mitigations=[_telecare("falls", date(2020, 1, 1)), _rota("falls")],
        ignored=["too-old"],
    ),
]
