"""One small agreement and one complete record, for the tests of tables, exports and the command line. Every name and number is invented."""

from __future__ import annotations

import copy

AGREEMENT = """数据标注服务合同
合同编号:BZ-2025-017
甲方:青禾数据科技有限公司
法定代表人:林一舟
乙方:云渡标注服务有限公司
法定代表人:许可
第一条 服务内容
1.1 甲方委托乙方标注道路图像,乙方不得将图像用于其他目的。
第二条 期限
2.1 服务期限为一年,自2025年3月1日起至2026年2月28日止。
第三条 费用
3.1 服务费总额为人民币120,000元(大写:壹拾贰万元整)。
3.2 甲方收到发票后15个工作日内付款。
第四条 保密与删除
4.1 乙方应在服务结束后30日内删除全部图像。
甲方(盖章):青禾数据科技有限公司
乙方(盖章):云渡标注服务有限公司
签订日期:2025年2月20日
"""


def evidence(text: str, clause: str, start: int = 0) -> dict:
    return {"text": text, "start": start, "end": start + len(text), "page": 2, "bbox": None, "clause": clause}


def party(role: str, name: str | None, **more) -> dict:
    keys = ("legal_representative", "agent", "id_number", "address", "contact", "phone", "email", "bank", "account")
    found = {"role": role, "aliases": [], "name": name, "kind": None} | dict.fromkeys(keys)
    found |= {"evidence": evidence(name, "preamble") if name else None, "confidence": 0.9 if name else 0.0}
    return found | more


def date(kind: str, value: str, **more) -> dict:
    return {"kind": kind, "value": value, "text": value, "evidence": evidence(value, "2.1"), "confidence": 0.95} | more


def duration(kind: str, value: str, **more) -> dict:
    found = {"kind": kind, "value": value, "bound": "exact", "day_type": None, "from_event": None}
    return found | {"text": "一年", "evidence": evidence("一年", "2.1"), "confidence": 0.9} | more


def amount(kind: str, value: str, currency: str = "CNY", **more) -> dict:
    found = {"kind": kind, "value": value, "currency": currency, "capital": None, "capital_agrees": None}
    return found | {"text": value, "evidence": evidence(value, "3.1"), "confidence": 0.9} | more


def data_term(type_: str, stance: str, value: str | None = None, **more) -> dict:
    found = {"type": type_, "stance": stance, "actor": "乙方", "value": value}
    return found | {"text": "删除全部图像", "evidence": evidence("删除全部图像", "4.1"), "confidence": 0.85} | more


def item(name: str, state: str, quotes: list[dict], **words: str) -> dict:
    return {"id": name, "article": "第二十一条第一款", "requirement": words, "state": state, "evidence": quotes}


def record(source: str = "合同/标注.docx", **parts) -> dict:
    """A record as `Record.to_dict()` gives it; `parts` replace its lists, ``document`` updates its head."""
    document = {
        "source": source,
        "sha256": "0" * 64,
        "format": "docx",
        "pages": 3,
        "language": "zh",
        "ocr": False,
        "title": "数据标注服务合同",
        "contract_no": "BZ-2025-017",
        "field_evidence": {
            "title": evidence("数据标注服务合同", "preamble"),
            "contract_no": evidence("BZ-2025-017", "preamble", AGREEMENT.index("BZ-2025-017")),
        },
        "contract_type": {"value": "data-processing", "text": "数据标注服务合同"}
        | {"evidence": evidence("数据标注服务合同", "preamble"), "confidence": 0.9, "rule": "type-data-processing"},
        "tax": None,
        "status": "filled",
        "truncated": False,
        "boilerplate": [],
        "text": AGREEMENT,
        "warnings": [{"code": "term-mismatch", "message": "期限与起止日期不一致。", "clause": "2.1"}],
        "outcome": {"state": "ok", "code": None, "reason": None, "next_step": None},
    }
    node = {"label": "第二条", "level": 1, "parent": None, "heading": "期限", "text": "", "start": 0, "end": 9, "page": 1}
    whole = {
        "document": document,
        "articles": [
            node | {"path": "2"},
            node | {"path": "2.1", "label": "2.1", "level": 2, "parent": "2", "heading": None, "text": "服务期限为一年。"},
        ],
        "parties": [
            party("甲方", "青禾数据科技有限公司", legal_representative="林一舟", kind="org"),
            party("乙方", "云渡标注服务有限公司", agent="许可", kind="org", state={"phone": "blank"}),
        ],
        "dates": [date("signed", "2025-02-20"), date("start", "2025-03-01"), date("end", "2026-02-28")],
        "durations": [
            duration("term", "P1Y"),
            duration("payment", "P15D", bound="max", day_type="working", from_event="收到发票后"),
        ],
        "amounts": [amount("total", "120000.00", capital="壹拾贰万元整", capital_agrees=True)],
        "data_terms": [data_term("deletion", "require", "P30D"), data_term("purpose", "prohibit")],
        "slots": [
            {"template": None, "slot": None, "label": "电话", "value": None, "filled": False}
            | {"text": "____", "evidence": evidence("____", "preamble"), "confidence": 0.9},
        ],
        "fields": {},
        "checks": [
            {"code": "term-mismatch", "severity": "error", "clause": "2.1", "message": "A term of one year does not end then."}
            | {"message_zh": "期限与起止日期不一致。", "evidence": evidence("一年", "2.1")},
        ],
        "checklists": [
            {
                "id": "pipl-21",
                "law": {"zh": "《中华人民共和国个人信息保护法》第二十一条", "en": "PIPL, Art. 21"},
                "title": {"zh": "委托处理个人信息", "en": "Entrusted processing"},
                "items": [
                    item("purpose", "present", [evidence("不得将图像用于其他目的", "1.1")], zh="约定处理目的", en="purpose"),
                    item("supervision", "missing", [], zh="监督", en="supervision"),
                ],
            }
        ],
        "deadlines": [
            {"kind": "end", "date": "2026-02-28", "until": None, "computed": False, "text": "2026年2月28日"}
            | {"rule": {"zh": "合同写明的截止日", "en": "end date as written"}}
            | {"evidence": evidence("2026年2月28日", "2.1"), "confidence": 0.95},
        ],
    }
    whole["document"] |= parts.pop("document", {})
    return copy.deepcopy(whole | parts)


def failed(source: str = "合同/坏.pdf") -> dict:
    """The record of a file that could not be read."""
    lists = ("articles", "parties", "dates", "durations", "amounts", "data_terms", "slots", "checks", "checklists", "deadlines")
    outcome = {"state": "failed", "code": "damaged", "reason": "the file is cut off", "next_step": "get it again"}
    head = {
        "title": None,
        "contract_no": None,
        "field_evidence": {},
        "contract_type": None,
        "tax": None,
        "status": None,
        "text": "",
        "language": None,
        "pages": None,
        "warnings": [],
        "outcome": outcome,
    }
    return record(source, document=head, **{name: [] for name in lists})
