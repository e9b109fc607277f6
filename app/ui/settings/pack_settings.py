"""Settings of the scene pack: which one is in use, another one, and what choosing it does."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QPushButton, QVBoxLayout, QWidget

from app.core.errors import KnownError
from app.core.pack import Pack, load_pack
from app.jobs.job import JobName
from app.ui.error_wording import error_sentence
from app.ui.resources import resource_path
from app.ui.session import Session
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import make_label
from app.ui.wording import photos

# Where stronger backbones come from; neither is part of the program.
SOURCES = ("torchvision", "timm")


def missing_package(variant: str) -> str:
    """Return the package that a backbone needs and this Python lacks, else ""."""
    source, colon, _ = variant.partition(":")
    return source if colon and find_spec(source) is None else ""


class PackSettings(QWidget):
    """Choose a scene pack; what that does is told before it is done.

    Signals
    -------
    taken : ()
        The library uses another pack from its next opening on.
    """

    taken = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._offered: str | None = None
        self.choose = QPushButton(self.tr("Choose another scene pack…"))
        self.shipped = QPushButton(self.tr("Use the shipped one"))
        self.said = make_label("text", wrap=True)
        self.offer = QFrame()
        self.offer.setProperty("role", "card")
        self.title = make_label("heading", wrap=True)
        self.effect = make_label("text", wrap=True)
        self.use = QPushButton(self.tr("Use this pack"))
        self.cancel = QPushButton(self.tr("Cancel"))
        self.sources = {name: make_label("muted", wrap=True) for name in SOURCES}
        self._build()
        self.choose.clicked.connect(self._on_choose)
        self.shipped.clicked.connect(self._on_shipped)
        self.use.clicked.connect(self._on_use)
        self.cancel.clicked.connect(self.offer.hide)
        session.bridge.completed.connect(self._on_completed)
        self.reload()

    def _build(self) -> None:
        self.buttons, answer = FlowLayout(), FlowLayout()
        for line, buttons in (
            (self.buttons, (self.choose, self.shipped)),
            (answer, (self.use, self.cancel)),
        ):
            for button in buttons:
                button.setAutoDefault(False)
                line.addWidget(button)
        card = QVBoxLayout(self.offer)
        card.setContentsMargins(16, 12, 16, 12)
        card.setSpacing(8)
        card.addWidget(self.title)
        card.addWidget(self.effect)
        card.addLayout(answer)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self.buttons)
        layout.addWidget(self.said)
        layout.addWidget(self.offer)
        stronger = self.tr(
            "A pack with a stronger backbone, of torchvision or timm, is chosen the same way."
        )
        layout.addWidget(make_label("muted", stronger, wrap=True))
        for label in self.sources.values():
            layout.addWidget(label)
        self.said.hide()
        self.offer.hide()

    def reload(self) -> None:
        """Show what can be chosen."""
        self.shipped.setEnabled(bool(self._session.reader.setting("scene_pack", "")))
        for name, label in self.sources.items():
            missing = find_spec(name) is None
            label.setVisible(missing)
            label.setEnabled(not missing)
            text = self.tr(
                "{package} is not installed: packs made with it cannot be chosen (pip install "
                "albumen[train])."
            )
            label.setText(text.format(package=name))

    def offer_pack(self, folder: str) -> None:
        """Look at a pack, and tell what choosing it would do; a bad one is refused."""
        self.offer.hide()
        try:
            pack = load_pack(Path(folder) if folder else resource_path("scene_pack"))
        except KnownError as error:
            self._say(error_sentence(error))
            return
        package = missing_package(pack.backbone.variant)
        if package:
            text = self.tr(
                "This pack needs {package}, which is not installed here (pip install "
                "albumen[train])."
            )
            self._say(text.format(package=package))
            return
        self.said.hide()
        self._offered = folder
        same = pack.backbone.id == self._session.context.pack.backbone.id
        self.title.setText(self._title(pack))
        self.effect.setText(self._effect(same_backbone=same))
        self.offer.show()

    def _title(self, pack: Pack) -> str:
        scenes = self.tr("%Ln scene(s)", "", sum(not s.is_group for s in pack.scenes))
        return f"{pack.name}  ·  {scenes}  ·  {pack.backbone.name}"

    def _effect(self, *, same_backbone: bool) -> str:
        count = self._session.reader.photos.counts().all
        if same_backbone:
            first = self.tr("The backbone is the same: all photos are tagged anew at once.")
        else:
            first = self.tr(
                "For another backbone, the features of {photos} are computed anew: a scan reads "
                "each photo once more, and until then it keeps its tag."
            ).format(photos=photos(count))
        rest = self.tr(
            "Your labels, scenes and history stay, and a refresh learns from your labels again. "
            "The window opens anew."
        )
        return f"{first} {rest}"

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.show()

    def _on_choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder of a scene pack"))
        if folder:
            self.offer_pack(folder)

    def _on_shipped(self) -> None:
        self.offer_pack("")

    def _on_use(self) -> None:
        if self._offered is not None:
            self._session.commands.library.choose_pack(self._offered)

    def _on_completed(self, name: str, result: object) -> None:
        if name == JobName.CHOOSE_PACK:
            self.taken.emit()
