#include "widgets/live/RunView.h"

#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "widgets/live/FirstValuesCard.h"
#include "widgets/live/LivePlots.h"
#include "widgets/live/ScalarsView.h"
#include "widgets/plot/PlotGrid.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/plot/ViewBar.h"
#include "widgets/series/RunData.h"

namespace isonet::widgets {

RunView::RunView(QWidget* parent)
    : QWidget(parent),
      options_(new ViewOptions(this)),
      bar_(new ViewBar(options_, livePageTitles() + QStringList{tr("Scalars")}, true)),
      stack_(new QStackedWidget),
      scalars_(new ScalarsView(options_)) {
    for (qsizetype page = 0; page < livePageTitles().size(); ++page) {
        QVector<PlotPanel*> panels;
        auto plots = livePlots(static_cast<LivePage>(page));
        for (const auto& plot : plots)
            panels.append(plot.makePanel());
        PlotPage each{new PlotGrid(panels, 2, options_), new FirstValuesCard(std::move(plots)), new QStackedWidget};
        each.both->addWidget(each.card);
        each.both->addWidget(each.grid);
        pages_.append(each);
        stack_->addWidget(each.both);
    }
    stack_->addWidget(scalars_);
    bar_->offerPage(int(pages_.size()), false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar_);
    layout->addWidget(stack_, 1);
    connect(bar_, &ViewBar::pageChosen, stack_, &QStackedWidget::setCurrentIndex);
    chooseCards();
}

void RunView::setData(RunData* data) {
    if (data_)
        data_->disconnect(this);
    data_ = data;
    if (data_) {
        connect(data_, &RunData::changed, this, &RunView::chooseCards);
        connect(data_, &RunData::statusChanged, this, &RunView::chooseCards);
        connect(data_, &RunData::cleared, this, &RunView::chooseCards);
        connect(data_, &QObject::destroyed, this, [this] { data_ = nullptr; });
    }
    for (auto* panel : panels())
        panel->setData(data);
    setForeign(false);
    chooseCards();
}

void RunView::setDraft(const config::RunConfig& draft) {
    draft_ = draft;
    chooseCards();
}

void RunView::chooseCards() {
    for (const auto& page : std::as_const(pages_)) {
        const auto hasValues = [this](const PlotPanel* panel) { return panel->content().hasContent(*data_); };
        const bool filled = data_ && std::ranges::any_of(page.grid->panels(), hasValues);
        if (!filled)
            page.card->explain(data_, draft_);
        page.both->setCurrentIndex(filled ? 1 : 0);
    }
}

void RunView::setForeign(bool on) {
    if (on == std::exchange(foreign_, on))
        return;
    const int scalars = int(pages_.size());
    scalars_->setData(on ? panels().first()->data() : nullptr);
    if (on)
        before_ = page();
    else if (page() == scalars)
        setPage(before_);
    bar_->offerPage(scalars, on);
    if (on)
        setPage(scalars);
}

PlotPanel* RunView::panel(const QString& objectName) const {
    for (const auto& page : pages_)
        if (auto* panel = page.grid->panel(objectName))
            return panel;
    return nullptr;
}

QVector<PlotPanel*> RunView::panels() const {
    QVector<PlotPanel*> all;
    for (const auto& page : pages_)
        all += page.grid->panels();
    return all;
}

QVariantMap RunView::layoutState() const {
    QVariantList grids;
    for (const auto& page : pages_)
        grids.append(page.grid->layoutState());
    return {{QStringLiteral("page"), page() < pages_.size() ? page() : before_}, {QStringLiteral("grids"), grids}};
}

void RunView::setLayoutState(const QVariantMap& state) {
    const auto grids = state.value(QStringLiteral("grids")).toList();
    for (qsizetype i = 0; i < std::min(grids.size(), pages_.size()); ++i)
        pages_[i].grid->setLayoutState(grids[i].toMap());
    if (const int page = state.value(QStringLiteral("page")).toInt(); page >= 0 && page < pages_.size())
        setPage(page);
}

PlotGrid* RunView::grid() const {
    return page() < pages_.size() ? pages_[page()].grid : scalars_->grid();
}

int RunView::page() const {
    return bar_->page();
}

void RunView::addTool(QWidget* tool) {
    bar_->addWidget(tool);
}

void RunView::setPage(int page) {
    bar_->setPage(page);
}

}  // namespace isonet::widgets
