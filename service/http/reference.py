"""The pages for people: a greeting, the reference, and every refusal; plain HTML that needs nothing else."""

from collections.abc import Iterator
from http import HTTPStatus
from importlib import resources
from typing import Any

from service.http.html import Html, inline, join, page, prose, table, tag
from service.http.words import default, kind
from service.problems import EVERY_REFUSAL

STYLE = (resources.files("service.http") / "style.css").read_text("utf-8")

CHECKSUM_MISMATCH = 460
PURPOSE = (
    "Provider-led reviews and trusted assessments in adult social care: made offline, rated, verified, "
    "and on the person’s social care record once."
)

Document = dict[str, Any]


def greeting() -> str:
    """Where somebody arrives who typed the address of the service."""
    links = (
        ("/docs", "How to talk to it: every operation, what it takes and what it answers"),
        ("/problems", "What its refusals mean"),
        ("/openapi.json", "The same for programs (OpenAPI 3.1)"),
        ("/health/ready", "Whether it is ready for work"),
    )
    items = [tag("li", tag("a", said, href=where)) for where, said in links]
    return page("Tamar", tag("h1", "Tamar"), tag("p", PURPOSE), tag("ul", *items))


def _phrase(status: int) -> str:
    """What a status is called; 460 is none of HTTP's own but the upload protocol's (tus 1.0, checksum)."""
    return "Checksum Mismatch" if status == CHECKSUM_MISMATCH else HTTPStatus(status).phrase


def problems() -> str:
    """Every refusal, each with the anchor that a problem document's `type` names."""
    rows = [
        [
            tag("code", one.code, id=one.code),
            f"{one.status} {_phrase(one.status)}",
            inline(one.title),
        ]
        for one in EVERY_REFUSAL
    ]
    return page(
        "Tamar: refusals",
        tag("h1", "What the service refuses, and why"),
        prose(
            "What is refused is answered as `application/problem+json` (RFC 9457). The `code` never changes; "
            "`detail` and `issues` say what it was about this time, and `request_id` finds it in the log."
        ),
        table("Refusals", ("Code", "Status", "Meaning"), rows),
    )


def reference(document: Document) -> str:
    """Every operation and every shape of the OpenAPI document, on one page."""
    operations = list(_operations(document))
    tags = [(one["name"], one.get("description", "")) for one in document["tags"]]
    by_tag = {name: [one for one in operations if name in one[2].get("tags", [])] for name, _ in tags}
    shapes = document["components"]["schemas"]
    return page(
        "Tamar: reference",
        tag("h1", f"{document['info']['title']} {document['info']['version']}"),
        prose(document["info"]["description"]),
        _contents(by_tag),
        *(_tag_section(name, said, by_tag[name], document) for name, said in tags),
        tag("section", tag("h2", "Shapes", id="shapes"), *(_shape(*one) for one in shapes.items())),
    )


def _operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _contents(by_tag: dict[str, list[tuple[str, str, Document]]]) -> Html:
    groups = [
        tag("li", tag("a", name, href=f"#tag-{name}"), tag("ul", *(_entry(*one) for one in operations)))
        for name, operations in by_tag.items()
    ]
    shapes = tag("li", tag("a", "Shapes", href="#shapes"))
    return tag("nav", tag("h2", "Contents"), tag("ul", *groups, shapes), aria_label="Contents")


def _entry(method: str, path: str, operation: Document) -> Html:
    link = tag("a", tag("code", f"{method} {path}"), href=f"#{operation['operationId']}")
    return tag("li", link, " ", inline(operation.get("summary", "")))


def _tag_section(
    name: str, said: str, operations: list[tuple[str, str, Document]], document: Document
) -> Html:
    inside = [_operation(*one, document) for one in operations]
    return tag("section", tag("h2", name, id=f"tag-{name}"), prose(said), *inside)


def _operation(method: str, path: str, operation: Document, document: Document) -> Html:
    return tag(
        "article",
        tag("h3", tag("code", f"{method} {path}"), id=operation["operationId"]),
        prose(operation.get("summary", "")),
        prose(operation.get("description", "")),
        tag("p", "Nobody has to be logged in.") if operation.get("security") == [] else "",
        _parameters(operation.get("parameters", [])),
        _body(operation.get("requestBody")),
        _answers(operation["responses"], document["components"]["responses"]),
    )


def _parameters(parameters: list[Document]) -> Html:
    rows = [
        [
            tag("code", one["name"]),
            one["in"] + (", required" if one.get("required") else ""),
            kind(one["schema"]),
            join([inline(one.get("description", "")), default(one["schema"])]),
        ]
        for one in parameters
    ]
    return table("Parameters", ("Name", "Where", "What", "Meaning"), rows) if rows else Html()


def _body(body: Document | None) -> Html:
    if body is None:
        return Html()
    sent = [
        join([kind(content["schema"]), " as ", tag("code", media_type)])
        for media_type, content in body["content"].items()
    ]
    return tag("p", "Send ", *sent, ". ", body["description"])


def _answers(responses: dict[str, Document], refusals: dict[str, Document]) -> Html:
    rows = [
        [f"{status} {_phrase(int(status))}", _answer(response, refusals)]
        for status, response in responses.items()
    ]
    return table("Answers", ("Status", "What"), rows)


def _answer(response: Document, refusals: dict[str, Document]) -> Html:
    if "$ref" in response:
        return _codes(refusals[response["$ref"].rpartition("/")[2]])
    contents = [kind(one["schema"]) for one in response.get("content", {}).values()]
    own = [name for name, header in response["headers"].items() if "$ref" not in header]
    named = f", with {', '.join(own)}" if own else ""
    return join([*(contents or [Html("nothing")]), named])


def _codes(refusal: Document) -> Html:
    [content] = refusal["content"].values()
    codes = content["schema"]["allOf"][1]["properties"]["code"]["enum"]
    links = [tag("a", tag("code", code), href=f"/problems#{code}") for code in codes]
    return join(piece for place, link in enumerate(links) for piece in ((", ", link) if place else (link,)))


def _shape(name: str, schema: Document) -> Html:
    return tag(
        "article",
        tag("h3", name, id=f"shape-{name}"),
        prose(schema.get("description", "")),
        _members(schema) if "properties" in schema else tag("p", kind(schema)),
    )


def _members(schema: Document) -> Html:
    rows = [
        [
            tag("code", name),
            kind(member),
            "required" if name in schema["required"] else "",
            join([inline(member.get("description", "")), default(member)]),
        ]
        for name, member in schema["properties"].items()
    ]
    closed = "Nothing else." if schema.get("additionalProperties") is False else "More members may follow."
    return join([table("Members", ("Name", "What", "Required", "Meaning"), rows), tag("p", closed)])
