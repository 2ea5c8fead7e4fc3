// File > Save report in the real window: proposed names, formats, replacing a file, failures.
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QTimer>
#include <QtTest>

#include "app/workbench/pages/RunsPage.h"
#include "app/workbench/session/RunSession.h"
#include "tests/app/RunsFixture.h"
#include "widgets/common/MessageBar.h"
#include "widgets/runs/RunTable.h"
#include "widgets/runs/RunTableModel.h"

using namespace isonet;
using workbench::Page;

class TestSaveReport : public QObject, private RunsFixture {
    Q_OBJECT

    QByteArray read(const QString& name) const {
        QFile file(folder_->filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    // Triggers the action and answers its dialog with the file and the filter that contains `format`. Returns the
    // proposed name.
    QString save(workbench::MainWindow& w, const QString& file, const QString& format) const {
        QString proposed;
        auto* command = action(w, "saveReport");
        if (!QTest::qWaitFor([command] { return command->isEnabled(); }, timeout))
            qWarning("the report cannot be saved");
        QTimer timer;
        QObject::connect(&timer, &QTimer::timeout, &w, [&] {
            auto* dialog = w.findChild<QFileDialog*>("saveReportDialog");
            if (!dialog || !dialog->isVisible())
                return;
            timer.stop();
            proposed = QFileInfo(dialog->selectedFiles().value(0)).fileName();
            for (const auto& filter : dialog->nameFilters())
                if (filter.contains(format))
                    dialog->selectNameFilter(filter);
            dialog->selectFile(folder_->filePath(file));
            static_cast<QDialog*>(dialog)->done(QDialog::Accepted);
        });
        timer.start(10);
        command->trigger();
        return proposed;
    }

private Q_SLOTS:
    void initTestCase() {
        QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        prepareApplication(QStringLiteral("tst_savereport"));
    }
    void init() { resetFixture(); }

    void theShownRunIsSavedAsHtml() {
        const QString run = makeRun("first", 0.25);
        const auto w = window();
        w->showPage(Page::Train);
        w->session().show(run);
        QCOMPARE(save(*w, "out.html", "html"), QString("first report.html"));
        QTRY_VERIFY_WITH_TIMEOUT(read("out.html").contains("<h1>first</h1>"), timeout);
    }

    void withoutARunThereIsNothingToSave() {
        const auto w = window();
        w->showPage(Page::Train);
        QVERIFY(!action(*w, "saveReport")->isEnabled());
        QCOMPARE(action(*w, "saveReport")->text(), QString("Save &report…"));
    }

    void checkedRunsAreComparedInAPdf() {
        makeRun("first", 0.25);
        makeRun("second", 0.5);
        const auto w = window();
        w->showPage(Page::Runs);
        auto* model = w->findChild<workbench::RunsPage*>()->table()->model();
        QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 2, timeout);
        for (int row = 0; row < 2; ++row)
            QVERIFY(model->setData(model->index(row, 0), Qt::Checked, Qt::CheckStateRole));
        QCOMPARE(save(*w, "out.html", "A4"), QString("comparison of 2 runs.html"));
        QTRY_VERIFY_WITH_TIMEOUT(read("out.pdf").startsWith("%PDF-"), timeout);
        QVERIFY(!QFileInfo::exists(folder_->filePath("out.html")));
    }

    void aTypedSuffixChoosesPdf() {
        const QString run = makeRun("first", 0.25);
        const auto w = window();
        w->showPage(Page::Train);
        w->session().show(run);
        save(*w, "typed.pdf", "html");
        QTRY_VERIFY_WITH_TIMEOUT(read("typed.pdf").startsWith("%PDF-"), timeout);
    }

    void aFileIsReplacedOnlyAfterAsking() {
        const QString run = makeRun("first", 0.25);
        QFile file(folder_->filePath("mine.html"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("mine") == 4);
        file.close();
        const auto w = window();
        w->showPage(Page::Train);
        w->session().show(run);
        for (const bool replace : {false, true}) {
            bool asked = false;
            QTimer timer;
            connect(&timer, &QTimer::timeout, w.get(), [&] {
                auto* box = w->findChild<QMessageBox*>("overwriteQuestion");
                if (!box)
                    return;
                timer.stop();
                asked = true;
                for (auto* button : box->buttons())
                    if ((box->buttonRole(button) == QMessageBox::AcceptRole) == replace)
                        button->click();
            });
            timer.start(10);
            save(*w, "mine.html", "html");
            QVERIFY(asked);
            if (!replace)
                QCOMPARE(read("mine.html"), QByteArray("mine"));
        }
        QTRY_VERIFY_WITH_TIMEOUT(read("mine.html").contains("<h1>first</h1>"), timeout);
    }

    void aFailureIsReported() {
        const QString run = makeRun("first", 0.25);
        const auto w = window();
        w->showPage(Page::Train);
        w->session().show(run);
        QVERIFY(QDir(run).mkpath("checkpoints"));
        save(*w, "runs/first/checkpoints/out.html", "html");
        auto* bar = w->messageBar();
        QTRY_VERIFY_WITH_TIMEOUT(bar->text().contains("belongs to the run"), timeout);
    }
};

QTEST_MAIN(TestSaveReport)
#include "tst_savereport.moc"
