#include "widgets/plot/PlotGrid.h"

#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/common/VerticalScrollArea.h"
#include "widgets/plot/PlotPanel.h"

namespace isonet::widgets {

PlotGrid::PlotGrid(const QVector<PlotPanel*>& panels, int columns, ViewOptions* options, QWidget* parent)
    : QWidget(parent), options_(options), columns_(columns), panels_(panels), all_(new QSplitter(Qt::Vertical)) {
    auto* all = all_;
    for (qsizetype first = 0; first < panels.size(); first += columns) {
        auto* row = new QSplitter(Qt::Horizontal);
        for (qsizetype i = first; i < std::min<qsizetype>(first + columns, panels.size()); ++i) {
            row->addWidget(panels[i]);
            row->setStretchFactor(row->count() - 1, 1);
        }
        row->setChildrenCollapsible(false);
        row->setSizes(QList<int>(row->count(), 1000));  // equal shares, regardless of the size hints
        all->addWidget(row);
        all->setStretchFactor(all->count() - 1, 1);
        rows_.append(row);
    }
    all->setChildrenCollapsible(false);
    all->setSizes(QList<int>(all->count(), 1000));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* area = new VerticalScrollArea;
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidget(all);
    layout->addWidget(area);
    keepReadable();

    for (auto* panel : std::as_const(panels_)) {
        panel->setViewOptions(options);
        connect(panel, &PlotPanel::maximizeRequested, this, [this, panel] { maximize(panel); });
        connect(panel, &PlotPanel::cursorMoved, this, [this, panel](std::optional<double> x) {
            for (auto* other : std::as_const(panels_))
                if (other != panel)
                    other->showCursor(options_->linksCursor() ? x : std::nullopt);
        });
        connect(panel, &PlotPanel::xRangeMoved, this, [this, panel](std::optional<QCPRange> range) {
            if (!options_->linksZoom())
                return;
            for (auto* other : std::as_const(panels_))
                if (other != panel)
                    other->showXRange(range);
        });
    }
    auto* back = new QShortcut(Qt::Key_Escape, this);
    back->setContext(Qt::WidgetWithChildrenShortcut);
    connect(back, &QShortcut::activated, this, [this] {
        if (maximized_)
            maximize(maximized_);
    });
}

void PlotGrid::followInTabOrder(QWidget* before) {
    for (auto* panel : std::as_const(panels_)) {
        setTabOrder(before, panel->canvas());
        before = panel->canvas();
    }
}

void PlotGrid::setLeastLines(int lines) {
    leastLines_ = lines;
    keepReadable();
}

void PlotGrid::keepReadable() {
    all_->setMinimumHeight(leastLines_ * fontMetrics().height() * (maximized_ ? 1 : int(rows_.size())));
}

PlotPanel* PlotGrid::panel(const QString& objectName) const {
    const auto found = std::find_if(panels_.begin(), panels_.end(),
                                    [&](const auto* panel) { return panel->objectName() == objectName; });
    return found == panels_.end() ? nullptr : *found;
}

QVariantMap PlotGrid::layoutState() const {
    QVariantMap state{{QStringLiteral("rows"), all_->saveState()},
                      {QStringLiteral("full"), maximized_ ? maximized_->objectName() : QString()}};
    QVariantList columns;
    for (const auto* row : rows_)
        columns.append(row->saveState());
    QVariantMap panels;
    for (const auto* panel : panels_)
        panels.insert(panel->objectName(), panel->layoutState());
    state.insert(QStringLiteral("columns"), columns);
    state.insert(QStringLiteral("panels"), panels);
    return state;
}

void PlotGrid::setLayoutState(const QVariantMap& state) {
    const auto columns = state.value(QStringLiteral("columns")).toList();
    if (columns.size() == rows_.size()) {
        all_->restoreState(state.value(QStringLiteral("rows")).toByteArray());
        for (qsizetype i = 0; i < rows_.size(); ++i)
            rows_[i]->restoreState(columns[i].toByteArray());
    }
    const auto panels = state.value(QStringLiteral("panels")).toMap();
    for (auto* panel : std::as_const(panels_))
        panel->setLayoutState(panels.value(panel->objectName()).toMap());
    auto* full = panel(state.value(QStringLiteral("full")).toString());
    if (full != maximized_)
        maximize(full ? full : maximized_);
}

QString PlotGrid::exportPicture(const QString& file, const PictureSize& size, const QString& title) {
    const QVector<PlotPanel*> shown = maximized_ ? QVector<PlotPanel*>{maximized_} : panels_;
    const int columns = std::min<int>(columns_, int(shown.size()));
    const int rows = (int(shown.size()) + columns - 1) / columns;
    const QSize cell(size.points.width() / columns, size.points.height() / rows);
    if (cell.width() < 120 || cell.height() < 90)
        return tr("%1 was not written: %2 × %3 points are too small for %4 plots.")
            .arg(file)
            .arg(size.points.width())
            .arg(size.points.height())
            .arg(shown.size());
    return savePage(file, size, title, [&](QPainter& painter) {
        for (int i = 0; i < shown.size(); ++i) {
            const QRect place(QPoint(i % columns * cell.width(), i / columns * cell.height()), cell);
            shown[i]->paintForPrint(painter, place.adjusted(4, 4, -4, -4));
        }
    });
}

void PlotGrid::maximize(PlotPanel* panel) {
    maximized_ = panel == maximized_ ? nullptr : panel;
    for (auto* each : std::as_const(panels_)) {
        each->setVisible(!maximized_ || each == maximized_);
        each->setMaximized(each == maximized_);
    }
    for (auto* row : std::as_const(rows_))
        row->setVisible(!maximized_ || row->indexOf(maximized_) >= 0);
    keepReadable();
    if (maximized_)
        maximized_->canvas()->setFocus();
}

}  // namespace isonet::widgets
