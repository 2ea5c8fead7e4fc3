#include "widgets/live/RunHeader.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QVBoxLayout>
#include <cmath>
#include <utility>

#include "training/config/DatasetInfo.h"
#include "training/telemetry/Tags.h"
#include "widgets/common/ElidedLabel.h"
#include "widgets/common/Format.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/common/StateChip.h"
#include "widgets/live/MeasurementText.h"

namespace isonet::widgets {

using telemetry::RunState;

namespace {
const QString nothing = QStringLiteral("–");
}

RunHeader::RunHeader(QWidget* parent)
    : QWidget(parent),
      name_(new ElidedLabel(Qt::ElideMiddle)),
      network_(new ElidedLabel),
      progressText_(new ElidedLabel),
      hint_(new ElidedLabel),
      next_(new ElidedLabel),
      chip_(new StateChip),
      progress_(new QProgressBar),
      metrics_(new QWidget),
      progressLine_(new QWidget) {
    setObjectName(QStringLiteral("runHeader"));
    setAttribute(Qt::WA_StyledBackground);
    name_->setObjectName(QStringLiteral("runName"));
    network_->setObjectName(QStringLiteral("runNetwork"));
    progressText_->setObjectName(QStringLiteral("progressText"));
    hint_->setObjectName(QStringLiteral("runHint"));
    next_->setObjectName(QStringLiteral("nextMeasurement"));
    for (auto* label : {network_, progressText_, hint_})
        label->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    progress_->setObjectName(QStringLiteral("runProgress"));
    progress_->setTextVisible(false);
    progress_->setRange(0, 1000);
    progress_->setAccessibleName(tr("Run progress"));

    auto* metrics = new QHBoxLayout(metrics_);
    metrics->setContentsMargins(0, 0, 0, 0);
    metrics->setSpacing(22);
    loss_ = addMetric(tr("loss"), {});
    train_ = addMetric(tr("train top-1"), {});
    validation_ = addMetric(tr("validation"), {});
    speed_ = addMetric(tr("images/s"), tr("Training images per second"));
    left_ = addMetric(tr("time left"), tr("At the current speed"));

    auto* top = new QHBoxLayout;
    top->setSpacing(10);
    auto* names = new QVBoxLayout;
    names->setSpacing(0);
    names->addWidget(name_);
    auto* under = new QHBoxLayout;
    under->setSpacing(8);
    under->addWidget(network_);
    under->addWidget(chip_);
    under->addWidget(hint_);
    under->addStretch(1);
    names->addLayout(under);
    top->addLayout(names, 1);
    top->addWidget(metrics_);
    auto* line = new QHBoxLayout(progressLine_);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(10);
    line->addWidget(progress_, 1);
    line->addWidget(next_);
    line->addWidget(progressText_);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(12, 8, 12, 8);
    all->setSpacing(6);
    all->addLayout(top);
    all->addWidget(progressLine_);
    showDraft({});
}

RunHeader::HeadlineMetric RunHeader::addMetric(const QString& caption, const QString& tooltip) {
    HeadlineMetric f{new QLabel(nothing), new QLabel(caption)};
    f.value->setObjectName(QStringLiteral("metricValue"));
    f.caption->setObjectName(QStringLiteral("metricCaption"));
    auto* box = new QWidget;
    box->setToolTip(tooltip);
    auto* both = new QVBoxLayout(box);
    both->setContentsMargins(0, 0, 0, 0);
    both->setSpacing(0);
    for (auto* label : {f.value, f.caption}) {
        label->setAlignment(Qt::AlignRight);
        both->addWidget(label);
    }
    metrics_->layout()->addWidget(box);
    return f;
}

void RunHeader::setName(const QString& name) {
    name_->setText(name);
    name_->setToolTip(plainTip(name));
}

void RunHeader::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    updateVisibility();
}

void RunHeader::updateVisibility() {
    // A narrow window keeps the most important metrics.
    const int unit = fontMetrics().horizontalAdvance(QStringLiteral("0000000000"));
    const std::pair<const HeadlineMetric*, bool> metrics[] = {{&loss_, true},
                                                              {&train_, width() > 9 * unit},
                                                              {&validation_, true},
                                                              {&speed_, width() > 8 * unit},
                                                              {&left_, true}};
    for (const auto& [metric, fits] : metrics)
        metric->value->parentWidget()->setVisible(metric->known && fits);
    next_->setVisible(!next_->text().isEmpty() && width() > 7 * unit);
}

void RunHeader::showDraft(const config::RunConfig& config) {
    config_.reset();
    setName(QString::fromStdString(config::runTitle(config)));
    network_->setText(QString::fromStdString(spec::networkName(config.model)));
    hint_->setText(tr("New experiment. Press Start (F5) to train it."));
    hint_->setVisible(true);
    chip_->setVisible(false);
    metrics_->setVisible(false);
    progressLine_->setVisible(false);
}

void RunHeader::showRun(const QString& name, const std::optional<config::RunConfig>& config) {
    setName(shortRunName(name));
    name_->setToolTip(plainTip(name));
    config_ = config;
    QString network;
    if (config) {
        network = QString::fromStdString(spec::networkName(config->model));
        if (const auto* dataset = config::findDataset(config->data.dataset))
            network += QStringLiteral(" · ") + QString::fromStdString(dataset->title);
    }
    network_->setText(network);
    foreign_ = false;
    labelMetrics(config && config::isDetection(*config));
    hint_->setVisible(false);
    chip_->setVisible(true);
    metrics_->setVisible(true);
    progressLine_->setVisible(true);
}

void RunHeader::showForeign() {
    foreign_ = true;
    network_->setText(QStringLiteral("TensorBoard"));
}

void RunHeader::labelMetrics(bool detection) {
    detection_ = detection;
    validation_.caption->setText(detection ? tr("box AP") : tr("validation"));
    validation_.value->parentWidget()->setToolTip(
        detection ? tr("COCO box AP on the validation set after the last epoch; the tooltip shows the best so far")
                  : tr("Top-1 accuracy on the validation set after the last epoch; the tooltip shows the best so far"));
    loss_.value->parentWidget()->setToolTip(
        detection ? tr("Sum of the detector's five losses plus γ · penalty at the last recorded step")
                  : tr("Cross entropy plus γ · penalty at the last recorded step"));
    // Detectors have no training accuracy.
    train_.caption->setText(detection ? tr("mask AP") : tr("train top-1"));
    train_.value->parentWidget()->setToolTip(detection ? tr("COCO mask AP on the validation set after the last epoch")
                                                       : tr("Recent top-1 accuracy on augmented training images"));
}

void RunHeader::setStatus(const telemetry::RunStatus& status) {
    chip_->setState(status.state);
    chip_->setToolTip(plainTip(QString::fromStdString(status.message)));
    const bool preparing = status.state == RunState::Preparing;
    progress_->setRange(0, preparing ? 0 : 1000);  // busy until the first step
    if (!preparing)
        progress_->setValue(status.steps > 0 ? int(std::lround(1000.0 * double(status.step) / double(status.steps)))
                                             : 0);
    QString progress;
    if (status.steps > 0 && status.epochs > 0)
        progress = tr("epoch %1 of %2 · step %3 of %4")
                       .arg(status.epoch)
                       .arg(status.epochs)
                       .arg(formatCount(status.step), formatCount(status.steps));
    else if (status.steps > 0)  // run of another program
        progress = status.steps == 1 ? tr("1 step") : tr("%1 steps").arg(formatCount(status.steps));
    progressText_->setText(progress);
    next_->setText(config_ ? nextMeasurementsText(*config_, status) : QString());
    next_->setToolTip(config_ ? nextMeasurementsTip(*config_, status) : QString());
    const auto percent = [](double value) { return value < 0 ? nothing : formatPercent(value); };
    loss_.value->setText(status.step > 0 ? formatMeasured(status.loss) : nothing);
    const auto masks = status.metrics.find(telemetry::tags::maskAp);
    train_.value->setText(percent(!detection_ ? status.trainTop1 : masks != status.metrics.end() ? masks->second : -1));
    validation_.value->setText(percent(status.validationTop1));
    validation_.value->setToolTip(status.bestTop1 < 0 ? QString()
                                                      : tr("Best so far: %1").arg(formatPercent(status.bestTop1)));
    const bool live = status.state == RunState::Running || status.state == RunState::Paused;
    const double speed = status.imagesPerSecond;
    speed_.value->setText(speed <= 0    ? nothing
                          : speed < 100 ? QString::number(speed, 'f', 1)
                                        : formatCount(std::llround(speed)));
    left_.caption->setText(live || preparing ? tr("time left") : tr("elapsed"));
    left_.value->setText(live        ? formatDuration(status.secondsLeft)
                         : preparing ? nothing
                                     : formatDuration(status.secondsElapsed));
    loss_.known = !foreign_ || std::isfinite(status.loss);
    train_.known = !foreign_ || status.trainTop1 >= 0;
    validation_.known = !foreign_ || status.validationTop1 >= 0;
    speed_.known = !foreign_ || speed > 0;
    updateVisibility();
    // Never shrink, so that nothing moves while the values change.
    for (auto* value : {loss_.value, train_.value, validation_.value, speed_.value, left_.value})
        value->setMinimumWidth(std::max(value->minimumWidth(), value->sizeHint().width()));
}

}  // namespace isonet::widgets
