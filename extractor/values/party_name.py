"""Names of parties: organisations and people, in Chinese, traditional or simplified, and in Latin letters.

Everything works on folded text (`extractor.fold`); offsets are code points into the text given.
"""

from __future__ import annotations

import functools
import re

_ORG_END = (
    "公司|集团|总厂|工厂|厂|商店|门店|分店|旗舰店|专卖店|便利店|药店|书店|店|商行|车行|银行|分行|支行|合作社|联社|旅行社|出版社|杂志社|报社|通讯社|社区|"
    "研究所|事务所|派出所|交易所|卫生所|诊所|学院|医院|卫生院|法院|检察院|研究院|设计院|科学院|剧院|影院|敬老院|养老院|福利院|学校|小学|中学|高中|技校|党校|分校|"
    "大学|幼儿园|博物馆|图书馆|美术馆|体育馆|宾馆|茶馆|会馆|总局|管理局|分局|局|营业部|经营部|服务部|项目部|事业部|商贸部|批发部|总部|经销部|门市部|办事处|代表处|管理处|处|"
    "委员会|业委会|居委会|村委会|管委会|协会|学会|商会|基金会|联合会|研究会|工会|理事会|中心|合伙企业|企业|人民政府|政府|街道办|办公室|工作室|设计室|俱乐部|"
    "小组|联盟|联合体|事务中心|超市|市场|商场|酒店|饭店|餐厅|餐馆|酒楼|食府|饭庄|面馆|茶楼|酒吧|网吧|影楼|药房|大药房|会所|农场|林场|牧场|养殖场|加工场|渔场|果园|农庄|山庄|"
    "公园|产业园|培训班|剧团|乐团|歌舞团|艺术团|电视台|广播电台|电台|支队|总队|大队|工程队|施工队|运输队|加油站|工作站|服务站|站|基金|计划|信托|公证处|监狱|部队|"
    "分公司|子公司|株式会社|会社|商号|行号|经济社|股份社|联营社|合作联社|档口|坊|轩|阁|堂|府"
)
_ORG = re.compile(
    rf"(?:{_ORG_END})(?:\((?:有限合伙|普通合伙|特殊普通合伙|个人独资|个体工商户|集团|筹|[一-龥]{{2,6}})\))?$"
    r"|有限责任|股份有限|\((?:有限合伙|普通合伙|特殊普通合伙)\)"
)
_ORG_SHORT = re.compile(
    r"[一-龥]{4}(?:行|馆|厅|房|廊|室|院|社|所|会|站|部|队|园|团|苑|居|舍|宿|栈|斋|吧|铺|庄|寺|城|台|库|场|矿|大会|网|家|汇|屋|坞|窑|圃|乡|镇|村|组|报|海关|厅|委|署|街道|频道|卫视|开发区|园区|机场|水库|车间|影城|广场|大厦|民宿|书院)$"
)
_ORG_LATIN = re.compile(
    r"\b(?:Ltd|Limited|Inc|Incorporated|Corp|Corporation|LLC|LLP|L\.?P\.?|GmbH|mbH|AG|KG|KGaA|SE|S\.?A\.?S?|S\.?p\.?A|S\.?r\.?l|B\.?V|N\.?V|Oyj?|AB|A/S|ApS|AS|Pty|Pte|P\.?L\.?C|plc|"
    r"Co|Company|Group|University|Institute|Foundation|Holdings?|Bank|Trust|College|School|Hospital|Association|K\.?K|Sdn|Bhd|d\.o\.o|s\.r\.o|Kft|Zrt|Sp\. z o\.o|Ltda)\b\.?",
)
LATIN_TAIL = re.compile(
    r",\s*(?:Ltd|Limited|Inc|LLC|L\.L\.C|LLP|L\.?P\.?|Corp|Co\b|GmbH|S\.?A|S\.?p\.?A|Pte|Pty|PLC|K\.?K|N\.?V|B\.?V|Jr|Sr|Lda|Ltda)"
)
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄"
    "和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚"
    "程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴郁胥能苍双闻"
    "莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾"
    "毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督岳帅缑亢况郈有琴归海晋楚闫法铁水门展辛苗和白石海江边汝鄢涂钦商牟佘佴伯赏墨哈谯笪年爱阳佟言福肖占覃邸原仝么亓付代尉揭区青占苑候冼闻麦郎付宾禤仁银"
)
_COMPOUND = "欧阳|司马|上官|诸葛|夏侯|东方|皇甫|尉迟|公羊|澹台|公冶|宗政|濮阳|淳于|单于|太叔|申屠|公孙|仲孙|轩辕|令狐|钟离|宇文|长孙|慕容|鲜于|闾丘|司徒|司空|端木|百里|呼延|南宫|独孤|西门|东郭|闻人|拓跋|赫连|第五|完颜|漆雕|乐正|壤驷|公良|拓拔|夹谷|宰父|谷梁|段干|南门|羊舌|微生|梁丘|左丘|东门|南荣|相里|太史|亓官|司寇|巫马|公西|颛孙|子车|贺兰|耶律|纳兰|叶赫|那拉|爱新|阿史那"
_PERSON = re.compile(rf"(?:(?:{_COMPOUND})[一-龥]{{1,2}}|[一-龥]{{2,4}}|[一-龥]{{1,8}}(?:·[一-龥]{{1,10}})+)")
_OFFICE = re.compile(
    r"(?:机构|单位|部门|公司|方|者|商|人员|人|员|户|合同|协议|条款|信息|资料|费用|款项|服务)$"
)  # no given name ends so
_WORDS = frozenset(  # two-character words that begin like a surname
    "单价 总价 单位 数量 金额 备注 品牌 规格 型号 时间 日期 方式 内容 项目 计划 安排 管理 通知 应当 任何 全部 支付 保证 保密 解除 终止 成交 成立 包装 包括 安装 安全 万元 平米 平方 关于 相关 有关 双方 家具 家电 电视 空调 "
    "房屋 明细 清单 毛坯 时限 施工 相应 余款 尾款 白天 班次 石材 黄金 钱款 路费 车费 鲜花 鱼类 花草 水费 电费 常规 乐器 元整 计费 能力 方案 方法 方向 通信 应收 应付 和解 向乙 别墅 于本 于甲 时起 时止 共同 全体 满足 许可 车辆 "
    "党员 商品 商标 牛奶 温度 年度 年限 从事 从业 充分 连续 习惯 容量 古董 终身 都可 国家 广告 东西 养老 那么 空白 查询 后续 权利 公司 公章 司法 幸福 司机 甘愿 印章 符合 景区 白色 黑色 红色 蓝色 黄色 金色 银行 海关 言明 "
    "盖章 经营 经双 经甲 代理 代表 代码 付款 付清 向甲 和乙 和甲 别的 从甲 由甲 由乙 计算 计价 左右 文件 文本 文字 钟点 季度 元旦 严格 严禁 危险 危害 水平 明确 明示 余额 宁可 仇家 祖父 全额 全面 全权 班级 仰赖 束缚 龙头".split()
)
_LATIN_PERSON = re.compile(
    r"(?:(?:Dr|Mr|Ms|Mrs|Prof)\.?\s+)?[A-Z][\w'’-]*\.?(?:\s+(?:[A-Z][\w'’-]*\.?|van|von|de|der|la|di|bin|al)){1,4}"
)
_BARE_ORG = re.compile(
    r"(?:科技|信息|技术|网络|贸易|商贸|实业|集团|股份|有限|责任|文化|传媒|服务|咨询|管理|工程|建设|软件|数据)*公司"
)  # ____科技有限公司
_VERBAL = re.compile(
    r"[甲乙丙丁]方|应当|应该|不得|承租人|出租人|委托人|^(?:有权|或|负责|同意|按照|可以|必须|需要|如果|因|解决|提供|收回|出示|明示|享有|承担|履行)|(?:应|须|将|日内|一次性)支付|订立的|签订的"
)
_PROSE = re.compile(
    r"(?:应当|应该|不得|如下|负责|保证|同意|以下|合同|协议|约定|按照|双方|进行|提供的|解决|订立|签订|承担|约定)|(?:编号|号码|日期|电话|地址|签字|盖章|签章|如下|证明|内容|方式|条款)$|^(?:的|应|须|将|可|有权|对|在|于|按|向|因|若|如)"
)


@functools.lru_cache(maxsize=8192)
def kind(name: str) -> str | None:
    """``org`` or ``person`` by the form of the folded name, or None where the form does not tell."""
    name = name.strip()
    tail = re.sub(r"\([^()]*\)$", "", name)
    if len(name) >= 6 and _ORG_SHORT.search(tail) or len(name) >= 4 and (_ORG.search(name) or _ORG.search(tail)):
        return "org"
    if re.search("[A-Za-z]", name) and not re.search("[一-龥]", name):
        return "org" if _ORG_LATIN.search(name) else "person" if _LATIN_PERSON.fullmatch(name) else None
    compact = name.replace(" ", "")
    if _OFFICE.search(compact) or compact in _WORDS:
        return None
    if _PERSON.fullmatch(compact) and (compact[0] in _SURNAMES or "·" in compact or re.match(_COMPOUND, compact)):
        return "person"
    return None


def plausible(name: str) -> bool:
    """Whether folded `name` can be a name at all, rather than a sentence that happens to follow a role and a colon."""
    if not 1 < len(name) <= 80 or re.search("[。;!?]", name) or name.count(",") > 3:
        return False
    if _BARE_ORG.fullmatch(name):
        return False
    if _VERBAL.search(name):
        return False
    if kind(name) is not None:
        return "的" not in name or len(name) < 5
    if re.search("[一-龥]", name) and (len(name) > 14 or "、" in name or "的" in name):
        return False
    return not _PROSE.search(name)


def is_name(name: str) -> bool:
    """Whether the form alone says that folded `name` is the name of an organisation or a person."""
    return kind(name) is not None and plausible(name)


_JOINT = re.compile(r"[、/;和与及]|\s[一-龥]{4}")


def split(names: str) -> tuple[tuple[int, int], ...]:
    """The spans of joint parties named in one place (``张三、李四``; ``A公司和B公司``); the whole as one span unless all parts
    are organisations or all are people.

    A bracket behind a name stays with it.
    """
    if not _JOINT.search(names):
        return ((0, len(names)),)
    for joint in (r"、|/|;|\s+(?=[一-龥]{4})", r"、|和|与|及|以及"):
        spans, at = [], 0
        for match in re.finditer(joint, names):
            if names.count("(", 0, match.start()) == names.count(")", 0, match.start()):
                spans.append((at, match.start()))
                at = match.end()
        spans.append((at, len(names)))
        parts = [re.sub(r"\([^()]*\)\s*$", "", names[s:e].strip(" _")) for s, e in spans]
        kinds = {kind(part) if plausible(part) else None for part in parts}
        if len(spans) > 1 and len(kinds) == 1 and None not in kinds:
            return tuple(spans)
    return ((0, len(names)),)


_INTRO = re.compile(
    r"\s*(?:(?:本|该|此)?(?:合同|协议|契约|合约)书?(?:各方|双方|当事人)?(?:为|是)?|由?(?:以下|下列|下述)(?:各方|双方|当事人)?|立(?:约|契约|合同|协议)书?人|兹有|兹因|兹|双方|各方|当事人|签约方"
    r"|(?:其中)?(?:一|另一)方(?:当事人)?(?:为|是|系)?|[:,、\"\s]+|\(?[0-9一二三四五六七八九]\)|[0-9]\.|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日|于)"
)
_BY = re.compile(r"(?:合同|协议|契约|书|日|地|下列|订立|签订|签署|市|县|区|年|月)(?:,)?由(?=[一-龥A-Z])")
_JOIN = re.compile(r"\s*(?:以及|并由|与|和|及|由|并|且)\s*")


def start(chunk: str, joined: bool = False) -> int:
    """Where the name begins in a folded stretch of a sentence that ends with it (``本合同由A公司`` → 4).

    `joined`: another name went before, so that a 与 or 和 at the front joins the two; otherwise it is part of the name (和平公司).
    """
    at = max((match.end() for match in _BY.finditer(chunk)), default=0)
    while (lead := _INTRO.match(chunk, at)) and lead.end() > at and chunk[lead.end() :].strip():
        at = lead.end()
    join = _JOIN.match(chunk, at)
    if join and chunk[join.end() :].strip() and (joined or join[0].strip() in ("由", "并由", "以及")):
        at = join.end()
    return at + len(chunk[at:]) - len(chunk[at:].lstrip())
