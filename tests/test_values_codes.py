"""Identifying numbers: forms and check digits, with the worked examples of the standards and numbers computed for these tests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values import codes

RIGHT = [
    ("credit-code", "91350100M000100Y43"),  # the worked example of GB 32100-2015
    ("identity-card", "11010519491231002X"),  # the worked example of GB 11643-1999
    ("identity-card", "440524188001010014"),
    ("taiwan-identity", "A123456789"),
    ("taiwan-business", "04595257"),
]


@pytest.mark.parametrize(("kind", "value"), RIGHT)
def test_right_check_digits(kind, value):
    assert codes.kind_of(value) == kind
    assert codes.check(value) is True


@pytest.mark.parametrize(("kind", "value"), [r for r in RIGHT if not r[0].startswith("taiwan")])  # modulo ten cannot see them all
def test_one_changed_digit_is_seen(kind, value):
    for at, old in enumerate(value[:-1]):
        if old.isdigit() and at != len(value) - 1:
            for new in "0123456789":
                changed = value[:at] + new + value[at + 1 :]
                if new != old and codes.kind_of(changed) == kind:
                    assert codes.check(changed, kind) is False, changed


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("HRB 518204", "register"),
        ("9135 0100 M000 1 00Y 43", "credit-code"),
        ("11010519491231002x", "identity-card"),
        ("G12345678", "passport"),
        ("110105491231002", "identity-card-15"),
        ("91440101MA9CXXXX23", "credit-code"),
        ("云岭", None),
        ("12", None),
    ],
)
def test_kinds_by_form(value, kind):
    assert codes.kind_of(value) == kind


def test_masked_and_foreign_numbers_are_not_judged():
    assert codes.check("91440101MA9CXXXX23") is None
    assert codes.check("HRB 518204") is None
    assert codes.check("09876123") is None  # eight digits of a British company: no wrong Taiwan number
    assert codes.check("09876123", "taiwan-business") is False


def test_an_identity_card_needs_a_birth_date_that_exists():
    assert codes.identity_card("11010519490230002X") is False


def test_numbers_are_found_with_their_places():
    text = "统一社会信用代码 9135 0100 M000 100Y 43,身份证11010519491231002X,登记号HRB 518204"
    found = codes.find(text)
    assert [(c.kind, text[c.start : c.end]) for c in found] == [
        ("credit-code", "9135 0100 M000 100Y 43"),
        ("identity-card", "11010519491231002X"),
        ("register", "HRB 518204"),
    ]
    assert [c.valid for c in found] == [True, True, None]


@given(st.text(max_size=80))
def test_any_text_is_searched_without_error(text):
    for code in codes.find(text):
        assert 0 <= code.start < code.end <= len(text)
        assert codes.check(code.value, code.kind) in (True, False, None)


def test_older_register_numbers():
    assert codes.business_register("110108000000016") is True
    assert codes.business_register("110108000000017") is False
    assert codes.organisation_code("D2143569X") is True  # the worked example of GB 11714-1997
    assert codes.organisation_code("D21435690") is False
