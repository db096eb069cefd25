"""Builds what an agent may grant: the policy that the settings name, watched behind the window."""

from collections.abc import Callable
from pathlib import Path

from desktop.assist.assist import Assist
from desktop.compositions.customers import Customers
from desktop.discretion.money import Language
from desktop.discretion.policy import Policy
from desktop.discretion.signing import read_signed_policy
from desktop.discretion.watch import PolicyWatch
from desktop.errors import LocalError
from desktop.presenters.goodwill import Goodwill
from desktop.presenters.goodwill_undo import LateUndo
from desktop.presenters.notices import Notices
from desktop.records.ledger import Entry
from desktop.settings.discretion import Discretion
from desktop.telephony.registry import CallRegistry
from ui.notice_states import NoticeKind


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
    A policy that is not followed is said; the one before it holds on, and without one nothing is
    granted.
    """

    def __init__(
        self,
        settings: Discretion,
        notices: Notices,
        *,
        registry: CallRegistry,
        assist: Assist,
        customers: Customers,
        language: str,
        facts_only: bool,
        note_without: Callable[[str, str], None],
        post: Callable[[Callable[[], None]], None],
        changed: Callable[[], None],
    ) -> None:
        self._notices = notices
        self._note_without = note_without
        self._changed = changed
        self._followed = False
        spoken: Language = "en" if language == "en" else "de"
        self.late = LateUndo(
            notices=notices,
            records=customers.records,
            language=spoken,
            undone=self._undone,
            changed=changed,
        )
        self.presenter = Goodwill(
            registry=registry,
            assist=assist,
            callers=customers.callers,
            records=customers.records,
            role=settings.role,
            language=spoken,
            always_offer=facts_only,
            call_over=self.late.call_over,
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

    def _undone(self, call_id: str, entry: Entry, what: str) -> None:
        self.presenter.taken_back(entry)
        self._note_without(call_id, what)

    def _use(self, policy: Policy) -> None:
        self._followed = True
        self._notices.resolve(NoticeKind.POLICY_REFUSED, NoticeKind.POLICY_KEPT)
        self.presenter.use(policy)

    def _refused(self, error: LocalError) -> None:
        kind = NoticeKind.POLICY_KEPT if self._followed else NoticeKind.POLICY_REFUSED
        self._notices.add(kind, file=error.where, detail=str(error))
        self._changed()
