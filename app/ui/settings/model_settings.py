"""Settings of the model and the review: what is in force, how strict, which score, the checks."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.core.types import GateRule
from app.jobs.promise import promise_in_force
from app.ui.i18n import moment, number
from app.ui.session import Session
from app.ui.settings.pack_settings import PackSettings
from app.ui.widgets.fields import add_row, make_form, make_number
from app.ui.widgets.labels import make_label, make_line
from app.ui.widgets.target_bar import DEFAULT_TARGET, TargetBar


class ModelSettings(QWidget):
    """The pack's card, target and rule, and how many checks are mixed into the queue.

    Signals
    -------
    versions_asked : ()
        Show the model versions.
    """

    versions_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.card = QFrame()
        self.card.setProperty("role", "card")
        self._facts = QFormLayout()
        self._facts.setContentsMargins(16, 12, 16, 12)
        self._facts.setHorizontalSpacing(16)
        self.card.setLayout(self._facts)
        self.versions = QPushButton(self.tr("Model versions…"))
        self.versions.setAutoDefault(False)
        self.versions.clicked.connect(self.versions_asked)
        self.pack = PackSettings(session)
        self.target = TargetBar()
        self.rule = QComboBox()
        self.rule.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.rule.setMinimumContentsLength(16)
        self.rule.setAccessibleName(self.tr("Score that the gate cuts"))
        for rule, text in self._rules().items():
            self.rule.addItem(text, rule.value)
        self.checks = make_number(0, 50, suffix=" %")
        self.checks.setAccessibleName(self.tr("Checks among the photos to review"))
        self.checks.setValue(round(100 * float(session.settings.get("audit_share"))))
        self._build()
        self.target.target_chosen.connect(self._on_target)
        self.rule.activated.connect(self._on_rule)
        self.checks.valueChanged.connect(self._on_checks)
        self.reload()

    def _build(self) -> None:
        self.pack.buttons.addWidget(self.versions)
        form = make_form()
        add_row(form, self.tr("Score"), self.rule)
        checks = QHBoxLayout()
        checks.setSpacing(8)
        checks.addWidget(self.checks)
        checks.addWidget(
            make_label("text", self.tr("of the photos to review are checks"), wrap=True), 1
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(make_label("heading", self.tr("Model in use")))
        layout.addWidget(self.card)
        layout.addWidget(self.pack)
        layout.addWidget(make_line())
        layout.addWidget(make_label("heading", self.tr("How sure it must be")))
        layout.addWidget(self.target)
        layout.addLayout(form)
        layout.addWidget(make_line())
        layout.addWidget(make_label("heading", self.tr("Review")))
        layout.addLayout(checks)
        text = self.tr(
            "Checks are photos drawn at random, accepted ones and others just below, with which "
            "the review begins, unmarked. Your answers show how often the program is right about "
            "each scene, and nothing else lets it accept more."
        )
        layout.addWidget(make_label("muted", text, wrap=True))
        layout.addStretch(1)

    def reload(self) -> None:
        """Show what is in force now."""
        reader = self._session.reader
        self.target.show_promise(promise_in_force(reader))
        rule = reader.setting("rule", GateRule.DEFAULT.value)
        self.rule.setCurrentIndex(max(0, self.rule.findData(str(rule))))
        pack = self._session.context.pack
        current = next((v for v in reader.models.versions() if v.current), None)
        facts = [
            (self.tr("Scene pack"), pack.name),
            (self.tr("Backbone"), pack.backbone.id),
            (self.tr("Scenes"), number(len(self._session.context.model()[1].scenes))),
        ]
        if current is not None:
            source = self.tr("as shipped") if current.source == "pack" else moment(current.at)
            facts.append((self.tr("Version"), f"{current.id}  ·  {source}"))
            facts.append((self.tr("Learned from my labels"), number(current.samples)))
        while self._facts.rowCount():
            self._facts.removeRow(0)
        for name, value in facts:
            shown = make_label("text", value, wrap=True)
            self._facts.addRow(make_label("muted", name), shown)

    def _rules(self) -> dict[GateRule, str]:
        return {
            GateRule.DEFAULT: self.tr("Sureness and likeness together (recommended)"),
            GateRule.CONFIDENCE: self.tr("Sureness alone"),
            GateRule.PATENT: self.tr("Likeness of the label vector"),
        }

    def _on_target(self, target: float) -> None:
        self._session.commands.scenes.set_target(target, GateRule(self.rule.currentData()))

    def _on_rule(self) -> None:
        target = float(self._session.reader.setting("target", DEFAULT_TARGET))
        rule = GateRule(self.rule.currentData())
        if rule != self._session.reader.setting("rule", GateRule.DEFAULT.value):
            self._session.commands.scenes.set_target(target, rule)

    def _on_checks(self, percent: int) -> None:
        self._session.settings.set("audit_share", percent / 100)
        self._session.commands.library.draw_checks(percent / 100)
