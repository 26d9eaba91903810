"""How posts look beyond the article: the generator that reads them, and what the user's `[post]` table adds.

A profile says which key of ours has another name there, and what is added. To add one, add a row to
`PROFILES`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from newsspider.errors import UsageError
from newsspider.model.article import Article, iso
from newsspider.render.escape import JOINER, address
from newsspider.text.dates import BEIJING

# All keys of the profile `hexo`, in their order.
KEYS = (
    *("title", "date", "updated", "categories", "tags", "author", "media", "editor", "description"),
    *("headimg", "thumbnail", "comments", "guid", "canonical_url", "original_title", "stocks", "revision"),
)
# What is below the article in a post begins with a line of this form: a definition of a link that nothing
# uses, so it shows nowhere. One for each picture that is shown from a file says what its address is.
_OURS = "[newsspider-"
FOOTER_MARK = f"{_OURS}footer]: #"
_PICTURE = re.compile(r"^\[newsspider-image-\d+\]: (\S+) \"([^\"\n]+)\"$", re.MULTILINE)
_LINE_OF_OURS = re.compile(rf"^{re.escape(_OURS)}", re.MULTILINE)

_NO_TAG = re.compile(r"[^\w/-]+")
_PLACEHOLDER = "{url}"
_ADDRESS = re.compile(r"[\w./:~-]+")
_KEY = re.compile(r"[^\W\d][\w.-]*")
_SCALARS = (str, bool, int, float, date)  # a datetime is a date


@dataclass(frozen=True)
class Profile:
    """What one generator wants otherwise: names of keys ("" for none), further keys, times, tags, a name.

    `template` is that of `NEWSSPIDER_POST_NAME` where the user gives none.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    further: Callable[[Article], Mapping[str, Any]] = lambda article: {}  # noqa: ARG005
    time: Callable[[datetime | None], str | None] = iso
    tags: Callable[[list[str]], list[str]] = list
    template: str | None = None
    keys: frozenset[str] = frozenset()


def _wall_time(moment: datetime | None) -> str | None:
    """Return a time as Obsidian's properties take it, without an offset: Beijing's."""
    return moment.astimezone(BEIJING).replace(tzinfo=None).isoformat() if moment is not None else None


def _obsidian_tags(tags: list[str]) -> list[str]:
    """Return *tags* as Obsidian takes them: no spaces or signs, not only digits, and none twice."""
    plain = (_NO_TAG.sub("-", tag).strip("-/") for tag in tags)
    return list(dict.fromkeys(f"_{tag}" if tag.isdecimal() else tag for tag in plain))


PROFILES: dict[str, Profile] = {
    "hexo": Profile(),
    "hugo": Profile(
        names={"updated": "lastmod", "headimg": ""},
        further=lambda article: {"images": [article.cover] if article.cover else []},
        keys=frozenset({"lastmod", "images"}),
    ),
    "jekyll": Profile(
        names={"updated": "last_modified_at", "headimg": "image", "thumbnail": ""},
        further=lambda article: {"layout": "post"},  # noqa: ARG005
        keys=frozenset({"last_modified_at", "image", "layout"}),
    ),
    "obsidian": Profile(
        names={"headimg": "cover", "thumbnail": "", "comments": ""},
        # The file has the key in its name; a link by the title finds it all the same.
        further=lambda article: {"aliases": [article.title]},
        time=_wall_time,
        tags=_obsidian_tags,
        template="{title}.md",
        keys=frozenset({"cover", "aliases"}),
    ),
}


@dataclass(frozen=True)
class PostStyle:
    """The style of the posts of one folder.

    `categories` maps a category to another, "" for none; `footer` is Markdown, in which `{url}` is the
    article's address; `images` is where the site has the pictures, "" for a path from the post to them.
    """

    profile: Profile = PROFILES["hexo"]
    front_matter: Mapping[str, Any] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    comments: bool = False
    footer: str = ""
    images: str = ""

    @property
    def keys(self) -> frozenset[str]:
        """All keys that newsspider writes in this style; any other key was added by the user."""
        return frozenset({*KEYS, *self.profile.keys, *self.front_matter})

    def fields_of(self, article: Article) -> Iterator[tuple[str, Any]]:
        """Yield the keys of *article*'s front matter with their values, empty ones included, in order."""
        categories = (self.categories.get(name, name) for name in article.categories)
        values: dict[str, Any] = {
            "title": article.title,
            "date": self.profile.time(article.published),
            "updated": self.profile.time(article.updated),
            "categories": list(categories),
            "tags": self.profile.tags(article.tags),
            "author": "、".join(article.authors) or article.source,
            "media": article.source,
            "editor": article.editor,
            "description": article.summary,
            "headimg": article.cover,
            "thumbnail": article.cover,
            "comments": self.comments,
            "guid": article.id,
            "canonical_url": article.url,
            "original_title": article.original_title,
            "stocks": article.stocks,
            "revision": article.revision if article.revision > 1 else None,
        }
        names = self.profile.names
        for key, value in values.items():
            if name := names.get(key, key):
                yield name, value
        yield from {**self.profile.further(article), **self.front_matter}.items()

    def footer_of(self, article: Article) -> str:
        """Return what follows *article*'s body, with its mark; no line that needs an address it lacks."""
        if not self.footer:
            return ""
        lines = [line for line in self.footer.strip().split("\n") if article.url or _PLACEHOLDER not in line]
        text = "\n".join(lines).replace(_PLACEHOLDER, article.url or "").strip()
        return f"\n{FOOTER_MARK}\n\n{text}\n" if text else ""


PLAIN = PostStyle()


def without_marks(body: str) -> str:
    """Return the *body* of an article without a line that begins what is below it: code may hold any line."""
    return _LINE_OF_OURS.sub(JOINER + _OURS, body) if _OURS in body else body


def localised(body: str, links: Mapping[str, str], cover: str | None = None) -> str:
    """Return *body* with pictures shown from files, by *links* from their addresses; below it, where from.

    The front matter shows the *cover* from its file, if *links* has it.
    """
    lines: list[str] = []
    for url, link in links.items():
        pattern = re.compile(rf"(?<!\\)(!\[(?:[^\]\\]|\\.)*\]\(){re.escape(address(url))}\)")
        body, count = pattern.subn(rf"\g<1>{link})", body)
        if count or url == cover:
            lines.append(f'{_OURS}image-{len(lines) + 1}]: {address(url)} "{link}"\n')
    return body + "\n" + "".join(lines) if lines else body


def split_footer(body: str) -> tuple[str, str]:
    """Return the *body* of a post of newsspider as its article's, and what is below it."""
    first = _LINE_OF_OURS.search(body) if _OURS in body else None
    if first is None:
        return body, ""
    article, below = body[: first.start()].rstrip("\n") + "\n", body[first.start() :]
    for link, url in addresses_of(below).items():
        article = article.replace(f"]({link})", f"]({url})")
    return article, below


def addresses_of(below: str) -> dict[str, str]:
    """Return the addresses of the pictures that a post shows from files, by its links to these.

    *below* is what is below the article.
    """
    return {link: url for url, link in _PICTURE.findall(below)}


# --- the user's table ---

_TYPES: dict[str, tuple[type, str]] = {
    "profile": (str, f"one of {', '.join(PROFILES)}"),
    "comments": (bool, "true or false"),
    "footer": (str, "text"),
    "images": (str, "the address of the pictures on the site, such as /images"),
    "categories": (dict, "a table of category to category"),
    "front_matter": (dict, "a table of keys and values"),
}


def from_table(table: Mapping[str, Any], profile: str | None = None) -> PostStyle:
    """Return the style of the user's `[post]` *table*; *profile* is that of one output, stronger.

    Raises UsageError for an unknown key or profile, and for a value that front matter cannot hold.
    """
    for key, value in table.items():
        if key not in _TYPES:
            message = f"unknown key {key!r} in [post]; use some of {', '.join(_TYPES)}"
            raise UsageError(message)
        wanted, words = _TYPES[key]
        if not isinstance(value, wanted):
            message = f"{key} in [post] must be {words}, not {value!r}"
            raise UsageError(message)
    given = dict(table)
    name = profile or given.pop("profile", "hexo")
    given.pop("profile", None)
    if name not in PROFILES:
        message = f"unknown profile {name!r} of posts; use one of {', '.join(PROFILES)}"
        raise UsageError(message)
    for category, other in given.get("categories", {}).items():
        if not isinstance(other, str):
            message = f"[post.categories] maps {category!r} to {other!r}, which must be text"
            raise UsageError(message)
    style = PostStyle(profile=PROFILES[name], **given)
    if style.images and not _ADDRESS.fullmatch(style.images):
        message = f"images in [post] must be {_TYPES['images'][1]}, not {style.images!r}"
        raise UsageError(message)
    for key, value in style.front_matter.items():
        _check_constant(key, value, style.profile)
    return style


def _check_constant(key: str, value: Any, profile: Profile) -> None:
    """Raise UsageError for a key of `[post.front_matter]` that is newsspider's own, or cannot be written."""
    if key in KEYS or key in profile.names.values():
        advice = "set it under [post]" if key == "comments" else "choose another name"
        message = f"[post.front_matter] cannot set {key!r}, which newsspider writes itself; {advice}"
        raise UsageError(message)
    if not _KEY.fullmatch(key):
        message = f"[post.front_matter] has the key {key!r}; a key is letters, digits and _ . -"
        raise UsageError(message)
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(one, _SCALARS) for one in values):
        message = (
            f"{key} in [post.front_matter] must be text, a number, true, false, a date or a list of these"
        )
        raise UsageError(message)
