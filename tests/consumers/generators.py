"""The generators: how each is found, given the posts, and run.

A generator's site is a folder of `sites/`: a theme that shows what is checked and nothing else, a dump of the
generator's own post objects as `posts.json`, and otherwise the configuration that README names.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_SITES = Path(__file__).parent / "sites"
_SECONDS = 300


@dataclass(frozen=True)
class Generator:
    """A site generator: its command in a site's folder, where posts lie there, and where the pages come to.

    `found` says whether it is installed; `complaint` is what stands in its output only when something is wrong.
    With `few`, it is given a tenth of the posts, in one zone only.
    """

    name: str
    command: tuple[str, ...]
    posts: str
    built: str
    found: Callable[[], bool]
    complaint: tuple[str, ...]
    few: bool = False


def _on_path(*names: str) -> Callable[[], bool]:
    return lambda: all(shutil.which(name) for name in names)


def _modules(*names: str) -> Callable[[], bool]:
    return lambda: all(find_spec(name) for name in names)


_PYTHON = (sys.executable, "-m")
GENERATORS = (
    Generator(
        "hexo",
        ("hexo", "generate"),
        "source/_posts",
        "public",
        _on_path("node", "hexo"),
        ("ERROR", "WARN", "FATAL", "Error:"),
    ),
    Generator("hugo", ("hugo",), "content/posts", "public", _on_path("hugo"), ("ERROR", "WARN")),
    Generator(
        "pelican",
        (*_PYTHON, "pelican", "--fatal", "errors"),
        "content/posts",
        "output",
        _modules("pelican", "pelican.plugins.yaml_metadata"),
        ("ERROR", "CRITICAL"),
    ),
    Generator(
        "mkdocs",
        (*_PYTHON, "mkdocs", "build"),
        "docs/posts",
        "site",
        _modules("mkdocs"),
        ("ERROR",),
    ),
    Generator(
        "material",
        (*_PYTHON, "mkdocs", "build"),
        "docs/posts",
        "site",
        _modules("mkdocs", "material"),
        ("ERROR",),
    ),
    Generator(
        "eleventy",
        ("eleventy", "--quiet"),
        "posts",
        "_site",
        _on_path("node", "eleventy"),
        ("Problem", "Error"),
    ),
    Generator(
        "jekyll",
        ("jekyll", "build"),
        "_posts",
        "_site",
        _on_path("jekyll"),
        ("Error", "Exception", "Warning", "Conflict"),
    ),
    Generator(
        "astro", ("astro", "build"), "posts", "dist", _on_path("node", "astro"), ("ERROR", "WARN"), few=True
    ),
    Generator(
        "vitepress",
        ("vitepress", "build"),
        "posts",
        ".vitepress/dist",
        _on_path("node", "vitepress"),
        ("rror", "arning"),
        few=True,
    ),
)


@dataclass(frozen=True)
class Built:
    """A site that a generator has built: its folder, that of its pages, and all that the generator said."""

    generator: Generator
    folder: Path
    code: int
    said: str

    @property
    def pages(self) -> Path:
        """The folder of the pages."""
        return self.folder / self.generator.built


def build(generator: Generator, posts: Path, folder: Path, zone: str) -> Built:
    """Return the site of *generator* with *posts*, built in *folder* on a machine in *zone*."""
    shutil.copytree(_SITES / generator.name, folder)
    shutil.copytree(posts, folder / generator.posts, dirs_exist_ok=True)
    _lend_modules(generator, folder)
    ran = subprocess.run(
        generator.command,
        cwd=folder,
        env={**os.environ, "TZ": zone, "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "ASTRO_TELEMETRY_DISABLED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=_SECONDS,
        check=False,
    )
    return Built(generator, folder, ran.returncode, ran.stdout)


def _lend_modules(generator: Generator, folder: Path) -> None:
    """Put the folder of Node modules that a generator was found in beside its site, where it looks for them."""
    found = shutil.which(generator.command[0])
    modules = next(
        (each for each in Path(found or "/").resolve().parents if each.name == "node_modules"), None
    )
    if modules is not None:
        (folder / "node_modules").symlink_to(modules)
