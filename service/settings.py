"""What can be set from outside: one variable of the environment each, with a default and a meaning."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_type_hints

import msgspec
from msgspec import Meta, Struct, field

Count = Annotated[int, Meta(ge=1, le=1_000)]
Seconds = Annotated[int, Meta(ge=1, le=86_400)]
Days = Annotated[int, Meta(ge=1, le=366)]
LeaseHours = Annotated[int, Meta(ge=1, le=336)]
Port = Annotated[int, Meta(ge=0, le=65_535)]
LogLevel = Literal["debug", "info", "warning", "error"]
RecordTarget = Literal["simulator", "files", "none"]


class BadSetting(Exception):
    """A variable whose value can't be used; the message is one sentence for whoever set it."""


class Described(Struct, frozen=True):
    """One setting as documentation: the variable, what happens without it, and what it is for."""

    variable: str
    default: str
    meaning: str


class Settings(Struct, frozen=True, kw_only=True):
    """Everything the service is told by its environment, read once at start."""

    database_url: Annotated[
        str | None, Meta(description="An own PostgreSQL, as the application's role; else the built-in one.")
    ] = field(name="DATABASE_URL", default=None)
    database_admin_url: Annotated[
        str | None, Meta(description="The same database as its owner, who alone migrates it.")
    ] = field(name="DATABASE_ADMIN_URL", default=None)
    data_dir: Annotated[
        Path, Meta(description="Where the built-in database, keys and demo accounts are kept.")
    ] = field(name="TAMAR_DATA_DIR", default=Path(".tamar"))
    host: Annotated[str, Meta(description="The address to listen on.")] = field(
        name="HOST", default="127.0.0.1"
    )
    port: Annotated[Port, Meta(description="The port to listen on; 0 takes any that is free.")] = field(
        name="PORT", default=8000
    )
    pool_min: Annotated[Count, Meta(description="Database connections kept open.")] = field(
        name="TAMAR_POOL_MIN", default=2
    )
    pool_max: Annotated[Count, Meta(description="Database connections open at most, per process.")] = field(
        name="TAMAR_POOL_MAX", default=10
    )
    signing_key: Annotated[
        str | None, Meta(description="The private key (PEM) that signs access tokens; wins over the file.")
    ] = field(name="TAMAR_SIGNING_KEY", default=None)
    signing_key_file: Annotated[
        Path | None,
        Meta(description="A file with that key; else one in the data folder, made at the first start."),
    ] = field(name="TAMAR_SIGNING_KEY_FILE", default=None)
    issuer: Annotated[str, Meta(description="`iss` of access tokens.")] = field(
        name="TAMAR_ISSUER", default="tamar"
    )
    audience: Annotated[str, Meta(description="`aud` of access tokens.")] = field(
        name="TAMAR_AUDIENCE", default="tamar"
    )
    access_token_seconds: Annotated[Seconds, Meta(description="How long an access token is valid.")] = field(
        name="TAMAR_ACCESS_TOKEN_SECONDS", default=900
    )
    refresh_token_days: Annotated[
        Days, Meta(description="How long a tablet may stay away before its person logs in again.")
    ] = field(name="TAMAR_REFRESH_TOKEN_DAYS", default=30)
    offline_lease_hours: Annotated[
        LeaseHours,
        Meta(
            description="How long a tablet shows what it holds without having been online: 14 days at most."
        ),
    ] = field(name="TAMAR_OFFLINE_LEASE_HOURS", default=72)
    trusted_proxies: Annotated[
        str | None,
        Meta(description="Addresses of proxies, with commas, whose word on the caller's address is taken."),
    ] = field(name="TAMAR_TRUSTED_PROXIES", default=None)
    record_target: Annotated[
        RecordTarget | None,
        Meta(
            description="Where approved reviews go: `simulator`, `files`, or `none`, where they wait. "
            "Left out, it is the simulator for the built-in database and none for one's own."
        ),
    ] = field(name="TAMAR_RECORD_TARGET", default=None)
    record_url: Annotated[
        str | None,
        Meta(
            description="The record's address. Left out, `tamar run` begins a simulator of its own and finds it a "
            "port, and the other commands look for one at http://127.0.0.1:8001."
        ),
    ] = field(name="TAMAR_RECORD_URL", default=None)
    record_token: Annotated[str | None, Meta(description="What shows the record who asks.")] = field(
        name="TAMAR_RECORD_TOKEN", default=None
    )
    record_profile: Annotated[
        Path | None, Meta(description="The council's mapping profile (JSON); else the simulator's own.")
    ] = field(name="TAMAR_RECORD_PROFILE", default=None)
    record_folder: Annotated[
        Path | None, Meta(description="Where `files` are dropped; else `record` in the data folder.")
    ] = field(name="TAMAR_RECORD_FOLDER", default=None)
    attachments_url: Annotated[
        str | None,
        Meta(
            description="Where attachments are kept if not in the data folder, as s3://bucket/folder; all else "
            "about it comes from the usual variables (AWS_ACCESS_KEY_ID, AWS_REGION, AWS_ENDPOINT_URL and so on)."
        ),
    ] = field(name="TAMAR_ATTACHMENTS_URL", default=None)
    clamd_url: Annotated[
        str | None,
        Meta(description="ClamAV's daemon, which looks through attachments, as tcp://127.0.0.1:3310."),
    ] = field(name="TAMAR_CLAMD_URL", default=None)
    open_unscanned: Annotated[
        Literal["yes", "no"] | None,
        Meta(
            description="Whether an attachment that no scanner has looked through may be opened. Left out, it may "
            "where none is configured."
        ),
    ] = field(name="TAMAR_OPEN_UNSCANNED", default=None)
    metrics_token: Annotated[
        str | None,
        Meta(description="What has to be shown to read `/metrics`; without it only the machine itself may."),
    ] = field(name="TAMAR_METRICS_TOKEN", default=None)
    otlp_endpoint: Annotated[
        str | None,
        Meta(
            description="A collector of traces (OpenTelemetry, OTLP over HTTP), as http://127.0.0.1:4318; needs the "
            "extra `telemetry`. Without it nothing is traced."
        ),
    ] = field(name="OTEL_EXPORTER_OTLP_ENDPOINT", default=None)
    stop_seconds: Annotated[
        Seconds, Meta(description="How long running requests may take to end when the service is stopped.")
    ] = field(name="TAMAR_STOP_SECONDS", default=10)
    log_level: Annotated[LogLevel, Meta(description="The least serious kind of line that is logged.")] = (
        field(name="TAMAR_LOG_LEVEL", default="info")
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read every variable that is there and not empty; BadSetting names the first that can't be used."""
        hints = get_type_hints(cls, include_extras=True)
        values = {
            one.name: _read(one.encode_name, environment[one.encode_name], hints[one.name])
            for one in msgspec.structs.fields(cls)
            if environment.get(one.encode_name)
        }
        settings = cls(**values)
        if settings.pool_min > settings.pool_max:
            raise BadSetting(
                f"TAMAR_POOL_MIN ({settings.pool_min}) is above TAMAR_POOL_MAX ({settings.pool_max})."
            )
        return settings

    @property
    def record(self) -> RecordTarget:
        """Where approved reviews go. Nobody's own data are sent anywhere before somebody has said where."""
        return self.record_target or ("simulator" if self.database_url is None else "none")

    @property
    def opens_unscanned(self) -> bool:
        return (self.open_unscanned or ("yes" if self.clamd_url is None else "no")) == "yes"

    @property
    def record_address(self) -> str:
        """Where the record answers, and where the simulator listens when it is started by itself."""
        return self.record_url or "http://127.0.0.1:8001"

    @classmethod
    def described(cls) -> list[Described]:
        """Every setting in order, for the README's table and for `tamar check`."""
        hints = get_type_hints(cls, include_extras=True)
        return [
            Described(
                one.encode_name, "" if one.default is None else str(one.default), _meaning(hints[one.name])
            )
            for one in msgspec.structs.fields(cls)
        ]

    def shown(self) -> dict[str, Any]:
        """Every variable with its value, passwords and keys masked."""
        return {
            one.encode_name: _masked(one.name, getattr(self, one.name))
            for one in msgspec.structs.fields(self)
        }

    def __repr__(self) -> str:
        """Masked, so that no log or traceback gives a secret away."""
        return f"Settings({', '.join(f'{name}={value!r}' for name, value in self.shown().items())})"


def _read(variable: str, given: str, hint: Any) -> Any:
    try:
        return msgspec.convert(given, hint, strict=False, dec_hook=_path)
    except msgspec.ValidationError:
        shown = "what it is" if _is_secret(variable) else repr(given)
        raise BadSetting(f"{variable} must be {_wanted(hint)}, not {shown}.") from None


def _wanted(hint: Any) -> str:
    schema = msgspec.json.schema(hint)
    schema = next(iter(schema.get("anyOf", [schema])))
    if "enum" in schema:
        return "one of " + ", ".join(schema["enum"])
    return f"a whole number from {schema['minimum']} to {schema['maximum']}"


def _path(kind: type, given: Any) -> Any:
    if issubclass(kind, Path):
        return Path(given)
    raise NotImplementedError


def _meaning(hint: Any) -> str:
    metas = [one for one in hint.__metadata__ if isinstance(one, Meta)]
    return next(one.description for one in reversed(metas) if one.description)


def _is_secret(name: str) -> bool:
    return name.upper().endswith(("_URL", "SIGNING_KEY", "_TOKEN"))


def _masked(name: str, value: Any) -> Any:
    if value is None or not _is_secret(name):
        return str(value) if isinstance(value, Path) else value
    if name.endswith("_url"):
        return re.sub(r"password=[^&]*", "password=***", re.sub(r"(://[^/:@]*):.*@", r"\1:***@", value))
    return "***"
