"""Front matter that is broken, nested, shared, huge, or means to run something."""

from __future__ import annotations

from tests.conftest import story
from tests.hostile.case import Case, post

_BROKEN = {
    "unclosed-single": "title: '没有收尾的引号\ndate: 2021-10-09",
    "unclosed-double": 'title: "没有收尾的引号\ndate: 2021-10-09',
    "quote-inside": "title: '他说'好'就走了'\ndate: 2021-10-09",
    "double-inside": 'title: "他说"好"就走了"\ndate: 2021-10-09',
    "tab-indent": "title: 制表符\ntags:\n\t- 甲\n\t- 乙",
    "bad-indent": "title: 缩进\n  date: 2021-10-09\n tags: 甲",
    "colon-in-title": "title: 央行: 下调: 存款准备金率\ndate: 2021-10-09",
    "colon-at-end": "title: 结尾有冒号:\ndate: 2021-10-09",
    "hash-in-title": "title: 第#1名 #不是注释\ndate: 2021-10-09",
    "at-first": "title: @某人说\ndate: 2021-10-09",
    "backtick-first": "title: `代码`\ndate: 2021-10-09",
    "percent-first": "title: %百分号\ndate: 2021-10-09",
    "star-first": "title: *ST某某复牌\ndate: 2021-10-09",
    "amp-first": "title: &某某公告\ndate: 2021-10-09",
    "bang-first": "title: !重要\ndate: 2021-10-09",
    "bracket-first": "title: [快讯] 某某公告\ndate: 2021-10-09",
    "brace-first": "title: {快讯} 某某公告\ndate: 2021-10-09",
    "pipe-first": "title: |某某公告\ndate: 2021-10-09",
    "greater-first": "title: >某某公告\ndate: 2021-10-09",
    "question-first": "title: ? 某某公告\ndate: 2021-10-09",
    "dash-first": "title: - 某某公告\ndate: 2021-10-09",
    "comma-first": "title: ,某某公告\ndate: 2021-10-09",
    "flow-unclosed": "title: 流\ntags: [甲, 乙\ndate: 2021-10-09",
    "map-unclosed": "title: 流\nauthor: {name: 甲\ndate: 2021-10-09",
    "alias-unknown": "title: 锚\ntags: *nobody",
    "anchor-twice": "title: 锚\na: &x 1\nb: &x 2",
    "duplicate-key": "title: 第一个\ntitle: 第二个",
    "duplicate-nested": "title: 重复\nauthor:\n  name: 甲\n  name: 乙",
    "no-space": "title:没有空格\ndate:2021-10-09",
    "full-width-colon": "title：全角冒号\ndate：2021-10-09",
    "key-only": "title: 只有键\ndate:\ntags:\nauthor:",
    "complex-key": "title: 复杂键\n? [a, b]\n: 1",
    "null-key": "title: 空键\n~: 1\n: 2",
    "merge-key": "title: 合并\nbase: &b {x: 1}\nmore:\n  <<: *b",
    "merge-scalar": "title: 合并\n<<: 1",
    "binary-tag": "title: 二进制\ndata: !!binary aGVsbG8=",
    "bad-binary": "title: 二进制\ndata: !!binary ***",
    "set-tag": "title: 集合\ntags: !!set {甲, 乙}",
    "omap-tag": "title: 有序\nx: !!omap [a: 1]",
    "bad-timestamp": "title: 时间\ndate: 2021-13-45 99:99:99",
    "sexagesimal": "title: 12:30:45\ndate: 2021-10-09",
    "octal": "title: 0o17\ndate: 2021-10-09",
    "infinity": "title: .inf\ndate: 2021-10-09",
    "nan": "title: .nan\ndate: 2021-10-09",
    "huge-number": f"title: 大数\nrevision: {'9' * 5000}",
    "two-documents": "title: 第一份\n...\n---\ntitle: 第二份",
    "directive": "%YAML 9.9\ntitle: 指令",
    "tag-directive": "title: 标签\nx: !e!foo bar",
    "list-at-top": "- title: 列表\n- date: 2021-10-09\ntitle: 列表里的",
    "long-line": f"title: 长行\ndescription: {'很长' * 50_000}",
    "many-keys": "title: 多键\n" + "\n".join(f"key{number}: {number}" for number in range(20_000)),
    "many-tags": "title: 多标签\ntags: [" + ", ".join(f"标签{number}" for number in range(20_000)) + "]",
}
_EXECUTED = {
    "python-object": "title: 对象\nx: !!python/object/apply:os.system ['touch pwned']",
    "python-name": "title: 对象\nx: !!python/name:os.system",
    "python-module": "title: 对象\nx: !!python/module:os",
    "python-new": "title: 对象\nx: !!python/object/new:type [pwned, [], {}]",
    "ruby-object": "title: 对象\nx: !ruby/object:Gem::Installer {}",
    "java-object": "title: 对象\nx: !!javax.script.ScriptEngineManager []",
    "js-function": "title: 对象\nx: !!js/function 'function () { return 1 }'",
    "title-object": "title: !!python/object/apply:os.system ['touch pwned']\ndate: 2021-10-09",
}
_LAUGHS = "\n".join(
    ['title: 十亿次笑声\na: &a ["哈","哈","哈","哈","哈","哈","哈","哈","哈"]']
    + [
        f"{chr(98 + level)}: &{chr(98 + level)} [{', '.join(['*' + chr(97 + level)] * 9)}]"
        for level in range(9)
    ]
)
_BOMBS = {
    "laughs": _LAUGHS,
    "laughs-in-tags": f"{_LAUGHS}\ntags: *j",
    "laughs-in-title": f"{_LAUGHS.replace('title: 十亿次笑声', 'x: 1')}\ntitle: *j",
    "own-alias": "title: 自指\na: &a [*a, *a]",
    "own-alias-tags": "title: 自指\ntags: &a [甲, *a]",
    "deep-flow": "title: 深\nx: " + "[" * 5000 + "]" * 5000,
    "deep-map": "title: 深\nx: " + "{a: " * 3000 + "1" + "}" * 3000,
    "deep-block": "title: 深\n" + "".join(" " * level + "a:\n" for level in range(900)),
    "deep-flow-open": "title: 深\nx: " + "[" * 50_000,
    "anchors": "title: 锚\n" + "\n".join(f"k{n}: &a{n} 1" for n in range(5000)),
}
_TOML = {
    "toml-broken": "+++\ntitle = '没有收尾\n+++\n",
    "toml-twice": "+++\ntitle = '一'\ntitle = '二'\n+++\n",
    "toml-deep": "+++\ntitle = '深'\nx = " + "[" * 2000 + "]" * 2000 + "\n+++\n",
}
_JSON = {
    "json-broken": '{"title": "没有收尾, "date": "2021-10-09"}\n\n',
    "json-deep": '{"title": "深", "x": ' + "[" * 5000 + "]" * 5000 + "}\n\n",
    "json-nan": '{"title": "数", "x": NaN, "y": Infinity}\n\n',
    "json-twice": '{"title": "一", "title": "二"}\n\n',
    "json-huge-number": '{"title": "数", "x": 1' + "0" * 10_000 + "}\n\n",
}
# What leaves no title, or nothing that could be read at all; every other case is kept.
_REFUSED = {
    "laughs-in-title": "rejected:no_title",
    "toml-broken": "rejected:bad_front_matter",
    "toml-twice": "rejected:bad_front_matter",
    "toml-deep": "rejected:bad_front_matter",
    "json-broken": "rejected:no_title",
    "json-deep": "rejected:no_title",
    "json-huge-number": "rejected:no_title",
}


def cases() -> list[Case]:
    """Return the cases of front matter."""
    yaml = {**_BROKEN, **_EXECUTED, **_BOMBS}
    found = [post(f"matter-{name}", head, outcome=_REFUSED.get(name, "kept")) for name, head in yaml.items()]
    for name, head in {**_TOML, **_JSON}.items():
        data = f"{head}{story(name)}".encode()
        found.append(Case(f"matter-{name}.md", data, _REFUSED.get(name, "kept")))
    return found
