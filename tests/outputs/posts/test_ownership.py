"""Whether a post may be written over what is there: a table of what a person may have done to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from newsspider.errors import Rejected
from newsspider.ledger import Post, PostState
from newsspider.model.article import Article
from newsspider.model.outcomes import Reason
from newsspider.outputs.posts.ownership import WriteDecision, decide, is_as_written
from newsspider.render.made_post import MadePost, body_digest
from newsspider.render.post import to_post

_ID = "text:" + 32 * "a"
_NOON = datetime(2022, 1, 20, 12, 0, tzinfo=timezone.utc)
_PATH = Path("a.md")


def _article(text: str, revision: int = 1) -> Article:
    return Article(id=_ID, title="标题", published=_NOON, markdown=text, text=text, revision=revision)


_OLD, _NEW = to_post(_article("旧的正文。")), to_post(_article("新的正文。", 2))
_KEYED = _OLD.replace("comments: false\n", "comments: false\npinned: true\nlayout: wide\n")
_EDITED = _OLD.replace("旧的", "一个人改过的")


def _known(state: PostState = PostState.WRITTEN) -> Post:
    return Post(_ID, _PATH.name, body_digest(_OLD), 1, state)


def _decide(
    there: str | None, known: Post | None, wrote: Callable[[str, bytes], bool] | None = None
) -> WriteDecision:
    data = None if there is None else there.encode()
    made = MadePost(_PATH.name, _NEW, body_digest(_NEW))
    return decide(_article("新的正文。", 2), made, data, known, _PATH, wrote or (lambda *_: False))


@pytest.mark.parametrize(
    ("there", "known", "held"),
    [
        pytest.param(None, _known(), PostState.DELETED, id="deleted"),
        pytest.param(_EDITED, _known(), PostState.EDITED, id="edited"),
        pytest.param(_EDITED, None, PostState.EDITED, id="edited, unknown to the ledger"),
        pytest.param(_OLD, None, PostState.EDITED, id="another text, unknown to the ledger"),
    ],
)
def test_what_the_user_did_stands(there: str | None, known: Post | None, held: PostState) -> None:
    assert _decide(there, known) == WriteDecision(held=held)


@pytest.mark.parametrize("known", [None, _known(PostState.EDITED), replace(_known(), digest=b"an older one")])
def test_a_body_that_newsspider_wrote_is_no_edit(known: Post | None) -> None:
    asked: list[tuple[str, bytes]] = []

    def wrote(id_: str, digest: bytes) -> bool:
        asked.append((id_, digest))
        return True

    assert _decide(_OLD, known, wrote) == WriteDecision(_NEW.encode(), body_digest(_NEW))
    assert asked in ([(_ID, body_digest(_OLD))], [])


@pytest.mark.parametrize(
    ("there", "known"),
    [
        pytest.param(None, None, id="new"),
        pytest.param(None, _known(PostState.RESTORED), id="restored"),
        pytest.param(_OLD, _known(), id="as it was written"),
        pytest.param(_OLD, _known(PostState.EDITED), id="an edit taken back"),
        pytest.param(_EDITED, _known(PostState.RESTORED), id="edited and restored"),
        pytest.param(_OLD.replace("\n", "\r\n"), _known(), id="other line ends"),
    ],
)
def test_the_new_post_is_written(there: str | None, known: Post | None) -> None:
    assert _decide(there, known) == WriteDecision(_NEW.encode(), body_digest(_NEW))


def test_keys_that_the_user_added_go_along() -> None:
    deed = _decide(_KEYED, _known())
    assert deed.data is not None
    assert deed.data.decode() == _NEW.replace("revision: 2\n", "revision: 2\npinned: true\nlayout: wide\n")


def test_the_same_post_is_not_written_again() -> None:
    nothing = WriteDecision(None, body_digest(_NEW))
    last = _NEW.replace("revision: 2\n", "revision: 2\npinned: true\n")
    between = _NEW.replace("comments: false\n", "comments: false\nseries:\n    - 年报\n")
    for there in (_NEW, last, between):
        for known in (None, _known()):
            assert _decide(there, known) == nothing


@pytest.mark.parametrize(
    "there",
    [
        _OLD.replace(_ID, "text:" + 32 * "b"),
        _OLD.replace(f"guid: '{_ID}'\n", ""),
        "只有正文，没有头部。\n",
        "",
        "---\n: [\n---\n",
    ],
    ids=["another's", "no guid", "no head", "empty", "no YAML"],
)
def test_what_is_not_ours_is_refused(there: str) -> None:
    for known in (None, _known()):
        with pytest.raises(Rejected) as caught:
            _decide(there, known)
        assert caught.value.reason is Reason.FOREIGN_FILE


def test_a_body_is_known_again(tmp_path: Path) -> None:
    path = tmp_path / _PATH
    assert not is_as_written(path, _known())
    path.write_text(_KEYED, encoding="utf-8", newline="\r\n")
    assert is_as_written(path, _known())
    path.write_text(_EDITED, encoding="utf-8")
    assert not is_as_written(path, _known())
