// The look and behavior of the window's read-only tables: whole rows are selected, one at a time; rows have alternating
// backgrounds, and there is no grid, frame or row number.
#pragma once

class QTableView;

namespace isonet::widgets {

void makeFlat(QTableView* table);

}  // namespace isonet::widgets
