"""Every rule of a policy, and every answer of it, as a sentence in German or English. Pure."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, Literal

from babel.dates import format_date
from babel.numbers import format_currency

from desktop.discretion.policy import Decision, Kind, Policy, Rule, Silence
from desktop.discretion.quote import Because, Quote

Language = Literal["de", "en"]

_Key = str | tuple[type[StrEnum], StrEnum]
"""Members of two enumerations may be the same string."""

_WORDS: Final[dict[Language, dict[_Key, str]]] = {
    "de": {
        (Kind, Kind.CREDIT): "Gutschrift",
        (Kind, Kind.WAIVED_FEE): "Gebührenerlass",
        (Kind, Kind.REPLACEMENT): "Ersatz",
        (Kind, Kind.REFUND_WITHOUT_RETURN): "Erstattung ohne Rücksendung",
        (Kind, Kind.CALLBACK): "Rückrufzusage",
        (Kind, Kind.PROCESS_OVERRIDE): "Abweichung vom Ablauf",
        "and": " und ",
        "every": "jedes Thema, für das es keine eigene Regel gibt",
        "topics": "die Themen {topics}",
        "rule": "{kinds} ({roles}, {topics}): {steps}.",
        "alone": "bis {amount} je Fall allein",
        "nothing": "nichts allein",
        "inform": "bis {amount} mit Nachricht an die Leitung",
        "ask": "bis {amount} nach Rückfrage",
        "above": "darüber nicht",
        "day": "höchstens {amount} am Tag",
        "times_day": "höchstens {times}-mal am Tag",
        "customer": "höchstens {amount} je Kunde in {days} Tagen",
        "times_customer": "höchstens {times}-mal je Kunde in {days} Tagen",
        (Silence, Silence.NO): "antwortet niemand, bleibt es beim Nein",
        (Silence, Silence.INFORM): "antwortet niemand, gilt es, und die Leitung erfährt es",
        (Silence, Silence.CALLBACK): "antwortet niemand, wird ein Rückruf zugesagt",
        "valid": "Die Richtlinie „{name}“ gilt {span}; ein Tag beginnt um Mitternacht in {zone}.",
        "always": "unbefristet",
        "from": "ab {start}",
        "to": "bis {end}",
        "between": "von {start} bis {end}",
        (Decision, Decision.ALONE): "Allein zu entscheiden",
        (Decision, Decision.INFORM): "Allein zu entscheiden, die Leitung erfährt es danach",
        (Decision, Decision.ASK): "Nur nach Rückfrage",
        (Decision, Decision.NO): "Nicht möglich",
        (Because, Because.RULE): "so steht es in der Regel {rule}",
        (Because, Because.NO_RULE): "dafür gibt es keine Regel",
        (Because, Because.NOT_VALID): "die Richtlinie gilt an diesem Tag nicht",
        (Because, Because.CURRENCY): "die Regel {rule} gilt nicht für {currency}",
        (Because, Because.DAY): "vom Tag bleiben {remaining} (Regel {rule})",
        (Because, Because.TIMES_A_DAY): "öfter geht es am Tag nicht (Regel {rule})",
        (Because, Because.CUSTOMER): "für diesen Kunden bleiben {remaining} (Regel {rule})",
        (Because, Because.TIMES_A_CUSTOMER): "öfter geht es bei einem Kunden nicht (Regel {rule})",
    },
    "en": {
        (Kind, Kind.CREDIT): "Credit",
        (Kind, Kind.WAIVED_FEE): "Waived fee",
        (Kind, Kind.REPLACEMENT): "Replacement",
        (Kind, Kind.REFUND_WITHOUT_RETURN): "Refund without return",
        (Kind, Kind.CALLBACK): "Promise to call back",
        (Kind, Kind.PROCESS_OVERRIDE): "Departure from the process",
        "and": " and ",
        "every": "every topic without a rule of its own",
        "topics": "the topics {topics}",
        "rule": "{kinds} ({roles}, {topics}): {steps}.",
        "alone": "up to {amount} in a case alone",
        "nothing": "nothing alone",
        "inform": "up to {amount} telling the supervisor",
        "ask": "up to {amount} after asking",
        "above": "not beyond",
        "day": "at most {amount} a day",
        "times_day": "at most {times} times a day",
        "customer": "at most {amount} for a customer in {days} days",
        "times_customer": "at most {times} times for a customer in {days} days",
        (Silence, Silence.NO): "if nobody answers, it stays a no",
        (Silence, Silence.INFORM): "if nobody answers, it holds, and the supervisor is told",
        (Silence, Silence.CALLBACK): "if nobody answers, a call back is promised",
        "valid": "The policy “{name}” holds {span}; a day begins at midnight in {zone}.",
        "always": "without an end",
        "from": "from {start}",
        "to": "until {end}",
        "between": "from {start} until {end}",
        (Decision, Decision.ALONE): "To be decided alone",
        (Decision, Decision.INFORM): "To be decided alone, the supervisor is told afterwards",
        (Decision, Decision.ASK): "Only after asking",
        (Decision, Decision.NO): "Not possible",
        (Because, Because.RULE): "as the rule {rule} has it",
        (Because, Because.NO_RULE): "there is no rule for it",
        (Because, Because.NOT_VALID): "the policy does not hold on this day",
        (Because, Because.CURRENCY): "the rule {rule} is not for {currency}",
        (Because, Because.DAY): "{remaining} are left of today (rule {rule})",
        (Because, Because.TIMES_A_DAY): "not more often in a day (rule {rule})",
        (Because, Because.CUSTOMER): "{remaining} are left for this customer (rule {rule})",
        (Because, Because.TIMES_A_CUSTOMER): "not more often for a customer (rule {rule})",
    },
}


def money(amount: Decimal, currency: str, language: Language) -> str:
    """As people write it: "30 €" where nothing is behind the comma."""
    short = amount == amount.to_integral_value()
    whole = "#,##0\N{NO-BREAK SPACE}¤" if language == "de" else "¤#,##0"
    return format_currency(
        amount,
        currency,
        whole if short else None,
        locale=language,
        currency_digits=not short,
    )


def whole(policy: Policy, language: Language) -> str:
    """When and where it holds."""
    words, start, end = _WORDS[language], policy.valid_from, policy.valid_to
    key = "between" if start and end else "from" if start else "to" if end else "always"
    span = words[key].format(start=_day(start, language), end=_day(end, language))
    return words["valid"].format(name=policy.name, span=span, zone=policy.time_zone)


def explained(policy: Policy, rule: Rule, language: Language) -> str:
    """One rule."""
    words = _WORDS[language]
    topics = ", ".join(rule.topics)
    return words["rule"].format(
        kinds=words["and"].join(words[Kind, kind] for kind in rule.kinds),
        roles=", ".join(rule.roles),
        topics=words["topics"].format(topics=topics) if topics else words["every"],
        steps="; ".join(_steps(policy, rule, language)),
    )


def said(policy: Policy, quote: Quote, language: Language) -> str:
    """The answer to one request, with its reason."""
    words = _WORDS[language]
    remaining = quote.remaining if quote.remaining is not None else Decimal(0)
    because = words[Because, quote.because].format(
        rule="" if quote.rule is None else quote.rule.id,
        currency=quote.currency,
        remaining=money(remaining, quote.currency, language),
    )
    return f"{words[Decision, quote.decision]}: {because}."


def _steps(policy: Policy, rule: Rule, language: Language) -> list[str]:
    words, budget = _WORDS[language], rule.budget

    def step(name: str, amount: Decimal | None = None, **values: int) -> str:
        shown = "" if amount is None else money(amount, policy.currency_of(rule), language)
        return words[name].format(amount=shown, **values)

    steps = [_least(rule, language)] if rule.ask_to == 0 else []
    if rule.ask_to and rule.least is Decision.ALONE:
        steps.append(step("alone", rule.alone) if rule.alone else step("nothing"))
    if rule.inform_to > rule.alone and rule.least in (Decision.ALONE, Decision.INFORM):
        steps.append(step("inform", rule.inform_to))
    if rule.ask_to > rule.inform_to:
        steps.append(step("ask", rule.ask_to))
    if rule.ask_to:
        steps.append(step("above"))
    if budget.per_day is not None:
        steps.append(step("day", budget.per_day))
    if budget.times_per_day is not None:
        steps.append(step("times_day", times=budget.times_per_day))
    if budget.per_customer is not None:
        steps.append(step("customer", budget.per_customer, days=budget.customer_days))
    if budget.times_per_customer is not None:
        times = budget.times_per_customer
        steps.append(step("times_customer", times=times, days=budget.customer_days))
    if rule.ask is not None:
        steps.append(words[Silence, policy.silence_of(rule)])
    return steps


def _least(rule: Rule, language: Language) -> str:
    """Of a rule without amounts."""
    word = _WORDS[language][Decision, rule.least]
    return word[0].lower() + word[1:]


def _day(day: date | None, language: Language) -> str:
    return "" if day is None else format_date(day, "long", locale=language)
