#include "widgets/RunTable.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/FontScale.h"
#include "widgets/RunFilter.h"
#include "widgets/RunTableModel.h"
#include "widgets/Theme.h"

namespace isonet::widgets {
namespace {

// A rule above the first row of each group.
class GroupDelegate : public QStyledItemDelegate {
public:
    GroupDelegate(RunFilter* filter, QObject* parent) : QStyledItemDelegate(parent), filter_(filter) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyledItemDelegate::paint(painter, option, index);
        if (index.row() > 0 && filter_->startsGroup(index.row())) {
            painter->setPen(QPen(themeColors().secondaryText, 1));
            painter->drawLine(option.rect.topLeft(), option.rect.topRight());
        }
    }

private:
    RunFilter* filter_;
};

}  // namespace

RunTable::RunTable(QWidget* parent)
    : QWidget(parent),
      model_(new RunTableModel(this)),
      filter_(new RunFilter(model_, this)),
      filterText_(new QLineEdit),
      groups_(new QComboBox),
      view_(new QTableView),
      empty_(new QLabel),
      notice_(new QLabel),
      folderButton_(new QToolButton) {
    auto* tools = new QHBoxLayout;
    tools->setContentsMargins(8, 6, 8, 6);
    tools->setSpacing(4);
    makeTools(tools);
    makeTable();
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
    all->addLayout(tools);
    all->addWidget(notice_);
    all->addWidget(view_, 1);
    all->addWidget(empty_, 1);

    connect(model_, &RunTableModel::notesEdited, this, &RunTable::notesEdited);
    connect(model_, &RunTableModel::checkedChanged, this, [this] {
        refreshActions();
        Q_EMIT comparisonChanged();
    });
    connect(model_, &QAbstractItemModel::modelReset, this, &RunTable::fillGroups);
    fillGroups();
    showState();
    refreshActions();
}

void RunTable::makeTools(QHBoxLayout* tools) {
    filterText_->setObjectName(QStringLiteral("tableFilter"));
    filterText_->setPlaceholderText(tr("Filter: words, or depth=20 tag:good best>70"));
    filterText_->setToolTip(
        tr("<b>Filter</b><br>Words that must all be met in a run's name, tags, note, state or settings; or a column: "
           "<i>depth=20</i>, <i>state:running</i>, <i>tag:good</i>, <i>learning_rate&lt;0.05</i>, <i>best&gt;70</i>."));
    filterText_->setAccessibleName(tr("Filter the runs"));
    filterText_->setClearButtonEnabled(true);
    filterText_->addAction(themedIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    groups_->setObjectName(QStringLiteral("groupBy"));
    groups_->setAccessibleName(tr("Group by"));
    groups_->setToolTip(
        tr("<b>Group by</b><br>Runs of one group stand together; compared, a group is drawn as its mean "
           "and the band from smallest to largest."));
    groups_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    const auto action = [&](const QString& text, const QString& icon, const QString& tip, auto slot) {
        auto* made = new QAction(icon.isEmpty() ? QIcon() : themedIcon(icon), text, this);
        made->setToolTip(tip);
        connect(made, &QAction::triggered, this, slot);
        return made;
    };
    open_ = action(tr("Open"), QStringLiteral("open"), tr("Show the run's plots (Return, double click)"),
                   [this] { Q_EMIT opened(selected().value(0)); });
    resume_ = action(tr("Resume"), QStringLiteral("resume"), tr("Go on training it from its last checkpoint"),
                     [this] { Q_EMIT resumeRequested(selected().value(0)); });
    clone_ = action(tr("Clone"), QStringLiteral("copy"), tr("Edit a copy of its configuration as a new experiment"),
                    [this] { Q_EMIT cloneRequested(selected().value(0)); });
    compare_ = action(tr("Compare"), QStringLiteral("plot-lines"),
                      tr("Compare the selected runs: check them and uncheck all others"),
                      [this] { model_->setAllChecked(selected()); });
    clear_ = action(tr("Compare none"), {}, tr("Uncheck all runs"), [this] { model_->setAllChecked({}); });
    tags_ = action(tr("Tags …"), {}, tr("Set tags of the selected runs"), [this] { editTags(selected()); });
    trash_ =
        action(tr("To the wastebasket …"), QStringLiteral("close"),
               tr("Move the selected runs to the wastebasket (Delete)"), [this] { Q_EMIT trashRequested(selected()); });
    open_->setObjectName(QStringLiteral("tableOpen"));
    resume_->setObjectName(QStringLiteral("tableResume"));
    clone_->setObjectName(QStringLiteral("tableClone"));
    compare_->setObjectName(QStringLiteral("tableCompare"));
    trash_->setObjectName(QStringLiteral("tableTrash"));
    folderButton_->setText(tr("Folders"));
    folderButton_->setIcon(themedIcon(QStringLiteral("folder")));
    folderButton_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    folderButton_->setAutoRaise(true);
    folderButton_->setPopupMode(QToolButton::InstantPopup);
    folderButton_->setToolTip(tr("The folders whose runs are listed; more can be added"));
    auto* folders = new QMenu(folderButton_);
    folderButton_->setMenu(folders);
    connect(folders, &QMenu::aboutToShow, this, [this, folders] {
        folders->clear();
        fillFolderMenu(*folders);
    });
    auto* columns = new QToolButton;
    columns->setText(tr("Columns"));
    columns->setAutoRaise(true);
    columns->setPopupMode(QToolButton::InstantPopup);
    columns->setToolTip(tr("Show and hide columns"));
    auto* columnMenu = new QMenu(columns);
    columns->setMenu(columnMenu);
    connect(columnMenu, &QMenu::aboutToShow, this, [this, columnMenu] {
        columnMenu->clear();
        fillColumnMenu(*columnMenu);
    });

    tools->addWidget(filterText_, 1);
    tools->addWidget(groups_);
    for (auto* each : {compare_, open_, resume_, clone_}) {
        auto* button = new QToolButton;
        button->setDefaultAction(each);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        tools->addWidget(button);
    }
    tools->addWidget(columns);
    tools->addWidget(folderButton_);

    connect(filterText_, &QLineEdit::textChanged, this, [this](const QString& text) {
        filter_->setText(text);
        showState();
    });
    connect(groups_, &QComboBox::activated, this, [this] {
        filter_->setGroup(groupKey());
        view_->verticalHeader()->setVisible(!groupKey().isEmpty());
        view_->sortByColumn(view_->horizontalHeader()->sortIndicatorSection(),
                            view_->horizontalHeader()->sortIndicatorOrder());
        Q_EMIT comparisonChanged();
    });
}

void RunTable::makeTable() {
    view_->setObjectName(QStringLiteral("runTable"));
    view_->setAccessibleName(tr("Runs"));
    view_->setModel(filter_);
    view_->setItemDelegate(new GroupDelegate(filter_, view_));
    view_->setSortingEnabled(true);
    view_->sortByColumn(RunTableModel::When, Qt::DescendingOrder);
    view_->setSelectionBehavior(QAbstractItemView::SelectRows);
    view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    view_->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::SelectedClicked);
    view_->setAlternatingRowColors(true);
    view_->setShowGrid(false);
    view_->setFrameShape(QFrame::NoFrame);
    view_->setWordWrap(false);
    view_->setIconSize({12, 12});
    view_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view_->setContextMenuPolicy(Qt::CustomContextMenu);
    view_->verticalHeader()->setVisible(false);
    view_->verticalHeader()->setDefaultSectionSize(view_->fontMetrics().height() + 9);
    view_->horizontalHeader()->setHighlightSections(false);
    view_->horizontalHeader()->setSectionsMovable(true);
    view_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    view_->horizontalHeader()->setContextMenuPolicy(Qt::CustomContextMenu);
    view_->horizontalHeader()->setDefaultSectionSize(fontScaled(90));
    const std::pair<int, int> widths[] = {
        {RunTableModel::Name, 220}, {RunTableModel::State, 90},      {RunTableModel::Network, 104},
        {RunTableModel::Best, 72},  {RunTableModel::Validation, 84}, {RunTableModel::Train, 62},
        {RunTableModel::Loss, 80},  {RunTableModel::Epoch, 70},      {RunTableModel::Speed, 78},
        {RunTableModel::Time, 96},  {RunTableModel::When, 114},      {RunTableModel::Tags, 100},
        {RunTableModel::Note, 106}};
    for (const auto& [column, width] : widths)
        view_->setColumnWidth(column, fontScaled(width));
    connect(view_, &QTableView::doubleClicked, this, [this](const QModelIndex& at) {
        if (!(at.flags() & Qt::ItemIsEditable))
            Q_EMIT opened(at.data(RunTableModel::PathRole).toString());
    });
    connect(view_, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        if (selected().isEmpty())
            return;
        QMenu menu(this);
        fillRunMenu(menu);
        menu.exec(view_->viewport()->mapToGlobal(at));
    });
    connect(view_->horizontalHeader(), &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        QMenu menu(this);
        fillColumnMenu(menu);
        menu.exec(view_->horizontalHeader()->mapToGlobal(at));
    });
    connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunTable::refreshActions);
    const auto key = [this](const QKeySequence& keys, auto slot) {
        auto* made = new QAction(view_);
        made->setShortcut(keys);
        made->setShortcutContext(Qt::WidgetShortcut);
        view_->addAction(made);
        connect(made, &QAction::triggered, this, slot);
    };
    key(Qt::Key_Return, [this] { open_->trigger(); });
    key(Qt::Key_Enter, [this] { open_->trigger(); });
    key(Qt::Key_Delete, [this] { trash_->trigger(); });
    key(Qt::Key_Space, [this] {
        const auto paths = selected();
        const auto now = model_->checked();
        const bool on = std::ranges::any_of(paths, [&](const QString& path) { return !now.contains(path); });
        for (const auto& path : paths)
            model_->setChecked(path, on);
    });
}

void RunTable::setFolders(const QStringList& folders) {
    folders_ = folders;
    showState();
}

void RunTable::setRuns(std::vector<RunEntry> runs) {
    const QStringList kept = selected();
    const int columns = model_->columnCount();
    model_->setRuns(std::move(runs));
    if (model_->columnCount() != columns)
        for (int column = 0; column < model_->columnCount(); ++column)
            view_->setColumnHidden(column, hidden_.contains(model_->columnTitle(column)));
    if (selected() != kept) {
        QItemSelection selection;
        for (const auto& path : kept)
            if (const int row = model_->rowOf(path); row >= 0) {
                const auto at = filter_->mapFromSource(model_->index(row, 0));
                selection.select(at, at);
            }
        view_->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }
    showState();
    refreshActions();
}

void RunTable::setNotice(const QString& words) {
    notice_->setText(words);
    notice_->setVisible(!words.isEmpty());
    showState();
}

void RunTable::showState() {
    const bool nothing = filter_->rowCount() == 0;
    view_->setVisible(!nothing);
    empty_->setVisible(nothing);
    if (!nothing)
        return;
    empty_->setText(
        model_->rowCount() > 0
            ? tr("No run matches \"%1\".").arg(filterText_->text())
            : tr("No runs in\n%1\n\nEvery run that is started here or by isonet train is listed, and so are "
                 "TensorBoard's run folders. Folders, above, adds another place.")
                  .arg(folders_.join(QLatin1Char('\n'))));
}

void RunTable::fillGroups() {
    const QString now = groupKey();
    groups_->clear();
    groups_->addItem(tr("Not grouped"), QString());
    const std::pair<const char*, const char*> fixed[] = {
        {"network", "Network"}, {"tag", "Tag"}, {"state", "State"}, {"folder", "Folder"}};
    for (const auto& [key, title] : fixed)
        groups_->addItem(tr("By %1").arg(QString::fromLatin1(title).toLower()), QString::fromLatin1(key));
    for (const auto& key : model_->settingColumns())
        groups_->addItem(tr("By %1").arg(QString::fromStdString(key)), QString::fromStdString(key));
    groups_->setCurrentIndex(std::max(0, groups_->findData(now)));
    if (groupKey() != filter_->group())
        filter_->setGroup(groupKey());
}

QString RunTable::groupKey() const {
    return groups_->currentData().toString();
}

QStringList RunTable::selected() const {
    QStringList paths;
    auto rows = view_->selectionModel()->selectedRows();
    std::ranges::sort(rows, {}, &QModelIndex::row);
    for (const auto& row : rows)
        paths.append(row.data(RunTableModel::PathRole).toString());
    return paths;
}

void RunTable::refreshActions() {
    const auto paths = selected();
    const auto* run = paths.size() == 1 ? model_->find(paths.first()) : nullptr;
    open_->setEnabled(run);
    using telemetry::RunState;
    resume_->setEnabled(run && run->hasCheckpoint && run->config &&
                        (run->status.state == RunState::Interrupted || run->status.state == RunState::Diverged ||
                         run->status.state == RunState::Failed));
    clone_->setEnabled(run && run->config);
    compare_->setEnabled(!paths.isEmpty());
    tags_->setEnabled(!paths.isEmpty());
    trash_->setEnabled(!paths.isEmpty());
    clear_->setEnabled(!model_->checked().isEmpty());
}

RunNotes RunTable::notesOf(const QString& path) const {
    const auto* run = model_->find(path);
    return run ? run->notes : RunNotes{};
}

}  // namespace isonet::widgets
