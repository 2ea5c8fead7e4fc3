#include "widgets/plot/CellNameTicker.h"

#include <QFontMetrics>
#include <algorithm>
#include <cmath>

namespace isonet::widgets {
namespace {

constexpr int mostLetters = 14, besideCells = 100, belowCells = 50;  // pixels for color bar, labels and ticks

}  // namespace

// Names are at both axes or at none. What fits is determined from the plot's size and not from the axis rect's, which
// depends on the names.
void CellNameTicker::generate(const QCPRange& range, const QLocale& locale, QChar format, int precision,
                              QVector<double>& ticks, QVector<double>* subTicks, QVector<QString>* labels) {
    const QFontMetrics metrics(axis_->tickLabelFont());
    const int most = mostLetters * metrics.averageCharWidth();
    const auto* rect = axis_->axisRect();
    const QRect plot = axis_->parentPlot()->viewport();
    const auto pixelsPerCell = [&](QCPAxis::AxisType type, int widest) {
        const int room = type == QCPAxis::atBottom ? plot.width() - besideCells : plot.height() - belowCells;
        return std::max(room - widest, 0) / std::max(rect->axis(type)->range().size(), 1e-9);
    };
    const auto fit = [&](int widest) {
        return std::min(pixelsPerCell(QCPAxis::atBottom, widest), pixelsPerCell(QCPAxis::atLeft, widest)) >=
               metrics.height() - 1;
    };
    int widest = 0;
    if (fit(0))  // otherwise thousands of names need not be measured
        for (const auto& name : names_)
            widest = std::max(widest, std::min(most, metrics.horizontalAdvance(name)));
    const double column = pixelsPerCell(QCPAxis::atBottom, widest);
    const bool fits = fit(widest);
    if (axis_->orientation() == Qt::Horizontal)
        axis_->setTickLabelRotation(fits && column < widest + metrics.averageCharWidth() ? -90 : 0);
    if (!fits)
        return CellTicker::generate(range, locale, format, precision, ticks, subTicks, labels);
    ticks.clear();
    if (subTicks)
        subTicks->clear();
    if (labels)
        labels->clear();
    const int first = std::max(0, static_cast<int>(std::ceil(range.lower)));
    const int last = std::min(static_cast<int>(names_.size()) - 1, static_cast<int>(std::floor(range.upper)));
    for (int i = first; i <= last; ++i) {
        ticks.append(i);
        if (labels)
            labels->append(metrics.elidedText(names_[i], Qt::ElideRight, most));
    }
}

}  // namespace isonet::widgets
