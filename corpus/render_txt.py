"""Agreements as the text files people copy from the web: several encodings, document-sharing sites' notices around the text.

The notices are worded here. They share with the sites' own only what cannot be said otherwise: names, buttons, some fixed words.
"""

from __future__ import annotations

from collections.abc import Callable

from corpus.printed import Agreement, paragraphs, style

ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "gb18030", "gb18030", "utf-16")
MIRROR = "十大足球投注网站排行"  # mirrors put other words where the site's name stood
OTHERS = (
    *("厂房租赁合同(2024版)", "食堂承包协议", "设备维保合同", "劳务派遣协议书", "软件著作权转让合同", "绿化养护合同"),
    *("车辆租赁协议", "广告位租用合同", "仓库租赁合同书", "员工保密协议", "装修施工合同", "代理记账合同"),
    *("物流运输协议", "课程合作协议", "苗木采购合同", "电梯维修合同"),
)
Frame = tuple[list[str], list[str]]  # lines before, lines after


def render(agreement: Agreement) -> bytes:
    """The agreement as a text file."""
    before, after = FRAMES[agreement.pick("txt/frame", len(FRAMES))](agreement)
    lines = [*before, *_lines(agreement), *after]
    feed = ("\n", "\r\n")[agreement.pick("txt/feed", 2)]
    blank = agreement.pick("txt/blank", 3) == 0  # an empty line after each
    text = (feed * 2 if blank else feed).join(lines) + feed
    return text.encode(ENCODINGS[agreement.pick("txt/encoding", len(ENCODINGS))])


def _lines(agreement: Agreement) -> list[str]:
    out = []
    indent = ("", "\u3000\u3000", "    ")[agreement.pick("txt/indent", 3)]
    for line, text in paragraphs(agreement, style(agreement, "txt")):
        if line.kind == "table":
            out += ["\t".join(row) for row in line.rows]
        else:
            out.append(text if line.kind == "title" else indent + text)
    return out


def _none(agreement: Agreement) -> Frame:
    return [], []


def _listed(agreement: Agreement, site: str) -> list[str]:
    """The tail of such a page: what else one might read, the site's name, the comments."""
    first = agreement.pick("txt/others", len(OTHERS))
    names = [OTHERS[(first + n) % len(OTHERS)] for n in range(12)]
    suffixes = (".docx", ".doc", ".pdf")
    return ["您可能关注的文档", *(f"- {name}{suffixes[n % 3]}" for n, name in enumerate(names)), site, "文档评论(0)"]


def _notices(agreement: Agreement, site: str, first: str) -> list[str]:
    """The seven numbered notices of the paid-preview kind; with a page count in front they are eight."""
    pages = 3 + agreement.pick("txt/pages", 15)
    words = [
        f"{site}(book118)网站文档一经付费(成功下载),表示您接受本站条款,但版权并未因此转给您,转售、转传者,原作者可以追究,侵权必究。",
        "本站所有内容均由合作方或网友上传,本站无法逐篇核对,付款前请先看完预览。"
        "选文档的办法写在《如何避免下载的几个坑》里;付过款的,可以在 这里二次下载。",
        "如文档侵犯商业秘密、侵犯著作权、侵犯人身权等,请走“版权申诉”(推荐),也可以打举报电话:400-050-0827(电话支持时间:9:00-18:30)。",
        "该文档为VIP文档,如果想要下载,成为VIP会员后,下载免费。",
        "成为VIP后,下载本文档将扣除1次下载权益。下载后若有不清楚之处,请联系我们。",
        "成为VIP后,您将拥有八大权益,其中有:文档下载、阅读免打扰、格式转换、专属客服、多端互通、版权登记。",
        "VIP文档为合作方或网友上传,每下载1次,网站就给上传者记一次流量扶持。若您手上也有好文档,欢迎贡献VIP文档。上传文档",
    ]
    if first == "count":
        words.insert(0, f"本文档共{pages}页,可阅读全部内容。")
    return [f"- {n}、{text}" if agreement.pick("txt/dash", 2) == 0 else f"{n}、{text}" for n, text in enumerate(words, 1)]


def _paid(agreement: Agreement) -> Frame:
    return _notices(agreement, "原创力文档", "plain"), _listed(agreement, "原创力文档")


def _paid_counted(agreement: Agreement) -> Frame:
    return _notices(agreement, "原创力文档", "count"), _listed(agreement, "原创力文档")


def _mirror(agreement: Agreement) -> Frame:
    return _notices(agreement, MIRROR, "plain"), _listed(agreement, MIRROR)


def _preview(agreement: Agreement) -> Frame:
    title, left = agreement.title, 2 + agreement.pick("txt/left", 20)
    before = [f"{title}_第{n}页" for n in range(1, 6)]
    before += [f"已阅读5页,还剩{left}页未读", "继续免费阅读", "下载本文档"]
    before += ["版权说明:本文档由用户提供并上传,所得归内容提供方,如认为内容有问题,可以举报或认领", "文档简介"]
    return before, []


def _engine(agreement: Agreement) -> Frame:
    title, pages = agreement.title, 2 + agreement.pick("txt/pages", 30)
    before = [
        f"上传人:b****{agreement.pick('txt/user', 9) + 1}",
        f"文档编号:{10_000_000 + agreement.pick('txt/number', 9_000_000)}",
        f"上传时间:2024-{1 + agreement.pick('txt/month', 12):02d}-11",
        "格式:DOCX",
        f"页数:{pages}",
        f"大小:{18 + agreement.pick('txt/size', 60)}.25KB",
        "下载 相关 举报",
        "资源描述",
        f"《{title}》由会员分享,可在线阅读,更多相关《{title}({pages}页珍藏版)》请在冰豆网上搜索。",
    ]
    return before, []


FRAMES: tuple[Callable[[Agreement], Frame], ...] = (_none, _none, _paid, _paid_counted, _mirror, _preview, _engine)
