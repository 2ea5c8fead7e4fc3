#include "app/workbench/window/CommandPalette.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QRegularExpression>
#include <QVBoxLayout>
#include <algorithm>

namespace isonet::workbench {

namespace {
constexpr int iconSize = 16;
}

CommandPalette::CommandPalette(QWidget* parent) : QDialog(parent), filter_(new QLineEdit), list_(new QListWidget) {
    setObjectName(QStringLiteral("commandPalette"));
    setWindowTitle(tr("Commands"));
    resize(560, 380);
    filter_->setPlaceholderText(tr("Search commands"));
    filter_->setAccessibleName(tr("Command filter"));
    filter_->setClearButtonEnabled(true);
    filter_->installEventFilter(this);
    list_->setAccessibleName(tr("Commands"));
    list_->setUniformItemSizes(true);
    list_->setIconSize({iconSize, iconSize});
    auto* all = new QVBoxLayout(this);
    all->addWidget(filter_);
    all->addWidget(list_, 1);
    connect(filter_, &QLineEdit::textChanged, this, &CommandPalette::showMatching);
    connect(filter_, &QLineEdit::returnPressed, this, &CommandPalette::run);
    connect(list_, &QListWidget::itemActivated, this, &CommandPalette::run);
}

void CommandPalette::addMenu(const QString& path, QMenu* menu) {
    for (auto* action : menu->actions()) {
        const QString title = action->text().remove(QLatin1Char('&'));
        if (action->menu())
            addMenu(path + QStringLiteral(" › ") + title, action->menu());
        else if (!action->isSeparator())
            addAction(path, action);
    }
    showMatching(filter_->text());
}

void CommandPalette::addAction(const QString& path, QAction* action) {
    // The keys of a plot follow a tab in its text: they are not shortcuts of the window, since they need the plot's
    // focus.
    const QString text = action->text().remove(QLatin1Char('&'));
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    commands_.push_back({path + QStringLiteral(" › ") + text.section(QLatin1Char('\t'), 0, 0),
                         keys.isEmpty() ? text.section(QLatin1Char('\t'), 1) : keys, action});
}

void CommandPalette::showMatching(const QString& text) {
    list_->clear();
    QPixmap blank(iconSize, iconSize);  // aligns the titles
    blank.fill(Qt::transparent);
    const QIcon noIcon(blank);
    const auto words = text.split(QRegularExpression(QStringLiteral("\\s+")), Qt::SkipEmptyParts);
    for (std::size_t i = 0; i < commands_.size(); ++i) {
        const auto& command = commands_[i];
        const bool matches = std::ranges::all_of(
            words, [&](const QString& word) { return command.title.contains(word, Qt::CaseInsensitive); });
        if (!matches)
            continue;
        auto* item = new QListWidgetItem(command.shortcut.isEmpty()
                                             ? command.title
                                             : QStringLiteral("%1    [%2]").arg(command.title, command.shortcut));
        item->setData(Qt::UserRole, int(i));
        item->setIcon(command.action->icon().isNull() ? noIcon : command.action->icon());
        item->setSizeHint({0, std::max(list_->fontMetrics().height(), iconSize) + 6});
        if (!command.action->isEnabled())
            item->setFlags(Qt::NoItemFlags);
        item->setToolTip(command.action->toolTip());
        list_->addItem(item);
    }
    for (int row = 0; row < list_->count(); ++row)
        if (list_->item(row)->flags() & Qt::ItemIsEnabled) {
            list_->setCurrentRow(row);
            break;
        }
}

void CommandPalette::run() {
    auto* item = list_->currentItem();
    if (!item || !(item->flags() & Qt::ItemIsEnabled))
        return;
    auto* action = commands_[std::size_t(item->data(Qt::UserRole).toInt())].action;
    accept();
    // After the dialog has closed, since the action may open another one.
    QMetaObject::invokeMethod(action, &QAction::trigger, Qt::QueuedConnection);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        const int step = key->key() == Qt::Key_Down ? 1 : key->key() == Qt::Key_Up ? -1 : 0;
        if (step != 0) {
            for (int row = list_->currentRow() + step; row >= 0 && row < list_->count(); row += step)
                if (list_->item(row)->flags() & Qt::ItemIsEnabled) {
                    list_->setCurrentRow(row);
                    break;
                }
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

}  // namespace isonet::workbench
