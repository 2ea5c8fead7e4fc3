// The emulation itself: it runs sound kernels as a GPU would, and finds each kind of planted fault.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QDir>
#include <QtTest>
#include <algorithm>
#include <numeric>

#include "tests/kernels/PlantedKernels.h"
#include "tests/kernels/Races.h"

using namespace isonet::emulation;

using Launch = void (*)();

class TestEmulation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() {
        setOrder(Order::Forward);
        omitBarrier(nullptr);
    }
    void blocksSumThroughSharedMemoryAndShuffles();
    void threadsRunInTheOrderAskedFor();
    void shufflesFollowTheProgrammingGuide();
    void eachBarrierLeftOutIsFound();
    void faultsAreNamed_data();
    void faultsAreNamed();
    void warpBarriersOrderTheirWarp();
    void misalignedAccessEndsTheProcess();
    void everyKernelHasATest();
};

namespace {

std::vector<float> someValues() {
    std::vector<float> values(3 * 256);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<float>(i % 37) - 11;
    return values;
}

std::vector<float> expectedSums(const std::vector<float>& values) {
    std::vector<float> sums;
    for (auto group = values.begin(); group != values.end(); group += 256)
        sums.push_back(std::accumulate(group, group + 256, 0.0f));
    return sums;
}

}  // namespace

void TestEmulation::blocksSumThroughSharedMemoryAndShuffles() {
    const auto values = someValues();
    for (const Order order : {Order::Forward, Order::Reverse, Order::Shuffled}) {
        setOrder(order);
        QCOMPARE(sumsOfGroups(values), expectedSums(values));
    }
}

void TestEmulation::threadsRunInTheOrderAskedFor() {
    std::vector<int> numbers(64);
    std::iota(numbers.begin(), numbers.end(), 0);
    QCOMPARE(runningOrder(), numbers);
    setOrder(Order::Shuffled);
    const auto mixed = runningOrder();
    QVERIFY(mixed != numbers);
    QVERIFY(std::is_permutation(mixed.begin(), mixed.end(), numbers.begin()));
    setOrder(Order::Reverse);
    std::reverse(numbers.begin(), numbers.end());
    QCOMPARE(runningOrder(), numbers);
}

void TestEmulation::shufflesFollowTheProgrammingGuide() {
    const auto down = shuffled(Shuffle::Down, 3, 8), up = shuffled(Shuffle::Up, 3, 8);
    const auto crossed = shuffled(Shuffle::Xor, 5, 32), one = shuffled(Shuffle::Index, 2, 8);
    for (int lane = 0; lane < 32; ++lane) {
        const auto at = static_cast<std::size_t>(lane);
        QCOMPARE(down[at], lane % 8 + 3 < 8 ? lane + 3 : lane);
        QCOMPARE(up[at], lane % 8 >= 3 ? lane - 3 : lane);
        QCOMPARE(crossed[at], lane ^ 5);
        QCOMPARE(one[at], lane / 8 * 8 + 2);
    }
}

// Whether by the order of accesses or, in builds that do not follow these, by a wrong result in one of the orders.
void TestEmulation::eachBarrierLeftOutIsFound() {
    const auto values = someValues();
    sumsOfGroups(values);
    const std::vector<Place> places = reachedBarriers();
    int left = 0;
    for (const Place& place : places) {
        if (!QByteArray(place.file).endsWith("PlantedKernels.cpp"))
            continue;
        omitBarrier(&place);
        bool found = false;
        for (const Order order : {Order::Forward, Order::Reverse, Order::Shuffled}) {
            setOrder(order);
            try {
                found = found || sumsOfGroups(values) != expectedSums(values);
            } catch (const LaunchError& error) {
                QVERIFY2(QByteArray(error.what()).contains("without a barrier") ||
                             QByteArray(error.what()).contains("no thread of the block has written"),
                         error.what());
                found = true;
            }
        }
        QVERIFY2(found, text(place).c_str());
        ++left;
        omitBarrier(nullptr);
        setOrder(Order::Forward);
        QCOMPARE(sumsOfGroups(values), expectedSums(values));  // a failed launch leaves nothing behind
    }
    QCOMPARE(left, 2);
}

void TestEmulation::faultsAreNamed_data() {
    QTest::addColumn<Launch>("run");
    QTest::addColumn<QString>("message");
    QTest::addColumn<bool>("followed");
    QTest::newRow("different barriers") << &waitAtDifferentBarriers << "waits elsewhere" << false;
    QTest::newRow("left") << &leaveBeforeBarrier << "thread 5 has left the kernel" << false;
    QTest::newRow("exception") << &throwFromThread << "thread (3, 0, 0): threw an exception: planted" << false;
    QTest::newRow("absent lane") << &shuffleWithAbsentLane << "thread 7 has left the kernel" << false;
    QTest::newRow("outside the mask") << &shuffleOutsideMask << "lane 0 reads lane 9" << false;
    QTest::newRow("block size") << &launchTooManyThreads << "CUDA accepts 1 to 1024 together" << false;
    QTest::newRow("unwritten") << &readUnwrittenSharedMemory << "thread 9" << true;
    QTest::newRow("two blocks") << &writeFromTwoBlocks << "two writes in global memory" << true;
    QTest::newRow("warp") << &exchangeWithoutWarpBarrier << "in shared memory without a barrier" << true;
}

void TestEmulation::faultsAreNamed() {
    QFETCH(Launch, run);
    QFETCH(QString, message);
    QFETCH(bool, followed);
    if (followed && !racesAreFound())
        QSKIP("A build with sanitizers does not follow accesses.");
    for (const Order order : {Order::Forward, Order::Reverse}) {
        setOrder(order);
        try {
            run();
            QFAIL("not found");
        } catch (const LaunchError& error) {
            const QString text = error.what();
            if (order == Order::Forward)
                QVERIFY2(text.contains(message), error.what());
        }
    }
}

void TestEmulation::warpBarriersOrderTheirWarp() {
    QCOMPARE(exchangeWithWarpBarrier(), 63);
}

void TestEmulation::misalignedAccessEndsTheProcess() {
    constexpr int survived = 77;
    const pid_t child = fork();
    if (child == 0) {
        dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
        readMisaligned();
        _exit(survived);
    }
    int status = 0;
    QCOMPARE(waitpid(child, &status, 0), child);
    QVERIFY(!(WIFEXITED(status) && WEXITSTATUS(status) == survived));
}

void TestEmulation::everyKernelHasATest() {
    const QStringList kernels = QDir(ISONET_CUDA_KERNELS).entryList({"*.cu"});
    QVERIFY(!kernels.isEmpty());
    for (const QString& kernel : kernels) {
        const QString test = "tst_" + QFileInfo(kernel).baseName().toLower() + "kernel.cpp";
        QVERIFY2(QFile::exists(QString(ISONET_KERNEL_TESTS) + "/" + test),
                 qPrintable(kernel + " needs tests/kernels/" + test));
    }
}

QTEST_GUILESS_MAIN(TestEmulation)
#include "tst_emulation.moc"
