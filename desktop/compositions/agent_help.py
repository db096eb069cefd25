"""The agent's side of help, joined: desk, transport, and what a board is told. No Qt."""

from collections.abc import Callable

from desktop.assist.assist import Assist
from desktop.compositions.profile import Profile, supervision_name, supervisor_chain
from desktop.compositions.sign_in import Ask
from desktop.compositions.team import team_line
from desktop.compositions.telephone import Telephone
from desktop.errors import LocalError
from desktop.presenters.agreed_rules import AgreedRules
from desktop.presenters.notices import Notices
from desktop.settings.secrets import TEAM_BROKER, SystemSecrets
from desktop.settings.supervision import Supervision
from desktop.supervision.approval_desk import ApprovalDesk
from desktop.supervision.both import Both
from desktop.supervision.desk import SupervisionDesk
from desktop.supervision.joining import Joining
from desktop.supervision.mqtt.topics import Role
from desktop.supervision.reporter import DeskReporter
from desktop.supervision.rules import Rule, read_rules
from desktop.telephony.availability import Availability
from desktop.telephony.registry import CallRegistry
from ui.notice_states import NoticeKind


def agreed_rules(settings: Supervision, notices: Notices) -> tuple[Rule, ...]:
    """The rules of the settings; where one cannot be read that is said, and none holds."""
    try:
        return read_rules(settings.rules)
    except LocalError as error:
        notices.add(NoticeKind.RULES_UNREADABLE, where=error.where, detail=str(error))
        return ()


class AgentHelp:
    """Over the team's broker where the settings name one, over SIP MESSAGE otherwise."""

    def __init__(
        self,
        profile: Profile,
        notices: Notices,
        telephone: Telephone,
        *,
        registry: CallRegistry,
        availability: Availability,
        assist: Assist,
        title: Callable[[str], str],
        tell: Callable[[str, str], None],
        ask: Ask,
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        """`title` of a card by its id; `tell(call_id, rule)` asks for help by an agreed rule."""
        supervision = profile.settings.supervision
        self._clock = telephone.clock
        self._team = team_line(
            profile, Role.AGENT, notices, SystemSecrets(), clock=self._clock, ask=ask, post=post
        )
        transport = telephone.transport if self._team is None else self._team.transport
        self.desk = SupervisionDesk(
            transport,
            chain=supervisor_chain(profile.settings),
            agent_name=supervision_name(profile.settings),
            expires_s=supervision.expires_s,
            next_after_s=supervision.next_after_s,
        )
        self.approvals = ApprovalDesk(
            transport,
            chain=supervisor_chain(profile.settings),
            agent_name=supervision_name(profile.settings),
        )
        transport.connect(Both(self.desk, self.approvals))
        self.joining = Joining(self.desk, registry, telephone.control, self._clock.now_s)
        self.rules = AgreedRules(
            agreed_rules(supervision, notices),
            registry=registry,
            assist=assist,
            desk=self.desk,
            title=title,
            clock=self._clock,
            tell=tell,
        )
        self._reporter: DeskReporter | None = None
        if self._team is not None:
            self._reporter = DeskReporter(
                registry=registry,
                availability=availability,
                desk=self.desk,
                show=self._team.transport.show,
                now_s=self._clock.now_s(),
            )

    def start(self) -> None:
        if self._team is not None:
            self._team.start()

    def look(self) -> None:
        """Something may have changed that the board is told."""
        if self._reporter is not None:
            self._reporter.look(self._clock.now_s())

    def tick(self) -> None:
        """About twice a second; the desk's own time is its presenter's."""
        self.joining.tick(self._clock.now_s())
        self.approvals.tick(self._clock.now_s())
        if self._team is not None:
            self._team.tick()

    def sign_in(self, subject: str) -> bool:
        """Ask for the broker's password, if that is what `subject` means."""
        if subject != TEAM_BROKER or self._team is None:
            return False
        self._team.ask(wrong=True)
        return True

    def stop(self) -> None:
        if self._team is not None:
            self._team.stop()
