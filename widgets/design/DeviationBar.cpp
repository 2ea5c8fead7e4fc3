#include "widgets/design/DeviationBar.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>
#include <cmath>

#include "widgets/common/Format.h"
#include "widgets/plot/PlotColors.h"
#include "widgets/plot/StepSlider.h"

namespace isonet::widgets {

DiagramLegendView::DiagramLegendView(QWidget* parent) : QWidget(parent) {
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void DiagramLegendView::setContent(const DiagramLegend::Content& content) {
    if (content == content_)
        return;
    content_ = content;
    setAccessibleName(content.scaleTitle);
    updateGeometry();
    update();
}

int DiagramLegendView::heightForWidth(int width) const {
    return int(std::ceil(DiagramLegend::paint(nullptr, content_, DiagramStyle(), width).height()));
}

QSize DiagramLegendView::sizeHint() const {
    return {300, heightForWidth(std::max(width(), 100))};
}

QSize DiagramLegendView::minimumSizeHint() const {
    return {50, heightForWidth(std::max(width(), 100))};
}

void DiagramLegendView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    DiagramStyle style;
    style.setColors(PlotColors::of(palette()));
    DiagramLegend::paint(&painter, content_, style, width());
}

DeviationBar::DeviationBar(QWidget* parent)
    : QWidget(parent), on_(new QCheckBox(tr("De&viation"))), slider_(new StepSlider), view_(new DiagramLegendView) {
    setObjectName(QStringLiteral("deviationBar"));
    on_->setObjectName(QStringLiteral("deviationOn"));
    on_->setChecked(true);
    on_->setToolTip(tr("Color every convolution by its isometry deviation d = ‖Conv(A, A) − δ‖ in the open run"));
    auto* row = new QHBoxLayout;
    row->addWidget(on_);
    row->addWidget(slider_, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(10, 5, 10, 5);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(view_);
    connect(on_, &QCheckBox::toggled, this, [this](bool on) {
        slider_->setEnabled(on);
        view_->setVisible(on);
        showLegend();
        Q_EMIT changed();
    });
    connect(slider_, &StepSlider::stepChosen, this, [this] {
        showLegend();
        Q_EMIT changed();
    });
}

void DeviationBar::setHistory(const DeviationHistory& history) {
    slider_->setSteps(history.steps());
    legend_.scale = history.range();
    showLegend();
}

void DeviationBar::setNotMeasured(bool any) {
    legend_.notMeasured = any;
    showLegend();
}

bool DeviationBar::isOn() const {
    return on_->isChecked();
}

void DeviationBar::setOn(bool on) {
    on_->setChecked(on);
}

double DeviationBar::step() const {
    return slider_->step();
}

void DeviationBar::chooseStep(double step) {
    slider_->choose(step);
    showLegend();
    Q_EMIT changed();
}

void DeviationBar::showLegend() {
    legend_.scaleTitle = tr("deviation d, step %1").arg(stepText(step()));
    view_->setContent(legend_);
}

}  // namespace isonet::widgets
