#include "widgets/sweeps/QueuePlanBar.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>

#include "widgets/common/FontScale.h"
#include "widgets/common/PlainLabel.h"

namespace isonet::widgets {

QueuePlanBar::QueuePlanBar(QWidget* parent)
    : QWidget(parent),
      slots_(new QComboBox),
      retries_(new QSpinBox),
      stopOnFailure_(new QCheckBox(tr("Stop at a failure"))),
      problem_(new PlainLabel) {
    slots_->setObjectName(QStringLiteral("queueSlots"));
    slots_->setEditable(true);
    slots_->setInsertPolicy(QComboBox::NoInsert);
    slots_->setMinimumWidth(fontScaled(200));
    slots_->setToolTip(
        tr("How many rows train at a time, and where: cpu:2, cuda:0-3, or cuda:0=2 for two on one GPU. "
           "Several rows train as processes, which continue when this window is closed"));
    retries_->setObjectName(QStringLiteral("queueRetries"));
    retries_->setRange(0, 99);
    retries_->setToolTip(tr("How many times a failed row is retried from its last checkpoint"));
    stopOnFailure_->setObjectName(QStringLiteral("queueStopOnFailure"));
    stopOnFailure_->setToolTip(tr("Start no further row after one has failed for good"));
    problem_->setObjectName(QStringLiteral("fieldMessage"));
    problem_->setProperty("kind", "problem");
    auto* slotLabel = new QLabel(tr("Rows at a &time"));
    slotLabel->setBuddy(slots_);
    auto* retryLabel = new QLabel(tr("Retr&ies"));
    retryLabel->setBuddy(retries_);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 2, 0, 0);
    line->addWidget(slotLabel);
    line->addWidget(slots_);
    line->addSpacing(12);
    line->addWidget(retryLabel);
    line->addWidget(retries_);
    line->addSpacing(12);
    line->addWidget(stopOnFailure_);
    line->addSpacing(12);
    line->addWidget(problem_, 1);
    line->addStretch(0);
    const auto choose = [this] {
        if (const QString text = enteredSlots(); text != plan_.slots)
            Q_EMIT slotsChosen(text);
    };
    connect(slots_, &QComboBox::activated, this, choose);
    connect(slots_->lineEdit(), &QLineEdit::editingFinished, this, choose);
    connect(retries_, &QSpinBox::valueChanged, this, &QueuePlanBar::retriesChosen);
    connect(stopOnFailure_, &QCheckBox::toggled, this, &QueuePlanBar::stopOnFailureChosen);
    setSlotChoices({{QString(), tr("one, in this window")}});
}

void QueuePlanBar::setSlotChoices(const std::vector<std::pair<QString, QString>>& choices) {
    const QSignalBlocker quiet(slots_);
    slots_->clear();
    for (const auto& [text, title] : choices)
        slots_->addItem(title, text);
    showSlots(plan_.slots);
}

QString QueuePlanBar::enteredSlots() const {
    const QString text = slots_->currentText().trimmed();
    const int known = slots_->findText(text);
    return known >= 0 ? slots_->itemData(known).toString() : text;
}

void QueuePlanBar::showSlots(const QString& text) {
    const int known = slots_->findData(text);
    if (known >= 0)
        slots_->setCurrentIndex(known);
    else
        slots_->setEditText(text);
}

void QueuePlanBar::setPlan(const QString& folder, const QueuePlan& plan) {
    const bool another = folder != folder_;
    const QString before = plan_.slots;
    folder_ = folder;
    plan_ = plan;
    const QSignalBlocker quietSlots(slots_), quietRetries(retries_), quietStop(stopOnFailure_);
    if (another || (before != plan.slots && !slots_->lineEdit()->hasFocus()))
        showSlots(plan.slots);
    if (another || !retries_->hasFocus())
        retries_->setValue(plan.retries);
    stopOnFailure_->setChecked(plan.stopOnFailure);
    if (another || !plan.problem.isEmpty())
        setProblem(plan.problem);
}

void QueuePlanBar::setProblem(const QString& problem) {
    problem_->setText(problem);
    problem_->setToolTip(plainTip(problem));
}

}  // namespace isonet::widgets
