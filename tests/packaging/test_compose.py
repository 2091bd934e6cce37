"""What compose.yaml, the Dockerfile and the proxy name is there in the program, and nothing is left open by default."""

import re
from typing import Any
from urllib.parse import urlsplit

import click
import pytest
from litestar.routes import HTTPRoute

from service.app import routes
from service.cli import main
from service.settings import Settings
from tests.packaging.conftest import ROOT, VARIABLE

Services = dict[str, dict[str, Any]]

OURS = ("migrate", "api", "worker", "simulator")
VARIABLES = {one.variable for one in Settings.described()}
DOCKERFILE = (ROOT / "Dockerfile").read_text()
HARMLESS = {"TAMAR_RECORD_URL": "http://simulator:8001", "TAMAR_RECORD_TOKEN": ""}
"""All that may be left out of the environment."""


def is_public(path: str) -> bool:
    found = [one for one in routes().routes if isinstance(one, HTTPRoute) and one.path == path]
    return any(handler.opt.get("public") for route in found for handler in route.route_handlers)


@pytest.mark.parametrize("name", OURS)
def test_every_command_is_one_of_ours(services: Services, name: str) -> None:
    program, command, *options = services[name]["command"]

    assert program == "tamar"
    assert options == []
    assert command in main.list_commands(click.Context(main))


def test_every_variable_is_a_setting(services: Services, image: dict[str, str]) -> None:
    told = {variable for name in OURS for variable in services[name]["environment"]}

    assert told | {"HOST", "PORT", "TAMAR_DATA_DIR"} <= VARIABLES
    assert image.keys() - VARIABLES == {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}


def test_no_secret_has_a_default() -> None:
    used = [one.groupdict() for one in VARIABLE.finditer((ROOT / "compose.yaml").read_text())]

    assert {one["name"]: one["rest"] for one in used if one["kind"] != "?"} == HARMLESS
    assert {one["name"] for one in used if one["kind"] == "?"} == {
        "POSTGRES_PASSWORD",
        "TAMAR_OWNER_PASSWORD",
        "TAMAR_APP_PASSWORD",
        "TAMAR_SIGNING_KEY",
        "TAMAR_METRICS_TOKEN",
        "TAMAR_RECORD_TARGET",
        "TAMAR_SITE",
    }


def test_every_service_is_held_in(services: Services) -> None:
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "/tmp" in service["tmpfs"], name  # noqa: S108 - a folder in the container
        assert "healthcheck" in service or name == "api", name
    assert {name for name in OURS if "cap_add" in services[name]} == set()


def test_only_who_migrates_knows_the_owner(services: Services) -> None:
    knowing = {name for name in OURS if "DATABASE_ADMIN_URL" in services[name]["environment"]}

    assert knowing == {"migrate"}


def test_only_the_proxy_is_reached_from_outside(services: Services) -> None:
    open_to_all = {
        name
        for name, service in services.items()
        if any(not str(port).startswith("127.0.0.1:") for port in service.get("ports", ()))
    }

    assert open_to_all == {"proxy"}


def test_the_api_believes_the_proxy_alone(services: Services) -> None:
    address = services["proxy"]["networks"]["front"]["ipv4_address"]

    assert services["api"]["environment"]["TAMAR_TRUSTED_PROXIES"] == address


def test_the_proxy_knows_where_the_api_listens(services: Services, image: dict[str, str]) -> None:
    caddyfile = (ROOT / "deploy" / "Caddyfile").read_text()

    [(name, port)] = re.findall(r"dynamic a (\S+) (\d+)", caddyfile)
    assert name in services
    assert port == image["PORT"]
    assert re.search(rf"^EXPOSE {port}$", DOCKERFILE, re.MULTILINE)
    assert "respond /metrics 404" in caddyfile
    assert is_public("/metrics")


def test_the_image_is_asked_for_its_health_where_that_is_told(image: dict[str, str]) -> None:
    [url] = re.findall(r"urlopen\('([^']+)'", DOCKERFILE)

    assert urlsplit(url).port == int(image["PORT"])
    assert is_public(urlsplit(url).path)


def test_the_image_runs_as_nobody_in_particular_and_writes_in_one_place(image: dict[str, str]) -> None:
    users = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)

    assert users == ["10001:10001"]
    assert re.findall(r"^VOLUME (\S+)$", DOCKERFILE, re.MULTILINE) == [image["TAMAR_DATA_DIR"]]
    assert 'CMD ["tamar", "serve"]' in DOCKERFILE


def test_everything_that_is_copied_into_the_image_is_there() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    ignored = (ROOT / ".dockerignore").read_text().split()

    names = {name for line in copied for name in line.split()}
    assert {"requirements.lock", "schemas", "workflows", "service"} <= names
    assert [name for name in sorted(names) if not (ROOT / name).exists() or name in ignored] == []
