"""Every operation keeps the published contract, whoever asks and whatever they send."""

import zlib
from copy import deepcopy
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from service.app import routes
from service.routes.documentation import contract
from tests.contract.conftest import ASSESSMENTS, DEVICES, SUBMISSIONS, Contacted

EXAMPLES = 6

MAY_MEET = ["2xx", "401", "403", "404", "409", "412", "422", "428", "429"]
"""How a well-formed request may end: who asks, and how things stand, is more than a schema can say."""

NEEDS_A_SECRET = ["device_enrol", "token_create"]
"""A made-up code, password or token is well-formed, and refused with 400."""
SAYS_MORE = [
    "agreement_change",
    "agreement_end",
    "agreement_make",
    "import_cqc",
    "import_referrals",
    "import_training",
    "override_decide",
    "policy_what_if",
    "policy_write",
    "questions_draft",
    "referral_open",
    "referral_reschedule",
    "ruleset_draft",
    "staff_appoint",
    "training_correct",
    "training_record",
    "attachment_create",
    "attachment_send",
]
"""So is what no schema can say: what has to be in a file, which days can be, what goes with what."""

CONFIG = {
    "seed": 1,
    "generation": {
        "max-examples": EXAMPLES,
        "deterministic": True,
        "database": "none",
        "allow-x00": False,
        "with-security-parameters": False,
    },
    "phases": {"coverage": {"unexpected-methods": ["PUT", "DELETE"]}},
    "checks": {
        "positive_data_acceptance": {"expected-statuses": MAY_MEET},
        "negative_data_rejection": {"expected-statuses": ["4xx"]},
        "missing_required_header": {"expected-statuses": ["400", "401", "403", "412", "415"]},
    },
    "dictionaries": {
        "assessments": {"values": ASSESSMENTS},
        "submissions": {"values": SUBMISSIONS},
        "devices": {"values": DEVICES},
    },
    "parameters": {
        "path.submission_id": {"dictionary": "submissions", "probability": 0.7},
        "path.assessment_id": {"dictionary": "assessments", "probability": 0.7},
        "path.device_id": {"dictionary": "devices", "probability": 0.7},
    },
    "operations": [
        {
            "include-operation-id": NEEDS_A_SECRET + SAYS_MORE,
            "checks": {"positive_data_acceptance": {"enabled": False}},
        }
    ],
}


def within_reach(document: dict[str, Any]) -> dict[str, Any]:
    """What a tester can make up: no cursor, no whole review, and in If-Match one of the first two revisions."""
    plain = deepcopy(document)
    for operation in (one for methods in plain["paths"].values() for one in methods.values()):
        parameters = {one["name"]: one for one in operation.get("parameters", [])}
        parameters.pop("cursor", None)
        if "If-Match" in parameters:
            parameters["If-Match"]["schema"] = {"enum": ['"1"', '"2"']}
        operation["parameters"] = list(parameters.values())
    shapes = plain["components"]["schemas"]
    for shape in ("Pull", "PeopleSearch", "ManifestAsked"):
        shapes[shape]["properties"]["cursor"] = {"type": "null"}
    shapes["Op"]["properties"]["body"] = {}
    return plain


schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
SCHEMA = schemathesis.openapi.from_dict(
    within_reach(contract(routes())), config=SchemathesisConfig.from_dict(CONFIG)
)


@SCHEMA.hook
def map_body(_: schemathesis.HookContext, body: Any) -> Any:
    """JSON Schema takes 1.0 for a whole number; no client writes one so, and we don't read one so."""
    if isinstance(body, dict):
        return {name: map_body(_, value) for name, value in body.items()}
    if isinstance(body, list):
        return [map_body(_, value) for value in body]
    return int(body) if isinstance(body, float) and body.is_integer() else body


@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_the_contract_is_kept(case: schemathesis.Case[Any], contacted: Contacted) -> None:
    token = contacted.tokens[turn(case) % len(contacted.tokens)]

    headers = {"Authorization": f"Bearer {token}"}
    case.call_and_validate(base_url=contacted.url, session=contacted.session, headers=headers)


def turn(case: schemathesis.Case[Any]) -> int:
    """The same request always comes from the same person, so that a failure can be told again."""
    return zlib.crc32(repr((case.method, case.formatted_path, case.query, case.body)).encode())
