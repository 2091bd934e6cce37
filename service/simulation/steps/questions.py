"""What verifiers ask about a review without returning it, and what its author answers."""

from typing import TypeAlias

from service.simulation.steps import Deed


class Ask(Deed, frozen=True, tag=True):
    told = "verifier {verifier} asks something about review {review}"
    verifier: int
    review: int


class Answer(Deed, frozen=True, tag=True):
    """Of the questions that the tablet shows, the nth is answered."""

    told = "tablet {tablet}: question {question} is answered"
    tablet: int
    question: int
    words: int


OfQuestions: TypeAlias = Ask | Answer
