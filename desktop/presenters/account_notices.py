"""How an account's registration, sound and commands become notices."""

from typing import Final

from desktop.presenters.notices import Notices
from desktop.telephony.call import AccountSnapshot, RegistrationState
from desktop.telephony.engine.messages import CommandFailed, SoundChanged
from ui.states import NoticeKind

_REFUSED: Final = frozenset({401, 403, 407})
_REGISTRATION: Final = (
    NoticeKind.WRONG_PASSWORD,
    NoticeKind.REGISTRAR_UNREACHABLE,
    NoticeKind.REGISTRATION_REFUSED,
    NoticeKind.PORT_IN_USE,
)


def follow_account(notices: Notices, account: AccountSnapshot) -> None:
    """Say why an account does not work, and take it back once it does."""
    if account.state in (RegistrationState.REGISTERED, RegistrationState.DIRECT):
        notices.resolve(*_REGISTRATION, NoticeKind.PASSWORD_NEEDED, subject=account.name)
        return
    if account.state is not RegistrationState.FAILED:
        return
    notices.resolve(*_REGISTRATION, subject=account.name)
    where = account.registrar
    if not account.registrar and account.code == 0:
        notices.add(NoticeKind.PORT_IN_USE, account.name, where=account.reason)
    elif account.code in _REFUSED:
        notices.add(NoticeKind.WRONG_PASSWORD, account.name, account=account.name, where=where)
    elif account.code in (0, 408, 502, 503, 504):
        retry = f"{account.retry_in_s:.0f}" if account.retry_in_s is not None else ""
        notices.add(NoticeKind.REGISTRAR_UNREACHABLE, account.name, where=where, retry_s=retry)
    else:
        notices.add(
            NoticeKind.REGISTRATION_REFUSED,
            account.name,
            where=where,
            code=str(account.code),
            reason=account.reason,
        )


def follow_sound(notices: Notices, sound: SoundChanged) -> None:
    notices.resolve(NoticeKind.NO_SOUND_DEVICE, NoticeKind.SOUND_FAILED)
    if sound.problem == "no-device":
        notices.add(NoticeKind.NO_SOUND_DEVICE)
    elif sound.problem:
        notices.add(
            NoticeKind.SOUND_FAILED, device=sound.output or sound.input, detail=sound.detail
        )


def follow_failure(notices: Notices, failure: CommandFailed) -> None:
    if failure.command == "Configure":
        return  # the account's own state says it, and says when it is over
    notices.add(NoticeKind.COMMAND_FAILED, failure.command, detail=failure.what)
