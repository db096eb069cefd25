"""Words about accounts and calls, without a SIP code in sight."""

from typing import Final

from PySide6.QtCore import QCoreApplication

from ui.call_states import (
    AgentStateView,
    AgentView,
    CallPhaseView,
    CallView,
    PartyView,
    TransferView,
)
from ui.states import (
    AnalysisView,
    ModelNote,
    RegistrationView,
)
from ui.words.assist import model_note
from ui.words.marking import QT_TRANSLATE_NOOP
from ui.words.times import clock

translate = QCoreApplication.translate

REGISTRATIONS: Final = {
    RegistrationView.DIRECT: QT_TRANSLATE_NOOP("Registration", "direct calls"),
    RegistrationView.REGISTERING: QT_TRANSLATE_NOOP("Registration", "signing in …"),
    RegistrationView.REGISTERED: QT_TRANSLATE_NOOP("Registration", "signed in"),
    RegistrationView.FAILED: QT_TRANSLATE_NOOP("Registration", "not signed in"),
    RegistrationView.OFFLINE: QT_TRANSLATE_NOOP("Registration", "phone is not running"),
}

PHASES: Final = {
    CallPhaseView.RINGING_IN: QT_TRANSLATE_NOOP("Call", "incoming call"),
    CallPhaseView.CALLING: QT_TRANSLATE_NOOP("Call", "connecting …"),
    CallPhaseView.RINGING_OUT: QT_TRANSLATE_NOOP("Call", "ringing …"),
    CallPhaseView.CONNECTED: QT_TRANSLATE_NOOP("Call", "in call"),
    CallPhaseView.ENDED: QT_TRANSLATE_NOOP("Call", "ended"),
}

PARTIES: Final = {
    PartyView.CUSTOMER: "",
    PartyView.CONSULTATION: QT_TRANSLATE_NOOP("Call", "consultation"),
    PartyView.THIRD: QT_TRANSLATE_NOOP("Call", "joined in"),
    PartyView.INTERNAL: QT_TRANSLATE_NOOP("Call", "internal"),
}

TRANSFERS: Final = {
    TransferView.REQUESTED: QT_TRANSLATE_NOOP("Call", "being connected …"),
    TransferView.RINGING: QT_TRANSLATE_NOOP("Call", "being connected, it rings there …"),
    TransferView.DONE: QT_TRANSLATE_NOOP("Call", "connected"),
}

AGENT_STATES: Final = {
    AgentStateView.READY: QT_TRANSLATE_NOOP("Agent", "Ready"),
    AgentStateView.NOT_READY: QT_TRANSLATE_NOOP("Agent", "Not ready"),
    AgentStateView.WRAP_UP: QT_TRANSLATE_NOOP("Agent", "Wrap-up"),
}

OWN_REASON_WORDS: Final = {
    "break": QT_TRANSLATE_NOOP("Agent", "Break"),
    "meeting": QT_TRANSLATE_NOOP("Agent", "Meeting"),
    "training": QT_TRANSLATE_NOOP("Agent", "Training"),
    "desk_work": QT_TRANSLATE_NOOP("Agent", "Desk work"),
}

ENDS: Final = {
    # RFC 3261 §21; codes that say the same to a person share their words
    403: QT_TRANSLATE_NOOP("CallEnd", "not allowed"),
    404: QT_TRANSLATE_NOOP("CallEnd", "number unknown"),
    408: QT_TRANSLATE_NOOP("CallEnd", "no answer from the network"),
    410: QT_TRANSLATE_NOOP("CallEnd", "number unknown"),
    415: QT_TRANSLATE_NOOP("CallEnd", "devices do not understand each other"),
    480: QT_TRANSLATE_NOOP("CallEnd", "not reachable"),
    484: QT_TRANSLATE_NOOP("CallEnd", "number incomplete"),
    486: QT_TRANSLATE_NOOP("CallEnd", "busy"),
    487: QT_TRANSLATE_NOOP("CallEnd", "not answered"),
    488: QT_TRANSLATE_NOOP("CallEnd", "devices do not understand each other"),
    500: QT_TRANSLATE_NOOP("CallEnd", "fault on the other side"),
    502: QT_TRANSLATE_NOOP("CallEnd", "fault on the other side"),
    503: QT_TRANSLATE_NOOP("CallEnd", "no answer from the network"),
    504: QT_TRANSLATE_NOOP("CallEnd", "no answer from the network"),
    600: QT_TRANSLATE_NOOP("CallEnd", "busy"),
    603: QT_TRANSLATE_NOOP("CallEnd", "declined"),
    604: QT_TRANSLATE_NOOP("CallEnd", "number unknown"),
}


def registration(view: RegistrationView) -> str:
    """Whether the account can be called, in a few words."""
    return translate("Registration", REGISTRATIONS[view])


def security(transport: str) -> str:
    """The verdict on how calls are set up; `transport` is "udp", "tcp" or "tls"."""
    if transport == "tls":
        return translate("Security", "encrypted (TLS)")
    return translate("Security", "not encrypted")


def analysis(view: AnalysisView) -> str:
    """The analysis in one line, with what it computes on and what there is to say of its model."""
    if not view.ready:
        return translate("Analysis", "Analysis not ready yet")
    if view.note is ModelNote.FACTS_ONLY:
        said = translate("Analysis", "Analysis ready · {where}")
        return said.format(where=model_note(view.note))
    if view.device.startswith("cuda"):
        detail = view.device.partition(":")[2].strip()
        where = detail or translate("Analysis", "graphics card")
    elif view.device == "mps":
        where = translate("Analysis", "graphics card")
    else:
        where = translate("Analysis", "processor")
    ready = translate("Analysis", "Analysis ready · {where}").format(where=where)
    return "\n".join(part for part in (ready, model_note(view.note)) if part)


def agent_state(view: AgentView) -> str:
    """Whether calls are taken, and why not."""
    if view.state is AgentStateView.NOT_READY and view.reason:
        return agent_reason(view.reason)
    said = translate("Agent", AGENT_STATES[view.state])
    return said if view.left_s is None else f"{said} · {clock(view.left_s)}"


def agent_reason(reason: str) -> str:
    """A reason of our own in the installed language, one of the settings as it is."""
    own = OWN_REASON_WORDS.get(reason)
    return reason if own is None else translate("Agent", own)


def ended(code: int) -> str:
    """How a call ended; "ended" where there is nothing better to say."""
    if code in ENDS:
        return translate("CallEnd", ENDS[code])
    if code >= 400:
        return translate("CallEnd", "not connected")
    return translate("Call", PHASES[CallPhaseView.ENDED])


def call_line(call: CallView) -> str:
    """Below the name: what the call is doing, and for how long."""
    parts: list[str] = []
    if call.number and call.number != call.peer:
        parts.append(call.number)
    if PARTIES[call.party]:
        parts.append(translate("Call", PARTIES[call.party]))
    match call.phase:
        case CallPhaseView.ENDED:
            parts.append(ended(call.end_code))
            if call.duration_s:
                parts.append(clock(call.duration_s))
        case CallPhaseView.CONNECTED:
            parts += [_connected(call), clock(call.duration_s)]
            if call.encrypted:
                parts.append(translate("Security", "voice encrypted"))
        case _:
            parts.append(translate("Call", PHASES[call.phase]))
    return " · ".join(parts)


def _connected(call: CallView) -> str:
    if call.transfer in TRANSFERS:
        return translate("Call", TRANSFERS[call.transfer])
    if call.conference:
        return translate("Call", "conference")
    if call.local_hold:
        return translate("Call", "you hold the call")
    if call.remote_hold:
        return translate("Call", "the other side holds the call")
    return translate("Call", PHASES[CallPhaseView.CONNECTED])
