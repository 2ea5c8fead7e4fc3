// Names at the cells of an axis of a matrix, elided, and upright below narrow columns. Numbers from 0 where a cell has
// no room for a line of text.
#pragma once

#include <QStringList>

#include "widgets/plot/PlotTickers.h"

namespace isonet::widgets {

class CellNameTicker : public CellTicker {
public:
    CellNameTicker(QCPAxis* axis, const QStringList& names) : CellTicker(axis, {}), axis_(axis), names_(names) {}
    void generate(const QCPRange& range, const QLocale& locale, QChar format, int precision, QVector<double>& ticks,
                  QVector<double>* subTicks, QVector<QString>* labels) override;

private:
    QCPAxis* axis_;
    QStringList names_;
};

}  // namespace isonet::widgets
