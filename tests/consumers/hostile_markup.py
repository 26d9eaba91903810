"""Markup that must not get through, each with the text that a reader is left with."""

from __future__ import annotations

from tests.consumers.pieces import Piece, Table

_VECTORS = (
    # scripts, styles and what carries them
    ("<p>前<script>alert(1)</script>后</p>", "前后"),
    ("<p>前</p><script src=//evil.example/x.js></script><p>后</p>", "前后"),
    ("<p>前<scr<script>ipt>alert(1)</script>后</p>", "前ipt>alert(1)后"),
    ("<style>*{display:none}</style><p>样式后</p>", "样式后"),
    ("<p style='background:url(javascript:alert(1))'>样式属性</p>", "样式属性"),
    ("<link rel=stylesheet href=//evil.example/x.css><p>链接元素后</p>", "链接元素后"),
    ("<meta http-equiv=refresh content='0;url=//evil.example/'><p>刷新后</p>", "刷新后"),
    ("<base href='//evil.example/'><p>基址后</p>", "基址后"),
    ("<noscript><p>无脚本</p></noscript><p>其后</p>", "其后"),
    ("<template><img src=x onerror=alert(1)></template><p>模板后</p>", "模板后"),
    # handlers
    ("<p onclick=alert(1)>点我</p>", "点我"),
    ("<p onmouseover='alert(1)' id=x class=y style=z>悬停</p>", "悬停"),
    ("<details open ontoggle=alert(1)><summary>摘要</summary>细节</details>", "摘要细节"),
    ("<body onload=alert(1)><p>正文体</p>", "正文体"),
    ("<marquee onstart=alert(1)>滚动</marquee>", "滚动"),
    ("<xss id=x tabindex=1 onfocus=alert(1)>未知元素</xss>", "未知元素"),
    ("<custom-element onclick=alert(1)>自定义</custom-element>", "自定义"),
    # links
    ("<p><a href='javascript:alert(1)'>脚本链接</a></p>", "脚本链接"),
    ("<p><a href='JaVaScRiPt:alert(1)'>大小写</a></p>", "大小写"),
    ("<p><a href=' &#1; javascript:alert(1)'>控制符前</a></p>", "控制符前"),
    ("<p><a href='java&#10;script:alert(1)'>换行</a></p>", "换行"),
    ("<p><a href='java&Tab;script&colon;alert(1)'>实体</a></p>", "实体"),
    ("<p><a href='&amp;#106;avascript:alert(1)'>双重实体</a></p>", "双重实体"),
    ("<p><a href='javascript&amp;colon;alert(1)'>双重冒号</a></p>", "双重冒号"),
    ("<p><a href='vbscript:msgbox(1)'>古脚本</a></p>", "古脚本"),
    ("<p><a href='data:text/html,<script>alert(1)</script>'>数据链接</a></p>", "数据链接"),
    ("<p><a href='file:///etc/passwd'>文件链接</a></p>", "文件链接"),
    ("<p><a href='blob:https://a.example/x'>团块链接</a></p>", "团块链接"),
    ("<p><a href='https://a.example/\"onmouseover=\"alert(1)'>引号链接</a></p>", "引号链接"),
    ("<p><a href='https://a.example/) ![x](javascript:alert(1)'>括号链接</a></p>", "括号链接"),
    ("<p><a href='https://a.example/{{ 7*7 }}{% x %}'>模板链接</a></p>", "模板链接"),
    ("<p><a href='https://a.example/ \"t\" x'>空格链接</a></p>", "空格链接"),
    ("<p><a href='https://u:p@a.example/'>口令链接</a></p>", "口令链接"),
    ("<p><a href='\\\\evil.example\\x'>反斜链接</a></p>", "反斜链接"),
    ("<p><a href='https:evil.example'>缺斜杠</a></p>", "缺斜杠"),
    ("<p><a href='https:///evil.example'>多斜杠</a></p>", "多斜杠"),
    ("<p><a href='https://[::1'>坏地址</a></p>", "坏地址"),
    ("<p><a href='https://1.2.3.999/'>坏数字</a></p>", "坏数字"),
    ("<p><a href='https://0x100000000/'>大数字</a></p>", "大数字"),
    ("<p><a href='https://a.example:99999/'>大端口</a></p>", "大端口"),
    ("<p><a href='https://a.example:x/'>坏端口</a></p>", "坏端口"),
    ("<p><a href='https://xn--a/'>坏编码</a></p>", "坏编码"),
    ("<p><a href='https://a\u00adb..example./'>软连字</a></p>", "软连字"),
    ("<p><a href='https://中文.example/路径'>中文域</a></p>", "中文域"),
    ("<p><a href='https://a%00b.example/'>编码空</a></p>", "编码空"),
    ("<p><a href='https://a b.example/'>空格域</a></p>", "空格域"),
    ("<p><a href='https://%E4%B8%AD.example/'>编码域</a></p>", "编码域"),
    ("<p><a href='#x'>锚</a></p>", "锚"),
    ("<p><a href='{filename}/x.md'>内链</a></p>", "内链"),
    ("<p><a href='|filename|x.md'>旧内链</a></p>", "旧内链"),
    ("<p><a name=x id=__proto__>无址</a></p>", "无址"),
    ("<p><a href='https://a.example/%zz%ff%00%'>坏百分号</a></p>", "坏百分号"),
    ("<p><a href='%zz/%ff'>相对坏百分号</a></p>", "相对坏百分号"),
    ("<p><a href='mailto:a@b.example?subject=%zz&body={{x}}'>坏邮址</a></p>", "坏邮址"),
    ("<p><a href='../../../etc/passwd.md'>上级</a></p>", "上级"),
    ("<p><a href='x.md#y'>旁页</a></p>", "旁页"),
    ("<p><a href='?'>问号</a></p>", "问号"),
    ("<p><a href='https://a.example/&amp;lt;script&amp;gt;?a=1&amp;copy=2&#38;reg'>实体址</a></p>", "实体址"),
    # pictures
    ("<p>图<img src='%zz.jpg'>后</p>", "图后"),
    ("<p>图<img src='/../../x.jpg' width=1e9 height=-1>后</p>", "图后"),
    ("<p>图<img src=x onerror=alert(1)>后</p>", "图后"),
    ("<p>图<img src='javascript:alert(1)'>后</p>", "图后"),
    ("<p>图<img src='data:image/svg+xml,<svg onload=alert(1)>'>后</p>", "图后"),
    ("<p>图<img src='https://n.example/a.jpg' srcset='javascript:alert(1) 2x' onload=x>后</p>", "图后", "https://n.example/a.jpg"),
    ("<p>图<img src='https://n.example/a b\"c.jpg' alt='\"><script>alert(1)</script>'>后</p>", "图后", "https://n.example/a%20b%22c.jpg"),
    ("<p>图<img src='https://1.2.3.256/a.jpg'>后</p>", "图后"),
    ("<p>图<img src='https://a<b>.example/a.jpg'>后</p>", "图后"),
    ("<p>图<img src='https://a|b.example/a.jpg'>后</p>", "图后"),
    ("<p>图<img src='https://[v1.x]/a.jpg'>后</p>", "图后"),
    ("<p>图<img src='https://a.example:70000/a.jpg'>后</p>", "图后"),
    ("<p>图<img src='https://xn--0/a.jpg'>后</p>", "图后"),
    ("<p>图<img src='https://-/a.jpg' alt=短横>后</p>", "图后", "https://-/a.jpg"),
    ("<picture><source srcset='javascript:alert(1)'><img src='https://n.example/p.jpg'></picture><p>画</p>", "画", "https://n.example/p.jpg"),
    ("<p>图<image src='https://n.example/i.jpg' onerror=alert(1)>后</p>", "图后", "https://n.example/i.jpg"),
    # foreign content and other documents
    ("<svg onload=alert(1)><text>矢量</text></svg><p>矢量后</p>", "矢量后"),
    ("<svg><script>alert(1)</script></svg><p>矢量脚本后</p>", "矢量脚本后"),
    ("<svg><a xlink:href='javascript:alert(1)'><text>点</text></a></svg><p>矢链后</p>", "矢链后"),
    ("<svg><style><img src=x onerror=alert(1)></style></svg><p>矢样后</p>", "矢样后"),
    ("<svg><foreignObject><p>异物</p></foreignObject></svg><p>异物后</p>", "异物后"),
    ("<math><mi xlink:href='javascript:alert(1)'>x</mi></math><p>数学后</p>", "数学后"),
    ("<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math><p>变异后</p>", "变异后"),
    ("<p>框<iframe src='https://evil.example/'>框内</iframe>后</p>", "框后"),
    ("<iframe srcdoc='<script>alert(1)</script>'></iframe><p>内嵌后</p>", "内嵌后"),
    ("<object data=x.swf><embed src=x.swf></object><p>对象后</p>", "对象后"),
    ("<video poster=javascript:alert(1) onerror=x><source src=x></video><p>视频后</p>", "视频后"),
    ("<audio src=x onerror=alert(1)></audio><p>音频后</p>", "音频后"),
    ("<applet code=x></applet><p>小程序后</p>", "小程序后"),
    # forms
    ("<form action=javascript:alert(1)><p>短表单</p><input autofocus onfocus=alert(1)></form>", ""),  # furniture
    (
        f"<form action=javascript:alert(1)><p>{'表单' * 61}</p><input autofocus onfocus=alert(1)></form>",
        "表单" * 61,
    ),
    ("<p>按<button formaction=javascript:alert(1)>钮</button>后</p>", "按后"),
    ("<p>选<select onchange=x><option>甲</select>后</p>", "选后"),
    ("<textarea><script>alert(1)</script></textarea><p>域后</p>", "域后"),
    # broken markup
    ("<p>未闭<i>斜", "未闭斜"),
    ("<p>属性<a href=\"x' onclick='alert(1)\">错引</a></p>", "属性错引"),
    ("<p>注释<!--><img src=x onerror=alert(1)>-->后</p>", "注释-->后"),
    ("<p>注释<!-- --!><b>后</b></p>", "注释后", "", "后"),
    ("<p>条件<!--[if IE]><script>alert(1)</script><![endif]-->后</p>", "条件后"),
    ("<p>指令<?xml version='1.0'?>后</p>", "指令后"),
    ("<p>数据<![CDATA[ x ]]>后</p>", "数据后"),
    ("<p>属性<b/onclick=alert(1)/x=y>斜杠</b></p>", "属性斜杠", "", "斜杠"),
    ("<div>" * 200 + "<p>深处</p>" + "</div>" * 200, "深处"),
    ("<p>空元素<b></b><i> </i><a href=x></a>后</p>", "空元素后"),
    ("<table><tr><td>甲<script>x</script></td><td onclick=x>乙</td></tr><tr><td colspan=2>丙</td></tr></table>", "甲乙丙"),
    ("<ul><li>一<ul><li>二<ul><li>三</li></ul></li></ul></li></ul>", "一二三"),
    ("<ol start=-5><li>负</li></ol>", "负"),
    ("<h1>一级</h1><p>其后</p><h6>六级</h6><p>末</p>", "一级其后六级末"),
    ("<p>上<sup>二</sup>下<sub>三</sub><del>删</del><u>划</u><mark>亮</mark></p>", "上^(二)下_(三)删划亮"),
    ("<ruby>漢<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby><p>注音</p>", "漢(hàn)注音"),
    ("<pre><code class='language-html\"><script>'>&lt;b&gt;码&lt;/b&gt;</code></pre><p>码后</p>", "<b>码</b>码后"),
    ("<pre>{{ 7*7 }}\n---\n&lt;!--more--&gt;\n```\n{% raw %}</pre><p>原文后</p>", "{{7*7}}---<!--more-->```{%raw%}原文后"),
    ("<p>甲<br>---<br>乙<br>===<br>丙</p>", "甲---乙===丙"),
    ("<p>甲<br>- 乙<br>+ 丙<br>1. 丁<br># 戊<br>&gt; 己<br>: 庚<br>| 辛 | 壬</p>", "甲-乙+丙1.丁#戊>己:庚|辛|壬"),
    ("<p>甲<br>[^1]: 脚注<br>[x]: https://a.example<br>*[A]: 缩写</p>", "甲[^1]:脚注[x]:https://a.example*[A]:缩写"),
)  # fmt: skip


def _piece(source: str, shown: str, picture: str = "", bold: str = "") -> Piece:
    return Piece(source, shown, bold, (picture,) if picture else ())


MARKUP = tuple(_piece(*vector) for vector in _VECTORS)

# Bodies that are Markdown: what CommonMark makes of them is what must be shown, whatever else reads them.
_MARKDOWN = (
    ("段落一。\n\n---\n\n段落二。", "段落一。段落二。"),
    ("标题\n===\n\n正文。", "标题正文。"),
    ("标题\n---\n\n正文。", "标题正文。"),
    ("见[一][x]。\n\n[x]: javascript:alert(1)", "见[一][x]。[x]:javascript:alert(1)"),
    ("见[一][x]。\n\n[x]: https://a.example/", "见一。"),
    ("脚注[^1]。\n\n[^1]: https://a.example/", "脚注[^1]。[^1]: https://a.example/"),
    ("正文<script>alert(1)</script>之后", "正文之后"),
    ("正文\n\n<script>\nalert(1)\n</script>\n\n之后", "正文之后"),
    ("摘要\n\n<!--more-->\n\n其余", "摘要其余"),
    ("{{ page.title }} {% raw %}", "{{page.title}}{%raw%}"),
    ("{{< youtube x >}}", "{{<youtubex>}}"),
    ("行内`{{ x }}`与`{% y %}`", "行内{{x}}与{%y%}"),
    ("```\n{{ x }}\n{% endraw %}\n---\n```\n\n码后", "{{x}}{%endraw%}---码后"),
    ("```python\nprint('<b>')\n```\n\n码后", "print('<b>')码后"),
    ("| 甲 | 乙 |\n|---|---|\n| {{x}} | <i>y</i> |\n\n表后", "甲乙{{x}}y表后", "", (("甲", "乙"), ("{{x}}", "y"))),
    ('![图](https://n.example/a.png "题<b>")\n\n图后', "图后", "https://n.example/a.png"),
    ("<div>\n\n块内\n\n</div>", "块内"),
    ("- 甲\n\n  - 乙\n\n        缩进码", "甲乙缩进码"),
    ("[危](<javascript:alert(1)>)", "[危](<javascript:alert(1)>)"),
    ("<https://a.example/?a=1&b=2>", "https://a.example/?a=1&b=2"),
)  # fmt: skip


def _markdown(source: str, shown: str, picture: str = "", table: Table = ()) -> Piece:
    return Piece(source, shown, "", (picture,) if picture else (), (table,) if table else ())


MARKDOWN = tuple(_markdown(*each) for each in _MARKDOWN)
