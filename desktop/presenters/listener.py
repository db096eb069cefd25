"""What the agent sees of a supervisor in the call. Pure.

Who is in the call is read from the calls, not from the request: whoever listens is shown, also
where a restarted desktop no longer knows why they came.
"""

from typing import Final

from desktop.supervision.help_state import DeskState, HelpStep
from desktop.telephony.call import CallSnapshot
from desktop.telephony.consent import FINAL
from desktop.telephony.monitoring import MonitorMode
from desktop.telephony.sip_uri import display_number
from ui.help_states import ListenerStep, ListenerView

_IN_CALL: Final = {
    MonitorMode.LISTEN: ListenerStep.LISTENS,
    MonitorMode.WHISPER: ListenerStep.WHISPERS,
    MonitorMode.BARGE: ListenerStep.SPEAKS,
}


def listener_view(
    call: CallSnapshot,
    supervisor: CallSnapshot | None,
    help_state: DeskState,
    take_over_in_s: float | None,
) -> ListenerView:
    """`supervisor` is the call with them, None while there is none."""
    by = help_state.by or (display_number(supervisor.peer_uri) if supervisor is not None else "")
    if supervisor is not None and supervisor.confirmed_at_s is None:
        return ListenerView(ListenerStep.CALLED, by)
    if supervisor is not None and take_over_in_s is not None:
        return ListenerView(ListenerStep.TAKES_OVER, by, take_over_in_s)
    if supervisor is not None:
        return ListenerView(_IN_CALL[supervisor.monitor_mode], by)
    if help_state.step is not HelpStep.COMING:
        return ListenerView()
    return ListenerView(ListenerStep.REFUSED if call.listening in FINAL else ListenerStep.ASK, by)
