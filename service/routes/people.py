"""People who receive care, and what they receive."""

from datetime import datetime
from uuid import UUID

from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from schemas.accounts import Actor
from schemas.people import (
    PackageList,
    PackagesAsked,
    PackageView,
    PeopleAsked,
    PeopleSearch,
    PersonList,
    PersonView,
    ReviewPermission,
)
from service.actions import people
from service.auth.guards import only
from service.http.bodies import json_body
from service.http.openapi import refusals
from service.http.queries import query
from service.problems import FORBIDDEN, NOT_FOUND
from service.store.database import Database

SEE_PEOPLE = only(*people.MAY_SEE_PEOPLE)


class PersonController(Controller):
    """The people within the caller's reach: staff of a council reach everybody, others those in their care."""

    path = "/v1/people"
    tags = ("People",)
    guards = (SEE_PEOPLE,)

    @get(
        "/",
        operation_id="person_list",
        dependencies={"asked": query(PeopleAsked)},
        responses=refusals(FORBIDDEN),
    )
    async def due(
        self,
        asked: NamedDependency[PeopleAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> PersonList:
        """List people, those first whose review is due first.

        Names, NHS numbers and postcodes don't belong into an address, which is kept in logs on its way: search for
        them with `POST /v1/people/search`.
        """
        return await people.due(database, asked, actor, now)

    @post(
        "/search",
        operation_id="person_search",
        status_code=HTTP_200_OK,
        dependencies={"asked": json_body(PeopleSearch)},
        responses=refusals(FORBIDDEN),
    )
    async def search(
        self,
        asked: NamedDependency[PeopleSearch],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> PersonList:
        """Search people by what is personal: parts of a name, an NHS number, a record id, a postcode."""
        return await people.search(database, asked, actor, now)

    @get("/{person_id:uuid}", operation_id="person_get", responses=refusals(FORBIDDEN, NOT_FOUND))
    async def person(
        self,
        person_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> PersonView:
        """Show one person with every number by which they are or were known."""
        return await people.person(database, person_id, actor, now)

    @put(
        "/{person_id:uuid}/review-permission",
        operation_id="person_permit",
        guards=[only(*people.MAY_PERMIT)],
        dependencies={"given": json_body(ReviewPermission)},
        responses=refusals(FORBIDDEN, NOT_FOUND),
    )
    async def permit(
        self,
        person_id: FromPath[UUID],
        given: NamedDependency[ReviewPermission],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> PersonView:
        """Say under which delegation or agreement providers may review this person's care.

        A review that names another, or a delegation that doesn't let this provider review on that day, is taken in
        with a finding, and verified singly.
        """
        return await people.permit_person(database, person_id, given.review_permission_ref, actor, now)


class PackageController(Controller):
    """Care packages of the people within the caller's reach."""

    path = "/v1/packages"
    tags = ("People",)
    guards = (SEE_PEOPLE,)

    @get(
        "/",
        operation_id="package_list",
        dependencies={"asked": query(PackagesAsked)},
        responses=refusals(FORBIDDEN),
    )
    async def packages(
        self,
        asked: NamedDependency[PackagesAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> PackageList:
        """List packages by reference."""
        return await people.packages(database, asked, actor, now)

    @put(
        "/{package_id:uuid}/review-permission",
        operation_id="package_permit",
        guards=[only(*people.MAY_PERMIT)],
        dependencies={"given": json_body(ReviewPermission)},
        responses=refusals(FORBIDDEN, NOT_FOUND),
    )
    async def permit(
        self,
        package_id: FromPath[UUID],
        given: NamedDependency[ReviewPermission],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> PackageView:
        """Say under which delegation or agreement this package may be reviewed, where it isn't that of the person."""
        return await people.permit_package(database, package_id, given.review_permission_ref, actor, now)
