"""The log lines of articles: where each comes from and how it ended, never its text."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter, LogFormatterResult
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from newsspider.model.article import Article
from newsspider.text.redact import harmless

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure


_PROJECT = SETTINGS_PRIORITIES["project"]


class ArticleLogFormatter(LogFormatter):
    """Short lines; a verdict is not a warning: `Outcomes` counts it, logs it and writes it to a file."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArticleLogFormatter:
        """Return the formatter, and keep Scrapy from creating records that the log level drops.

        Scrapy's loggers create every record, two for each article, and the handler drops them. Errors are
        always created, because they show failures of the run.
        """
        logger = logging.getLogger("scrapy")
        logger.setLevel(crawler.settings["LOG_LEVEL"])
        logger.setLevel(min(logger.level, logging.ERROR))
        return cls()

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """Return the line for an article that passed all pipelines."""
        del response, spider
        return {"level": logging.DEBUG, "msg": "Article from %(place)s", "args": {"place": _place(item)}}

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Return the line for a verdict."""
        del response, spider
        args = {"place": _place(item), "why": str(exception)}
        return {"level": logging.DEBUG, "msg": "%(place)s: %(why)s", "args": args}

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Return the line for an input that caused an error in a pipeline."""
        del response, spider, exception
        return {"level": logging.ERROR, "msg": "Error processing %(place)s", "args": {"place": _place(item)}}


class OwnLinesFormatter(ArticleLogFormatter):
    """For newsspider's own commands: at INFO the log has their lines alone, at DEBUG Scrapy's, too."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> OwnLinesFormatter:
        """Return the formatter, and keep what Scrapy says at INFO out of the log."""
        super().from_crawler(crawler)
        logger = logging.getLogger("scrapy")
        if logger.level == logging.INFO:
            logger.setLevel(logging.WARNING)
        return cls()


# What Scrapy says before the formatter is made.
_EARLY = ("scrapy.utils.log", "scrapy.addons", "scrapy.crawler", "scrapy.middleware")


def keep_apart(settings: BaseSettings) -> None:
    """Let a log file have newsspider's lines at INFO, unless a person chose the level, and not Scrapy's.

    For newsspider's own commands, before they begin to log.
    """
    is_shipped = (settings.getpriority("LOG_LEVEL") or 0) <= _PROJECT
    if settings.get("LOG_FILE") and is_shipped and settings.get("LOG_LEVEL") == "WARNING":
        settings.set("LOG_LEVEL", "INFO", priority="project")
    if not settings.getpriority("LOG_FORMATTER"):
        settings.set("LOG_FORMATTER", f"{__name__}.{OwnLinesFormatter.__name__}", priority="project")
    if settings.get("LOG_LEVEL") in ("INFO", logging.INFO):
        for name in _EARLY:
            logging.getLogger(name).addFilter(_no_chatter)  # Scrapy sets the levels once more


def _no_chatter(record: logging.LogRecord) -> bool:
    return record.levelno > logging.INFO


def _place(item: Any) -> str:
    return (
        item.origin.locator
        if isinstance(item, Article)
        else str(getattr(item, "locator", type(item).__name__))
    )


# --- safelog ---
# The log contains no passwords and no control characters, whoever wrote the line.


def install() -> None:
    """Clean all log records from now on; a second call changes nothing."""
    logging.setLogRecordFactory(_record)
    # It logs each rule that it tries, hundreds of lines a post, which all were cleaned and then dropped.
    logging.getLogger("markdown_it").setLevel(logging.INFO)


def _record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = logging.LogRecord(*args, **kwargs)
    try:
        record.msg, record.args = harmless(record.getMessage()), ()
    except (TypeError, ValueError):
        return record  # logging itself reports a message that does not fit its arguments
    if record.exc_info and record.exc_info[0] is not None:
        record.exc_text = harmless(logging.Formatter().formatException(record.exc_info))
    return record
