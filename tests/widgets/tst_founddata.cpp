// The configuration form when the data of a folder become known: filled in after an edit, checked otherwise.
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QtTest>

#include "training/sweeps/Presets.h"
#include "widgets/common/Theme.h"
#include "widgets/form/ConfigForm.h"

using namespace isonet;
using namespace isonet::widgets;

class TestFoundData : public QObject {
    Q_OBJECT

    static void typeRoot(ConfigForm& form, const QString& text) {
        auto* edit = form.findChild<QWidget*>(QStringLiteral("data.root"))->findChild<QLineEdit*>();
        edit->selectAll();
        QTest::keyClicks(edit, text);
    }
    static FoundData flowers() {
        FoundData found;
        found.askedDataset = found.dataset = "folder";
        found.askedRoot = "/data/flowers";
        found.found = true;
        found.classes = 17;
        found.channels = 3;
        found.height = found.width = 224;
        return found;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void aChosenFolderFillsClassesChannelsAndSize() {
        ConfigForm form;
        form.show();
        typeRoot(form, QStringLiteral("/data/flowers"));
        FoundData found = flowers();
        found.askedDataset = form.config().data.dataset;  // which is not the one that is there
        found.found = false;
        FoundData late = found;
        late.askedRoot = "/data/flow";
        form.setFoundData(late);
        QCOMPARE(form.config().model.classes, 10);
        form.setFoundData(found);
        QCOMPARE(form.config().data.dataset, std::string("folder"));
        QCOMPARE(form.config().data.root, std::string("/data/flowers"));
        QCOMPARE(form.config().model.classes, 17);
        QCOMPARE(form.config().model.channels, 3);
        QCOMPARE(form.config().model.height, 224);
        QVERIFY2(form.isValid(), qPrintable(form.problemSummary()));
    }

    void classesThatTheDataDoNotHaveAreRefusedAtTheirField() {
        ConfigForm form;
        auto config = sweeps::defaultPreset().config;
        config.data.dataset = "folder";
        config.data.root = "/data/flowers";
        config.model.classes = 1000;
        config.model.channels = 3;
        form.setConfig(config);  // opened, not edited: nothing is filled in
        QVERIFY2(form.isValid(), qPrintable(form.problemSummary()));
        QSignalSpy changed(&form, &ConfigForm::configChanged);
        form.setFoundData(flowers());
        QCOMPARE(form.config().model.classes, 1000);
        QVERIFY(!form.isValid());
        QCOMPARE(changed.size(), 1);  // Start is refused before the next edit
        form.setFoundData(flowers());
        QCOMPARE(changed.size(), 1);
        QVERIFY2(form.problemSummary().startsWith(QStringLiteral("Classes: classes is 1000; accepted: 17")),
                 qPrintable(form.problemSummary()));
        config.model.classes = 17;
        form.setConfig(config);
        QVERIFY(form.isValid());
        config.data.root = "/data/other";  // of which nothing is known yet
        config.model.classes = 5;
        form.setConfig(config);
        QVERIFY(form.isValid());
    }
};

QTEST_MAIN(TestFoundData)
#include "tst_founddata.moc"
