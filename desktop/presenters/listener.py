"""What the agent sees of a supervisor in the call. Pure.

Who is in the call is read from the calls, not from the request: whoever listens is shown, also
where a restarted desktop no longer knows why they came.
"""

from typing import Final

from desktop.supervision.help_state import DeskState, HelpStep
from desktop.supervision.takeover import TakeOverStep
from desktop.telephony.call import CallSnapshot
from desktop.telephony.consent import FINAL
from desktop.telephony.monitoring import MonitorMode
from desktop.telephony.sip_uri import display_number
from ui.help_states import ListenerStep, ListenerView

_IN_CALL: Final = {
    None: ListenerStep.CALLED,
    MonitorMode.LISTEN: ListenerStep.LISTENS,
    MonitorMode.WHISPER: ListenerStep.WHISPERS,
    MonitorMode.BARGE: ListenerStep.SPEAKS,
}
_TAKING_OVER: Final = {
    TakeOverStep.WAITING: ListenerStep.WANTS_OVER,
    TakeOverStep.ANNOUNCED: ListenerStep.TAKES_OVER,
    TakeOverStep.UNDER_WAY: ListenerStep.HANDED_OVER,
}


def listener_view(
    call: CallSnapshot, supervisor: CallSnapshot | None, help_state: DeskState
) -> ListenerView:
    """`supervisor` is the call with them, None while there is none."""
    by = help_state.by or (display_number(supervisor.peer_uri) if supervisor is not None else "")
    if supervisor is not None:
        step = _IN_CALL[supervisor.monitor_mode]
        over = _TAKING_OVER.get(help_state.takeover, step)
        return ListenerView(over, by, help_state.takeover_in_s or 0.0)
    if help_state.step is not HelpStep.COMING:
        return ListenerView()
    if call.listening in FINAL:
        return ListenerView(ListenerStep.REFUSED, by)
    return ListenerView(ListenerStep.MISSED if help_state.missed else ListenerStep.ASK, by)
