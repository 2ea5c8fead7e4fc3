#include "widgets/sweeps/ScaleForm.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QToolButton>
#include <algorithm>
#include <optional>

#include "model/spec/Architecture.h"
#include "training/config/DatasetInfo.h"
#include "training/config/RunConfigYaml.h"
#include "widgets/common/Format.h"
#include "widgets/common/NumberText.h"
#include "widgets/common/PathText.h"
#include "widgets/common/Theme.h"

namespace isonet::widgets {
namespace {

[[noreturn]] void throwInvalid(const QString& field, const QString& text, const QString& accepted) {
    throw config::ConfigError(std::vector<spec::Problem>{
        {field.toStdString(), ScaleForm::tr("'%1' is invalid; accepted: %2").arg(text, accepted).toStdString()}});
}

// Accepts 10000, 10,000 and 10 000.
template <typename T>
std::optional<T> integer(const QLineEdit* line, const QString& field, qlonglong minimum) {
    QString text = line->text().trimmed();
    if (text.isEmpty())
        return std::nullopt;
    QString digits = text;
    digits.remove(QLatin1Char(',')).remove(QLatin1Char(' '));
    bool ok = false;
    const qlonglong value = digits.toLongLong(&ok);
    if (!ok || value < minimum || value > 1'000'000'000)
        throwInvalid(field, text, ScaleForm::tr("a whole number of at least %1").arg(minimum));
    return static_cast<T>(value);
}

QString joined(const QStringList& parts) {
    return parts.join(QStringLiteral("; "));
}

}  // namespace

ScaleForm::ScaleForm(QWidget* parent) : QWidget(parent), grid_(new QGridLayout(this)), dataset_(new QComboBox) {
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setHorizontalSpacing(10);
    grid_->setVerticalSpacing(6);
    dataset_->setObjectName(QStringLiteral("scaleDataset"));
    addRow(
        tr("Dataset"), dataset_,
        tr("<b>Dataset</b><br>Dataset of all rows. Small images use the small-image network family, with depths 6n + "
           "2."));
    auto* folder = new QWidget;
    auto* line = new QHBoxLayout(folder);
    line->setContentsMargins(0, 0, 0, 0);
    root_ = new QLineEdit;
    root_->setObjectName(QStringLiteral("scaleRoot"));
    auto* browse = new QToolButton;
    browse->setIcon(themedIcon(QStringLiteral("folder")));
    browse->setToolTip(tr("Choose the folder"));
    browse->setAccessibleName(tr("Choose the data folder"));
    line->addWidget(root_, 1);
    line->addWidget(browse);
    addRow(tr("Data folder"), folder,
           tr("<b>Data folder</b><br>Where the files of the dataset are. Empty: the default location."));
    root_->setAccessibleName(tr("Data folder"));
    connect(root_, &QLineEdit::textChanged, this, &ScaleForm::changed);
    connect(browse, &QToolButton::clicked, this, &ScaleForm::rootRequested);
    depths_ = addLine(
        "scaleDepths", tr("Depths"),
        tr("<b>Depths</b><br>Runs every row at each of these depths, e.g. <i>20</i> or <i>20, 32</i>. Where the rows "
           "differ only in depth (Tables 4 to 6), they replace the depths of the table in increasing "
           "order."));
    epochs_ = addLine(
        "scaleEpochs", tr("Epochs"),
        tr("<b>Epochs</b><br>Epochs per run. Milestones and warmup are scaled; below ten epochs a cosine schedule "
           "replaces the steps."));
    timeLimit_ = addLine("scaleTimeLimit", tr("Time limit"),
                         tr("<b>Time limit</b><br>Minutes of training of the rows that have a time limit."));
    timeLimitLabel_ = qobject_cast<QLabel*>(grid_->itemAtPosition(grid_->rowCount() - 1, 0)->widget());
    iterations_ = addLine(
        "scaleIterations", tr("Iterations"),
        tr("<b>Iterations</b><br>Optimizer steps per run, divided evenly among its epochs. For detection, where an "
           "epoch is not a pass through the data."));
    iterationsLabel_ = qobject_cast<QLabel*>(grid_->itemAtPosition(grid_->rowCount() - 1, 0)->widget());
    images_ = addLine("scaleImages", tr("Training images"),
                      tr("<b>Training images</b><br>Use a class-balanced subset of this size. 0: all."));
    validationImages_ = addLine("scaleValidationImages", tr("Validation images"),
                                tr("<b>Validation images</b><br>Use a subset of this size. 0: all."));
    batch_ =
        addLine("scaleBatch", tr("Batch size"), tr("<b>Batch size</b><br>The learning rate is scaled in proportion."));
    failsBelow_ = addLine(
        "scaleFailsBelow", tr("N/A below"),
        tr("<b>N/A below</b><br>A finished row below this percentage counts as not converged; 40 in the paper's "
           "tables."));
    set_ = addLine(
        "scaleSet", tr("Overrides"),
        tr("<b>Overrides</b><br>Settings applied last to every row: <i>run.seed=2; optimizer.momentum=0.8</i>. Prefix "
           "the id of a row to change only that row: "
           "<i>resnet-34:detection.weights=/runs/resnet</i>."));
    connect(dataset_, &QComboBox::currentIndexChanged, this, &ScaleForm::changed);
}

void ScaleForm::addRow(const QString& label, QWidget* editor, const QString& tip) {
    const int row = grid_->rowCount();
    auto* text = new QLabel(label);
    text->setToolTip(tip);
    text->setBuddy(editor);
    editor->setToolTip(tip);
    editor->setAccessibleName(label);
    grid_->addWidget(text, row, 0);
    grid_->addWidget(editor, row, 1);
}

QLineEdit* ScaleForm::addLine(const char* name, const QString& label, const QString& tip) {
    auto* line = new QLineEdit;
    line->setObjectName(QString::fromLatin1(name));
    addRow(label, line, tip);
    connect(line, &QLineEdit::textChanged, this, &ScaleForm::changed);
    return line;
}

void ScaleForm::setSweep(const sweeps::Sweep& sweep) {
    if (sweep.rows.empty())
        return;
    const auto& config = sweep.rows.front().config;
    const bool detection = config::isDetection(config);
    {
        const QSignalBlocker quiet(dataset_);
        const QString current = dataset_->currentData().toString();
        dataset_->clear();
        const auto* own = config::findDataset(config.data.dataset);
        dataset_->addItem(tr("Unchanged: %1").arg(QString::fromStdString(own ? own->title : config.data.dataset)),
                          QString());
        for (const auto& info : config::knownDatasets())
            if (info.detection == detection && info.name != config.data.dataset)
                dataset_->addItem(QString::fromStdString(info.title), QString::fromStdString(info.name));
        dataset_->setCurrentIndex(std::max(0, dataset_->findData(current)));
    }
    const bool isLimited =
        std::ranges::any_of(sweep.rows, [](const sweeps::SweepRow& row) { return row.config.run.timeLimit > 0; });
    timeLimit_->setVisible(isLimited);
    timeLimitLabel_->setVisible(isLimited);
    iterations_->setVisible(detection);
    iterationsLabel_->setVisible(detection);
    set_->setPlaceholderText(QStringLiteral("run.seed=2"));
    showValues(sweep);
}

void ScaleForm::showValues(const sweeps::Sweep& scaled) {
    if (scaled.rows.empty())
        return;
    const auto& config = scaled.rows.front().config;
    // The first different values of the rows, in their order.
    const auto all = [&](const auto& valueOf) {
        constexpr qsizetype most = 8;
        QStringList values;
        for (const auto& row : scaled.rows) {
            const QString value = QString::number(valueOf(row.config));
            if (values.contains(value))
                continue;
            values += values.size() == most ? QString(QChar(0x2026)) : value;
            if (values.size() > most)
                break;
        }
        return values.join(QStringLiteral(", "));
    };
    const auto images = [](std::int64_t count) { return count > 0 ? formatCount(count) : tr("all"); };
    depths_->setPlaceholderText(all([](const config::RunConfig& each) { return spec::depthOf(each.model); }));
    epochs_->setPlaceholderText(all([](const config::RunConfig& each) { return each.run.epochs; }));
    batch_->setPlaceholderText(all([](const config::RunConfig& each) { return each.run.batchSize; }));
    images_->setPlaceholderText(images(config.data.trainImages));
    validationImages_->setPlaceholderText(images(config.data.validationImages));
    failsBelow_->setPlaceholderText(formatNumber(scaled.failsBelow));
    root_->setPlaceholderText(config.data.root.empty() ? tr("default location")
                                                       : QString::fromStdString(config.data.root));
    iterations_->setPlaceholderText(
        config::isDetection(config) && config.detection.epochBatches > 0
            ? formatCount(config.detection.epochBatches / std::max(1, config.optimizer.accumulateBatches) *
                          config.run.epochs)
            : QString());
    const auto limited =
        std::ranges::find_if(scaled.rows, [](const sweeps::SweepRow& row) { return row.config.run.timeLimit > 0; });
    timeLimit_->setPlaceholderText(limited == scaled.rows.end() ? QString()
                                                                : formatNumber(limited->config.run.timeLimit));
}

void ScaleForm::setScale(const sweeps::Scale& scale) {
    const QSignalBlocker quiet(this);
    dataset_->setCurrentIndex(std::max(0, dataset_->findData(QString::fromStdString(scale.dataset))));
    const auto number = [](const auto& value) { return value ? QString::number(*value) : QString(); };
    QStringList depths, set;
    for (const int depth : scale.depths)
        depths += QString::number(depth);
    for (const auto& assignment : scale.assignments)
        set += QString::fromStdString(assignment);
    root_->setText(pathText(scale.root.value_or(std::string())));
    depths_->setText(depths.join(QStringLiteral(", ")));
    epochs_->setText(number(scale.epochs));
    timeLimit_->setText(scale.timeLimit ? formatNumber(*scale.timeLimit) : QString());
    iterations_->setText(number(scale.iterations));
    images_->setText(number(scale.images));
    validationImages_->setText(number(scale.validationImages));
    batch_->setText(number(scale.batchSize));
    failsBelow_->setText(scale.failsBelow ? formatNumber(*scale.failsBelow) : QString());
    set_->setText(joined(set));
}

sweeps::Scale ScaleForm::scale() const {
    sweeps::Scale scale;
    scale.dataset = dataset_->currentData().toString().toStdString();
    if (const QString root = root_->text().trimmed(); !root.isEmpty())
        scale.root = pathBytes(root);
    for (const auto& part : depths_->text().split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        bool ok = false;
        const int depth = part.trimmed().toInt(&ok);
        if (!ok)
            throwInvalid(tr("Depths"), part.trimmed(), tr("depths, e.g. 20 or 20, 32"));
        scale.depths.push_back(depth);
    }
    scale.epochs = integer<int>(epochs_, tr("Epochs"), 1);
    if (const QString text = timeLimit_->text().trimmed(); !text.isEmpty() && !timeLimit_->isHidden()) {
        double minutes = 0;
        if (!parseNumber(text, minutes) || !(minutes > 0))
            throwInvalid(tr("Time limit"), text, tr("minutes, more than 0"));
        scale.timeLimit = minutes;
    }
    if (!iterations_->isHidden())
        scale.iterations = integer<std::int64_t>(iterations_, tr("Iterations"), 1);
    scale.images = integer<std::int64_t>(images_, tr("Training images"), 0);
    scale.validationImages = integer<std::int64_t>(validationImages_, tr("Validation images"), 0);
    scale.batchSize = integer<int>(batch_, tr("Batch size"), 1);
    if (const QString text = failsBelow_->text().trimmed(); !text.isEmpty()) {
        double value = 0;
        if (!parseNumber(text, value) || value < 0 || value > 100)
            throwInvalid(tr("N/A below"), text, tr("a percentage from 0 to 100"));
        scale.failsBelow = value;
    }
    for (const auto& part : set_->text().split(QLatin1Char(';'), Qt::SkipEmptyParts))
        if (!part.trimmed().isEmpty())
            scale.assignments.push_back(part.trimmed().toStdString());
    return scale;
}

void ScaleForm::setRoot(const QString& folder) {
    root_->setText(folder);
}

}  // namespace isonet::widgets
