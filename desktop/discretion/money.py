"""Amounts as people write and type them, in German and English. Pure."""

import re
from decimal import Decimal
from typing import Final, Literal

from babel.numbers import (
    NumberFormatError,
    format_currency,
    get_currency_precision,
    get_currency_symbol,
    parse_decimal,
)

from desktop.discretion.policy import TOO_MUCH

Language = Literal["de", "en"]

_CENT: Final = Decimal("0.01")
_PLAIN: Final = re.compile(r"\d{1,12}(?:[.,]\d{1,2})?")
"""Whatever the language, a point or comma with one or two digits behind it parts the cents."""


def money(amount: Decimal, currency: str, language: Language) -> str:
    """As people write it: "30 €" where nothing is behind the comma; no digit is left out."""
    digits = 0
    exponent = amount.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < 0:
        digits = max(get_currency_precision(currency), -exponent)
    number = "#,##0." + digits * "0" if digits else "#,##0"
    # CLDR sets a sign close to the number, and letters apart.
    apart = "\N{NO-BREAK SPACE}" if get_currency_symbol(currency, language)[-1].isalpha() else ""
    pattern = f"{number}\N{NO-BREAK SPACE}¤" if language == "de" else f"¤{apart}{number}"
    return format_currency(amount, currency, pattern, language, currency_digits=False)


def typed(text: str, currency: str, language: Language) -> Decimal | None:
    """What `text` says, as "12,50" or "1.200 €"; None where it is no amount above 0 that the
    currency has.
    """
    bare = text.replace(symbol(currency, language), "").replace(currency, "").strip()
    try:
        if _PLAIN.fullmatch(bare):
            amount = Decimal(bare.replace(",", "."))
        else:
            amount = parse_decimal(bare, language, strict=True)
    except NumberFormatError:
        return None
    sound = amount.is_finite() and 0 < amount < TOO_MUCH
    return amount if sound and amount == round(amount, get_currency_precision(currency)) else None


def symbol(currency: str, language: Language) -> str:
    return get_currency_symbol(currency, language)


def plain_amount(amount: Decimal, language: Language) -> str:
    """For a field to type into: "6,90"; empty for 0."""
    if not amount:
        return ""
    text = str(amount.quantize(_CENT))
    return text.replace(".", ",") if language == "de" else text
