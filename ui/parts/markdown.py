"""A page of Markdown in the theme's type scale: read, scroll, select, follow links."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QFrame, QTextBrowser

from ui import tokens
from ui.parts.basics import set_look
from ui.theme import current_tokens

HEADINGS: Final = {1: tokens.TYPE_TITLE, 2: tokens.TYPE_LEAD}
"""Heading level: pixels; deeper ones are body text in bold."""
STRONG: Final = 600
LINE_HEIGHT: Final = 130
"""Per cent."""
INDENT: Final = 20
RING: Final = 2
"""Width of the focus ring, which has its room all the time."""
WEB: Final = frozenset({"http", "https"})
"""Links that lead somewhere from here; any other is shown as plain text."""

FEATURES: Final = (
    QTextDocument.MarkdownFeature.MarkdownDialectGitHub
    | QTextDocument.MarkdownFeature.MarkdownNoHTML
)


class MarkdownPage(QTextBrowser):
    """Shows text and goes nowhere by itself: `link_activated` says what somebody wants to open."""

    link_activated = Signal(QUrl)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self._markdown = ""
        self.anchorClicked.connect(self.link_activated)

    def show_markdown(self, markdown: str) -> None:
        """Show `markdown` from its beginning, unless it is shown already."""
        if markdown != self._markdown:
            self._markdown = markdown
            self._typeset()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for whoever comes by Tab; text that was just opened needs none."""
        by_keyboard = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        set_look(self, "tone", "ring" if by_keyboard else "")
        super().focusInEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._markdown:
            at = self.verticalScrollBar().value()
            self._typeset()
            self.verticalScrollBar().setValue(at)

    def _typeset(self) -> None:
        document = self.document()
        document.setMarkdown(self._markdown, FEATURES)
        document.setDocumentMargin(tokens.SPACE_5 - RING)
        document.setIndentWidth(INDENT)
        block = document.begin()
        while block.isValid():
            _set_block(block)
            _set_letters(block)
            block = block.next()
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                _set_table(frame)
        self.moveCursor(QTextCursor.MoveOperation.Start)


def _set_block(block: QTextBlock) -> None:
    level = block.blockFormat().headingLevel()
    in_table = QTextCursor(block).currentTable() is not None
    layout = QTextBlockFormat()
    layout.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    items = block.textList()
    ends = items is None or block.next().textList() is not items
    layout.setTopMargin(tokens.SPACE_4 if level > 1 else 0)
    layout.setBottomMargin(0 if in_table else tokens.SPACE_3 if ends else tokens.SPACE_1)
    QTextCursor(block).mergeBlockFormat(layout)


def _set_letters(block: QTextBlock) -> None:
    """Sizes of the type scale, one weight of bold, and only links that lead somewhere."""
    level = block.blockFormat().headingLevel()
    for begin, length, letters in _fragments(block):
        letters.clearProperty(QTextFormat.Property.FontSizeAdjustment.value)
        if level:
            size = HEADINGS.get(level, tokens.TYPE_BODY)
            letters.setProperty(QTextFormat.Property.FontPixelSize.value, size)
        if level or letters.fontWeight() > STRONG:
            letters.setFontWeight(STRONG)
        if letters.fontFixedPitch():
            letters.setProperty(QTextFormat.Property.FontPixelSize.value, tokens.TYPE_SMALL)
        if letters.isAnchor() and QUrl(letters.anchorHref()).scheme() in WEB:
            letters.setFontUnderline(True)
        elif letters.isAnchor():
            letters.setAnchor(False)
            letters.setAnchorHref("")
            letters.setFontUnderline(False)
            letters.clearForeground()
        cursor = QTextCursor(block)
        cursor.setPosition(begin)
        cursor.setPosition(begin + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(letters)


def _fragments(block: QTextBlock) -> list[tuple[int, int, QTextCharFormat]]:
    """(position, length, format) of each run, before any of them is changed."""
    found = []
    at = block.begin()
    while not at.atEnd():
        run = at.fragment()
        found.append((run.position(), run.length(), QTextCharFormat(run.charFormat())))
        at += 1
    return found


def _set_table(table: QTextTable) -> None:
    colours = current_tokens()
    look = table.format()
    look.setBorderCollapse(True)
    look.setBorder(1)
    look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    look.setBorderBrush(QBrush(QColor(colours.line)))
    look.setCellSpacing(0)
    look.setCellPadding(6)
    look.setTopMargin(tokens.SPACE_2)
    look.setBottomMargin(tokens.SPACE_2)
    look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(look)
    for column in range(table.columns()):
        cell = table.cellAt(0, column)
        ground = cell.format()
        ground.setBackground(QBrush(QColor(colours.hover)))
        cell.setFormat(ground)
