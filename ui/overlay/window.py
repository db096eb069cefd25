"""The overlay window: always on top, never in the way of the focus, dragged anywhere."""

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QGuiApplication,
    QHideEvent,
    QKeySequence,
    QMouseEvent,
    QMoveEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QRegion,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from ui import tokens, words
from ui.goodwill import GoodwillWindow
from ui.help_states import HelpReason
from ui.icons import Icon
from ui.overlay.body import Body, can_stop_analysis
from ui.overlay.callbar import HEIGHT, CallBar
from ui.overlay.header import Header, announced
from ui.parts.announce import announce
from ui.parts.basics import Line, pad
from ui.parts.buttons import IconButton
from ui.parts.focus import focus_kept, order_by_reading
from ui.parts.placing import GAP, inside, snapped
from ui.parts.surface import SHADOW, can_be_translucent, paint_head, paint_surface
from ui.parts.transcript import TAKE_LINE_KEY
from ui.states import HelpStep, OverlayState, ReasonKind
from ui.theme import current_tokens
from ui.words import Text, text


class Overlay(QWidget):
    """Shows an OverlayState and says what the agent wants; decides nothing.

    `show_state` is what other widgets call render: QWidget has a `render` of its own. It emits
    nothing. Intents about a call begin with the id of the call that is shown. The window remembers
    no place: `moved(screen_name, x, y)` tells where the agent left the card (its top left, without
    the shadow), `place(x, y)` puts it back.
    """

    consent_granted_requested = Signal(str)
    consent_refused_requested = Signal(str)
    withdraw_requested = Signal(str)
    help_requested = Signal(str)
    help_cancel_requested = Signal(str)
    help_reason_added = Signal(str, HelpReason)
    help_resolved = Signal(str)
    listener_agreed = Signal(str)
    listener_declined = Signal(str)
    call_kept = Signal(str)
    help_callback_promised = Signal(str)
    acknowledge_requested = Signal(str)
    reason_dismissed = Signal(str, ReasonKind)
    card_turned = Signal(str, int)
    line_taken = Signal(str, int)
    card_held = Signal(str, bool)
    card_used = Signal(str, str)
    card_dismissed = Signal(str, str)
    mute_requested = Signal(str, bool)
    hold_requested = Signal(str, bool)
    hang_up_requested = Signal(str)
    collapse_requested = Signal(bool)
    goodwill_requested = Signal(str, bool)
    moved = Signal(str, int, int)

    def __init__(self, *, motion: bool = True) -> None:
        super().__init__(
            None,
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.NoDropShadowWindowHint,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        # macOS hides tool windows of a program that is not in front: exactly when this is needed
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self._translucent = can_be_translucent()
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, self._translucent)
        self._room = SHADOW if self._translucent else 0
        self._state = OverlayState()
        self._place: QPoint | None = None
        self._grip: QPoint | None = None
        self._dragged = False
        self.header = Header(motion=motion)
        self.collapse = IconButton(Icon.CHEVRON_UP)
        self.line = Line()
        self.body = Body()
        self.bar = CallBar(motion=motion)
        self.card = QWidget()
        self.goodwill = GoodwillWindow(self)
        self._lay_out()
        order_by_reading(self)
        self._connect()
        self.show_state(self._state)

    def show_state(self, state: OverlayState) -> None:
        """Show `state`. Emits nothing."""
        with focus_kept(self):
            self._show(state)

    def _show(self, state: OverlayState) -> None:
        before, self._state = self._state, state
        if before.call_id != state.call_id:
            self._forget_presses()
        self.setWindowTitle(f"Beistand · {words.headline(state)}")
        self.header.show_state(state)
        self.body.show_state(state)
        self.bar.show_state(state)
        self.collapse.say(text(Text.COLLAPSE))
        self.line.setVisible(not self.body.isHidden())
        self.card.setVisible(not state.collapsed)
        self.bar.setVisible(state.collapsed)
        if before.reasons != state.reasons:
            order_by_reading(self)
        if state.goodwill is not None:
            self.goodwill.show_state(state.goodwill)
        self._fit()
        self._show_goodwill()
        if self.isVisible() and announced(before) != announced(state):
            announce(self, words.headline(state))
        if self.isVisible() and before.listener.step is not state.listener.step:
            announce(self, words.listener_line(state.listener))

    def place(self, x: int, y: int) -> None:
        """Put the card's top left at (x, y) of the desktop, or the nearest place that is seen."""
        self._place = QPoint(x, y)
        self._settle()

    def press_help(self) -> None:
        """What F9 does here, for keys that are pressed elsewhere; nothing while it has no use."""
        if self._state.help is HelpStep.JOINED:
            self.help_resolved.emit(self._state.call_id)
        elif self._state.peer and self._state.help is not HelpStep.UNAVAILABLE:
            self.body.action_row.help.click()

    def press_analysis_off(self) -> None:
        """What F10 does here, for keys that are pressed elsewhere; nothing while it has no use."""
        if can_stop_analysis(self._state):
            self.withdraw_requested.emit(self._state.call_id)

    def press_goodwill(self) -> None:
        """What Ctrl+K does here, for keys that are pressed elsewhere; nothing without a policy."""
        view = self._state.goodwill
        if view is not None:
            self.goodwill_requested.emit(self._state.call_id, not view.open)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        pad(outer, self._room, self._room, spacing=0)
        outer.addWidget(self.card)
        outer.addWidget(self.bar)
        self.card.setFixedWidth(tokens.OVERLAY_WIDTH)
        column = QVBoxLayout(self.card)
        pad(column, spacing=0)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, tokens.SPACE_1, 0)
        top.setSpacing(0)
        top.addWidget(self.header, 1)
        top.addWidget(self.collapse)
        column.addLayout(top)
        column.addWidget(self.line)
        column.addWidget(self.body)

    def _connect(self) -> None:
        body, bar, actions = self.body, self.bar, self.body.action_row
        for click, intent in (
            (self.header.acknowledged, self.acknowledge_requested),
            (bar.level.acknowledged, self.acknowledge_requested),
            (body.reasons.dismissed, self.reason_dismissed),
            (body.consent.granted, self.consent_granted_requested),
            (body.consent.refused, self.consent_refused_requested),
            (body.card.turned, self.card_turned),
            (body.card.held, self.card_held),
            (body.card.used, self.card_used),
            (body.card.dismissed, self.card_dismissed),
            (body.transcript.taken, self.line_taken),
            (actions.help_requested, self.help_requested),
            (actions.help_cancel_requested, self.help_cancel_requested),
            (body.help_box.reason_added, self.help_reason_added),
            (body.help_box.resolved, self.help_resolved),
            (body.listener.agreed, self.listener_agreed),
            (body.listener.declined, self.listener_declined),
            (body.listener.kept, self.call_kept),
            (body.help_box.callback_promised, self.help_callback_promised),
            (actions.withdraw_requested, self.withdraw_requested),
            (bar.help_requested, self.help_requested),
            (bar.help_cancel_requested, self.help_cancel_requested),
            (bar.mute_requested, self.mute_requested),
            (bar.hold_requested, self.hold_requested),
            (bar.hang_up_requested, self.hang_up_requested),
        ):
            self._join(click, intent)
        body.goodwill.clicked.connect(self.press_goodwill)
        self.goodwill.close_requested.connect(
            lambda call_id: self.goodwill_requested.emit(call_id, False)
        )
        self.collapse.clicked.connect(lambda: self.collapse_requested.emit(True))
        bar.expand_requested.connect(lambda: self.collapse_requested.emit(False))
        off = QShortcut(QKeySequence("F10"), bar)  # the pill has no button for it
        off.activated.connect(self.press_analysis_off)
        take = QShortcut(QKeySequence(TAKE_LINE_KEY), self)
        take.activated.connect(body.transcript.take_newest)

    def _join(self, click: SignalInstance, intent: SignalInstance) -> None:
        """Say `intent` on `click`, about the call that is shown at that moment."""
        click.connect(lambda *values: intent.emit(self._state.call_id, *values))

    def _forget_presses(self) -> None:
        """What was begun about one call must not end as an intent about the next."""
        for button in self.findChildren(QAbstractButton):
            button.setDown(False)
        for menu in self.findChildren(QMenu):
            menu.close()

    # size and place

    def _fit(self) -> None:
        """Be exactly as large as what is shown; grow into the screen, not out of it."""
        shown = self.bar if self._state.collapsed else self.card
        inner = shown.layout()
        if inner is None:
            return
        inner.activate()
        width = inner.sizeHint().width() if shown is self.bar else tokens.OVERLAY_WIDTH
        if shown is self.bar:
            height = HEIGHT
        elif inner.hasHeightForWidth():
            height = inner.totalHeightForWidth(width)
        else:
            height = inner.totalSizeHint().height()
        self.setFixedSize(QSize(width, height) + QSize(2 * self._room, 2 * self._room))
        if not self._translucent:
            outline = QPainterPath()
            outline.addRoundedRect(QRectF(self._shown_rect()), self._radius(), self._radius())
            self.setMask(QRegion(outline.toFillPolygon().toPolygon()))
        self._settle()

    def _shown_rect(self) -> QRect:
        return self.rect().adjusted(self._room, self._room, -self._room, -self._room)

    def _radius(self) -> float:
        return self._shown_rect().height() / 2 if self._state.collapsed else tokens.WINDOW_RADIUS

    def _card_rect(self) -> QRect:
        return self._shown_rect().translated(self.pos())

    def _settle(self) -> None:
        if self._place is None or self._grip is not None:
            return
        card = QRect(self._place, self._shown_rect().size())
        screen = QGuiApplication.screenAt(card.center()) or self.screen()
        at = inside(card, screen.availableGeometry()) - QPoint(self._room, self._room)
        if at != self.pos():
            self.move(at)

    def _show_goodwill(self) -> None:
        there = self.isVisible() and not self._state.collapsed and self._state.goodwill is not None
        area = self.screen().availableGeometry()
        self.goodwill.stand_by(self._card_rect(), area, there=there)

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._show_goodwill()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.goodwill.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        self._show_goodwill()
        if self._place is None:  # never placed: the upper right corner, where least is read
            area = self.screen().availableGeometry()
            corner = area.topRight() - QPoint(tokens.OVERLAY_WIDTH + GAP, -GAP)
            self.place(corner.x(), corner.y())

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        card = QRectF(self._shown_rect())
        radius = self._radius()
        paint_surface(painter, card, radius, current_tokens(), shadow=self._translucent)
        if self.header.fill and not self._state.collapsed:
            # the level's fill behind the whole header, collapse button included
            inner = card.adjusted(1, 1, -1, -1)
            paint_head(painter, inner, radius - 1, self.header.height(), self.header.fill)
        painter.end()

    # dragging

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin_drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons() & Qt.MouseButton.LeftButton:
            return
        if self._grip is None:
            self._begin_drag(event)
            return
        at = event.globalPosition().toPoint() - self._grip
        far = (at - self.pos()).manhattanLength() >= QApplication.startDragDistance()
        if not (self._dragged or far):
            return
        self._dragged = True
        handle = self.windowHandle()
        if QGuiApplication.platformName().startswith("wayland") and handle is not None:
            self._grip = None  # a Wayland client cannot place itself: the compositor drags
            handle.startSystemMove()
            return
        self.move(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged, self._grip, self._dragged = self._dragged, None, False
        if dragged:
            self._drop()

    def _begin_drag(self, event: QMouseEvent) -> None:
        self._grip = event.globalPosition().toPoint() - self.pos()

    def _drop(self) -> None:
        card = self._card_rect()
        screen = QGuiApplication.screenAt(card.center()) or self.screen()
        self._place = snapped(card, screen.availableGeometry())
        self._settle()
        self.moved.emit(screen.name(), self._place.x(), self._place.y())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self.show_state(self._state)
