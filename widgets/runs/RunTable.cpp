#include "widgets/runs/RunTable.h"

#include <QAction>
#include <QActionGroup>
#include <QComboBox>
#include <QDataStream>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/common/PlainLabel.h"
#include "widgets/common/Theme.h"
#include "widgets/runs/ColorPatternsDialog.h"
#include "widgets/runs/RunActions.h"
#include "widgets/runs/RunFilter.h"
#include "widgets/runs/RunTableModel.h"
#include "widgets/runs/RunTableView.h"

namespace isonet::widgets {
namespace {

constexpr int tableStateVersion = 3, versionWithoutChoice = 2, versionWithoutTest = 1;

}  // namespace

RunTable::RunTable(QWidget* parent)
    : QWidget(parent),
      model_(new RunTableModel(this)),
      filter_(new RunFilter(model_, this)),
      view_(new RunTableView(model_, filter_)),
      actions_(new RunActions(model_, this)),
      filterText_(new QLineEdit),
      groups_(new QComboBox),
      empty_(new PlainLabel),
      notice_(new PlainLabel) {
    notice_->setObjectName(QStringLiteral("tableNotice"));
    notice_->setWordWrap(true);
    notice_->setMargin(6);
    notice_->setVisible(false);
    empty_->setObjectName(QStringLiteral("emptyState"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setMargin(24);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addLayout(makeToolBar());
    all->addWidget(notice_);
    all->addWidget(view_, 1);
    all->addWidget(empty_, 1);
    connectActions();

    connect(model_, &RunTableModel::notesEdited, this, &RunTable::notesEdited);
    connect(model_, &RunTableModel::checkedChanged, this, [this] {
        actions_->refresh();
        Q_EMIT comparisonChanged();
    });
    connect(model_, &QAbstractItemModel::modelReset, this, &RunTable::fillGroups);
    fillGroups();
    showEmptyState();
}

void RunTable::connectActions() {
    connect(actions_, &RunActions::opened, this, &RunTable::opened);
    connect(actions_, &RunActions::resumeRequested, this, &RunTable::resumeRequested);
    connect(actions_, &RunActions::cloneRequested, this, &RunTable::cloneRequested);
    connect(actions_, &RunActions::trashRequested, this, &RunTable::trashRequested);
    connect(actions_, &RunActions::folderRequested, this, &RunTable::folderRequested);
    connect(actions_, &RunActions::renameRequested, this, &RunTable::renameRequested);
    connect(actions_, &RunActions::notesEdited, this, &RunTable::notesEdited);
    connect(actions_, &RunActions::colorsChanged, this, &RunTable::comparisonChanged);
    connect(view_, &RunTableView::opened, this, &RunTable::opened);
    connect(view_, &RunTableView::openPressed, actions_->open(), &QAction::trigger);
    connect(view_, &RunTableView::deletePressed, actions_->trash(), &QAction::trigger);
    connect(view_, &RunTableView::menuRequested, this, [this](const QPoint& position) {
        QMenu menu(this);
        actions_->fillMenu(menu);
        menu.exec(position);
    });
    connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        actions_->setSelection(selected());
        Q_EMIT selectionChanged();
    });
}

QHBoxLayout* RunTable::makeToolBar() {
    filterText_->setObjectName(QStringLiteral("tableFilter"));
    filterText_->setPlaceholderText(tr("Filter: words, or depth=20 tag:good best>70"));
    filterText_->setToolTip(
        tr("<b>Filter</b><br>Words to find in the name, tags, note, state or settings of a run (all must match), or a "
           "condition on a column: <i>depth=20</i>, <i>state:running</i>, <i>tag:good</i>, "
           "<i>learning_rate&lt;0.05</i>, <i>best&gt;70</i>."));
    filterText_->setAccessibleName(tr("Filter runs"));
    filterText_->setClearButtonEnabled(true);
    filterText_->addAction(themedIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    groups_->setObjectName(QStringLiteral("groupBy"));
    groups_->setAccessibleName(tr("Group by"));
    groups_->setToolTip(
        tr("<b>Group by</b><br>Keeps the runs of a group together. In the comparison, a group is drawn as its mean "
           "with a band from minimum to maximum."));
    groups_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    const auto menuButton = [this](const QString& text, const QString& tooltip, const auto& fill) {
        auto* button = new QToolButton;
        button->setText(text);
        button->setToolTip(tooltip);
        button->setAutoRaise(true);
        button->setPopupMode(QToolButton::InstantPopup);
        auto* menu = new QMenu(button);
        button->setMenu(menu);
        connect(menu, &QMenu::aboutToShow, this, [menu, fill] {
            menu->clear();
            qDeleteAll(menu->findChildren<QMenu*>(Qt::FindDirectChildrenOnly));
            qDeleteAll(menu->findChildren<QActionGroup*>(Qt::FindDirectChildrenOnly));
            fill(*menu);
        });
        return button;
    };
    auto* columns =
        menuButton(tr("Columns"), tr("Show and hide columns"), [this](QMenu& menu) { view_->fillColumnMenu(menu); });
    auto* values =
        menuButton(tr("Values"), tr("Which number of Validation, Train and Loss is shown, here and in the results"),
                   [this](QMenu& menu) { fillStatisticMenu(menu); });
    auto* colors = menuButton(tr("Colors"), tr("Colors of the compared runs, by a setting or by patterns"),
                              [this](QMenu& menu) { fillColorMenu(menu); });
    auto* folders =
        menuButton(tr("Folders"), tr("Folders whose runs are listed"), [this](QMenu& menu) { fillFolderMenu(menu); });
    folders->setIcon(themedIcon(QStringLiteral("folder")));
    folders->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(8, 6, 8, 6);
    bar->setSpacing(4);
    bar->addWidget(filterText_, 1);
    bar->addWidget(groups_);
    auto* tools = new QToolBar;  // what a narrow window has no room for moves to its menu
    tools->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    tools->setIconSize({16, 16});
    tools->addActions(actions_->toolBarActions());
    for (auto* button : {columns, values, colors, folders})
        tools->addWidget(button);
    bar->addWidget(tools);

    connect(filterText_, &QLineEdit::textChanged, this, [this](const QString& text) {
        filter_->setText(text);
        showEmptyState();
        Q_EMIT listChanged();
    });
    connect(groups_, &QComboBox::activated, this, [this] {
        applyGroup();
        view_->sortByColumn(view_->horizontalHeader()->sortIndicatorSection(),
                            view_->horizontalHeader()->sortIndicatorOrder());
        Q_EMIT comparisonChanged();
    });
    return bar;
}

QTableView* RunTable::view() const {
    return view_;
}

void RunTable::setFolders(const QStringList& folders) {
    folders_ = folders;
    showEmptyState();
}

void RunTable::setRuns(std::vector<RunEntry> runs) {
    const QStringList previous = selected();
    model_->setRuns(std::move(runs));
    if (selected() != previous)
        view_->selectPaths(previous);
    showEmptyState();
    actions_->setSelection(selected());
    Q_EMIT listChanged();
}

void RunTable::setNotice(const QString& notice) {
    notice_->setText(notice);
    notice_->setVisible(!notice.isEmpty());
    showEmptyState();
}

void RunTable::showEmptyState() {
    const bool isEmpty = filter_->rowCount() == 0;
    view_->setVisible(!isEmpty);
    empty_->setVisible(isEmpty);
    if (!isEmpty)
        return;
    empty_->setText(model_->rowCount() > 0
                        ? tr("No run matches \"%1\".").arg(filterText_->text())
                        : tr("No runs in\n%1\n\nRuns started here or by isonet train are listed, as are folders of "
                             "TensorBoard event files. Use Folders above to add another location.")
                              .arg(folders_.join(QLatin1Char('\n'))));
}

void RunTable::fillGroups() {
    const QString current = groupKey();
    groups_->clear();
    groups_->addItem(tr("Not grouped"), QString());
    for (const auto& [title, key] : groupChoices())
        groups_->addItem(title, key);
    groups_->setCurrentIndex(std::max(0, groups_->findData(current)));
    if (groupKey() != filter_->group())
        filter_->setGroup(groupKey());
}

QVector<std::pair<QString, QString>> RunTable::groupChoices() const {
    QVector<std::pair<QString, QString>> all{{tr("By network"), QStringLiteral("network")},
                                             {tr("By tag"), QStringLiteral("tag")},
                                             {tr("By state"), QStringLiteral("state")},
                                             {tr("By folder"), QStringLiteral("folder")}};
    for (const auto& setting : model_->settingColumns()) {
        const QString key = QString::fromStdString(setting);
        all.append({tr("By %1").arg(key), key});
    }
    return all;
}

void RunTable::applyGroup() {
    filter_->setGroup(groupKey());
    view_->verticalHeader()->setVisible(!groupKey().isEmpty());
}

QString RunTable::groupKey() const {
    return groups_->currentData().toString();
}

void RunTable::select(const QStringList& paths) {
    view_->selectPaths(paths);
    const auto rows = view_->selectionModel()->selectedRows();
    if (!rows.isEmpty()) {
        view_->selectionModel()->setCurrentIndex(rows.first(), QItemSelectionModel::NoUpdate);
        view_->scrollTo(rows.first());
    }
}

QStringList RunTable::listed() const {
    QStringList paths;
    for (int row = 0; row < filter_->rowCount(); ++row)
        paths.append(filter_->index(row, 0).data(RunTableModel::PathRole).toString());
    return paths;
}

QVector<int> RunTable::colorsOf(const QStringList& paths) {
    QVector<int> colors;
    const QString group = groupKey(), key = group.isEmpty() ? colors_.key() : group;
    for (const auto& path : paths) {
        const int row = model_->rowOf(path);
        if (row < 0) {
            colors.append(-1);
            continue;
        }
        const auto& run = model_->runs()[std::size_t(row)];
        const auto& patterns = colors_.patterns();
        const auto pattern = std::ranges::find_if(
            patterns, [&](const ColorPattern& each) { return filter_->matches(each.pattern, row); });
        if (group.isEmpty() && run.notes.color >= 0)
            colors.append(run.notes.color);
        else if (pattern != patterns.end())
            colors.append(pattern->color);
        else
            colors.append(key.isEmpty() ? -1 : colors_.colorOf(key, model_->groupOf(run, key)));
    }
    return colors;
}

void RunTable::setColorKey(const QString& key) {
    colors_.setKey(key);
    Q_EMIT comparisonChanged();
}

void RunTable::setColorPatterns(const QVector<ColorPattern>& patterns) {
    colors_.setPatterns(patterns);
    Q_EMIT comparisonChanged();
}

void RunTable::fillColorMenu(QMenu& menu) {
    auto* choices = new QActionGroup(&menu);
    auto* settings = new QMenu(tr("By setting"), &menu);  // there can be more than a screen holds
    const auto add = [&](QMenu& to, const QString& title, const QString& key) {
        auto* action = to.addAction(title, this, [this, key] { setColorKey(key); });
        action->setCheckable(true);
        action->setChecked(colors_.key() == key);
        choices->addAction(action);
    };
    add(menu, tr("Each run has its own"), QString());
    for (const auto& [title, key] : groupChoices())
        if (key.contains(QLatin1Char('.')))
            add(*settings, key, key);
        else
            add(menu, title, key);
    menu.addMenu(settings)->setEnabled(!settings->isEmpty());
    menu.addSeparator();
    menu.addAction(tr("By pattern…"), this, &RunTable::editPatterns);
}

void RunTable::editPatterns() {
    ColorPatternsDialog dialog(colors_.patterns(), this);
    if (dialog.exec() == QDialog::Accepted)
        setColorPatterns(dialog.patterns());
}

void RunTable::fillStatisticMenu(QMenu& menu) {
    auto* choices = new QActionGroup(&menu);
    for (const auto kind :
         {Statistic::Last, Statistic::Best, Statistic::Smallest, Statistic::Largest, Statistic::AtStep}) {
        auto* action = menu.addAction(statisticTitle(kind), this, [this, kind] {
            StatisticChoice choice{kind, model_->statistic().step};
            bool ok = true;
            if (kind == Statistic::AtStep)
                choice.step = QInputDialog::getInt(this, tr("Values at a step"), tr("Last value at or before step"),
                                                   int(choice.step), 0, 2'000'000'000, 1, &ok);
            if (ok)
                setStatistic(choice);
        });
        action->setCheckable(true);
        action->setChecked(model_->statistic().kind == kind);
        choices->addAction(action);
    }
}

void RunTable::setStatistic(const StatisticChoice& choice) {
    if (choice == model_->statistic())
        return;
    model_->setStatistic(choice);
    Q_EMIT statisticChanged();
}

QStringList RunTable::selected() const {
    return view_->selectedPaths();
}

void RunTable::fillFolderMenu(QMenu& menu) {
    menu.addAction(tr("Add folder…"), this, &RunTable::addFolderRequested);
    menu.addSeparator();
    for (const auto& folder : std::as_const(folders_)) {
        if (folder == folders_.first())
            menu.addAction(tr("%1 (new runs)").arg(folder))->setEnabled(false);
        else
            menu.addAction(tr("Remove %1").arg(folder), this, [this, folder] { Q_EMIT removeFolderRequested(folder); });
    }
}

QByteArray RunTable::state() const {
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out << tableStateVersion << view_->columns().hidden() << int(view_->horizontalHeader()->sortIndicatorSection())
        << int(view_->horizontalHeader()->sortIndicatorOrder()) << groupKey() << view_->columns()
        << int(model_->statistic().kind) << qint64(model_->statistic().step) << colors_.state();
    return bytes;
}

void RunTable::setState(const QByteArray& state) {
    QDataStream in(state);
    int version = 0, column = 0, order = 0;
    QStringList hidden;
    QString group;
    in >> version;
    if (in.status() != QDataStream::Ok || version < versionWithoutTest || version > tableStateVersion)
        return;  // what follows could be taken for a list of any length
    in >> hidden >> column >> order >> group;
    if (in.status() != QDataStream::Ok)
        return;
    if (version == versionWithoutTest && column >= RunTableModel::Test)
        ++column;
    ColumnChoice columns;
    columns.setHidden(hidden);
    if (version > versionWithoutChoice) {
        int statistic = 0;
        qint64 step = 0;
        QVariantMap colors;
        in >> columns >> statistic >> step >> colors;
        if (in.status() != QDataStream::Ok)
            return;
        colors_.setState(colors);
        if (statistic >= int(Statistic::Last) && statistic <= int(Statistic::AtStep) && step >= 0)
            setStatistic({Statistic(statistic), step});
    }
    view_->setColumns(columns);
    if (column >= 0 && column < RunTableModel::Fixed)
        view_->sortByColumn(column, order == int(Qt::AscendingOrder) ? Qt::AscendingOrder : Qt::DescendingOrder);
    if (groups_->findData(group) < 0 && !group.isEmpty())
        groups_->addItem(tr("By %1").arg(group), group);
    groups_->setCurrentIndex(std::max(0, groups_->findData(group)));
    applyGroup();
}

}  // namespace isonet::widgets
