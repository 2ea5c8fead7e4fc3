// The PDF of a report: pages, text, and figures that stay whole.
#include <QPainter>
#include <QRegularExpression>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QtTest>

#include "SyntheticRun.h"
#include "training/report/RecordedRun.h"
#include "training/report/RunReport.h"
#include "training/report/Svg.h"
#include "widgets/report/ReportPdf.h"

using namespace isonet;
namespace fs = std::filesystem;

namespace {

int pagesIn(const QByteArray& pdf) {
    return int(QString::fromLatin1(pdf).count(QRegularExpression("/Type /Page\\b")));
}

// The drawing commands of all pages.
QByteArray contentsOf(const QByteArray& pdf) {
    QByteArray all;
    for (qsizetype at = pdf.indexOf("stream\n"); at >= 0; at = pdf.indexOf("stream\n", at + 1)) {
        if (pdf.mid(at - 3, 3) == "end")
            continue;
        const QByteArray stream = pdf.mid(at + 7, pdf.indexOf("endstream", at) - at - 7);
        if (!stream.startsWith('\x78'))  // not compressed
            continue;
        QByteArray sized(4, '\0');
        sized[1] = char(0x10);  // room for a megabyte; qUncompress() grows it
        all += qUncompress(sized + stream);
    }
    return all;
}

report::Report madeReport(const fs::path& folder, int runs) {
    std::vector<report::RecordedRun> read;
    for (int i = 0; i < runs; ++i) {
        auto config = test::syntheticConfig();
        config.penalty.coefficient = i * 0.001;
        read.push_back(report::readRun(test::makeRun(folder / ("run" + std::to_string(i)), config)));
    }
    return report::reportOf(read);
}

}  // namespace

class TestReportPdf : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;

private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }

    void pdfHasPagesAndText_data() {
        QTest::addColumn<int>("runs");
        QTest::addColumn<QPageSize::PageSizeId>("size");
        QTest::addColumn<QByteArray>("box");
        QTest::newRow("run, A4") << 1 << QPageSize::A4 << QByteArray("/MediaBox [0 0 595");
        QTest::newRow("comparison, Letter") << 2 << QPageSize::Letter << QByteArray("/MediaBox [0 0 612");
    }
    void pdfHasPagesAndText() {
        QFETCH(int, runs);
        QFETCH(QPageSize::PageSizeId, size);
        QFETCH(QByteArray, box);
        const auto report = madeReport(folder_->path().toStdString(), runs);
        const QByteArray pdf = widgets::reportPdf(report, size, "ISONet Workbench test");
        QVERIFY(pdf.startsWith("%PDF-"));
        QVERIFY2(pagesIn(pdf) >= 4 && pagesIn(pdf) < 30, qPrintable(QString::number(pagesIn(pdf))));
        QVERIFY(pdf.contains(box));
        QVERIFY(pdf.contains("/Font"));
        QVERIFY(pdf.contains("/ToUnicode"));  // text that can be searched
        const QByteArray contents = contentsOf(pdf);
        QVERIFY(contents.count("Tj") + contents.count("TJ") > 100);
        QVERIFY(!contents.contains("/Im"));  // vectors
    }

    // The PDF is drawn by Qt's renderer, which knows a small part of SVG.
    void figuresAreDrawnByQt() {
        const auto report = madeReport(folder_->path().toStdString(), 1);
        int figures = 0;
        for (const auto& section : report.sections)
            for (const auto& block : section.blocks) {
                const auto* figure = std::get_if<report::Figure>(&block);
                if (!figure || figure->drawing.empty())
                    continue;
                ++figures;
                QVERIFY(figure->height <= report::tallestFigure);
                QSvgRenderer renderer(QByteArray::fromStdString(report::standaloneSvg(*figure)));
                QVERIFY2(renderer.isValid(), figure->title.c_str());
                QImage image(QSize(int(report::figureWidth), int(figure->height)) * 2, QImage::Format_ARGB32);
                image.fill(Qt::white);
                QPainter painter(&image);
                renderer.render(&painter);
                painter.end();
                int colored = 0;  // pixels: without the style sheet all would be black or white
                for (int y = 0; y < image.height(); ++y)
                    for (int x = 0; x < image.width(); ++x)
                        colored += QColor(image.pixel(x, y)).saturation() > 128;
                QVERIFY2(colored > 100, figure->title.c_str());
            }
        QCOMPARE(figures, 6);
    }
};

QTEST_MAIN(TestReportPdf)
#include "tst_reportpdf.moc"
