"""Work arrives: one outcome for each op, the same however often it is sent."""

import hashlib
import json
from uuid import uuid4

from service.conformance.claims import claims_of, holds, outcome_of, same
from service.conformance.stage import Json, Stage, written


def a_review_is_accepted_with_a_receipt(stage: Stage) -> None:
    op = stage.submit(stage.review())

    (result,) = stage.push(op)

    same("status, rev and state", _what(result), ("accepted", 1, "submitted"))
    receipt = result["receipt"]
    same("missing of the receipt", {"id", "sha256", "received_at", "scope", "seq"} - receipt.keys(), set())
    same("digest of the receipt", receipt["sha256"], op["body_sha256"])


def the_same_op_again_is_a_duplicate_with_its_outcome(stage: Stage) -> None:
    op = stage.submit(stage.review())

    (first,) = stage.push(op)
    (again,) = stage.push(op)

    same("status", again["status"], "duplicate")
    same("original", again["original"], {name: value for name, value in first.items() if name != "index"})


def other_work_under_a_used_op_id_is_rejected(stage: Stage) -> None:
    op = stage.submit(stage.review())
    stage.push(op)

    (result,) = stage.push(stage.submit(stage.review(), op_id=op["op_id"]))

    same("status and code", outcome_of(result), ("rejected", "op-id-reused"))


def one_malformed_op_does_not_touch_the_others(stage: Stage) -> None:
    before, after = stage.submit(stage.review()), stage.submit(stage.review())

    results = stage.push(before, {"op_id": 7}, after)

    same("statuses", [one["status"] for one in results], ["accepted", "rejected", "accepted"])
    same("places", [one["index"] for one in results], [0, 1, 2])
    same("op id of what can't be read", results[1]["op_id"], None)


def an_answer_that_was_cut_within_an_emoji_does_not_touch_the_others(stage: Stage) -> None:
    before, after = stage.submit(stage.review()), stage.submit(stage.review())

    results = stage.push(before, stage.submit(stage.review(working_well="Her garden \ud83d")), after)

    same("statuses", [one["status"] for one in results], ["accepted", "quarantined", "accepted"])
    same("code", outcome_of(results[1]), ("quarantined", "body-invalid"))


def work_that_was_damaged_is_to_be_sent_again(stage: Stage) -> None:
    op = stage.submit(stage.review())

    (damaged,) = stage.push(op | {"body_sha256": "0" * 64})
    (whole,) = stage.push(op)

    same("status and code", outcome_of(damaged), ("retry", "digest-mismatch"))
    same("status of the same op, whole", whole["status"], "accepted")


def the_digest_is_over_the_bytes_of_the_body_as_sent(stage: Stage) -> None:
    body = stage.review(working_well="Her café; she says “it’s grand”.")
    spaced = json.dumps(body, indent=1, ensure_ascii=False).encode()
    op = stage.submit(body) | {"body_sha256": hashlib.sha256(spaced).hexdigest(), "body": "<body>"}
    content = written(stage.envelope(op)).replace(b'"<body>"', spaced + b"\n ")
    headers = stage.tablet | {"Content-Type": "application/json"}

    answer = stage.http.post("/v1/sync/push", content=content, headers=headers)

    same("status", answer.json()["results"][0]["status"], "accepted")


def packed_work_is_welcome(stage: Stage) -> None:
    (result,) = stage.push(stage.submit(stage.review()), packed=True)

    same("status", result["status"], "accepted")


def members_of_an_op_that_nobody_knows_are_ignored(stage: Stage) -> None:
    (result,) = stage.push(stage.submit(stage.review()) | {"from_the_future": True}, also_new=1)

    same("status", result["status"], "accepted")


def answers_that_no_form_asks_for_are_kept_for_people(stage: Stage) -> None:
    (result,) = stage.push(stage.submit(stage.review(no_such_question="yes")))

    same("status and code", outcome_of(result), ("quarantined", "body-invalid"))
    holds("a reference for the telephone", result.get("reference"))
    holds("a receipt", result.get("receipt"))
    holds("the answer is pointed at", result["problem"].get("pointer"), result["problem"])
    issues = result["problem"]["issues"]
    holds(
        "where, what and the facts, of each",
        all({"pointer", "code", "params"} <= one.keys() for one in issues),
    )


def an_answer_of_another_type_is_kept_for_people(stage: Stage) -> None:
    (result,) = stage.push(stage.submit(stage.review(satisfied_with_plan=7)))

    same("status and code", outcome_of(result), ("quarantined", "body-invalid"))


def a_number_that_can_not_be_is_a_finding_and_no_refusal(stage: Stage) -> None:
    body = stage.review()
    body["person"] = body["person"] | {"nhs_number": "9990000001"}

    (result,) = stage.push(stage.submit(body))

    same("status", result["status"], "accepted")
    holds(
        "where, what and the facts",
        all({"pointer", "code", "params"} <= one.keys() for one in result["findings"]),
    )
    pointers = [one["pointer"] for one in result["findings"]]
    holds("a finding at the number", "/person/nhs_number" in pointers, pointers)


def a_problem_can_be_worded_without_a_connection(stage: Stage) -> None:
    (result,) = stage.push(stage.op("sing", str(uuid4()), {"song": "Trelawny"}, form=None))

    same("status and code", outcome_of(result), ("quarantined", "kind-unknown"))
    problem = result["problem"]
    same("missing of the problem", {"code", "retry", "template", "params"} - problem.keys(), set())
    problem["template"].format(**problem["params"])


def an_amendment_makes_the_next_revision(stage: Stage) -> None:
    body = stage.filed()

    (result,) = stage.push(stage.amend(body | {"working_well": "The garden."}, 1))

    same("status, rev and state", _what(result), ("accepted", 2, "submitted"))


def identical_answers_make_no_revision_even_on_a_stale_base(stage: Stage) -> None:
    body = stage.filed()
    garden = body | {"working_well": "The garden."}
    stage.push(stage.amend(garden, 1))

    (result,) = stage.push(stage.amend(garden, 1))

    same("status, rev and state", _what(result), ("accepted", 2, "submitted"))


def a_change_of_what_has_changed_is_a_conflict(stage: Stage) -> None:
    body = stage.filed()
    stage.push(stage.amend(body | {"working_well": "The garden."}, 1))

    (result,) = stage.push(stage.amend(body | {"working_well": "The choir."}, 1))

    same("status and code", outcome_of(result), ("conflict", "stale-base"))
    problem = result["problem"]
    same("revisions", (problem["seen_rev"], problem["server_rev"]), (1, 2))
    holds("the sections that changed", problem.get("changed_sections"), problem)
    holds("an offer", problem.get("offer"), problem)


def two_ops_on_one_review_in_one_batch_follow_each_other(stage: Stage) -> None:
    body = stage.review()

    first, second = stage.push(stage.submit(body), stage.amend(body | {"working_well": "The garden."}, 1))

    same("the first", _what(first), ("accepted", 1, "submitted"))
    same("the second", _what(second), ("accepted", 2, "submitted"))
    same("their place in the scope", first["receipt"]["seq"], second["receipt"]["seq"])


def a_change_of_an_unknown_review_waits_on_the_tablet(stage: Stage) -> None:
    (result,) = stage.push(stage.amend(stage.review(), 1))

    same("status and code", outcome_of(result), ("retry", "dependency-missing"))


def what_names_missing_work_is_held_until_it_comes(stage: Stage) -> None:
    body = stage.review()
    first = stage.submit(body)
    second = stage.amend(body | {"working_well": "The garden."}, 1, depends_on=[first["op_id"]])

    (held,) = stage.push(second)
    (brought,) = stage.push(first)
    (again,) = stage.push(second)

    same("status of what waits", held["status"], "held")
    same("what it waits for", held["waiting_for"], [first["op_id"]])
    same("status of what was missing", brought["status"], "accepted")
    same("what became of it", _what(again["original"]), ("accepted", 2, "submitted"))


def work_for_a_council_that_one_does_not_work_with_is_rejected(stage: Stage) -> None:
    (result,) = stage.push(stage.submit(stage.review(), authority_id=str(uuid4())))

    same("status", result["status"], "rejected")


def work_about_a_package_that_nobody_knows_is_kept_for_people(stage: Stage) -> None:
    (result,) = stage.push(stage.submit(stage.review(package_id=str(uuid4()))))

    same("status and code", outcome_of(result), ("quarantined", "unknown-package"))


def work_named_differently_inside_and_outside_is_kept_for_people(stage: Stage) -> None:
    (result,) = stage.push(stage.submit(stage.review(), entity_id=str(uuid4())))

    same("status and code", outcome_of(result), ("quarantined", "entity-id-differs"))


def a_body_over_its_limit_is_rejected_by_itself(stage: Stage) -> None:
    long = stage.review(working_well="x" * stage.hello["limits"]["max_body_bytes"])

    large, other = stage.push(stage.submit(long), stage.submit(stage.review()))

    same("status and code", outcome_of(large), ("rejected", "too-large"))
    same("status of the other", other["status"], "accepted")


def too_many_ops_are_refused_so_that_a_tablet_halves_them(stage: Stage) -> None:
    answer = stage.try_push(*[{}] * (stage.hello["limits"]["max_ops"] + 1))

    same("status", answer.status_code, 413)


def an_envelope_that_can_not_be_read_is_pointed_at(stage: Stage) -> None:
    answer = stage.try_push(batch_id="not an id")

    same("status", answer.status_code, 400)
    same("pointers", [issue["pointer"] for issue in answer.json()["issues"]], ["/batch_id"])


def an_author_takes_a_review_back_and_it_stays_so(stage: Stage) -> None:
    body = stage.filed()
    entity = body["submission_id"]

    (withdrawn,) = stage.push(stage.op("withdraw", entity, {"reason": "The wrong week."}, 1))
    (after,) = stage.push(stage.amend(body | {"working_well": "The garden."}, 1))

    same("status, rev and state", _what(withdrawn), ("accepted", 1, "withdrawn"))
    same("a change afterwards", outcome_of(after), ("conflict", "closed"))
    told = {"seen_rev", "server_rev", "changed_sections", "offer"}
    same("missing of the problem", told - after["problem"].keys(), set())


def _what(result: Json) -> tuple[object, object, object]:
    return result["status"], result.get("rev"), result.get("state")


CLAIMS = claims_of(
    __name__,
    a_review_is_accepted_with_a_receipt,
    the_same_op_again_is_a_duplicate_with_its_outcome,
    other_work_under_a_used_op_id_is_rejected,
    one_malformed_op_does_not_touch_the_others,
    an_answer_that_was_cut_within_an_emoji_does_not_touch_the_others,
    work_that_was_damaged_is_to_be_sent_again,
    the_digest_is_over_the_bytes_of_the_body_as_sent,
    packed_work_is_welcome,
    members_of_an_op_that_nobody_knows_are_ignored,
    answers_that_no_form_asks_for_are_kept_for_people,
    an_answer_of_another_type_is_kept_for_people,
    a_number_that_can_not_be_is_a_finding_and_no_refusal,
    a_problem_can_be_worded_without_a_connection,
    an_amendment_makes_the_next_revision,
    identical_answers_make_no_revision_even_on_a_stale_base,
    a_change_of_what_has_changed_is_a_conflict,
    two_ops_on_one_review_in_one_batch_follow_each_other,
    a_change_of_an_unknown_review_waits_on_the_tablet,
    what_names_missing_work_is_held_until_it_comes,
    work_for_a_council_that_one_does_not_work_with_is_rejected,
    work_about_a_package_that_nobody_knows_is_kept_for_people,
    work_named_differently_inside_and_outside_is_kept_for_people,
    a_body_over_its_limit_is_rejected_by_itself,
    too_many_ops_are_refused_so_that_a_tablet_halves_them,
    an_envelope_that_can_not_be_read_is_pointed_at,
    an_author_takes_a_review_back_and_it_stays_so,
)
