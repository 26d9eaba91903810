"""The language of a text, by its scripts: enough to tell what the archive holds."""

from __future__ import annotations

import re

_HANZI = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")
_LATIN = re.compile(r"[A-Za-z]")

_SAMPLE = 4000  # characters; the script of an article does not change after that


def detect(text: str) -> str:
    """Return `zh`, `ja`, `ko`, `en` for Latin letters alone, or `und` where no letter tells."""
    sample = text[:_SAMPLE]
    # Of a Chinese text little is left for the other scripts to be looked for in.
    rest = _HANZI.sub("", sample)
    hanzi = len(sample) - len(rest)
    kana, hangul, latin = (len(script.findall(rest)) for script in (_KANA, _HANGUL, _LATIN))
    if kana > hanzi // 10 and kana:
        return "ja"
    if hangul > hanzi:
        return "ko"
    # A Hanzi says about as much as four letters.
    if hanzi * 4 >= latin and hanzi:
        return "zh"
    return "en" if latin else "und"
