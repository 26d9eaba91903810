"""Wrong use through the real command line: one sentence, exit code 2, nothing written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Newsspider, Ran


def _refused(ran: Ran, sentence: str) -> None:
    assert ran.stderr == f"newsspider: {sentence}\n"
    assert (ran.code, ran.stdout) == (2, "")
    assert not (ran.folder / "output").exists()


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["sedes"], "unknown spider 'sedes'; did you mean seeds?"),
        (["seeds", "-a", "path=seeds", "-a", "pth=x"], "seeds has no argument 'pth'; did you mean path?"),
        (
            ["seeds"],
            "seeds needs -a path=…, a file, a folder, a glob or s3://bucket/prefix",
        ),
        (["seeds", "-a", "path=none"], "the path 'none' does not exist"),
        (["seeds", "-a", "path="], "path= is empty; path=. is the working directory"),
        (
            ["seeds", "-a", "path=seeds", "-s", "LOG_LEVEL=LOUD"],
            "invalid LOG_LEVEL 'LOUD'; use DEBUG, INFO, WARNING, ERROR or CRITICAL",
        ),
        (
            ["seeds", "-a", "path=seeds", "-s", "NEWSSPIDER_OUTPTU=x"],
            "unknown setting NEWSSPIDER_OUTPTU; did you mean NEWSSPIDER_OUTPUT?",
        ),
        (["seeds", "-a", "path=seeds", "--quite"], "crawl: unknown option --quite; did you mean --quiet?"),
        (["seeds", "path=seeds"], "arguments of a spider are given with -a: crawl seeds -a path=seeds"),
        (
            ["seeds", "-a", "path=my", "posts"],
            "unexpected 'posts'; quote a value that contains spaces: -a 'path=my posts'",
        ),
        (
            ["seeds", "-a", "path=https://example.com/feed"],
            (
                "path= takes local files and s3://bucket/prefix, not 'https://example.com/feed': `crawl feed -a url=…` reads "
                "a feed, `crawl sina_finance -a url=…` fetches an article"
            ),
        ),
        (["sina_finance", "-a", "channel=china chian"], "unknown channel 'chian'; did you mean china?"),
        (["sina_finance", "-a", "channel=chian"], "unknown channel 'chian'; did you mean china?"),
        (
            ["sina_finance", "-a", "days=999999999"],
            "days= must be a whole number from 1 to 99999, not '999999999'",
        ),
        (["seeds", "-a", "path"], "Invalid -a value, use -a NAME=VALUE"),
    ],
    ids=[
        "spider",
        "argument",
        "no path",
        "absent path",
        "empty path",
        "log level",
        "setting",
        "option",
        "no -a",
        "no quotes",
        "an address",
        "channels by blanks",
        "channel",
        "days",
        "form",
    ],
)
def test_a_wrong_command_line(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], args: list[str], sentence: str
) -> None:
    write_seed("a.md")
    _refused(run_newsspider("crawl", *args), sentence)


@pytest.mark.parametrize(
    "args",
    [("schema", "foo"), ("schema", "--foo"), ("channels", "foo"), ("reclean", "-q=1"), ("ledger", "--foo")],
    ids=" ".join,
)
def test_no_command_takes_what_it_does_not_know(run_newsspider: Newsspider, args: tuple[str, str]) -> None:
    ran = run_newsspider(*args)
    assert (ran.code, ran.stdout) == (2, "")
    assert ran.stderr.startswith((f"newsspider: scrapy {args[0]} ", f"newsspider: {args[0]}: "))
    assert args[1] in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert list(ran.folder.iterdir()) == []


def test_an_option_that_is_a_letter_away_is_suggested(run_newsspider: Newsspider) -> None:
    ran = run_newsspider("reclean", "--dryrun")
    assert ran.code == 2
    assert "'--dryrun'; did you mean --dry-run?" in ran.stderr


def test_a_rule_that_is_a_letter_away_is_suggested(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md")
    text = '[[rule]]\nid = "captoin"\noff = true\n'
    (run_newsspider.folder / "newsspider.toml").write_text(text, encoding="utf-8")
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds")
    assert (ran.code, "did you mean 'caption'?" in ran.stderr) == (2, True)


def test_a_command_that_needs_no_setting_knows_them_too(run_newsspider: Newsspider) -> None:
    ran = run_newsspider("schema", "-s", "NEWSSPIDER_OUTPTU=x")
    _refused(ran, "unknown setting NEWSSPIDER_OUTPTU; did you mean NEWSSPIDER_OUTPUT?")


def test_an_unknown_format_is_reported_though_quiet(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md")
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds", "-O", "x.xyz", "--quiet")
    assert ran.code == 2
    assert ran.stderr.startswith("newsspider: unknown format 'xyz' for x.xyz; use one of posts, ")
    assert not (ran.folder / "output").exists()


@pytest.mark.parametrize("address", ["ftp://me:geheim/4?7#1@127.0.0.1/x.jsonl", "s3:///x.jsonl"])
def test_an_address_that_is_none_is_reported_before_anything_is_read(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], address: str
) -> None:
    write_seed("a.md")
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds", "-O", address)
    assert ran.code == 2
    assert "/ ? # @ are %2F %3F %23 %40" in ran.stderr
    assert "geheim" not in ran.stderr
    assert not (ran.folder / "output").exists()


def test_a_rule_at_fault_is_reported_before_anything_is_read(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md")
    (run_newsspider.folder / "mine.toml").write_text(
        '[[rule]]\nid = "x"\nwhy = "y"\ntext = "("\n', encoding="utf-8"
    )
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds", env={"NEWSSPIDER_CONFIG": "mine.toml"})
    assert ran.code == 2
    assert ran.stderr.startswith("newsspider: rule 'x' ")
    assert ran.stderr.count("\n") == 1
    assert not (ran.folder / "output").exists()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("LOG_FILE = 5", "LOG_FILE must be a file name, not 5"),
        (
            'FEEDS = {"x.csv" = {fields = 5}}',
            "the fields of x.csv must be a list, or a table of names, not 5",
        ),
        ('FEEDS = {"x.csv" = {encoding = "no"}}', "unknown encoding 'no' for x.csv"),
        (
            "NEWSSPIDER_FIRST_DAYS = 999999999",
            "NEWSSPIDER_FIRST_DAYS must be a number of days from 1 to 99999, not 999999999",
        ),
    ],
)
def test_a_setting_at_fault_is_reported_before_anything_is_read(
    run_newsspider: Newsspider, write_seed: Callable[..., Path], line: str, sentence: str
) -> None:
    write_seed("a.md")
    (run_newsspider.folder / "scrapy.cfg").touch()  # the file beside it is trusted
    (run_newsspider.folder / "newsspider.toml").write_text(f"[settings]\n{line}\n", encoding="utf-8")
    _refused(run_newsspider("crawl", "seeds", "-a", "path=seeds"), sentence)


def test_a_part_that_is_not_there_is_one_sentence(
    run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    write_seed("a.md")
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds", "-s", 'ITEM_PIPELINES={"no.Such": 5}')
    assert ran.code == 1
    assert ran.stderr.startswith("newsspider: the crawl could not start: ModuleNotFoundError: ")
    assert ran.stderr.count("\n") == 1


def test_a_new_rule_says_why(run_newsspider: Newsspider, write_seed: Callable[..., Path]) -> None:
    write_seed("a.md")
    own = run_newsspider.folder / "newsspider.toml"
    own.write_text('[[rule]]\nid = "mine"\ntext = "^订阅"\n', encoding="utf-8")
    sentence = "rule 'mine' needs a why: one sentence on what it removes and why it may"
    _refused(run_newsspider("crawl", "seeds", "-a", "path=seeds"), sentence)


def test_a_name_of_a_scheduler_passes_and_no_input_is_no_fault(run_newsspider: Newsspider) -> None:
    (run_newsspider.folder / "seeds").mkdir()
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds", "-a", "_job=7", "--quiet")
    assert (ran.code, ran.stdout, ran.stderr) == (0, "", "")
    left = {path.name for path in (ran.folder / "output").iterdir()}
    assert left == {".lock", "ledger.db", "reports"}


def test_the_schema_is_printed(run_newsspider: Newsspider) -> None:
    ran = run_newsspider("schema")
    assert (ran.code, ran.stderr) == (0, "")
    assert '"newsspider article"' in ran.stdout
