#include "widgets/report/ReportText.h"

#include <QAbstractTextDocumentLayout>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextFrame>
#include <QTextTable>
#include <algorithm>
#include <cmath>
#include <variant>
#include <vector>

#include "model/base/ShownText.h"
#include "widgets/common/PathText.h"
#include "widgets/report/FigureObject.h"

namespace isonet::widgets {
namespace {

constexpr double textSize = 9, tableSize = 8;  // points
constexpr double pageGap = 5;                  // at the upper and lower end of each page
constexpr int headingMark = QTextFormat::UserProperty + 2;
const QColor quietColor(0x5a, 0x60, 0x68), ruleColor(0xd5, 0xd9, 0xde);

QString plainText(const std::string& text) {
    return QString::fromStdString(base::shownName(text));
}

QTextCharFormat textFormat(double size, bool bold = false, const QColor& color = Qt::black) {
    QTextCharFormat format;
    format.setFontPointSize(size);
    format.setFontWeight(bold ? QFont::Bold : QFont::Normal);
    format.setForeground(color);
    return format;
}

class ReportTextWriter {
public:
    ReportTextWriter(QTextDocument& document, const QSizeF& page)
        : cursor_(&document), figures_(new FigureObject(document, page)) {}

    // `above`: points of space. A heading stays with what follows.
    void paragraph(const QString& text, const QTextCharFormat& format, double above, bool heading = false) {
        startBlock(above);
        if (heading) {
            QTextBlockFormat block = cursor_.blockFormat();
            block.setProperty(headingMark, true);
            block.setHeadingLevel(2);
            cursor_.setBlockFormat(block);
        }
        cursor_.insertText(text, format);
    }

    void add(const report::Paragraph& text) { paragraph(plainText(text.text), textFormat(textSize), 4); }

    void add(const report::Figure& figure) {
        if (figure.drawing.empty()) {
            paragraph(plainText(figure.title), textFormat(textSize, true), 10, true);
            paragraph(plainText(figure.empty), textFormat(textSize, false, quietColor), 2);
            return;
        }
        startBlock(10);
        figures_->insert(cursor_, figure);
    }

    void add(const report::Table& table) {
        if (!table.title.empty())
            paragraph(plainText(table.title), textFormat(textSize, true), 8, true);
        const int columns = int(table.header.size());
        QTextTableFormat format;
        format.setBorderStyle(QTextFrameFormat::BorderStyle_None);
        format.setCellPadding(2);
        format.setCellSpacing(0);
        format.setTopMargin(4);
        format.setBottomMargin(12);
        format.setHeaderRowCount(1);
        format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
        format.setColumnWidthConstraints(widthsOf(table));
        cursor_.movePosition(QTextCursor::End);
        auto* grid = cursor_.insertTable(int(table.rows.size()) + 1, columns, format);
        for (int column = 0; column < columns; ++column)
            fill(*grid, 0, column, table.header[std::size_t(column)], table.numbers, true);
        for (std::size_t row = 0; row < table.rows.size(); ++row)
            for (int column = 0; column < columns && column < int(table.rows[row].size()); ++column)
                fill(*grid, int(row) + 1, column, table.rows[row][std::size_t(column)], table.numbers, false);
        cursor_.movePosition(QTextCursor::End);
        first_ = false;
        afterTable_ = true;
    }

private:
    // The block after a table is there already.
    void startBlock(double above) {
        QTextBlockFormat format;
        format.setTopMargin(above * 96 / 72);
        cursor_.movePosition(QTextCursor::End);
        if (first_ || afterTable_)
            cursor_.setBlockFormat(format);
        else
            cursor_.insertBlock(format);
        first_ = afterTable_ = false;
    }

    // In proportion to the longest text of each column, within limits, so that none takes the room of the others.
    static QVector<QTextLength> widthsOf(const report::Table& table) {
        std::vector<double> longest(table.header.size(), 9);
        const auto take = [&](const std::vector<std::string>& row) {
            for (std::size_t i = 0; i < row.size() && i < longest.size(); ++i)
                longest[i] = std::max(longest[i], std::min(double(plainText(row[i]).size()) + 2, 60.0));
        };
        take(table.header);
        for (const auto& row : table.rows)
            take(row);
        double total = 0;
        for (const double each : longest)
            total += each;
        QVector<QTextLength> widths;
        for (const double each : longest)
            widths.append(QTextLength(QTextLength::PercentageLength, 100 * each / total));
        return widths;
    }

    static void fill(QTextTable& table, int row, int column, const std::string& text, bool numbers, bool heading) {
        auto cell = table.cellAt(row, column);
        QTextTableCellFormat format = cell.format().toTableCellFormat();
        format.setBottomBorder(0.5);
        format.setBottomBorderStyle(QTextFrameFormat::BorderStyle_Solid);
        format.setBottomBorderBrush(ruleColor);
        cell.setFormat(format);
        QTextCursor cursor = cell.firstCursorPosition();
        QTextBlockFormat block;
        block.setAlignment(numbers && column > 0 ? Qt::AlignRight : Qt::AlignLeft);
        cursor.setBlockFormat(block);
        cursor.insertText(plainText(text), textFormat(tableSize, heading));
    }

    QTextCursor cursor_;
    FigureObject* figures_;
    bool first_ = true, afterTable_ = false;
};

// Puts headings that would end a page on the next one. Each moves what follows, so the first page is settled first.
void keepHeadings(QTextDocument& document, const QSizeF& page) {
    const auto pageOf = [&](const QTextBlock& block, bool end) {
        const QRectF place = document.documentLayout()->blockBoundingRect(block);
        return int(std::floor((end ? place.bottom() - 1 : place.top() + 1) / page.height()));
    };
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        if (!block.blockFormat().boolProperty(headingMark))
            continue;
        QTextBlock next = block.next();
        while (next.isValid() && next.blockFormat().boolProperty(headingMark))
            next = next.next();
        if (!next.isValid() || pageOf(next, true) == pageOf(block, true))
            continue;
        const bool starts = pageOf(next, false) == pageOf(block, true) && next.layout()->lineCount() > 1;
        if (starts)
            continue;
        QTextBlockFormat format = block.blockFormat();
        format.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
        QTextCursor(block).setBlockFormat(format);
        while (block != next && block.isValid() && block.next() != next)
            block = block.next();
    }
}

}  // namespace

void fillReportText(QTextDocument& document, const report::Report& report, const QSizeF& page) {
    document.setUndoRedoEnabled(false);
    QFont font(QStringLiteral("sans-serif"));
    font.setStyleHint(QFont::SansSerif);
    font.setPointSizeF(textSize);
    document.setDefaultFont(font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document.setDefaultTextOption(option);
    document.setPageSize(page);
    // Apart, so that no line of a page reaches into the next one.
    auto root = document.rootFrame()->frameFormat();
    root.setMargin(0);
    root.setTopMargin(pageGap);
    root.setBottomMargin(pageGap);
    document.rootFrame()->setFrameFormat(root);
    QTextCursor whole(&document);
    whole.beginEditBlock();  // one layout, at its end
    ReportTextWriter writer(document, page);
    writer.paragraph(plainText(report.title), textFormat(17, true), 0);
    writer.paragraph(plainText(report.subtitle), textFormat(textSize, false, quietColor), 2);
    for (const auto& section : report.sections) {
        writer.paragraph(plainText(section.title), textFormat(13, true), 16, true);
        for (const auto& block : section.blocks)
            std::visit([&](const auto& each) { writer.add(each); }, block);
    }
    whole.endEditBlock();
    keepHeadings(document, page);
}

}  // namespace isonet::widgets
