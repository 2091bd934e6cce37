"""The discharge board: who waits to leave hospital, what blocks whom, whose move it is, and for how long."""

from datetime import datetime
from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency

from schemas.accounts import Actor
from schemas.discharges import Board, BoardAsked, DayCounts, DaysAsked
from service.actions import boards, day_counts
from service.auth.guards import only
from service.http.openapi import refusals
from service.http.queries import query
from service.problems import FORBIDDEN
from service.store.database import Database

CSV = "text/csv"


class BoardController(Controller):
    """Everybody within the caller's reach who waits to leave hospital."""

    path = "/v1/discharge-board"
    tags = ("Discharge",)

    @get(
        "/",
        operation_id="discharge_board",
        guards=[only(*boards.READERS)],
        dependencies={"asked": query(BoardAsked)},
        responses=refusals(FORBIDDEN),
    )
    async def board(
        self,
        request: Request[Any, Any, Any],
        asked: NamedDependency[BoardAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Response[Board]:
        """List who waits, the longest first.

        For a spreadsheet, ask for `format=csv` or accept `text/csv`: the whole board without names.
        """
        if asked.format == "csv" or request.headers.get("accept", "").startswith("text/csv"):
            written = await boards.spreadsheet(database, asked, actor, now)
            return Response(written, media_type=CSV)  # type: ignore[arg-type] # the other form of the same answer
        return Response(await boards.board(database, asked, actor, now))

    @get(
        "/days",
        operation_id="discharge_days",
        guards=[only(*day_counts.COUNTERS)],
        dependencies={"asked": query(DaysAsked)},
        responses=refusals(FORBIDDEN),
    )
    async def days(
        self,
        asked: NamedDependency[DaysAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> DayCounts:
        """Count who waited, day by day, by hospital, pathway and what they waited for.

        Each day is counted once, at the council's cut-off; today is as of now.
        """
        return await day_counts.days(database, asked, actor, now)
