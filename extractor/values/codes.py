"""Numbers that identify a party: their forms, and the check digit where the issuer defines one.

Unified social credit codes (GB 32100-2015) and the older register numbers inside them, resident identity cards (GB
11643-1999), Taiwan identity cards
and business numbers, and the register numbers foreign companies give (HRB 518204, 09876123). Spaces and hyphens inside a
number do not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015, table 2: no I O S V Z
_CREDIT_WEIGHTS = tuple(pow(3, n, 31) for n in range(17))
_CARD_WEIGHTS = tuple(pow(2, 17 - n, 11) for n in range(17))
_CARD_CHECK = "10X98765432"
_TAIWAN = {letter: 10 + n for n, letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO")}  # Household registration: A = 10 … O = 35

_BIRTH = r"(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"

_FORMS = (  # kind, form after spaces and hyphens are gone; the first that fits wins
    ("identity-card", re.compile(rf"[1-9]\d{{5}}{_BIRTH}\d{{3}}[0-9X]")),
    ("credit-code", re.compile(r"[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}")),
    ("identity-card-15", re.compile(r"[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}")),
    ("business-register", re.compile(r"\d{15}")),
    ("taiwan-identity", re.compile(r"[A-Z][1289]\d{8}")),
    ("register", re.compile(r"(?:HR[AB]|FN|CHE|SIREN|SIRET|UEN|EIN|KVK|KBO|CR|BR)[.:]?[A-Z0-9./]{4,20}")),
    ("passport", re.compile(r"[A-Z]{1,2}\d{7,8}")),
    ("register", re.compile(r"[A-Z0-9./*]{6,24}")),
)
_CANDIDATE = re.compile(
    # a foreign register's prefix and number
    r"(?:HR[AB]|FN|CHE|SIREN|SIRET|UEN|EIN|KvK|KBO)[ .:-]{0,3}\d[\d .-]{2,16}[\dA-Za-z]?"
    r"|(?<![0-9A-Za-z])[0-9A-Za-z](?:[ -]?[0-9A-Za-z*]){6,22}(?![0-9A-Za-z])"
)


@dataclass(frozen=True, slots=True)
class Code:
    """A number found in a text: `start`/`end` in code points, `value` without spaces and hyphens, `kind` as in the table
    of forms."""

    start: int
    end: int
    value: str
    kind: str

    @property
    def valid(self) -> bool | None:
        """Whether the check digit is right; None where the kind has none."""
        return check(self.value, self.kind)


def find(text: str) -> tuple[Code, ...]:
    """The numbers in `text` that have the form of an identifying number, in order."""
    found = []
    for match in _CANDIDATE.finditer(text):
        value, kind = plain(match[0]), kind_of(match[0])
        if kind and sum(c.isdigit() for c in value) >= 4:
            found.append(Code(match.start(), match.end(), value, kind))
    return tuple(found)


def plain(code: str) -> str:
    """`code` in capitals, without the spaces and hyphens people put in for reading."""
    return re.sub(r"[\s-]", "", code).upper()


def kind_of(code: str) -> str | None:
    """What kind of number `code` has the form of, or None."""
    value = plain(code)
    kind = next((kind for kind, form in _FORMS if form.fullmatch(value)), None)
    if kind == "register":  # eight or nine places are too common to be called wrong: only a right check digit tells these
        return "organisation-code" if organisation_code(value) else "taiwan-business" if taiwan_business(value) else kind
    return kind


def check(code: str, kind: str | None = None) -> bool | None:
    """Whether the check digit of `code` is right; None where its kind has no check digit, or where places are masked
    (``9144…XXXX23``)."""
    value, kind = plain(code), kind or kind_of(code)
    if "XX" in value or "*" in value:
        return None
    test = {
        "credit-code": credit_code,
        "identity-card": identity_card,
        "business-register": business_register,
        "taiwan-identity": taiwan_identity,
        "taiwan-business": taiwan_business,
        "organisation-code": organisation_code,
    }.get(kind or "")
    return test(value) if test else None


def credit_code(value: str) -> bool:
    """GB 32100-2015, 4.6: sum of code values times 3^n modulo 31 over the first 17 places, the check character being 31
    minus it."""
    if len(value) != 18 or any(c not in _CREDIT for c in value):
        return False
    total = sum(_CREDIT.index(c) * w for c, w in zip(value, _CREDIT_WEIGHTS, strict=False))
    return _CREDIT[-total % 31] == value[17]


def identity_card(value: str) -> bool:
    """GB 11643-1999 (ISO 7064 MOD 11-2), and a birth date that exists."""
    if not re.fullmatch(r"\d{17}[0-9X]", value):
        return False
    try:
        date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        return False
    return _CARD_CHECK[sum(int(c) * w for c, w in zip(value, _CARD_WEIGHTS, strict=False)) % 11] == value[17]


def business_register(value: str) -> bool:
    """GS 15-2006, the register number before the unified code: ISO 7064 MOD 11,10."""
    if not re.fullmatch(r"\d{15}", value):
        return False
    product = 10
    for digit in value[:14]:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return (product + int(value[14])) % 10 == 1


def organisation_code(value: str) -> bool:
    """GB 11714-1997: weights 3 7 9 10 5 8 4 2, check character 11 minus the sum modulo 11 (10 is X, 11 is 0)."""
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", value):
        return False
    total = sum(int(c, 36) * w for c, w in zip(value, (3, 7, 9, 10, 5, 8, 4, 2), strict=False))
    return "0123456789X"[-total % 11] == value[8]


def taiwan_identity(value: str) -> bool:
    """National identification and new resident numbers: letter as two digits, weights 1 9 8 … 1 1, divisible by ten."""
    if not re.fullmatch(r"[A-Z][1289]\d{8}", value):
        return False
    digits = [int(c) for c in f"{_TAIWAN[value[0]]}{value[1:]}"]
    return sum(d * w for d, w in zip(digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)) % 10 == 0


def taiwan_business(value: str) -> bool:
    """統一編號: weights 1 2 1 2 1 2 4 1, digits summed, divisible by five (rule of April 2023, which contains the older one by
    ten)."""
    if not re.fullmatch(r"\d{8}", value):
        return False
    total = sum(sum(divmod(int(c) * w, 10)) for c, w in zip(value, (1, 2, 1, 2, 1, 2, 4, 1), strict=True))
    return total % 5 == 0 or (value[6] == "7" and (total + 1) % 5 == 0)
