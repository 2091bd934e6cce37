"""Rulesets as data, and their answers."""

from datetime import datetime

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from schemas.accounts import Actor
from schemas.ratings import Evaluate, Evaluation
from schemas.rulesets import DraftRuleset, Ruleset, RulesetAsked, RulesetLine, RulesetList
from service.actions import rulesets
from service.auth.guards import only
from service.http.bodies import json_body
from service.http.openapi import refusals
from service.http.queries import query
from service.http.validators import if_none_match, unless_known
from service.problems import ALREADY_DRAFTED, FORBIDDEN, NOT_FOUND
from service.store.database import Database
from workflows import ratings
from workflows.compliance.dates import LONDON


class RulesetController(Controller):
    """The rules by which care is rated, complete enough to be applied without signal."""

    path = "/v1/rulesets"
    tags = ("Rulesets",)

    @get("/", operation_id="ruleset_list")
    async def listing(
        self,
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> RulesetList:
        """List the ruleset that every council begins with and those that the caller's councils have drafted."""
        return await rulesets.listing(database, actor, now)

    @post(
        "/",
        operation_id="ruleset_draft",
        status_code=HTTP_201_CREATED,
        guards=[only(*rulesets.MAY_DRAFT)],
        dependencies={"given": json_body(DraftRuleset), "asked": query(RulesetAsked)},
        responses=refusals(FORBIDDEN, ALREADY_DRAFTED),
    )
    async def draft(
        self,
        given: NamedDependency[DraftRuleset],
        asked: NamedDependency[RulesetAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> RulesetLine:
        """Draft a new version of a ruleset: whole, or as additions to one.

        Refused are rules by which a worse answer could make a better rating, something critical and unknown could be
        green, or somebody could be amber or red without a reason. Nobody is rated by it before the `rating` policy
        names it; what was rated before stays as it was.
        """
        return await rulesets.draft(database, given, asked.authority_id, actor, now)

    @get(
        "/{name:str}/versions/{version:str}",
        operation_id="ruleset_get",
        dependencies={"asked": query(RulesetAsked), "held": if_none_match()},
        responses=refusals(NOT_FOUND),
    )
    async def ruleset(
        self,
        name: FromPath[str],
        version: FromPath[str],
        asked: NamedDependency[RulesetAsked],
        held: NamedDependency[str | None],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Response[Ruleset]:
        """Show one version of a ruleset as data; `2+3` is version 2 with what version 3 of the rating policy adds."""
        return unless_known(
            await rulesets.find(database, name, version, asked.authority_id, actor, now), held
        )

    @post(
        "/{name:str}/versions/{version:str}/evaluate",
        operation_id="ruleset_evaluate",
        status_code=HTTP_200_OK,
        dependencies={"question": json_body(Evaluate), "asked": query(RulesetAsked)},
        responses=refusals(NOT_FOUND),
    )
    async def evaluate(
        self,
        name: FromPath[str],
        version: FromPath[str],
        question: NamedDependency[Evaluate],
        asked: NamedDependency[RulesetAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Evaluation:
        """Rate answers by this ruleset, with a reason for every rule that fired.

        All fourteen factors have to be answered, be it with "unknown". `on` is the day as of which mitigations are
        judged: today in London if left out.
        """
        rules = await rulesets.find(database, name, version, asked.authority_id, actor, now)
        on = question.on or now.astimezone(LONDON).date()
        return ratings.evaluate(rules, question.factors, question.mitigations, on)
