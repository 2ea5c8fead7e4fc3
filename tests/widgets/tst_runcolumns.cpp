// The columns of the table of runs: the pinned name, which are shown, their order, and the number that they show; the
// colors of the compared runs; a run that was renamed.
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>
#include <QtTest>

#include "tests/widgets/RunEntries.h"
#include "widgets/common/Format.h"
#include "widgets/common/Theme.h"
#include "widgets/runs/ColorPatternsDialog.h"
#include "widgets/runs/ColumnChoice.h"
#include "widgets/runs/ComparedRuns.h"
#include "widgets/runs/RunFilter.h"
#include "widgets/runs/RunTable.h"
#include "widgets/runs/RunTableModel.h"
#include "widgets/runs/RunTableView.h"

using namespace isonet;
using namespace isonet::widgets;

class TestRunColumns : public QObject {
    Q_OBJECT

    static RunEntry entry(const QString& name, int depth, double rate) {
        RunEntry run = test::runEntry(name, depth, rate);
        run.status.validationTop1 = 70;
        return run;
    }
    static std::vector<RunEntry> threeRuns() {
        return {entry(QStringLiteral("a"), 20, 0.01), entry(QStringLiteral("b"), 56, 0.1),
                entry(QStringLiteral("vanilla"), 56, 0.01)};
    }
    // Runs that differ in eight settings.
    static std::vector<RunEntry> variedRuns() {
        auto runs = threeRuns();
        const std::string keys[] = {"z.a", "z.b", "z.c", "z.d", "z.e", "z.f"};
        for (std::size_t i = 0; i < runs.size(); ++i)
            for (const auto& key : keys)
                runs[i].settings.append({key, std::to_string(i)});
        return runs;
    }
    static QTableView* pinned(const RunTable& table) {
        return table.findChild<QTableView*>(QStringLiteral("pinnedColumn"));
    }
    static int columnOf(const RunTable& table, const QString& title) {
        for (int column = 0; column < table.model()->columnCount(); ++column)
            if (table.model()->columnTitle(column) == title)
                return column;
        return -1;
    }
    static bool isShown(const RunTable& table, const QString& title) {
        const int column = columnOf(table, title);
        return column >= 0 && !table.view()->isColumnHidden(column);
    }
    static RunTableView* viewOf(const RunTable& table) { return qobject_cast<RunTableView*>(table.view()); }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void theNameStaysWhileTheOthersScroll() {
        RunTable table;
        table.resize(500, 300);
        table.setRuns(threeRuns());
        table.show();
        auto *view = table.view(), *name = pinned(table);
        QVERIFY(name && name->isVisible());
        QTRY_VERIFY(view->horizontalScrollBar()->maximum() > 0);
        view->horizontalScrollBar()->setValue(view->horizontalScrollBar()->maximum());
        QVERIFY(view->visualRect(view->model()->index(0, 0)).right() < 0);  // scrolled away
        QCOMPARE(name->visualRect(name->model()->index(0, 0)).left(), 0);
        QCOMPARE(name->width(), view->columnWidth(0));
        QVERIFY(!name->isColumnHidden(0) && name->isColumnHidden(1));
        // A click there selects the row, and the keyboard stays with the table.
        const QRect cell = name->visualRect(name->model()->index(1, 0));
        QTest::mouseClick(name->viewport(), Qt::LeftButton, {}, cell.center());
        QCOMPARE(table.selected().size(), 1);
        QCOMPARE(name->focusPolicy(), Qt::NoFocus);
        // What the keyboard moves to is not covered.
        view->scrollTo(view->model()->index(1, 1));
        QVERIFY(view->visualRect(view->model()->index(1, 1)).left() >= name->width());
        // It is as wide as the column, sorts the table, and follows it down.
        view->setColumnWidth(0, 250);
        QCOMPARE(name->width(), 250);
        name->horizontalHeader()->setSortIndicator(0, Qt::DescendingOrder);
        QCOMPARE(view->model()->index(0, 0).data().toString(), QStringLiteral("vanilla"));
        // Groups have their titles left of it.
        const int left = name->x();
        view->verticalHeader()->setVisible(true);
        QTRY_VERIFY(name->x() > left);
    }

    void aClickOnTheBoxOfThePinnedNameChecksTheRun() {
        RunTable table;
        table.resize(500, 300);
        table.setRuns(threeRuns());
        table.show();
        auto* name = pinned(table);
        const auto first = name->model()->index(0, 0);
        QStyleOptionViewItem option;
        option.initFrom(name);
        option.rect = name->visualRect(first);
        option.features = QStyleOptionViewItem::HasCheckIndicator | QStyleOptionViewItem::HasDisplay;
        const QRect box = name->style()->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &option, name);
        QTest::mouseClick(name->viewport(), Qt::LeftButton, {}, box.center());
        QCOMPARE(table.model()->checked().size(), 1);
    }

    void fewColumnsAreShownUntilMoreAreAskedFor() {
        RunTable table;
        table.setRuns(variedRuns());
        QCOMPARE(table.model()->settingColumns().size(), std::size_t(8));
        int settings = 0;
        for (const auto& key : table.model()->settingColumns())
            settings += isShown(table, QString::fromStdString(key)) ? 1 : 0;
        QCOMPARE(settings, ColumnChoice::mostSettings);
        QVERIFY(isShown(table, QStringLiteral("model.depth")) &&
                isShown(table, QStringLiteral("optimizer.learning_rate")));
        QVERIFY(!isShown(table, QStringLiteral("z.f")) && !isShown(table, QStringLiteral("Images/s")));
        viewOf(table)->showColumn(QStringLiteral("z.f"), true);
        viewOf(table)->showColumn(QStringLiteral("z.a"), false);
        QVERIFY(isShown(table, QStringLiteral("z.f")) && !isShown(table, QStringLiteral("z.a")));
        QMenu menu;
        viewOf(table)->fillColumnMenu(menu);
        menu.actions().last()->trigger();  // the defaults
        QVERIFY(!isShown(table, QStringLiteral("z.f")) && isShown(table, QStringLiteral("z.a")));
    }

    void choiceAndOrderOfColumnsAreKept() {
        QByteArray state;
        {
            RunTable table;
            table.setRuns(variedRuns());
            auto* header = table.view()->horizontalHeader();
            viewOf(table)->showColumn(QStringLiteral("z.f"), true);
            viewOf(table)->showColumn(QStringLiteral("Loss"), false);
            header->moveSection(header->visualIndex(columnOf(table, QStringLiteral("z.f"))), 1);
            header->moveSection(header->visualIndex(columnOf(table, QStringLiteral("Best"))),
                                0);  // not before the name
            QCOMPARE(header->visualIndex(0), 0);
            state = table.state();
        }
        RunTable table;
        table.setState(state);  // before the runs are known
        table.setRuns({entry(QStringLiteral("alone"), 8, 0.01)});
        table.setRuns(variedRuns());
        QVERIFY(isShown(table, QStringLiteral("z.f")) && !isShown(table, QStringLiteral("Loss")));
        const auto* header = table.view()->horizontalHeader();
        QCOMPARE(header->visualIndex(columnOf(table, QStringLiteral("Best"))), 1);
        QCOMPARE(header->visualIndex(columnOf(table, QStringLiteral("z.f"))), 2);
        QCOMPARE(header->visualIndex(0), 0);
    }

    void stateOfEarlierVersionsIsRead() {
        QByteArray state;
        QDataStream out(&state, QIODevice::WriteOnly);
        out << 2 << QStringList{QStringLiteral("Loss")} << int(RunTableModel::Best) << int(Qt::AscendingOrder)
            << QStringLiteral("network");
        RunTable table;
        table.setRuns(threeRuns());
        table.setState(state);
        QVERIFY(!isShown(table, QStringLiteral("Loss")) && isShown(table, QStringLiteral("Best")));
        QCOMPARE(table.groupKey(), QStringLiteral("network"));
        table.setState(QByteArray("nonsense"));
        QVERIFY(!isShown(table, QStringLiteral("Loss")));
    }

    void metricColumnsShowTheChosenNumber() {
        Series series;
        for (int i = 0; i < 5; ++i)
            series.steps.append(10 * i), series.values.append(QVector<double>{60, 90, 80, 10, 70}[i]);
        const auto of = [&](Statistic kind, std::int64_t step, const char* tag) {
            return statisticOf(series, tag, {kind, step}).value_or(-1);
        };
        QCOMPARE(of(Statistic::Last, 0, "accuracy/val_top1"), 70.0);
        QCOMPARE(of(Statistic::Best, 0, "accuracy/val_top1"), 90.0);
        QCOMPARE(of(Statistic::Best, 0, "loss/total"), 10.0);
        QCOMPARE(of(Statistic::Smallest, 0, "accuracy/val_top1"), 10.0);
        QCOMPARE(of(Statistic::Largest, 0, "loss/total"), 90.0);
        QCOMPARE(of(Statistic::AtStep, 25, "loss/total"), 80.0);
        QCOMPARE(of(Statistic::AtStep, -1, "loss/total"), -1.0);  // before the first

        RunTable table;
        table.setRuns(threeRuns());
        auto* model = table.model();
        const auto cell = [&](int row, int column) { return model->index(row, column).data().toString(); };
        const auto title = [&](int column) {
            return model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        };
        QCOMPARE(cell(0, RunTableModel::Validation), QStringLiteral("70.00"));
        QSignalSpy changed(&table, &RunTable::statisticChanged);
        table.setStatistic({Statistic::Largest, 0});
        QCOMPARE(changed.count(), 1);
        QCOMPARE(title(RunTableModel::Validation), QStringLiteral("Validation (max)"));
        QCOMPARE(title(RunTableModel::Best), QStringLiteral("Best"));
        QCOMPARE(cell(0, RunTableModel::Validation), QStringLiteral("…"));  // not read yet
        model->setScalars(QStringLiteral("/runs/a"), {{"accuracy/val_top1", 91.5}, {"loss/total", 4}});
        model->setScalars(QStringLiteral("/runs/b"), {});
        QCOMPARE(cell(0, RunTableModel::Validation), QStringLiteral("91.50"));
        QCOMPARE(cell(1, RunTableModel::Validation), QString());
        QCOMPARE(model->index(0, RunTableModel::Validation).data(RunTableModel::SortRole).toDouble(), 91.5);
        table.setStatistic({Statistic::AtStep, 12000});
        QCOMPARE(title(RunTableModel::Loss), QStringLiteral("Loss (step %1)").arg(stepText(12000)));
        RunTable next;
        next.setState(table.state());
        QVERIFY(next.model()->statistic() == table.model()->statistic());
    }

    void colorsFollowAGroupOrAPatternAndAreKept() {
        RunTable table;
        table.setRuns(threeRuns());
        const QStringList a{QStringLiteral("/runs/a")}, b{QStringLiteral("/runs/b")},
            all{"/runs/a", "/runs/b", "/runs/vanilla"};
        QCOMPARE(table.colorsOf(all), QVector<int>({-1, -1, -1}));
        QSignalSpy changed(&table, &RunTable::comparisonChanged);
        table.setColorKey(QStringLiteral("model.depth"));
        QCOMPARE(changed.count(), 1);
        QCOMPARE(table.colorsOf(b), QVector<int>({0}));  // 56 is seen first
        QCOMPARE(table.colorsOf(all), QVector<int>({1, 0, 0}));
        RunTable next;
        next.setState(table.state());
        next.setRuns(threeRuns());
        QCOMPARE(next.colorsOf(a), QVector<int>({1}));  // as before, although 20 is first now
        next.setColorPatterns({{QStringLiteral("vanilla"), 4}, {QStringLiteral("depth=56"), 5}});
        QCOMPARE(next.colorsOf(all), QVector<int>({1, 5, 4}));
        RunNotes notes;
        notes.color = 6;
        next.model()->setNotes(QStringLiteral("/runs/b"), notes);
        QCOMPARE(next.colorsOf(all), QVector<int>({1, 6, 4}));  // its own color comes first
        RunTable third;
        third.setState(next.state());
        third.setRuns(threeRuns());
        QCOMPARE(third.colorsOf(all), QVector<int>({1, 5, 4}));
    }

    // More settings than a screen holds are in a menu of their own.
    void colorsByASettingAreChosenInASubmenu() {
        RunTable table;
        table.setRuns(variedRuns());
        QMenu* menu = nullptr;
        for (const auto* button : table.findChildren<QToolButton*>())
            if (button->text() == QStringLiteral("Colors"))
                menu = button->menu();
        QVERIFY(menu);
        const auto action = [](const QMenu* of, const QString& text) {
            for (auto* each : of->actions())
                if (each->text() == text)
                    return each;
            return static_cast<QAction*>(nullptr);
        };
        for (int opened = 0; opened < 2; ++opened) {  // filled each time
            Q_EMIT menu->aboutToShow();
            QVERIFY(action(menu, QStringLiteral("By network")) && action(menu, QStringLiteral("By pattern…")));
            QVERIFY(!action(menu, QStringLiteral("By model.depth")));
            QCOMPARE(menu->findChildren<QMenu*>().size(), 1);
        }
        const QMenu* settings = action(menu, QStringLiteral("By setting"))->menu();
        QCOMPARE(settings->actions().size(), 8);
        action(settings, QStringLiteral("model.depth"))->trigger();
        Q_EMIT menu->aboutToShow();
        settings = action(menu, QStringLiteral("By setting"))->menu();
        QVERIFY(action(settings, QStringLiteral("model.depth"))->isChecked());
        QVERIFY(!action(menu, QStringLiteral("Each run has its own"))->isChecked());
    }

    void comparedRunsKeepTheirColors() {
        const auto entries = threeRuns();
        ComparedRuns runs;
        const auto colorOf = [&](const char* path) {
            for (const auto& run : runs.runs())
                if (run.path == QLatin1String(path))
                    return run.color;
            return -1;
        };
        runs.setRuns({&entries[0], &entries[1]}, {"", ""});
        QCOMPARE(colorOf("/runs/b"), 1);
        runs.setRuns({&entries[1], &entries[2]}, {"", ""});
        QCOMPARE(colorOf("/runs/b"), 1);
        QCOMPARE(colorOf("/runs/vanilla"), 0);
        runs.setRuns({&entries[0], &entries[1], &entries[2]}, {"", "", ""}, {-1, -1, 1});
        QCOMPARE(colorOf("/runs/vanilla"), 1);
        QVERIFY(colorOf("/runs/b") != 1 && colorOf("/runs/a") != colorOf("/runs/b"));
    }

    void patternsAreEdited() {
        ColorPatternsDialog dialog({{QStringLiteral("vanilla"), 4}});
        const auto edits = dialog.findChildren<QLineEdit*>();
        QCOMPARE(edits.size(), 2);  // and an empty one
        edits.last()->setText(QStringLiteral(" depth=56 "));
        QCOMPARE(dialog.findChildren<QLineEdit*>().size(), 3);
        const auto patterns = dialog.patterns();
        QCOMPARE(patterns.size(), 2);
        QCOMPARE(patterns[0], (ColorPattern{QStringLiteral("vanilla"), 4}));
        QCOMPARE(patterns[1].pattern, QStringLiteral("depth=56"));
    }

    void aRenamedRunKeepsItsRowCheckAndColor() {
        RunTable table;
        table.setRuns(threeRuns());
        table.model()->setChecked(QStringLiteral("/runs/b"), true);
        table.select({QStringLiteral("/runs/b")});
        QSignalSpy compared(&table, &RunTable::comparisonChanged);
        table.model()->setPath(QStringLiteral("/runs/b"), QStringLiteral("/runs/deep"));
        QCOMPARE(compared.count(), 1);
        QCOMPARE(table.model()->checked(), QStringList("/runs/deep"));
        QCOMPARE(table.model()->rowOf(QStringLiteral("/runs/deep")), 1);
        QCOMPARE(table.model()->find(QStringLiteral("/runs/deep"))->name, QStringLiteral("deep"));
        QCOMPARE(table.selected(), QStringList("/runs/deep"));
        // Runs that were read before the folder had its new name.
        table.setRuns(threeRuns());
        QCOMPARE(table.model()->checked(), QStringList("/runs/deep"));
        QVERIFY(!table.model()->find(QStringLiteral("/runs/b")));
        auto now = threeRuns();
        now[1].path = QStringLiteral("/runs/deep"), now[1].name = QStringLiteral("deep");
        table.setRuns(now);
        QCOMPARE(table.model()->checked(), QStringList("/runs/deep"));
        QCOMPARE(table.model()->rowCount(), 3);
    }
};

QTEST_MAIN(TestRunColumns)
#include "tst_runcolumns.moc"
