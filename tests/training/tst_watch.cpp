// Watch: who is named when communication fails. Ranks are objects of this process on one store.
#include <torch/types.h>

#include <QtTest>

#include <atomic>
#include <cstdlib>
#include <torch/csrc/distributed/c10d/HashStore.hpp>

#include "training/engine/distributed/NcclSettings.h"
#include "training/engine/distributed/Watch.h"

using namespace isonet::distributed;

namespace {

constexpr std::chrono::seconds kSilence{3};

std::string broken() {
    return "the communication has failed";
}

}  // namespace

class TestWatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // The communication of the surviving rank fails at once; that rank must not be the one that is named.
    void lostRankIsNamedBeforeFailedCommunication() {
        const auto store = c10::make_intrusive<c10d::HashStore>();
        Watch survivor(store, 0, 2, "the keeper", kSilence);
        survivor.probe(broken);  // rank 1 never appears
        const QString message = QString::fromStdString(survivor.waitForLoss(std::chrono::seconds(30)));
        QVERIFY2(message.startsWith("rank 1 of 2") && message.contains("has not responded"), qPrintable(message));
    }

    void failedCommunicationIsReportedWhenNoRankIsLost() {
        const auto store = c10::make_intrusive<c10d::HashStore>();
        std::atomic<int> calls = 0;
        Watch zero(store, 0, 2, "the keeper", kSilence), one(store, 1, 2, "the keeper", kSilence);
        zero.probe([&] { return ++calls == 1 ? broken() : std::string(); });  // it passes: not reported
        QTRY_VERIFY_WITH_TIMEOUT(calls > 1, 30000);
        one.probe(broken);
        for (Watch* watch : {&zero, &one}) {
            const QString message = QString::fromStdString(watch->waitForLoss(std::chrono::seconds(30)));
            QVERIFY2(message.startsWith("rank 1 of 2") && message.contains("the communication has failed"),
                     qPrintable(message));
        }
        zero.probe(nullptr);
    }

    void torchLeavesErrorsToTheWatchUnlessTheUserWantsOtherwise() {
        QVERIFY(ncclSettings().size() > 2);
        const char* chosen = ncclSettings()[0].name;
        for (const auto& setting : ncclSettings())
            ::unsetenv(setting.name);
        ::setenv(chosen, "3", 1);
        applyNcclSettings();
        QCOMPARE(QByteArray(::getenv(chosen)), QByteArray("3"));
        for (const auto& setting : ncclSettings().subspan(1))
            QCOMPARE(QByteArray(::getenv(setting.name)), QByteArray(setting.value));
    }
};

QTEST_GUILESS_MAIN(TestWatch)
#include "tst_watch.moc"
