"""Writes `docs/settings.md` from the comments and values of `newsspider/settings.py`.

Run `python -m tests.docs.settings_page` after a change there; a test says when the page is behind.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from newsspider import settings
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "settings.md"
_SOURCE = ROOT / "newsspider" / "settings.py"
_SECTION = re.compile(r"# --- (.+?) -*$")
_NAME = re.compile(r"([A-Z][A-Z_0-9]*)(?:: [^=]+)? = ")
_LONGEST = 60  # characters of a value in the table
_HEAD = """# Settings

<!-- Made from newsspider/settings.py by `python -m tests.docs.settings_page`. Do not edit it here. -->

You can set each of these in several places. The first one that names a setting decides:

1. the command line, for one run: `-s NAME=VALUE`;
2. for `NEWSSPIDER_…`, an environment variable of the same name;
3. the `custom_settings` of your own spider;
4. your `newsspider.toml`, below `[settings]`;
5. the `settings.py` of your project, if you have one;
6. the default, as shown here.

A setting whose value is a table (`FEEDS`, `EXTENSIONS`, …) is merged: your entries are added to the default
ones. An unknown `NEWSSPIDER_…` name, or a misspelt one (`NEWSPIDER_POSTS`), ends the run with
[exit code 2](exit-codes.md) and a suggestion.

## Which newsspider.toml counts

- The one beside the `scrapy.cfg` that Scrapy uses. newsspider trusts it like that file. It ignores another one in the
  working directory, and says so.
- Without a `scrapy.cfg`, the one in the working directory. Somebody else may have written it, so it may only set
  plain values, paths below that folder, rules, embeds and channels. Settings that load code, allow private hosts or
  lead out of the folder are wrong use.
- The one that `NEWSSPIDER_CONFIG` names, instead of both. It may set everything.

<!-- file: newsspider.toml -->
```toml
[settings]
NEWSSPIDER_POSTS = "blog/source/_posts"
NEWSSPIDER_LOCK_WAIT = 60
```

```console
$ scrapy crawl seeds -a path=newsspider/samples -s NEWSSPIDER_NEAR_WINDOW=7
```
"""


@dataclass
class Setting:
    """One setting: its section, its name, its value and what its comment says."""

    section: str
    name: str
    value: Any
    comment: list[str] = field(default_factory=list)


def found() -> Iterator[Setting]:
    """Yield the settings of the file, in its order."""
    section = ""
    comment: list[str] = []
    for line in _SOURCE.read_text(encoding="utf-8").splitlines():
        if heading := _SECTION.match(line):
            section, comment = heading[1], []
        elif line.startswith("# "):
            comment.append(line[2:])
        elif named := _NAME.match(line):
            yield Setting(section, named[1], getattr(settings, named[1]), comment)
            comment = []
        elif not line:
            comment = []


def page() -> str:
    """Return the page."""
    lines = [_HEAD]
    section = ""
    for setting in found():
        if setting.section != section:
            section = setting.section
            lines.append(
                f"\n## {section[0].upper()}{section[1:]}\n\n| setting | default | meaning |\n|---|---|---|\n"
            )
        meaning = " ".join(setting.comment).replace("|", r"\|")
        lines.append(f"| `{setting.name}` | {_shown(setting)} | {meaning} |\n")
    return "".join(lines)


def _shown(setting: Setting) -> str:
    if setting.name == "NEWSSPIDER_CONFIG":
        return "the environment variable"
    text = repr(setting.value)
    if isinstance(setting.value, int) and not isinstance(setting.value, bool):
        text = f"{setting.value:,}"
    if len(text) > _LONGEST:
        return "see [the file](../newsspider/settings.py)"
    return f"`{text}`"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
