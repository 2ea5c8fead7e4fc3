#include "app/workbench/window/CommandPalette.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QRegularExpression>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "widgets/common/FontScale.h"

namespace isonet::workbench {

namespace {
constexpr int iconSize = 16;
}

CommandPalette::CommandPalette(QWidget* parent) : QDialog(parent), filter_(new QLineEdit), list_(new QListWidget) {
    setObjectName(QStringLiteral("commandPalette"));
    setWindowTitle(tr("Commands"));
    resize(widgets::fontScaled(560), widgets::fontScaled(380));
    filter_->setPlaceholderText(tr("Search commands, settings and help"));
    filter_->setAccessibleName(tr("Search commands, settings and help"));
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
    addMenuActions(path, menu, true);
}

void CommandPalette::addMenuActions(const QString& path, QMenu* menu, bool enabled) {
    for (auto* action : menu->actions()) {
        const QString title = action->text().remove(QLatin1Char('&'));
        if (action->menu())
            addMenuActions(path + QStringLiteral(" › ") + title, action->menu(), enabled && action->isEnabled());
        else if (!action->isSeparator())
            addAction(path, action, enabled);
    }
}

void CommandPalette::addAction(const QString& path, QAction* action, bool enabled) {
    // The keys of a plot follow a tab in its text: they are not shortcuts of the window, since they need the plot's
    // focus.
    const QString text = action->text().remove(QLatin1Char('&'));
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    commands_.push_back({path + QStringLiteral(" › ") + text.section(QLatin1Char('\t'), 0, 0),
                         keys.isEmpty() ? text.section(QLatin1Char('\t'), 1) : keys,
                         {},
                         action,
                         enabled && action->isEnabled()});
}

void CommandPalette::addEntry(const QString& title, const QString& more, std::function<void()> run) {
    commands_.push_back({title, {}, more, nullptr, true, std::move(run)});
}

void CommandPalette::showEvent(QShowEvent* event) {
    showMatching(filter_->text());
    QDialog::showEvent(event);
}

void CommandPalette::showMatching(const QString& text) {
    list_->clear();
    QPixmap blank(iconSize, iconSize);  // aligns the titles
    blank.fill(Qt::transparent);
    const QIcon noIcon(blank);
    const auto words = text.split(QRegularExpression(QStringLiteral("\\s+")), Qt::SkipEmptyParts);
    const auto contains = [&words](const QString& title) {
        return std::ranges::all_of(words,
                                   [&](const QString& word) { return title.contains(word, Qt::CaseInsensitive); });
    };
    // What is found by its title comes before what is found by its description.
    for (const bool byTitle : {true, false})
        for (std::size_t i = 0; i < commands_.size(); ++i) {
            const auto& command = commands_[i];
            if (contains(command.title) != byTitle ||
                (!byTitle && !contains(command.title + QLatin1Char(' ') + command.more)))
                continue;
            auto* item = new QListWidgetItem(command.shortcut.isEmpty()
                                                 ? command.title
                                                 : QStringLiteral("%1    [%2]").arg(command.title, command.shortcut));
            item->setData(Qt::UserRole, int(i));
            item->setIcon(command.action && !command.action->icon().isNull() ? command.action->icon() : noIcon);
            item->setSizeHint({0, std::max(list_->fontMetrics().height(), iconSize) + 6});
            if (!command.enabled)
                item->setFlags(Qt::NoItemFlags);
            if (command.action)
                item->setToolTip(command.action->toolTip());
            list_->addItem(item);
        }
    if (list_->count() == 0)
        showNothing(text.trimmed());
    for (int row = 0; row < list_->count(); ++row)
        if (list_->item(row)->flags() & Qt::ItemIsEnabled) {
            list_->setCurrentRow(row);
            break;
        }
    list_->setAccessibleDescription(list_->currentItem() ? list_->currentItem()->text() : list_->item(0)->text());
}

void CommandPalette::showNothing(const QString& text) {
    auto* item = new QListWidgetItem(
        text.isEmpty() ? tr("There is nothing to choose.")
                       : tr("Nothing found: no command, setting or help topic contains \"%1\".").arg(text));
    item->setFlags(Qt::NoItemFlags);
    list_->addItem(item);
}

void CommandPalette::run() {
    auto* item = list_->currentItem();
    if (!item || !(item->flags() & Qt::ItemIsEnabled))
        return;
    const Command command = commands_[std::size_t(item->data(Qt::UserRole).toInt())];
    accept();
    // After the dialog has closed, since the action may open another one.
    if (command.action)
        QMetaObject::invokeMethod(command.action, &QAction::trigger, Qt::QueuedConnection);
    else
        QMetaObject::invokeMethod(parent(), command.run, Qt::QueuedConnection);
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
