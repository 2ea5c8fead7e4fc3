// Base of the tables that compare runs: read-only, with a copy menu. GUI thread only.
#pragma once

#include <QTableWidget>

namespace isonet::widgets {

class CompareTable : public QTableWidget {
    Q_OBJECT
public:
    CompareTable(const QString& name, const QString& accessibleName, QWidget* parent = nullptr);

protected:
    // The text is also the tooltip.
    QTableWidgetItem* addCell(int row, int column, const QString& text, bool isNumber = false);
};

}  // namespace isonet::widgets
