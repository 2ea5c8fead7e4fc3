// The Train page of the real window: validate now, stop after this epoch, alerts, a remembered baseline.
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include "app/workbench/pages/BaselinePicker.h"
#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/pages/TrainPage.h"
#include "app/workbench/session/AlertWatch.h"
#include "app/workbench/session/Notifier.h"
#include "app/workbench/session/RunSession.h"
#include "app/workbench/window/AlertChoices.h"
#include "tests/app/RunsFixture.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/EventWriter.h"
#include "widgets/form/ConfigForm.h"
#include "widgets/live/AlertBar.h"
#include "widgets/live/RunView.h"
#include "widgets/plot/ViewOptions.h"
#include "widgets/series/RunData.h"

using namespace isonet;
using namespace isonet::workbench;
namespace tags = telemetry::tags;

class TestTrainPage : public QObject, private RunsFixture {
    Q_OBJECT

    static std::int64_t step(MainWindow& w) { return w.runData()->status().step; }
    static QString alertLine(MainWindow& w) { return w.findChild<widgets::AlertBar*>()->text(); }
    static void writeLosses(const QString& run, const std::vector<double>& losses, double from) {
        telemetry::EventWriter writer(run.toStdString());
        std::vector<telemetry::Record> records;
        for (std::size_t i = 0; i < losses.size(); ++i)
            records.push_back({tags::lossTotal, std::int64_t(10 * i), from + double(i), telemetry::Scalar{losses[i]}});
        writer.write(records);
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(QStringLiteral("tst_trainpage")); }
    void init() { resetFixture(); }

    void aRunValidatesNowAndStopsAfterItsEpoch() {
        auto w = window();
        for (const char* name : {"validate", "stopAfterEpoch"})
            QVERIFY2(!action(*w, name)->isEnabled(), name);
        auto config = longRun();
        config.run.batchSize = 8;  // 40 steps per epoch
        w->experimentPage()->form()->setConfig(config);
        action(*w, "start")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!w->shownRun().isEmpty() && step(*w) > 0, timeout);
        QTRY_VERIFY_WITH_TIMEOUT(action(*w, "validate")->isEnabled(), timeout);
        action(*w, "pause")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(w->runData()->status().state, telemetry::RunState::Paused, timeout);
        const auto paused = step(*w);
        action(*w, "validate")->trigger();
        const auto validated = [&] {
            const auto* accuracy = w->runData()->series(tags::validationTop1);
            return accuracy && accuracy->steps.contains(double(paused));
        };
        QTRY_VERIFY_WITH_TIMEOUT(validated(), timeout);
        action(*w, "stopAfterEpoch")->trigger();
        QVERIFY(action(*w, "stopAfterEpoch")->isChecked());
        action(*w, "stopAfterEpoch")->trigger();  // withdrawn
        QVERIFY(!action(*w, "stopAfterEpoch")->isChecked());
        action(*w, "stopAfterEpoch")->trigger();
        action(*w, "resume")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), timeout);
        QTRY_COMPARE_WITH_TIMEOUT(w->runData()->status().state, telemetry::RunState::Interrupted, timeout);
        QCOMPARE(step(*w) % 40, 0);
        QVERIFY(!action(*w, "stopAfterEpoch")->isChecked());
    }

    void alertsOfTheShownRunAreShownAndNewOnesReported() {
        const QString old = makeRun("old", 0.1), live = makeRun("live", 0.1);
        writeLosses(old, {1, 1, 1, 1, 1, 9}, 1e9);
        const QTemporaryDir folder;
        const QString told = folder.filePath(QStringLiteral("told"));
        NotificationSettings settings;
        settings.desktop = false;
        settings.command = QStringLiteral("printenv ISONET_EVENT ISONET_TEXT >> '") + told + QLatin1Char('\'');
        Notifier::setSettings(settings);
        auto w = window();
        w->showRun(old);
        QTRY_VERIFY_WITH_TIMEOUT(alertLine(*w).startsWith(QStringLiteral("Loss spike at step 50")), timeout);
        w->showRun(live);
        QTRY_COMPARE_WITH_TIMEOUT(alertLine(*w), QString(), timeout);
        writeLosses(live, {1, 1, 1, 1, 1, 8}, telemetry::secondsNow() + 1);
        QTRY_VERIFY_WITH_TIMEOUT(alertLine(*w).contains(QStringLiteral("step 50: 8")), timeout);
        QFile file(told);
        const auto content = [&] {
            return file.isOpen() || file.open(QFile::ReadOnly) ? (file.seek(0), file.readAll()) : QByteArray();
        };
        QTRY_VERIFY_WITH_TIMEOUT(content().contains("step 50: 8"), timeout);
        QVERIFY(content().startsWith("loss-spike\nlive"));  // once, and nothing of the old run
        QCOMPARE(content().count("loss-spike"), 1);
    }

    void settingsOfAlertsAreStored() {
        NotificationSettings settings = Notifier::settings();
        QVERIFY(settings.rules.lossSpike && !settings.rules.deviation);
        AlertChoices choices(settings.rules);
        QCOMPARE(choices.rules(), settings.rules);
        settings.rules.lossSpike = false;
        settings.rules.deviation = true;
        settings.rules.deviationBound = 0.25;
        Notifier::setSettings(settings);
        QCOMPARE(Notifier::settings(), settings);
        QCOMPARE(AlertChoices(settings.rules).rules(), settings.rules);
    }

    void theBaselineIsReadAndRemembered() {
        const QString run = makeRun("run", 0.1), before = makeRun("before", 0.2);
        writeLosses(run, {1, 1}, 1e9);
        writeLosses(before, {4, 5}, 1e9);
        {
            auto w = window();
            w->showRun(run);
            auto* picker = w->findChild<BaselinePicker*>();
            auto* options = w->findChild<widgets::RunView*>()->viewOptions();
            picker->choose(before);
            QTRY_VERIFY_WITH_TIMEOUT(options->baseline() && options->baseline()->series(tags::lossTotal), timeout);
            QCOMPARE(options->baselineName(), QStringLiteral("before"));
            w->showRun(before);  // a run is no baseline of itself
            QVERIFY(!options->baseline());
            w->showRun(run);
            QVERIFY(options->baseline());
            w->close();
        }
        auto w = window();
        QCOMPARE(w->findChild<BaselinePicker*>()->run(), before);
    }
};

QTEST_MAIN(TestTrainPage)
#include "tst_trainpage.moc"
