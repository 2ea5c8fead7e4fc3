#include "widgets/sweeps/SweepPlotView.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <set>

#include "training/telemetry/HeadlineMetrics.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/sweeps/SweepPlot.h"

namespace isonet::widgets {

using sweeps::RowResult;
using sweeps::RowState;

namespace {

PlotText sweepPlotText() {
    return {
        QStringLiteral("sweepPanel"), SweepPlotView::tr("Results"),
        SweepPlotView::tr(
            "<p>The metric of the finished rows against a setting that the sweep varies.</p><p>A marker is the mean "
            "of all rows with that value, over seeds and over the other varied settings of a line; the bar extends "
            "from the lowest to the highest row. Hover for the standard deviation and the number of runs.</p>"
            "<p>Dashed: the paper's values. Rows that diverged or failed are counted in the readout. The "
            "horizontal axis is logarithmic if the values span a factor above 30; <b>L</b> switches it. Click the "
            "legend to hide or show a line.</p>")};
}

QComboBox* makeBox(const char* objectName, const QString& name, const QString& tooltip) {
    auto* box = new QComboBox;
    box->setObjectName(QString::fromLatin1(objectName));
    box->setAccessibleName(name);
    box->setToolTip(tooltip);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    box->setMinimumWidth(90);
    return box;
}

QString qtText(std::string_view text) {
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

// "a ResNet, channels = 64", unique among the lines.
QString lineName(const sweeps::CurveLine& line, const QString& by) {
    const QString name = QString::fromStdString(line.name);
    if (by.isEmpty())
        return name.isEmpty() ? SweepPlotView::tr("all rows") : name;
    const QString value = line.value.empty() ? SweepPlotView::tr("not given") : QString::fromStdString(line.value);
    const QString setting = QStringLiteral("%1 = %2").arg(by.section(QLatin1Char('.'), -1), value);
    return name.isEmpty() ? setting : SweepPlotView::tr("%1, %2").arg(name, setting);
}

// The same point of a plot: it shows finished rows only, and counts those that failed.
bool isSameOutcome(const RowResult& a, const RowResult& b) {
    const auto ended = [](const RowResult& row) {
        return row.state == RowState::Finished || row.state == RowState::Diverged || row.state == RowState::Failed;
    };
    if (!ended(a) && !ended(b))
        return true;
    return a.state == b.state && (a.state != RowState::Finished || a.metrics == b.metrics);
}

}  // namespace

SweepPlotView::SweepPlotView(QWidget* parent)
    : QWidget(parent),
      key_(makeBox("sweepPlotKey", tr("Setting"), tr("Varied setting on the horizontal axis"))),
      metric_(makeBox("sweepPlotMetric", tr("Metric"), tr("Metric on the vertical axis, after the last epoch"))),
      by_(makeBox("sweepPlotLines", tr("Lines"),
                  tr("One line per value of another varied setting, up to %1").arg(mostLines))),
      note_(new QLabel),
      noRun_(std::make_unique<RunData>()) {
    auto plot = std::make_unique<SweepPlot>();
    plot_ = plot.get();
    panel_ = new PlotPanel(sweepPlotText(), std::move(plot));
    panel_->setData(noRun_.get());
    note_->setObjectName(QStringLiteral("sweepPlotNote"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(makeBar());
    all->addWidget(panel_, 1);
    connect(panel_, &PlotPanel::maximizeRequested, this, &SweepPlotView::maximizeRequested);
    connect(key_, &QComboBox::activated, this, [this] {
        chosenBy_.reset();
        fillLines();
        showFigure();
    });
    connect(metric_, &QComboBox::activated, this, &SweepPlotView::showFigure);
    connect(by_, &QComboBox::activated, this, [this] {
        chosenBy_ = by_->currentData().toString();
        showFigure();
    });
}

SweepPlotView::~SweepPlotView() {
    panel_->setData(nullptr);
}

QWidget* SweepPlotView::makeBar() {
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(4);
    const auto add = [&](const QString& text, QComboBox* box) {
        auto* label = new QLabel(text);
        label->setBuddy(box);
        row->addWidget(label);
        row->addWidget(box);
        row->addSpacing(8);
    };
    add(tr("Setting"), key_);
    add(tr("Metric"), metric_);
    add(tr("One line per"), by_);
    note_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(note_, 1);
    return bar;
}

void SweepPlotView::setQueue(const QueueEntry& queue) {
    if (queue.sweep == sweep_ && queue.results.size() == results_.size()) {
        setResults(queue.results);
        return;
    }
    sweep_ = queue.sweep;
    results_ = queue.results;
    results_.resize(sweep_.rows.size());
    rowsStale_ = true;
    showSoon();
}

void SweepPlotView::setResults(const std::vector<RowResult>& results) {
    if (results.size() != results_.size() || std::ranges::equal(results, results_, isSameOutcome))
        return;
    results_ = results;
    showSoon();
}

void SweepPlotView::showSoon() {
    stale_ = true;
    if (isVisible())
        showFigure();
}

void SweepPlotView::showEvent(QShowEvent* event) {
    if (stale_)
        showFigure();
    QWidget::showEvent(event);
}

void SweepPlotView::fillBoxes() {
    rowsStale_ = false;
    const QSignalBlocker guards[] = {QSignalBlocker(key_), QSignalBlocker(metric_)};
    const QString key = key_->currentText(), metric = metric_->currentText();
    keys_ = sweep_.rows.empty() ? std::vector<std::string>() : sweeps::variedKeys(sweep_);
    key_->clear();
    for (const auto& varied : keys_)
        key_->addItem(QString::fromStdString(varied));
    key_->setCurrentIndex(std::max(key_->findText(key), keys_.empty() ? -1 : 0));
    metric_->clear();
    for (const auto& one :
         telemetry::headlineMetricsOf(sweep_.rows.empty() ? config::RunConfig{} : sweep_.rows.front().config))
        metric_->addItem(qtText(one.name));
    metric_->setCurrentIndex(std::max(metric_->findText(metric), 0));
    if (key_->currentText() != key)
        chosenBy_.reset();
    for (auto* box : {key_, metric_})
        box->setEnabled(box->count() > 1);
    fillLines();
    panel_->resetView();
}

void SweepPlotView::fillLines() {
    const QSignalBlocker guard(by_);
    const QString key = key_->currentText();
    by_->clear();
    by_->addItem(tr("no other setting"), QString());
    for (const auto& other : keys_)
        if (QString::fromStdString(other) != key)
            by_->addItem(QString::fromStdString(other), QString::fromStdString(other));
    int index = chosenBy_ ? by_->findData(*chosenBy_) : -1;
    if (index < 0 && !keys_.empty())
        index = by_->findData(
            QString::fromStdString(sweeps::usualSplit(sweep_, keys_, key.toStdString(), std::size_t(mostLines))));
    by_->setCurrentIndex(std::max(index, 0));
    by_->setEnabled(by_->count() > 1);
}

void SweepPlotView::showFigure() {
    if (rowsStale_)
        fillBoxes();
    stale_ = false;
    auto figure = makeFigure();
    const auto all = figure.lines.size();
    if (all > std::size_t(mostLines))
        figure.lines.resize(std::size_t(mostLines));
    note_->setText(all > std::size_t(mostLines) ? tr("The first %1 of %2 lines are shown.").arg(mostLines).arg(all)
                                                : QString());
    plot_->setFigure(std::move(figure));
    if (scaledFor_ != plot_->figure().key) {  // the user's choice is kept as long as the key
        scaledFor_ = plot_->figure().key;
        panel_->setLogScale(plot_->startsLogarithmic());
    }
}

SweepFigure SweepPlotView::makeFigure() const {
    SweepFigure figure;
    figure.key = key_->currentText();
    figure.by = by_->currentData().toString();
    const std::string key = figure.key.toStdString();
    if (!key.empty()) {
        const auto index = std::size_t(std::max(metric_->currentIndex(), 0));
        const auto& metric = telemetry::headlineMetricsOf(sweep_.rows.front().config)[index];
        figure.metric = qtText(metric.name);
        figure.metricKey = qtText(metric.key);
        figure.digits = metric.digits;
        figure.lines = sweeps::linesOf(sweep_, results_, key, figure.by.toStdString(), index);
        for (auto& line : figure.lines)
            line.name = lineName(line, figure.by).toStdString();
    }
    figure.emptyReason = emptyReason(key);
    return figure;
}

QString SweepPlotView::emptyReason(const std::string& key) const {
    if (sweep_.rows.empty())
        return tr("The sweep has no rows.");
    if (key.empty()) {
        std::set<std::string> labels;
        std::set<std::int64_t> seeds;
        for (const auto& row : sweep_.rows) {
            labels.insert(row.label);
            seeds.insert(std::int64_t(row.config.run.seed));
        }
        if (labels.size() > 1)
            return tr("This sweep varies no setting. Its rows are listed one by one.");
        return seeds.size() > 1 ? tr("This sweep varies no setting except the seed.")
                                : tr("This sweep varies no setting.");
    }
    const auto count = [this](auto... states) {
        return std::ranges::count_if(results_, [&](const RowResult& row) { return ((row.state == states) || ...); });
    };
    const auto failed = count(RowState::Diverged, RowState::Failed);
    if (count(RowState::Finished) > 0)
        return tr("No row with the setting %1 and this metric has finished yet.").arg(QString::fromStdString(key));
    if (failed == std::ssize(results_))
        return tr("No row has finished: all %1 diverged or failed.").arg(failed);
    return failed > 0 ? tr("No row has finished yet. %1 diverged or failed.").arg(failed)
                      : tr("No row has finished yet.");
}

}  // namespace isonet::widgets
