"""Hosts that turn the crawler away, or ask for a pause."""

from __future__ import annotations

from newsspider.run.hosts import FEW, HostState


def test_a_host_is_held_for_the_longest_that_it_requested() -> None:
    blocks = HostState()
    blocks.hold("https://a.example/x", 60)
    blocks.hold("https://a.example/y", 0)
    assert 50 < blocks.held("https://a.example/z") <= 60
    assert blocks.held("https://b.example/x") <= 0


def test_a_host_that_turns_the_crawler_away_is_left() -> None:
    blocks = HostState()
    for _ in range(FEW - 1):
        blocks.turned_away("https://a.example/x")
    blocks.answered("https://a.example/y")
    for _ in range(FEW - 1):
        blocks.turned_away("https://a.example/x")
    assert not blocks.is_left("https://a.example/x")
    assert blocks.sentences() == []
    blocks.turned_away("https://a.example/x")
    assert blocks.is_left("https://a.example/z")
    assert not blocks.is_left("https://b.example/x")
    assert len(blocks.sentences()) == 1


def test_a_host_that_answers_nothing_else_blocks_us() -> None:
    blocks = HostState()
    blocks.turned_away("https://a.example/x")
    assert blocks.sentences() == []
    blocks.turned_away("https://a.example/x")
    assert len(blocks.sentences()) == 1
