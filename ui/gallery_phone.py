"""The states of the phone window that the gallery shows and the tests check."""

from collections.abc import Iterator
from dataclasses import replace

from ui.call_states import (
    AgentStateView,
    AgentView,
    CallPhaseView,
    PartyView,
    QualityGrade,
    QualitySide,
    QualityView,
    TransferView,
)
from ui.customer_states import TypedPeer
from ui.gallery_customer import AT, customer_calls
from ui.gallery_notes import note_states
from ui.gallery_samples import ACCOUNT, COLLEAGUE, KNOWN_PEER, READY, SECOND, card_list, notice
from ui.notice_states import NoticeKind, Severity
from ui.states import AnalysisView, ModelNote, PhoneState, RegistrationView
from ui.translation import Language


def phone_states(language: Language) -> Iterator[tuple[str, PhoneState]]:
    """Every registration, call phase and kind of notice."""
    idle = PhoneState(account=ACCOUNT, analysis=READY, cards=card_list(language))
    yield "idle", idle
    for registration in RegistrationView:
        account = replace(ACCOUNT, registration=registration, transport="udp", device="")
        yield (
            f"registration-{registration}",
            replace(idle, account=account, analysis=AnalysisView()),
        )
    yield "registration-backup", replace(idle, account=replace(ACCOUNT, backup=True))
    for note in ModelNote:
        if note is not ModelNote.NONE:
            yield f"note-{note}", replace(idle, analysis=replace(READY, note=note))
    for phase in CallPhaseView:
        yield f"call-{phase}", replace(idle, call=replace(KNOWN_PEER, phase=phase))
    yield (
        "call-busy",
        replace(
            idle, call=replace(KNOWN_PEER, phase=CallPhaseView.ENDED, end_code=486, duration_s=0)
        ),
    )
    yield "call-muted", replace(idle, call=replace(KNOWN_PEER, muted=True))
    yield "call-held", replace(idle, call=replace(KNOWN_PEER, local_hold=True))
    yield "call-held-remotely", replace(idle, call=replace(KNOWN_PEER, remote_hold=True))
    for quality in _qualities():
        sounding = replace(KNOWN_PEER, quality=quality)
        yield f"call-quality-{quality.grade}-{quality.side}", replace(idle, call=sounding)
    for name, call in customer_calls():
        yield f"customer-{name}", replace(idle, call=call)
    yield from _several_calls(idle)
    for agent in AgentStateView:
        left_s = 72.0 if agent is AgentStateView.WRAP_UP else None
        reason = "break" if agent is AgentStateView.NOT_READY else ""
        yield f"agent-{agent}", replace(idle, agent=AgentView(agent, reason, left_s))
    yield (
        "dial-account",
        replace(idle, dial_accounts=("Service", "Vertrieb"), dial_account="Vertrieb"),
    )
    kim = TypedPeer("030 23125 014", "Kim Berger", "Bäckerei Schöller", AT)
    yield from note_states(language)
    yield "dial-known", replace(idle, typed=kim)
    yield "redial", replace(idle, last_dialled="030 23125 014")
    severities = list(Severity)
    for index, kind in enumerate(NoticeKind):
        shown = notice(kind, severities[index % len(severities)])
        yield f"notice-{kind}", replace(idle, notices=(shown,))
    several = (
        notice(NoticeKind.REGISTRAR_UNREACHABLE, Severity.ERROR),
        notice(NoticeKind.NO_SOUND_DEVICE, Severity.WARNING),
        notice(NoticeKind.CARD_UNREADABLE, Severity.INFO),
    )
    yield "notices", replace(idle, notices=several)
    yield "call-notice", replace(idle, notices=several[:1], call=KNOWN_PEER, others=(SECOND,))


def _qualities() -> Iterator[QualityView]:
    """How a call sounds, and whose side it is."""
    good = QualityView(QualityGrade.GOOD, QualitySide.NOBODY, 4.3, 4.3, 0.0, 0.0, 3, 24)
    yield good
    yield replace(good, grade=QualityGrade.FAIR, side=QualitySide.LINE, mos=3.9, loss=0.034)
    yield replace(good, grade=QualityGrade.FAIR, side=QualitySide.THEM)
    yield replace(good, grade=QualityGrade.POOR, side=QualitySide.YOU, their_mos=2.9)
    yield QualityView(QualityGrade.POOR, QualitySide.LINE, 2.8, loss=0.114, jitter_ms=48)


def _several_calls(idle: PhoneState) -> Iterator[tuple[str, PhoneState]]:
    """A second call that rings, one on hold, a conference, transfers on their way."""
    held = replace(KNOWN_PEER, local_hold=True)
    yield "call-second", replace(idle, call=KNOWN_PEER, others=(SECOND,))
    yield "call-consulting", replace(idle, call=COLLEAGUE, others=(held,))
    dialling = replace(COLLEAGUE, phase=CallPhaseView.RINGING_OUT)
    yield "call-consulting-rings", replace(idle, call=dialling, others=(held,))
    joined = replace(KNOWN_PEER, conference=True)
    yield (
        "call-conference",
        replace(idle, call=joined, others=(replace(COLLEAGUE, conference=True),)),
    )
    yield "call-three", replace(idle, call=COLLEAGUE, others=(held, SECOND))
    for step in TransferView:
        if step is not TransferView.NONE:
            yield f"call-transfer-{step}", replace(idle, call=replace(KNOWN_PEER, transfer=step))
    internal = replace(COLLEAGUE, party=PartyView.INTERNAL, encrypted=True)
    yield "call-internal", replace(idle, call=internal)
