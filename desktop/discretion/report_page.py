"""The report as a page of Markdown, in German or English, for whoever answers for a process."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from babel.dates import format_date
from babel.numbers import get_currency_precision

from desktop.discretion.money import Language, money
from desktop.discretion.report import LEAST_CUSTOMERS, Group, Part, Report, Table

_WORST: Final = 3
"""So many rules are worth a look first."""
_NONE: Final = "\N{EN DASH}"
"""What is granted there costs nothing but time."""
_MARKUP: Final = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>()#+-.!|~&"})
_OWN_REASONS: Final[dict[Language, dict[str, str]]] = {
    "de": {
        "our-mistake": "unser Fehler",
        "waited": "lange gewartet",
        "repeated": "mehrfach gemeldet",
        "promise-broken": "Zusage nicht gehalten",
        "loyal": "treuer Kunde",
    },
    "en": {
        "our-mistake": "our mistake",
        "waited": "waited long",
        "repeated": "called several times",
        "promise-broken": "promise not kept",
        "loyal": "loyal customer",
    },
}
_WORDS: Final[dict[Language, dict[str, str]]] = {
    "de": {
        "title": "Wo Abläufe Kulanz brauchen",
        "since": "Seit {since}, Stand {today}.",
        "all": "Alles bis {today}.",
        "what": "Was auf diesem Computer gewährt und nicht zurückgenommen wurde. Wer etwas "
        "gewährt hat und wem, steht nicht darin. Genannt wird nur, was bei mindestens {least} "
        "Kunden vorkam; alles andere ist zusammengezählt.",
        "nothing": "Es sind noch zu wenige Kunden für einen Bericht.",
        "total": "{currency}: {times}-mal in {calls} Gesprächen{cost}",
        "first": "Zuerst ansehen",
        "rule": "**{rule}**: {times}-mal{cost}{where}. Was macht das so oft nötig? Diesen "
        "Schritt ändern.",
        "where": ", am meisten bei der Karte **{topic}** ({times}-mal)",
        "beyond": "**{rule}**: {beyond} von {times} brauchten mehr als das Wort des Agenten. "
        "Die Grenze liegt unter dem, was die Fälle brauchen: anheben, oder die Ursache abstellen.",
        "instead": "Anders als vorgesehen, {times}-mal: „{what}“. Hilft es jedes Mal, gehört es "
        "in den Ablauf.",
        "rules": "Regeln",
        "rules_head": "Regel|Mal|Gespräche|nicht allein entschieden|Kosten|im Mittel",
        "topics": "Karten und Themen",
        "topics_head": "Regel|Karte oder Thema|Mal|Gespräche|Kosten",
        "insteads": "Anders als der Ablauf",
        "insteads_head": "Stattdessen|Mal|Gespräche",
        "reasons": "Gründe",
        "reasons_head": "Grund|Mal|Gespräche|Kosten",
        "rest": "alles andere",
        "unsaid": "unter {least} Kunden",
    },
    "en": {
        "title": "Where processes need goodwill",
        "since": "Since {since}, as of {today}.",
        "all": "Everything until {today}.",
        "what": "What was granted on this computer and not taken back. Who granted something, and "
        "to whom, is not in it. Only what came up with {least} customers or more is "
        "named; all the rest is counted together.",
        "nothing": "There are too few customers for a report yet.",
        "total": "{currency}: {times} times in {calls} calls{cost}",
        "first": "Look here first",
        "rule": "**{rule}**: {times} times{cost}{where}. What makes it necessary so often? "
        "Change that step.",
        "where": ", mostly with the card **{topic}** ({times} times)",
        "beyond": "**{rule}**: {beyond} of {times} needed more than the agent's word. The limit is "
        "below what the cases need: raise it, or end the cause.",
        "instead": "Not as prescribed, {times} times: “{what}”. If it helps each time, make it the "
        "process.",
        "rules": "Rules",
        "rules_head": "Rule|Times|Calls|not decided alone|Cost|on average",
        "topics": "Cards and topics",
        "topics_head": "Rule|Card or topic|Times|Calls|Cost",
        "insteads": "Departures from the process",
        "insteads_head": "Instead|Times|Calls",
        "reasons": "Reasons",
        "reasons_head": "Reason|Times|Calls|Cost",
        "rest": "all the rest",
        "unsaid": "under {least} customers",
    },
}


def page(report: Report, language: Language, *, since: date | None, today: date) -> str:
    """`since`: the first day that is in it; None: the ledger's first."""
    words = _WORDS[language]
    span = words["all" if since is None else "since"].format(
        since="" if since is None else format_date(since, "long", locale=language),
        today=format_date(today, "long", locale=language),
    )
    lines = [f"# {words['title']}", "", f"{span} {words['what'].format(least=LEAST_CUSTOMERS)}"]
    for part in report.parts:
        lines += _part(part, language)
    if not report.parts:
        lines += ["", words["nothing"]]
    return "\n".join(lines) + "\n"


def _part(part: Part, language: Language) -> Iterator[str]:
    words, total = _WORDS[language], part.total
    head = words["total"].format(
        currency=part.currency,
        times=total.times,
        calls=total.calls,
        cost=_comma_cost(total, part.currency, language),
    )
    yield from ("", f"## {head}")
    first = tuple(_first(part, language))
    if first:
        yield from ("", f"### {words['first']}", "", *first)
    yield from _table("rules", (_rule(one, part, language) for one in part.rules.all), words)
    pairs = [(name, one) for name, table in part.topics.items() for one in table.all]
    topics = (
        (
            _code(rule),
            _named(one, words),
            *_counts(one),
            _cost(one.cost, part.currency, language),
        )
        for rule, one in pairs
    )
    yield from _table("topics", topics, words)
    insteads = ((_text(one, words), *_counts(one)) for one in part.instead.all)
    yield from _table("insteads", insteads, words)
    reasons = (
        (_reason(one, language), *_counts(one), _cost(one.cost, part.currency, language))
        for one in part.reasons.all
    )
    yield from _table("reasons", reasons, words)


def _first(part: Part, language: Language) -> Iterator[str]:
    """What to do: the rules used most, limits that are too low, ways that proved good."""
    words = _WORDS[language]
    for one in part.rules.groups[:_WORST]:
        yield "- " + words["rule"].format(
            rule=_code(one.name),
            times=one.times,
            cost=_comma_cost(one, part.currency, language),
            where=_where(part.topics[one.name], words),
        )
    for one in part.rules.groups:
        if one.beyond is not None and 2 * one.beyond > one.times:
            yield "- " + words["beyond"].format(
                rule=_code(one.name), beyond=one.beyond, times=one.times
            )
    for one in part.instead.groups[:_WORST]:
        yield "- " + words["instead"].format(times=one.times, what=_text(one, words))


def _where(topics: Table, words: dict[str, str]) -> str:
    most = next(iter(topics.groups), None)
    if most is None:
        return ""
    return words["where"].format(topic=_code(most.name), times=most.times)


def _rule(one: Group, part: Part, language: Language) -> Sequence[str]:
    words = _WORDS[language]
    beyond = (
        words["unsaid"].format(least=LEAST_CUSTOMERS) if one.beyond is None else str(one.beyond)
    )
    mean = round(one.cost / one.times, get_currency_precision(part.currency))
    cost = (_cost(amount, part.currency, language) for amount in (one.cost, mean))
    return (_named(one, words), *_counts(one), beyond, *cost)


def _counts(one: Group) -> tuple[str, str]:
    return str(one.times), str(one.calls)


def _cost(amount: Decimal, currency: str, language: Language) -> str:
    return money(amount, currency, language) if amount else _NONE


def _comma_cost(one: Group, currency: str, language: Language) -> str:
    return f", {money(one.cost, currency, language)}" if one.cost else ""


def _named(one: Group, words: dict[str, str]) -> str:
    return _code(one.name) if one.name else words["rest"]


def _text(one: Group, words: dict[str, str]) -> str:
    return one.name.translate(_MARKUP) if one.name else words["rest"]


def _reason(one: Group, language: Language) -> str:
    return _OWN_REASONS[language].get(one.name) or _text(one, _WORDS[language])


def _code(name: str) -> str:
    """Ids are a-z, 0-9 and -, which mean nothing inside a code span."""
    return f"`{name}`"


def _table(key: str, rows: Iterable[Sequence[str]], words: dict[str, str]) -> Iterator[str]:
    """Nothing where it has no row."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if lines:
        head = words[f"{key}_head"].split("|")
        yield from ("", f"### {words[key]}", "", f"| {' | '.join(head)} |")
        yield f"|{'---|' * len(head)}"
        yield from lines
