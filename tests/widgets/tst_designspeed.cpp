// The numbers of the Design page follow an edit of a deep network at once.
#include <QElapsedTimer>
#include <QtTest>
#include <algorithm>
#include <vector>

#include "training/sweeps/Presets.h"
#include "widgets/common/Theme.h"
#include "widgets/design/CostSummary.h"
#include "widgets/design/NetworkDiagram.h"
#include "widgets/design/SelectionPanel.h"
#include "widgets/design/StageEdits.h"
#include "widgets/design/StageTable.h"
#include "widgets/form/DifferenceList.h"

using namespace isonet;
using namespace isonet::widgets;

class TestDesignSpeed : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    // The median of several edits.
    void figuresOf200LayersAreReadyIn50Milliseconds() {
        auto config = withSmallestNetwork(sweeps::defaultPreset().config);
        config.model.stages[0].block = spec::BlockKind::Plain;
        config.model.stages[0].blocks = 10;
        config.model.stages.assign(20, config.model.stages[0]);
        QCOMPARE(spec::plan(config.model).convolutions.size(), std::size_t(201));
        StageTable table;
        SelectionPanel panel;
        NetworkDiagram diagram;
        DifferenceList differences;
        table.resize(640, 300);
        panel.resize(320, 600);
        diagram.resize(800, 600);
        table.show();
        panel.show();
        diagram.show();
        std::vector<qint64> times;
        for (int i = 0; i < 9; ++i) {
            config.model.stages[10].channels = 17 + i;
            QElapsedTimer timer;
            timer.start();
            table.setConfig(config);
            panel.setConfig(config);
            panel.select(QStringLiteral("s11"), {{NetworkPart::Kind::Stage, 10}});
            differences.setConfig(config);
            QVERIFY(!CostSummary::text(config, {}, {}).isEmpty());
            QVERIFY(diagram.setConfig(config));
            times.push_back(timer.elapsed());
        }
        std::ranges::sort(times);
        QVERIFY2(times[times.size() / 2] < 50, qPrintable(QString::number(times[times.size() / 2])));
    }
};

QTEST_MAIN(TestDesignSpeed)
#include "tst_designspeed.moc"
