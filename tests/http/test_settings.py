"""The environment is read once, and what can't be used is said in a sentence."""

from pathlib import Path

import pytest

from service.settings import BadSetting, Settings

PASSWORD = "tin-mine"


def test_without_variables_everything_has_a_default() -> None:
    assert Settings.from_environment({}) == Settings()


def test_variables_are_read_by_their_types() -> None:
    settings = Settings.from_environment(
        {"PORT": "0", "TAMAR_DATA_DIR": "/srv/tamar", "TAMAR_LOG_LEVEL": "debug"}
    )

    assert (settings.port, settings.data_dir, settings.log_level) == (0, Path("/srv/tamar"), "debug")


def test_an_empty_variable_is_none() -> None:
    assert Settings.from_environment({"DATABASE_URL": "", "PORT": ""}) == Settings()


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("PORT", "http", "PORT must be a whole number from 0 to 65535, not 'http'."),
        ("PORT", "65536", "PORT must be a whole number from 0 to 65535, not '65536'."),
        ("TAMAR_POOL_MIN", "50", "TAMAR_POOL_MIN (50) is above TAMAR_POOL_MAX (10)."),
        (
            "TAMAR_RECORD_TARGET",
            "Mosaic",
            "TAMAR_RECORD_TARGET must be one of files, none, simulator, not 'Mosaic'.",
        ),
        ("TAMAR_LOG_LEVEL", "all", "TAMAR_LOG_LEVEL must be one of debug, error, info, warning, not 'all'."),
    ],
)
def test_a_value_that_can_not_be_used_is_said_in_a_sentence(variable: str, value: str, sentence: str) -> None:
    with pytest.raises(BadSetting) as bad:
        Settings.from_environment({variable: value})

    assert str(bad.value) == sentence


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://tamar:{PASSWORD}@db/tamar",
        f"postgresql://tamar:a@{PASSWORD}@db/tamar",
        f"postgresql://tamar@db/tamar?password={PASSWORD}&sslmode=require",
    ],
)
def test_no_secret_is_shown(url: str) -> None:
    settings = Settings(database_url=url, database_admin_url=url, signing_key=PASSWORD, record_token=PASSWORD)

    assert PASSWORD not in repr(settings)
    assert "@db/tamar" in repr(settings)


def test_every_setting_is_described() -> None:
    described = Settings.described()

    assert [one.variable for one in described][:5] == [
        "DATABASE_URL",
        "DATABASE_ADMIN_URL",
        "TAMAR_DATA_DIR",
        "HOST",
        "PORT",
    ]
    assert all(one.meaning.endswith(".") for one in described)


def test_nobodys_own_data_leave_before_somebody_says_where_to() -> None:
    own = {"DATABASE_URL": "postgresql://tamar@db/tamar"}

    assert Settings.from_environment({}).record == "simulator"
    assert Settings.from_environment(own).record == "none"
    assert Settings.from_environment({**own, "TAMAR_RECORD_TARGET": "files"}).record == "files"
