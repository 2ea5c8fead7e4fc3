// What the real window reports when a configuration, dataset, folder or checkpoint cannot be used. No stored data is
// lost.
#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QtTest>

#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/window/MainWindow.h"
#include "tests/app/WindowFixture.h"
#include "training/config/RunConfigYaml.h"
#include "training/telemetry/RunDirectory.h"
#include "widgets/common/MessageBar.h"

using namespace isonet;
using telemetry::RunState;
using workbench::MainWindow;

class TestRefusals : public QObject, private WindowFixture {
    Q_OBJECT

    QString written(const QString& name, const QByteArray& text) const {
        QFile file(folder_->filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write");
        return file.fileName();
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(QStringLiteral("tst_refusals")); }
    void init() { resetFixture(); }

    void startNeedsAValidConfiguration() {
        auto w = window();
        auto config = longRun();
        config.model.depth = 9;
        w->experimentPage()->form()->setConfig(config);
        QVERIFY(!action(*w, "start")->isEnabled());
        QVERIFY2(action(*w, "start")->toolTip().contains(QStringLiteral("6n + 2")),
                 qPrintable(action(*w, "start")->toolTip()));
        w->startTraining();
        QVERIFY(!w->worker()->isBusy());
        QVERIFY(w->messageBar()->isVisible());
    }

    // What cannot be opened is not replaced by the experiment in the form.
    void nothingIsTrainedThatWasNotNamed() {
        auto w = window();
        const QString sweep = written(QStringLiteral("sweep.yaml"),
                                      "sweep: a\nbase: isonet-20-fashion-mnist\nvary: {run.seed: [1, 2]}\n");
        for (const QString& source : {folder_->filePath(QStringLiteral("nosuch.yaml")),
                                      written(QStringLiteral("bad.yaml"), "model: {dept: 8}\n"), sweep}) {
            w->messageBar()->hide();
            w->openAndStart(source);
            QVERIFY2(!w->worker()->isBusy(), qPrintable(source));
            QVERIFY2(w->messageBar()->isVisible(), qPrintable(source));
        }
    }

    void invalidConfigurationFileIsReportedWithItsLine() {
        auto w = window();
        const auto before = w->experimentPage()->form()->config();
        w->openSource(written(QStringLiteral("bad.yaml"), "model:\n  depth: 20\n  dept: 8\n"));
        QVERIFY(w->messageBar()->isVisible());
        const QString text = w->messageBar()->title() + w->messageBar()->text();
        for (const char* part : {"bad.yaml", "3", "dept"})
            QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
        QVERIFY(w->experimentPage()->form()->config() == before);
        w->openSource(written(QStringLiteral("good.yaml"), QByteArray::fromStdString(config::toYaml(longRun()))));
        QVERIFY(!w->messageBar()->isVisible());
        QVERIFY(w->experimentPage()->form()->config() == longRun());
        QVERIFY(w->windowTitle().contains(QStringLiteral("good.yaml")));
    }

    void sourceThatCannotBeOpenedIsNamed_data() {
        QTest::addColumn<QString>("source");
        QTest::newRow("nothing") << QStringLiteral("no-such-thing");
        QTest::newRow("folder without a run") << QStringLiteral("/");
    }
    void sourceThatCannotBeOpenedIsNamed() {
        QFETCH(QString, source);
        auto w = window();
        w->openSource(source);
        QVERIFY(w->messageBar()->isVisible());
        QVERIFY((w->messageBar()->title() + w->messageBar()->text()).contains(source));
        QVERIFY(w->shownRun().isEmpty());
    }

    void missingDatasetIsReportedBeforeAndAtStart() {
        auto w = window();
        auto config = longRun();
        config.data.root = folder_->filePath(QStringLiteral("nowhere")).toStdString();
        w->experimentPage()->form()->setConfig(config);
        QTRY_VERIFY([&] {
            for (auto* label : w->findChildren<QLabel*>(QStringLiteral("fieldMessage")))
                if (label->text().contains(QStringLiteral("nowhere")))
                    return true;
            return false;
        }());
        w->startTraining();
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), timeout);
        QTRY_VERIFY(w->messageBar()->isVisible());
        QCOMPARE(int(w->messageBar()->kind()), int(widgets::MessageBar::Kind::Error));
        QVERIFY2(w->messageBar()->text().contains(QStringLiteral("nowhere")), qPrintable(w->messageBar()->text()));
        // Nothing is left of the run, and the form can be edited.
        QVERIFY(w->shownRun().isEmpty());
        QVERIFY(w->experimentPage()->form()->config() == config && !w->experimentPage()->form()->isReadOnly());
        QVERIFY(QDir(runs()).isEmpty());
    }

    void unwritableFolderIsNamed() {
        // A file in place of the folder: fails for root, too.
        const QString blocked = written(QStringLiteral("blocked"), "x");
        MainWindow w(blocked);
        w.show();
        w.experimentPage()->form()->setConfig(longRun());
        w.startTraining();
        QTRY_VERIFY_WITH_TIMEOUT(!w.worker()->isBusy(), timeout);
        QTRY_VERIFY(w.messageBar()->isVisible());
        QVERIFY2(w.messageBar()->text().contains(QStringLiteral("blocked")), qPrintable(w.messageBar()->text()));
        QVERIFY(w.shownRun().isEmpty());
    }

    void unreadableCheckpointIsReportedAndTheRunIsKept() {
        const auto path = std::filesystem::path(runs().toStdString()) / "damaged";
        {
            auto run = telemetry::RunDirectory::create(path, longRun());
            telemetry::RunStatus status;
            status.state = RunState::Interrupted;
            run.writeStatus(status);
            telemetry::writeFileAtomically(run.checkpoint("latest"), "not a checkpoint");
        }
        auto w = window();
        w->showRun(QString::fromStdString(path.string()));
        QTRY_VERIFY(action(*w, "resume")->isEnabled());
        action(*w, "resume")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(w->messageBar()->isVisible(), timeout);
        QVERIFY2(w->messageBar()->text().contains(QStringLiteral("latest.pt")), qPrintable(w->messageBar()->text()));
        QVERIFY(std::filesystem::exists(path / "checkpoints/latest.pt"));
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    TestRefusals test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_refusals.moc"
