"""Every rule of a policy, and every answer of it, as a sentence in German or English. Pure."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from babel.dates import format_date

from desktop.discretion.approval import Approval, ApprovalState
from desktop.discretion.money import Language, money
from desktop.discretion.policy import Decision, Kind, Policy, Rule, Silence
from desktop.discretion.quote import Because, Quote
from desktop.discretion.room import Room

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
        "inform": "bis {amount} je Fall mit Nachricht an die Leitung",
        "ask": "bis {amount} je Fall nach Rückfrage",
        "above": "darüber nicht",
        "unasked": "ohne Rückfrage ",
        "offer": "angeboten werden zuerst {amount}",
        "may_alone": "bis {amount} ohne Rückfrage",
        "may_inform": "bis {amount} mit Nachricht an die Leitung",
        "may_ask": "bis {amount} nach Rückfrage",
        "may_not": "derzeit nicht",
        "once": "einmal",
        "times": "{times}-mal",
        "day": "höchstens {much} am Tag je Agent",
        "customer": "höchstens {much} je Kunde in {days} Tagen",
        "customer_day": "höchstens {much} je Kunde am Tag",
        (Silence, Silence.NO): "antwortet in {seconds} s niemand, bleibt es beim Nein",
        (Silence, Silence.INFORM): "antwortet in {seconds} s niemand, gilt es, und die Leitung "
        "erfährt es",
        (Silence, Silence.CALLBACK): "antwortet in {seconds} s niemand, wird ein Rückruf zugesagt",
        (ApprovalState, ApprovalState.ALLOWED): "Erlaubt",
        (ApprovalState, ApprovalState.DECLINED): "Abgelehnt: {reason}",
        (ApprovalState, ApprovalState.WITHDRAWN): "Die Frage ist zurückgezogen",
        (ApprovalState, ApprovalState.GRANTING): "Wird festgehalten",
        (ApprovalState, ApprovalState.GRANTED): "Gewährt",
        "waiting": "Gefragt, noch keine Antwort; {silence}",
        "less": "Erlaubt sind {amount} statt {wished}",
        "silent_no": "Niemand hat geantwortet: Es bleibt beim Nein",
        "silent_inform": "Niemand hat geantwortet: Es gilt, und die Leitung erfährt es",
        "silent_callback": "Niemand hat geantwortet: Sagen Sie einen Rückruf zu",
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
        (Because, Because.WHO): "es ist kein Kunde genannt, und die Regel {rule} zählt je Kunde",
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
        "inform": "up to {amount} in a case telling the supervisor",
        "ask": "up to {amount} in a case after asking",
        "above": "not beyond",
        "unasked": "without asking ",
        "offer": "{amount} is offered first",
        "may_alone": "up to {amount} without asking",
        "may_inform": "up to {amount} telling the supervisor",
        "may_ask": "up to {amount} after asking",
        "may_not": "not at present",
        "once": "once",
        "times": "{times} times",
        "day": "at most {much} a day for each agent",
        "customer": "at most {much} for a customer in {days} days",
        "customer_day": "at most {much} for a customer in a day",
        (Silence, Silence.NO): "if nobody answers in {seconds} s, it stays a no",
        (Silence, Silence.INFORM): "if nobody answers in {seconds} s, it holds, and the supervisor "
        "is told",
        (Silence, Silence.CALLBACK): "if nobody answers in {seconds} s, a call back is promised",
        (ApprovalState, ApprovalState.ALLOWED): "Allowed",
        (ApprovalState, ApprovalState.DECLINED): "Declined: {reason}",
        (ApprovalState, ApprovalState.WITHDRAWN): "The question is withdrawn",
        (ApprovalState, ApprovalState.GRANTING): "Being written down",
        (ApprovalState, ApprovalState.GRANTED): "Granted",
        "waiting": "Asked, no answer yet; {silence}",
        "less": "{amount} are allowed instead of {wished}",
        "silent_no": "Nobody answered: it stays a no",
        "silent_inform": "Nobody answered: it holds, and the supervisor is told",
        "silent_callback": "Nobody answered: promise a call back",
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
        (Because, Because.WHO): "no customer is named, and the rule {rule} counts for each",
        (Because, Because.DAY): "{remaining} are left of today (rule {rule})",
        (Because, Because.TIMES_A_DAY): "not more often in a day (rule {rule})",
        (Because, Because.CUSTOMER): "{remaining} are left for this customer (rule {rule})",
        (Because, Because.TIMES_A_CUSTOMER): "not more often for a customer (rule {rule})",
    },
}


def whole(policy: Policy, language: Language) -> str:
    """When and where it holds."""
    words, start, end = _WORDS[language], policy.valid_from, policy.valid_to
    key = "between" if start and end else "from" if start else "to" if end else "always"
    span = words[key].format(start=_day(start, language), end=_day(end, language))
    return words["valid"].format(name=policy.name, span=span, zone=policy.time_zone)


def explained(policy: Policy, rule: Rule, language: Language) -> str:
    """One rule, and why there is one in the deployer's own words."""
    words = _WORDS[language]
    topics = ", ".join(rule.topics)
    sentence = words["rule"].format(
        kinds=words["and"].join(words[Kind, kind] for kind in rule.kinds),
        roles=", ".join(rule.roles),
        topics=words["topics"].format(topics=topics) if topics else words["every"],
        steps="; ".join(
            [*_steps(policy, rule, language), *_limits(policy, rule, language)]
            + _first(policy, rule, language)
            + (
                [_silence(policy.silence_of(rule), policy.ask_timeout_s, language)]
                if rule.asks
                else []
            )
        ),
    )
    return " ".join([sentence, *rule.why.split()])


def said(quote: Quote, language: Language) -> str:
    """The answer to one request, with its reason."""
    words = _WORDS[language]
    remaining = quote.remaining if quote.remaining is not None else Decimal(0)
    because = words[Because, quote.because].format(
        rule="" if quote.rule is None else quote.rule.id,
        currency=quote.currency,
        remaining=money(remaining, quote.currency, language),
    )
    return f"{words[Decision, quote.decision]}: {because}."


def answered(approval: Approval, language: Language) -> str:
    """What became of a question to the supervisor, and what holds now."""
    words, amounts = _WORDS[language], (approval.amount, approval.request.amount)
    if approval.state is ApprovalState.OPEN:
        silence = _silence(approval.silence, approval.timeout_s, language)
        said = words["waiting"].format(silence=silence)
    elif approval.state is ApprovalState.SILENT:
        said = words[f"silent_{approval.silence.value}"]
    elif approval.state is ApprovalState.ALLOWED and amounts[0] != amounts[1]:
        less, wished = (money(one or Decimal(0), approval.currency, language) for one in amounts)
        said = words["less"].format(amount=less, wished=wished)
    else:
        said = words[ApprovalState, approval.state].format(reason=approval.reason.rstrip("."))
    return f"{said}."


def may(there: Room | None, language: Language) -> str:
    """What an agent may do now, for the middle of a sentence: "up to €30 without asking"."""
    words = _WORDS[language]
    if there is None or there.decision is Decision.NO:
        return words["may_not"]
    if not there.rule.has_amounts:
        return _small(words[Decision, there.decision])
    steps = {"may_alone": there.alone, "may_inform": there.free, "may_ask": there.asking}
    said, begins = [], Decimal(0)
    for key, most in steps.items():
        if most > begins:
            said.append(words[key].format(amount=money(most, there.currency, language)))
            begins = most
    # who may decide alone reads no further: asking is for what that does not reach
    shown = said[:2] if there.free else said
    return ", ".join(shown) or words["may_not"]


def granted(
    kind: Kind, amount: Decimal | None, currency: str, what: str, language: Language
) -> str:
    """For a note: "Credit €15"; of a departure from the process `what` was done instead."""
    name = _WORDS[language][Kind, kind]
    if amount is not None:
        return f"{name} {money(amount, currency, language)}"
    return f"{name}: {what}" if what else name


def _small(text: str) -> str:
    return text[0].lower() + text[1:]


def _first(policy: Policy, rule: Rule, language: Language) -> list[str]:
    if rule.offer is None:
        return []
    offered = money(rule.offer, policy.currency_of(rule), language)
    return [_WORDS[language]["offer"].format(amount=offered)]


def _steps(policy: Policy, rule: Rule, language: Language) -> list[str]:
    words, currency = _WORDS[language], policy.currency_of(rule)
    if not rule.has_amounts or not rule.steps:
        return [_small(words[Decision, rule.least])]
    steps = [
        words[needed.value].format(amount=money(most, currency, language))
        for needed, most in rule.steps
    ]
    return [*steps, words["above"]]


def _limits(policy: Policy, rule: Rule, language: Language) -> list[str]:
    words, budget = _WORDS[language], rule.budget
    currency, days = policy.currency_of(rule), budget.customer_days
    customer = "customer" if days > 1 else "customer_day"
    limits = (
        ("day", budget.per_day),
        ("day", budget.times_per_day),
        (customer, budget.per_customer),
        (customer, budget.times_per_customer),
    )

    def much(most: Decimal | int) -> str:
        if isinstance(most, Decimal):
            return money(most, currency, language)
        return words["once"] if most == 1 else words["times"].format(times=most)

    unasked = words["unasked"] if rule.asks else ""
    return [
        unasked + words[key].format(much=much(most), days=days)
        for key, most in limits
        if most is not None
    ]


def _silence(silence: Silence, timeout_s: int, language: Language) -> str:
    return _WORDS[language][Silence, silence].format(seconds=timeout_s)


def _day(day: date | None, language: Language) -> str:
    return "" if day is None else format_date(day, "long", locale=language)
