#include "widgets/plot/StepSlider.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScopedValueRollback>
#include <QSlider>
#include <QToolButton>
#include <algorithm>
#include <cmath>

#include "widgets/common/Format.h"
#include "widgets/common/Theme.h"

namespace isonet::widgets {

StepSlider::StepSlider(QWidget* parent) : QWidget(parent) {
    slider_ = new QSlider(Qt::Horizontal);
    slider_->setAccessibleName(tr("Displayed step"));
    slider_->setToolTip(tr("Displayed step. At the right end the plot follows the run."));
    slider_->setMinimumWidth(60);
    toLatest_ = new QToolButton;
    toLatest_->setAutoRaise(true);
    toLatest_->setIcon(themedIcon("plot-latest"));
    toLatest_->setToolTip(tr("Back to the latest step"));
    toLatest_->setAccessibleName(tr("Latest step"));
    label_ = new QLabel;
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(slider_, 1);
    layout->addWidget(toLatest_);
    layout->addWidget(label_);
    connect(slider_, &QSlider::valueChanged, this, [this](int index) {
        if (setting_)
            return;
        latest_ = index == slider_->maximum();
        showStep();
        Q_EMIT stepChosen(step());
    });
    connect(toLatest_, &QToolButton::clicked, this, [this] {
        chooseLatest();
        Q_EMIT stepChosen(step());
    });
    showStep();
}

void StepSlider::setSteps(const QVector<double>& steps) {
    if (steps == steps_)
        return;
    const double chosen = step();
    steps_ = steps;
    const QScopedValueRollback guard(setting_, true);
    slider_->setRange(0, std::max<int>(0, static_cast<int>(steps_.size()) - 1));
    slider_->setEnabled(steps_.size() > 1);
    if (latest_)
        chooseLatest();
    else
        choose(chosen);
}

double StepSlider::step() const {
    return steps_.isEmpty() ? 0 : steps_[std::clamp<int>(slider_->value(), 0, static_cast<int>(steps_.size()) - 1)];
}

void StepSlider::choose(double step) {
    if (steps_.isEmpty())
        return;
    auto nearest = std::min_element(steps_.begin(), steps_.end(),
                                    [&](double a, double b) { return std::abs(a - step) < std::abs(b - step); });
    const QScopedValueRollback guard(setting_, true);
    slider_->setValue(static_cast<int>(nearest - steps_.begin()));
    latest_ = slider_->value() == slider_->maximum();
    showStep();
}

void StepSlider::chooseLatest() {
    const QScopedValueRollback guard(setting_, true);
    slider_->setValue(slider_->maximum());
    latest_ = true;
    showStep();
}

void StepSlider::showStep() {
    const QString text = tr("step %1").arg(stepText(step()));
    label_->setText(steps_.isEmpty() ? QString() : text);
    toLatest_->setEnabled(!latest_);
    slider_->setAccessibleDescription(text);
    // Reserve space for the longest step, so that the slider keeps its length.
    const QString longest = steps_.isEmpty() ? text : tr("step %1").arg(stepText(steps_.last()));
    label_->setMinimumWidth(label_->fontMetrics().horizontalAdvance(longest));
}

}  // namespace isonet::widgets
