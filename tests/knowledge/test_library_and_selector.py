"""Libraries of cards, and which card comes up when."""

import dataclasses
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.knowledge.card import Card, Limits, Phase, When
from desktop.knowledge.conversation import Topic
from desktop.knowledge.library import Library, load_library
from desktop.knowledge.selector import HOLDS_S, CardSelector, Context, Why
from inference.tension.reading import TensionState
from ui.states import WhyKind

pytestmark = pytest.mark.unit

TODAY = date(2026, 12, 1)
CALM, TENSE, EASING = TensionState.CALM, TensionState.TENSE, TensionState.EASING


def write(
    folder: Path, name: str, *, card_id: str = "a", lang: str = "de", title: str = "A"
) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"---\nid: {card_id}\ntitle: {title}\nlang: {lang}\n---\nLead.\n", encoding="utf-8"
    )


# ---------------------------------------------------------------- library


def test_one_bad_file_does_not_spoil_the_rest(tmp_path: Path) -> None:
    write(tmp_path, "de/a.md")
    (tmp_path / "de/b.md").write_text("no card", encoding="utf-8")
    library = load_library([tmp_path], "de")
    assert [card.id for card in library.cards] == ["a"]
    assert [problem.where for problem in library.problems] == ["b.md:1"]


def test_languages_of_one_card_and_the_fall_back(tmp_path: Path) -> None:
    write(tmp_path, "de/a.md", title="Deutsch")
    write(tmp_path, "en/a.md", title="English", lang="en")
    write(tmp_path, "de/b.md", card_id="b", title="Nur deutsch")
    write(tmp_path, "fr/c.md", card_id="c", title="En français", lang="fr")
    english = load_library([tmp_path], "en")
    assert [card.title for card in english.cards] == ["En français", "English", "Nur deutsch"]
    german = english.in_language("de")
    assert [card.title for card in german.cards] == ["Deutsch", "En français", "Nur deutsch"]
    assert german.find("a") == german.cards[0] and german.find("z") is None


def test_later_folders_override_by_id_and_language(tmp_path: Path) -> None:
    write(tmp_path, "one/a.md", title="Shipped")
    write(tmp_path, "two/mine.md", title="Mine")
    library = load_library([tmp_path / "one", tmp_path / "two"], "de")
    assert [card.title for card in library.cards] == ["Mine"] and not library.problems


def test_the_same_id_twice_in_one_folder_is_a_problem(tmp_path: Path) -> None:
    write(tmp_path, "a.md", title="First")
    write(tmp_path, "b.md", title="Second")
    library = load_library([tmp_path], "de")
    assert [card.title for card in library.cards] == ["First"]
    assert "a.md" in library.problems[0].what and library.problems[0].where == "b.md"


def test_a_missing_folder_and_a_readme(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("no card", encoding="utf-8")
    library = load_library([tmp_path, tmp_path / "gone"], "de")
    assert library.cards == () and [p.where for p in library.missing] == ["gone"]


def test_a_home_directory_is_no_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.knowledge.library.MAX_FILES", 1)
    write(tmp_path, "a.md")
    write(tmp_path, "b.md", card_id="b")
    library = load_library([tmp_path], "de")
    assert library.cards == () and "more than 1 files" in library.missing[0].what


def test_knows_what_has_expired() -> None:
    old = make("old", verified=date(2020, 1, 1), review_days=1)
    assert Library((old, make("new"))).expired(TODAY) == (old,)


# ---------------------------------------------------------------- selector


def make(
    card_id: str,
    *,
    when: When = When(),  # noqa: B008 - a frozen value
    priority: int = 50,
    cooldown_s: float = 100,
    max_per_call: int = 9,
    verified: date | None = None,
    review_days: int | None = None,
) -> Card:
    return Card(
        id=card_id,
        title=card_id,
        lang="de",
        lead="Lead.",
        when=when,
        limits=Limits(priority, cooldown_s, max_per_call),
        verified=verified,
        review_days=review_days,
    )


def states(*wanted: TensionState) -> When:
    return When(states=frozenset(wanted))


def selector(*cards: Card) -> CardSelector:
    return CardSelector(Library(cards), TODAY)


def context(state: TensionState = CALM, phase: str = "inquiry", **more: object) -> Context:
    return dataclasses.replace(Context(state, phase), **more)  # type: ignore[arg-type]


def test_the_reasons_are_those_the_window_knows() -> None:
    assert {why.value for why in Why} <= {kind.value for kind in WhyKind}


def test_pushes_what_fits_and_says_why() -> None:
    both = When(states=frozenset({TENSE}), phases=frozenset({Phase.INQUIRY, Phase.SOLVING}))
    push = selector(make("a", when=both)).select(context(TENSE), 0.0)
    assert push is not None and push.card.id == "a"
    assert push.suggestions[0].why == ((Why.STATE, "tense"), (Why.PHASE, "inquiry"))


@pytest.mark.parametrize(
    ("when", "fits"),
    [
        (When(), False),
        (states(TENSE), True),
        (states(CALM), False),
        (When(phases=frozenset({Phase.CLOSING})), False),
        (When(silence=True), False),
        (When(topics=frozenset({"bill"})), False),
        (When(topics=frozenset({"bill"}), states=frozenset({TENSE})), False),
        (When(not_topics=frozenset({"bill"}), states=frozenset({TENSE})), True),
    ],
)
def test_all_conditions_must_hold_and_topics_are_never_guessed(when: When, fits: bool) -> None:
    assert (selector(make("a", when=when)).select(context(TENSE), 0.0) is not None) is fits


def heard(card_id: str, at_s: float, score: float = 1.0) -> Topic:
    return Topic(card_id, score, at_s, "my bill")


BILL = When(topics=frozenset({"bill"}))


def test_topics_count_once_they_are_heard_and_nothing_speaks_against() -> None:
    chosen = selector(make("a", when=BILL))
    topics = (heard("a", 1.0),)
    assert chosen.select(context(), 0.0) is None
    assert chosen.select(context(topics=topics, vetoed=frozenset({"a"})), 1.0) is None
    push = chosen.select(context(topics=topics), 2.0)
    assert push is not None and push.suggestions[0].why == ((Why.TOPIC, "my bill"),)


def test_a_topic_waits_for_its_state() -> None:
    chosen = selector(make("a", when=dataclasses.replace(BILL, states=frozenset({TENSE}))))
    topics = (heard("a", 1.0),)
    assert chosen.select(context(topics=topics), 1.0) is None
    push = chosen.select(context(TENSE, topics=topics), 50.0)
    assert push is not None and [why for why, _ in push.suggestions[0].why] == ["topic", "state"]


def test_what_a_card_has_answered_is_not_raised_again_by_the_same_words() -> None:
    chosen = selector(
        make("a", when=BILL, cooldown_s=0), make("b", when=states(TENSE), priority=90, cooldown_s=0)
    )
    old = (heard("a", 1.0),)
    assert chosen.select(context(topics=old), 1.0) is not None
    assert chosen.select(context(TENSE, topics=old), 2.0) is not None  # b
    assert chosen.select(context(CALM, topics=old), 3.0) is None
    push = chosen.select(context(CALM, topics=(heard("a", 4.0),)), 4.0)
    assert push is not None and push.card.id == "a"


def test_the_surest_topic_comes_first_and_the_other_waits_until_it_is_heard_again() -> None:
    chosen = selector(make("a", when=BILL), make("b", when=BILL))
    both = (heard("a", 1.0, 0.7), heard("b", 1.0, 0.9))
    push = chosen.select(context(topics=both), 1.0)
    assert push is not None and [s.card.id for s in push.suggestions] == ["b", "a"]
    assert chosen.select(context(phase="solving", topics=both), 2.0) is None
    later = (heard("a", 3.0, 0.7), heard("b", 1.0, 0.9))
    push = chosen.select(context(topics=later), 3.0)
    assert push is not None and push.card.id == "a"


def test_a_topic_holds_its_place_for_a_while_only() -> None:
    def cards() -> CardSelector:
        return selector(make("a", when=BILL), make("b", when=states(EASING), priority=40))

    topics = (heard("a", 1.0),)
    for after_s, pushed in ((HOLDS_S - 1, None), (HOLDS_S, "b")):
        chosen = cards()
        assert chosen.select(context(topics=topics), 1.0) is not None
        push = chosen.select(context(EASING, topics=topics), 1.0 + after_s)
        assert (push.card.id if push else None) == pushed


def test_the_end_of_a_call_wins_over_the_last_topic() -> None:
    """Whatever was said last, answered or waiting, the card for the end comes up."""
    chosen = selector(
        make("a", when=BILL, priority=90),
        make("b", when=BILL, priority=80),
        make("end", when=When(phases=frozenset({Phase.CLOSING})), priority=55),
    )
    topics = (heard("a", 1.0), heard("b", 1.0))
    first = chosen.select(context(phase="solving", topics=topics), 1.0)
    assert first is not None and first.card.id == "a"
    push = chosen.select(context(phase="closing", topics=topics), 5.0)
    assert push is not None and push.card.id == "end"


def test_a_topic_that_waited_behind_another_is_over_after_a_while() -> None:
    chosen = selector(make("a", when=BILL, priority=90), make("b", when=BILL, priority=80))
    both = (heard("a", 1.0), heard("b", 1.0))
    assert chosen.select(context(topics=both), 1.0) is not None
    assert chosen.select(context(phase="solving", topics=both), 1.0 + HOLDS_S) is None


def test_what_waits_for_a_topic_to_pass_comes_though_nothing_else_changes() -> None:
    chosen = selector(make("a", when=BILL), make("b", when=states(EASING), priority=10))
    topics = (heard("a", 1.0),)
    assert chosen.select(context(EASING, topics=topics), 1.0) is not None
    assert chosen.select(context(EASING, topics=topics), 2.0) is None
    push = chosen.select(context(EASING, topics=topics), 1.0 + HOLDS_S)
    assert push is not None and push.card.id == "b"


def test_a_sure_topic_beats_an_unsure_one_of_higher_priority() -> None:
    chosen = selector(make("a", when=BILL, priority=60), make("b", when=BILL, priority=70))
    push = chosen.select(context(topics=(heard("a", 1.0, 1.0), heard("b", 1.0, 0.7))), 1.0)
    assert push is not None and push.card.id == "a"


def test_a_library_read_anew_in_mid_call_knows_what_was_shown() -> None:
    chosen = selector(make("a", when=states(TENSE), max_per_call=1))
    assert chosen.select(context(TENSE), 0.0) is not None
    chosen.use(
        Library((make("a", when=states(TENSE), max_per_call=1), make("b", when=states(CALM))))
    )
    push = chosen.select(context(CALM), 1.0)
    assert push is not None and push.card.id == "b"
    assert chosen.select(context(TENSE), 2.0) is None


def test_silence_is_a_condition_of_its_own() -> None:
    chosen = selector(make("a", when=When(silence=True)))
    assert chosen.select(context(), 0.0) is None
    push = chosen.select(context(silent=True), 1.0)
    assert push is not None and push.suggestions[0].why == ()


def test_orders_by_priority_then_by_fit_then_by_id() -> None:
    exact = When(states=frozenset({TENSE}), phases=frozenset({Phase.INQUIRY}))
    cards = (
        make("d", when=states(TENSE)),
        make("c", when=states(TENSE)),
        make("b", when=exact),
        make("a", when=states(TENSE), priority=60),
    )
    push = selector(*cards).select(context(TENSE), 0.0)
    assert push is not None
    assert [suggestion.card.id for suggestion in push.suggestions] == ["a", "b", "c", "d"]


def test_an_unchanged_context_pushes_nothing_more() -> None:
    chosen = selector(make("a", when=states(TENSE)), make("b", when=states(TENSE)))
    assert chosen.select(context(TENSE), 0.0) is not None
    assert chosen.select(context(TENSE), 1_000.0) is None


def test_what_still_fits_best_stays() -> None:
    chosen = selector(make("a", when=states(TENSE), cooldown_s=0), make("b", when=states(TENSE)))
    assert chosen.select(context(TENSE, "inquiry"), 0.0) is not None
    assert chosen.select(context(TENSE, "solving"), 1_000.0) is None


def test_something_better_replaces_what_still_fits() -> None:
    closing = When(phases=frozenset({Phase.CLOSING}))
    chosen = selector(make("a", when=states(CALM)), make("b", when=closing, priority=60))
    chosen.select(context(CALM, "solving"), 0.0)
    push = chosen.select(context(CALM, "closing"), 1.0)
    assert push is not None and [s.card.id for s in push.suggestions] == ["b", "a"]


def test_a_card_rests_and_the_next_one_comes_up() -> None:
    chosen = selector(
        make("a", when=states(TENSE), cooldown_s=100),
        make("b", when=states(TENSE), cooldown_s=0),
        make("c", when=states(CALM), cooldown_s=0),
    )
    pushed = []
    for now_s, state in [(0, TENSE), (10, CALM), (50, TENSE), (60, CALM), (100, TENSE)]:
        push = chosen.select(context(state), now_s)
        pushed.append(push.card.id if push else None)
    assert pushed == ["a", "c", "b", "c", "a"]


def test_comes_up_at_most_so_often_in_a_call() -> None:
    chosen = selector(
        make("a", when=states(TENSE), cooldown_s=0, max_per_call=2),
        make("c", when=states(CALM), cooldown_s=0),
    )
    shown = [chosen.select(context((TENSE, CALM)[n % 2]), n) for n in range(8)]
    assert sum(push is not None and push.card.id == "a" for push in shown) == 2


def test_turning_to_a_card_by_hand_counts() -> None:
    chosen = selector(make("a", when=states(TENSE), cooldown_s=0, max_per_call=1))
    chosen.shown("a", 0.0)
    assert chosen.select(context(TENSE), 1.0) is None  # it is there already
    chosen.shown("b", 2.0)
    assert chosen.select(context(TENSE, "solving"), 3.0) is None  # once is enough


def test_expired_cards_are_never_pushed() -> None:
    old = make("a", when=states(TENSE), verified=date(2026, 1, 1), review_days=30)
    assert selector(old).select(context(TENSE), 0.0) is None


_topics = st.lists(
    st.builds(
        Topic,
        st.sampled_from([f"c{n}" for n in range(5)]),
        st.floats(0.5, 1.0),
        st.floats(0, 900),
        st.just("bill"),
    ),
    max_size=3,
    unique_by=lambda topic: topic.card_id,
).map(tuple)
_contexts = st.builds(
    Context,
    st.sampled_from(TensionState),
    st.sampled_from([phase.value for phase in Phase]),
    st.booleans(),
    _topics,
    st.sets(st.sampled_from(["c0", "c1"])).map(frozenset),
)
_whens = st.builds(
    When,
    st.sets(st.sampled_from(["bill", "parcel"]), max_size=1).map(frozenset),
    st.just(frozenset()),
    st.sets(st.sampled_from(TensionState)).map(frozenset),
    st.sets(st.sampled_from(Phase)).map(frozenset),
    st.booleans(),
)


@given(
    st.lists(st.tuples(_whens, st.integers(0, 3), st.integers(0, 30)), max_size=5),
    st.lists(st.tuples(_contexts, st.integers(0, 40)), max_size=25),
)
@settings(deadline=None)
def test_limits_hold_whatever_happens(
    cards: list[tuple[When, int, int]], script: list[tuple[Context, int]]
) -> None:
    made = [
        make(f"c{n}", when=when, max_per_call=most, cooldown_s=cooldown_s)
        for n, (when, most, cooldown_s) in enumerate(cards)
    ]
    chosen, now_s, shown = selector(*made), 0.0, dict[str, list[float]]()
    for here, wait_s in script:
        now_s += wait_s
        push = chosen.select(here, now_s)
        if push is None:
            continue
        times = shown.setdefault(push.card.id, [])
        assert not times or now_s - times[-1] >= push.card.limits.cooldown_s
        times.append(now_s)
        assert len(times) <= push.card.limits.max_per_call
        for suggestion in push.suggestions:
            when = suggestion.card.when
            assert when.conditions
            on_the_table = {topic.card_id for topic in here.topics}
            assert not when.topics or suggestion.card.id in on_the_table
            assert suggestion.card.id not in here.vetoed
            assert here.silent or not when.silence
