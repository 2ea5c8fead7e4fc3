#include "widgets/report/ReportPdf.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QCoreApplication>
#include <QLocale>
#include <QPainter>
#include <QPdfWriter>
#include <QTextDocument>

#include "widgets/common/PathText.h"
#include "widgets/report/ReportText.h"

namespace isonet::widgets {
namespace {

constexpr int dotsPerInch = 96;  // layouts are in these units; everything drawn is a vector
constexpr double marginMillimeters = 15, footerHeight = 26;

void paintFooter(QPainter& painter, const QSizeF& page, const QString& footer, int number, int count) {
    QFont font = painter.font();
    font.setPointSizeF(7.5);
    painter.setFont(font);
    painter.setPen(QColor(0x5a, 0x60, 0x68));
    const QRectF place(0, page.height() - footerHeight + 10, page.width(), footerHeight - 10);
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, footer);
    painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter,
                     QCoreApplication::translate("ReportPdf", "Page %1 of %2").arg(number).arg(count));
}

}  // namespace

QByteArray reportPdf(const report::Report& report, QPageSize::PageSizeId pageSize, const QString& footer) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setTitle(pathText(report.title));
        writer.setCreator(footer);
        writer.setResolution(dotsPerInch);
        writer.setPageSize(QPageSize(pageSize));
        writer.setPageMargins(QMarginsF(marginMillimeters, marginMillimeters, marginMillimeters, marginMillimeters),
                              QPageLayout::Millimeter);
        const QSizeF page = writer.pageLayout().paintRectPixels(dotsPerInch).size();
        QTextDocument document;
        document.documentLayout()->setPaintDevice(&writer);
        const QSizeF body(page.width(), page.height() - footerHeight);
        fillReportText(document, report, body);
        const int count = document.pageCount();
        QPainter painter(&writer);
        for (int number = 1; number <= count; ++number) {
            if (number > 1)
                writer.newPage();
            painter.save();
            painter.translate(0, -(number - 1) * body.height());
            QAbstractTextDocumentLayout::PaintContext context;
            context.palette.setColor(QPalette::Text, Qt::black);
            context.clip = QRectF(0, (number - 1) * body.height() + 2, body.width(), body.height() - 4);
            painter.setClipRect(context.clip);
            document.documentLayout()->draw(&painter, context);
            painter.restore();
            paintFooter(painter, page, footer, number, count);
        }
    }
    return bytes;
}

QPageSize::PageSizeId usualPageSize() {
    return QLocale().measurementSystem() == QLocale::ImperialUSSystem ? QPageSize::Letter : QPageSize::A4;
}

}  // namespace isonet::widgets
