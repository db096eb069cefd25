"""What can go wrong between an account and the telephone system it signs in to."""

from typing import Final

from ui.notice_states import NoticeKind
from ui.words.marking import QT_TRANSLATE_NOOP
from ui.words.notice_sources import Side, Sources

ACCOUNT_NOTICES: Final[dict[NoticeKind, Sources]] = {
    NoticeKind.REGISTRAR_UNREACHABLE: Sources(
        QT_TRANSLATE_NOOP("Notice", "The sign-in server does not answer ({where})."),
        Side.NETWORK,
        QT_TRANSLATE_NOOP("Notice", "Check the network cable or Wi-Fi; Beistand keeps trying."),
    ),
    NoticeKind.WRONG_PASSWORD: Sources(
        QT_TRANSLATE_NOOP("Notice", "The password for “{account}” is not accepted."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Sign in with the right one, or ask for a new one."),
    ),
    NoticeKind.REGISTRATION_REFUSED: Sources(
        QT_TRANSLATE_NOOP("Notice", "The sign-in server refuses this account ({where})."),
        Side.REMOTE,
        QT_TRANSLATE_NOOP("Notice", "Ask whoever looks after the telephone system."),
    ),
    NoticeKind.PASSWORD_NEEDED: Sources(
        QT_TRANSLATE_NOOP("Notice", "The password for “{account}” is missing."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Sign in to be reachable."),
    ),
    NoticeKind.ACCOUNT_UNUSABLE: Sources(
        QT_TRANSLATE_NOOP("Notice", "The settings of “{account}” cannot be used."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Correct the settings file and restart Beistand."),
    ),
    NoticeKind.PORT_IN_USE: Sources(
        QT_TRANSLATE_NOOP("Notice", "Another program is using the telephone port ({where})."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Close the other program or choose another port."),
    ),
    NoticeKind.CERTIFICATE_UNTRUSTED: Sources(
        QT_TRANSLATE_NOOP("Notice", "It is not certain who the telephone system is ({where})."),
        Side.REMOTE,
        QT_TRANSLATE_NOOP(
            "Notice", "Nothing was sent there. Ask for the CA file and name it in the settings."
        ),
    ),
    NoticeKind.CERTIFICATE_EXPIRED: Sources(
        QT_TRANSLATE_NOOP("Notice", "The telephone system's certificate has expired ({where})."),
        Side.REMOTE,
        QT_TRANSLATE_NOOP(
            "Notice", "Check this computer's date; else ask whoever looks after the system."
        ),
    ),
    NoticeKind.CERTIFICATE_WRONG_NAME: Sources(
        QT_TRANSLATE_NOOP("Notice", "The certificate there is somebody else's ({where})."),
        Side.REMOTE,
        QT_TRANSLATE_NOOP(
            "Notice", "Check the registrar's name in the settings; nothing was sent there."
        ),
    ),
    NoticeKind.TLS_FAILED: Sources(
        QT_TRANSLATE_NOOP("Notice", "No encrypted connection comes about ({where})."),
        Side.REMOTE,
        QT_TRANSLATE_NOOP(
            "Notice", "The system may want a certificate of ours, or speak old TLS only."
        ),
    ),
    NoticeKind.NO_KEYRING: Sources(
        QT_TRANSLATE_NOOP("Notice", "This computer has no keyring for passwords."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Beistand asks for the password at each start."),
    ),
}
