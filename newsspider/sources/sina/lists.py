"""Sina's kinds of lists. Another kind is one module with its address and its reader, and one row."""

from __future__ import annotations

from newsspider.sources.channels import Kind
from newsspider.sources.sina import (
    app,
    author,
    column,
    company,
    front,
    live,
    live_entry,
    reports,
    rolling,
    usstock,
    wire,
)

KINDS = {
    "roll": Kind(rolling.BASE, rolling.REFERER, rolling.url, rolling.read, rolling.day_url, ids=2),
    "us": Kind(usstock.BASE, usstock.REFERER, usstock.url, usstock.read),
    "live": Kind(live.BASE, live.REFERER, live.url, live.read, draft=live_entry.draft),
    "wire": Kind(wire.BASE, wire.REFERER, wire.url, wire.read, draft=live_entry.draft, named=True),
    "app": Kind(
        app.BASE,
        app.REFERER,
        app.url,
        app.read,
        following=app.following,
        draft=live_entry.draft,
        named=True,
    ),
    "column": Kind(column.BASE, column.REFERER, column.url, column.read),
    "column-paged": Kind(column.PAGED, column.REFERER, column.paged_url, column.read_paged),
    "author": Kind(author.BASE, author.REFERER, author.url, author.read, asked="an author"),
    "reports": Kind(reports.BASE, reports.REFERER, reports.url, reports.read, reports.day_url, named=True),
    "front": Kind(
        front.BASE,
        front.REFERER,
        front.url,
        front.read,
        front.day_url,
        ids=0,
        editions=len(front.EDITIONS),
    ),
    "company": Kind(
        company.NEWS,
        company.REFERER,
        company.news_url,
        company.read,
        named=True,
        form=company.MAINLAND,
        asked="a stock",
    ),
    "company-hk": Kind(
        company.HONG_KONG,
        company.REFERER,
        company.hong_kong_url,
        company.read_hong_kong,
        named=True,
        form=company.OF_HONG_KONG,
        asked="a stock",
    ),
    "announcements": Kind(
        company.ANNOUNCEMENTS,
        company.REFERER,
        company.announcements_url,
        company.read,
        named=True,
        form=company.MAINLAND,
        asked="a stock",
    ),
}
