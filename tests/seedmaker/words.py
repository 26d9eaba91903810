"""The tables behind the invented articles: companies, places, people and patterns of sentences.

A pattern's slots are the names in braces: `{company} {city} {person} {role} {sector} {product}` are drawn
once an article, `{figure} {percent} {money} {months} {month} {day}` anew at every place.
"""

from __future__ import annotations

COMPANIES = (
    "远帆重工", "青峦新材", "澄湖银行", "霁川能源", "砚湖生物", "朗汐科技", "麓岭机床", "栖云航运",
    "槐荫证券", "岚浦港务", "苇渡食品", "曜岚光电", "柏舟物流", "禾稷集团", "北岸化工", "槐序环保",
)  # fmt: skip
CITIES = ("陵江市", "云泽市", "岚浦市", "霁州市", "苇渡县", "临港新区", "北岸区", "砚湖高新区")
PEOPLE = ("孟怀舟", "谢明屿", "骆嘉言", "潘闻道", "乔德顺", "范鹤鸣", "俞照夜", "祝南枝", "江予怀", "秦疏影")
EDITORS = ("温如瑾", "柳闻莺", "段以宁", "尹照野", "曲听澜", "宋清晏", "燕知秋")
ROLES = ("董事长", "总经理", "财务总监", "首席经济学家", "分管副市长", "研究院院长")
SECTORS = ("装备制造", "储能材料", "冷链物流", "生物医药", "港口航运", "特种化工", "数控机床", "海上风电")
PRODUCTS = ("主轴承", "隔膜涂层", "冷藏集装箱", "三联疫苗", "岸电设备", "电子级溶剂", "五轴机床", "变流器")
MEDIA = ("海岳晚报", "晨汐时报", "南麓财讯", "岚浦发布", "霁川日报")
TICKERS = ("sh609917", "sh609931", "sz009914", "sz009923", "sz009940", "sz009955")

TITLES = (
    "{company}前三季度净利润增长{percent}_ {product}出口成主力",
    "{city}{sector}投资突破{money} 同比增长{percent}",
    "{company}{role}{person}：{product}国产化率将达{percent}",
    "{company}拟以{money}收购{sector}资产",
    "{city}出台{sector}新政 最高补贴{money}",
    "{sector}景气指数升至{figure} 连续{months}个月回升",
)
SENTENCES = (
    "{company}{day}日公告，前三季度实现营业收入{money}，同比增长{percent}。",
    "其中，{product}业务收入{money}，占比由上年的{percent}提高到{percent}。",
    "“订单已经排到明年{month}月。”{company}{role}{person}在电话会议上表示，产能利用率维持在{percent}左右。",
    "{city}有关部门负责人介绍，当地{sector}产业链上现有企业{figure}家，其中规模以上{figure}家。",
    "从区域看，{city}的出货量环比上升{percent}，连续{months}个月领先。",
    "据测算，每台设备每年可节约电费{money}，投资回收期约{months}个月。",
    "{person}认为，{sector}的竞争正在从价格转向交付，“谁能把周期缩短{percent}，谁就能留住客户”。",
    "截至{month}月{day}日，相关项目累计完成投资{money}，为年度计划的{percent}。",
    "公司同时提示，{product}的原材料价格较年初上涨{percent}，毛利率存在下行压力。",
    "业内人士预计，{month}月之后{sector}的需求将逐步恢复，全年增速有望达到{percent}。",
    "与去年同期相比，{product}的平均单价下降{percent}，但销量增加{figure}套。",
    "按照方案，{city}将分{months}期安排专项资金，首期{money}已经下达。",
)
BOLD = ("要点提示：", "订单情况。", "“产能为王”，", "下一步安排：", "风险提示：", "区域分化明显，")
