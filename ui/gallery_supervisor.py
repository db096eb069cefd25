"""The supervisor's window for the gallery: requests, and a board of made-up desks."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from ui.board_states import Activity, AskingDeskView, BoardDeskView, BoardState
from ui.gallery_samples import ACCOUNT, TENSE, notice
from ui.goodwill_states import GoodwillKind
from ui.help_states import HelpReason
from ui.notice_states import NoticeKind, Severity
from ui.question_states import QuestionStep, QuestionView
from ui.states import Level
from ui.supervisor import BOARD_SIZE, SupervisorWindow
from ui.supervisor_states import (
    Ending,
    Handover,
    ListenMode,
    RequestStep,
    RequestView,
    SupervisorCall,
    SupervisorState,
)

_ACTIVITIES: Final = (
    Activity.IN_CALL,
    Activity.READY,
    Activity.IN_CALL,
    Activity.WRAP_UP,
    Activity.IN_CALL,
    Activity.NOT_READY,
    Activity.READY,
)
_STALE_EVERY: Final = 13


def supervisor_states() -> Iterator[tuple[str, SupervisorState]]:
    """Nobody, one request in each step, and three at once."""
    request = RequestView(
        "request-1",
        "Platz 214",
        RequestStep.OPEN,
        level=Level.TENSE,
        level_s=42,
        reasons=TENSE.reasons,
        call_s=391,
        waiting_s=12,
        expires_in_s=48,
    )
    account = replace(ACCOUNT, name="Leitung", uri="sip:900@pbx.example")
    empty = SupervisorState(account=account)
    yield "empty", empty
    for step in RequestStep:
        yield f"{step}", replace(empty, requests=(replace(request, step=step),))
    question = QuestionView(
        "question-1",
        "Platz 214",
        GoodwillKind.CREDIT,
        amount="100 €",
        wished="100",
        reason="promise-broken",
        rule="small-gesture",
        left_s=84,
    )
    yield "question", replace(empty, questions=(question,))
    for how in QuestionStep:
        answered = replace(question, step=how, by="Kim Brandt", allowed="80 €", left_s=None)
        yield f"question-{how}", replace(empty, questions=(answered,))
    yield "question-and-request", replace(empty, questions=(question,), requests=(request,))
    asked = replace(request, why=(HelpReason.UPSET, HelpReason.APPROVAL), topic="Rechnung")
    yield "why", replace(empty, requests=(asked,))
    yield (
        "by-rule",
        replace(empty, requests=(replace(request, by_rule="Kündigt", topic="Kündigung"),)),
    )
    taken = replace(asked, step=RequestStep.JOINED, brief="Rechnung vom Mai doppelt, 85 € offen")
    yield "brief", replace(empty, requests=(taken,))
    for mode in (ListenMode.LISTEN, ListenMode.WHISPER, ListenMode.BARGE):
        inside = replace(request, step=RequestStep.JOINED, mode=mode)
        calls = (SupervisorCall("call-1", "Platz 214"),)
        yield f"mode-{mode}", replace(empty, calls=calls, requests=(inside,))
    inside = replace(request, step=RequestStep.JOINED, mode=ListenMode.BARGE, settled=False)
    yield "mode-unsettled", replace(empty, requests=(inside,))
    for handover in Handover:
        inside = replace(
            request,
            step=RequestStep.JOINED,
            mode=ListenMode.LISTEN,
            handover=handover,
            handover_in_s=4,
        )
        yield f"handover-{handover}", replace(empty, requests=(inside,))
    for ending in Ending:
        over = replace(request, step=RequestStep.RESOLVED, ending=ending)
        yield f"ending-{ending}", replace(empty, requests=(over,))
    refused = replace(request, step=RequestStep.CLAIMED, refused=True)
    yield "refused", replace(empty, requests=(refused,))
    held = (SupervisorCall("call-1", "Platz 214", held=True), SupervisorCall("call-2", "Zentrale"))
    yield "held", replace(empty, calls=held)
    rings = (SupervisorCall("call-2", "Zentrale", rings=True),)
    yield "rings", replace(empty, calls=rings)
    second = replace(
        request, request_id="request-2", agent="Platz 209", level=Level.UNKNOWN, reasons=()
    )
    third = replace(request, request_id="request-3", agent="Platz 217", step=RequestStep.CLAIMED)
    yield "several", replace(empty, requests=(request, second, third))
    late = (notice(NoticeKind.REGISTRAR_UNREACHABLE, Severity.ERROR),)
    yield "notice", replace(empty, notices=late)
    no_password = (notice(NoticeKind.PASSWORD_NEEDED, Severity.WARNING),)
    yield "notice-action", replace(empty, notices=no_password)


def desks(count: int) -> tuple[BoardDeskView, ...]:
    """As different as a room is: all activities, some long, some that have fallen silent."""
    made = []
    for number in range(count):
        stale = number % _STALE_EVERY == _STALE_EVERY - 1
        activity = Activity.GONE if number % 26 == 25 else _ACTIVITIES[number % len(_ACTIVITIES)]
        made.append(
            BoardDeskView(f"{number:04}", activity, number * 37 % 4000, stale, 45 if stale else 0)
        )
    return tuple(made)


def board_states() -> Iterator[tuple[str, BoardState]]:
    """Nobody yet, a small team, somebody asks, hundreds, filtered, and an old picture."""
    yield "nobody", BoardState(team="service")
    room = BoardState(team="service", others=desks(24), desks=26, in_call=11, age_s=1)
    asking = (
        AskingDeskView(
            BoardDeskView("a", Activity.IN_CALL, 391),
            "request-1",
            "Platz 214",
            why=(HelpReason.UPSET,),
            level=Level.TENSE,
            level_s=42,
        ),
        AskingDeskView(
            BoardDeskView("b", Activity.IN_CALL, 80), "elsewhere", why=(HelpReason.APPROVAL,)
        ),
        AskingDeskView(
            BoardDeskView("c", Activity.IN_CALL, 801, stale=True, age_s=50),
            "request-3",
            "Platz 217",
            by_rule=True,
            level=Level.ELEVATED,
            level_s=95,
        ),
    )
    yield "quiet", room
    yield "asking", replace(room, asking=asking, desks=27)
    yield "hundreds", replace(room, asking=asking, others=desks(500), desks=503, in_call=214)
    calls = tuple(desk for desk in room.others if desk.activity is Activity.IN_CALL)
    yield "filtered", replace(room, others=calls, only=Activity.IN_CALL)
    yield "filtered-nobody", replace(room, others=(), only=Activity.WRAP_UP)
    old = tuple(replace(desk, stale=True, age_s=45) for desk in room.others)
    yield "stale", replace(room, others=old, in_call=0, age_s=45, stale=True)


def supervisor_windows() -> Iterator[tuple[str, Callable[[], SupervisorWindow]]]:
    """Every state, first without a team."""
    several = SupervisorState()
    for name, state in supervisor_states():
        yield f"supervisor-{name}", partial(_window, state)
        if name == "several":
            several = state
    for name, board in board_states():
        asked = several if board.asking else replace(several, requests=())
        yield f"board-{name}", partial(_with_board, asked, board)


def _window(state: SupervisorState) -> SupervisorWindow:
    window = SupervisorWindow(motion=False, surfaces=False)
    window.show_state(state)
    return window


def _with_board(state: SupervisorState, board: BoardState) -> SupervisorWindow:
    window = _window(state)
    window.show_board(board)
    window.resize(BOARD_SIZE)  # as on a screen that has the room
    return window
