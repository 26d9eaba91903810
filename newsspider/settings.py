"""Every setting of the project, one comment each.

The first part is newsspider's own (`NEWSSPIDER_…`: each is typed in `options.py`), the second Scrapy's.
A person's own values go into `newsspider.toml` under `[settings]` or on the command line with `-s`.
"""

from __future__ import annotations

import os

from newsspider import __version__
from newsspider.limits import LIMITS

# --- newsspider's own ---------------------------------------------------------------------------

# The folder that everything is written under.
NEWSSPIDER_OUTPUT = "output"
# The folder of the posts alone, so that it can be a blog's; None is `posts` under the output folder.
NEWSSPIDER_POSTS = None
# A template for a post's file name, `/` makes folders; None is YYYY-MM-DD-<docid or digest>.md.
NEWSSPIDER_POST_NAME = None
# Whether an article whose publication time is not known becomes a post too.
NEWSSPIDER_UNDATED_POSTS = False
# Where the ledger is, a path or postgresql://user@host/name; None is `ledger.db` under the output folder.
NEWSSPIDER_LEDGER = None
# An archive, a path that ends in .warc.gz, that every exchange of a run is added to; `seeds` replays it.
NEWSSPIDER_WARC = None
# Which uncleaned sources the ledger keeps for `scrapy reclean`: live, all or none. A seed stays where it is.
NEWSSPIDER_FRAGMENTS = "live"
# What becomes of a near-duplicate: fold (into the first), mark (stored, and named a copy) or off.
NEWSSPIDER_NEAR_DUPLICATES = "fold"
# How many days apart near-duplicates may be published; 0 for any number.
NEWSSPIDER_NEAR_WINDOW = 30
# How many seconds to wait for another run's lock on the output folder before ending with 75.
NEWSSPIDER_LOCK_WAIT = 0
# A person's own settings, rules and channels; None is newsspider.toml of the working directory, if there.
NEWSSPIDER_CONFIG = os.environ.get("NEWSSPIDER_CONFIG")
# The name of the run in file names; None is <spider>-<day>-<time> by the clock of Beijing.
NEWSSPIDER_RUN = None
# An ISO instant with its zone that stands in for the clock, for replays and tests.
NEWSSPIDER_NOW = None
# Where the lists are asked for instead, a table by kind: roll, us, live, column. Such a host is allowed.
NEWSSPIDER_BASE: dict[str, str] = {}
# Hosts that may be asked besides the site's own, whatever their address; with a port only on that one.
NEWSSPIDER_HOSTS: list[str] = []
# How many days a first run goes back that was given no window.
NEWSSPIDER_FIRST_DAYS = 1
# After how many hours a stored article is asked for once more, since it may be corrected; 0 for never.
NEWSSPIDER_RECHECK = 24
# An entry of a feed with fewer characters of text is a teaser: its page is asked for even without full=1.
NEWSSPIDER_FEED_SHORTEST = 1
# The bytes beyond which a seed file, or a document in one, is not read; reason too_large.
NEWSSPIDER_MAX_FILE = LIMITS.file
# How deep the elements of a document may nest that has thousands; reason too_deep.
NEWSSPIDER_MAX_DEPTH = LIMITS.depth
# How many elements a document may have, or characters of Markdown that can begin one; reason too_large.
NEWSSPIDER_MAX_MARKS = LIMITS.marks
# How deep front matter may nest; reason bad_front_matter where its lines tell nothing either.
NEWSSPIDER_MAX_MATTER_DEPTH = LIMITS.matter_depth
# The characters that a title may have; a longer one is cut, repair title_cut.
NEWSSPIDER_MAX_TITLE = LIMITS.title
# The entries of one feed that are read; the rest is one input more, reason too_large.
NEWSSPIDER_MAX_ENTRIES = LIMITS.feed_entries
# The bytes of one line in the head of an archive's record, and the lines of one; reason too_large.
NEWSSPIDER_MAX_HEADER_LINE = LIMITS.header_line
NEWSSPIDER_MAX_HEADERS = LIMITS.headers
# The seconds that reading a feed may take, besides ten for each megabyte of it; reason too_large.
NEWSSPIDER_FEED_SECONDS = LIMITS.feed_seconds
# The seconds that one rule may take on one text; reason rule_too_slow.
NEWSSPIDER_RULE_SECONDS = LIMITS.rule_seconds
# How many seed files are read before they are needed.
NEWSSPIDER_READ_AHEAD = 64
# How many reports are kept.
NEWSSPIDER_REPORTS_KEPT = 30

# --- the project --------------------------------------------------------------------------------

# The name in the log.
BOT_NAME = "newsspider"
# Where spiders are found.
SPIDER_MODULES = ["newsspider.spiders"]
# Where a new spider is put.
NEWSPIDER_MODULE = "newsspider.spiders"
# Where our commands are found; ours win over Scrapy's of the same name.
COMMANDS_MODULE = "newsspider.commands"

# --- what an item passes ------------------------------------------------------------------------

# The steps from a draft to an article; all sync, so that items keep their order.
ITEM_PIPELINES = {
    "newsspider.pipelines.record.RecordPipeline": 50,
    "newsspider.pipelines.read.ReadPipeline": 100,
    "newsspider.pipelines.normalise.NormalisePipeline": 200,
    "newsspider.pipelines.clean.CleanPipeline": 300,
    "newsspider.pipelines.titles.TitlesPipeline": 350,
    "newsspider.pipelines.validate.ValidatePipeline": 400,
    "newsspider.pipelines.store.StorePipeline": 500,
}
# Items of one response in work at once; Scrapy's 100 starts a hundred tasks a response.
CONCURRENT_ITEMS = 8
# What watches a run; our feed exporter and throttle stand in for Scrapy's.
EXTENSIONS = {
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.throttle.AutoThrottle": None,
    "newsspider.extensions.throttle.Throttle": 0,
    "newsspider.run.failures.Failures": -30,
    "newsspider.run.outcomes.Outcomes": -20,
    "newsspider.run.hosts.HostState": -15,
    "newsspider.run.recorder.Recorder": -12,
    "newsspider.extensions.shutdown.Shutdown": -10,
    "newsspider.run.publisher.Publisher": 0,
    "newsspider.extensions.commits.Commits": 5,
    "newsspider.run.list_results.ListResults": 10,
    "newsspider.run.health.Health": 20,
}

# --- outputs ------------------------------------------------------------------------------------

# The formats that can be written; Scrapy's others would write our times and pictures as Python sees them.
FEED_EXPORTERS = {
    "posts": "newsspider.outputs.posts.exporter.PostsExporter",
    "jsonl": "newsspider.outputs.exporters.JsonLinesExporter",
    "jsonlines": "newsspider.outputs.exporters.JsonLinesExporter",
    "jl": "newsspider.outputs.exporters.JsonLinesExporter",
    "json": "newsspider.outputs.exporters.JsonExporter",
    "csv": "newsspider.outputs.exporters.CsvExporter",
    "xml": None,
    "marshal": None,
    "pickle": None,
}
# Files and folders of this machine are written beside and renamed.
FEED_STORAGES = {
    "": "newsspider.outputs.storages.local_storage",
    "file": "newsspider.outputs.storages.local_storage",
}
# Chinese stays Chinese; without this it becomes \uXXXX.
FEED_EXPORT_ENCODING = "utf-8"
# A run with nothing to write leaves no file.
FEED_STORE_EMPTY = False

# --- manners ------------------------------------------------------------------------------------

# Ours, some in the place of Scrapy's own; a robots.txt and a redirect pass the guard too.
DOWNLOADER_MIDDLEWARES = {
    "newsspider.middlewares.guard.Guard": 50,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "newsspider.middlewares.robots.Robots": 100,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newsspider.middlewares.retry.RetryAfterMiddleware": 550,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "newsspider.middlewares.guard.Unresolved": 560,
    "newsspider.middlewares.recording.Recording": 950,
}
# Only the web is asked, and no host before its time.
DOWNLOAD_HANDLERS = {
    "http": "newsspider.middlewares.handler.Handler",
    "https": "newsspider.middlewares.handler.Handler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
# A page that leads elsewhere by itself is a page; only a status redirects.
METAREFRESH_ENABLED = False
# No address of an article is behind more.
REDIRECT_MAX_TIMES = 5
# Every status is an outcome, told by the spider.
HTTPERROR_ALLOW_ALL = True
# Tries after the first; what fails then is counted and told, so the log need not.
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
# Seconds that an answer may take.
DOWNLOAD_TIMEOUT = 60
# What a reader of Chinese news sends.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
}

# Who asks.
USER_AGENT = f"newsspider/{__version__}"
# What a site forbids to robots is not asked for.
ROBOTSTXT_OBEY = True
# One request a second to a host, unless the site asks for fewer.
DOWNLOAD_DELAY = 1.0
# Requests to a host are as far apart as the delay says, never nearer.
DOWNLOAD_DELAY_JITTER = 0.0
# Few, so that a host that turns us away has few more to answer.
CONCURRENT_REQUESTS = 8
# One at a time to a host.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Slow down with a slow site.
AUTOTHROTTLE_ENABLED = True
# Scrapy's 5 seconds are longer than most hosts ever need.
AUTOTHROTTLE_START_DELAY = 1.0
# A site that is down is asked at most this many seconds apart.
AUTOTHROTTLE_MAX_DELAY = 60.0
# The bytes beyond which a page is not read.
DOWNLOAD_MAXSIZE = 8_000_000
# No warning below that limit.
DOWNLOAD_WARNSIZE = 0

# --- safety -------------------------------------------------------------------------------------

# Scrapy does not verify certificates by itself.
DOWNLOAD_VERIFY_CERTIFICATES = True
# No name leads to an address that is not on the open Internet, but for hosts that the user named.
TWISTED_DNS_RESOLVER = "newsspider.middlewares.guard.OpenResolver"
# No article needs one, and the first would ask the network for a list of suffixes.
COOKIES_ENABLED = False
# A console on a port is a door.
TELNETCONSOLE_ENABLED = False
# So is this one, which Scrapy opens by itself and which runs any code.
REMOTE_CONTROL_ENABLED = False

# --- the log ------------------------------------------------------------------------------------

# A run that goes well says nothing but its summary.
LOG_LEVEL = "WARNING"
# One short line an article, not the whole of it.
LOG_FORMATTER = "newsspider.extensions.logformat.ArticleLogFormatter"
