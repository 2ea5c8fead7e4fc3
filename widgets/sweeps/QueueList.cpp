#include "widgets/sweeps/QueueList.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPainter>
#include <QSignalBlocker>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/common/Format.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/common/RowBackground.h"
#include "widgets/common/StateChip.h"
#include "widgets/common/Theme.h"

namespace isonet::widgets {
namespace {

enum Role { Folder = Qt::UserRole + 1, Summary, Chip };
constexpr int itemMargin = 10, itemGap = 3;

// Draws a queue in two lines: name and state; progress and time of the last change.
class QueueListDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {160, 2 * option.fontMetrics.height() + itemGap + 2 * 8};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const ThemeColors& c = themeColors();
        painter->save();
        paintRowBackground(painter, option);
        const QRect inner = option.rect.adjusted(itemMargin, 8, -itemMargin, -8);
        const int height = option.fontMetrics.height();
        const QRect first(inner.left(), inner.top(), inner.width(), height);
        const QRect second(inner.left(), inner.top() + height + itemGap, inner.width(), height);
        int available = first.width();
        if (const int state = index.data(Chip).toInt(); state >= 0)
            available -= paintStateChip(painter, first, static_cast<telemetry::RunState>(state), option.font) + 8;
        QFont bold = option.font;
        bold.setBold(true);
        painter->setFont(bold);
        painter->setPen(c.text);
        painter->drawText(first, Qt::AlignVCenter | Qt::AlignLeft,
                          QFontMetrics(bold).elidedText(index.data().toString(), Qt::ElideMiddle, available));
        painter->setFont(option.font);
        painter->setPen(c.secondaryText);
        painter->drawText(
            second, Qt::AlignVCenter | Qt::AlignLeft,
            option.fontMetrics.elidedText(index.data(Summary).toString(), Qt::ElideRight, second.width()));
        painter->restore();
    }
};

int chipOf(const QueueEntry& queue) {
    using telemetry::RunState;
    if (!queue.problem.isEmpty())
        return int(RunState::Failed);
    if (queue.inUse)
        return int(RunState::Running);
    const auto p = progressOf(queue);
    if (p.rows > 0 && p.done == p.rows)
        return int(RunState::Finished);
    if (p.failed > 0)
        return int(RunState::Failed);
    return p.done + p.interrupted > 0 ? int(RunState::Interrupted) : -1;
}

}  // namespace

QueueList::QueueList(QWidget* parent)
    : QWidget(parent),
      list_(new QListWidget),
      empty_(new QLabel(tr("No queues in the folders of runs."))),
      add_(new QToolButton) {
    add_->setObjectName(QStringLiteral("queueAdd"));
    add_->setText(tr("New queue"));
    add_->setIcon(themedIcon(QStringLiteral("new")));
    add_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    add_->setAutoRaise(true);
    add_->setPopupMode(QToolButton::InstantPopup);
    add_->setToolTip(tr("Create a queue from a packaged sweep, a sweep of the current experiment, or a file"));
    auto* menu = new QMenu(add_);
    menu->setToolTipsVisible(true);
    const auto make = [&](const char* name, const QString& text, const QString& tip, auto signal) {
        auto* action = menu->addAction(text);
        action->setObjectName(QString::fromLatin1(name));
        action->setToolTip(tip);
        connect(action, &QAction::triggered, this, signal);
    };
    make("queueTableOfPaper", tr("Table from the paper…"), tr("Its rows at the paper's scale or smaller"),
         &QueueList::tableRequested);
    make("queueSweep", tr("Sweep of the current experiment…"), tr("All combinations of values of some settings"),
         &QueueList::sweepRequested);
    make("queueFile", tr("Sweep file…"), tr("YAML file with rows and variations; can also be dropped here"),
         &QueueList::fileRequested);
    menu->addSeparator();
    make("queueOpenFolder", tr("Open queue folder…"), tr("A folder that contains experiment.yaml"),
         &QueueList::openRequested);
    add_->setMenu(menu);
    list_->setObjectName(QStringLiteral("queueList"));
    list_->setAccessibleName(tr("Queues"));
    list_->setFrameShape(QFrame::NoFrame);
    list_->setItemDelegate(new QueueListDelegate(list_));
    list_->setMouseTracking(true);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setContextMenuPolicy(Qt::ActionsContextMenu);
    forget_ = new QAction(tr("Remove from list"), list_);
    forget_->setToolTip(tr("Keep the folder; a queue in the runs folder is listed again"));
    list_->addAction(forget_);
    connect(forget_, &QAction::triggered, this, [this] {
        if (!selected().isEmpty())
            Q_EMIT forgetRequested(selected());
    });
    connect(list_, &QListWidget::currentItemChanged, this, [this] { Q_EMIT chosen(selected()); });
    auto* tools = new QHBoxLayout;
    tools->setContentsMargins(6, 6, 6, 6);
    tools->addWidget(add_);
    tools->addStretch(1);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addLayout(tools);
    all->addWidget(list_, 1);
    empty_->setObjectName(QStringLiteral("emptyState"));
    empty_->setWordWrap(true);
    empty_->setAlignment(Qt::AlignTop | Qt::AlignHCenter);
    empty_->setMargin(12);
    all->addWidget(empty_, 1);
    list_->setVisible(false);
}

QMenu* QueueList::newMenu() const {
    return add_->menu();
}

void QueueList::setQueues(const std::vector<QueueEntry>& queues) {
    const QString kept = selected();
    bool same = list_->count() == int(queues.size());
    for (int i = 0; same && i < list_->count(); ++i)
        same = list_->item(i)->data(Folder).toString() == queues[std::size_t(i)].folder;
    {
        const QSignalBlocker quiet(list_);
        if (!same) {
            list_->clear();
            for (const auto& queue : queues) {
                auto* item = new QListWidgetItem(list_);
                item->setData(Folder, queue.folder);
            }
        }
        for (int i = 0; i < list_->count(); ++i) {
            const auto& queue = queues[std::size_t(i)];
            auto* item = list_->item(i);
            const QString when = formatWhen(queue.changed);
            item->setText(queueTitle(queue));
            item->setData(Summary,
                          when.isEmpty() ? queueSummary(queue) : queueSummary(queue) + QStringLiteral(" · ") + when);
            item->setData(Chip, chipOf(queue));
            item->setToolTip(plainTip(queue.folder));
            item->setData(Qt::AccessibleTextRole, queueTitle(queue) + QStringLiteral(", ") + queueSummary(queue));
        }
        select(kept);
    }
    list_->setVisible(!queues.empty());
    empty_->setVisible(queues.empty());
    if (selected() != kept)
        Q_EMIT chosen(selected());
}

void QueueList::select(const QString& folder) {
    for (int i = 0; i < list_->count(); ++i)
        if (list_->item(i)->data(Folder).toString() == folder)
            list_->setCurrentRow(i);
}

QString QueueList::selected() const {
    const auto* item = list_->currentItem();
    return item ? item->data(Folder).toString() : QString();
}

}  // namespace isonet::widgets
