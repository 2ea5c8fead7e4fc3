#include "widgets/predictions/ClassifierView.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QSplitter>
#include <QUrl>
#include <QVBoxLayout>

#include "widgets/common/Format.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/plot/HeatMap.h"
#include "widgets/predictions/ClassTable.h"
#include "widgets/predictions/ClassifiedView.h"
#include "widgets/predictions/MistakeList.h"
#include "widgets/predictions/PredictionBar.h"

namespace isonet::widgets {

ClassifierView::ClassifierView(QWidget* parent)
    : QWidget(parent),
      bar_(new PredictionBar),
      evaluate_(new QPushButton(tr("Evaluate"))),
      cancel_(new QPushButton(tr("Cancel"))),
      progress_(new QProgressBar),
      summary_(new PlainLabel),
      index_(new QSpinBox),
      table_(new ClassTable),
      mistakes_(new MistakeList),
      image_(new ClassifiedView) {
    setObjectName(QStringLiteral("classifierView"));
    setAcceptDrops(true);
    confusion_ = new HeatMap(QStringLiteral("confusionMap"), tr("Confusion matrix"),
                             tr("<p>Number of validation images of each class (row) by predicted class (column), as a "
                                "share of the row. The diagonal is correct.</p><p>Click a cell to list its "
                                "mistakes.</p>"),
                             HeatMap::Scale::Sequential);
    auto* left = new QSplitter(Qt::Vertical);
    left->addWidget(confusion_);
    left->addWidget(table_);
    left->setStretchFactor(0, 3);
    left->setStretchFactor(1, 2);
    auto* split = new QSplitter;
    for (auto* part : std::initializer_list<QWidget*>{left, mistakes_, image_})
        split->addWidget(part);
    split->setSizes({400, 230, 400});
    for (auto* each : {left, split}) {
        each->setHandleWidth(1);
        each->setChildrenCollapsible(false);
    }
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(bar_);
    all->addWidget(makeTools());
    all->addWidget(split, 1);

    connect(bar_, &PredictionBar::checkpointChosen, this, &ClassifierView::checkpointChosen);
    connect(bar_, &PredictionBar::reloadRequested, this, &ClassifierView::reloadRequested);
    connect(evaluate_, &QPushButton::clicked, this, &ClassifierView::evaluationRequested);
    connect(cancel_, &QPushButton::clicked, this, &ClassifierView::cancelRequested);
    connect(confusion_, &HeatMap::clicked, this, [this](int row, int column) {
        confusion_->setMarked(row, column);
        mistakes_->showOnly(row, row == column ? -1 : column);
    });
    connect(table_, &ClassTable::classClicked, this, [this](int label) { mistakes_->showOnly(label, -1); });
    connect(mistakes_, &MistakeList::imageChosen, this, &ClassifierView::imageWanted);
    connect(index_, &QSpinBox::valueChanged, this, [this](int number) { Q_EMIT imageWanted(number - 1); });
    clear(tr("No run is open."));
}

QWidget* ClassifierView::makeTools() {
    evaluate_->setObjectName(QStringLiteral("evaluateClassifier"));
    evaluate_->setToolTip(tr("Predict every validation image: confusion matrix, accuracy by class, mistakes"));
    cancel_->setObjectName(QStringLiteral("cancelEvaluation"));
    cancel_->setToolTip(tr("Stop. The images so far are shown"));
    progress_->setMaximumWidth(160);
    progress_->setAccessibleName(tr("Evaluation progress"));
    summary_->setObjectName(QStringLiteral("classifierSummary"));
    summary_->setMinimumWidth(40);
    summary_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    index_->setObjectName(QStringLiteral("validationImage"));
    index_->setAccessibleName(tr("Validation image"));
    index_->setPrefix(tr("Image "));
    index_->setKeyboardTracking(false);
    index_->setToolTip(tr("Number of the validation image to show. Or drop an image file anywhere on this page"));
    auto* tools = new QWidget;
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(8, 2, 8, 2);
    for (auto* each : std::initializer_list<QWidget*>{evaluate_, cancel_, progress_})
        row->addWidget(each);
    row->addWidget(summary_, 1);
    row->addWidget(index_);
    return tools;
}

void ClassifierView::setCheckpoints(const QStringList& titles, const QStringList& values) {
    bar_->setCheckpoints(titles, values);
}

QString ClassifierView::checkpoint() const {
    return bar_->checkpoint();
}

void ClassifierView::clear(const QString& message) {
    info_ = {};
    bar_->setPosition({});
    summary_->setText(message);
    summary_->setToolTip(plainTip(message));
    evaluate_->setEnabled(false);
    index_->setEnabled(false);
    setProgress(0, 0);
    confusion_->showMessage(message);
    table_->setRowCount(0);
    mistakes_->setResults({}, {});
    for (auto* each : std::initializer_list<QWidget*>{table_, mistakes_})
        each->setVisible(false);  // until there are results
    image_->showMessage({});
}

void ClassifierView::setClassifier(const ClassifierInfo& info) {
    clear({});
    info_ = info;
    bar_->setPosition(tr("%1, step %2").arg(info.name, formatCount(info.step)));
    evaluate_->setEnabled(info.images > 0);
    index_->setEnabled(info.images > 0);
    const QSignalBlocker quiet(index_);
    index_->setRange(info.images > 0 ? 1 : 0, int(info.images));
    index_->setValue(1);
    confusion_->showMessage(tr("Click Evaluate to predict the %1 validation images.").arg(formatCount(info.images)));
    image_->showMessage(tr("Choose an image, or drop one here."));
}

void ClassifierView::setResults(const ClassifierResults& results) {
    const int n = results.classes;
    QVector<float> shares(qsizetype(n) * n);
    Mistake frequent;
    qint64 most = 0;
    for (int label = 0; label < n; ++label) {
        const qint64 all = results.imagesOf(label);
        for (int predicted = 0; predicted < n; ++predicted) {
            const qint64 count = results.count(label, predicted);
            shares[qsizetype(label) * n + predicted] = all > 0 ? float(count) / float(all) : 0;
            if (label != predicted && count > most)
                most = count, frequent = {0, label, predicted};
        }
    }
    confusion_->setAxes(tr("predicted class"), {}, tr("class"), {});
    if (info_.classes.size() == n)
        confusion_->setNames(info_.classes, info_.classes);
    confusion_->lockRange(QCPRange(0, 1));
    confusion_->setMarked(-1, -1);
    confusion_->setCells(n, n, shares, [results, classes = info_.classes](int row, int column, float share) {
        return tr("%1 predicted as %2: %3 of %4 (%5)")
            .arg(classes.value(row), classes.value(column), formatCount(results.count(row, column)),
                 formatCount(results.imagesOf(row)), formatPercent(100 * double(share)));
    });
    confusion_->setCaption(most == 0 ? tr("No mistakes.")
                                     : tr("The most frequent mistake: %1 of %2 images of %3 predicted as %4.")
                                           .arg(formatCount(most), formatCount(results.imagesOf(frequent.label)),
                                                info_.classes.value(frequent.label),
                                                info_.classes.value(frequent.predicted)));
    table_->setResults(results, info_.classes);
    mistakes_->setResults(results, info_.classes);
    for (auto* each : std::initializer_list<QWidget*>{table_, mistakes_})
        each->setVisible(true);
    const qint64 counted = results.images;
    QString text = counted == 0 ? tr("No image could be predicted")
                                : tr("%1 of %2 images correct: %3")
                                      .arg(formatCount(results.correct()), formatCount(counted),
                                           formatPercent(100.0 * double(results.correct()) / double(counted)));
    if (results.skipped > 0)
        text += tr("; %1 could not be read").arg(formatCount(results.skipped));
    if (!results.complete)
        text += tr("; canceled before the last image");
    summary_->setText(text);
    summary_->setToolTip(plainTip(text));
}

void ClassifierView::setImage(const ClassifiedImage& image) {
    image_->setImage(image, info_.classes);
    const QSignalBlocker quiet(index_);
    if (image.index >= 0)
        index_->setValue(int(image.index) + 1);
}

void ClassifierView::setImageFailure(const QString& message) {
    image_->showMessage(message);
}

void ClassifierView::setActivity(const QString& activity) {
    bar_->setProgress(activity);
}

void ClassifierView::setProgress(qint64 done, qint64 all) {
    progress_->setVisible(all > 0);
    cancel_->setVisible(all > 0);
    evaluate_->setVisible(all == 0);
    progress_->setRange(0, int(all));
    progress_->setValue(int(done));
}

QString ClassifierView::summary() const {
    return summary_->text();
}

QString ClassifierView::imageFile(const QMimeData* data) {
    const auto urls = data->urls();
    if (urls.isEmpty() || !urls.first().isLocalFile())
        return {};
    static const QStringList suffixes{"jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff"};
    const QString file = urls.first().toLocalFile();
    return suffixes.contains(QFileInfo(file).suffix().toLower()) ? file : QString();
}

void ClassifierView::dragEnterEvent(QDragEnterEvent* event) {
    if (isOpen() && !imageFile(event->mimeData()).isEmpty())
        event->acceptProposedAction();
    else
        event->ignore();  // to the window, which opens other files
}

void ClassifierView::dropEvent(QDropEvent* event) {
    const QString file = imageFile(event->mimeData());
    if (file.isEmpty())
        return;
    event->acceptProposedAction();
    Q_EMIT fileWanted(file);
}

}  // namespace isonet::widgets
