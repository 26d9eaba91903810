"""How to distinguish a Chinese name from a word: surnames, and words that only look like names.

Surnames are those of the Hundred Family Surnames that people still bear and the common later ones. A
word that was taken for a name is one more in `_WORDS`.
"""

from __future__ import annotations

from newsspider.lazy import pattern

_SINGLE = frozenset(
    """
    赵钱孙李周吴郑王冯陈褚蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢喻柏窦章苏潘葛奚范彭郎鲁韦昌马苗
    凤方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟黄穆萧尹姚邵湛汪祁
    毛禹狄米贝明臧伏戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻贾娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊
    胡凌霍虞万柯昝管卢莫房裘缪丁宣邓郁杭洪包诸左石崔吉钮龚嵇邢滑裴陆荣翁荀羊惠甄曲封芮羿储靳汲邴糜段
    巫乌焦巴弓隗侯宓蓬郗班仰仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹龙叶幸郜黎蓟薄白蒲邰鄂咸籍赖卓蔺屠蒙池
    乔阴胥苍莘翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮寿扈燕冀郏浦尚温庄晏柴瞿阎慕连茹习宦艾鱼古易慎戈廖
    庾衡都耿匡寇禄阙殴沃蔚隆聂晁勾敖融冷訾辛阚简饶曾毋沙鞠丰巢蒯荆游竺盖益桓岳帅缑亢郈琴佟肖闫付代覃
    仝么邸粟邝揭操苑佀税候晋楚衣麦撒买仉哈海向关程牛司卫权冼初苟邹戚矫
    """
) - frozenset(" \n")
# They begin common words far more often than names, and count only before a given name of two characters.
_RARE = frozenset(
    """
    水云花时和平计成强路支经应全能通充步国文广东利越师相后公商年爱原展占家山谷车秋印双党皇容闻松井解
    单富牧束索宿怀边才丛但母刑由宗干
    """
) - frozenset(" \n")
_COMPOUND = frozenset(
    word
    for line in (
        "欧阳 司马 上官 诸葛 夏侯 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 司空 独孤 南宫 端木 轩辕 澹台",
        "淳于 申屠 钟离 呼延 闻人 赫连 东郭 西门 拓跋",
    )
    for word in line.split()
)

# Words of news that begin with a surname and stand where names do.
_WORDS = frozenset(
    word
    for line in (
        # places, which are before 报道
        "武汉 温州 江苏 江西 江门 海南 海口 安徽 安阳 宁波 宁夏 常州 常德 金华 华东 华北 华南 华中",
        "桂林 柳州 荆州 柏林 万州 乌鲁木齐 吉林 昌吉 唐山 温哥华 巴黎 石家庄 马尼拉 莫斯科 洪都",
        "连云港 秦皇岛 梅州 梅县",
        # furniture of a page
        "周末 周刊 周报 高清 左图 简介 简讯 简报 简评 连载 连线 游记 章节 段落 方法 方案 方面 项目",
        "常见 常识 管理 管委会 董事 董秘 董事长 费用 包括 羊城 钱江 东方",
        # things of the market
        "黄金 白银 白酒 石油 石化 金融 金价 金额 熊市 钱包 万元 毛利 毛利率 华为 高管 高铁 高速 高级",
        "高新 高端 万科 万达 路透社 胡润 易方达 华尔街 高盛 高盛集团 贝莱德 安永 易车 海通 金山 金地",
        "万年青",
        # other words of two and three
        "马上 明天 明年 明日 安全 安排 严重 严格 乐观 温馨 游戏 宣布 明确 都是 何时 何以 任务 任何",
        "康复 尤其 幸福 曾经 常态 简单 冷静 危机 封面 明显 古代 代表 代理 易错 都市 都市报 顾问 纪要",
        "纪实 童话 席位 祝福 谢谢 温度 莫名 白天 海外 海报 海关 海洋 麻烦 买入 买方 税务 税收 操作",
        "金句 金牌 金奖 左右 龙头 龙虎榜 景气 包装 包机 盛典 盛会 隆重 雷区 元旦 元宵 齐全 丰收 丰富",
        "连续 连日 程序 程度 卫生 卫视 卫星 关于 关注 关键 司机 司法 权益 权威 初步 初期 牛市 向好 向上",
    )
    for word in line.split()
)

# A given name does not end with them: the run went on with a sentence (记者李四说).
_ENDS_NO_NAME = frozenset("说称从向对将就与等了的是到在")

_HANZI = pattern(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_FOREIGN = pattern(r"[\u3400-\u9fff]{1,8}(?:·[\u3400-\u9fff]{1,8}){1,3}")
_LONGEST_RUN = 6  # two names of three, three of two; more is a sentence
_GIVEN_TWO = 3  # surname and two characters


def looks_like_name(token: str) -> bool:
    """Return whether *token* has the shape of a Chinese person's name: 2 to 4 Hanzi, or parts joined by ·."""
    if "·" in token:
        return _FOREIGN.fullmatch(token) is not None
    if not 2 <= len(token) <= 4 or not _HANZI.fullmatch(token):  # noqa: PLR2004
        return False
    if token in _WORDS or token[-1] in _ENDS_NO_NAME:
        return False
    if token[:2] in _COMPOUND and len(token) >= _GIVEN_TWO:
        return True
    if len(token) > _GIVEN_TWO:  # a husband's surname before one's own: 林郑月娥
        return token[0] in _SINGLE and token[1] in _SINGLE and token[2] != "之"  # 车友之家 is an account
    whole = len(token) == _GIVEN_TWO or token[1] == "某"  # 某 hides a given name
    return token[0] in _SINGLE or (token[0] in _RARE and whole)


def _partings(run: str) -> list[tuple[str, ...]]:
    """Return every way to split *run* into names."""
    found: list[list[tuple[str, ...]]] = [[()], *([] for _ in run)]
    for end in range(2, len(run) + 1):
        for length in (2, 3, 4):
            name = run[end - length : end] if end >= length else ""
            whole = length <= _GIVEN_TWO or name[:2] in _COMPOUND
            if name and whole and looks_like_name(name):
                found[end] += [(*before, name) for before in found[end - length][:8]]
    return found[-1]


def part_run(run: str) -> tuple[str, ...]:
    """Return the names that *run*, Hanzi without separators, is made of; none where it is not clear.

    Of several ways the one with the fewest names is taken; where two are equally good, a wrong name would
    be worse than none.
    """
    if len(run) > _LONGEST_RUN or not _HANZI.fullmatch(run):
        return (run,) if looks_like_name(run) else ()
    partings = sorted(_partings(run), key=len)
    if not partings:
        return (run,) if looks_like_name(run) else ()
    clear = len(partings) == 1 or len(partings[0]) < len(partings[1])
    return partings[0] if clear else ()
