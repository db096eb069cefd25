"""When a policy ends: taken away, broken, out of reach."""

import queue
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from desktop.assist.assist import Assist
from desktop.assist.session import AssistSession
from desktop.clock import ManualClock
from desktop.compositions.goodwill import KEPT_S, PhoneGoodwill
from desktop.discretion.watch import PolicyWatch
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import Library
from desktop.presenters.notices import Notices
from desktop.settings.discretion import Discretion
from desktop.supervision.approval_desk import ApprovalDesk
from desktop.telephony.registry import CallRegistry
from inference.tension.facts_only import FactsTracker
from resources import resource
from ui.notice_states import NoticeKind

pytestmark = pytest.mark.process

EXAMPLE = resource("policy/example.toml").read_text("utf-8")
SOON_S = 20.0


class Phone:
    """With the policy in a folder of its own, as on a share, and no records."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "share" / "policy.toml"
        self.path.parent.mkdir()
        self.posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.clock = ManualClock()
        self.notices = Notices()
        nobody: Any = SimpleNamespace(
            records=SimpleNamespace(ask=lambda *_, **__: None),
            callers=SimpleNamespace(caller=lambda call_id: None),
        )
        self.goodwill = PhoneGoodwill(
            Discretion(policy=str(self.path), unsigned_policy="accept"),
            self.notices,
            registry=CallRegistry(),
            assist=Assist(
                lambda: AssistSession(
                    tracker=FactsTracker(),
                    catalogue=Catalogue.of(Library()),
                    today=date(2026, 1, 1),
                )
            ),
            customers=nobody,
            approvals=ApprovalDesk(nobody, chain=(), agent_name="Anna"),
            language="de",
            facts_only=False,
            clock=self.clock,
            note_without=lambda call_id, what: None,
            post=self.posted.put,
            changed=lambda: None,
        )

    def write(self, text: str) -> None:
        whole = self.path.with_suffix(".new")
        whole.write_text(text, "utf-8")
        whole.replace(self.path)

    def hears(self) -> list[NoticeKind]:
        """What the watch tells next, and what then is said."""
        self.posted.get(timeout=SOON_S)()
        return [view.kind for view in self.notices.views]

    @property
    def grants(self) -> bool:
        return bool(self.goodwill.presenter.card_values("", "x", "{{may.credit}}"))


@pytest.fixture
def phone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Phone]:
    monkeypatch.setitem(PolicyWatch.__init__.__kwdefaults__, "every_s", 0.05)
    made = Phone(tmp_path)
    made.write(EXAMPLE)
    made.goodwill.start()
    assert made.hears() == [] and made.grants
    yield made
    made.goodwill.stop()


def test_one_that_was_taken_away_ends_at_once(phone: Phone) -> None:
    phone.path.unlink()
    assert phone.hears() == [NoticeKind.POLICY_REFUSED] and not phone.grants
    phone.write(EXAMPLE)
    assert phone.hears() == [] and phone.grants


def test_one_whose_signer_is_not_known_ends_at_once(phone: Phone) -> None:
    phone.path.with_name("policy.toml.sig").write_bytes(bytes(64))
    assert phone.hears() == [NoticeKind.POLICY_REFUSED] and not phone.grants


def test_a_broken_one_leaves_the_one_before_for_a_day_of_work(phone: Phone) -> None:
    phone.write(EXAMPLE.replace("alone = 30", "alone = -30"))
    assert phone.hears() == [NoticeKind.POLICY_KEPT] and phone.grants
    phone.clock.advance(KEPT_S - 1.0)
    phone.goodwill.tick()
    phone.write(EXAMPLE.replace("alone = 30", "alone = -31"))
    assert phone.hears() == [NoticeKind.POLICY_KEPT] and phone.grants
    phone.clock.advance(1.0)
    phone.goodwill.tick()
    assert [view.kind for view in phone.notices.views] == [NoticeKind.POLICY_REFUSED]
    assert not phone.grants, "a second broken one gives no more time"
    phone.write(EXAMPLE)
    assert phone.hears() == [] and phone.grants


def test_a_share_that_is_away_is_said_and_ends_nothing(phone: Phone) -> None:
    away = phone.path.parent.rename(phone.path.parent.with_name("away"))
    assert phone.hears() == [NoticeKind.POLICY_UNREACHABLE] and phone.grants
    phone.clock.advance(10 * KEPT_S)
    phone.goodwill.tick()
    assert phone.grants
    away.rename(phone.path.parent)
    assert phone.hears() == []
