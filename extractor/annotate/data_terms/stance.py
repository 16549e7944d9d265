"""How a clause speaks of a thing: ``prohibit``, ``condition``, ``permit``, ``require`` or ``state``."""

from __future__ import annotations

import re

_CONDITION = re.compile(
    r"未经|未获|未征得|未取得|未得到|非经|不经|没有[^,。;]{0,14}(?:同意|许可|授权|批准)|方可|方能|才可|才能|始得|除非|另行(?:取得|征得|签署|签订|获得)|"
    r"(?:须|应|需|必须)(?:事先|先|当|另行?|经)?[^,。;]{0,6}(?:经|征得|取得|获得|得到|报)[^,。;]{0,22}(?:同意|许可|授权|批准|认可|审批|审查)|须另立协议|(?:经|取得|征得)[^,。;]{0,16}(?:同意|许可|授权|批准)(?:后|的)|事先取得[^,。;]{0,16}(?:同意|许可)"
)
_PROHIBIT = re.compile(r"不得|禁止|严禁|不可(?!抗|撤|分|转)|不能|不许|不准|不允许|不应|无权|切勿|不再|一律不|一概不|均不|不[^,。;]{0,3}(?:出国?境|留存|外传)")
_PERMIT = re.compile(r"可以|有权|允许|授权(?!方|代表|书|委托)|可(?!能|靠|用|行|信|读|识|视|疑|追|控|再|抗|撤|分|转)|(?<=方)得(?!到|知)|同意[^,。;]{0,6}(?:授权|使用|处理)")
_REQUIRE = re.compile(r"应|须|需|必须|只能|只可|仅|只|保证|承诺|确保|负责|负有|义务|承担|一律|遵守|遵照|执行|适用|限于|不少于|至少|责任|要求|不超过|专用于")


def stance(segment: str, before: str, above: str, default: str) -> str:
    """The stance of `segment` (the words of the find up to its commas); `before` is the rest of the sentence to its left, `above` what introduces the clause.

    A missing modal is taken from the words before, then from the introduction of a list; `default` is what the type means without any.
    """
    own = _plain(segment)
    if _CONDITION.search(own) or (_PROHIBIT.search(own) and re.search(r"(?:未经|非经|未获|未取得|没有)[^。;]{0,30}$", before)):
        return "condition"
    if _PROHIBIT.search(own):
        return "prohibit"
    found = [(m.start(), name) for name, pattern in (("permit", _PERMIT), ("require", _REQUIRE)) for m in [pattern.search(own)] if m]
    if found:
        return min(found)[1]
    if re.search(r"(?:未经|非经|未获|未取得|没有)[^。;]{0,30}(?:同意|许可|授权|批准)[^,。;]*,$", before):
        return "condition"
    nearest = max(((m.start(), name) for name, p in (("prohibit", _PROHIBIT), ("permit", _PERMIT), ("require", _REQUIRE)) for m in p.finditer(before)), default=None)
    if nearest and default != "state":
        return nearest[1]
    if default != "state" and re.search(r"不得|禁止|严禁", above.split("\n", 1)[0]) and ":" in above.split("\n", 1)[0]:
        return "prohibit"
    return default


def _plain(segment: str) -> str:
    """Without what looks like a modal and is none."""
    return re.sub(r"不可抗力|授权代表|可能|可识别|应用|响应|供应|相应|应急|适应|对应|反应|需求|需方|只读|有权机关|不可逆|不得不|可视化|许可方|许可费|义务教育", "", segment)
