"""Names of listed companies that are also words, or the beginning of longer ones.

Sina's linker puts a ticker on every spelling of a name: 鄂尔多斯 in 鄂尔多斯市, 中国银行 in 中国银行业.
Each table has patterns and reasons; another case is one more row. All matching is anchored to the name,
and the context is cut to a few characters before it comes here.
"""

from __future__ import annotations

import re

from newsspider.lazy import pattern

# A code in parentheses right after a name means the company, whatever else the name means:
# （300959.SZ）, (SZ:300959), （600519，股吧）, （00700.HK）, （NYSE：JPM）, （AAPL.O）. Years, hot lines and
# abbreviations are in parentheses too, so that bare digits have to be six, or five that begin with 0.
CODE_AFTER = pattern(
    r"[（(\[【](?:"
    r"(?:sh|sz|bj|上证|深证)[.:：]?\d{6}|\d{6}(?:[.:：,，]?(?:sh|sz|bj|ss))?|hk[.:：]?\d{3,5}|0\d{4}|\d{3,5}[.:：]hk"
    r"|(?:nyse|nasdaq|amex|us|纽交所|纽约证交所|纳斯达克)[.:：]?[a-z.]{1,6}|[a-z]{1,6}[.:：](?:us|oq?|n|a)"
    r")[,，、;；)）\]】]",
    re.IGNORECASE,
)

# What continues after any name and makes it a place's or an institution's.
_AFTER_ANY = (
    "市(?![值场盈净占销价面况率])",  # the city 鄂尔多斯市, its 市民 and 市长; but 市值, 市场, 市盈率
    "[县盟旗](?=[委境内政人的，。、]|$)",  # 县委, 盟内; 旗下 and 旗舰 belong to companies
    "自治[区州县旗]",
    "(?:大学|学院)",  # 中国石油大学, 上海电力学院
    "(?:行业|业)?(?:协会|学会|商会|联合会)",  # 中国软件行业协会
)

# What continues after names that are those of a place: its quarters, its offices, its roads.
_PLACE_GOES_ON = (
    "[区省州镇乡县盟旗路街山湖](?!别)|地区|区域|景区|机场|港区|保税|开发区|自贸|大街|步行街|商圈|街道|论坛|"
    "金融城|科技园|管委会|当地|境内|沿岸|岛国?|海域|周边|旅游(?!集团|股份)|草原|峡谷|脉|西岸|东岸|两岸|彼岸|战争|舰队|"
    "警察局|气象|海关|法院|检察院|公安|人民|全境|文旅|方向|高铁"
)
_PLACES = {
    "鄂尔多斯": "a city of Inner Mongolia",
    "张家界": "a city of Hunan",
    "长白山": "a mountain of Jilin",
    "峨眉山": "a mountain of Sichuan",
    "天目湖": "a lake of Jiangsu",
    "太平洋": "the ocean",
    "中关村": "a quarter of Beijing",
    "陆家嘴": "a quarter of Shanghai",
    "外高桥": "a port of Shanghai",
    "王府井": "a street of Beijing",
    "金融街": "a street of Beijing",
    "北大荒": "a region of Heilongjiang",
}

# Names that are the beginning of another word or name when this follows. Name's end, what follows, reason.
_TAIL_GOES_ON = (
    ("银行", "业(?![务绩])|间|保险监|保监|监督|界", "中国银行业, 上海银行间同业拆放利率"),
    ("高速", "公路|铁路|增长|发展|路网|列车|收费|交警", "山东高速公路"),
    ("高新", "技术|区|园区", "东湖高新区"),
    ("高科", "技", "张江高科技园区"),
    ("港", "口|区|珠澳|保税", "天津港口"),
    ("中国电影", "市场|票房|产业|史|人|节|家|工业|评论|业", "中国电影市场"),
    ("中国石油", "化工|和化|大学|工业|天然气管|消费|需求|进口", "中国石油化工 is another company"),
    ("中国医药", "行业|产业|市场|企业|卫生|工业|创新|报|城|集团|外包", "中国医药市场"),
    ("中国软件", "行业|产业|业|企业|名城|开发者|服务外包", "中国软件产业"),
    ("中国建筑", "业|行业|材料|科学|设计|装饰|节能|市场|史|师", "中国建筑业"),
    ("中国化学", "家|会|品|制药|工业|纤维", "中国化学家"),
    ("中国卫星", "导航|发射|网络|应用|互联网", "中国卫星导航"),
    ("中国核电", "站|产业|技术|发展|机组|事业|装机|行业", "中国核电站"),
    ("中国出版", "业|界|物|社|集团|协会|产业", "中国出版业"),
    ("中国船舶", "工业|重工|制造业|集团|行业|贸易", "中国船舶工业集团 is the parent"),
    ("中国铝业", "公司|集团|协会", "中国铝业集团 is the parent"),
    ("中国食品", "药品|安全|工业|行业|企业|科学|饮料", "中国食品安全"),
    ("中国电信", "业|行业|市场|网络诈骗|设备", "中国电信业"),
    ("中国移动", "互联网|支付|游戏|终端|设备|电源|医疗", "中国移动互联网"),
    ("中国中药", "材|饮片|协会|行业|产业|注射", "中国中药材"),
    ("中国燃气", "行业|协会|市场|安全", "中国燃气行业"),
    ("中国长城", "资产|站|学会|汽车|保护", "中国长城资产 is another company"),
    ("中国武夷", "山", "中国武夷山"),
    ("中国科技", "馆|部|股|企业|公司|产业|创新|大学|日报|发展|巨头|行业", "中国科技企业"),
    ("中国汽车", "工业|市场|流通|产业|行业|技术|品牌|销量|业", "中国汽车工业协会"),
    ("中国黄金", "协会|市场|消费|储备|行业|周", "中国黄金协会"),
    ("中国稀土", "行业|产业|出口|学会|资源", "中国稀土出口"),
    ("航天科技", "集团|工业", "中国航天科技集团 is the parent"),
    ("健康元", "素|年|旦", "健康元素"),
    ("高通", "胀|量|货|过|透|道", "高通胀"),
    ("京东", "方", "京东方 is another company"),
    ("上海电影", "节|人|界|博物馆|市场|业", "a festival"),
    ("海底捞", "[针月]", "idioms"),
    ("京沪高铁", "沿线|列车|全线|线路|开通|标杆|动车|线(?!上)|沿途", "the line itself"),
    ("东方明珠", "[塔电]", "a tower in Shanghai"),
    ("苹果", "汁|园|树|期货|种植|产区|产地|产业|醋|酒|农|主产|手机壳|肌|酱|派|价格", "the fruit"),
    ("小米", "粥|辣|椒|面|种植|谷|酒|饭", "the grain"),
    ("阿里", "山|地区|札达|普兰|机场", "places"),
    ("亚马逊", "雨林|河|流域|丛林|森林|盆地", "a river and its forest"),
    ("花旗", "参|松|蔘", "a plant"),
    ("联想", "到|起|成|出|力", "to be reminded of"),
    ("招商", "引资|会(?!计)|局长|大会|工作|部门|推介|项目|政策", "to attract investors"),
    ("民生", "工程|问题|福祉|领域|保障|改善|支出|实事|用电|用气|项目|热线|诉求|和", "people's livelihood"),
    ("平安", "夜|是福|建设|无事|度过|归来|出行|县|市|区", "peace"),
    ("华夏", "儿女|大地|文明|子孙|民族|五千年", "China"),
    ("大众", "化|创业|传媒|点评|消费|日报|健康|审美|媒体|旅游|体育", "the masses"),
    ("现代", "化|农业|产业|服务业|企业制度|物流|流通|金融|社会|生活", "modern"),
    ("步步高", "升", "an idiom"),
    ("新文化", "运动|报", "an epoch"),
    ("新世界", "纪录|秩序|杯", "a new world"),
    ("全新好", "[^（(，。、：]", "quite new and good"),
    ("甲骨文", "字|发现|研究|献|专家|学", "oracle bones"),
)

# What is before a name and has begun another word. Name, end of the text before, reason.
_BEGAN_BEFORE = (
    ("好未来", "美", "美好未来"),
    ("美的", "[完优精唯秀甜健壮凄俊华最审]", "完美的, 优美的"),
    ("苹果", "红富士|烟台|洛川|静宁|鲜|青|吃|种", "the fruit"),
    ("小米", "黄|吃|种|煮", "the grain"),
    ("平安", "报|一路|保|祝|出入", "peace"),
    ("联想", "引发|引人|令人|让人|使人|产生|不禁|自然", "to be reminded"),
    ("太平洋", "[亚印]|环|北|南|西|中|东|跨|横跨|穿越|横渡", "the ocean"),
    ("航天科技", "中国", "中国航天科技集团 is the parent"),
    ("高通", "很|较|走|更", "高通胀"),
)

# Names that are ordinary words: they mean the company only where something beside them says so.
_ORDINARY = {
    "线上线下": "online and offline",
    "农产品": "farm produce",
    "机器人": "robots",
    "太阳能": "solar energy",
    "太平洋": "the ocean",
    "老百姓": "ordinary people",
    "好想你": "missing somebody",
    "我爱我家": "a phrase",
    "新希望": "new hope",
    "新产业": "new industries",
    "新大陆": "a new continent",
    "新世界": "a new world",
    "新文化": "new culture",
    "新经典": "a new classic",
    "新城市": "a new city",
    "新动力": "a new driving force",
    "驱动力": "a driving force",
    "数字人": "a figure drawn by a machine",
    "海量数据": "very much data",
    "节能环境": "a trade",
    "航天发展": "a trade",
    "建设机械": "a trade",
    "商业城": "a market",
    "西藏旅游": "a trade at a place",
    "云南旅游": "a trade at a place",
    "西安旅游": "a trade at a place",
    "西安饮食": "a trade at a place",
    "新坐标": "a phrase",
    "红太阳": "the sun",
    "金太阳": "the sun",
    "向日葵": "a plant",
    "黑牡丹": "a plant",
    "百合花": "a plant",
    "三叶草": "a plant",
    "大智慧": "great wisdom",
    "万年青": "a plant",
    "红蜻蜓": "an insect",
    "寒武纪": "a period of the Earth",
    "智慧农业": "a way of farming",
    "生态农业": "a way of farming",
    "绿色动力": "a green driving force",
    "清新环境": "clean surroundings",
    "信息发展": "the growth of information",
    "数字认证": "a technique",
    "每日互动": "a phrase",
    "第一创业": "a phrase",
    "创新医疗": "a trade",
    "国际医学": "a trade",
    "航天工程": "a trade",
    "出版传媒": "a trade",
    "现代投资": "a trade",
    "数据港": "a place for data",
    "电子城": "a market",
    "全新好": "a phrase",
    "步步高": "an idiom",
}
_COMPANY_AFTER = pattern(
    r"(?:[）)”\"』」》]|今日|昨日|\d{1,2}[月日]\S{0,4}?|午后|早盘|盘中|尾盘|再度|双双|也|均){0,2}"
    r"(?:股份有限|公司|集团|控股|证券(?!交易)|上市|股价|股票|市值|涨停|跌停|[涨跌](?:超|逾|近|幅居)|封板|触及|一字板?|\d+[天日连]\d*板"
    r"|[高低]开|停牌|复牌|拉升|公告|发布(?:\d|公告|业绩|[前半三年一季])|披露|董事|监事|控股股东|实控人|实际控制人"
    r"|大药房|现报|报\d|等个?股|融资余额|主力资金|龙虎榜|获(?:融资|北向|主力))"
)
_COMPANY_BEFORE = pattern(
    r"(?:个股(?:中|方面)?[，,：:]?|上市公司|概念股[，,：:]?|证券简称[为：:“\"]*|股票简称[为：:“\"]*|ST)$"
)

_ANY = pattern("|".join(_AFTER_ANY))
_PLACE = pattern(_PLACE_GOES_ON)
_TAILS = tuple((tail, pattern(follows)) for tail, follows, _ in _TAIL_GOES_ON)
_BEFORES = {name: pattern(f"(?:{ends})$") for name, ends, _ in _BEGAN_BEFORE}


def _is_word(name: str, before: str, after: str) -> bool:
    """Return whether *name* is an ordinary word that nothing beside it makes a company's."""
    return name in _ORDINARY and not (_COMPANY_AFTER.match(after) or _COMPANY_BEFORE.search(before))


def _goes_on(name: str, after: str) -> bool:
    """Return whether *after* continues with a longer word or name that *name* begins."""
    if _ANY.match(after) or (name in _PLACES and _PLACE.match(after)):
        return True
    return any(name.endswith(tail) and follows.match(after) for tail, follows in _TAILS)


def is_part(name: str, before: str, after: str) -> bool:
    """Return whether *name* between *before* and *after* is a part of something else than its company."""
    begun = name in _BEFORES and _BEFORES[name].search(before)
    return bool(begun) or _goes_on(name, after) or _is_word(name, before, after)
