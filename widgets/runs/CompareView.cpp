#include "widgets/runs/CompareView.h"

#include <QCheckBox>
#include <QMenu>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "training/telemetry/Tags.h"
#include "widgets/common/Theme.h"
#include "widgets/plot/PlotGrid.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/plot/ViewBar.h"
#include "widgets/runs/ComparePlot.h"
#include "widgets/runs/ComparedRuns.h"
#include "widgets/runs/FinalResultsTable.h"
#include "widgets/runs/SettingsTable.h"

namespace isonet::widgets {
namespace {

constexpr std::size_t defaultPlots = 4;
constexpr int comparedHeight = 210;

}  // namespace

CompareView::CompareView(ComparedRuns* runs, QWidget* parent)
    : QWidget(parent),
      runs_(runs),
      options_(new ViewOptions(this)),
      bar_(new ViewBar(options_, {tr("Plots"), tr("Settings"), tr("Results")}, false)),
      pages_(new QStackedWidget),
      area_(new QScrollArea),
      settings_(new SettingsTable),
      results_(new FinalResultsTable),
      onlyDifferent_(new QCheckBox(tr("Only differences"))),
      refreshTimer_(new QTimer(this)) {
    area_->setFrameShape(QFrame::NoFrame);
    area_->setWidgetResizable(true);
    onlyDifferent_->setChecked(true);
    auto* settingsPage = new QWidget;
    auto* column = new QVBoxLayout(settingsPage);
    column->setContentsMargins(8, 4, 0, 0);
    column->addWidget(onlyDifferent_);
    column->addWidget(settings_, 1);
    pages_->addWidget(area_);
    pages_->addWidget(settingsPage);
    pages_->addWidget(results_);
    auto* plots = new QToolButton;
    plots->setText(tr("Plots"));
    plots->setToolTip(tr("Select the scalars to plot"));
    plots->setIcon(themedIcon(QStringLiteral("plot-series")));
    plots->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    plots->setAutoRaise(true);
    plots->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(plots);
    plots->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        fillPlotMenu(*menu);
    });
    bar_->addWidget(plots);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(bar_);
    all->addWidget(pages_, 1);

    refreshTimer_->setSingleShot(true);
    refreshTimer_->setInterval(300);
    connect(refreshTimer_, &QTimer::timeout, this, [this] {
        makeGrid();
        showResults();
    });
    connect(bar_, &ViewBar::pageChosen, this, [this](int page) {
        pages_->setCurrentIndex(page);
        bar_->showPlotControls(page == 0);
    });
    connect(onlyDifferent_, &QCheckBox::toggled, this, &CompareView::showSettings);
    const auto refreshSoon = [this] {
        if (!refreshTimer_->isActive())
            refreshTimer_->start();
    };
    connect(runs_, &ComparedRuns::valuesChanged, this, refreshSoon);
    connect(runs_, &ComparedRuns::runsChanged, this, refreshSoon);
    makeGrid();
    showSettings();
    showResults();
}

void CompareView::setPage(int page) {
    bar_->setPage(page);
}

void CompareView::setEntries(const std::vector<const RunEntry*>& entries) {
    entries_.clear();
    for (const auto* entry : entries)
        entries_.push_back(*entry);
    makeGrid();
    showSettings();
    showResults();
}

void CompareView::choosePlots(const std::vector<std::string>& tags) {
    chosen_ = tags;
    makeGrid();
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
    for (const auto& tag : shown_)
        panels.append(makeComparePanel(tag, runs_));
    const int columns = panels.size() == 1 ? 1 : 2;
    grid_ = new PlotGrid(panels, columns, options_);
    grid_->setMinimumHeight(int((panels.size() + columns - 1) / columns) * comparedHeight);
    area_->setWidget(grid_);
}

void CompareView::fillPlotMenu(QMenu& menu) {
    const auto tags = runs_->tags();
    if (tags.empty())
        menu.addAction(tr("No data yet"))->setEnabled(false);
    QMenu* classes = nullptr;
    for (const auto& tag : tags) {
        if (isCategoryAp(tag) && !classes)
            classes = menu.addMenu(tr("AP by class"));
        auto* action = (isCategoryAp(tag) ? *classes : menu).addAction(comparedTitle(tag), this, [this, tag](bool on) {
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
    menu.addSeparator();
    menu.addAction(tr("Default plots"), this, [this] { choosePlots({}); });
}

void CompareView::showSettings() {
    settings_->showSettings(entries_, onlyDifferent_->isChecked());
}

void CompareView::showResults() {
    results_->showResults(*runs_);
}

QTableWidget* CompareView::settings() const {
    return settings_;
}

QTableWidget* CompareView::results() const {
    return results_;
}

}  // namespace isonet::widgets
