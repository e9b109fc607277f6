"""What runs now: how far it is, and Pause and Cancel as separate buttons."""

from __future__ import annotations

import time

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QStyle, QWidget

from app.core.types import Progress
from app.jobs.job import JobName
from app.jobs.runner import JobHandle
from app.ui.i18n import number
from app.ui.icons import icon
from app.ui.job_bridge import JobBridge
from app.ui.widgets.labels import make_label
from app.ui.wording import job_title

RATE_WINDOW_S = 10.0


class JobBar(QFrame):
    """Progress of the first job of the long lane; hidden when nothing runs."""

    def __init__(self, bridge: JobBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.setProperty("role", "bar")
        self._handle: JobHandle | None = None
        self._progress = Progress(done=0)
        self._paused = False
        self._times: list[tuple[float, int]] = []
        self.title = make_label("text")
        self.numbers = make_label("muted", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMinimumWidth(80)
        self.bar.setMaximumWidth(200)
        self.pause = QPushButton(icon("pause"), "")
        self.cancel = QPushButton(icon("close"), "")
        self.pause.clicked.connect(self._on_pause)
        self.cancel.clicked.connect(self._on_cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 16, 6)
        layout.setSpacing(12)
        layout.addWidget(self.title)
        layout.addWidget(self.bar, 1)
        layout.addWidget(self.numbers, 4)
        layout.addWidget(self.pause)
        layout.addWidget(self.cancel)
        self.retranslate()
        self.hide()
        bridge.started.connect(self._on_started)
        bridge.progressed.connect(self._on_progressed)
        bridge.ended.connect(self._on_ended)

    def show_job(self, handle: JobHandle | None) -> None:
        """Show a job from its beginning, or nothing."""
        self._handle = handle
        self._progress = Progress(done=0)
        self._paused = False
        self._times = []
        self.setVisible(handle is not None)
        self.retranslate()

    def show_progress(self, progress: Progress) -> None:
        """Show a step of the job."""
        self._progress = progress
        now = time.monotonic()
        self._times.append((now, progress.done))
        while now - self._times[0][0] > RATE_WINDOW_S:
            self._times.pop(0)
        self._show()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.pause.setText(self.tr("Resume") if self._paused else self.tr("Pause"))
        self.pause.setIcon(icon("play" if self._paused else "pause"))
        self.cancel.setText(self.tr("Cancel"))
        self.bar.setAccessibleName(self.tr("Progress"))
        self._show()

    def photos_per_second(self) -> float:
        """Return the pace of the last seconds."""
        if len(self._times) < 2:
            return 0.0
        (start, first), (end, last) = self._times[0], self._times[-1]
        return (last - first) / (end - start) if end - start > 0.5 else 0.0

    def _show(self) -> None:
        if self._handle is None:
            return
        progress = self._progress
        title = job_title(self._handle.name)
        self.title.setText(self.tr("{job} (paused)").format(job=title) if self._paused else title)
        if progress.total is None:
            self.bar.setRange(0, int(self._is_still()))
            self.bar.setValue(0)
            found = self.tr("%Ln found", "", progress.done) if progress.done else ""
            self.numbers.setText(found)
            return
        if progress.waiting:
            self.title.setText(self.tr("{job} (waits for mains power)").format(job=title))
        self.bar.setRange(0, max(1, progress.total))
        self.bar.setValue(progress.done)
        parts = [
            self.tr("{done} of {total}").format(
                done=number(progress.done), total=number(progress.total)
            )
        ]
        pace = self.photos_per_second()
        if pace > 0 and self._handle.name == JobName.SCAN and not self._paused:
            parts.append(self.tr("{pace} photos/s").format(pace=f"{pace:.0f}"))
            parts.append(self._time_left((progress.total - progress.done) / pace))
        if progress.failed:
            parts.append(self.tr("%Ln failed", "", progress.failed))
        self.numbers.setText("  ·  ".join(parts))

    def _is_still(self) -> bool:
        """Say whether nothing shall run to and fro: the theme's reduced motion."""
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        return self.style().styleHint(hint, None, self.bar) == 0

    def _time_left(self, seconds: float) -> str:
        minutes = round(seconds / 60)
        if minutes < 1:
            return self.tr("less than a minute left")
        if minutes < 90:
            return self.tr("about %Ln minute(s) left", "", minutes)
        return self.tr("about %Ln hour(s) left", "", round(minutes / 60))

    def _on_pause(self) -> None:
        if self._handle is not None:
            self._paused = not self._paused
            self._bridge.toggle_pause(self._handle)
            self.retranslate()

    def _on_cancel(self) -> None:
        if self._handle is not None:
            self._handle.cancel()

    def _on_started(self, handle: JobHandle) -> None:
        """Show a job when it is the only one."""
        if len(self._bridge.active()) == 1:
            self.show_job(handle)

    def _on_progressed(self, handle: JobHandle, progress: Progress) -> None:
        if self._bridge.active()[:1] == [handle]:
            self.show_progress(progress)

    def _on_ended(self) -> None:
        """Show the next job, or none."""
        self.show_job(next(iter(self._bridge.active()), None))
