"""The head of one scene on its page: name, numbers, how often it is right, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.jobs.audit import CheckCount, count_checks
from app.ui.icons import icon
from app.ui.session import Session
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import make_label
from app.ui.widgets.scene_input import colour_icon
from app.ui.wording import photos as photos_text


class SceneHead(QWidget):
    """What is known of a scene in a few lines, over the buttons that change it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._scene: str | None = None
        self.name = make_label("title", wrap=True)
        self.colour = QLabel()
        self.facts = make_label("muted", wrap=True)
        self.precision = make_label("text", wrap=True)
        self.edit = QPushButton(icon("edit"), "")
        self.merge = QPushButton(icon("merge"), "")
        self.switch = QPushButton()
        named = QHBoxLayout()
        named.setSpacing(8)
        named.addWidget(self.colour)
        named.addWidget(self.name, 1)
        tools = FlowLayout()
        for button in (self.edit, self.merge, self.switch):
            tools.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(named)
        layout.addWidget(self.facts)
        layout.addWidget(self.precision)
        layout.addSpacing(4)
        layout.addLayout(tools)
        layout.addSpacing(4)
        self.retranslate()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.edit.setText(self.tr("Edit…"))
        self.edit.setToolTip(self.tr("Change names, colour, and what it lies under"))
        self.merge.setText(self.tr("Merge…"))
        self.merge.setToolTip(self.tr("Make this scene a part of another"))
        self.show_scene(self._scene)

    def show_scene(self, scene: str | None) -> None:
        """Show a scene as it is now."""
        self._scene = scene
        row = self._session.scenes.get(self._scene)
        for button in (self.edit, self.merge, self.switch):
            button.setEnabled(row is not None)
        if row is None:
            return
        self.colour.setPixmap(colour_icon(row.colour).pixmap(22, 22))
        name = row.name(self._session.scenes.language)
        above = self._session.scenes.name(row.parent)
        self.name.setText(name)
        self.switch.setText(self.tr("Switch off") if row.enabled else self.tr("Switch on"))
        self.switch.setToolTip(
            self.tr("No photo is proposed for this scene any more; your labels stay")
            if row.enabled
            else self.tr("Propose this scene again")
        )
        facts = [
            self.tr("accepted: {n}").format(n=photos_text(row.accepted)),
            self.tr("labelled by me: {n}").format(n=photos_text(row.labelled)),
            self.tr("needs review: {n}").format(n=photos_text(row.review)),
        ]
        if above:
            facts.insert(0, self.tr("under {scene}").format(scene=above))
        if not row.enabled:
            facts.insert(0, self.tr("switched off"))
        self.facts.setText("  ·  ".join(facts))
        checked = count_checks(self._session.reader).get(row.id, CheckCount())
        self.precision.setText(precision_text(checked))


def precision_text(checked: CheckCount) -> str:
    """Say in plain words how often the program was right about a scene."""
    translate = QCoreApplication.translate
    if checked.is_enough:
        return translate("SceneHead", "Of {n} checked, {right} right.").format(
            n=checked.answered, right=checked.right
        )
    return translate(
        "SceneHead", "How often it is right: not enough data yet ({n} of 10 checks answered)."
    ).format(n=checked.answered)
