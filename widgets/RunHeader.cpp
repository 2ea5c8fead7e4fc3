#include "widgets/RunHeader.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QVBoxLayout>
#include <cmath>
#include <utility>

#include "training/telemetry/DetectionTags.h"
#include "widgets/ElidedLabel.h"
#include "widgets/Format.h"
#include "widgets/StateChip.h"

namespace isonet::widgets {

using telemetry::RunState;

namespace {
const QString nothing = QStringLiteral("–");
}

RunHeader::RunHeader(QWidget* parent)
    : QWidget(parent),
      name_(new ElidedLabel(Qt::ElideMiddle)),
      network_(new QLabel),
      progressText_(new QLabel),
      hint_(new QLabel),
      chip_(new StateChip),
      progress_(new QProgressBar),
      figures_(new QWidget),
      progressLine_(new QWidget) {
    setObjectName(QStringLiteral("runHeader"));
    setAttribute(Qt::WA_StyledBackground);
    name_->setObjectName(QStringLiteral("runName"));
    network_->setObjectName(QStringLiteral("runNetwork"));
    progressText_->setObjectName(QStringLiteral("progressText"));
    hint_->setObjectName(QStringLiteral("runHint"));
    progress_->setObjectName(QStringLiteral("runProgress"));
    progress_->setTextVisible(false);
    progress_->setRange(0, 1000);
    progress_->setAccessibleName(QStringLiteral("Progress of the run"));

    auto* figures = new QHBoxLayout(figures_);
    figures->setContentsMargins(0, 0, 0, 0);
    figures->setSpacing(22);
    loss_ = figure(QStringLiteral("loss"), {});
    train_ = figure(QStringLiteral("train top-1"), {});
    validation_ = figure(QStringLiteral("validation"), {});
    speed_ = figure(QStringLiteral("images/s"), QStringLiteral("Training images per second"));
    left_ = figure(QStringLiteral("time left"), QStringLiteral("At the present speed"));

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
    top->addWidget(figures_);
    auto* line = new QHBoxLayout(progressLine_);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(10);
    line->addWidget(progress_, 1);
    line->addWidget(progressText_);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(12, 8, 12, 8);
    all->setSpacing(6);
    all->addLayout(top);
    all->addWidget(progressLine_);
    showDraft({});
}

RunHeader::Figure RunHeader::figure(const QString& caption, const QString& tooltip) {
    Figure f{new QLabel(nothing), new QLabel(caption)};
    f.value->setObjectName(QStringLiteral("figureValue"));
    f.caption->setObjectName(QStringLiteral("figureCaption"));
    auto* box = new QWidget;
    box->setToolTip(tooltip);
    auto* both = new QVBoxLayout(box);
    both->setContentsMargins(0, 0, 0, 0);
    both->setSpacing(0);
    for (auto* label : {f.value, f.caption}) {
        label->setAlignment(Qt::AlignRight);
        both->addWidget(label);
    }
    figures_->layout()->addWidget(box);
    return f;
}

void RunHeader::setName(const QString& name) {
    name_->setText(name);
    name_->setToolTip(name);
}

void RunHeader::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    showFigures();
}

void RunHeader::showFigures() {
    // A narrow window keeps what one looks at most.
    const int unit = fontMetrics().horizontalAdvance(QStringLiteral("0000000000"));
    const std::pair<const Figure*, bool> room[] = {{&loss_, true},
                                                   {&train_, width() > 9 * unit},
                                                   {&validation_, true},
                                                   {&speed_, width() > 8 * unit},
                                                   {&left_, true}};
    for (const auto& [figure, fits] : room)
        figure->value->parentWidget()->setVisible(figure->known && fits);
}

void RunHeader::showDraft(const config::RunConfig& config) {
    setName(QString::fromStdString(config::runTitle(config)));
    network_->setText(QString::fromStdString(spec::networkName(config.model)));
    hint_->setText(QStringLiteral("New experiment. Start (F5) trains it."));
    hint_->setVisible(true);
    chip_->setVisible(false);
    figures_->setVisible(false);
    progressLine_->setVisible(false);
}

void RunHeader::showRun(const QString& name, const std::optional<config::RunConfig>& config) {
    setName(shortRunName(name));
    name_->setToolTip(name);
    QString network;
    if (config) {
        network = QString::fromStdString(spec::networkName(config->model));
        if (const auto* facts = config::findDataset(config->data.dataset))
            network += QStringLiteral(" · ") + QString::fromStdString(facts->title);
    }
    network_->setText(network);
    foreign_ = false;
    nameFigures(config && config::isDetection(*config));
    hint_->setVisible(false);
    chip_->setVisible(true);
    figures_->setVisible(true);
    progressLine_->setVisible(true);
}

void RunHeader::showForeign() {
    foreign_ = true;
    network_->setText(QStringLiteral("TensorBoard"));
}

void RunHeader::nameFigures(bool detection) {
    detection_ = detection;
    validation_.caption->setText(detection ? QStringLiteral("box AP") : QStringLiteral("validation"));
    validation_.value->parentWidget()->setToolTip(
        detection ? QStringLiteral("COCO's average precision of boxes on the validation images after the last epoch; "
                                   "the best so far is in the tooltip")
                  : QStringLiteral("Top-1 on the validation images after the last epoch; the best so far is in the "
                                   "tooltip"));
    loss_.value->parentWidget()->setToolTip(
        detection ? QStringLiteral("The sum of the detector's five losses plus γ times the penalty, at the last step "
                                   "shown")
                  : QStringLiteral("Cross entropy plus γ times the penalty, at the last step shown"));
    // A detector has no accuracy on its training images.
    train_.caption->setText(detection ? QStringLiteral("mask AP") : QStringLiteral("train top-1"));
    train_.value->parentWidget()->setToolTip(
        detection ? QStringLiteral("COCO's average precision of masks on the validation images after the last epoch")
                  : QStringLiteral("Accuracy on the training images, as augmented, lately"));
}

void RunHeader::setStatus(const telemetry::RunStatus& status) {
    chip_->setState(status.state);
    chip_->setToolTip(QString::fromStdString(status.message));
    const bool preparing = status.state == RunState::Preparing;
    progress_->setRange(0, preparing ? 0 : 1000);  // a busy bar until the first step
    if (!preparing)
        progress_->setValue(status.steps > 0 ? int(std::lround(1000.0 * double(status.step) / double(status.steps)))
                                             : 0);
    QString progress;
    if (status.steps > 0 && status.epochs > 0)
        progress = QStringLiteral("epoch %1 of %2 · step %3 of %4")
                       .arg(status.epoch)
                       .arg(status.epochs)
                       .arg(formatCount(status.step), formatCount(status.steps));
    else if (status.steps > 0)  // another program's run
        progress = QStringLiteral("%1 steps").arg(formatCount(status.steps));
    progressText_->setText(progress);
    const auto percent = [](double value) { return value < 0 ? nothing : formatPercent(value); };
    loss_.value->setText(status.step > 0 ? formatMeasured(status.loss) : nothing);
    const auto masks = status.figures.find(telemetry::tags::maskAp);
    train_.value->setText(percent(!detection_ ? status.trainTop1 : masks != status.figures.end() ? masks->second : -1));
    validation_.value->setText(percent(status.validationTop1));
    validation_.value->setToolTip(
        status.bestTop1 < 0 ? QString() : QStringLiteral("Best so far: ") + formatPercent(status.bestTop1));
    const bool live = status.state == RunState::Running || status.state == RunState::Paused;
    const double speed = status.imagesPerSecond;
    speed_.value->setText(speed <= 0    ? nothing
                          : speed < 100 ? QString::number(speed, 'f', 1)
                                        : formatCount(std::llround(speed)));
    left_.caption->setText(live || preparing ? QStringLiteral("time left") : QStringLiteral("time taken"));
    left_.value->setText(live        ? formatDuration(status.secondsLeft)
                         : preparing ? nothing
                                     : formatDuration(status.secondsElapsed));
    loss_.known = !foreign_ || std::isfinite(status.loss);
    train_.known = !foreign_ || status.trainTop1 >= 0;
    validation_.known = !foreign_ || status.validationTop1 >= 0;
    speed_.known = !foreign_ || speed > 0;
    showFigures();
    // Never narrower than before, so that nothing moves while the figures change.
    for (auto* value : {loss_.value, train_.value, validation_.value, speed_.value, left_.value})
        value->setMinimumWidth(std::max(value->minimumWidth(), value->sizeHint().width()));
}

}  // namespace isonet::widgets
