// Which device each of several processes takes, from what each of them sees.
#include <QtTest>

#include <set>

#include "training/engine/distributed/DeviceAgreement.h"

using namespace isonet::distributed;

namespace {

using Ranks = std::vector<RankDevices>;

RankDevices on(const char* host, int localRank, std::vector<std::string> gpus, const char* requested = "auto") {
    const char* reason = gpus.empty() ? "no NVIDIA driver" : "";
    return {requested, host, localRank, std::move(gpus), reason};
}

QStringList agreed(const Ranks& ranks) {
    QStringList devices;
    for (std::size_t rank = 0; rank < ranks.size(); ++rank)
        devices << QString::fromStdString(agreedDevice(static_cast<int>(rank), ranks));
    return devices;
}

}  // namespace
Q_DECLARE_METATYPE(Ranks)

class TestDeviceAgreement : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachRankHasAGpuOrNoneHas_data() {
        QTest::addColumn<Ranks>("ranks");
        QTest::addColumn<QStringList>("devices");
        QTest::newRow("one machine") << Ranks{on("a", 0, {"x", "y"}), on("a", 1, {"x", "y"})}
                                     << QStringList{"cuda:0", "cuda:1"};
        QTest::newRow("fewer processes than GPUs")
            << Ranks{on("a", 0, {"x", "y", "z"}), on("a", 1, {"x", "y", "z"})} << QStringList{"cuda:0", "cuda:1"};
        // srun --gpus-per-task=1
        QTest::newRow("each sees its own") << Ranks{on("a", 0, {"x"}), on("a", 1, {"y"}), on("b", 0, {"z"})}
                                           << QStringList{"cuda:0", "cuda:0", "cuda:0"};
        QTest::newRow("two each") << Ranks{on("a", 0, {"x", "y"}), on("a", 1, {"z", "u"})}
                                  << QStringList{"cuda:0", "cuda:0"};
        QTest::newRow("two machines") << Ranks{on("a", 0, {"x", "y"}), on("a", 1, {"x", "y"}), on("b", 0, {"u", "v"}),
                                               on("b", 1, {"u", "v"})}
                                      << QStringList{"cuda:0", "cuda:1", "cuda:0", "cuda:1"};
        QTest::newRow("local ranks in another order")
            << Ranks{on("a", 1, {"x", "y"}), on("a", 0, {"x", "y"})} << QStringList{"cuda:1", "cuda:0"};
        // A launcher that sets no local ranks.
        QTest::newRow("no local ranks") << Ranks{on("a", 0, {"x", "y"}), on("a", 0, {"x", "y"})}
                                        << QStringList{"cuda:0", "cuda:1"};
        QTest::newRow("cuda:0 where each sees one")
            << Ranks{on("a", 0, {"x"}, "cuda:0"), on("a", 1, {"y"}, "cuda:0")} << QStringList{"cuda:0", "cuda:0"};
        QTest::newRow("nowhere") << Ranks{on("a", 0, {}), on("b", 0, {})} << QStringList{"cpu", "cpu"};
        QTest::newRow("cpu") << Ranks{on("a", 0, {}, "cpu"), on("b", 0, {}, "cpu")} << QStringList{"cpu", "cpu"};
    }
    void eachRankHasAGpuOrNoneHas() {
        QFETCH(Ranks, ranks);
        QFETCH(QStringList, devices);
        QCOMPARE(agreed(ranks), devices);
    }

    void refusalsAreTheSameOnEveryRankAndNameTheRanks_data() {
        QTest::addColumn<Ranks>("ranks");
        QTest::addColumn<QString>("words");
        QTest::newRow("auto, two without")
            << Ranks{on("a", 0, {"x"}), on("b", 0, {}), on("c", 0, {}), on("d", 0, {"y"})}
            << "'auto' cannot be used by these processes: ranks 1 (b) and 2 (c) of 4 have no GPU (b: no NVIDIA driver)";
        QTest::newRow("cuda, none") << Ranks{on("a", 0, {}, "cuda"), on("a", 1, {}, "cuda")}
                                    << "'cuda' cannot be used by these processes: ranks 0 and 1 (a) of 2 have no GPU";
        QTest::newRow("more processes than GPUs")
            << Ranks{on("a", 0, {"x", "y"}), on("a", 1, {"x", "y"}), on("a", 2, {"x", "y"})}
            << "rank 2 (a) of 3 sees 2 GPUs, which ranks 0 and 1 (a) use. Start at most one process for each GPU";
        QTest::newRow("one GPU for two") << Ranks{on("a", 0, {"x"}), on("a", 1, {"x"})}
                                         << "rank 1 (a) of 2 sees 1 GPU, which rank 0 (a) uses.";
        QTest::newRow("cuda:1 for all") << Ranks{on("a", 0, {"x", "y"}, "cuda:1"), on("a", 1, {"x", "y"}, "cuda:1")}
                                        << "'cuda:1' cannot be used by these processes: each takes a GPU for itself, "
                                           "rank 0 (a) cuda:0";
        QTest::newRow("different requests") << Ranks{on("a", 0, {"x"}, "cuda"), on("a", 1, {"y"}, "cpu")}
                                            << "rank 0 requests it, rank 1 (a) requests another device, 'cpu'";
        QTest::newRow("no such device") << Ranks{on("a", 0, {"x"}, "gpu"), on("a", 1, {"y"}, "gpu")}
                                        << "'gpu' cannot be used by these processes: there is no such device";
    }
    void refusalsAreTheSameOnEveryRankAndNameTheRanks() {
        QFETCH(Ranks, ranks);
        QFETCH(QString, words);
        std::set<QString> messages;
        for (std::size_t rank = 0; rank < ranks.size(); ++rank)
            try {
                agreedDevice(static_cast<int>(rank), ranks);
                QFAIL("accepted");
            } catch (const std::invalid_argument& error) {
                messages.insert(QString::fromUtf8(error.what()));
            }
        QCOMPARE(messages.size(), std::size_t{1});
        QVERIFY2(messages.begin()->contains(words), qPrintable(*messages.begin()));
        QVERIFY2(messages.begin()->contains(QStringLiteral("accepted")), qPrintable(*messages.begin()));
    }

    void manyRanksAreCounted() {
        Ranks ranks(40, on("", 0, {}, "cuda"));
        try {
            agreedDevice(0, ranks);
            QFAIL("accepted");
        } catch (const std::invalid_argument& error) {
            QVERIFY2(QString(error.what()).contains("ranks 0, 1, 2, 3, 4, 5, 6, 7 and 32 more of 40 have no GPU"),
                     error.what());
        }
    }

    void textsSurviveTheRoundTrip() {
        for (const auto& rank : {on("host", 3, {"a b", "c"}), on("", 0, {})})
            QVERIFY(rankDevices(toText(rank)) == rank);
        QVERIFY_EXCEPTION_THROWN(rankDevices("something else"), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(rankDevices(""), std::invalid_argument);
    }
};

QTEST_GUILESS_MAIN(TestDeviceAgreement)
#include "tst_deviceagreement.moc"
