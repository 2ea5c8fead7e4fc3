// Slots: how they are written, what is refused, and which one is free.
#include <QtTest>

#include "training/scheduler/Slots.h"

using namespace isonet::scheduler;

namespace {
const Capacity twoCores{2, {}};
const Capacity fourGpus{16, {{"cuda:0", 80e9}, {"cuda:1", 80e9}, {"cuda:2", 80e9}, {"cuda:3", 80e9}}};
}  // namespace

class TestSlots : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textIsRead_data();
    void textIsRead();
    void othersAreRefusedWithWhatIsAccepted_data();
    void othersAreRefusedWithWhatIsAccepted();
    void jobsAreSpreadEvenly();
    void coresAreDivided();
    void devicesWithTheFewestRowsComeFirst();
    void memoryDecidesHowManyRowsFit();
};

void TestSlots::textIsRead_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("gpus");
    QTest::addColumn<QString>("plan");
    QTest::newRow("nothing, no GPU") << "" << false << "cpu:2";
    QTest::newRow("nothing, GPUs") << "" << true << "cuda:0,cuda:1,cuda:2,cuda:3";
    QTest::newRow("auto") << "auto" << false << "cpu:2";
    QTest::newRow("cores") << "cpu" << true << "cpu:4";
    QTest::newRow("number") << "cpu:1" << false << "cpu:1";
    QTest::newRow("range") << "cuda:1-2" << true << "cuda:1,cuda:2";
    QTest::newRow("rows per GPU") << "cuda:0-1=3" << true << "cuda:0=3,cuda:1=3";
    QTest::newRow("memory") << "cuda:3=memory,cpu:2" << true << "cuda:3=memory,cpu:2";
}

void TestSlots::textIsRead() {
    QFETCH(QString, text);
    QFETCH(bool, gpus);
    QFETCH(QString, plan);
    const auto& capacity = gpus ? fourGpus : twoCores;
    const auto read = parseSlots(text.toStdString(), capacity);
    QCOMPARE(QString::fromStdString(slotsText(read)), plan);
    QVERIFY(parseSlots(plan.toStdString(), capacity) == read);
}

void TestSlots::othersAreRefusedWithWhatIsAccepted_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("gpus");
    QTest::addColumn<QString>("message");
    QTest::newRow("word") << "gpu" << true << "'gpu' is not a device; accepted: auto, cpu";
    QTest::newRow("empty part") << "cpu:1," << false << "accepted: auto, cpu";
    QTest::newRow("no number") << "cpu:" << false << "has no number of rows";
    QTest::newRow("none") << "cpu:0" << false << "has no number of rows";
    QTest::newRow("too many") << "cpu:3" << false << "3 rows at a time are more than the 2 cores";
    QTest::newRow("no such GPU") << "cuda:2-4" << true << "there is no cuda:4; accepted here: cuda:0, cuda:1";
    QTest::newRow("no GPU") << "cuda:0" << false << "no GPU that can be used";
    QTest::newRow("backwards") << "cuda:2-1" << true << "does not name GPUs";
    QTest::newRow("twice") << "cuda:0-1,cuda:1" << true << "cuda:1 is named twice";
    QTest::newRow("rows") << "cuda:0=many" << true << "'many' is not a number of rows";
    QTest::newRow("overflow") << "cuda:99999999999" << true << "does not name GPUs";
}

void TestSlots::othersAreRefusedWithWhatIsAccepted() {
    QFETCH(QString, text);
    QFETCH(bool, gpus);
    QFETCH(QString, message);
    try {
        parseSlots(text.toStdString(), gpus ? fourGpus : twoCores);
        QFAIL("accepted");
    } catch (const std::invalid_argument& error) {
        QVERIFY2(QString::fromUtf8(error.what()).contains(message), error.what());
    }
}

void TestSlots::jobsAreSpreadEvenly() {
    const auto all = parseSlots("cuda:0-3", fourGpus);
    QCOMPARE(slotsText(limitedTo(all, 4, fourGpus)), std::string("cuda:0,cuda:1,cuda:2,cuda:3"));
    QCOMPARE(slotsText(limitedTo(all, 2, fourGpus)), std::string("cuda:0,cuda:1"));
    QCOMPARE(slotsText(limitedTo(all, 6, fourGpus)), std::string("cuda:0=2,cuda:1=2,cuda:2,cuda:3"));
    QCOMPARE(slotsText(limitedTo(parseSlots("", twoCores), 1, twoCores)), std::string("cpu:1"));
    QVERIFY_EXCEPTION_THROWN(limitedTo(all, 0, fourGpus), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(limitedTo(parseSlots("cpu", twoCores), 3, twoCores), std::invalid_argument);
}

void TestSlots::coresAreDivided() {
    QCOMPARE(freeSlot(parseSlots("cpu:1", twoCores), twoCores, {}, 0)->threads, 2);
    QCOMPARE(freeSlot(parseSlots("cpu:2", twoCores), twoCores, {}, 0)->threads, 1);
    QCOMPARE(freeSlot(parseSlots("cuda:0-3", fourGpus), fourGpus, {}, 1e9)->threads, 4);
    QCOMPARE(rowsForCores(1), 1);
    QCOMPARE(rowsForCores(3), 3);
    QCOMPARE(rowsForCores(8), 4);
    QCOMPARE(rowsForCores(64), 16);
}

void TestSlots::devicesWithTheFewestRowsComeFirst() {
    const auto plan = parseSlots("cuda:0=2,cuda:1=2", fourGpus);
    QCOMPARE(freeSlot(plan, fourGpus, {}, 1e9)->device, std::string("cuda:0"));
    QCOMPARE(freeSlot(plan, fourGpus, {{"cuda:0", 1e9}}, 1e9)->device, std::string("cuda:1"));
    // A row that was started with "auto" is on the first device.
    QCOMPARE(freeSlot(plan, fourGpus, {{"auto", 1e9}}, 1e9)->device, std::string("cuda:1"));
    QVERIFY(!freeSlot(plan, fourGpus, {{"cuda:0", 0}, {"cuda:0", 0}, {"cuda:1", 0}, {"cuda:1", 0}}, 1e9));
    // Rows on other devices take no slot.
    QVERIFY(freeSlot(parseSlots("cpu:1", twoCores), twoCores, {{"cuda:7", 0}}, 0).has_value());
    QCOMPARE(slotCount(plan, fourGpus, 1e9), 4);
}

void TestSlots::memoryDecidesHowManyRowsFit() {
    const auto plan = parseSlots("cuda:0=memory", fourGpus);
    QVERIFY(freeSlot(plan, fourGpus, {}, 200e9).has_value());  // it may be smaller than estimated
    QVERIFY(freeSlot(plan, fourGpus, {{"cuda:0", 30e9}}, 30e9).has_value());
    QVERIFY(!freeSlot(plan, fourGpus, {{"cuda:0", 30e9}, {"cuda:0", 30e9}}, 30e9));
    QCOMPARE(slotCount(plan, fourGpus, 30e9), 2);
}

QTEST_GUILESS_MAIN(TestSlots)
#include "tst_slots.moc"
