#include "app/workbench/pages/RunDeviations.h"

#include <QEvent>
#include <QTimer>

#include "app/workbench/session/ShownRun.h"
#include "training/telemetry/Tags.h"
#include "widgets/design/NetworkDiagram.h"
#include "widgets/series/RunData.h"

namespace isonet::workbench {
namespace {

constexpr int deviationInterval = 1000;  // ms

widgets::DeviationHistory historyOf(const widgets::RunData& data) {
    const std::string& prefix = telemetry::tags::deviation;
    widgets::DeviationHistory history;
    for (const auto& tag : data.tagsWithPrefix(prefix))
        if (const auto* series = data.series(tag))
            history.setLayer(QString::fromStdString(tag.substr(prefix.size())), series->steps, series->values);
    return history;
}

}  // namespace

RunDeviations::RunDeviations(ShownRun& shown, widgets::NetworkDiagram& diagram, QObject* parent)
    : QObject(parent), shown_(shown), diagram_(diagram), timer_(new QTimer(this)) {
    timer_->setSingleShot(true);
    timer_->setInterval(deviationInterval);
    diagram_.installEventFilter(this);
    connect(timer_, &QTimer::timeout, this, &RunDeviations::update);
    connect(shown_.data(), &widgets::RunData::changed, this, [this] {
        stale_ = true;
        if (diagram_.isVisible() && !timer_->isActive())
            timer_->start();
    });
    connect(&shown_, &ShownRun::changed, this, [this] {
        stale_ = true;
        update();
    });
}

bool RunDeviations::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Show)
        update();
    return QObject::eventFilter(watched, event);
}

void RunDeviations::update() {
    if (!stale_ || !diagram_.isVisible())
        return;
    stale_ = false;
    diagram_.setDeviations(shown_.isEmpty() ? widgets::DeviationHistory() : historyOf(*shown_.data()));
}

}  // namespace isonet::workbench
