"""What has to be true of what verifiers asked and authors answered, whatever became of the review meanwhile."""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from asyncpg import Record

from schemas.base import decode
from schemas.submission_queries import AnswerQuery
from service.simulation.claims.ending import Ending

QUESTIONS = "select id, submission_id, answer from submission_query where authority_id = $1"
ANSWERS = """
select l.op_id, l.status, b.body
from op_ledger l join op_body b on b.authority_id = l.authority_id and b.op_id = l.op_id
where l.authority_id = $1 and l.kind = 'answer_query'
"""
ANSWERED = """
select submission_id, count(*) as times from history where authority_id = $1 and action = 'answer_query'
group by submission_id
"""


def every_answer_is_kept_once(end: Ending) -> Iterator[str]:
    """What was accepted stands beside its question, and in the history as often as there are answers."""
    questions = {row["id"]: row for row in _questions(end)}
    accepted = _accepted(end)
    times = Counter(one.query_id for one in accepted)
    for one in accepted:
        if times[one.query_id] > 1 or questions[one.query_id]["answer"] != one.text:
            yield f"{times[one.query_id]} answers were taken; kept is {questions[one.query_id]['answer']!r}"
    for question in questions.keys() - times.keys():
        if questions[question]["answer"] is not None:
            yield "a question has an answer that nobody sent"
    told = {row["submission_id"]: row["times"] for row in end.stage.fetch(ANSWERED, end.authority)}
    answered = Counter(row["submission_id"] for row in questions.values() if row["answer"] is not None)
    for review in sorted(told.keys() | answered.keys()):
        if told.get(review, 0) != answered[review]:
            yield f"{end.review(review)} has {answered[review]} answers, and its history {told.get(review, 0)}"


def everybody_sees_the_same_answers(end: Ending) -> Iterator[str]:
    """On every tablet that has the review, and at the desk."""
    asked = _by_review(end)
    desk = end.play.verifiers[0]
    for review, answers in asked.items():
        if {one.id: one.answer or None for one in desk.look_at(review).queries} != answers:
            yield f"the desk shows other answers about {end.review(review)}"
    for holder in end.signed_in():
        shown = {one.id: one.queries for one in holder.held_reviews()}
        for row in end.reached(holder):
            seen = {one.id: one.answer or None for one in shown.get(row["id"], [])}
            if seen != asked.get(row["id"], {}):
                yield f"{holder.name} shows other answers about {end.review(row['id'])}"


def _questions(end: Ending) -> list[Record]:
    return end.stage.fetch(QUESTIONS, end.authority)


def _accepted(end: Ending) -> list[AnswerQuery]:
    rows = end.stage.fetch(ANSWERS, end.authority)
    return [decode(row["body"], AnswerQuery) for row in rows if row["status"] == "accepted"]


def _by_review(end: Ending) -> dict[UUID, dict[UUID, str | None]]:
    """Review → question → answer."""
    found: dict[UUID, dict[UUID, str | None]] = {}
    for row in _questions(end):
        found.setdefault(row["submission_id"], {})[row["id"]] = row["answer"]
    return found


CLAIMS = (every_answer_is_kept_once, everybody_sees_the_same_answers)
