"""The controls over the whole screen: they come with the pointer or Tab, and go by themselves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSpinBox, QToolButton, QWidget

from app.ui.icons import icon
from app.ui.look.slideshow import LONGEST_S, SHORTEST_S
from app.ui.theme import DARK, palette_of, style_sheet
from app.ui.widgets.labels import scaled
from app.ui.widgets.loupe.loupe import Loupe

SHOWN_MS = 2500
MARGIN_PX = 24


class ShowBar(QFrame):
    """A card at the lower edge of the loupe, dark in every theme.

    Attributes
    ----------
    back, on, run, shuffle, info, leave : QToolButton
    seconds : QSpinBox

    Signals
    -------
    stepped : (int)
        -1 or 1: the photo before or after.
    run_asked, info_asked, leave_asked : ()
    seconds_chosen : (int)
    shuffle_chosen : (bool)
    """

    stepped = Signal(int)
    run_asked = Signal()
    info_asked = Signal()
    leave_asked = Signal()
    seconds_chosen = Signal(int)
    shuffle_chosen = Signal(bool)

    def __init__(self, over: Loupe) -> None:
        super().__init__(over)
        self.setObjectName("show_bar")
        self.setProperty("role", "card")
        self.setPalette(palette_of(DARK))
        self.setStyleSheet(style_sheet(DARK))
        self._over = over
        self._is_active = False
        self.back, self.run, self.on = _button(self), _button(self), _button(self)
        self.seconds = QSpinBox()
        self.seconds.setRange(SHORTEST_S, LONGEST_S)
        self.seconds.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.shuffle, self.info, self.leave = _button(self), _button(self), _button(self)
        self.shuffle.setCheckable(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        for part in (self.back, self.run, self.on, self.seconds, self.shuffle, self.info):
            layout.addWidget(part)
        layout.addWidget(self.leave)
        self._going = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._going.timeout.connect(self._go)
        self._connect()
        over.installEventFilter(self)
        self.show_state(is_on=False, is_running=False)
        self.retranslate()
        self.hide()

    def _connect(self) -> None:
        self.back.clicked.connect(lambda: self.stepped.emit(-1))
        self.on.clicked.connect(lambda: self.stepped.emit(1))
        self.run.clicked.connect(self.run_asked)
        self.info.clicked.connect(self.info_asked)
        self.leave.clicked.connect(self.leave_asked)
        self.shuffle.toggled.connect(self.shuffle_chosen)
        self.seconds.valueChanged.connect(self.seconds_chosen)

    def set_active(self, active: bool) -> None:
        """Come and go with the pointer from now on, or stay away."""
        self._is_active = active
        self._over.setMouseTracking(active)
        self._going.stop()
        self.hide()
        self._over.is_framed = True
        if active:
            self.appear()
        else:
            self._over.unsetCursor()

    def appear(self) -> None:
        """Come, and go again after a while; meanwhile a frame tells where the keyboard is."""
        self._over.is_framed = True
        self._over.update()
        self._over.unsetCursor()
        self._place()
        self.show()
        self.raise_()
        self._going.start()

    def show_choices(self, seconds: int, *, shuffled: bool) -> None:
        """Show what was chosen, without choosing it again."""
        blocked = QSignalBlocker(self.seconds), QSignalBlocker(self.shuffle)
        self.seconds.setValue(seconds)
        self.shuffle.setChecked(shuffled)
        del blocked

    def show_state(self, *, is_on: bool, is_running: bool) -> None:
        """Show whether photos come by themselves."""
        self._is_on, self._is_running = is_on, is_running
        self.run.setIcon(icon("pause" if is_running else "play", DARK.text))
        self.retranslate()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        run = self.tr("Pause") if self._is_running else self.tr("Go on")
        texts = {
            self.back: self.tr("Previous photo"),
            self.run: run if self._is_on else self.tr("Start a slideshow"),
            self.on: self.tr("Next photo"),
            self.shuffle: self.tr("Photos by chance"),
            self.info: self.tr("Information on the photo"),
            self.leave: self.tr("Leave the full screen"),
        }
        icons = {
            self.back: "chevron-left",
            self.on: "chevron-right",
            self.shuffle: "shuffle",
            self.info: "info",
            self.leave: "close",
        }
        for button, text in texts.items():
            button.setToolTip(text)
            button.setAccessibleName(text)
        for button, name in icons.items():
            button.setIcon(icon(name, DARK.text))
        self.seconds.setSuffix(self.tr(" s"))
        self.seconds.setToolTip(self.tr("Seconds for each photo"))
        self.seconds.setAccessibleName(self.tr("Seconds for each photo"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come with the pointer, and before Tab looks for something to go to."""
        kind = event.type()
        comes = kind in (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress) or _is_tab(event)
        if self._is_active and comes:
            self.appear()
        elif kind == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.adjustSize()
        left = (self._over.width() - self.width()) // 2
        self.move(max(0, left), self._over.height() - self.height() - MARGIN_PX)

    def _go(self) -> None:
        """Go, unless the keyboard or the pointer is here."""
        if self.underMouse() or self.isAncestorOf(self.focusWidget() or self._over):
            self._going.start()
            return
        self.hide()
        self._over.is_framed = False
        self._over.update()
        self._over.setCursor(Qt.CursorShape.BlankCursor)


def _button(bar: QWidget) -> QToolButton:
    made = QToolButton()
    made.setProperty("flat", True)
    side = scaled(bar, 20)
    made.setIconSize(QSize(side, side))
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def _is_tab(event: QEvent) -> bool:
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
        return False
    return event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
