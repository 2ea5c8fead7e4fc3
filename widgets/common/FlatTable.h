// The look and behavior of the window's read-only tables: whole rows are selected, one at a time; rows have alternating
// backgrounds, and there is no grid, frame or row number.
#pragma once

#include <QList>

class QTableView;

namespace isonet::widgets {

void makeFlat(QTableView* table);
// Titles stand above what they are of: on the left in columns of text, on the right in those of numbers. After the
// titles are set.
void alignTitles(QTableView* table, const QList<int>& textColumns = {0});

}  // namespace isonet::widgets
