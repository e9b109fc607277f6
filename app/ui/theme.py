"""Colours, spacing and the style sheet: one accent colour, an 8 px grid, light and dark.

Widgets that paint themselves ask :func:`tokens_for` with their own palette, so a change of theme
reaches them through Qt's palette change and nothing has to be looked up elsewhere. The contrast of
every text token against its background is at least WCAG AA (4.5:1); a test measures it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.ui.resources import resource_path

MODES = ("system", "light", "dark")
# What moves in Qt's own controls, as far as the system has switched it on.
EFFECTS = (
    Qt.UIEffect.UI_General,
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
)
STILL = "\n* { widget-animation-duration: 0; }\n"


@dataclass(frozen=True)
class Tokens:
    """Named colours of one theme, as ``#rrggbb``."""

    window: str
    surface: str
    raised: str
    hover: str
    border: str
    outline: str
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_soft: str
    accepted: str
    review: str
    person: str
    danger: str
    tile: str
    shadow: str


LIGHT = Tokens(
    window="#f5f6f8",
    surface="#ffffff",
    raised="#eceff3",
    hover="#e4e8ee",
    border="#d5dae1",
    outline="#838c99",
    text="#1b1f26",
    muted="#565f6c",
    accent="#2f55b8",
    on_accent="#ffffff",
    accent_soft="#dfe7fa",
    accepted="#176d43",
    review="#8a5200",
    person="#2f55b8",
    danger="#b3261e",
    tile="#e6e9ee",
    shadow="#1b1f26",
)
DARK = Tokens(
    window="#17191d",
    surface="#1e2126",
    raised="#282c33",
    hover="#313640",
    border="#3a404a",
    outline="#747d8a",
    text="#e9ebef",
    muted="#a5adb9",
    accent="#8fb0ff",
    on_accent="#10182b",
    accent_soft="#2a3756",
    accepted="#6fd3a0",
    review="#f0b765",
    person="#8fb0ff",
    danger="#ff9a90",
    tile="#0f1114",
    shadow="#000000",
)


def tokens_for(palette: QPalette) -> Tokens:
    """Return the tokens that belong to a palette of ours."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def contrast(first: str, second: str) -> float:
    """Return the WCAG 2 contrast ratio of two colours, 1 to 21."""

    def luminance(name: str) -> float:
        color = QColor(name)
        parts = [color.redF(), color.greenF(), color.blueF()]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def dot_colour(colour: str, tokens: Tokens) -> str:
    """Return a scene's colour, lighter or darker where it would not be seen on the window."""
    seen = QColor(colour)
    toward = QColor("white" if tokens is DARK else "black")
    while contrast(seen.name(), tokens.window) < 3.0:
        mixed = [round(0.85 * a + 0.15 * b) for a, b in zip(_rgb(seen), _rgb(toward), strict=True)]
        seen = QColor(*mixed)
    return seen.name()


def _rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()


def palette_of(tokens: Tokens) -> QPalette:
    """Build Qt's palette from our tokens."""
    palette = QPalette()
    role = QPalette.ColorRole
    colors = {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.raised,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Button: tokens.raised,
        role.ButtonText: tokens.text,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
        role.Mid: tokens.border,
        role.Dark: tokens.border,
        role.Light: tokens.surface,
        role.Midlight: tokens.raised,
        role.Shadow: tokens.shadow,
        role.BrightText: tokens.danger,
    }
    for which, name in colors.items():
        palette.setColor(which, QColor(name))
    faint = QColor(tokens.muted)
    faint.setAlpha(140)
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, faint)
    return palette


class Theme(QObject):
    """Follows the system's light or dark, or what the person chose.

    Signals
    -------
    changed : ()
        Palette and style sheet were set anew.
    """

    changed = Signal()

    def __init__(
        self, app: QApplication, mode: str = "system", *, reduced_motion: bool = False
    ) -> None:
        super().__init__(app)
        self._app = app
        self._reduced_motion = reduced_motion
        self._effects = {e: app.isEffectEnabled(e) for e in EFFECTS}
        self._flash_ms = app.cursorFlashTime()
        self._mode = mode if mode in MODES else "system"
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        self.set_mode(self._mode)

    @property
    def mode(self) -> str:
        """``"system"``, ``"light"`` or ``"dark"``."""
        return self._mode

    @property
    def tokens(self) -> Tokens:
        """The colours in force."""
        if self._mode == "system":
            dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        else:
            dark = self._mode == "dark"
        return DARK if dark else LIGHT

    def set_mode(self, mode: str) -> None:
        """Follow the system, or stay light or dark."""
        self._mode = mode
        hints = self._app.styleHints()
        if mode == "system":
            hints.unsetColorScheme()
        else:
            dark = mode == "dark"
            hints.setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
        self._apply()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let nothing move by itself: no fading, no sliding, no running bar, no blinking cursor."""
        self._reduced_motion = reduced
        self._apply()

    def _on_scheme_changed(self) -> None:
        self._apply()

    def _apply(self) -> None:
        tokens, still = self.tokens, self._reduced_motion
        for effect, was in self._effects.items():
            self._app.setEffectEnabled(effect, was and not still)
        self._app.setCursorFlashTime(0 if still else self._flash_ms)
        self._app.setPalette(palette_of(tokens))
        self._app.setStyleSheet(style_sheet(tokens) + (STILL if still else ""))
        self.changed.emit()


def style_sheet(tokens: Tokens) -> str:
    """Fill the style sheet beside this module with a theme's colours."""
    text = Path(__file__).with_name("style.qss").read_text(encoding="utf-8")
    icons = resource_path("icons").as_posix()
    name = "dark" if tokens is DARK else "light"
    return Template(text).substitute(asdict(tokens), icons=icons, name=name)
