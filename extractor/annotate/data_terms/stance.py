"""How a clause speaks of a thing: ``prohibit``, ``condition``, ``permit``, ``require`` or ``state`` (the record's conventions)."""

from __future__ import annotations

import re

_NO_CONSENT = re.compile(r"(?:未经|非经|未获|未征得|未取得|未得到|不经|没有|若无|如无)[^。;]{0,30}")
_CONDITION = re.compile(
    r"未经|未获|未征得|未取得|未得到|非经|不经|(?:没有|若无|如无)[^,。;]{0,14}(?:同意|许可|授权|批准)|(?<=[后,意准可权得过])方[可能](?!以)|才可|才能|始得|除非|"
    r"另行?(?:取得|征得|签署|签订|获得)|(?:须|应当?|需|必须)[还]?(?:事先|先|另行?)(?:经|取得|征得|获得|通过|完成|签|报)|须另立|"
    r"(?:须|需|必须|应)[^,。;]{0,4}经[^,。;]{0,22}(?:同意|许可|授权|批准|认可|审批|审查)|(?:须|应当?|需|必须)[^,。;]{0,16}(?:取得|征得|获得|得到|签署)[^,。;]{0,16}(?:同意|许可|授权)|"
    r"(?:经|取得|征得)[^,。;]{0,16}(?:同意|许可|批准)(?:后|的)|事先报[^,。;]{0,12}(?:同意|批准)|前[^,。;]{0,8}(?:取得|征得|签署)[^,。;]{0,12}同意"
)
_PROHIBIT = re.compile(
    r"不得|禁止|严禁|不可|不能|不许|不准|不允许|不应|无权|切勿|不再|一律不|一概不|均不|不[^,。;]{0,3}(?:出国?境|留存|外传|提供)"
)
_PERMIT = re.compile(
    r"可以|有权|允许|授权(?=[^,。;]{1,8}(?:处理|使用|收集|查询|在))|可|(?<=方)得|同意[^,。;]{0,6}(?:使用|处理|收集)"
)
_REQUIRE = re.compile(
    r"应|须|需|必须|只能|仅|只|保证|承诺|确保|负责|负有|义务|承担|一律|遵守|遵照|执行|适用|限于|不少于|至少|责任|要求|不超过|专用于"
)
_NO_MODALS = re.compile(
    r"不可抗力|授权代表|可能|可识别|可用性|可视化|可靠|许可[人方费]|被?许可人|认可|即可|供应|相应|应用|响应|对应|反应|应急|适应|需求|需方|只读|有权机关|不可逆|不得不|"
    r"(?<!不)得[知悉到以]|分级授权|授权(?:文本|书|人|范围|代表|管理)|应收|应付|义务教育|责任[心感]"
)


def stance(segment: str, following: str, before: str, above: str, default: str) -> str:
    """The stance of `segment`, the words of a find up to its commas.

    Without a modal of its own it takes the next one `following` in the sentence when it is a condition (``…的,``), the nearest one `before` it, or that of the
    introductory line `above`; `default` is what the type means without any.
    """
    own = plain(segment)
    if re.search(r"[的时后前]$|所必需$|^(?:未经|非经|若|如)", own.strip()) and following:
        own += "," + plain(following)
    before = plain(before)
    if _CONDITION.search(own) or (_PROHIBIT.search(own) and _NO_CONSENT.search(before)):
        return "condition"
    if modal := first(own):
        return modal
    if default == "state":
        return default
    found = [(m.start(), name) for name, pattern in _MODALS for m in pattern.finditer(before)]
    if found:
        return max(found)[1]
    intro = above.split("\n", 1)[0]
    return "prohibit" if intro.endswith(":") and _PROHIBIT.search(intro) else default


_MODALS = (("prohibit", _PROHIBIT), ("permit", _PERMIT), ("require", _REQUIRE))


def first(text: str) -> str | None:
    """A ban wherever it stands, else the first modal of `text`, or None."""
    if _PROHIBIT.search(text):
        return "prohibit"
    found = [(m.start(), name) for name, pattern in _MODALS[1:] if (m := pattern.search(text))]
    return min(found)[1] if found else None


def permits(text: str) -> bool:
    return bool(_PERMIT.search(plain(text)))


def forbids(text: str) -> bool:
    return bool(_PROHIBIT.search(plain(text)))


def plain(text: str) -> str:
    """`text` without what looks like a modal and is none."""
    return _NO_MODALS.sub("", text)
