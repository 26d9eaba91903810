"""Tables about hosts for `urls`: tracking parameters, Sina's mirrors and jump pages, random pictures.

Each row has its reason; another host or parameter is one more row. Hosts stand for their subdomains.
"""

from __future__ import annotations

SINA = ("sina.com.cn", "sina.cn")

# Parameters that say where a reader came from, on whatever host; so do all that begin with `utm_`.
TRACKING = {
    "spm": "Alibaba's place on the page",
    "scm": "Alibaba's recommendation",
    "gclid": "Google Ads click",
    "fbclid": "Facebook click",
    "msclkid": "Microsoft Ads click",
    "yclid": "Yandex click",
    "igshid": "Instagram share",
    "mc_cid": "Mailchimp campaign",
    "mc_eid": "Mailchimp reader",
    "_ga": "Google Analytics across domains",
    "hmsr": "Baidu Tongji, the medium of a campaign",
    "hmpl": "Baidu Tongji, its plan",
    "hmcu": "Baidu Tongji, its unit",
    "hmkw": "Baidu Tongji, its keyword",
    "hmci": "Baidu Tongji, its creative",
    "bsh_bid": "Baidu Share button",
    "nsukey": "WeChat's check of its own redirect",
    "isappinstalled": "WeChat, whether the reader has the app",
}

# The same on Sina's hosts only: elsewhere most of these names carry meaning (`r` is a route of Yii,
# `from` a date or a city, `pos` and `loc` a place).
SINA_TRACKING = {
    "from": "the channel or app whose list was clicked",
    "cre": "recommendation: the engine",
    "mod": "recommendation: the module of the page",
    "loc": "recommendation: the place in the list",
    "r": "recommendation: the rank; in scripts a random number against caches",
    "doct": "recommendation: kind of document",
    "rfunc": "recommendation: the function that ranked it",
    "tj": "recommendation: statistics",
    "tr": "recommendation: the strategy",
    "wm": "the partner whose app opened the mobile page",
    "vt": "version of the mobile page",
    "froms": "the account or app that shared it",
    "finpagefr": "the page of finance that linked it",
    "fromsinago": "opened by the app's jump page",
    "ch": "channel of the app",
    "hd": "shape of the mobile page",
    "pos": "place on the mobile front page",
    "nwm": "wm of the book reader",
    "subch": "sub-channel of the list",
    "kdurlshow": "whether the mobile page shows its address",
    "sudaref": "the referring page, for Sina's own counter",
    "display": "layout that the sharing app asked for",
    "retcode": "answer of the log-in check a mobile page went through",
    "autocallup": "whether the page opens the app",
    "isfromsina": "opened from inside the app",
    "fromtech": "opened from the technology channel",
    "_zbs_baidu_bk": "opened by Baidu's preview",
}

# The same on WeChat's pages, which are known by `__biz`, `mid`, `idx` and `sn`.
WECHAT = "mp.weixin.qq.com"
WECHAT_TRACKING = {
    "chksm": "checksum of the link as it was shared",
    "scene": "the place in the app that it was opened from",
    "subscene": "the same, finer",
    "ascene": "the same, of an older app",
    "clicktime": "when the link was opened",
    "enterid": "number of the visit",
    "sessionid": "number of the session",
    "key": "key of the reader's session",
    "uin": "number of the reader",
    "pass_ticket": "ticket of the reader's session",
    "exportkey": "the same, of the desktop app",
    "acctmode": "mode of the reader's account",
    "wx_header": "layout that the app asked for",
    "devicetype": "the reader's device",
    "version": "version of the app",
    "nettype": "the reader's network",
    "lang": "language of the app",
    "abtest_cookie": "test group of the reader",
    "sharer_shareinfo": "who shared it",
    "sharer_shareinfo_first": "who shared it first",
    "sharer_sharetime": "when it was shared",
    "sharer_shareid": "number of the share",
    "srcid": "number of the share",
    "mpshare": "whether it was shared",
    "from": "where it was shared",
    "poc_token": "token of a check",
    "xtrack": "tracking by its name",
}

# Other hosts that serve the same page under the same path.
SINA_MIRRORS = {
    "cj.sina.cn": "cj.sina.com.cn",  # columns, /articles/view/<user>/<article>
    "t.cj.sina.cn": "cj.sina.com.cn",
    "t.cj.sina.com.cn": "cj.sina.com.cn",
    "k.sina.cn": "k.sina.com.cn",  # /article_<user>_<article>.html
    "tousu.sina.cn": "tousu.sina.com.cn",  # complaints, /complaint/view/<number>/
}

# Mobile articles are `<folder>/<day>/detail-<docid>.d.html`, desktop ones `<folder>/<day>/doc-<docid>.shtml`.
# Only folders that both hosts have: elsewhere the channel is spelled otherwise (usstock/mggd is
# stock/usstock/c, gn is c, most have none at all) and the desktop address would lead nowhere. Such an
# article keeps its mobile address; its docid still joins it with the desktop one.
SINA_SAME_FOLDERS = {
    "finance.sina.cn": ("finance.sina.com.cn", ("/china/", "/stock/relnews/")),
}

# Pages that only send on to the address in a parameter.
JUMPS = {
    ("dp.sina.cn", "/dpool/cms/jump.php"): "url",  # from a desktop page to its mobile form
    (
        "go.rss.sina.com.cn",
        "/redirect.php",
    ): "url",  # from an entry of Sina's feeds of 2005 to 2015 to its page
}

# Places that keep copies of other hosts' pages, and what is in the path before the whole address of the
# original. Hosts with all below them, a pattern, reason. An archive's own number (archive.ph/AbCdE,
# perma.cc/…) does not show the original: the copy declares it.
ARCHIVES = (
    (
        ("web.archive.org", "wayback.archive.org", "web-beta.archive.org"),
        r"/(?:web|save)/(?:(?:\d{1,14}(?:[a-z]{2}_|\*)?|\*)/)?(?:_embed/)?",
        "the Wayback Machine; letters and `_` behind the time say how it is shown",
    ),
    (
        (
            *("archive.today", "archive.ph", "archive.is", "archive.md", "archive.li", "archive.fo"),
            *("archive.vn", "archivecaslytosk.onion"),
        ),
        r"/(?:(?:\d{4}(?:[.-]?\d\d){0,5}|newest|oldest|o/\w+)/)?",
        "archive.today under its names",
    ),
    (("cdn.ampproject.org",), r"/(?:[acivr]{1,2}/)(?:s/)?", "Google's copies of AMP pages and pictures"),
    (
        ("arquivo.pt", "wayback.archive-it.org", "webarchive.loc.gov"),
        r"/(?:[\w-]+/){1,2}",
        "national archives",
    ),
)
# The path of a Wayback Machine without its host, as its copies of pages have it in their links.
ARCHIVED_PATH = r"/web/\d{14}(?:[a-z]{2}_)?/"

# Places that give another picture each time, or one drawn for the asker: never a picture of the article.
# Host, start of the path, reason.
RANDOM_PICTURES = (
    ("picsum.photos", "/", "random photographs; what the reposts' generator falls back to"),
    ("source.unsplash.com", "/", "random photographs by keyword"),
    ("unsplash.it", "/", "the former address of picsum.photos"),
    ("loremflickr.com", "/", "random photographs by keyword"),
    ("lorempixel.com", "/", "random photographs by kind"),
    ("placeimg.com", "/", "random photographs by kind"),
    ("placekitten.com", "/", "cats by size"),
    ("cataas.com", "/", "cats at random"),
    ("placehold.it", "/", "grey boxes by size"),
    ("placehold.co", "/", "grey boxes by size"),
    ("via.placeholder.com", "/", "grey boxes by size"),
    ("dummyimage.com", "/", "grey boxes by size"),
    ("dicebear.com", "/", "drawn avatars by seed"),
    ("robohash.org", "/", "drawn robots by seed"),
    ("multiavatar.com", "/", "drawn avatars by seed"),
    ("ui-avatars.com", "/", "initials as a picture"),
    ("dmoe.cc", "/random", "random drawings, much used by Chinese blogs"),
    ("api.btstu.cn", "/", "random wallpapers, much used by Chinese blogs"),
    ("api.ixiaowai.cn", "/", "random wallpapers, much used by Chinese blogs"),
    ("api.mtyqx.cn", "/", "random wallpapers, much used by Chinese blogs"),
    ("acg.toubiec.cn", "/", "random drawings, much used by Chinese blogs"),
    ("img.paulzzh.com", "/", "random drawings, much used by Chinese blogs"),
    ("img.paulzzh.tech", "/", "random drawings, much used by Chinese blogs"),
    ("api.vvhan.com", "/", "random wallpapers, much used by Chinese blogs"),
    ("api.yimian.xyz", "/", "random wallpapers, much used by Chinese blogs"),
    ("loliapi.com", "/", "random drawings, much used by Chinese blogs"),
    ("bing.ioliu.cn", "/v1/rand", "random pictures of Bing's front page"),
    ("bing.img.run", "/rand", "random pictures of Bing's front page"),
)


def belongs(host: str, domain: str) -> bool:
    """Return whether *host* is *domain* or below it."""
    return host == domain or host.endswith(f".{domain}")


def is_sina(host: str) -> bool:
    """Return whether *host* is one of Sina's own."""
    return any(belongs(host, domain) for domain in SINA)


def site(host: str) -> str:
    """Return the name of the site at *host*: `sina`, else the host itself without its `www.`."""
    return "sina" if is_sina(host) else host.removeprefix("www.")


def is_tracking(name: str, host: str) -> bool:
    """Return whether the parameter *name* only tracks readers on *host*."""
    name = name.lower()
    if name in TRACKING or name.startswith("utm_"):
        return True
    if host == WECHAT:
        return name in WECHAT_TRACKING
    return name in SINA_TRACKING and is_sina(host)
