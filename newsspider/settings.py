"""Every setting of the project, with one comment each.

The first part is newsspider's own (`NEWSSPIDER_…`, typed in `options.py`), the rest Scrapy's. Put your own
values into `newsspider.toml` under `[settings]`, or on the command line with `-s`. `docs/settings.md` is made
from this file.
"""

from __future__ import annotations

import os
from importlib.metadata import entry_points

from newsspider.limits import LIMITS
from newsspider.version import __version__

# --- newsspider's own ---------------------------------------------------------------------------

# The folder for everything that newsspider writes.
NEWSSPIDER_OUTPUT = "output"
# The folder of the posts, such as a folder of your blog. None means `posts` in the output folder.
NEWSSPIDER_POSTS = None
# A template for the file name of a post, such as `{date:%Y}/{title}.md`. It may use title, category,
# source, date and key; `/` makes folders. None means `{date}-{key}.md`, where the key is the docid or a
# digest.
NEWSSPIDER_POST_NAME = None
# Whether articles without a publication time become posts, too.
NEWSSPIDER_UNDATED_POSTS = False
# The ledger: a path, or postgresql://user@host/name. None means `ledger.db` in the output folder.
NEWSSPIDER_LEDGER = None
# A file that ends in .warc.gz. The run adds every request and response to it; `crawl seeds` can replay it.
NEWSSPIDER_WARC = None
# Which uncleaned sources the ledger keeps for `scrapy reclean`: live (only those of fetched articles,
# because seed files stay in their place), all or none.
NEWSSPIDER_FRAGMENTS = "live"
# What to do with a near-duplicate: fold (merge it into the first copy), mark (store it, and name the first
# copy in `duplicate_of`) or off (treat it as another article).
NEWSSPIDER_NEAR_DUPLICATES = "fold"
# How many days apart near-duplicates may be published; 0 means any number.
NEWSSPIDER_NEAR_WINDOW = 30
# How many seconds to wait for another run that uses the output folder, before the run ends with exit code
# 75.
NEWSSPIDER_LOCK_WAIT = 0
# The file with your own settings, rules, embeds and channels. None means newsspider.toml beside scrapy.cfg,
# or without a scrapy.cfg the one in the working directory. An environment variable of the same name works,
# too.
NEWSSPIDER_CONFIG = os.environ.get("NEWSSPIDER_CONFIG")
# The name of the run, used in file names; None means `<spider>-<day>-<time>`, in Beijing time.
NEWSSPIDER_RUN = None
# An ISO time with its zone, which replays and tests use instead of the clock.
NEWSSPIDER_NOW = None
# Your own sites: import paths of `Site` objects, such as ["mysite.SITE"].
NEWSSPIDER_SITES: list[str] = []
# Other addresses for the lists, by kind (roll, live, em-column …): {"roll": "http://127.0.0.1:8000/roll"}.
# Their hosts are allowed.
NEWSSPIDER_BASE: dict[str, str] = {}
# More hosts that requests may go to, even at a private address. With a port, only on that port.
NEWSSPIDER_HOSTS: list[str] = []
# How many days the first run of a list goes back, if you give no `since` or `days`.
NEWSSPIDER_FIRST_DAYS = 1
# After how many hours a stored article is fetched again, because it may have been corrected; 0 means
# never.
NEWSSPIDER_RECHECK = 24
# A feed entry with fewer characters of text is a teaser; its page is fetched even without full=1. 0 means
# never.
NEWSSPIDER_FEED_SHORTEST = 1
# Maximum bytes of a seed file, or of one document in it; reason too_large.
NEWSSPIDER_MAX_FILE = LIMITS.file
# Maximum nesting of elements, in documents with thousands of them; reason too_deep.
NEWSSPIDER_MAX_DEPTH = LIMITS.depth
# Maximum elements of a document, or Markdown characters that can begin one; reason too_large.
NEWSSPIDER_MAX_MARKS = LIMITS.elements
# Maximum nesting of front matter; reason bad_front_matter, unless it can be read line by line.
NEWSSPIDER_MAX_MATTER_DEPTH = LIMITS.matter_depth
# Maximum characters of a title; a longer title is cut (repair title_cut).
NEWSSPIDER_MAX_TITLE = LIMITS.title
# Maximum entries that are read from one feed; the rest counts as one input, reason too_large.
NEWSSPIDER_MAX_ENTRIES = LIMITS.feed_entries
# Maximum bytes of one header line in a record of a web archive; reason too_large.
NEWSSPIDER_MAX_HEADER_LINE = LIMITS.header_line
# Maximum header lines in a record of a web archive; reason too_large.
NEWSSPIDER_MAX_HEADERS = LIMITS.headers
# Maximum seconds to parse one feed, plus ten for each megabyte; reason too_large.
NEWSSPIDER_FEED_SECONDS = LIMITS.feed_seconds
# Maximum seconds that one rule may take on one text; reason rule_too_slow.
NEWSSPIDER_RULE_SECONDS = LIMITS.rule_seconds
# The name of this machine among those that share a ledger on PostgreSQL: outputs belong to it, so that the
# same folder on two machines is two outputs. None means the host name; containers need one that stays. A
# ledger in a file has one machine: the name makes no difference there. See docs/scaling.md.
NEWSSPIDER_WORKER = None
# Names for folders of files: {"archive": "/mnt/archive"}. The ledger stores a file in one by the name and the
# path below, so that `reclean` and replays find it on another machine, or after the folder has moved.
NEWSSPIDER_ROOTS: dict[str, str] = {}
# Worker processes that read, clean and render while the run's process fetches and stores: auto (one a core,
# at most 8; none on a single core), a number, 0 for none, or dask://host:port for the workers of a Dask
# cluster (extra `dask`). A run of a few files or pages starts none. See docs/scaling.md.
NEWSSPIDER_WORKERS = "auto"
# Whether to store the pictures of fetched articles; needs the extra `images`.
NEWSSPIDER_IMAGES = False
# The folder of the pictures, such as one that your site serves. None means `images` in the output folder.
NEWSSPIDER_IMAGES_STORE = None
# Maximum bytes of a picture; a larger one is not stored.
NEWSSPIDER_MAX_IMAGE = 5_000_000
# How many seed files to read ahead.
NEWSSPIDER_READ_AHEAD = 64
# Whether to read seed files again that have not changed (size, times) since this version and these rules
# read them. Otherwise they count as unchanged without being opened, unless an output lacks their articles.
NEWSSPIDER_REREAD = False
# How many reports to keep; older ones are deleted.
NEWSSPIDER_REPORTS_KEPT = 30
# Whether a run writes what it removed from each article, and by which rule, to reports/<run>.removals.jsonl.
NEWSSPIDER_TRACE = False
# A file for the numbers of the last run, in Prometheus' text format. For node_exporter, use a name that ends
# in .prom in its textfile folder. Each job needs its own file.
NEWSSPIDER_METRICS = None
# The language of the report page: en or zh.
NEWSSPIDER_REPORT_LANG = "en"

# --- the project --------------------------------------------------------------------------------

# The name in the log.
BOT_NAME = "newsspider"
# The modules with spiders. A package with its own site adds one with an entry point `newsspider.spiders`.
SPIDER_MODULES = ["newsspider.spiders", *(point.value for point in entry_points(group="newsspider.spiders"))]
# Where `genspider` writes a new spider: the working directory, never the installed package.
NEWSPIDER_MODULE = ""
# The module with newsspider's commands; they replace Scrapy's commands of the same name.
COMMANDS_MODULE = "newsspider.commands"

# --- components ---------------------------------------------------------------------------------

# Pipelines, outputs, ledger, lock and report: the same as in any project that has this add-on.
ADDONS = {"newsspider.addon.Addon": 100}
# Items of one response processed at once: a page is one. Scrapy starts as many tasks for each response.
CONCURRENT_ITEMS = 1

# --- politeness ---------------------------------------------------------------------------------

# newsspider's own, some of them instead of Scrapy's. The guard also checks redirects and requests for
# robots.txt.
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
# These keep the delay between requests to a host.
DOWNLOAD_HANDLERS = {
    "http": "newsspider.middlewares.handler.Handler",
    "https": "newsspider.middlewares.handler.Handler",
    "ftp": None,
    "s3": None,
}
# A meta refresh is ignored; only a status code redirects.
METAREFRESH_ENABLED = False
# Maximum redirects of one request; no article needs more.
REDIRECT_MAX_TIMES = 5
# The spider gets every response and reports its status as an outcome.
HTTPERROR_ALLOW_ALL = True
# Tries after the first one.
RETRY_TIMES = 2
# The log level for a request that failed in every try; the report lists it anyway.
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
# Maximum seconds for a response; reason timed_out.
DOWNLOAD_TIMEOUT = 60
# The headers that a browser sends to Chinese news sites.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
}

# newsspider's own name, so that sites can recognise it.
USER_AGENT = f"newsspider/{__version__}"
# Obey robots.txt.
ROBOTSTXT_OBEY = True
# Seconds between two requests to a host; more if the site asks for it.
DOWNLOAD_DELAY = 1.0
# No random variation: the time between requests is never shorter than the delay.
DOWNLOAD_DELAY_JITTER = 0.0
# Requests at once, over all hosts. Few, so that a host that blocks the crawler gets few more requests.
CONCURRENT_REQUESTS = 8
# One request at a time to a host.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Slow down if the site is slow.
AUTOTHROTTLE_ENABLED = True
# newsspider's throttle instead of Scrapy's: its delay is never shorter than the site asks for.
EXTENSIONS = {
    "scrapy.extensions.throttle.AutoThrottle": None,
    "newsspider.extensions.throttle.Throttle": 0,
}
# The first delay in seconds; Scrapy's 5 seconds are more than most hosts need.
AUTOTHROTTLE_START_DELAY = 1.0
# The longest delay in seconds, for a site that is down.
AUTOTHROTTLE_MAX_DELAY = 60.0
# Maximum bytes of a response; reason too_large.
DOWNLOAD_MAXSIZE = 8_000_000
# No warning for responses below that limit.
DOWNLOAD_WARNSIZE = 0

# --- safety -------------------------------------------------------------------------------------

# Verify TLS certificates, which Scrapy does not do by default.
DOWNLOAD_VERIFY_CERTIFICATES = True
# Refuses names that resolve to a private address, except hosts in NEWSSPIDER_HOSTS.
TWISTED_DNS_RESOLVER = "newsspider.middlewares.guard.OpenResolver"
# Off: no article needs cookies, and the first cookie would fetch a list of domain suffixes.
COOKIES_ENABLED = False
# Off: it would open a port.
TELNETCONSOLE_ENABLED = False
# Off: it would open a port, and everyone who reaches that port could run code.
REMOTE_CONTROL_ENABLED = False

# --- the log ------------------------------------------------------------------------------------

# At this level, a run without problems prints only its summary.
LOG_LEVEL = "WARNING"
