#include "app/workbench/PredictionsPage.h"

#include <QFileInfo>
#include <QSettings>
#include <QTimer>
#include <QVBoxLayout>
#include <set>

#include "app/workbench/PredictionLab.h"
#include "app/workbench/ThumbnailLab.h"
#include "training/telemetry/DetectionTags.h"
#include "widgets/Format.h"
#include "widgets/ImageList.h"
#include "widgets/PredictionsView.h"
#include "widgets/RunData.h"

namespace isonet::workbench {
namespace {

constexpr int settled = 250;  // ms after the first record until the page looks
const QString stateKey = QStringLiteral("predictions/view");

const widgets::Series* lastOf(const widgets::RunData& data, const std::string& tag) {
    const auto* series = data.series(tag);
    return series && !series->values.isEmpty() ? series : nullptr;
}

QString figuresText(const widgets::RunData& data, const QString& kind, const std::string& tag) {
    const auto* mean = lastOf(data, tag);
    if (!mean)
        return {};
    QString words = QStringLiteral("<b>%1 %2</b>").arg(kind).arg(mean->values.last(), 0, 'f', 1);
    QStringList parts;
    const std::pair<const char*, const char*> others[] = {
        {"_50", "AP50"}, {"_75", "AP75"}, {"_small", "small"}, {"_medium", "medium"}, {"_large", "large"}};
    for (const auto& [suffix, title] : others)
        if (const auto* series = lastOf(data, tag + suffix))
            parts.append(QStringLiteral("%1 %2").arg(QLatin1String(title)).arg(series->values.last(), 0, 'f', 1));
    return parts.isEmpty() ? words : words + QStringLiteral(" · ") + parts.join(QStringLiteral(", "));
}

}  // namespace

widgets::ApFigures apFiguresOf(const widgets::RunData& data) {
    namespace tags = telemetry::tags;
    widgets::ApFigures figures;
    const auto* mean = lastOf(data, tags::boxAp);
    if (!mean)
        return figures;
    QStringList lines{figuresText(data, QStringLiteral("Box AP"), tags::boxAp)};
    if (const QString masks = figuresText(data, QStringLiteral("Mask AP"), tags::maskAp); !masks.isEmpty())
        lines.append(masks);
    lines.append(QStringLiteral("at step %1").arg(widgets::formatCount(std::int64_t(mean->steps.last()))));
    figures.summary = lines.join(QStringLiteral("<br>"));
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
            figures.masks = true;
        }
        figures.categories.append(row);
    }
    return figures;
}

PredictionsPage::PredictionsPage(QWidget* parent)
    : QWidget(parent),
      view_(new widgets::PredictionsView),
      lab_(new PredictionLab(this)),
      thumbnails_(new ThumbnailLab({widgets::ImageList::thumbnailWidth, widgets::ImageList::thumbnailHeight}, this)),
      late_(new QTimer(this)) {
    setObjectName(QStringLiteral("predictionsPage"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(view_);
    late_->setSingleShot(true);
    late_->setInterval(settled);
    connect(late_, &QTimer::timeout, this, [this] {
        if (isVisible())
            refresh();
    });
    connect(view_, &widgets::PredictionsView::imageWanted, lab_, &PredictionLab::look);
    connect(view_, &widgets::PredictionsView::checkpointChosen, this, &PredictionsPage::openAgain);
    connect(view_, &widgets::PredictionsView::openAgainRequested, this, &PredictionsPage::openAgain);
    connect(lab_, &PredictionLab::opened, this, [this](const widgets::DetectorFacts& facts) {
        thumbnails_->setFiles(facts.files);
        view_->setDetector(facts);
    });
    connect(view_->images(), &widgets::ImageList::thumbnailsWanted, thumbnails_, &ThumbnailLab::want);
    connect(thumbnails_, &ThumbnailLab::ready, view_->images(), &widgets::ImageList::setThumbnail);
    connect(lab_, &PredictionLab::imageReady, view_, &widgets::PredictionsView::setImage);
    connect(lab_, &PredictionLab::imageFailed, view_, &widgets::PredictionsView::setFailure);
    connect(lab_, &PredictionLab::progress, view_, &widgets::PredictionsView::setProgress);
    connect(lab_, &PredictionLab::openFailed, this, [this](const QString& text) { view_->showMessage(text, true); });
}

PredictionsPage::~PredictionsPage() {
    delete lab_;  // their last signals must not find half a page
    delete thumbnails_;
}

void PredictionsPage::setRun(const QString& path, const QString& name, const QString& noConfig,
                             widgets::RunData* data) {
    noConfig_ = noConfig;
    if (data != data_) {
        if (data_)
            disconnect(data_, nullptr, this, nullptr);
        data_ = data;
        if (data_) {
            const auto later = [this] {
                if (!late_->isActive())
                    late_->start();
            };
            connect(data_, &widgets::RunData::changed, this, later);
            connect(data_, &widgets::RunData::statusChanged, this, later);
        }
    }
    if (path != run_) {
        run_ = path;
        name_ = name;
        opened_.clear();
        lab_->close();
        view_->setProgress({});
        view_->showMessage(QStringLiteral("Opening …"));
    }
    if (isVisible())
        refresh();
}

void PredictionsPage::refresh() {
    showFigures();
    const auto tell = [this](const QString& words) {
        view_->setCheckpoints({}, {});
        if (!opened_.isEmpty())
            lab_->close();
        opened_.clear();
        view_->showMessage(words);
    };
    if (run_.isEmpty())
        return tell(
            QStringLiteral("No run is shown. Choose one of a detector from the list of runs (Alt+2), or start "
                           "one: Presets, Table 6, or Task: Detection in the form."));
    if (!data_ || !data_->config())
        return tell(noConfig_.isEmpty() ? QStringLiteral("Reading %1 …").arg(name_) : noConfig_);
    if (!config::isDetection(*data_->config()))
        return tell(QStringLiteral("%1 is a classifier: it tells one class for a whole image and has no boxes to draw. "
                                   "Choose a detection run from the list of runs, or start one with this network as "
                                   "the backbone: Task: Detection in the form. For single images: isonet predict.")
                        .arg(name_));
    QStringList titles, values;
    for (const auto& [value, title] : {std::pair{"best", "Best checkpoint"}, std::pair{"latest", "Latest checkpoint"}})
        if (QFileInfo::exists(run_ + QStringLiteral("/checkpoints/%1.pt").arg(QLatin1String(value)))) {
            titles.append(QString::fromLatin1(title));
            values.append(QString::fromLatin1(value));
        }
    if (titles.isEmpty())
        return tell(QStringLiteral("%1 has no checkpoint yet: one is written after each epoch, or now with Ctrl+K. "
                                   "This page then opens it by itself.")
                        .arg(name_));
    view_->setCheckpoints(titles, values);
    if (opened_ != view_->checkpoint())
        openAgain();
}

void PredictionsPage::openAgain() {
    opened_ = view_->checkpoint();
    if (run_.isEmpty() || opened_.isEmpty())
        return;
    lab_->open(run_, opened_);
}

void PredictionsPage::showFigures() {
    view_->setFigures(data_ ? apFiguresOf(*data_) : widgets::ApFigures{});
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
