#include "widgets/inspect/FigureGrid.h"

#include <QGridLayout>

#include "widgets/common/FontScale.h"

namespace isonet::widgets {
namespace {

constexpr int leastHeight = 210;  // of a figure that can be read

}  // namespace

FigureGrid::FigureGrid(QWidget* parent) : QScrollArea(parent), inner_(new QWidget), grid_(new QGridLayout(inner_)) {
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    grid_->setContentsMargins(0, 4, 0, 0);
    grid_->setSpacing(4);
    setWidget(inner_);
}

void FigureGrid::setFigures(const QVector<QWidget*>& figures) {
    figures_ = figures;
    arrange();
}

void FigureGrid::setNarrow(bool narrow) {
    if (narrow == narrow_)
        return;
    narrow_ = narrow;
    arrange();
}

void FigureGrid::arrange() {
    const int columns = narrow_ ? 1 : 2, count = int(figures_.size()), rows = (count + columns - 1) / columns;
    for (auto* figure : std::as_const(figures_))
        grid_->removeWidget(figure);
    for (int i = 0; i < count; ++i) {
        grid_->addWidget(figures_[i], i / columns, i % columns);
        grid_->setRowStretch(i, i < rows ? 1 : 0);
    }
    grid_->setColumnStretch(0, 1);
    grid_->setColumnStretch(1, narrow_ ? 0 : 1);
    inner_->setMinimumHeight(rows * fontScaled(leastHeight));  // it scrolls
}

}  // namespace isonet::widgets
