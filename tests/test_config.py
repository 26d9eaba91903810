"""A person's own file: what is in it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from scrapy.settings import Settings

from newsspider import config
from newsspider.commands.base import prepare
from newsspider.errors import UsageError
from tests.conftest import Newsspider, story


@pytest.fixture(autouse=True)
def working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _shipped() -> Settings:
    settings = Settings()
    settings.setmodule("newsspider.settings", priority="project")
    settings.set("NEWSSPIDER_CONFIG", None, priority="project")
    return settings


def test_no_file_is_an_empty_one() -> None:
    assert config.load(None) == config.Config()


def test_the_tables_are_told_apart() -> None:
    Path("newsspider.toml").write_text(
        '[settings]\nLOG_LEVEL = "INFO"\n[[rule]]\nid = "a"\n[[rule]]\nid = "b"\n[[channel]]\nname = "x"\n',
        encoding="utf-8-sig",
    )
    found = config.load(None)
    assert found.settings == {"LOG_LEVEL": "INFO"}
    assert [rule["id"] for rule in found.rules] == ["a", "b"]
    assert found.channels == [{"name": "x"}]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = ", "is not valid TOML"),
        ("[setings]\nA = 1", "unknown table 'setings'; use one of settings, rule, embed, channel"),
        ("[rule]\nid = 'a'", r"write 'rule' as \[\[rule\]\]"),
        ("[[settings]]\nA = 1", r"write 'settings' as \[settings\]"),
        ("rule = [1]", r"write 'rule' as \[\[rule\]\]"),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(text: str, told: str) -> None:
    Path("my.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=f"my.toml.*{told}"):
        config.load(Path("my.toml"))


def test_a_file_that_is_named_must_be_there_and_text() -> None:
    with pytest.raises(UsageError, match=r"cannot read the configuration file .*: No such file"):
        config.load(Path("none.toml"))
    Path("bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="is not UTF-8"):
        config.load(Path("bytes.toml"))


def test_settings_stand_above_the_package_and_below_the_command_line() -> None:
    Path("newsspider.toml").write_text(
        '[settings]\nNEWSSPIDER_OUTPUT = "mine"\nLOG_LEVEL = "INFO"\n[settings.EXTENSIONS]\n"a.B" = 5\n',
        encoding="utf-8",
    )
    settings = _shipped()
    settings.set("LOG_LEVEL", "ERROR", priority="cmdline")
    prepare(settings)
    assert settings["NEWSSPIDER_OUTPUT"] == "mine"
    assert settings["LOG_LEVEL"] == "ERROR"
    assert settings["EXTENSIONS"]["a.B"] == 5
    assert "newsspider.extensions.throttle.Throttle" in settings["EXTENSIONS"]


def test_a_rule_at_fault_is_wrong_use_of_every_command() -> None:
    Path("newsspider.toml").write_text('[[rule]]\nid = "x"\nwhy = "y"\ntext = "("\n', encoding="utf-8")
    with pytest.raises(UsageError, match="rule 'x' has a pattern that does not compile"):
        prepare(_shipped())


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("NEWSSPIDER_OUTPTU = 'x'", "did you mean NEWSSPIDER_OUTPUT"),
        ("NEWSSPIDER_MAX_FILE = 1.5", "NEWSSPIDER_MAX_FILE must be"),
        ("log_level = 'INFO'", "must be written in capitals"),
        ("FEEDS = 'x.csv'", "FEEDS of the configuration file must be a table"),
    ],
)
def test_wrong_settings_in_the_file_are_wrong_use(line: str, told: str) -> None:
    Path("newsspider.toml").write_text(f"[settings]\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=told):
        prepare(_shipped())


def test_a_rule_that_would_take_for_ever_fails_the_input_and_no_other(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    own = run_newsspider.folder / "newsspider.toml"
    own.write_text('[[rule]]\nid = "slow"\nwhy = "x"\ntext = "^(a|aa|b?)+$"\n', encoding="utf-8")
    write_seed("a.md", body=f"{'a' * 100}!\n\n{story('slow')}")
    write_seed("b.md")
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds")
    assert ran.code == 3
    assert [(one["reason"], one["locator"]) for one in ran.rejected] == [("rule_too_slow", "a.md")]
    assert "'slow'" in ran.rejected[0]["detail"]
    assert [one["title"] for one in ran.records] == ["标题 b.md"]
