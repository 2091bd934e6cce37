"""What changed reaches the tablet, all of it, and can be checked."""

from uuid import uuid4

from service.conformance.claims import claims_of, holds, same
from service.conformance.stage import Held, Stage


def a_first_pull_brings_forms_before_the_work_that_needs_them(stage: Stage) -> None:
    kinds = [row["kind"] for row in stage.pull()["rows"]]

    holds("a form", "form" in kinds, kinds)
    holds("a ruleset", "ruleset" in kinds, kinds)
    holds("forms first", "form" not in kinds[kinds.index("person") :] if "person" in kinds else True, kinds)


def a_second_pull_brings_only_what_is_new(stage: Stage) -> None:
    held = stage.pull_all()

    body = stage.filed()
    page = stage.pull(held.page["cursor"])

    same("rows", [(row["kind"], row["id"]) for row in page["rows"]], [("submission", body["submission_id"])])
    same("rows of a third", stage.pull(page["cursor"])["rows"], [])


def what_was_accepted_is_in_the_pull_that_reaches_its_receipt(stage: Stage) -> None:
    before = stage.pull_all().page["cursor"]
    body = stage.review()
    (result,) = stage.push(stage.submit(body))
    scope, seq = result["receipt"]["scope"], result["receipt"]["seq"]

    after = stage.pull_all(before)

    holds("the receipt is reached", after.page["reached"][scope] >= seq, after.page["reached"])
    same("the answers", after.body("submission", body["submission_id"])["body"], body)


def small_pages_bring_what_one_large_page_brings(stage: Stage) -> None:
    large, small = stage.pull_all(max_rows=2_000), stage.pull_all(max_rows=7)

    same("what is held", set(small.rows), set(large.rows))


def the_digest_is_that_of_what_the_tablet_holds(stage: Stage) -> None:
    held = stage.pull_all()

    for scope, digest in held.page["digests"].items():
        same(f"digest of scope {scope}", held.digest(scope), digest)


def the_manifest_lists_what_the_tablet_holds(stage: Stage) -> None:
    held = stage.pull_all()
    for scope in held.page["digests"]:
        listed: dict[tuple[str, str], int] = {}
        asked = {"scope": scope, "limit": 50}
        while asked:
            page = stage.http.post("/v1/sync/manifest", json=asked, headers=stage.tablet).json()
            listed |= {(one["kind"], one["id"]): one["rev"] for one in page["items"]}
            asked = asked | {"cursor": page["next_cursor"]} if page.get("next_cursor") else {}

        same(f"manifest of scope {scope}", listed, held.of(scope))


def what_is_missing_can_be_asked_for_by_name(stage: Stage) -> None:
    held = stage.pull_all()
    scope, kind, id_ = next(key for key in held.rows if key[1] == "person")

    page = stage.pull(held.page["cursor"], want={"entities": [{"scope": scope, "kind": kind, "id": id_}]})

    again = Held()
    again.take(page)
    same("the person", again.body(kind, id_), held.body(kind, id_))


def a_cursor_that_is_none_is_refused(stage: Stage) -> None:
    answer = stage.try_pull({"cursor": "from another service"})

    same("status and code", (answer.status_code, answer.json()["code"]), (400, "cursor-unreadable"))


def reconciling_lists_only_what_is_unknown(stage: Stage) -> None:
    op, lost = stage.submit(stage.review()), str(uuid4())
    stage.push(op)
    asked = [{"op_id": op["op_id"], "sha256": op["body_sha256"]}, {"op_id": lost, "sha256": "0" * 64}]

    answer = stage.http.post("/v1/sync/reconcile", json={"ops": asked}, headers=stage.tablet)

    same("unknown", answer.json()["unknown"], [lost])


def a_draft_is_pulled_by_its_author_until_the_work_is_sent(stage: Stage) -> None:
    cursor, body = stage.pull_all().page["cursor"], stage.review()
    entity, begun = body["submission_id"], {"person_views": "I like the mornings."}

    (saved,) = stage.push(stage.op("save_draft", entity, begun))
    held = stage.pull_all(cursor)
    stage.push(stage.submit(body))
    after = stage.pull(held.page["cursor"])

    same("status", saved["status"], "accepted")
    same("the draft", held.body("draft", entity)["body"], begun)
    left = [(row["kind"], row["removed"]) for row in after["rows"] if row["id"] == entity]
    same("what comes when it is sent", sorted(left), [("draft", True), ("submission", False)])


def whoever_waits_is_told_of_what_has_come(stage: Stage) -> None:
    before = stage.pull_all().page["cursor"]
    body = stage.review()
    (result,) = stage.push(stage.submit(body))

    asked = {"cursor": before, "timeout": "5"}
    answer = stage.http.get("/v1/sync/wait", params=asked, headers=stage.tablet)

    told = {one["scope_id"]: one["head"] for one in answer.json()["scopes"]}
    receipt = result["receipt"]
    holds("the scope has gone on", told.get(receipt["scope"], -1) >= receipt["seq"], told)


CLAIMS = claims_of(
    __name__,
    a_first_pull_brings_forms_before_the_work_that_needs_them,
    a_second_pull_brings_only_what_is_new,
    what_was_accepted_is_in_the_pull_that_reaches_its_receipt,
    small_pages_bring_what_one_large_page_brings,
    the_digest_is_that_of_what_the_tablet_holds,
    the_manifest_lists_what_the_tablet_holds,
    what_is_missing_can_be_asked_for_by_name,
    a_cursor_that_is_none_is_refused,
    reconciling_lists_only_what_is_unknown,
    a_draft_is_pulled_by_its_author_until_the_work_is_sent,
    whoever_waits_is_told_of_what_has_come,
)
