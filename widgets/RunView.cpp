#include "widgets/RunView.h"

#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "widgets/CurvesPanel.h"
#include "widgets/DepthPanel.h"
#include "widgets/DeviationPanel.h"
#include "widgets/LossPanel.h"
#include "widgets/OffsetPanel.h"
#include "widgets/PlotGrid.h"
#include "widgets/RunData.h"
#include "widgets/ScalarsView.h"
#include "widgets/SigmaPanel.h"
#include "widgets/SpectrumPanel.h"
#include "widgets/ViewBar.h"

namespace isonet::widgets {

RunView::RunView(QWidget* parent)
    : QWidget(parent),
      options_(new ViewOptions(this)),
      bar_(new ViewBar(options_, {tr("Learning"), tr("Steering"), tr("Depth"), tr("Scalars")}, true)),
      stack_(new QStackedWidget),
      scalars_(new ScalarsView(options_)) {
    pages_.append(new PlotGrid({new LossPanel, new DeviationPanel, new SpectrumPanel, new OffsetPanel}, 2, options_));
    pages_.append(new PlotGrid({makeRatePanel(), makeBalancePanel(), new SigmaPanel}, 2, options_));
    pages_.append(new PlotGrid({makeSignalPanel(), makeGradientPanel()}, 2, options_));
    for (auto* page : std::as_const(pages_))
        stack_->addWidget(page);
    stack_->addWidget(scalars_);
    bar_->offerPage(int(pages_.size()), false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar_);
    layout->addWidget(stack_, 1);
    connect(bar_, &ViewBar::pageChosen, stack_, &QStackedWidget::setCurrentIndex);
}

void RunView::setData(RunData* data) {
    for (auto* panel : panels())
        panel->setData(data);
    setForeign(false);
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
    for (const auto* page : pages_)
        if (auto* panel = page->panel(objectName))
            return panel;
    return nullptr;
}

QVector<PlotPanel*> RunView::panels() const {
    QVector<PlotPanel*> all;
    for (const auto* page : pages_)
        all += page->panels();
    return all;
}

QVariantMap RunView::layoutState() const {
    QVariantList grids;
    for (const auto* page : pages_)
        grids.append(page->layoutState());
    return {{QStringLiteral("page"), page() < pages_.size() ? page() : before_}, {QStringLiteral("grids"), grids}};
}

void RunView::setLayoutState(const QVariantMap& state) {
    const auto grids = state.value(QStringLiteral("grids")).toList();
    for (qsizetype i = 0; i < std::min(grids.size(), pages_.size()); ++i)
        pages_[i]->setLayoutState(grids[i].toMap());
    if (const int page = state.value(QStringLiteral("page")).toInt(); page >= 0 && page < pages_.size())
        setPage(page);
}

PlotGrid* RunView::grid() const {
    return page() < pages_.size() ? pages_[page()] : scalars_->grid();
}

int RunView::page() const {
    return bar_->page();
}

void RunView::setPage(int page) {
    bar_->setPage(page);
}

}  // namespace isonet::widgets
