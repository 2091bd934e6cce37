"""Rulesets as data, and their answers."""

from datetime import datetime

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from schemas.ratings import Evaluate, Evaluation
from schemas.rulesets import Ruleset
from service.http.bodies import json_body
from service.http.openapi import refusals
from service.problems import NOT_FOUND
from workflows import ratings
from workflows.compliance.dates import LONDON


class RulesetController(Controller):
    """The rules by which care is rated, complete enough to be applied without signal."""

    path = "/v1/rulesets"
    tags = ("Rulesets",)

    @get(
        "/{name:str}/versions/{version:int}",
        operation_id="ruleset_get",
        responses=refusals(NOT_FOUND),
        sync_to_thread=False,
    )
    def ruleset(self, name: FromPath[str], version: FromPath[int]) -> Ruleset:
        """Show one version of a ruleset as data."""
        return _known(name, version)

    @post(
        "/{name:str}/versions/{version:int}/evaluate",
        operation_id="ruleset_evaluate",
        status_code=HTTP_200_OK,
        dependencies={"asked": json_body(Evaluate)},
        responses=refusals(NOT_FOUND),
        sync_to_thread=False,
    )
    def evaluate(
        self,
        name: FromPath[str],
        version: FromPath[int],
        asked: NamedDependency[Evaluate],
        now: NamedDependency[datetime],
    ) -> Evaluation:
        """Rate answers by this ruleset, with a reason for every rule that fired.

        All fourteen factors have to be answered, be it with "unknown". `on` is the day as of which mitigations are
        judged: today in London if left out.
        """
        on = asked.on or now.astimezone(LONDON).date()
        return ratings.evaluate(_known(name, version), asked.factors, asked.mitigations, on)


def _known(name: str, version: int) -> Ruleset:
    found = ratings.ruleset(name, version)
    if found is None:
        raise NOT_FOUND.problem("There is no such version of a ruleset.")
    return found
