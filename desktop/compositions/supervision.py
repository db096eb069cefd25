"""Builds a supervisor's desktop without its window: `beistand supervisor`, with Qt and headless."""

from collections.abc import Callable

from msgspec.structs import replace

from desktop.api.approvals import Approvals
from desktop.api.escalations import EscalationFeed
from desktop.api.feed import Feed
from desktop.api.server import ApiServer
from desktop.api.supervisor_service import SupervisorService
from desktop.compositions.profile import Profile, supervision_name
from desktop.compositions.sign_in import Ask
from desktop.compositions.team import team_line
from desktop.compositions.telephone import Telephone
from desktop.presenters.board import BoardPresenter
from desktop.presenters.notices import Notices
from desktop.presenters.questions import QuestionPresenter
from desktop.presenters.supervisor import SupervisorPresenter
from desktop.settings.secrets import TEAM_BROKER, SystemSecrets
from desktop.supervision.approval_inbox import ApprovalInbox
from desktop.supervision.both import Both
from desktop.supervision.help_state import DeskState
from desktop.supervision.inbox import SupervisionInbox
from desktop.supervision.mqtt.topics import Role
from desktop.telephony.availability import Presence
from desktop.telephony.consent import ConsentMode
from desktop.telephony.engine.client import EngineState
from desktop.telephony.engine.messages import Configure, Event
from desktop.telephony.registry import CallRegistry
from inference.tension.reading import TensionState
from ui.notice_states import NoticeAction


class Supervision:
    """Everything of one supervisor's desktop but the window, joined. `start` first, `stop` last.

    Lives on the app thread, which `post` reaches from any other. `changed` is called after whatever
    can be seen, but for the board, which is looked at twice a second. There is no worker: nothing
    is analysed.
    """

    def __init__(
        self,
        profile: Profile,
        configuration: Configure,
        notices: Notices,
        *,
        language: str,
        ask: Ask,
        post: Callable[[Callable[[], None]], None],
        changed: Callable[[], None],
    ) -> None:
        settings = profile.settings
        self._show = changed
        self.telephone = Telephone(profile, configuration, notices, ask=ask, post=post)
        clock = self.telephone.clock
        self.team = team_line(
            profile, Role.SUPERVISOR, notices, SystemSecrets(), clock=clock, ask=ask, post=post
        )
        transport = self.telephone.transport if self.team is None else self.team.transport
        self.inbox = SupervisionInbox(
            transport,
            name=supervision_name(settings),
            eta_s=settings.supervision.eta_s,
            on_change=lambda: self._heard(),
        )
        approvals = ApprovalInbox(
            transport, name=supervision_name(settings), on_change=lambda: self._changed()
        )
        self.questions = QuestionPresenter(
            approvals,
            notices,
            language="en" if language == "en" else "de",
            clock=clock,
            changed=lambda: self._changed(),
        )
        transport.connect(Both(self.inbox, approvals))
        self.board: BoardPresenter | None = None
        if self.team is not None:
            self.board = BoardPresenter(
                team=settings.team.name,
                roll=self.team.transport.roll,
                inbox=self.inbox,
                clock=clock,
                heartbeat_s=settings.team.heartbeat_s,
            )
        registry = CallRegistry()
        account = settings.account(settings.supervision.account)
        self.presenter = SupervisorPresenter(
            registry=registry,
            control=self.telephone.control,
            inbox=self.inbox,
            transport=self.telephone.transport,
            notices=notices,
            clock=clock,
            account_name=account.name if account is not None else "",
            eta_s=settings.supervision.eta_s,
            changed=self._changed,
            on_action=self._act,
        )
        self._api = ApiServer(
            profile.runtime,
            post=post,
            on_request=lambda request, answer: self._service.request(request, answer),
        )
        self._feed = Feed(
            registry=registry,
            notices=notices,
            tension=lambda call_id: TensionState.UNKNOWN,
            help_state=lambda call_id, now_s: DeskState(),
            engine_pid=lambda: self.telephone.engine.pid,
            worker=lambda: ("off", None),
            presence=Presence,
            clock=clock,
            publish=self._api.publish,
        )
        registry.add_listener(self._feed)
        self._escalations = EscalationFeed(self.inbox, clock=clock, publish=self._api.publish)
        self._service = SupervisorService(
            self.inbox,
            registry,
            self.telephone.control,
            approvals=Approvals(approvals, clock),
            leave=self.presenter.leave,
            coming=self.presenter.coming,
            later=self.presenter.later,
            status=self._feed.status,
            clock=clock,
        )

    def start(self) -> None:
        """Returns at once; engine, keyring and broker come behind it."""
        self._api.start()
        self.telephone.start(self)
        if self.team is not None:
            self.team.start()

    def tick(self) -> None:
        """About twice a second."""
        if self.team is not None:
            self.team.tick()
        self.presenter.tick()
        self.questions.tick()
        self._service.tick()

    def stop(self) -> None:
        """A wanted end: unregister, leave the team, end the engine."""
        if self.team is not None:
            self.team.stop()
        self.telephone.engine.stop()
        self._api.stop()

    def engine_event(self, event: Event) -> None:
        """`telephone.EngineListener`: programs are told when the desktop knows."""
        self.presenter.engine_event(event)
        self._service.engine_event(event)
        self._feed.engine_event(event)

    def engine_state(self, state: EngineState) -> None:
        """`telephone.EngineListener`."""
        self.presenter.engine_state(state)
        self._service.engine_state(state)
        self._feed.engine_state(state)

    def _heard(self) -> None:
        """The inbox says something new."""
        self.presenter.look()
        self._changed()

    def _changed(self) -> None:
        self._feed.look()
        self._escalations.look()
        self._service.look()
        self._show()

    def _act(self, action: NoticeAction, subject: str) -> None:
        match action:
            case NoticeAction.SIGN_IN if subject == TEAM_BROKER and self.team is not None:
                self.team.ask(wrong=True)
            case NoticeAction.SIGN_IN:
                self.telephone.sign_in.ask(subject)
            case NoticeAction.RETRY_PHONE:
                self.telephone.engine.retry()
            case _:
                pass


def supervisor_configuration(configuration: Configure) -> Configure:
    """A supervisor's desktop analyses nothing and answers only who lets it in."""
    return replace(
        configuration,
        accounts=tuple(
            replace(account, auto_answer=False, auto_answer_headers=False)
            for account in configuration.accounts
        ),
        consent_mode=ConsentMode.OFF,
    )
