"""Roll and board: what is known of whom, however it arrives, and what is shown of it."""

from dataclasses import fields
from itertools import permutations

import pytest

from desktop.clock import ManualClock
from desktop.presenters.board import BoardPresenter
from desktop.supervision.board import FORGOTTEN_S, Board, BoardDesk, board
from desktop.supervision.inbox import SupervisionInbox
from desktop.supervision.messages import HelpReason, Raise
from desktop.supervision.mqtt import roll as roll_module
from desktop.supervision.mqtt.packets import DeskActivity, HelpShown, Presence
from desktop.supervision.mqtt.roll import Roll
from inference.tension.reading import TensionState
from ui.board_states import Activity

pytestmark = pytest.mark.unit

JANA, KARL = "sip:jana@pbx.example", "sip:karl@pbx.example"
SECRET = b"this run"
ASKS = HelpShown(id="esc-000001", why=(HelpReason.UPSET,), level=TensionState.TENSE, level_s=10.0)


def presence(seq: int = 1, connection: int = 1, boot: str = "0000000a", **more: object) -> Presence:
    fields_: dict[str, object] = {"online": True, "activity": DeskActivity.IN_CALL} | more
    return Presence(boot=boot, connection=connection, seq=seq, **fields_)  # type: ignore[arg-type]


def gone(connection: int = 1, boot: str = "0000000a") -> Presence:
    return Presence(boot=boot, connection=connection)


def shown(roll: Roll, now_s: float = 0.0, names: dict[str, str] | None = None) -> Board:
    return board(roll.all(), names or {}, now_s, heartbeat_s=10.0, secret=SECRET)


# ---------------------------------------------------------------- the roll


def test_the_newest_wins_in_whatever_order_it_comes() -> None:
    story = (presence(1), presence(2), gone(1), presence(1, 2), presence(2, 2))
    for order in permutations(story * 1):
        roll = Roll()
        for one in order:
            roll.hear(JANA, one, 0.0)
            roll.hear(JANA, one, 0.0)
        known = roll.of(JANA)
        assert known is not None and known.presence == presence(2, 2), order


def test_a_last_will_ends_its_own_connection_only() -> None:
    roll = Roll()
    roll.hear(JANA, presence(5, 2), 0.0)
    assert roll.hear(JANA, gone(1), 1.0) is None  # the broker was slow to notice
    assert roll.hear(JANA, gone(2), 2.0) is not None
    assert roll.hear(JANA, presence(6, 2), 3.0) is None  # under way when it died


def test_another_run_begins_anew_and_the_end_of_the_last_one_comes_too_late() -> None:
    roll = Roll()
    roll.hear(JANA, presence(9, 3), 0.0)
    assert roll.hear(JANA, presence(1, 1, "0000000b"), 1.0) is not None
    assert roll.hear(JANA, gone(3, "0000000a"), 2.0) is None


def test_what_the_broker_has_kept_is_as_old_as_it_is() -> None:
    roll = Roll()
    known = roll.hear(JANA, presence(), 100.0, kept_s=40.0)
    assert known is not None and known.age_s(105.0) == 45.0
    known = roll.hear(KARL, presence(), 100.0, kept_s=-3600.0)  # clocks that disagree
    assert known is not None and known.age_s(100.0) == 0.0


def test_an_end_of_which_nobody_says_when_is_as_old_as_what_was_heard_before() -> None:
    roll = Roll()
    roll.hear(JANA, presence(), 100.0)
    for who in (JANA, KARL):
        known = roll.hear(who, gone(), 130.0, kept_s=1.8e9)
        assert known is not None and not known.presence.online
    assert roll.all()[JANA].age_s(130.0) == 30.0
    assert roll.all()[KARL].age_s(130.0) > FORGOTTEN_S
    picture = shown(roll, 130.0)
    assert len(picture.others) == 1 and picture.age_s is None  # of Karl nobody knows when it was


def test_a_flood_of_names_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roll_module, "MAX_KNOWN", 2)
    roll = Roll()
    heard = [roll.hear(f"sip:{n}@pbx.example", presence(), 0.0) for n in range(4)]
    assert [one is not None for one in heard] == [True, True, False, False]
    assert roll.hear("sip:0@pbx.example", presence(2), 0.0) is not None


# ---------------------------------------------------------------- the board


def test_who_asks_nobody_has_neither_name_nor_level() -> None:
    roll = Roll()
    roll.hear(JANA, presence(activity_s=60.0), 0.0)
    (desk,) = shown(roll, 2.0, {"esc-000001": "Jana"}).others
    said = {field.name: getattr(desk, field.name) for field in fields(BoardDesk)}
    assert said.pop("place") not in (JANA, "jana@pbx.example")
    assert said == {
        "activity": DeskActivity.IN_CALL,
        "activity_s": 62.0,
        "age_s": 2.0,
        "stale": False,
        "request_id": "",
        "name": "",
        "by_rule": False,
        "why": (),
        "level": TensionState.UNKNOWN,
        "level_s": 0.0,
    }


def test_places_stay_within_a_run_and_say_nothing_beyond_it() -> None:
    roll = Roll()
    for number in range(20):
        roll.hear(f"sip:seat{number}@pbx.example", presence(), 0.0)
    order = [desk.place for desk in shown(roll).others]
    roll.hear("sip:seat3@pbx.example", presence(2, activity=DeskActivity.READY), 1.0)
    assert [desk.place for desk in shown(roll, 1.0).others] == order
    other_run = board(roll.all(), {}, 0.0, heartbeat_s=10.0, secret=b"another")
    assert not {desk.place for desk in other_run.others} & set(order)


def test_only_calls_and_wrap_ups_have_a_time() -> None:
    roll = Roll()
    for number, activity in enumerate(DeskActivity):
        roll.hear(f"sip:{number}@x", presence(activity=activity, activity_s=60.0), 0.0)
    times = {desk.activity: desk.activity_s for desk in shown(roll, 1.0).others}
    assert times == {
        DeskActivity.READY: 0.0,
        DeskActivity.IN_CALL: 61.0,
        DeskActivity.WRAP_UP: 61.0,
        DeskActivity.NOT_READY: 0.0,
    }


def test_who_asks_is_on_top_as_long_as_that_lasts() -> None:
    roll = Roll()
    for who in (JANA, KARL):
        roll.hear(who, presence(), 0.0)
    calm = HelpShown(id="esc-000002", by_rule=True)
    roll.hear(KARL, presence(2, help=calm), 0.0)
    roll.hear(JANA, presence(2, help=ASKS), 0.0)
    first, second = shown(roll, 5.0, {"esc-000001": "Jana"}).asking
    assert (first.name, first.level, first.level_s) == ("Jana", TensionState.TENSE, 10.0)
    assert (second.name, second.by_rule, second.level_s) == ("", True, 0.0)
    roll.hear(JANA, presence(3), 6.0)
    picture = shown(roll, 6.0)
    assert len(picture.asking) == len(picture.others) == 1


def test_old_is_stale_and_very_old_is_gone() -> None:
    roll = Roll()
    roll.hear(JANA, presence(), 0.0)
    roll.hear(KARL, presence(), 20.0)
    picture = shown(roll, 31.0)
    assert sorted(desk.stale for desk in picture.others) == [False, True]
    assert picture.counts == ((DeskActivity.IN_CALL, 1),) and picture.age_s == 11.0
    roll.hear(KARL, gone(), 32.0)
    assert {desk.activity for desk in shown(roll, 32.0).others if desk.stale} == {
        None,
        DeskActivity.IN_CALL,
    }
    assert len(shown(roll, FORGOTTEN_S + 1.0).others) == 1
    assert shown(Roll()).age_s is None


# ---------------------------------------------------------------- the presenter


def test_the_view_names_who_was_asked_for_and_filters_the_rest(wire: object) -> None:
    clock, roll = ManualClock(0.0), Roll()
    inbox = SupervisionInbox(wire, name="Anna")  # type: ignore[arg-type]
    presenter = BoardPresenter(
        team="service",
        roll=roll,
        inbox=inbox,
        clock=clock,
        heartbeat_s=10.0,
    )
    assert presenter.view().stale and presenter.view().age_s is None
    raised = Raise(
        id=ASKS.id,
        agent="Jana",
        level=TensionState.TENSE,
        level_s=10.0,
        call_s=60.0,
        expires_in_s=90.0,
    )
    inbox.receive(JANA, raised, 0.0)
    roll.hear(JANA, presence(help=ASKS), 0.0)
    roll.hear(KARL, presence(), 0.0)
    roll.hear("sip:otto@pbx.example", presence(activity=DeskActivity.READY), 0.0)
    state = presenter.view()
    assert [one.name for one in state.asking] == ["Jana"]
    assert (state.desks, state.in_call, len(state.others), state.stale) == (3, 2, 2, False)
    presenter.show_only(Activity.READY)
    state = presenter.view()
    assert [one.activity for one in state.others] == [Activity.READY] and len(state.asking) == 1
    assert state.desks == 3
    roll.hear(KARL, gone(), 0.0)
    assert presenter.view().desks == 2, "who has gone home is no desk that is there"
    clock.advance(31.0)
    assert presenter.view().stale and presenter.view().age_s == 31


def test_who_asked_goes_back_among_the_others_and_cannot_be_followed(wire: object) -> None:
    clock, roll = ManualClock(0.0), Roll()
    inbox = SupervisionInbox(wire, name="Anna")  # type: ignore[arg-type]
    presenter = BoardPresenter(
        team="service", roll=roll, inbox=inbox, clock=clock, heartbeat_s=10.0
    )
    for number in range(9):
        roll.hear(f"sip:seat{number}@pbx.example", presence(), 0.0)
    roll.hear(JANA, presence(), 0.0)
    before = {one.place for one in presenter.view().others}
    assert before == {one.place for one in presenter.view().others}
    roll.hear(JANA, presence(2, help=ASKS), 1.0)
    (asking,) = presenter.view().asking
    assert asking.desk.place in before and presenter.view().asking == (asking,)
    roll.hear(JANA, presence(3), 2.0)
    after = {one.place for one in presenter.view().others}
    assert len(after) == 10 and not before & after
    assert after == {one.place for one in presenter.view().others}
