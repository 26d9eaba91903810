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


def test_the_tables_are_distinguished() -> None:
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
    Path("scrapy.cfg").touch()
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
    with pytest.raises(UsageError, match="rule 'x' has an invalid regular expression"):
        prepare(_shipped())


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("NEWSSPIDER_OUTPTU = 'x'", "did you mean NEWSSPIDER_OUTPUT"),
        ("NEWSSPIDER_MAX_FILE = 1.5", "NEWSSPIDER_MAX_FILE must be"),
        ("log_level = 'INFO'", "in capitals"),
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


# --- which file counts, and how far it is trusted ---


def _file(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "newsspider.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_file_beside_scrapy_cfg_counts_from_any_folder_below(
    working_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (working_directory / "scrapy.cfg").touch()
    path = _file(working_directory, '[settings.EXTENSIONS]\n"a.B" = 5\n')
    (working_directory / "in" / "deep").mkdir(parents=True)
    monkeypatch.chdir("in/deep")
    found = config.find(None)
    assert (found.path, found.below, found.ignored) == (path, None, None)
    assert config.load(None).settings == {"EXTENSIONS": {"a.B": 5}}


def test_one_of_a_data_folder_in_a_project_is_ignored(
    working_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (working_directory / "scrapy.cfg").touch()
    path = _file(working_directory / "inbox", '[settings.EXTENSIONS]\n"inbox.Boom" = 1\n')
    monkeypatch.chdir("inbox")
    assert config.load(None) == config.Config()
    sentence = config.ignored(_shipped())
    assert sentence is not None
    assert sentence.startswith(f"{path} is ignored")
    assert "NEWSSPIDER_CONFIG=newsspider.toml" in sentence


@pytest.mark.parametrize(
    "setting",
    [
        'EXTENSIONS = {"inbox.Boom" = 1}',
        'ITEM_PIPELINES = {"inbox.Boom" = 1}',
        'SPIDER_MODULES = ["inbox"]',
        'ADDONS = {"inbox.Boom" = 1}',
        'LOG_FORMATTER = "inbox.Boom"',
        'LOG_FILE = "x.log"',
        "ROBOTSTXT_OBEY = false",
        'NEWSSPIDER_HOSTS = ["192.168.0.1"]',
        'NEWSSPIDER_BASE = {roll = "http://127.0.0.1:8000/"}',
        'NEWSSPIDER_LEDGER = "postgresql://x@192.168.0.1/y"',
        'NEWSSPIDER_OUTPUT = "../x"',
        'NEWSSPIDER_OUTPUT = "link/x"',
        'NEWSSPIDER_POSTS = "~/x"',
        'NEWSSPIDER_WARC = "/tmp/x.warc.gz"',
        'NEWSSPIDER_CONFIG = "other.toml"',
        'FEEDS = {"s3://x/y.jsonl" = {format = "jsonl"}}',
        'FEEDS = {"../y.jsonl" = {format = "jsonl"}}',
        'FEEDS = {"%(x)s/../y.jsonl" = {format = "jsonl"}}',
        'FEEDS = {"y.jsonl" = {format = "jsonl", item_filter = "inbox.Boom"}}',
        'FEEDS = {"y.jsonl" = {format = "jsonl", postprocessing = ["inbox.Boom"]}}',
    ],
)
def test_a_strangers_file_loads_no_code_and_stays_in_its_folder(
    working_directory: Path, setting: str
) -> None:
    _file(working_directory, f"[settings]\n{setting}\n")
    (working_directory / "link").symlink_to(working_directory.parent)
    with pytest.raises(UsageError, match=r"may not set .*NEWSSPIDER_CONFIG"):
        prepare(_shipped())
    assert config.load(Path("newsspider.toml")).settings


def test_a_strangers_file_may_set_what_stays_inside(working_directory: Path) -> None:
    _file(
        working_directory,
        '[settings]\nNEWSSPIDER_OUTPUT = "in/out"\nNEWSSPIDER_MAX_TITLE = 9\nDOWNLOAD_DELAY = 2\n'
        '[settings.FEEDS."in/y.csv"]\nformat = "csv"\nfields = ["id"]\n[[channel]]\nname = "x"\n',
    )
    settings = _shipped()
    prepare(settings)
    assert settings["NEWSSPIDER_OUTPUT"] == "in/out"
    assert settings["FEEDS"]["in/y.csv"]["fields"] == ["id"]


def test_a_folder_of_a_stranger_runs_none_of_its_code(run_newsspider: Newsspider) -> None:
    _file(run_newsspider.folder, '[settings.EXTENSIONS]\n"evil.Boom" = 1\n')
    evil = "open('ran', 'w').close()\nclass Boom: pass\n"
    (run_newsspider.folder / "evil.py").write_text(evil, encoding="utf-8")
    ran = run_newsspider("crawl", "seeds", "-a", "path=.")
    assert ran.code == 2
    assert "may not set EXTENSIONS" in ran.stderr
    assert sorted(path.name for path in run_newsspider.folder.iterdir()) == ["evil.py", "newsspider.toml"]


# --- the environment ---


def test_the_environment_is_above_the_file_and_below_the_command_line(
    working_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "[settings]\nNEWSSPIDER_OUTPUT = 'file'\nNEWSSPIDER_RUN = 'file'\nNEWSSPIDER_MAX_TITLE = 9\n"
    _file(working_directory, text)
    monkeypatch.setenv("NEWSSPIDER_OUTPUT", "environment")
    monkeypatch.setenv("NEWSSPIDER_RUN", "environment")
    settings = _shipped()
    settings.set("NEWSSPIDER_RUN", "line", priority="cmdline")
    prepare(settings)
    found = (settings["NEWSSPIDER_OUTPUT"], settings["NEWSSPIDER_RUN"], settings["NEWSSPIDER_MAX_TITLE"])
    assert found == ("environment", "line", 9)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("NEWSPIDER_POSTS", "did you mean NEWSSPIDER_POSTS?"),
        ("NEWSSPIDER_POST", "did you mean NEWSSPIDER_POSTS?"),
        ("NEWS_SPIDER_POSTS", "did you mean NEWSSPIDER_POSTS?"),
        ("NEWSSPIDERS_OUTPUT", "did you mean NEWSSPIDER_OUTPUT?"),
        ("newsspider_output", "did you mean NEWSSPIDER_OUTPUT?"),
    ],
)
def test_a_near_miss_is_wrong_use(name: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "x")
    with pytest.raises(UsageError, match=f"unknown setting {name}") as caught:
        prepare(_shipped())
    assert told in str(caught.value)
    monkeypatch.delenv(name)
    settings = _shipped()
    settings.set(name, "x", priority="cmdline")
    with pytest.raises(UsageError, match=f"unknown setting {name}"):
        prepare(settings)


@pytest.mark.parametrize("name", ["NEWSPIDER_MODULE", "SPIDER_OUTPUT", "NEWSREADER_POSTS", "NEWS_HOME"])
def test_what_is_another_programs_is_left_alone(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "x")
    prepare(_shipped())


def test_the_environment_is_read(run_newsspider: Newsspider, write_seed: Callable[..., Path]) -> None:
    write_seed("a.md")
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds", env={"NEWSSPIDER_POSTS": "blog"})
    assert ran.code == 0
    assert list((ran.folder / "blog").glob("*.md"))
    assert run_newsspider("channels", env={"NEWSPIDER_POSTS": "blog"}).code == 2
