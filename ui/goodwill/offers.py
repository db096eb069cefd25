"""What is fair now: up to three offers, one click each, with what they cost."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import tokens, words
from ui.goodwill_states import OfferView
from ui.parts.basics import Label, pad
from ui.parts.buttons import Button
from ui.words import Text, text

MOST = 3


class OfferButton(Button):
    """What is offered, and below it what it costs and whose word it needs."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        pad(column, tokens.SPACE_3, 6, spacing=0)
        self.title = Label("strong")
        self.line = Label("hint", "ink_2", wrap=True)
        for label in (self.title, self.line):
            column.addWidget(self._carry(label))
        self.setMinimumHeight(tokens.HIT)

    def show_offer(self, offer: OfferView) -> None:
        title, line = words.offer_title(offer), words.offer_line(offer)
        self.title.setText(title)
        self.line.setText(line)
        self.setAccessibleName(f"{text(Text.GOODWILL_GRANT)}: {title}, {line}")
        self.updateGeometry()


class Offers(QWidget):
    """`taken(OfferView)`: this one, now."""

    taken = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._offers: tuple[OfferView, ...] = ()
        column = QVBoxLayout(self)
        pad(column, spacing=6)
        self.title = Label("small", "ink_2")
        column.addWidget(self.title)
        self.buttons = [OfferButton() for _ in range(MOST)]
        for index, button in enumerate(self.buttons):
            column.addWidget(button)
            button.clicked.connect(lambda _=False, index=index: self._take(index))

    def show_offers(self, offers: tuple[OfferView, ...], *, busy: bool) -> None:
        self._offers = offers
        self.title.setText(text(Text.GOODWILL_OFFERS))
        for index, button in enumerate(self.buttons):
            if index < len(offers):
                button.show_offer(offers[index])
            button.setVisible(index < len(offers))
            button.setEnabled(not busy)
        self.setVisible(bool(offers))

    def _take(self, index: int) -> None:
        if index < len(self._offers):
            self.taken.emit(self._offers[index])
