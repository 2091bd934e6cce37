"""Files that a council brings in: its caseload, and what the Care Quality Commission publishes."""

from datetime import datetime
from io import BufferedRandom
from typing import Any
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from schemas import cqc as cqc_files
from schemas.accounts import Actor
from schemas.caseloads import MAX_BYTES, CaseloadFile, CaseloadImported, ImportCaseload
from schemas.cqc import CqcImported, CqcUpload, ImportCqc
from schemas.imports import ImportRunList, ImportRunView, ImportsAsked
from schemas.referral_files import MAX_BYTES as MOST_REFERRALS
from schemas.referral_files import ImportReferrals, ReferralFile, ReferralsImported
from schemas.training_files import MAX_BYTES as MOST_TRAINING
from schemas.training_files import ImportTraining, TrainingFile, TrainingImported
from service.actions import caseloads, cqc, imports, referral_files, training_files
from service.actions.training import MAY_RECORD
from service.auth.guards import only
from service.http.bodies import Body, require_media_type
from service.http.files import file_body
from service.http.openapi import refusals
from service.http.queries import query
from service.problems import FORBIDDEN, NOT_FOUND
from service.store.database import Database
from workflows.referrals import COORDINATORS

CSV = "text/csv"


async def csv_file(request: Request[Any, Any, Any]) -> bytes:
    """The bytes of a file as it was sent; what is in it is for the reader of its rows to judge."""
    require_media_type(request, CSV)
    return await request.body()


class ImportController(Controller):
    """Files out of a council's own systems, taken in row by row."""

    path = "/v1/imports"
    tags = ("Imports",)

    @get(
        "/",
        operation_id="import_list",
        guards=[only(*imports.MAY_SEE)],
        dependencies={"asked": query(ImportsAsked)},
        responses=refusals(FORBIDDEN),
    )
    async def listing(
        self,
        asked: NamedDependency[ImportsAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> ImportRunList:
        """List the files that were brought in, or tried only: when, by whom, and what came of it."""
        return await imports.listing(database, asked, actor, now)

    @get(
        "/{run_id:uuid}",
        operation_id="import_get",
        guards=[only(*imports.MAY_SEE)],
        responses=refusals(FORBIDDEN, NOT_FOUND),
    )
    async def whole(
        self,
        run_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> ImportRunView:
        """Show one file that was brought in."""
        return await imports.whole(database, run_id, actor, now)

    @post(
        "/caseload",
        operation_id="import_caseload",
        status_code=HTTP_200_OK,
        guards=[only(*imports.MAY_IMPORT)],
        request_max_body_size=MAX_BYTES,
        dependencies={"file": Body(CaseloadFile, CSV, csv_file), "asked": query(ImportCaseload)},
        responses=refusals(FORBIDDEN),
    )
    async def caseload(
        self,
        file: NamedDependency[bytes],
        asked: NamedDependency[ImportCaseload],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> CaseloadImported:
        """Take in a caseload, row by row; the same file again changes nothing.

        A row that is rejected is told with its number and column, and never holds up the others. A package that
        names another location moves there, and with it who reaches the person.
        """
        return await caseloads.take_in(database, file, asked, actor, now)

    @post(
        "/cqc",
        operation_id="import_cqc",
        status_code=HTTP_200_OK,
        guards=[only(*imports.MAY_IMPORT)],
        request_max_body_size=cqc_files.MAX_BYTES,
        dependencies={"file": file_body(CqcUpload), "asked": query(ImportCqc)},
        responses=refusals(FORBIDDEN),
    )
    async def cqc(
        self,
        file: NamedDependency[BufferedRandom],
        asked: NamedDependency[ImportCqc],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> CqcImported:
        """Take in one of the Commission's monthly files; the same file again changes nothing.

        Only locations that work with the authority are changed, and how they stood before is kept. The largest file
        takes a minute or more to read: `tamar import cqc` on the service's own machine shows how far it is.
        """
        return await cqc.take_in(database, file, asked, actor, now)

    @post(
        "/training",
        operation_id="import_training",
        status_code=HTTP_200_OK,
        guards=[only(*MAY_RECORD)],
        request_max_body_size=MOST_TRAINING,
        dependencies={"file": Body(TrainingFile, CSV, csv_file), "asked": query(ImportTraining)},
        responses=refusals(FORBIDDEN),
    )
    async def training(
        self,
        file: NamedDependency[bytes],
        asked: NamedDependency[ImportTraining],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> TrainingImported:
        """Take in what people have learnt; the same file again changes nothing.

        A row that is rejected is told with its number and column, and never holds up the others.
        """
        return await training_files.take_in(database, file, asked, actor, now)

    @post(
        "/referrals",
        operation_id="import_referrals",
        status_code=HTTP_200_OK,
        guards=[only(*COORDINATORS)],
        request_max_body_size=MOST_REFERRALS,
        dependencies={"file": Body(ReferralFile, CSV, csv_file), "asked": query(ImportReferrals)},
        responses=refusals(FORBIDDEN),
    )
    async def referrals(
        self,
        file: NamedDependency[bytes],
        asked: NamedDependency[ImportReferrals],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> ReferralsImported:
        """Refer everybody in a file, from one hospital; the same file again changes nothing.

        A row that is rejected is told with its number and column, and never holds up the others.
        """
        return await referral_files.take_in(database, file, asked, actor, now)
