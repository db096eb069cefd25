"""Writes a card as the Markdown that `reader` reads."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import yaml

from desktop.knowledge.card import Card, Limits, When, placeholders_are_sound

_TITLES: Final = {
    "de": ("Sagen", "Tun", "Spielraum"),
    "en": ("Say", "Do", "Discretion"),
}
_WIDTH: Final = 100


def card_text(card: Card) -> str:
    """The text of `card`'s file; reading it gives the same card, if its texts are sound."""
    say, do, discretion = _TITLES.get(card.lang, _TITLES["en"])
    lines = ["---", _front(card), "---", card.lead]
    if card.say:
        lines += [f"## {say}", card.say]
    if card.steps:
        lines += [f"## {do}", *(f"{n}. {step}" for n, step in enumerate(card.steps, 1))]
    if card.discretion_text:
        lines += [f"## {discretion}", card.discretion_text]
    return "\n".join(lines) + "\n"


REVIEW_DAYS: Final = 180
_DRAFT: Final = {
    "de": ("Ein Satz, der die Haltung gibt.", "Ein Satz zum Sagen.", "Erster Schritt"),
    "en": ("One sentence that sets the attitude.", "One sentence to say.", "First step"),
}


def draft(
    card_id: str, title: str, lang: str, today: date, *, owner: str = "", topics: Iterable[str] = ()
) -> Card:
    """A card to begin with; `lang` is "de" or "en"."""
    lead, say, step = _DRAFT[lang]
    return Card(
        id=card_id,
        title=title,
        lang=lang,
        lead=lead,
        say=say,
        steps=(step,),
        when=When(topics=frozenset(topics)),
        owner=owner,
        verified=today,
        review_days=REVIEW_DAYS,
    )


def sound_text(text: str) -> str:
    """`text` on one line, as a card can hold it: nothing that begins a section or a placeholder."""
    flat = " ".join(text.split()).lstrip("# ")
    return flat if placeholders_are_sound(flat) else re.sub(r"\{\{|\}\}", "", flat).strip()


def _front(card: Card) -> str:
    when = card.when
    values: dict[str, Any] = {
        "id": card.id,
        "title": card.title,
        "lang": card.lang,
        "when": _filled(
            {
                "topic": sorted(when.topics),
                "example": sorted(when.examples),
                "exact": sorted(when.exact),
                "not": sorted(when.not_topics),
                "state": sorted(state.value for state in when.states),
                "phase": sorted(phase.value for phase in when.phases),
                "silence": when.silence,
                "contacts_30d": when.contacts_30d,
            }
        ),
        "limits": {}
        if card.limits == Limits()
        else {
            "priority": card.limits.priority,
            "cooldown_s": card.limits.cooldown_s,
            "max_per_call": card.limits.max_per_call,
        },
        "scope": _filled({"teams": sorted(card.teams)}) | dict(card.scope),
        "discretion": {
            name: value
            for name in ("agent_max_eur", "inform_above_eur", "ask_above_eur")
            if (value := getattr(card.discretion, name)) is not None
        },
        "owner": card.owner,
        "verified": card.verified,
        "review_days": card.review_days,
        "source": card.source,
        "note": card.note,
    }
    written = yaml.safe_dump(
        _filled(values) | dict(card.extra),
        allow_unicode=True,
        sort_keys=False,
        width=_WIDTH,
        default_flow_style=None,
    )
    return str(written).rstrip("\n")


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}
