"""Builds what an agent may grant: the policy that the settings name, watched behind the window."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from desktop.assist.assist import Assist
from desktop.clock import Clock
from desktop.compositions.customers import Customers
from desktop.discretion.money import Language
from desktop.discretion.policy import Policy
from desktop.discretion.policy_file import NoPolicy, PolicyError
from desktop.discretion.signing import NotSigned, read_signed_policy
from desktop.discretion.watch import PolicyWatch
from desktop.errors import LocalError
from desktop.presenters.goodwill import Goodwill
from desktop.presenters.goodwill_asking import GoodwillAsking
from desktop.presenters.goodwill_undo import LateUndo
from desktop.presenters.notices import Notices
from desktop.records.ledger import Entry
from desktop.settings.discretion import Discretion
from desktop.supervision.approval_desk import ApprovalDesk
from desktop.telephony.registry import CallRegistry
from ui.notice_states import NoticeKind

KEPT_S: Final = 8 * 3600.0
"""A working day: time to mend a policy that was broken by hand."""
_TROUBLES: Final = (
    NoticeKind.POLICY_REFUSED,
    NoticeKind.POLICY_KEPT,
    NoticeKind.POLICY_UNREACHABLE,
)


def policy_of(settings: Discretion) -> Policy:
    """The policy that the settings name. Raises LocalError."""
    return read_signed_policy(
        Path(settings.policy),
        settings.signers,
        unsigned=settings.unsigned_policy == "accept",
    )


class PhoneGoodwill:
    """Lives on the app thread, which `post` reaches. `start` first, `stop` last.

    `note_without(call_id, what)` takes out of a call's note what was taken back after it.
    A policy that is not followed is said. One that was taken away, or is not signed any more, ends
    all granting; one that cannot be reached holds on, and so does the one before a broken one, for
    `KEPT_S`.
    """

    def __init__(
        self,
        settings: Discretion,
        notices: Notices,
        *,
        registry: CallRegistry,
        assist: Assist,
        customers: Customers,
        approvals: ApprovalDesk,
        language: str,
        facts_only: bool,
        clock: Clock,
        note_without: Callable[[str, str], None],
        post: Callable[[Callable[[], None]], None],
        changed: Callable[[], None],
    ) -> None:
        self._notices = notices
        self._note_without = note_without
        self._changed = changed
        self._clock = clock
        self._followed = False
        self._broken: tuple[float, LocalError] | None = None
        """When the policy before a broken one ends, and what is wrong with that."""
        spoken: Language = "en" if language == "en" else "de"
        self.late = LateUndo(
            notices=notices,
            records=customers.records,
            language=spoken,
            undone=self._undone,
            changed=changed,
        )
        self.asking = GoodwillAsking(approvals, language=spoken, clock=clock, changed=changed)
        self.presenter = Goodwill(
            registry=registry,
            assist=assist,
            callers=customers.callers,
            records=customers.records,
            role=settings.role,
            language=spoken,
            always_offer=facts_only,
            notices=notices,
            asking=self.asking,
            call_over=self.late.call_over,
            clock=clock,
            changed=changed,
        )
        self._watch: PolicyWatch | None = None
        if settings.policy:
            self._watch = PolicyWatch(
                Path(settings.policy),
                lambda: policy_of(settings),
                lambda policy: post(lambda: self._use(policy)),
                lambda error: post(lambda: self._refused(error)),
            )

    def start(self) -> None:
        if self._watch is not None:
            self._watch.start()

    def stop(self) -> None:
        if self._watch is not None:
            self._watch.stop()

    def tick(self) -> None:
        """About twice a second."""
        self.presenter.tick()
        self.late.tick()
        if self._broken is not None and self._clock.now_s() >= self._broken[0]:
            self._notices.resolve(*_TROUBLES)
            self._end(self._broken[1])

    def _undone(self, call_id: str, entry: Entry, what: str) -> None:
        self.presenter.taken_back(entry)
        self._note_without(call_id, what)

    def _use(self, policy: Policy) -> None:
        self._followed, self._broken = True, None
        self._notices.resolve(*_TROUBLES)
        self.presenter.use(policy)

    def _refused(self, error: LocalError) -> None:
        self._notices.resolve(*_TROUBLES)
        if not self._followed or isinstance(error, (NoPolicy, NotSigned)):
            self._end(error)
        elif isinstance(error, PolicyError):
            ends_s = self._clock.now_s() + KEPT_S if self._broken is None else self._broken[0]
            self._broken = ends_s, error
            self._say(NoticeKind.POLICY_KEPT, error, hours=f"{KEPT_S / 3600:.0f}")
        else:
            self._say(NoticeKind.POLICY_UNREACHABLE, error)
        self._changed()

    def _end(self, error: LocalError) -> None:
        self._followed, self._broken = False, None
        self.presenter.use(None)
        self._say(NoticeKind.POLICY_REFUSED, error)

    def _say(self, kind: NoticeKind, error: LocalError, **params: str) -> None:
        self._notices.add(kind, file=error.where, detail=str(error), **params)
