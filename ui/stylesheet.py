"""One stylesheet for all windows, made from the tokens.

Widgets name what they *are* by the dynamic properties `role` and `tone`; only this module knows
how that looks.
"""

from ui import tokens as t
from ui.tokens import Tokens

LABEL_TONES = (
    "ink",
    "ink_2",
    "ink_3",
    "accent",
    "on_accent",
    "on_danger",
    "calm",
    "elevated",
    "tense",
    "easing",
    "unknown",
)
"""Token names a label may be coloured with."""

LABEL_SIZES = {
    "hint": (t.TYPE_HINT, 400),
    "small": (t.TYPE_SMALL, 400),
    "body": (t.TYPE_BODY, 400),
    "strong": (t.TYPE_BODY, 600),
    "lead": (t.TYPE_LEAD, 600),
    "title": (t.TYPE_TITLE, 600),
    "display": (t.TYPE_DISPLAY, 600),
    "key-digit": (t.TYPE_TITLE, 500),
    "key-letters": (t.TYPE_HINT, 400),
}
"""role: (pixels, weight)"""


def stylesheet(tokens: Tokens) -> str:
    """The QSS text of one theme."""
    return "\n".join((_frames(tokens), _labels(tokens), _buttons(tokens), _fields(tokens)))


def _frames(c: Tokens) -> str:
    return f"""
QWidget[role="window"] {{ background: {c.panel}; }}
QWidget[role="backdrop"] {{ background: {c.background}; }}
QFrame[role="box"] {{
    background: {c.panel}; border: 1px solid {c.line}; border-radius: {t.RADIUS}px;
}}
QFrame[role="discretion"] {{
    background: {c.calm_fill}; border: none; border-radius: {t.RADIUS}px;
}}
QFrame[role="waiting-call"] {{
    background: {c.elevated_fill}; border: none; border-radius: {t.RADIUS}px;
}}
QFrame[role="notice"][tone="info"] {{
    background: {c.easing_fill}; border: none; border-radius: {t.RADIUS}px;
}}
QFrame[role="notice"][tone="warning"] {{
    background: {c.elevated_fill}; border: none; border-radius: {t.RADIUS}px;
}}
QFrame[role="notice"][tone="error"] {{
    background: {c.tense_fill}; border: none; border-radius: {t.RADIUS}px;
}}
QFrame[role="line"] {{ background: {c.line}; border: none; max-height: 1px; min-height: 1px; }}
QFrame[role="divider"] {{ background: {c.line}; border: none; max-width: 1px; min-width: 1px; }}
QFrame[role="say-bar"] {{
    background: {c.accent}; border: none; min-width: 3px; max-width: 3px; border-radius: 1px;
}}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{
    background: {c.border}; border-radius: 3px; min-height: 32px; margin: 2px;
}}
QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical {{ height: 0; }}
QScrollBar::add-page:vertical, QScrollBar::sub-page:vertical {{ background: transparent; }}
QToolTip {{
    background: {c.panel}; color: {c.ink}; border: 1px solid {c.border}; padding: 4px 6px;
}}
QMenu {{ background: {c.panel}; color: {c.ink}; border: 1px solid {c.border}; padding: 4px; }}
QMenu::item {{ padding: 7px 16px; border-radius: 4px; }}
QMenu::item:selected {{ background: {c.hover}; color: {c.ink}; }}
"""


def _labels(c: Tokens) -> str:
    sizes = "\n".join(
        f'QLabel[role="{role}"] {{ font-size: {size}px; font-weight: {weight}; }}'
        for role, (size, weight) in LABEL_SIZES.items()
    )
    tones = "\n".join(
        f'QLabel[tone="{tone}"] {{ color: {getattr(c, tone)}; }}' for tone in LABEL_TONES
    )
    keys = f"""
QLabel[role="key"] {{
    font-size: 11px; padding: 0 4px; border: 1px solid {c.border}; border-radius: 4px;
    color: {c.ink_2};
}}
QPushButton[role="primary"] QLabel[role="key"] {{
    color: {c.on_accent}; border-color: {c.on_accent};
}}
QPushButton[role="danger"] QLabel[role="key"] {{
    color: {c.on_danger}; border-color: {c.on_danger};
}}
"""
    chips = f"""
QLabel[role="chip"] {{
    font-size: {t.TYPE_HINT}px; border: 1px solid {c.line}; border-radius: 13px;
    padding: 0 10px; min-height: 24px;
}}
"""
    return f"QLabel {{ background: transparent; }}\n{sizes}\n{tones}\n{keys}\n{chips}"


def _buttons(c: Tokens) -> str:
    return f"""
QPushButton {{
    color: {c.ink}; background: {c.panel}; border: 1px solid {c.border};
    border-radius: {t.RADIUS}px; font-weight: 600;
}}
QPushButton:hover {{ background: {c.hover}; }}
QPushButton:pressed {{ background: {c.pressed}; }}
QPushButton:focus {{ border: 2px solid {c.accent}; }}
QPushButton:disabled {{ color: {c.ink_3}; }}
QPushButton[role="primary"] {{ background: {c.accent}; border: 1px solid {c.accent}; }}
QPushButton[role="primary"]:hover {{ background: {c.accent_hover}; }}
QPushButton[role="danger"] {{ background: {c.danger}; border: 1px solid {c.danger}; }}
QPushButton[role="danger"]:hover {{ background: {c.danger_hover}; }}
QPushButton[role="quiet"] {{ background: transparent; border: 1px solid transparent; }}
QPushButton[role="quiet"]:hover {{ background: {c.hover}; }}
QPushButton[role="quiet"]:focus {{ border: 2px solid {c.accent}; }}
QPushButton[role="control"]:checked {{
    background: {c.elevated_fill}; border: 1px solid {c.elevated};
}}
QPushButton[role="control"]:checked:focus {{ border: 2px solid {c.accent}; }}
QPushButton[role="bar"] {{
    background: transparent; border: 1px solid transparent; border-radius: 16px;
}}
QPushButton[role="bar"]:hover {{ background: {c.hover}; }}
QPushButton[role="bar"]:checked {{
    background: {c.elevated_fill}; border: 1px solid {c.elevated};
}}
QPushButton[role="bar"]:focus {{ border: 2px solid {c.accent}; }}
QPushButton[role="filter"] {{
    background: transparent; border: 1px solid transparent; border-radius: 16px;
}}
QPushButton[role="filter"]:hover {{ background: {c.hover}; }}
QPushButton[role="filter"]:checked {{ background: {c.pressed}; border: 1px solid {c.border}; }}
QPushButton[role="filter"]:focus {{ border: 2px solid {c.accent}; }}
QPushButton[role="choice"] {{ border: 1px solid {c.border}; border-radius: 16px; }}
QPushButton[role="choice"]:hover {{ background: {c.hover}; }}
QPushButton[role="choice"]:checked {{ background: {c.calm_fill}; border: 2px solid {c.calm}; }}
QPushButton[role="choice"]:focus {{ border: 2px solid {c.accent}; }}
QPushButton[role="tab"] {{
    background: transparent; border: none; border-top: 2px solid transparent; border-radius: 0;
}}
QPushButton[role="tab"]:hover {{ background: {c.hover}; }}
QPushButton[role="tab"]:checked {{ border-top: 2px solid {c.accent}; }}
QPushButton[role="tab"]:focus {{ background: {c.hover}; }}
QPushButton[role="header"] {{
    background: transparent; border: 2px solid transparent; border-radius: 0;
    border-top-left-radius: {t.WINDOW_RADIUS}px; border-top-right-radius: {t.WINDOW_RADIUS}px;
}}
QPushButton[role="header"]:focus {{ border: 2px solid {c.accent}; }}
QPushButton[role="pill-level"] {{
    background: transparent; border: 2px solid transparent; border-radius: 16px;
}}
QPushButton[role="pill-level"]:focus {{ border: 2px solid {c.accent}; }}
"""


def _fields(c: Tokens) -> str:
    return f"""
QLineEdit {{
    background: {c.panel}; color: {c.ink}; border: 1px solid {c.border};
    border-radius: {t.RADIUS}px; padding: 0 10px; min-height: 38px;
    selection-background-color: {c.accent}; selection-color: {c.on_accent};
}}
QLineEdit:focus {{ border: 2px solid {c.accent}; padding: 0 9px; }}
QPlainTextEdit {{
    background: {c.panel}; color: {c.ink}; border: 1px solid {c.border};
    border-radius: {t.RADIUS}px; padding: 5px 7px; font-size: {t.TYPE_BODY}px;
    selection-background-color: {c.accent}; selection-color: {c.on_accent};
}}
QPlainTextEdit:focus {{ border: 2px solid {c.accent}; padding: 4px 6px; }}
QLineEdit[role="number"] {{ font-size: {t.TYPE_DISPLAY}px; min-height: 46px; }}
QPlainTextEdit[role="source"] {{
    background: {c.panel}; color: {c.ink}; border: 1px solid {c.border};
    border-radius: {t.RADIUS}px; padding: 2px; font-size: {t.TYPE_BODY}px;
    selection-background-color: {c.accent}; selection-color: {c.on_accent};
}}
QPlainTextEdit[role="source"]:focus {{ border: 2px solid {c.accent}; padding: 1px; }}
QCheckBox {{ color: {c.ink}; spacing: 8px; min-height: {t.HIT}px; }}
QCheckBox:focus {{ color: {c.accent}; }}
QTextBrowser[role="page"] {{
    background: {c.panel}; color: {c.ink}; border: 2px solid {c.panel};
    font-size: {t.TYPE_BODY}px;
    selection-background-color: {c.accent}; selection-color: {c.on_accent};
}}
QTextBrowser[role="page"][tone="ring"]:focus {{ border: 2px solid {c.accent}; }}
QListWidget, QListView[role="desks"] {{ background: transparent; border: none; outline: none; }}
QListWidget::item {{ border-radius: {t.RADIUS}px; }}
QListWidget::item:hover {{ background: {c.hover}; }}
QListWidget::item:selected {{ background: {c.hover}; color: {c.ink}; }}
"""
