"""Calls and accounts as the phone window shows them. Pure functions."""

from desktop.telephony.availability import Presence
from desktop.telephony.call import (
    AccountSnapshot,
    CallSnapshot,
    CallState,
    Direction,
    RegistrationState,
)
from desktop.telephony.sip_uri import display_number
from ui.call_states import (
    OWN_REASONS,
    AgentStateView,
    AgentView,
    CallPhaseView,
    CallView,
    PartyView,
    QualityView,
    SentText,
    TransferView,
)
from ui.customer_states import CustomerView
from ui.note_states import TranscriptView
from ui.states import (
    AccountView,
    RegistrationView,
)

_REGISTRATIONS = {
    RegistrationState.DIRECT: RegistrationView.DIRECT,
    RegistrationState.REGISTERING: RegistrationView.REGISTERING,
    RegistrationState.REGISTERED: RegistrationView.REGISTERED,
    RegistrationState.FAILED: RegistrationView.FAILED,
    RegistrationState.UNREGISTERED: RegistrationView.OFFLINE,
}

USABLE = frozenset({RegistrationState.REGISTERED, RegistrationState.DIRECT})
"""Calls can be placed and come in."""

_PHASES = {
    CallState.CALLING: CallPhaseView.CALLING,
    CallState.INCOMING: CallPhaseView.RINGING_IN,
    CallState.EARLY: CallPhaseView.RINGING_OUT,
    CallState.CONNECTING: CallPhaseView.CONNECTED,
    CallState.CONFIRMED: CallPhaseView.CONNECTED,
    CallState.DISCONNECTED: CallPhaseView.ENDED,
}


def account_shown(accounts: tuple[AccountSnapshot, ...]) -> AccountSnapshot | None:
    """Of several the first that works: the others have notices, this one is what one phones by."""
    working = (one for one in accounts if one.state in USABLE)
    return next(working, next(iter(accounts), None))


def account_view(account: AccountSnapshot | None, name: str, device: str) -> AccountView:
    """`name` is shown until the engine has spoken of the account."""
    if account is None:
        return AccountView(name=name, device=device)
    return AccountView(
        name=account.name,
        uri=account.uri,
        registration=_REGISTRATIONS[account.state],
        transport=account.transport,
        device=device,
        backup=account.backup,
    )


def peer_of(call: CallSnapshot) -> str:
    """Name first; the number where there is no name."""
    return call.peer_name or display_number(call.peer_uri)


def agent_view(presence: Presence, reasons: tuple[str, ...], now_s: float) -> AgentView:
    """`reasons`: what may be chosen; empty stands for Beistand's own."""
    left_s = None if presence.until_s is None else max(0.0, presence.until_s - now_s)
    return AgentView(
        AgentStateView(presence.state.value),
        reason=presence.reason,
        left_s=left_s,
        reasons=reasons or OWN_REASONS,
    )


def is_ringing(call: CallSnapshot) -> bool:
    """Whether it waits for the agent to answer."""
    return call.direction is Direction.INCOMING and _PHASES[call.state] in (
        CallPhaseView.RINGING_IN,
        CallPhaseView.RINGING_OUT,
    )


def call_s(call: CallSnapshot, now_s: float) -> float:
    """Call time: since the 200 OK, until the end."""
    if call.confirmed_at_s is None:
        return 0.0
    return max(0.0, (call.ended_at_s or now_s) - call.confirmed_at_s)


def call_view(
    call: CallSnapshot,
    now_s: float,
    *,
    peer: str,
    customer: CustomerView | None,
    quality: QualityView | None = None,
    text: SentText | None = None,
    transcript: TranscriptView | None = None,
) -> CallView:
    phase = _PHASES[call.state]
    if is_ringing(call):
        phase = CallPhaseView.RINGING_IN
    waiting_s = now_s - call.started_at_s
    return CallView(
        call_id=call.call_id,
        peer=peer,
        number=display_number(call.peer_uri),
        phase=phase,
        duration_s=call_s(call, now_s) if call.confirmed_at_s is not None else waiting_s,
        muted=call.muted,
        local_hold=call.local_hold,
        remote_hold=call.remote_hold,
        end_code=call.end_code,
        customer=customer,
        party=PartyView(call.party.value),
        conference=call.conference,
        transfer=TransferView(call.transfer.value),
        encrypted=call.encrypted,
        quality=quality,
        text=text,
        transcript=transcript,
    )
