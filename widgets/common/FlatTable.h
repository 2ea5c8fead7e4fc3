// How the tables of the window that are only read look and act: whole rows are selected, one at a time; rows have
// alternating backgrounds, and there is no grid, frame or row number.
#pragma once

class QTableView;

namespace isonet::widgets {

void makeFlat(QTableView* table);

}  // namespace isonet::widgets
