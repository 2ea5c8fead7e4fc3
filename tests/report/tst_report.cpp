// Reports of generated runs: values, escaping, well-formed markup, missing and truncated files.
#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <QtTest>

#include <cmath>
#include <fstream>
#include <set>

#include "SyntheticRun.h"
#include "model/base/AtomicFile.h"
#include "training/report/HtmlReport.h"
#include "training/report/RecordedRun.h"
#include "training/report/ReportFile.h"
#include "training/report/RunLabels.h"
#include "training/report/RunReport.h"
#include "training/report/Svg.h"
#include "training/telemetry/StorageError.h"

using namespace isonet;
namespace fs = std::filesystem;

namespace {

std::string reportOf(const std::vector<fs::path>& folders) {
    std::vector<report::RecordedRun> runs;
    for (const auto& folder : folders)
        runs.push_back(report::readRun(folder));
    return report::htmlOf(report::reportOf(runs), "isonet test");
}

// What is wrong with the markup; empty: it is well-formed and refers to nothing outside.
QString markupProblem(const std::string& html) {
    QXmlStreamReader xml(QByteArray::fromStdString(html));
    static const QSet<QString> outside{"src", "href", "xlink:href", "data", "action"};
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == QLatin1String("script") || xml.name() == QLatin1String("img") ||
            xml.name() == QLatin1String("h5"))
            return QStringLiteral("element %1").arg(xml.name());
        for (const auto& attribute : xml.attributes())
            if (attribute.qualifiedName().startsWith(QLatin1String("on")) ||
                (outside.contains(attribute.qualifiedName().toString()) && !attribute.value().startsWith('#')))
                return QStringLiteral("attribute %1=%2").arg(attribute.qualifiedName(), attribute.value());
    }
    return xml.hasError() ? QString("line %1: %2").arg(xml.lineNumber()).arg(xml.errorString()) : QString();
}

// The cells of each row of all tables, joined by " | ".
QStringList rowsOf(const std::string& html) {
    QXmlStreamReader xml(QByteArray::fromStdString(html));
    QStringList rows, cells;
    while (!xml.atEnd()) {
        const auto token = xml.readNext();
        if (token == QXmlStreamReader::StartElement &&
            (xml.name() == QLatin1String("td") || xml.name() == QLatin1String("th")))
            cells << xml.readElementText();
        else if (token == QXmlStreamReader::EndElement && xml.name() == QLatin1String("tr"))
            rows << cells.join(" | "), cells.clear();
    }
    return rows;
}

int count(const std::string& text, const std::string& what) {
    int found = 0;
    for (auto place = text.find(what); place != std::string::npos; place = text.find(what, place + 1))
        ++found;
    return found;
}

}  // namespace

class TestReport : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;
    fs::path path(const std::string& name) const { return fs::path(folder_->path().toStdString()) / name; }

private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }
    void cleanup() { fs::remove_all(path("")); }  // QTemporaryDir cannot remove names that are not UTF-8

    void reportHasTheRecordedValues() {
        const auto html = reportOf({test::makeRun(path("run"))});
        QCOMPARE(markupProblem(html), QString());
        const auto rows = rowsOf(html);
        for (const char* row : {"Cross entropy | 0.75 | 40 | 0.75 | 40", "Validation top-1, % | 61.25 | 40 | 73.5 | 20",
                                "Loss | 1.25 | 40 | 1.25 | 40", "penalty.coefficient | 1e-4 | 0.0375",
                                "12 | optimizer.learning_rate | 0.01 | 0.0625", "stem.conv | 0.25 | 40 | – | – | – | –",
                                "isonet | 0.1.0", "State | Finished: step 40 of 40, epoch 2 of 2, after 1 min 15 s."})
            QVERIFY2(rows.contains(QString::fromUtf8(row)), qPrintable(QString(row) + "\nin\n" + rows.join("\n")));
        const QStringList layer = rows.filter("s1.b1.f.a | ").value(0).split(" | ");
        QCOMPARE(layer.size(), 7);
        QCOMPARE(layer.mid(1, 3), QStringList({"0.75", "40", "0.5"}));
        QVERIFY(std::abs(layer[4].toDouble() - 1) < 0.02);
        QCOMPARE(layer.mid(5), QStringList({"1.5", "40"}));
        QCOMPARE(count(html, "<svg "), 6);  // losses, penalty, accuracy, deviation, singular values, b
        QCOMPARE(count(html, "<desc "), 6);
    }

    void valuesThatAreNotFiniteAreMarked() {
        const auto html = reportOf({test::makeRun(path("run"))});
        QVERIFY(html.find("NaN, marked below (1)") != std::string::npos);
        QVERIFY(html.find("infinite, marked above (1)") != std::string::npos);
        QVERIFY(html.find("not measured there") != std::string::npos);  // the stem, between its measurements
    }

    void aHugeValueDoesNotFlattenTheAxis() {
        auto records = test::syntheticRecords();
        records.push_back(test::scalar("loss/cross_entropy", 41, 3e38));
        const auto html = reportOf({test::makeRun(path("run"), test::syntheticConfig(), records)});
        QCOMPARE(markupProblem(html), QString());
        QVERIFY(html.find("1 value above the axis (▲), up to 3e38") != std::string::npos);
    }

    void ticksOfCloseValuesDiffer() {
        auto records = test::syntheticRecords();
        std::erase_if(records, [](const auto& record) { return record.tag == "srelu_b/stage1" && record.step == 40; });
        const auto html = reportOf({test::makeRun(path("run"), test::syntheticConfig(), records)});
        QVERIFY(html.find(">b, -1 + …<") != std::string::npos);
    }

    void hostileNamesAreText_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("markup") << QByteArray("<h5 onload=alert(1)>&amp;\"' ]]>");
        QTest::newRow("not UTF-8") << QByteArray("caf\xe9 \x01\x1b \xef\xbf\xbe");
        QTest::newRow("line break") << QByteArray("two\nlines\t");
    }
    void hostileNamesAreText() {
        QFETCH(QByteArray, name);
        const std::string bytes = name.toStdString();
        auto config = test::syntheticConfig();
        auto records = test::syntheticRecords();
        records.push_back(test::scalar("isometry/deviation/" + bytes, 10, 1));
        records.push_back(test::scalar("other/" + bytes, 10, 1));
        records.push_back({"srelu_b/" + bytes, 10, 1, telemetry::histogramOf({1, 2})});
        const auto first = test::makeRun(path(bytes), config, records, bytes);
        config.penalty.coefficient = 0;
        const auto second = test::makeRun(path(bytes + "2"), config, records, bytes);
        for (const auto& html : {reportOf({first}), reportOf({first, second})}) {
            QCOMPARE(markupProblem(html), QString());
            QVERIFY(html.find("<h5") == std::string::npos);
        }
    }

    void emptyRunSaysWhyThereIsNothing() {
        { auto run = telemetry::RunDirectory::create(path("run"), test::syntheticConfig()); }
        const auto html = reportOf({path("run")});
        QCOMPARE(markupProblem(html), QString());
        QVERIFY(html.find("No values were recorded.") != std::string::npos);
        QVERIFY(html.find("No losses were recorded") != std::string::npos);
        QVERIFY(html.find("No deviation was recorded") != std::string::npos);
        QCOMPARE(count(html, "<svg "), 0);
    }

    void cutRunIsReportedAsFarAsItGoes() {
        const auto run = test::makeRun(path("run"));
        for (const auto& entry : fs::directory_iterator(run))
            if (entry.path().filename().string().starts_with("events"))
                fs::resize_file(entry.path(), fs::file_size(entry.path()) / 2);
        fs::resize_file(run / "config.yaml", fs::file_size(run / "config.yaml") / 2);
        std::ofstream(run / "environment.json") << "{";
        const auto html = reportOf({run});
        QCOMPARE(markupProblem(html), QString());
        QVERIFY(html.find("Not read: ") != std::string::npos);
        QVERIFY(html.find("environment.json: corrupt") != std::string::npos);
        QVERIFY(rowsOf(html).filter("Cross entropy | ").size() == 1);
    }

    void aRestartVoidsLaterValues() {
        const auto run = test::makeRun(path("run"));
        telemetry::EventWriter(run, 30).write({test::scalar("loss/cross_entropy", 32, 0.5)});
        QVERIFY(rowsOf(reportOf({run})).contains("Cross entropy | 0.5 | 32 | 0.5 | 32"));
    }

    void comparisonNamesRunsByWhatDiffers() {
        std::vector<fs::path> runs;
        for (const double gamma : {0.0, 0.001, 0.001}) {
            auto config = test::syntheticConfig();
            config.penalty.coefficient = gamma;
            runs.push_back(test::makeRun(path("run" + std::to_string(runs.size())), config));
        }
        std::vector<report::RecordedRun> read;
        for (const auto& run : runs)
            read.push_back(report::readRun(run));
        const auto labels = report::labelsOf(read);
        QCOMPARE(labels[0], std::string("1: gamma 0"));
        QCOMPARE(labels[1], std::string("2: gamma 0.001, run1"));
        QCOMPARE(labels[2], std::string("3: gamma 0.001, run2"));
        const auto html = reportOf(runs);
        QCOMPARE(markupProblem(html), QString());
        const auto rows = rowsOf(html);
        QVERIFY(rows.contains("penalty.coefficient | 0 | 0.001 | 0.001"));
        QVERIFY(rows.contains("Validation top-1, % | 61.25 (73.5) | 61.25 (73.5) | 61.25 (73.5)"));
        QVERIFY(html.find("<h1>Comparison of 3 runs</h1>") != std::string::npos);
    }

    void longCurvesAreDrawnWithFewPoints() {
        report::Curve curve;
        for (int i = 0; i < 300'000; ++i)
            report::add(curve, i, i == 123'456 ? 7 : std::sin(i * 0.7), 100'000);
        QVERIFY(curve.steps.size() <= 100'000);
        QCOMPARE(report::highest(curve)->x, 123'456.0);
        QCOMPARE(curve.steps.back(), 299'999.0);
        const auto drawn = report::drawn(curve);
        std::size_t points = 0;
        double highest = 0;
        for (const auto& line : drawn.lines)
            for (const auto& point : line) {
                ++points;
                highest = std::max(highest, point.y);
            }
        QVERIFY2(points <= 2000, qPrintable(QString::number(points)));
        QCOMPARE(highest, 7.0);
    }

    void seriesDifferInColorAndDash() {
        const QString sheet = QString::fromStdString(report::styleSheet(report::Scheme::Light));
        QSet<QString> styles;
        for (int i = 0; i < report::seriesStyles; ++i) {
            const QString rule = sheet.mid(sheet.indexOf(QString(".s%1 {").arg(i)));
            styles.insert(rule.mid(rule.indexOf('{'), rule.indexOf('}') - rule.indexOf('{')));
        }
        QCOMPARE(styles.size(), report::seriesStyles);
    }

    void existingFileIsReplacedOnlyWhenAsked() {
        const auto run = test::makeRun(path("run"));
        const auto out = path("out.html");
        std::ofstream(out) << "mine";
        QVERIFY_THROWS_EXCEPTION(telemetry::StorageError, report::writeHtml({run}, out, false, "x"));
        QCOMPARE(base::readFile(out, 100), std::string("mine"));
        report::writeHtml({run}, out, true, "x");
        QVERIFY(base::readFile(out, 1u << 22).starts_with("<!DOCTYPE html>"));
        QVERIFY_THROWS_EXCEPTION(telemetry::StorageError, report::writeHtml({run}, run / "config.yaml", true, "x"));
        QVERIFY_THROWS_EXCEPTION(telemetry::StorageError, report::writeHtml({path("none")}, path("b.html"), true, "x"));
    }
};

QTEST_MAIN(TestReport)
#include "tst_report.moc"
