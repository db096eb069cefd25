"""Builds the supervisor's desktop and runs it: `beistand supervisor`."""

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace as replace_struct

from desktop.clock import MonotonicClock
from desktop.compositions.profile import (
    Profile,
    engine_configuration,
    load_profile,
    supervision_name,
)
from desktop.compositions.sign_in import SignIn
from desktop.logging import set_up_logging
from desktop.presenters.notices import Notices
from desktop.presenters.supervisor import SupervisorPresenter
from desktop.settings.secrets import SystemSecrets
from desktop.shell.application import (
    language_of,
    make_application,
    quit_program,
    run_until_quit,
)
from desktop.shell.dispatcher import Dispatcher
from desktop.shell.password import PasswordQuestions
from desktop.shell.supervisor_shell import SupervisorShell
from desktop.supervision.inbox import SupervisionInbox
from desktop.supervision.sip_message import SipMessageTransport
from desktop.telephony.consent import ConsentMode
from desktop.telephony.control import CallControl
from desktop.telephony.engine.client import EngineClient
from desktop.telephony.engine.messages import AccountChanged, Configure, Event, SoundConfig
from desktop.telephony.registry import CallRegistry
from ui.states import NoticeKind


class SupervisorDesktop:
    """Everything of one supervisor's desktop, joined. There is no worker: nothing is analysed."""

    def __init__(self, profile: Profile, configuration: Configure, notices: Notices) -> None:
        settings = profile.settings
        clock = MonotonicClock()
        self._dispatcher = Dispatcher()
        self.notices = notices
        self.shell = SupervisorShell(
            motion=not settings.appearance.reduced_motion, quit_program=quit_program
        )
        self.engine = EngineClient(
            profile.runtime,
            on_event=lambda event: self._post(lambda: self._engine_event(event)),
            on_state=lambda state: self._post(lambda: self.presenter.engine_state(state)),
        )
        control = CallControl(
            self.engine.send, configuration.accounts, settings.supervision.account
        )
        transport = SipMessageTransport(
            control.send_message, clock=clock, on_rejected=self._message_rejected
        )
        account = settings.account(settings.supervision.account)
        account_name = account.name if account is not None else ""
        inbox = SupervisionInbox(
            transport,
            name=supervision_name(settings),
            eta_s=settings.supervision.eta_s,
        )
        transport.connect(inbox)
        self.presenter = SupervisorPresenter(
            registry=CallRegistry(),
            control=control,
            inbox=inbox,
            transport=transport,
            notices=notices,
            clock=clock,
            account_name=account_name,
            eta_s=settings.supervision.eta_s,
            changed=self.shell.changed,
        )
        self._sign_in = SignIn(
            configuration,
            SystemSecrets(),
            notices,
            configure=self.engine.configure,
            ask=PasswordQuestions(self.shell.window).ask,
        )
        self.shell.connect_presenter(self.presenter)

    def start(self) -> None:
        self.shell.show()
        self.engine.start()
        self._post(self._sign_in.begin)

    def stop(self) -> None:
        self.shell.stop()
        self.engine.stop()

    def _engine_event(self, event: Event) -> None:
        self.presenter.engine_event(event)
        if isinstance(event, AccountChanged):
            self._sign_in.follow(event.account)

    def _post(self, call: Callable[[], None]) -> None:
        self._dispatcher.post(call)

    def _message_rejected(self, sender: str, error: Exception) -> None:
        self.notices.add(NoticeKind.MESSAGE_REJECTED, sender, sender=sender, detail=str(error))


def supervisor_configuration(configuration: Configure) -> Configure:
    """A supervisor's desktop takes no calls yet: no sound, no analysis, no automatic answer."""
    return replace_struct(
        configuration,
        accounts=tuple(
            replace_struct(account, auto_answer=False) for account in configuration.accounts
        ),
        sound=SoundConfig(input="null", output="null", ring="null"),
        consent_mode=ConsentMode.OFF,
    )


def run_supervisor(settings_file: Path | None, *, verbose: bool) -> int:
    """`beistand supervisor`: until the program is ended."""
    notices = Notices()
    profile = load_profile(settings_file, "supervisor", notices)
    set_up_logging(profile.paths.logs / "supervisor.log", verbose=verbose)
    appearance = profile.settings.appearance
    app = make_application(appearance)
    configuration = supervisor_configuration(
        engine_configuration(profile.settings, language_of(appearance))
    )
    desktop = SupervisorDesktop(profile, configuration, notices)
    desktop.start()
    return run_until_quit(app, desktop.stop)
