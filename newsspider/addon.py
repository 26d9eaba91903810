"""The add-on for any Scrapy project: `ADDONS = {"newsspider.addon.Addon": 100}`.

It adds the pipelines, the outputs, the ledger, the lock and the report. It never changes the project's own
settings. It only replaces the feed exporter, with one that writes the same feeds and more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from newsspider.extensions import logformat
from newsspider.lazy import lazily
from newsspider.spiders.base import BaseSpider

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from newsspider import config, options
else:
    config = lazily("newsspider.config")
    options = lazily("newsspider.options")

# Scrapy's priority for add-ons: below the project's own settings.
_PRIORITY = 15

# The pipelines. The numbers leave room for the user's own: below 300 they see an article before cleaning,
# above 300 afterwards.
_TABLES: dict[str, dict[str, Any]] = {
    "ITEM_PIPELINES": {
        "newsspider.pipelines.ReadPipeline": -10_000,
        "newsspider.pipelines.CleanPipeline": 300,
        "newsspider.pipelines.StorePipeline": 10_000,
    },
    # The run begins after all other extensions are made, so that one that fails leaves no lock.
    "EXTENSIONS": {
        "scrapy.extensions.feedexport.FeedExporter": None,
        "newsspider.run.run.Run": 10_000,
        "newsspider.run.run.ExporterOfRun": 10_001,
        "newsspider.extensions.shutdown.Shutdown": 10_002,
        "newsspider.extensions.commits.Commits": 10_003,
    },
    # The output formats. Scrapy's others are off: they would write times and images as Python prints them.
    "FEED_EXPORTERS": {
        "posts": "newsspider.outputs.posts.exporter.PostsExporter",
        "jsonl": "newsspider.outputs.exporters.JsonLinesExporter",
        "jsonlines": "newsspider.outputs.exporters.JsonLinesExporter",
        "jl": "newsspider.outputs.exporters.JsonLinesExporter",
        "json": "newsspider.outputs.exporters.JsonExporter",
        "csv": "newsspider.outputs.exporters.CsvExporter",
        "parquet": "newsspider.outputs.parquet.ParquetExporter",
        "atom": "newsspider.outputs.atom.AtomExporter",
        "sqlite": "newsspider.outputs.sqlite.SqliteExporter",
        "xml": None,
        "marshal": None,
        "pickle": None,
    },
    # Files and folders get a temporary name, and are renamed at the end.
    "FEED_STORAGES": {
        "": "newsspider.outputs.storages.local_storage",
        "file": "newsspider.outputs.storages.local_storage",
        "ftp": "newsspider.outputs.remote.FtpFile",
        "ftps": "newsspider.outputs.remote.FtpFile",
        "s3": "newsspider.outputs.remote.S3File",
    },
}
_VALUES: dict[str, Any] = {
    # Keeps Chinese text as it is; otherwise JSON would contain an escape for each character.
    "FEED_EXPORT_ENCODING": "utf-8",
    # A run with nothing to write creates no file.
    "FEED_STORE_EMPTY": False,
    # One short log line for each article, not its whole text.
    "LOG_FORMATTER": "newsspider.extensions.logformat.ArticleLogFormatter",
}
# Settings that newsspider's own spiders bring into another project, from `settings.py`.
_MANNERS = (
    *(
        "DOWNLOADER_MIDDLEWARES",
        "DOWNLOAD_HANDLERS",
        "EXTENSIONS",
        "METAREFRESH_ENABLED",
        "REDIRECT_MAX_TIMES",
        "HTTPERROR_ALLOW_ALL",
    ),
    *("RETRY_TIMES", "RETRY_GIVE_UP_LOG_LEVEL", "DOWNLOAD_TIMEOUT", "DEFAULT_REQUEST_HEADERS", "USER_AGENT"),
    *("ROBOTSTXT_OBEY", "DOWNLOAD_DELAY", "DOWNLOAD_DELAY_JITTER", "CONCURRENT_REQUESTS", "CONCURRENT_ITEMS"),
    *("CONCURRENT_REQUESTS_PER_DOMAIN", "AUTOTHROTTLE_ENABLED", "AUTOTHROTTLE_START_DELAY"),
    *("AUTOTHROTTLE_MAX_DELAY", "DOWNLOAD_MAXSIZE", "DOWNLOAD_WARNSIZE", "DOWNLOAD_VERIFY_CERTIFICATES"),
    "COOKIES_ENABLED",
)


# Parts of Scrapy that do nothing while their setting is off, but import so much that a start takes a
# fifteenth longer. They are taken out of Scrapy's own table; of the project's it imports even what is None.
_SWITCHED = {
    "COOKIES_ENABLED": (
        "DOWNLOADER_MIDDLEWARES_BASE",
        "scrapy.downloadermiddlewares.cookies.CookiesMiddleware",
    ),
    "REMOTE_CONTROL_ENABLED": ("EXTENSIONS_BASE", "scrapy.extensions.remote_control.RemoteControl"),
}
# Only if the setting is on, because it imports more modules.
_PICTURES = {"newsspider.picture_pipeline.PicturesPipeline": 9_000}


class Addon:
    """Changes the settings of a project; one of the extensions in them makes the run."""

    def __init__(self, spidercls: type) -> None:
        self._brings_manners = issubclass(spidercls, BaseSpider)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Addon:
        """Return the add-on."""
        return cls(crawler.spidercls)

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        """Merge `newsspider.toml`, before any spider is made; raises UsageError.

        This also sets the formats and storages of outputs, so that `-o` can be checked.
        """
        from newsspider import settings as shipped  # noqa: PLC0415 - it reads the environment of the moment

        logformat.install()
        config.apply(settings)
        for name in ("FEED_EXPORTERS", "FEED_STORAGES"):
            _add(settings, name, _TABLES[name])
        _add(settings, "TWISTED_DNS_RESOLVER", shipped.TWISTED_DNS_RESOLVER)  # a process takes it from here

    def update_settings(self, settings: BaseSettings) -> None:
        """Add all settings of newsspider; raises UsageError for a faulty configuration file."""
        from newsspider import settings as shipped  # noqa: PLC0415 - it reads the environment of the moment

        config.apply(settings)  # a crawler may be made without a runner
        if self._brings_manners:
            for name in _MANNERS:
                _add(settings, name, getattr(shipped, name))
        for name, value in {**_TABLES, **_VALUES}.items():
            _add(settings, name, value)
        for name, (table, part) in _SWITCHED.items():
            if not settings.getbool(name):
                left = {path: number for path, number in settings.getdict(table).items() if path != part}
                settings.set(table, left, priority=_PRIORITY)
        if options.read(settings).images:
            _add(settings, "ITEM_PIPELINES", _PICTURES)


def _add(settings: BaseSettings, name: str, value: Any) -> None:
    """Set *name* unless the project sets it; a table gets the entries that the project's lacks."""
    if not isinstance(value, Mapping):
        settings.set(name, value, priority=_PRIORITY)
        return
    own = settings.getdict(name)
    priority = max(settings.getpriority(name) or 0, _PRIORITY)
    settings.set(name, {**value, **own}, priority=priority)
