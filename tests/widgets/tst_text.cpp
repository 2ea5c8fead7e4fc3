// Names and numbers in the window: paths of any bytes, decimal commas in the locale and as typed.
#include <QLineEdit>
#include <QLocale>
#include <QTableWidget>
#include <QtTest>

#include "widgets/common/Format.h"
#include "widgets/common/NumberBox.h"
#include "widgets/common/NumberText.h"
#include "widgets/common/PathText.h"
#include "widgets/plot/PlotCanvas.h"
#include "widgets/runs/ChangeText.h"
#include "widgets/runs/TableText.h"

using namespace isonet;
using namespace isonet::widgets;

class TestText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany)); }

    void pathsComeBackByteForByte() {
        std::string every;
        for (int byte = 1; byte < 256; ++byte)
            every += static_cast<char>(byte);
        for (const std::string& bytes : {every, std::string("caf\xe9.jpg"), std::string("größe 日本 🐈"),
                                         std::string("🐈\xe9\xed\xb3\xa9"), std::string("\xff"), std::string()})
            QCOMPARE(QByteArray::fromStdString(pathBytes(pathText(bytes))), QByteArray::fromStdString(bytes));
        QCOMPARE(pathText("größe 🐈"), QStringLiteral("größe 🐈"));
        QCOMPARE(pathText("caf\xe9").size(), 4);
    }

    void numbersHavePointsInAGermanLocale() {
        QCOMPARE(QLocale().decimalPoint(), QStringLiteral(","));
        NumberBox box;
        box.setRange(0, 1);
        box.setValue(0.5);
        QCOMPARE(box.text(), QStringLiteral("0.50"));
        auto* edit = box.findChild<QLineEdit*>();
        for (const char* typed : {"0,25", "0.75"}) {
            edit->selectAll();
            QTest::keyClicks(edit, QString::fromLatin1(typed));
            QCOMPARE(box.value(), QString::fromLatin1(typed).replace(QLatin1Char(','), QLatin1Char('.')).toDouble());
        }
        PlotCanvas canvas;
        QCOMPARE(canvas.locale().toString(0.5), QStringLiteral("0.5"));
        QCOMPARE(formatNumber(0.02), QStringLiteral("0.02"));
        QCOMPARE(formatMeasured(0.5), QStringLiteral("0.5000"));
        double value = 0;
        QVERIFY(parseNumber(QStringLiteral("0,02"), value) && value == 0.02);
        QVERIFY(parseNumber(QStringLiteral("2e-2"), value) && value == 0.02);
    }

    void csvQuotesLineBreaks() {
        QTableWidget table(1, 1);
        table.setHorizontalHeaderLabels({QStringLiteral("a,b")});
        table.setVerticalHeaderLabels({QStringLiteral("row")});
        table.setItem(0, 0, new QTableWidgetItem(QStringLiteral("two\nlines")));
        QCOMPARE(tableText(table, TableFormat::Csv), QStringLiteral(",\"a,b\"\nrow,\"two\nlines\"\n"));
    }

    void changesAreCounted() {
        std::vector<config::ChangedKey> changes;
        for (int step = 0; step < 12; ++step)
            changes.push_back({step, {"optimizer.learning_rate", "0.1", "0.2"}});
        const QStringList lines = changeLines(changes);
        QCOMPARE(lines.size(), 9);
        QCOMPARE(lines.first(), QStringLiteral("optimizer.learning_rate: 0.1 → 0.2 from step 0"));
        QCOMPARE(lines.last(), QStringLiteral("and 4 more"));
        changes.resize(2);
        QCOMPARE(settingText("optimizer.learning_rate", "0.1", changes),
                 QStringLiteral("0.1 → 0.2 (step 0) → 0.2 (step 1)"));
        QCOMPARE(settingText("run.seed", "1", changes), QStringLiteral("1"));
    }
};

QTEST_MAIN(TestText)
#include "tst_text.moc"
