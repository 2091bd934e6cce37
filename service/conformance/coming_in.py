"""Logging in, and what a tablet is told before it syncs."""

from uuid import uuid4

from service.conformance.claims import claims_of, holds, same
from service.conformance.stage import Json, Member, Stage

PROBLEM = "application/problem+json"


def health_is_told_without_a_token(stage: Stage) -> None:
    same("status of /health/live", stage.http.get("/health/live").status_code, 200)


def a_wrong_password_is_an_invalid_grant(stage: Stage) -> None:
    answer = stage.log_in(Member(f"nobody-{uuid4()}", "wrong"))

    same("status", answer.status_code, 400)
    same("media type", answer.headers.get("Content-Type"), PROBLEM)
    same("error, as OAuth calls it", answer.json().get("error"), "invalid_grant")


def whoever_has_no_token_is_told_to_log_in(stage: Stage) -> None:
    answer = stage.http.get("/v1/sync/hello")

    same("status", answer.status_code, 401)
    same("media type", answer.headers.get("Content-Type"), PROBLEM)
    holds("a code", answer.json().get("code"))


def a_refresh_whose_reply_was_lost_can_be_repeated(stage: Stage) -> None:
    pair = stage.log_in(stage.reviewer).json()
    form = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}

    first = stage.http.post("/v1/auth/token", data=form)
    again = stage.http.post("/v1/auth/token", data=form)

    same("status of the first", first.status_code, 200)
    same("status of its repetition", again.status_code, 200)
    token = {"Authorization": f"Bearer {again.json()['access_token']}"}
    same("status with the new token", stage.http.get("/v1/me", headers=token).status_code, 200)


def a_desk_does_not_sync(stage: Stage) -> None:
    answer = stage.http.get("/v1/sync/hello", headers=stage.desk)

    same("status", answer.status_code, 403)
    same("code", answer.json()["code"], "device-required")


def a_push_names_the_tablet_of_its_token(stage: Stage) -> None:
    answer = stage.try_push(device_id=str(uuid4()))

    same("status", answer.status_code, 403)


def hello_tells_all_that_a_tablet_needs(stage: Stage) -> None:
    hello = stage.hello

    members = {"protocol", "server_time", "limits", "epoch", "scopes", "forms", "rulesets"}
    same("missing members", members - hello.keys(), set())
    holds(
        "protocol 1 is spoken", hello["protocol"]["min"] <= 1 <= hello["protocol"]["max"], hello["protocol"]
    )
    same("missing limits", {"max_ops", "max_bytes", "max_body_bytes"} - hello["limits"].keys(), set())
    holds("times end in Z", hello["server_time"].endswith("Z"), hello["server_time"])
    for scope in hello["scopes"]:
        same(
            "missing of a scope",
            {"scope_id", "authority_id", "location", "class", "head"} - scope.keys(),
            set(),
        )


def the_deposit_box_takes_nothing_from_strangers(stage: Stage) -> None:
    asked: Json = {
        "protocol": 1,
        "device_id": stage.reviewer.device_id,
        "sent_at": "2026-11-16T12:00:00Z",
        "ops": [],
    }
    headers = {"Authorization": "Bearer nothing-that-was-ever-given"}

    same("status", stage.http.post("/v1/sync/deposit", json=asked, headers=headers).status_code, 401)


def me_tells_who_is_calling(stage: Stage) -> None:
    same("tablet", stage.me.get("device_id"), stage.reviewer.device_id)
    same("username", stage.me["account"]["username"], stage.reviewer.username)
    holds("a membership with a role", stage.me["memberships"] and stage.me["memberships"][0]["role"])


CLAIMS = claims_of(
    __name__,
    health_is_told_without_a_token,
    a_wrong_password_is_an_invalid_grant,
    whoever_has_no_token_is_told_to_log_in,
    a_refresh_whose_reply_was_lost_can_be_repeated,
    a_desk_does_not_sync,
    a_push_names_the_tablet_of_its_token,
    hello_tells_all_that_a_tablet_needs,
    the_deposit_box_takes_nothing_from_strangers,
    me_tells_who_is_calling,
)
