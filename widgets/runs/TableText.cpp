#include "widgets/runs/TableText.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QTableWidget>
#include <algorithm>

namespace isonet::widgets {

QString tableText(const QTableWidget& table, TableFormat format) {
    const auto escaped = [format](QString text) {
        if (format == TableFormat::Markdown)
            return text.replace(QLatin1Char('|'), QLatin1String("\\|"));
        if (format == TableFormat::Latex) {
            for (const char special : {'%', '_', '&', '#', '$'})
                text.replace(QLatin1Char(special), QStringLiteral("\\") + QLatin1Char(special));
            return text.replace(QStringLiteral("±"), QStringLiteral("$\\pm$"));
        }
        const auto needsQuotes = [](QChar c) { return QStringLiteral(",\"\n\r").contains(c); };
        if (format == TableFormat::Csv && std::any_of(text.cbegin(), text.cend(), needsQuotes))
            return QStringLiteral("\"%1\"").arg(text.replace(QLatin1Char('"'), QLatin1String("\"\"")));
        return text;
    };
    const auto line = [&](const QStringList& cells) {
        QStringList all;
        for (const auto& each : cells)
            all.append(escaped(each));
        switch (format) {
            case TableFormat::Markdown:
                return QStringLiteral("| ") + all.join(QStringLiteral(" | ")) + QStringLiteral(" |\n");
            case TableFormat::Latex:
                return all.join(QStringLiteral(" & ")) + QStringLiteral(" \\\\\n");
            case TableFormat::Csv:
                return all.join(QLatin1Char(',')) + QLatin1Char('\n');
            default:
                return all.join(QLatin1Char('\t')) + QLatin1Char('\n');
        }
    };
    QStringList heads{QString()};
    for (int column = 0; column < table.columnCount(); ++column)
        heads.append(table.horizontalHeaderItem(column) ? table.horizontalHeaderItem(column)->text() : QString());
    QString text;
    if (format == TableFormat::Latex)
        text +=
            QStringLiteral("\\begin{tabular}{l%1}\n\\toprule\n").arg(QString(table.columnCount(), QLatin1Char('r')));
    text += line(heads);
    if (format == TableFormat::Latex)
        text += QStringLiteral("\\midrule\n");
    if (format == TableFormat::Markdown) {
        QStringList rule{QStringLiteral("---")};
        for (int column = 0; column < table.columnCount(); ++column)
            rule.append(QStringLiteral("---:"));
        text += QStringLiteral("| ") + rule.join(QStringLiteral(" | ")) + QStringLiteral(" |\n");
    }
    for (int row = 0; row < table.rowCount(); ++row) {
        QStringList cells{table.verticalHeaderItem(row) ? table.verticalHeaderItem(row)->text() : QString()};
        for (int column = 0; column < table.columnCount(); ++column)
            cells.append(table.item(row, column) ? table.item(row, column)->text() : QString());
        text += line(cells);
    }
    if (format == TableFormat::Latex)
        text += QStringLiteral("\\bottomrule\n\\end{tabular}\n");
    return text;
}

void addCopyMenu(QTableWidget* table) {
    table->setContextMenuPolicy(Qt::CustomContextMenu);
    QObject::connect(table, &QWidget::customContextMenuRequested, table, [table](const QPoint& at) {
        const auto title = [](const char* text) { return QCoreApplication::translate("TableText", text); };
        const std::pair<QString, TableFormat> formats[] = {
            {title(QT_TRANSLATE_NOOP("TableText", "Copy as text")), TableFormat::Tabs},
            {title(QT_TRANSLATE_NOOP("TableText", "Copy as Markdown")), TableFormat::Markdown},
            {title(QT_TRANSLATE_NOOP("TableText", "Copy as LaTeX")), TableFormat::Latex},
            {title(QT_TRANSLATE_NOOP("TableText", "Copy as CSV")), TableFormat::Csv}};
        QMenu menu(table);
        for (const auto& [label, format] : formats)
            menu.addAction(label, table,
                           [table, format = format] { QApplication::clipboard()->setText(tableText(*table, format)); });
        menu.exec(table->viewport()->mapToGlobal(at));
    });
}

}  // namespace isonet::widgets
