"""The *Kulanz* window beside the companion: how much, what is fair now, why, what was granted."""

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ui import tokens, words
from ui.goodwill.approval import ApprovalBox
from ui.goodwill.by_hand import ByHand
from ui.goodwill.choices import Choices
from ui.goodwill.granted import GrantedList
from ui.goodwill.offers import Offers
from ui.goodwill.returning import ReturnBox
from ui.goodwill_states import GoodwillKind, GoodwillStep, GoodwillView
from ui.icons import Icon
from ui.parts.announce import announce
from ui.parts.basics import Box, Label, pad
from ui.parts.buttons import IconButton
from ui.parts.focus import focus_kept, order_by_reading
from ui.parts.placing import beside
from ui.parts.surface import SHADOW, can_be_translucent, paint_surface
from ui.theme import current_tokens
from ui.words import Text, text

_LONGEST_REASON = 200
_ASKING = frozenset(
    {
        GoodwillStep.REASON_NEEDED,
        GoodwillStep.AMOUNT_NEEDED,
        GoodwillStep.WHAT_NEEDED,
        GoodwillStep.REFUSED,
        GoodwillStep.FAILED,
        GoodwillStep.TOO_LATE,
        GoodwillStep.CHANGED,
    }
)


class GoodwillWindow(QWidget):
    """Shows a GoodwillView. Intents begin with the id of the call that is shown.

    It opens at the agent's click and takes the focus then.
    """

    close_requested = Signal(str)
    kind_chosen = Signal(str, GoodwillKind)
    amount_typed = Signal(str, str)
    return_typed = Signal(str, str, str, str, str)
    reason_given = Signal(str, str)
    override_typed = Signal(str, str, str)
    offer_taken = Signal(str, object)
    grant_requested = Signal(str, object)
    allowed_taken = Signal(str)
    question_withdrawn = Signal(str)
    undo_requested = Signal(str, str)
    copy_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            parent,
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.NoDropShadowWindowHint,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self._translucent = can_be_translucent()
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, self._translucent)
        self._room = SHADOW if self._translucent else 0
        self._view = GoodwillView("")
        self._beside: tuple[QRect, QRect] | None = None
        self.title = Label("lead")
        self.close_key = IconButton(Icon.CLOSE, key_hint="Esc")
        self.granted = GrantedList()
        self.approval = ApprovalBox()
        self.limits = Label("small", "calm", wrap=True)
        self._limits_box = Box("discretion")
        self.why = Label("small", "ink_2")
        self.reasons = Choices()
        self.sentence = QLineEdit()
        self.offers = Offers()
        self.returning = ReturnBox()
        self.by_hand = ByHand()
        self.line = Label("small", "ink_2", wrap=True)
        self._lay_out()
        self._connect()

    def show_state(self, view: GoodwillView) -> None:
        """Show `view`. Emits nothing."""
        with focus_kept(self):
            self._show(view)

    def stand_by(self, card: QRect, area: QRect, *, there: bool) -> None:
        """Beside `card`, where `area` has room, while that is `there` and the agent wants it."""
        self._beside = (card, area)
        self._fit()
        opens = there and self._view.open and not self.isVisible()
        self.setVisible(there and self._view.open)
        if opens:
            self.activateWindow()

    def _show(self, view: GoodwillView) -> None:
        before, self._view = self._view, view
        busy = view.step is GoodwillStep.WRITING
        self.setWindowTitle(f"Beistand · {text(Text.GOODWILL)}")
        self.title.setText(text(Text.GOODWILL))
        self.close_key.say(text(Text.CLOSE))
        self.granted.show_granted(view.granted, busy=busy)
        self.approval.show_approval(view.approval, busy=busy)
        limits = words.room_lines(view.room) if view.room is not None else ""
        self.limits.setText(limits)
        self._limits_box.setVisible(bool(limits))
        can = view.kept and bool(view.rooms)
        self.why.setText(text(Text.GOODWILL_WHY))
        reasons = [(reason, words.goodwill_reason(reason)) for reason in view.reasons]
        anew = self.reasons.show_choices(reasons, view.reason, busy=busy)
        typed = "" if view.reason in view.reasons else view.reason
        self.sentence.setPlaceholderText(text(Text.GOODWILL_SENTENCE))
        self.sentence.setAccessibleName(text(Text.GOODWILL_SENTENCE))
        self.sentence.setReadOnly(busy)
        if self.sentence.text() != typed:
            self.sentence.setText(typed)
            self.sentence.home(False)
        for part in (self.why, self.reasons, self.sentence):
            part.setVisible(can)
        self.offers.show_offers(view.offers if can else (), busy=busy)
        self.returning.show_return(view.returning if can else None, busy=busy)
        anew |= self.by_hand.show_state(view)
        said = words.goodwill_step(view)
        self.line.say(said)
        self.line.set_tone("elevated" if view.step in _ASKING or not view.kept else "ink_2")
        if anew or len(before.rooms) != len(view.rooms):
            order_by_reading(self)
        self._fit()
        told = before.step is not view.step or len(before.granted) != len(view.granted)
        if told and self.isVisible():
            newest = words.granted_line(view.granted[-1]) if view.granted else ""
            grew = len(view.granted) > len(before.granted)
            announce(self, newest if grew else said)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        pad(outer, self._room, self._room, spacing=0)
        head = self._head = QHBoxLayout()
        head.setContentsMargins(tokens.SPACE_4, tokens.SPACE_2, tokens.SPACE_2, 0)
        head.addWidget(self.title, 1)
        head.addWidget(self.close_key)
        outer.addLayout(head)
        self._inner = QWidget()
        column = QVBoxLayout(self._inner)
        pad(column, tokens.SPACE_4, tokens.SPACE_2, spacing=10)
        box = QVBoxLayout(self._limits_box)
        pad(box, 10, 7)
        box.addWidget(self.limits)
        self.sentence.setMaxLength(_LONGEST_REASON)
        self.sentence.setMinimumWidth(1)
        reason = QVBoxLayout()
        pad(reason, spacing=tokens.SPACE_1)
        for part in (self.why, self.reasons, self.sentence):
            reason.addWidget(part)
        column.addWidget(self._limits_box)
        column.addWidget(self.granted)
        column.addWidget(self.approval)
        column.addLayout(reason)
        column.addWidget(self.offers)
        column.addWidget(self.returning)
        column.addWidget(self.by_hand)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setMinimumHeight(1)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._inner)
        outer.addWidget(self._area, 1)
        self.line.setContentsMargins(tokens.SPACE_4, tokens.SPACE_1, tokens.SPACE_4, 0)
        outer.addWidget(self.line)
        outer.addSpacing(tokens.SPACE_4)
        self.setFixedWidth(tokens.GOODWILL_WIDTH + 2 * self._room)

    def _connect(self) -> None:
        for click, intent in (
            (self.reasons.chosen, self.reason_given),
            (self.sentence.textEdited, self.reason_given),
            (self.offers.taken, self.offer_taken),
            (self.returning.typed, self.return_typed),
            (self.by_hand.kind_chosen, self.kind_chosen),
            (self.by_hand.amount_typed, self.amount_typed),
            (self.by_hand.override_typed, self.override_typed),
            (self.by_hand.granted, self.grant_requested),
            (self.granted.undone, self.undo_requested),
            (self.approval.taken, self.allowed_taken),
            (self.approval.withdrawn, self.question_withdrawn),
        ):
            self._join(click, intent)
        self.granted.copied.connect(self.copy_requested)
        self.close_key.clicked.connect(self._close)

    def _join(self, click: SignalInstance, intent: SignalInstance) -> None:
        click.connect(lambda *values: intent.emit(self._view.call_id, *values))

    def _close(self) -> None:
        self.close_requested.emit(self._view.call_id)

    # size and place

    def _fit(self) -> None:
        """As high as what is shown, or as the screen; then it scrolls."""
        inner, outer = self._inner.layout(), self.layout()
        if inner is None or outer is None:
            return
        inner.activate()
        wanted = inner.totalHeightForWidth(tokens.GOODWILL_WIDTH)
        line = 0 if self.line.isHidden() else self.line.heightForWidth(tokens.GOODWILL_WIDTH)
        height = self._head.sizeHint().height() + wanted + line + tokens.SPACE_4
        most = height if self._beside is None else self._beside[1].height()
        # a bar that comes by itself takes width, for which the words then need more height
        bar = Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        self._area.setVerticalScrollBarPolicy(
            bar if height > most else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        height = min(height, most)
        self.setFixedHeight(height + 2 * self._room)
        outer.activate()
        if self._beside is not None:
            card, area = self._beside
            shown = self.rect().adjusted(self._room, self._room, -self._room, -self._room)
            at = beside(shown.size(), card, area)
            self.move(at.x() - self._room, at.y() - self._room)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shown = QRectF(self.rect().adjusted(self._room, self._room, -self._room, -self._room))
        paint_surface(
            painter, shown, tokens.WINDOW_RADIUS, current_tokens(), shadow=self._translucent
        )
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self.show_state(self._view)
