// Base of the tables that compare runs: read-only, with a copy menu. Shows the first runs and says so. GUI thread only.
#pragma once

#include <QTableWidget>

namespace isonet::widgets {

class CompareTable : public QTableWidget {
    Q_OBJECT
public:
    CompareTable(const QString& name, const QString& accessibleName, QWidget* parent = nullptr);
    const QString& note() const { return note_; }  // what is left out, "First 50 of 500 runs."; empty: nothing

protected:
    // The text is also the tooltip.
    QTableWidgetItem* addCell(int row, int column, const QString& text, bool isNumber = false);

    QString note_;
};

}  // namespace isonet::widgets
