"""Look at what the main job left in `output/`: all samples accounted for, as many posts as it says."""

from __future__ import annotations

import json
from pathlib import Path

OUTPUT = Path("output")
SAMPLES = sum(1 for path in Path("newsspider/samples").rglob("*") if path.is_file())

(reported,) = (OUTPUT / "reports").glob("*.json")
(articles,) = (OUTPUT / "articles").glob("*.jsonl")
report = json.loads(reported.read_text(encoding="utf-8"))
posts = list((OUTPUT / "posts").glob("*.md"))
lines = [json.loads(line) for line in articles.read_text(encoding="utf-8").splitlines()]

assert report["exit_code"] == 0, report
assert report["inputs"] == sum(report["outcomes"].values()) == SAMPLES, report
assert report["outcomes"]["kept"] == len(lines) >= SAMPLES - 5, report
assert len(posts) == sum(1 for line in lines if line["published"]), len(posts)
assert all(post.read_bytes().startswith(b"---\n") for post in posts)
print(f"{SAMPLES} samples, {len(lines)} articles, {len(posts)} posts")
