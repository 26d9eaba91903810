"""Documents that newsspider wrote itself: their id and revision are taken as they are."""

from __future__ import annotations

import pytest

from newsspider.ledger import Ledger, Wanted
from tests.ledger.ledger_making import kinds, page, post, store, story

ID = "sina:ikftpnny0000001"


def test_the_revision_of_an_own_post_is_kept_and_counted_on(ledger: Ledger) -> None:
    verdict = store(ledger, post(story(1), id=ID, revision=3))[0]
    assert (verdict.kind.value, verdict.id, verdict.revision) == ("new", ID, 3)
    assert [stored.article.revision for stored in ledger.archive.iterate(Wanted(revisions=True))] == [3]
    assert ledger.upkeep.check() == []
    verdict = store(ledger, page(story(2), ID))[0]
    assert (verdict.kind.value, verdict.revision) == ("revised", 4)


def test_a_document_of_others_begins_at_one(ledger: Ledger) -> None:
    assert store(ledger, post(story(1), revision=3))[0].revision == 1


@pytest.mark.parametrize("ending", ["", "-20220120", "-20220120-2"])
def test_the_text_that_an_id_was_made_of_is_known_whatever_became_of_it(ledger: Ledger, ending: str) -> None:
    seed = post(story(1), "seed.md", "seeds")
    name = f"text:{seed.article.digest}{ending}"
    assert kinds(store(ledger, post(story(2), "post.md", "posts", id=name))) == ["new"]
    verdict = store(ledger, seed)[0]
    assert (verdict.kind.value, verdict.id) == ("unchanged", name)
    assert len(list(ledger.archive.iterate())) == 1
