"""A verifier decides about exactly the revision that they saw, and the author learns what became of it."""

from uuid import uuid4

from service.conformance.claims import claims_of, holds, outcome_of, same
from service.conformance.stage import Stage

COMMENT = {"pointer": "/not_working", "text": "Which Wednesdays?"}


def a_submission_carries_its_revision_as_etag(stage: Stage) -> None:
    body = stage.filed()

    answer = stage.show(body["submission_id"])

    same("ETag", answer.headers.get("ETag"), '"1"')
    same("revision", answer.json()["rev"], 1)


def a_decision_says_which_revision_was_seen(stage: Stage) -> None:
    entity = stage.filed()["submission_id"]

    same("without If-Match", stage.act(entity, "open").status_code, 428)
    same("with another", stage.act(entity, "open", 7).status_code, 412)
    same("about nothing", stage.act(str(uuid4()), "open", 1).status_code, 404)
    same("in another state", stage.act(entity, "approve", 1).status_code, 409)


def what_was_opened_and_approved_changes_no_more(stage: Stage) -> None:
    body = stage.filed()
    entity = body["submission_id"]

    opened, approved = stage.act(entity, "open", 1), stage.act(entity, "approve", 1)
    (amended,) = stage.push(stage.amend(body | {"working_well": "The garden."}, 1))

    same("opened", (opened.status_code, opened.json().get("state")), (200, "checking"))
    same("approved", (approved.status_code, approved.json().get("state")), (200, "approved"))
    same("the change", outcome_of(amended), ("conflict", "already-approved"))
    same("what is offered", amended["problem"]["offer"], ["request_correction"])


def what_came_while_a_verifier_looked_is_not_approved_unseen(stage: Stage) -> None:
    body = stage.filed()
    entity = body["submission_id"]
    stage.act(entity, "open", 1)

    (amended,) = stage.push(stage.amend(body | {"working_well": "The garden."}, 1))
    approved = stage.act(entity, "approve", 1)
    taken = stage.act(entity, "take_in", 2)
    again = stage.act(entity, "approve", 2)

    same("the change", (amended["status"], amended["rev"]), ("accepted", 2))
    same("approval of the old one", approved.status_code, 412)
    same("taken in", (taken.status_code, taken.json().get("rev")), (200, 2))
    same("approval of the new one", (again.status_code, again.json().get("state")), (200, "approved"))


def comments_reach_the_author_who_answers_them(stage: Stage) -> None:
    body = stage.filed()
    entity = body["submission_id"]
    cursor = stage.pull_all().page["cursor"]
    stage.act(entity, "open", 1)

    returned = stage.act(entity, "return", 1, {"comments": [COMMENT]})
    pulled = stage.pull_all(cursor).body("submission", entity)
    (answered,) = stage.push(stage.amend(body | {"not_working": "The first and the third."}, 1))

    same("status", returned.status_code, 200)
    same("state on the tablet", pulled["state"], "returned")
    told = [{name: one[name] for name in COMMENT} for one in pulled["comments"]]
    same("comments on the tablet", told, [COMMENT])
    same("its answer", (answered["status"], answered.get("state")), ("accepted", "submitted"))


def a_question_reaches_the_author_who_answers_it_once(stage: Stage) -> None:
    entity = stage.filed()["submission_id"]
    cursor = stage.pull_all().page["cursor"]

    asked = stage.ask(entity, "Who holds the key?")
    (pulled,) = stage.pull_all(cursor).body("submission", entity)["queries"]
    answer = {"query_id": pulled["id"], "text": "Her son."}
    (answered,) = stage.push(stage.op("answer_query", entity, answer, 1))
    (again,) = stage.push(stage.op("answer_query", entity, answer | {"text": "Her niece."}, 1))

    same("status", asked.status_code, 201)
    same("the question on the tablet", pulled["text"], "Who holds the key?")
    same("its answer", (answered["status"], answered["rev"], answered["state"]), ("accepted", 1, "submitted"))
    same("another answer", again["status"], "conflict")


def a_correction_of_what_was_approved_is_asked_for_and_granted(stage: Stage) -> None:
    body = stage.filed()
    entity = body["submission_id"]
    stage.act(entity, "open", 1)
    stage.act(entity, "approve", 1)

    (asked,) = stage.push(stage.op("request_correction", entity, {"reason": "The key is elsewhere."}, 1))
    opened = stage.act(entity, "un_approve", 1, {"reason": "So it is."})
    (amended,) = stage.push(stage.amend(body | {"working_well": "The garden."}, 1))

    same("the request", asked["status"], "accepted")
    same("opened", (opened.status_code, opened.json().get("state")), (200, "correction_open"))
    same(
        "the correction", (amended["status"], amended["rev"], amended["state"]), ("accepted", 2, "submitted")
    )


def a_rejected_review_stays_so(stage: Stage) -> None:
    body = stage.filed()
    entity = body["submission_id"]
    stage.act(entity, "open", 1)

    rejected = stage.act(entity, "reject", 1, {"reason": "Not about this person."})
    (amended,) = stage.push(stage.amend(body | {"working_well": "The garden."}, 1))

    same("state", rejected.json().get("state"), "rejected")
    same("a change afterwards", outcome_of(amended), ("conflict", "closed"))


def a_verifier_finds_it_in_the_worklist(stage: Stage) -> None:
    entity = stage.filed()["submission_id"]
    reference = stage.show(entity).json()["reference"]

    answer = stage.http.get("/v1/verification/worklist", params={"q": reference}, headers=stage.desk)

    same("status", answer.status_code, 200)
    same("items", [one["id"] for one in answer.json()["items"]], [entity])


def bulk_answers_every_item_in_its_place(stage: Stage) -> None:
    entity, unknown = stage.filed()["submission_id"], str(uuid4())

    answer = stage.bulk([{"id": unknown, "rev": 1}, {"id": entity, "rev": 9}], str(uuid4()))

    same("status", answer.status_code, 200)
    told = [(one["id"], one["rev"], one["status"]) for one in answer.json()["results"]]
    same("results", told, [(unknown, 1, "not_found"), (entity, 9, "stale")])


def bulk_is_not_given_the_same_item_twice(stage: Stage) -> None:
    item = {"id": str(uuid4()), "rev": 1}

    same("status", stage.bulk([item, item], str(uuid4())).status_code, 400)


def a_repeated_bulk_is_answered_as_the_first_time(stage: Stage) -> None:
    key, item = str(uuid4()), {"id": str(uuid4()), "rev": 1}

    first, again = stage.bulk([item], key), stage.bulk([item], key)
    other = stage.bulk([{"id": str(uuid4()), "rev": 1}], key)

    same("answer", again.json(), first.json())
    same("status of another request under its key", other.status_code, 422)


def every_refusal_is_a_problem_document(stage: Stage) -> None:
    answers = [
        stage.show(str(uuid4())),
        stage.act(str(uuid4()), "open"),
        stage.http.get("/v1/verification/worklist", params={"limit": "many"}, headers=stage.desk),
        stage.http.post(
            "/v1/sync/push", content=b"{", headers=stage.tablet | {"Content-Type": "application/json"}
        ),
    ]

    for answer in answers:
        same(
            f"{answer.request.url.path}: media type",
            answer.headers["Content-Type"],
            "application/problem+json",
        )
        told = answer.json()
        same(f"{answer.request.url.path}: status", told["status"], answer.status_code)
        holds(
            f"{answer.request.url.path}: a code in kebab-case", told["code"].replace("-", "").isalnum(), told
        )


CLAIMS = claims_of(
    __name__,
    a_submission_carries_its_revision_as_etag,
    a_decision_says_which_revision_was_seen,
    what_was_opened_and_approved_changes_no_more,
    what_came_while_a_verifier_looked_is_not_approved_unseen,
    comments_reach_the_author_who_answers_them,
    a_question_reaches_the_author_who_answers_it_once,
    a_correction_of_what_was_approved_is_asked_for_and_granted,
    a_rejected_review_stays_so,
    a_verifier_finds_it_in_the_worklist,
    bulk_answers_every_item_in_its_place,
    bulk_is_not_given_the_same_item_twice,
    a_repeated_bulk_is_answered_as_the_first_time,
    every_refusal_is_a_problem_document,
)
