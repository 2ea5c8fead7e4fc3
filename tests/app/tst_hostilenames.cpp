// Names that look like HTML, of runs and tags: shown as they are, never rendered.
#include <QAbstractItemView>
#include <QApplication>
#include <QLabel>
#include <QtTest>

#include "app/workbench/pages/RunsPage.h"
#include "tests/app/RunsFixture.h"
#include "widgets/live/RunView.h"
#include "widgets/plot/PlotGrid.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/runs/RunList.h"
#include "widgets/runs/RunTable.h"
#include "widgets/runs/RunTableModel.h"

using namespace isonet;

namespace {

const QString hostile = QStringLiteral("<h1>big<img src=x>");

bool isRendered(const QString& text) {
    return text.contains(QStringLiteral("<h1>")) && Qt::mightBeRichText(text);
}

// Every label and tooltip of the window that would render the name.
QStringList renderedIn(const QWidget& window) {
    QStringList found;
    for (const auto* widget : window.findChildren<QWidget*>()) {
        const auto* label = qobject_cast<const QLabel*>(widget);
        const bool plain = !label || label->textFormat() == Qt::PlainText;
        if (!plain && label->text().contains(QStringLiteral("<h1>")))
            found << QStringLiteral("label ") + widget->objectName();
        if (isRendered(widget->toolTip()))
            found << QStringLiteral("tooltip of ") + QLatin1String(widget->metaObject()->className()) +
                         widget->objectName();
        const auto* view = qobject_cast<const QAbstractItemView*>(widget);
        if (!view || !view->model())
            continue;
        for (int row = 0; row < view->model()->rowCount(); ++row)
            for (int column = 0; column < view->model()->columnCount(); ++column)
                if (isRendered(view->model()->index(row, column).data(Qt::ToolTipRole).toString()))
                    found << QStringLiteral("item of ") + QLatin1String(view->metaObject()->className());
    }
    return found;
}

}  // namespace

class TestHostileNames : public QObject, private RunsFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareApplication(QStringLiteral("tst_hostilenames")); }
    void init() { resetFixture(); }

    void namesAreNowhereRendered() {
        for (const char* suffix : {"1", "2"}) {
            const QString run = makeRun(hostile.toStdString() + suffix, 0.1);
            telemetry::EventWriter events(run.toStdString());
            events.write({{hostile.toStdString() + "/loss", 1, 1e9, telemetry::Scalar{1}},
                          {hostile.toStdString() + "/loss", 2, 1e9 + 1, telemetry::Scalar{2}}});
        }
        auto w = window();
        action(*w, "runsPage")->trigger();
        auto* model = w->runsPage()->table()->model();
        QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 2, timeout);
        for (int row = 0; row < 2; ++row)
            QVERIFY(model->setData(model->index(row, widgets::RunTableModel::Name), Qt::Checked, Qt::CheckStateRole));
        QTRY_VERIFY_WITH_TIMEOUT(!w->runsPage()->findChildren<widgets::PlotPanel*>().isEmpty(), timeout);
        QTest::qWait(200);
        QCOMPARE(renderedIn(*w).join(QStringLiteral("; ")), QString());

        w->showRun(runs() + QLatin1Char('/') + hostile + QStringLiteral("1"));
        QTRY_VERIFY_WITH_TIMEOUT(w->runData()->series(hostile.toStdString() + "/loss"), timeout);
        QTest::qWait(200);
        QCOMPARE(renderedIn(*w).join(QStringLiteral("; ")), QString());
    }
};

QTEST_MAIN(TestHostileNames)
#include "tst_hostilenames.moc"
