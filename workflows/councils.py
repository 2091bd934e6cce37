"""Whether a council's file can be carried out, and a file to begin from."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from schemas.authorities import Council
from schemas.base import Issue, Malformed, decode, encode
from workflows import rulesets
from workflows.policies import DEFAULT_POLICIES, SHAPES, RatingPolicy

COURSES_ASKED_FOR = [
    {"course": "Care Act", "counts_for_months": 12},
    {"course": "Mental Capacity Act", "counts_for_months": 12},
    {"course": "Autism, specialist", "counts_for_months": 12, "for_flags": ["autism", "autistic"]},
    {"course": "Health and social care, level 2"},
    {"course": "Provider-led review webinar"},
]
"""As Cornwall's published scheme page asks of reviewers; the values that the service begins with ask for less."""

HEAD = """\
# A council, for `tamar authority create FILE`. This page is written by `tamar docs` from the values in force.
# docs/routing.md explains the policies. What is left out has the value that stands here, except for the courses:
# those below are asked for by a scheme that was run in England, and the service itself begins with the first two.

name = "Example Council"
gss_code = "E99999999"
nhs_body = "Example NHS Integrated Care Board"

[[staff]]
username = "first.admin"
name = "First Administrator"
role = "admin"

[[staff]]
username = "first.verifier"
name = "First Verifier"
role = "verifier_asc"

[[staff]]
username = "first.health"
name = "First NHS Verifier"
role = "verifier_health"
"""


def read(members: Mapping[str, Any]) -> Council:
    """The council in a file, its policies whole; raises Malformed with every reason why it can't be set up."""
    council = decode(encode(members), Council)
    if issues := [*_without_an_administrator(council), *_named_twice(council)]:
        raise Malformed(issues)
    policies = {name: msgspec.Raw(encode(_policy(name, body))) for name, body in council.policies.items()}
    return msgspec.structs.replace(council, policies=policies)


def council_file() -> str:
    """The text of docs/council.toml."""
    approval: dict[str, Any] = msgspec.to_builtins(DEFAULT_POLICIES.approval, order="sorted")
    routing: dict[str, Any] = msgspec.to_builtins(DEFAULT_POLICIES.routing, order="sorted")
    routing["eligibility"] |= {"reviewer_courses": COURSES_ASKED_FOR}
    return "\n".join([HEAD, *_table("policies.approval", approval), *_table("policies.routing", routing)])


def _policy(name: str, body: msgspec.Raw) -> msgspec.Struct:
    try:
        return _honest(decode(bytes(body), SHAPES[name]))
    except Malformed as error:
        raise Malformed(
            [msgspec.structs.replace(one, pointer=f"/policies/{name}{one.pointer}") for one in error.issues]
        ) from None


def _honest(policy: msgspec.Struct) -> msgspec.Struct:
    """The policy, unless it rates by rules that may not be; a council that begins has drafted none of its own yet."""
    if not isinstance(policy, RatingPolicy):
        return policy
    base = rulesets.FIRST.get(policy.ruleset)
    if base is None:
        raise Malformed([Issue(pointer="/ruleset", code="ruleset-unknown")])
    if faults := rulesets.faults_of_additions(base, policy.rules):
        raise Malformed(faults)
    return policy


def _without_an_administrator(council: Council) -> Iterator[Issue]:
    if all(one.role != "admin" for one in council.staff):
        yield Issue(pointer="/staff", code="no-administrator")


def _named_twice(council: Council) -> Iterator[Issue]:
    times = Counter(one.username for one in council.staff)
    for n, one in enumerate(council.staff):
        if times[one.username] > 1:
            yield Issue(pointer=f"/staff/{n}/username", code="repeated")


def _table(name: str, members: Mapping[str, Any]) -> Iterator[str]:
    """A table of TOML, with those inside it after it."""
    yield f"[{name}]"
    yield from (f"{key} = {_value(value)}" for key, value in members.items() if not isinstance(value, dict))
    yield ""
    for key, value in members.items():
        if isinstance(value, dict):
            yield from _table(f"{name}.{key}", value)


def _value(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case list() | tuple():
            items = [_value(item) for item in value]
            wide = any(isinstance(item, dict) for item in value) or len(items) > 6
            return "[\n  " + ",\n  ".join(items) + ",\n]" if wide else f"[{', '.join(items)}]"
        case dict():
            return "{ " + ", ".join(f"{key} = {_value(item)}" for key, item in value.items() if item) + " }"
    return encode(value).decode()
