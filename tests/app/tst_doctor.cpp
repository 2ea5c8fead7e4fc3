// The self-tests of `isonet doctor`: they pass on the CPU, and each detects the fault that it is for.
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>

#include "app/doctor/Doctor.h"
#include "app/doctor/checks/Agreement.h"
#include "app/doctor/checks/SampleRun.h"

using namespace isonet::doctor;

class TestDoctor : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyCheckPassesOrIsSkipped_data();
    void everyCheckPassesOrIsSkipped();
    void quickChecksAreAPart();
    void unknownChecksAreRefused();
    void stoppedExaminationIsIncomplete();
    void differencesAreFound();
    void weightsAreComparedBitForBit();
    void factsNameTheMachine();

private:
    void write(const QString& path, const QByteArray& text);
    QTemporaryDir folder_;
};

void TestDoctor::write(const QString& path, const QByteArray& text) {
    const QFileInfo place(folder_.filePath(path));
    QVERIFY(QDir().mkpath(place.path()));
    QFile file(place.filePath());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

void TestDoctor::everyCheckPassesOrIsSkipped_data() {
    QTest::addColumn<QString>("name");
    for (const auto& check : checks())
        if (check.name != "ranks")  // tst_doctorcommand, which has the program
            QTest::newRow(check.name.c_str()) << QString::fromStdString(check.name);
}

void TestDoctor::everyCheckPassesOrIsSkipped() {
    QFETCH(QString, name);
    int facts = 0, started = 0;
    Examination examination{.device = "cpu", .only = {name.toStdString()}};
    examination.onFacts = [&](const auto& all) { facts = int(all.size()); };
    examination.onStart = [&](const Check&) { ++started; };
    const Report report = examine(examination);
    QVERIFY(facts > 10 && started == 1 && report.complete);
    QCOMPARE(report.lines.size(), std::size_t(1));
    const Outcome& outcome = report.lines[0].outcome;
    const bool gpuOnly = name == "graph" || name == "memory";
    QVERIFY2(outcome.verdict == (gpuOnly ? Verdict::Skipped : Verdict::Passed), outcome.text.c_str());
    QVERIFY(!outcome.text.empty());
    QVERIFY(report.sound());
}

void TestDoctor::quickChecksAreAPart() {
    const auto quick = std::ranges::count_if(checks(), &Check::quick);
    QVERIFY(quick >= 3 && quick < std::ssize(checks()));
}

void TestDoctor::unknownChecksAreRefused() {
    try {
        examine({.device = "cpu", .only = {"kernel"}});
        QFAIL("accepted");
    } catch (const std::invalid_argument& e) {
        QVERIFY2(QString(e.what()).contains("unknown check 'kernel'; accepted: kernels, figures"), e.what());
    }
}

void TestDoctor::stoppedExaminationIsIncomplete() {
    std::stop_source stop;
    Examination examination{.device = "cpu", .only = {"graph", "memory"}, .stop = stop.get_token()};
    examination.onLine = [&](const Line&) { stop.request_stop(); };
    const Report report = examine(examination);
    QVERIFY(!report.complete && !report.sound());
    QCOMPARE(report.lines.size(), std::size_t(1));
}

void TestDoctor::differencesAreFound() {
    const auto ones = at::ones({3});
    QCOMPARE(difference(ones, ones), 0.0);
    QCOMPARE(difference(ones * 1.5, ones), 0.5);
    QVERIFY(std::isinf(difference(at::ones({2}), ones)));
    QVERIFY(std::isinf(difference(ones / 0, ones)));
    Agreement agreement;
    agreement.add("first", 0.001, 0.01);
    QVERIFY(agreement.holds());
    agreement.add("second", 0.02, 0.01);
    agreement.add("third", std::numeric_limits<double>::quiet_NaN(), 0.01);
    QVERIFY(!agreement.holds());
    QCOMPARE(agreement.count(), 3);
    QVERIFY2(agreement.exceeded().starts_with("second: off by 0.02 (at most 0.01); third: off by nan"),
             agreement.exceeded().c_str());
}

void TestDoctor::weightsAreComparedBitForBit() {
    const auto a = at::ones({4});
    auto b = a.clone();
    b[2] += 1e-6;
    QCOMPARE(weightDifference({{"w", a}}, {{"w", a.clone()}}), std::string());
    QVERIFY(weightDifference({{"w", b}}, {{"w", a}}).starts_with("w differs by "));
    QVERIFY(!weightDifference({{"w", a}}, {}).empty());
}

void TestDoctor::factsNameTheMachine() {
    write("machine/proc/cpuinfo",
          "processor\t: 0\nmodel name\t: Fast Processor 9\nflags\t\t: fpu avx2 avx512f amx_bf16\n");
    write("machine/proc/meminfo", "MemTotal:       2097152 kB\nMemAvailable:   1048576 kB\nSwapTotal: 0 kB\n");
    const std::filesystem::path root = folder_.filePath("machine").toStdString();
    QStringList lines;
    for (const auto& facts : {processorFacts(root), memoryFacts(root)})
        for (const auto& fact : facts)
            lines << QString::fromStdString(fact.section + " " + fact.name + ": " + fact.value);
    for (const char* line : {"processor model: Fast Processor 9", "processor instruction sets: avx2 avx512f amx_bf16",
                             "memory total: 2.0 GiB", "memory available: 1.0 GiB", "memory control group: no limit"})
        QVERIFY2(lines.contains(QLatin1String(line)), qPrintable(lines.join('\n')));
}

QTEST_GUILESS_MAIN(TestDoctor)
#include "tst_doctor.moc"
