// Tables as text, for pasting into a paper or a spreadsheet.
#pragma once

#include <QString>

class QTableWidget;

namespace isonet::widgets {

enum class TableFormat { Tabs, Markdown, Latex, Csv };  // Latex: booktabs
QString tableText(const QTableWidget& table, TableFormat format);

// A context menu that copies the table in each format.
void addCopyMenu(QTableWidget* table);

}  // namespace isonet::widgets
