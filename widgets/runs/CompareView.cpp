#include "widgets/runs/CompareView.h"

#include <QCheckBox>
#include <QMenu>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "training/telemetry/Tags.h"
#include "widgets/common/Format.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/common/Theme.h"
#include "widgets/plot/PlotGrid.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/plot/SeriesPicker.h"
#include "widgets/plot/ViewBar.h"
#include "widgets/runs/ComparePlot.h"
#include "widgets/runs/ComparedRuns.h"
#include "widgets/runs/ComparisonCsv.h"
#include "widgets/runs/FinalResultsTable.h"
#include "widgets/runs/ReadingBar.h"
#include "widgets/runs/SettingsTable.h"

namespace isonet::widgets {
namespace {

constexpr std::size_t defaultPlots = 4;
constexpr std::size_t mostPlots = 24, longestMenu = 40;
enum ComparePage { PlotsPage, SettingsPage, ResultsPage, ScatterPage, ParallelPage };

}  // namespace

CompareView::CompareView(ComparedRuns* runs, QWidget* parent)
    : QWidget(parent),
      runs_(runs),
      options_(new ViewOptions(this)),
      bar_(new ViewBar(options_, {tr("Plots"), tr("Settings"), tr("Results"), tr("Scatter"), tr("Parallel")}, false)),
      pages_(new QStackedWidget),
      plotsPage_(new QVBoxLayout),
      reading_(new ReadingBar),
      note_(new PlainLabel),
      settings_(new SettingsTable),
      results_(new FinalResultsTable),
      onlyDifferent_(new QCheckBox(tr("Only differences"))),
      plots_(new QToolButton),
      scatter_(new RelationView(RelationView::Kind::Scatter, runs)),
      parallel_(new RelationView(RelationView::Kind::Parallel, runs)),
      picker_(new SeriesPicker(this)),
      throttle_(this, [this] { refresh(); }) {
    onlyDifferent_->setChecked(true);
    auto* settingsPage = new QWidget;
    auto* column = new QVBoxLayout(settingsPage);
    column->setContentsMargins(8, 4, 0, 0);
    column->addWidget(onlyDifferent_);
    column->addWidget(settings_, 1);
    auto* plotsPage = new QWidget;
    plotsPage->setLayout(plotsPage_);
    plotsPage_->setContentsMargins(0, 0, 0, 0);
    pages_->addWidget(plotsPage);
    pages_->addWidget(settingsPage);
    pages_->addWidget(results_);
    source_.checked = [this] {
        std::vector<const RunEntry*> all;
        for (const auto& entry : entries_)
            all.push_back(&entry);
        return all;
    };
    for (auto* relation : {scatter_, parallel_}) {
        pages_->addWidget(relation);
        relation->setSource(source_);
        connect(relation, &RelationView::runClicked, this, [this](const QString& path) { Q_EMIT runsClicked({path}); });
    }
    plots_->setText(tr("Plots"));
    plots_->setToolTip(tr("Select the scalars to plot"));
    plots_->setIcon(themedIcon(QStringLiteral("plot-series")));
    plots_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    plots_->setAutoRaise(true);
    plots_->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(plots_);
    plots_->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        fillPlotMenu(*menu);
    });
    bar_->addWidget(plots_);
    csv_ = makeCsvButton();
    bar_->addWidget(csv_);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(bar_);
    all->addWidget(reading_);
    all->addWidget(note_);
    all->addWidget(pages_, 1);
    note_->setObjectName(QStringLiteral("comparedNote"));
    note_->setContentsMargins(8, 2, 8, 2);
    note_->setWordWrap(true);

    connect(bar_, &ViewBar::pageChosen, this, [this](int page) {
        pages_->setCurrentIndex(page);
        bar_->showPlotControls(page == PlotsPage);
        plots_->setVisible(page == PlotsPage);
        refresh();
    });
    connect(onlyDifferent_, &QCheckBox::toggled, this, [this] {
        settingsPending_ = true;
        refresh();
    });
    connect(picker_, &SeriesPicker::hiddenChanged, this, &CompareView::choosePicked);
    const auto refreshSoon = [this] {
        resultsPending_ = true;
        throttle_.request();
    };
    connect(runs_, &ComparedRuns::valuesChanged, this, refreshSoon);
    connect(runs_, &ComparedRuns::runsChanged, this, refreshSoon);
    connect(runs_, &ComparedRuns::selectionChanged, this, &CompareView::refreshRelations);
    refresh();
}

void CompareView::setPage(int page) {
    bar_->setPage(page);
}

void CompareView::setEntries(const std::vector<const RunEntry*>& entries) {
    entries_.clear();
    for (const auto* entry : entries)
        entries_.push_back(*entry);
    settingsPending_ = resultsPending_ = true;
    refresh();
}

void CompareView::setStatistic(const StatisticChoice& choice) {
    source_.statistic = choice;
    for (auto* relation : {scatter_, parallel_})
        relation->setSource(source_);
    resultsPending_ = true;
    refresh();
}

void CompareView::setListedRuns(std::function<std::vector<const RunEntry*>()> listed, FigureOf figure) {
    source_.listed = std::move(listed);
    source_.figure = std::move(figure);
    for (auto* relation : {scatter_, parallel_})
        relation->setSource(source_);
}

void CompareView::refreshRelations() {
    for (auto* relation : {scatter_, parallel_})
        relation->refreshSoon();
}

QToolButton* CompareView::makeCsvButton() {
    auto* button = new QToolButton;
    button->setObjectName(QStringLiteral("comparisonCsv"));
    button->setText(tr("CSV"));
    button->setToolTip(tr("Save the comparison as a CSV file"));
    button->setAutoRaise(true);
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    menu->addAction(tr("Settings and results…"), this,
                    [this] { Q_EMIT csvRequested(csv(), QStringLiteral("comparison.csv")); });
    menu->addAction(tr("Curves of the plots…"), this,
                    [this] { Q_EMIT csvRequested(curves(), QStringLiteral("comparison curves.csv")); });
    button->setMenu(menu);
    return button;
}

QByteArray CompareView::csv() const {
    return comparisonCsv(entries_, *runs_, source_.statistic);
}

QByteArray CompareView::curves() const {
    return curvesCsv(*runs_, shown_);
}

void CompareView::choosePlots(const std::vector<std::string>& tags) {
    chosen_ = tags;
    refresh();
}

void CompareView::refresh() {
    makeGrid();
    if (pages_->currentIndex() == SettingsPage)
        fillSettings();
    if (pages_->currentIndex() == ResultsPage)
        fillResults();
    refreshRelations();
    showNote();
}

void CompareView::fillSettings() {
    if (std::exchange(settingsPending_, false))
        settings_->showSettings(entries_, onlyDifferent_->isChecked());
}

void CompareView::fillResults() {
    if (std::exchange(resultsPending_, false))
        results_->showResults(*runs_, source_.statistic);
}

// What is left out.
void CompareView::showNote() {
    const int page = pages_->currentIndex();
    QString text = page == SettingsPage ? settings_->note() : page == ResultsPage ? results_->note() : QString();
    if (page == PlotsPage) {
        const QStringList groups = runs_->groups();
        const qsizetype lines = groups.isEmpty() ? runs_->runs().size() : groups.size();
        QStringList parts;
        if (lines > shownRuns)
            parts.append((groups.isEmpty() ? tr("Each plot shows the first %1 of %2 runs; its CSV file has all.")
                                           : tr("Each plot shows the first %1 of %2 groups; its CSV file has all."))
                             .arg(shownRuns)
                             .arg(formatCount(lines)));
        if (chosen_.size() > mostPlots)
            parts.append(tr("First %1 of %2 chosen plots.").arg(mostPlots).arg(formatCount(qint64(chosen_.size()))));
        text = parts.join(QLatin1Char(' '));
    }
    note_->setText(text);
    note_->setVisible(!text.isEmpty());
}

std::vector<std::string> CompareView::plottedTags() const {
    const auto present = runs_->tags();
    std::vector<std::string> tags;
    if (chosen_.empty()) {
        tags.assign(present.begin(), present.begin() + std::ptrdiff_t(std::min(present.size(), defaultPlots)));
    } else {
        for (const auto& tag : chosen_)
            if (std::ranges::find(present, tag) != present.end())
                tags.push_back(tag);
        tags.resize(std::min(tags.size(), mostPlots));
    }
    if (tags.empty()) {  // an empty plot that explains what to do
        const bool detection = !entries_.empty() && std::ranges::all_of(entries_, [](const RunEntry& entry) {
            return entry.config && config::isDetection(*entry.config);
        });
        tags.push_back(detection ? telemetry::tags::boxAp : telemetry::tags::validationTop1);
    }
    return tags;
}

void CompareView::makeGrid() {
    const auto tags = plottedTags();
    if (grid_ && tags == shown_)
        return;
    shown_ = tags;
    QVector<PlotPanel*> panels;
    for (const auto& tag : shown_) {
        panels.append(makeComparePanel(tag, runs_));
        connect(panels.last()->contentAs<ComparePlot>(), &ComparePlot::runsClicked, this, &CompareView::runsClicked);
    }
    const int columns = panels.size() == 1 ? 1 : 2;
    delete grid_;
    grid_ = new PlotGrid(panels, columns, options_);
    grid_->setLeastLines(15);  // no strips
    plotsPage_->addWidget(grid_);
    grid_->followInTabOrder(csv_);
}

void CompareView::fillPlotMenu(QMenu& menu) {
    const auto tags = runs_->tags();
    if (tags.empty())
        menu.addAction(tr("No data yet"))->setEnabled(false);
    QMenu* classes = nullptr;
    std::size_t listed = 0;
    for (const auto& tag : tags) {
        if (isCategoryAp(tag)) {
            if (!classes)
                classes = menu.addMenu(tr("AP by class"));
            addPlotAction(*classes, tag);
        } else if (listed < longestMenu) {
            ++listed;
            addPlotAction(menu, tag);
        }
    }
    menu.addSeparator();
    if (tags.size() > longestMenu)
        menu.addAction(tr("Find in all %1 scalars…").arg(formatCount(qint64(tags.size()))), this,
                       &CompareView::pickPlots);
    menu.addAction(tr("Default plots"), this, [this] { choosePlots({}); });
}

void CompareView::addPlotAction(QMenu& menu, const std::string& tag) {
    auto* action = menu.addAction(comparedTitle(tag), this, [this, tag](bool on) {
        auto next = shown_;
        std::erase(next, tag);
        if (on)
            next.push_back(tag);
        if (!next.empty())
            choosePlots(next);
    });
    action->setCheckable(true);
    action->setChecked(std::ranges::find(shown_, tag) != shown_.end());
}

void CompareView::pickPlots() {
    QVector<SeriesEntry> entries;
    QSet<QString> hidden;
    for (const auto& tag : runs_->tags()) {
        entries.append({comparedTitle(tag), Qt::transparent});
        hidden.insert(comparedTitle(tag));
    }
    for (const auto& tag : shown_)
        hidden.remove(comparedTitle(tag));
    picker_->present(entries, hidden, plots_->mapToGlobal(QPoint(plots_->width(), plots_->height())));
}

void CompareView::choosePicked(const QSet<QString>& hidden) {
    std::vector<std::string> next;
    for (const auto& tag : runs_->tags())
        if (!hidden.contains(comparedTitle(tag)))
            next.push_back(tag);
    choosePlots(next);
}

QTableWidget* CompareView::settings() {
    fillSettings();
    return settings_;
}

QTableWidget* CompareView::results() {
    fillResults();
    return results_;
}

}  // namespace isonet::widgets
