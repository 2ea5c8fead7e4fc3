// The row of settings that can change during training.
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

#include "tests/widgets/RunRecords.h"
#include "widgets/common/Theme.h"
#include "widgets/live/SteeringBar.h"

using namespace isonet;
using namespace isonet::widgets;

class TestSteering : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void steeringEmitsOnlyValidChanges() {
        SteeringBar bar;
        auto config = test::smallConfig();
        config.optimizer.learningRate = 0.02;
        config.run.epochs = 10;
        bar.setConfig(config, 3);
        QSignalSpy steered(&bar, &SteeringBar::steered);
        QVERIFY(!bar.applyButton()->isEnabled());
        auto type = [&](const char* key, const QString& text) {
            auto* edit = bar.field(key);
            edit->setText(text);
            Q_EMIT edit->textEdited(text);
        };
        type("run.epochs", "2");  // epoch 3 is running
        QVERIFY(!bar.applyButton()->isEnabled());
        type("run.epochs", "10");
        type("optimizer.learning_rate", "0.005");
        QVERIFY(bar.applyButton()->isEnabled());
        bar.applyButton()->click();
        QCOMPARE(steered.count(), 1);
        const auto wanted = steered.first().first().value<Steering>();
        QCOMPARE(wanted.learningRate, std::optional(0.005));
        QVERIFY(!wanted.epochs && !wanted.penaltyCoefficient && !wanted.spectrumSteps);
        config.optimizer.learningRate = 0.005;
        bar.setConfig(config, 3);
        QVERIFY(!bar.applyButton()->isEnabled());
    }

    // Tab selects the text of a field; what is recorded meanwhile must not end the selection: "3" would make 30 to 303.
    void recordsDoNotDisturbTyping() {
        SteeringBar bar;
        auto config = test::smallConfig();
        config.run.epochs = 30;
        bar.setConfig(config, 1);
        bar.show();
        auto* epochs = bar.field(QStringLiteral("run.epochs"));
        epochs->selectAll();
        bar.setConfig(config, 2);
        QTest::keyClicks(epochs, QStringLiteral("8"));
        QCOMPARE(epochs->text(), QStringLiteral("8"));
        bar.setConfig(config, 2);
        QCOMPARE(epochs->text(), QStringLiteral("8"));
        config.run.epochs = 12;  // changed elsewhere
        bar.setConfig(config, 2);
        QCOMPARE(epochs->text(), QStringLiteral("12"));
    }

    void theProblemOfASettingIsNotClipped() {
        SteeringBar bar;
        bar.resize(620, 40);
        bar.setConfig(test::smallConfig(), 1);
        bar.show();
        const auto* problem = bar.findChild<QLabel*>(QStringLiteral("fieldMessage"));
        QVERIFY(problem->isHidden());
        auto* rate = bar.field(QStringLiteral("optimizer.learning_rate"));
        rate->selectAll();
        QTest::keyClicks(rate, QStringLiteral("x"));
        QTRY_VERIFY(problem->isVisible() && problem->height() >= problem->heightForWidth(problem->width()));
        QVERIFY(problem->text().endsWith(QLatin1Char('.')));
    }
};

QTEST_MAIN(TestSteering)
#include "tst_steering.moc"
