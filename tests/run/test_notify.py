"""`[notify]`: who is told of a run that ended badly, by mail, webhook and command, and how often."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from newsspider.errors import UsageError
from newsspider.run import notify
from newsspider.run.notify import Receivers, Trouble
from newsspider.text.dates import BEIJING
from tests.conftest import Newsspider, write_post

_NOW = datetime(2026, 11, 28, 12, tzinfo=BEIJING)
_TROUBLE = Trouble("seeds", "r-1", 4, "the list china/1686 cannot be read: 3 times", "/srv/reports/r-1.html")


class Webhook(ThreadingHTTPServer):
    """A server on loopback that keeps the JSON it is sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.got: list[tuple[str, Any]] = []
        self.status = 200
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Answer(BaseHTTPRequestHandler):
    server: Webhook

    def do_POST(self) -> None:
        data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.got.append((self.path, data))
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        is_slack = "slack" in self.path
        self.wfile.write(b"ok" if is_slack else b'{"ok": true, "errcode": 0, "code": 0, "StatusCode": 0}')

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Mail(socketserver.StreamRequestHandler):
    """As much of SMTP as one mail needs."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.got.append(b"".join(lines).decode())  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    server = Webhook()
    yield server
    server.shutdown()
    server.server_close()


def _told(receivers: Receivers, output: Path, trouble: Trouble = _TROUBLE, hours: int = 0) -> None:
    notify.tell(receivers, trouble, output, _NOW + timedelta(hours=hours))


def test_a_webhook_gets_the_sentence_and_the_report_once_a_day(webhook: Webhook, tmp_path: Path) -> None:
    receivers = Receivers(to=(f"json://{webhook.address}/hook",))
    _told(receivers, tmp_path)
    ((path, message),) = webhook.got
    assert (path, message["title"]) == ("/hook", "newsspider: seeds ended with exit code 4")
    assert message["message"].splitlines() == [_TROUBLE.sentence, "Run: r-1", "Report: /srv/reports/r-1.html"]
    again = replace(_TROUBLE, run="r-2", sentence=_TROUBLE.sentence.replace("3", "5"))
    _told(receivers, tmp_path, again, hours=23)
    assert len(webhook.got) == 1
    _told(receivers, tmp_path, replace(again, sentence="the ledger is damaged"), hours=23)
    assert len(webhook.got) == 2
    _told(receivers, tmp_path, replace(_TROUBLE, exit_code=3), hours=23)
    assert len(webhook.got) == 2  # nobody asked for 3
    _told(receivers, tmp_path, again, hours=24)
    assert len(webhook.got) == 3
    assert len(json.loads((tmp_path / "notified.json").read_text(encoding="utf-8"))) == 2


def test_what_was_not_delivered_is_tried_again_and_secrets_are_masked(
    webhook: Webhook, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    webhook.status = 500
    receivers = Receivers(to=(f"json://me:s3cret@{webhook.address}/hook?token=t0ken", "nonsense://t0ken"))
    _told(receivers, tmp_path)
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]
    assert "json:// was not reached" in caplog.messages[0]
    assert "500" in caplog.messages[0]
    assert caplog.messages[1].endswith("nonsense://… is not an address that Apprise can use")
    assert "s3cret" not in caplog.text
    assert "t0ken" not in caplog.text
    assert not (tmp_path / "notified.json").exists()
    webhook.status = 200
    _told(receivers, tmp_path)
    assert len(webhook.got) == 2
    assert (tmp_path / "notified.json").exists()


def test_secrets_of_a_sentence_are_masked(webhook: Webhook, tmp_path: Path) -> None:
    trouble = replace(_TROUBLE, sentence="cannot use postgresql://me:s3cret@host/db?password=s3cret")
    _told(Receivers(to=(f"json://{webhook.address}/",)), tmp_path, trouble)
    assert "s3cret" not in json.dumps(webhook.got)
    assert "s3cret" not in (tmp_path / "notified.json").read_text(encoding="utf-8")


# As each service gives its address; its host is exchanged for ours.
_PRESETS = {
    "企业微信": (
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa",
        "wecombot",
    ),
    "钉钉": ("dingtalk://0123456789abcdef0123456789abcdef0123456789abcdef", "dingtalk"),
    "飞书": ("feishu://0123456789abcdef-0123", "feishu"),
    "Slack": ("https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "slack"),
    "Telegram": ("tgram://123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0/12315544/", "tgram"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", _PRESETS)
def test_messengers_get_json_with_the_sentence(
    name: str, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = pytest.importorskip("requests")
    address, _ = _PRESETS[name]
    send = requests.Session.request

    def here(self: object, method: str, url: str, **how: Any) -> Any:
        return send(self, method, f"http://{webhook.address}/{url.partition('://')[2]}", **how)

    monkeypatch.setattr(requests.Session, "request", here)
    assert list(notify.deliver(Receivers(to=(address,)), _TROUBLE)) == []
    ((_, message),) = webhook.got
    assert _TROUBLE.sentence in json.dumps(message, ensure_ascii=False)


@pytest.mark.slow
def test_mail(tmp_path: Path) -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Mail) as server:
        server.got = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        port = server.server_address[1]
        to = f"mailto://127.0.0.1:{port}/?from=newsspider@home.example&to=me@home.example&mode=insecure"
        _told(Receivers(to=(to,)), tmp_path)
        server.shutdown()
    (mail,) = server.got  # type: ignore[attr-defined]
    assert "To: me@home.example" in mail
    assert "Subject: " in mail
    assert (tmp_path / "notified.json").exists()


def test_a_command_gets_the_message_and_no_shell(tmp_path: Path) -> None:
    out = tmp_path / "said"
    command = (
        "sh",
        "-c",
        'printf "%s|" "$@" > "$0"; cat >> "$0"',
        str(out),
        "{title}",
        "{exit_code}",
        "{other}",
    )
    trouble = replace(_TROUBLE, sentence="$(touch hacked) {title}")
    _told(Receivers(command=command), tmp_path, trouble)
    title = "newsspider: seeds ended with exit code 4"
    assert out.read_text(encoding="utf-8").startswith(
        f"{title}|4|{{other}}|$(touch hacked) {{title}}\nRun: r-1\n"
    )


def test_a_command_that_fails_is_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    _told(Receivers(command=("sh", "-c", "echo no >&2; exit 7")), tmp_path)
    _told(Receivers(command=("/nowhere/at-all",)), tmp_path)
    assert "the command sh ended with 7: no" in caplog.messages[0]
    assert "the command /nowhere/at-all failed" in caplog.messages[1]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"too": []}, "unknown key 'too'"),
        ({"codes": [5]}, "codes must be a list of exit codes"),
        ({"codes": [True]}, "codes must be a list of exit codes"),
        ({"to": "mailto://x"}, "to must be a list of texts"),
        ({"command": "mail me"}, "command must be a list of texts"),
        ({"reports": 5}, "reports must be an address"),
    ],
)
def test_a_wrong_table_is_wrong_use(table: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        notify.read(table)


def test_without_apprise_there_is_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"pip install 'newsspider\[notify\]'"):
        notify.read({"to": ["mailto://x"]})
    assert notify.read({"command": ["true"]}).is_on


def test_the_command_line_tells_and_only_a_trusted_file_may_ask_for_it(
    run_newsspider: Newsspider, tmp_path: Path
) -> None:
    write_post(tmp_path / "seeds" / "a.md", "标题")
    (tmp_path / "seeds" / "blank.html").write_text(" ", encoding="utf-8")
    lines = '[notify]\ncodes = [3]\ncommand = ["sh", "-c", "cat > said"]\n'
    (tmp_path / "newsspider.toml").write_text(lines, encoding="utf-8")
    run = ("crawl", "seeds", "-a", "path=seeds")
    refused = run_newsspider(*run)
    assert refused.code == 2
    assert "may not have [notify]" in refused.stderr
    assert "NEWSSPIDER_CONFIG" in refused.stderr
    assert not (tmp_path / "output").exists()
    ran = run_newsspider(*run, "-s", "NEWSSPIDER_CONFIG=newsspider.toml", "-s", "NEWSSPIDER_RUN=r-1")
    assert ran.code == 3
    said = (tmp_path / "said").read_text(encoding="utf-8").splitlines()
    assert said[0].startswith("1 of 2 inputs failed; ")
    assert said[1] == "Run: r-1"
    assert said[2].startswith(f"Report: {tmp_path}/output/reports/r-1.")


@pytest.mark.slow
def test_a_run_that_cannot_start_sends_a_message_too(run_newsspider: Newsspider, tmp_path: Path) -> None:
    write_post(tmp_path / "seeds" / "a.md", "标题")
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "ledger.db").write_bytes(b"no database" * 1000)
    (tmp_path / "own.toml").write_text('[notify]\ncommand = ["sh", "-c", "cat > said"]\n', encoding="utf-8")
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds", "-s", "NEWSSPIDER_CONFIG=own.toml")
    assert ran.code == 1
    assert (
        (tmp_path / "said")
        .read_text(encoding="utf-8")
        .startswith(ran.stderr.removeprefix("newsspider: ")[:30])
    )


@pytest.mark.slow
def test_an_argument_that_is_wrong_is_told_where_that_is_asked_for(
    run_newsspider: Newsspider, tmp_path: Path
) -> None:
    config = '[notify]\ncodes = [2]\ncommand = ["sh", "-c", "cat > said"]\n'
    (tmp_path / "own.toml").write_text(config, encoding="utf-8")
    ran = run_newsspider("crawl", "seeds", "-a", "path=gone", "-s", "NEWSSPIDER_CONFIG=own.toml")
    assert (ran.code, ran.stderr) == (2, "newsspider: the path 'gone' does not exist\n")
    assert (tmp_path / "said").read_text(encoding="utf-8").startswith("the path 'gone' does not exist\n")
