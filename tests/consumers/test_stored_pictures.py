"""Pictures that were stored, as the generators show them: by the folder and the address that docs/outputs.md names."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from newsspider.outputs.pictures import Pictures
from newsspider.render.post_style import PROFILES
from tests.conftest import Newsspider
from tests.consumers.conftest import lack
from tests.consumers.generators import _SITES, GENERATORS, Generator, _lend_modules

pytestmark = pytest.mark.slow
_URL = "https://n.sinaimg.cn/finance/chart.png"
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000300000003080200000044e5c1750000000f49444154789c63f8cfc000410cff01001df802fe"
    "6b3ba9d30000000049454e44ae426082"
)


@dataclass(frozen=True)
class Place:
    """Where a site keeps pictures, and at which address; the file and the text of its configuration to change."""

    folder: str
    address: str = ""
    change: tuple[str, str, str] | None = None


PLACES = {
    "hexo": Place("source/images", "/images"),
    "hugo": Place("static/images", "/images"),
    "jekyll": Place("images", "/images"),
    "mkdocs": Place("docs/images"),
    "material": Place("docs/images"),
    "pelican": Place("content/images", "/images", ("pelicanconf.py", r"\Z", '\nSTATIC_PATHS = ["images"]\n')),
    "eleventy": Place(
        "images",
        "/images",
        (
            "eleventy.config.js",
            r"(function \(config\) \{)",
            r'\1 config.addPassthroughCopy("images");',
        ),
    ),
    "astro": Place("public/images", "/images"),
    "vitepress": Place("public/images", "/images"),
}


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda generator: generator.name)
def test_a_stored_picture_is_shown(
    generator: Generator, run_newsspider: Newsspider, write_seed: Callable[..., Path]
) -> None:
    if not generator.found():
        lack(generator.name)
    place, site = PLACES[generator.name], run_newsspider.folder / "site"
    shutil.copytree(_SITES / generator.name, site)
    if place.change is not None:
        name, before, after = place.change
        text, count = re.subn(before, after, (site / name).read_text(encoding="utf-8"), count=1)
        assert count
        (site / name).write_text(text, encoding="utf-8")
    Pictures(site / place.folder).put(_URL, _PNG, ".png")
    write_seed(
        "a.md",
        headimg=_URL,
        categories=["港口"],
        body=f"前三季度吞吐量增长一成，下图是各月的数字。\n\n![图]({_URL})\n\n港务集团表示明年再开两条航线。",
    )
    profile = generator.name if generator.name in PROFILES else "hexo"
    (run_newsspider.folder / "newsspider.toml").write_text(
        f'[post]\nprofile = "{profile}"\nimages = "{place.address}"\n[settings]\n'
        f'NEWSSPIDER_POSTS = "site/{generator.posts}"\nNEWSSPIDER_IMAGES_STORE = "site/{place.folder}"\n',
        encoding="utf-8",
    )
    ran = run_newsspider("crawl", "seeds", "-a", "path=seeds")
    assert ran.code == 0, ran.stderr
    (post,) = (site / generator.posts).rglob("*.md")
    head = yaml.safe_load(post.read_text(encoding="utf-8").split("---\n")[1])
    link = head.get("headimg") or head.get("thumbnail") or head["image"]
    of_site = (site / place.folder).parent / link.lstrip("/")
    assert (of_site if place.address else post.parent / link).read_bytes() == _PNG
    _lend_modules(generator, site)
    built = subprocess.run(
        generator.command,
        cwd=site,
        env={
            **os.environ,
            "TZ": "Asia/Shanghai",
            "LC_ALL": "C.UTF-8",
            "ASTRO_TELEMETRY_DISABLED": "1",
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    pages = site / generator.built
    shown = [
        pages / address.lstrip("/") if address.startswith("/") else page.parent / address
        for page in pages.rglob("*.html")
        for address in re.findall(r"<img[^>]*? src=\"?([^\"\s>]+)", page.read_text(encoding="utf-8"))
        if "n.sinaimg.cn" not in address
    ]
    assert shown
    assert all(path.read_bytes() == _PNG for path in shown)
