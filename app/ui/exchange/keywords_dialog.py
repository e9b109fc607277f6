"""Which keywords of other programs mean which scene, and what would become labels by that.

Nothing is a label before the button is pressed, and then it is one step of undo. What is chosen
here is remembered by the library.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.core.keyword_map import IGNORED, KeywordTarget, Meaning
from app.core.library import LibraryReader
from app.jobs.keywords.plan import FoundKeyword, GatheredKeywords, KeywordPlan
from app.ui.background import Background
from app.ui.i18n import number
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.widgets.labels import make_label, make_line, resize_scaled, scaled
from app.ui.widgets.plain_text import plain_tip
from app.ui.widgets.sample_strip import SampleStrip
from app.ui.widgets.scene_input import colour_icon
from app.ui.wording import photos

_PLAN = "what the chosen keywords mean"
PREVIEW = 6
SIDE_PX = 280
FORM = Qt.ItemDataRole.UserRole


class KeywordsDialog(QDialog):
    """Left the keywords with what they mean, right some photos of one and a choice for it.

    Parameters
    ----------
    gathered : GatheredKeywords
    reader : LibraryReader
    scenes : SceneBook
    thumbnails : ThumbnailLoader
    background : Background, optional
        Works out what a choice means for a large library; without one it is known at once.

    Attributes
    ----------
    own : dict of str to str or None
        What the person chose here, by normal form of the keyword: a scene, or that it means none.
    """

    def __init__(
        self,
        gathered: GatheredKeywords,
        reader: LibraryReader,
        scenes: SceneBook,
        thumbnails: ThumbnailLoader,
        parent: QWidget | None = None,
        *,
        background: Background | None = None,
    ) -> None:
        super().__init__(parent)
        self.own: dict[str, str | None] = {}
        self._gathered, self._reader, self._scenes = gathered, reader, scenes
        self._plan = gathered.plan({})
        self._background = background
        if background is not None:
            background.answered.connect(self._on_answered)
        self.setWindowTitle(self.tr("Use keywords as labels"))
        resize_scaled(self, 900, 640)
        self.summary = make_label("text", wrap=True)
        self.left = make_label("muted", wrap=True)
        self.list = self._make_list()
        self.keyword = make_label("heading", wrap=True)
        self.choice = QComboBox()
        self.effect = make_label("muted", wrap=True)
        self.strip = SampleStrip(thumbnails)
        self.use = QPushButton()
        self._lay_out()
        self.list.currentItemChanged.connect(lambda *_: self._show_keyword())
        self.choice.activated.connect(self._on_chosen)
        self._show_plan()
        if (first := self.list.topLevelItem(0)) is not None:
            self.list.setCurrentItem(first)

    def _make_list(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setIconSize(QSize(14, 14))
        tree.setAccessibleName(self.tr("Keywords"))
        tree.setHeaderLabels([self.tr("Keyword"), self.tr("Photos"), self.tr("Means")])
        header = tree.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        for form, found in self._plan.keywords.items():
            item = QTreeWidgetItem([found.keyword.replace("|", " › "), number(len(found.photos))])
            item.setData(0, FORM, form)
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(0, plain_tip(item.text(0)))
            tree.addTopLevelItem(item)
        return tree

    def _lay_out(self) -> None:
        self.choice.setAccessibleName(self.tr("What the keyword means"))
        self.choice.setIconSize(QSize(14, 14))
        side = QWidget()
        side.setFixedWidth(scaled(self, SIDE_PX))
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(10)
        for part in (self.keyword, self.choice, self.effect, self.strip):
            right.addWidget(part)
        right.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(20)
        columns.addWidget(self.list, 1)
        columns.addWidget(side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(make_label("title", self.tr("What would become labels")))
        layout.addWidget(self.summary)
        layout.addWidget(self.left)
        layout.addWidget(make_line())
        layout.addLayout(columns, 1)
        hint = self.tr(
            "One step: Ctrl+Z takes it back. The library remembers what you choose here."
        )
        layout.addWidget(make_label("muted", hint, wrap=True))
        buttons = QDialogButtonBox()
        self.use.setDefault(True)
        buttons.addButton(self.tr("Not now"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(self.use, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)

    def _show_plan(self) -> None:
        plan = self._plan
        text = self.tr("{photos} have keywords, {keywords} different ones.")
        self.summary.setText(
            text.format(photos=photos(plan.photos), keywords=number(len(plan.keywords)))
        )
        self.left.setText(" ".join(self._left_alone()))
        self.left.setVisible(bool(self.left.text()))
        for at in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(at)
            if item is not None:
                target = plan.keywords[item.data(0, FORM)].target
                item.setText(2, self._meaning(target))
                item.setIcon(2, self._dot(target))
        self.use.setText(self.tr("Label %Ln photo(s)", "", len(plan.labels)))
        self.use.setEnabled(bool(plan.labels or self.own))

    def _left_alone(self) -> list[str]:
        plan = self._plan
        return [
            text
            for count, text in (
                (plan.kept, self.tr("%Ln that you labelled stay(s) as it is.", "", plan.kept)),
                (plan.refused, self.tr("%Ln you said no of.", "", plan.refused)),
                (
                    len(plan.several),
                    self.tr("%Ln left: keywords of several scenes.", "", len(plan.several)),
                ),
            )
            if count
        ]

    def _dot(self, target: KeywordTarget) -> QIcon:
        colour = self._scenes.colour(target.scene)
        return QIcon() if colour is None else colour_icon(colour)

    def _meaning(self, target: KeywordTarget) -> str:
        if target.meaning is Meaning.SCENE:
            return self._scenes.name(target.scene)
        if target.meaning is Meaning.PARENT:
            text = self.tr("{scene}: too general for a label")
            return text.format(scene=self._scenes.name(target.scene))
        return self.tr("No scene") if target.meaning is Meaning.IGNORED else "–"

    def _current(self) -> tuple[str, FoundKeyword] | None:
        item = self.list.currentItem()
        if item is None:
            return None
        form = str(item.data(0, FORM))
        return form, self._plan.keywords[form]

    def _show_keyword(self) -> None:
        current = self._current()
        if current is None:
            return
        form, found = current
        self.keyword.setText(found.keyword.replace("|", " › "))
        self._fill_choice(form)
        self.effect.setText(
            self.tr("{photos} have it; {labels} would be labelled by it.").format(
                photos=photos(len(found.photos)), labels=number(found.labels)
            )
        )
        rows = self._reader.photos.rows(found.photos[:PREVIEW])
        self.strip.show_photos([(row, None) for row in rows])

    def _fill_choice(self, form: str) -> None:
        rest = {word: scene for word, scene in self.own.items() if word != form}
        otherwise = self._gathered.meaning(form, rest)
        self.choice.clear()
        text = self.tr("As found: {meaning}").format(meaning=self._meaning(otherwise))
        self.choice.addItem(self._dot(otherwise), text)
        self.choice.addItem(self.tr("No scene"))
        rows = sorted(self._scenes.usable(), key=lambda row: row.name(self._scenes.language))
        for row in rows:
            self.choice.addItem(colour_icon(row.colour), row.name(self._scenes.language), row.id)
        if form in self.own:
            scene = self.own[form]
            self.choice.setCurrentIndex(1 if scene is None else self.choice.findData(scene))

    def _on_chosen(self, at: int) -> None:
        current = self._current()
        if current is None:
            return
        if at == 0:
            self.own.pop(current[0], None)
        else:
            self.own[current[0]] = IGNORED if at == 1 else self.choice.itemData(at)
        gathered, own = self._gathered, dict(self.own)
        if self._background is None:
            self._take(gathered.plan(own))
            return
        self.use.setEnabled(False)  # what it says is not true any more
        self._background.ask(_PLAN, lambda: gathered.plan(own))

    def _on_answered(self, subject: str, answer: object) -> None:
        if subject == _PLAN and isinstance(answer, KeywordPlan):
            self._take(answer)

    def _take(self, plan: KeywordPlan) -> None:
        self._plan = plan
        self._show_plan()
        self._show_keyword()
