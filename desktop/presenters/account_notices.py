"""How an account's registration, sound and commands become notices."""

from typing import Final

from desktop.presenters.notices import Notices
from desktop.telephony.call import AccountSnapshot, RegistrationState, TlsVerdict
from desktop.telephony.engine.messages import CommandFailed, SoundChanged
from ui.notice_states import NoticeKind

WRONG_PASSWORD: Final = frozenset({401, 403, 407})
_UNREACHABLE: Final = frozenset({0, 408, 502, 503, 504})
_ELSEWHERE: Final = {
    "microphone": NoticeKind.MICROPHONE_ELSEWHERE,
    "headset": NoticeKind.HEADSET_ELSEWHERE,
}
_ACCOUNT: Final = (
    NoticeKind.WRONG_PASSWORD,
    NoticeKind.REGISTRAR_UNREACHABLE,
    NoticeKind.REGISTRATION_REFUSED,
    NoticeKind.PORT_IN_USE,
    NoticeKind.ACCOUNT_UNUSABLE,
    NoticeKind.CERTIFICATE_UNTRUSTED,
    NoticeKind.CERTIFICATE_EXPIRED,
    NoticeKind.CERTIFICATE_WRONG_NAME,
    NoticeKind.TLS_FAILED,
)
_CERTIFICATE: Final = {
    TlsVerdict.UNTRUSTED: NoticeKind.CERTIFICATE_UNTRUSTED,
    TlsVerdict.REVOKED: NoticeKind.CERTIFICATE_UNTRUSTED,
    TlsVerdict.EXPIRED: NoticeKind.CERTIFICATE_EXPIRED,
    TlsVerdict.WRONG_NAME: NoticeKind.CERTIFICATE_WRONG_NAME,
    TlsVerdict.FAILED: NoticeKind.TLS_FAILED,
}


def follow_account(notices: Notices, account: AccountSnapshot) -> None:
    """Say why an account does not work, and take it back once it does."""
    if account.state in (RegistrationState.REGISTERED, RegistrationState.DIRECT):
        notices.resolve(*_ACCOUNT, NoticeKind.PASSWORD_NEEDED, subject=account.name)
        return
    if account.state is not RegistrationState.FAILED:
        return
    notices.resolve(*_ACCOUNT, subject=account.name)
    where, name = account.registrar, account.name
    if account.failure == "bind":
        notices.add(NoticeKind.PORT_IN_USE, name, where=account.reason)
    elif account.failure == "config":
        notices.add(NoticeKind.ACCOUNT_UNUSABLE, name, account=name, detail=account.reason)
    elif account.tls in _CERTIFICATE:
        notices.add(_CERTIFICATE[account.tls], name, where=where, detail=account.reason)
    elif account.code in WRONG_PASSWORD:
        notices.add(NoticeKind.WRONG_PASSWORD, name, account=name, where=where)
    elif account.code in _UNREACHABLE:
        retry = f"{account.retry_in_s:.0f}" if account.retry_in_s is not None else ""
        notices.add(NoticeKind.REGISTRAR_UNREACHABLE, name, where=where, retry_s=retry)
    else:
        notices.add(
            NoticeKind.REGISTRATION_REFUSED,
            name,
            where=where,
            code=str(account.code),
            reason=account.reason,
        )


def follow_sound(notices: Notices, sound: SoundChanged) -> None:
    """Say which device is missing, and what is used instead; take it back once it is there."""
    notices.resolve(NoticeKind.NO_SOUND_DEVICE, NoticeKind.SOUND_FAILED)
    if sound.problem == "no-device":
        notices.add(NoticeKind.NO_SOUND_DEVICE)
    elif sound.problem:
        notices.add(
            NoticeKind.SOUND_FAILED, device=sound.output or sound.input, detail=sound.detail
        )
    elsewhere = {_ELSEWHERE[one.role]: one for one in sound.missing if one.used != "null"}
    for kind in _ELSEWHERE.values():
        if kind in elsewhere:
            notices.add(kind, wanted=elsewhere[kind].wanted, used=elsewhere[kind].used)
        else:
            notices.resolve(kind)


def follow_failure(notices: Notices, failure: CommandFailed) -> None:
    if failure.command == "Notice":
        notices.add(NoticeKind.NOTICE_FAILED, detail=failure.what)
    else:
        notices.add(
            NoticeKind.COMMAND_FAILED,
            failure.command,
            command=failure.command,
            detail=failure.what,
        )
