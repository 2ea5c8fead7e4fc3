#include "app/workbench/pages/PredictionsPage.h"

#include <QSettings>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>
#include <filesystem>
#include <set>

#include "app/workbench/jobs/BackgroundRead.h"
#include "app/workbench/jobs/PredictionRunner.h"
#include "app/workbench/jobs/ThumbnailLoader.h"
#include "app/workbench/pages/ClassifierPart.h"
#include "app/workbench/session/ShownRun.h"
#include "training/telemetry/Tags.h"
#include "widgets/common/Format.h"
#include "widgets/common/PathText.h"
#include "widgets/predictions/ClassifierView.h"
#include "widgets/predictions/ImageList.h"
#include "widgets/predictions/PredictionsView.h"
#include "widgets/series/RunData.h"

namespace isonet::workbench {
namespace {

constexpr int settleInterval = 250;  // ms from the first new record to the refresh
const QString stateKey = QStringLiteral("predictions/view");

const widgets::Series* lastOf(const widgets::RunData& data, const std::string& tag) {
    const auto* series = data.series(tag);
    return series && !series->values.isEmpty() ? series : nullptr;
}

QString apText(const widgets::RunData& data, const QString& kind, const std::string& tag) {
    const auto* mean = lastOf(data, tag);
    if (!mean)
        return {};
    const QString text = QStringLiteral("<b>%1 %2</b>").arg(kind).arg(mean->values.last(), 0, 'f', 1);
    QStringList parts;
    const std::pair<const char*, const char*> others[] = {
        {"_50", "AP50"}, {"_75", "AP75"}, {"_small", "small"}, {"_medium", "medium"}, {"_large", "large"}};
    for (const auto& [suffix, title] : others)
        if (const auto* series = lastOf(data, tag + suffix))
            parts.append(QStringLiteral("%1 %2").arg(QLatin1String(title)).arg(series->values.last(), 0, 'f', 1));
    return parts.isEmpty() ? text : text + QStringLiteral(" · ") + parts.join(QStringLiteral(", "));
}

}  // namespace

widgets::ApMetrics apMetricsOf(const widgets::RunData& data) {
    namespace tags = telemetry::tags;
    widgets::ApMetrics metrics;
    const auto* mean = lastOf(data, tags::boxAp);
    if (!mean)
        return metrics;
    QStringList lines{apText(data, PredictionsPage::tr("Box AP"), tags::boxAp)};
    if (const QString masks = apText(data, PredictionsPage::tr("Mask AP"), tags::maskAp); !masks.isEmpty())
        lines.append(masks);
    lines.append(PredictionsPage::tr("at step %1").arg(widgets::formatCount(std::int64_t(mean->steps.last()))));
    metrics.summary = lines.join(QStringLiteral("<br>"));
    std::set<std::string> names;
    for (const auto* prefix : {&tags::boxCategoryAp, &tags::maskCategoryAp})
        for (const auto& tag : data.tagsWithPrefix(*prefix))
            names.insert(tag.substr(prefix->size()));
    for (const auto& name : names) {
        widgets::CategoryAp row;
        row.name = QString::fromStdString(name);
        if (const auto* box = lastOf(data, tags::boxCategoryAp + name))
            row.box = box->values.last();
        if (const auto* mask = lastOf(data, tags::maskCategoryAp + name)) {
            row.mask = mask->values.last();
            metrics.masks = true;
        }
        metrics.categories.append(row);
    }
    return metrics;
}

PredictionsPage::PredictionsPage(ShownRun& shown, QWidget* parent)
    : QWidget(parent),
      shown_(shown),
      stack_(new QStackedWidget),
      view_(new widgets::PredictionsView),
      classifierView_(new widgets::ClassifierView),
      classifier_(new ClassifierPart(classifierView_, this)),
      runner_(new PredictionRunner(this)),
      thumbnails_(new ThumbnailLoader({widgets::ImageList::thumbnailWidth, widgets::ImageList::thumbnailHeight}, this)),
      reading_(new BackgroundRead(this)),
      settleTimer_(new QTimer(this)) {
    setObjectName(QStringLiteral("predictionsPage"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(stack_);
    stack_->addWidget(view_);
    stack_->addWidget(classifierView_);
    settleTimer_->setSingleShot(true);
    settleTimer_->setInterval(settleInterval);
    connectParts();
}

PredictionsPage::~PredictionsPage() {
    // Their last signals must not reach a half-destroyed page.
    delete classifier_;
    delete runner_;
    delete thumbnails_;
    delete reading_;
}

void PredictionsPage::connectParts() {
    const auto refreshSoon = [this] {
        if (!settleTimer_->isActive())
            settleTimer_->start();
    };
    const auto refreshIfVisible = [this] {
        if (isVisible())
            refresh();
    };
    connect(shown_.data(), &widgets::RunData::changed, this, refreshSoon);
    connect(shown_.data(), &widgets::RunData::statusChanged, this, refreshSoon);
    connect(settleTimer_, &QTimer::timeout, this, refreshIfVisible);
    connect(&shown_, &ShownRun::noConfigChanged, this, refreshIfVisible);
    connect(&shown_, &ShownRun::changed, this, [this, refreshIfVisible] {
        opened_.clear();
        view_->setProgress({});
        closeAll(tr("Opening…"));
        refreshIfVisible();
    });

    connect(view_, &widgets::PredictionsView::imageWanted, runner_, &PredictionRunner::run);
    connect(view_, &widgets::PredictionsView::checkpointChosen, this, &PredictionsPage::reopen);
    connect(view_, &widgets::PredictionsView::reloadRequested, this, &PredictionsPage::reopen);
    connect(classifierView_, &widgets::ClassifierView::checkpointChosen, this, &PredictionsPage::reopen);
    connect(classifierView_, &widgets::ClassifierView::reloadRequested, this, &PredictionsPage::reopen);
    connect(view_->images(), &widgets::ImageList::thumbnailsRequested, thumbnails_, &ThumbnailLoader::request);
    connect(thumbnails_, &ThumbnailLoader::ready, view_->images(), &widgets::ImageList::setThumbnail);
    connect(runner_, &PredictionRunner::opened, this, [this](const widgets::DetectorInfo& info) {
        thumbnails_->setFiles(info.files);
        view_->setDetector(info);
    });
    connect(runner_, &PredictionRunner::openFailed, this,
            [this](const QString& text) { view_->showMessage(text, true); });
    connect(runner_, &PredictionRunner::imageReady, view_, &widgets::PredictionsView::setImage);
    connect(runner_, &PredictionRunner::imageFailed, view_, &widgets::PredictionsView::setFailure);
    connect(runner_, &PredictionRunner::progress, view_, &widgets::PredictionsView::setProgress);
}

QString PredictionsPage::emptyReason() const {
    if (shown_.isEmpty())
        return tr(
            "No run is open. Choose a run from the list of runs (Alt+2): a classifier shows its confusion matrix and "
            "mistakes, a detector its boxes.");
    const auto& config = shown_.data()->config();
    if (!config)
        return shown_.noConfigReason().isEmpty() ? tr("Reading %1…").arg(shown_.name()) : shown_.noConfigReason();
    return {};
}

void PredictionsPage::refresh() {
    view_->setMetrics(apMetricsOf(*shown_.data()));
    const QString run = shown_.path();
    const auto list = [this, run]() -> BackgroundRead::Answer {
        QStringList stored;
        for (const QString& name : {QStringLiteral("best"), QStringLiteral("latest")})
            if (std::error_code error; std::filesystem::exists(
                    widgets::pathBytes(run + QStringLiteral("/checkpoints/%1.pt").arg(name)), error))
                stored.append(name);
        return [this, run, stored] {
            if (run == shown_.path())
                showCheckpoints(stored);
        };
    };
    reading_->cancel();
    if (emptyReason().isEmpty())
        reading_->start(list, [] {});
    else
        showCheckpoints({});
}

void PredictionsPage::showCheckpoints(const QStringList& stored) {
    QString reason = emptyReason();
    QStringList titles, values;
    const std::pair<QString, QString> checkpoints[] = {{QStringLiteral("best"), tr("Best checkpoint")},
                                                       {QStringLiteral("latest"), tr("Latest checkpoint")}};
    for (const auto& [value, title] : checkpoints)
        if (reason.isEmpty() && stored.contains(value)) {
            titles.append(title);
            values.append(value);
        }
    if (reason.isEmpty() && titles.isEmpty())
        reason = shown_.isInUse() ? tr("%1 has no checkpoint yet. One is written after each epoch, or now with Ctrl+K; "
                                       "this page then opens it.")
                                        .arg(shown_.name())
                                  : tr("%1 has no checkpoint.").arg(shown_.name());
    view_->setCheckpoints(titles, values);
    classifierView_->setCheckpoints(titles, values);
    if (!reason.isEmpty()) {
        if (!opened_.isEmpty())
            closeAll(reason);
        opened_.clear();
        view_->showMessage(reason);
        stack_->setCurrentWidget(view_);
        return;
    }
    stack_->setCurrentWidget(isClassifier() ? static_cast<QWidget*>(classifierView_) : view_);
    if (opened_ != chosenCheckpoint())
        reopen();
}

bool PredictionsPage::isClassifier() const {
    const auto& config = shown_.data()->config();
    return config && !config::isDetection(*config);
}

bool PredictionsPage::showsClassifier() const {
    return stack_->currentWidget() == classifierView_;
}

QString PredictionsPage::chosenCheckpoint() const {
    return isClassifier() ? classifierView_->checkpoint() : view_->checkpoint();
}

void PredictionsPage::closeAll(const QString& message) {
    runner_->close();
    view_->showMessage(message);
    classifier_->close(message);
}

void PredictionsPage::reopen() {
    opened_ = chosenCheckpoint();
    if (shown_.isEmpty() || opened_.isEmpty())
        return;
    if (isClassifier())
        classifier_->open(shown_.path(), opened_);
    else
        runner_->open(shown_.path(), opened_);
}

void PredictionsPage::saveSettings() const {
    QSettings().setValue(stateKey, view_->state());
}

void PredictionsPage::restoreSettings() {
    view_->setState(QSettings().value(stateKey).toMap());
}

void PredictionsPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

}  // namespace isonet::workbench
