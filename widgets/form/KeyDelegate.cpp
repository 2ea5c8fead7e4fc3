#include "widgets/form/KeyDelegate.h"

#include <QHeaderView>
#include <QTreeView>

namespace isonet::widgets {

namespace {

// A line may end after these characters.
QString breakable(QString key) {
    const QString space(QChar(0x200B));  // of no width
    for (const QChar end : {QLatin1Char('.'), QLatin1Char('_')})
        key.replace(end, end + space);
    return key;
}

}  // namespace

KeyDelegate::KeyDelegate(QTreeView* view, int column) : QStyledItemDelegate(view), view_(view), column_(column) {
    view_->setUniformRowHeights(false);
    view_->setItemDelegateForColumn(column_, this);
    connect(view_->header(), &QHeaderView::sectionResized, this, [this](int section) {
        if (section == column_)
            Q_EMIT sizeHintChanged({});  // the view is laid out again when control returns to the event loop
    });
}

void KeyDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    option->text = breakable(option->text);
    option->features |= QStyleOptionViewItem::WrapText;
}

QSize KeyDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyleOptionViewItem wrapped = option;
    wrapped.rect = QRect(0, 0, view_->columnWidth(column_), option.fontMetrics.height());
    return {option.fontMetrics.horizontalAdvance(index.data().toString()) + option.fontMetrics.height(),
            QStyledItemDelegate::sizeHint(wrapped, index).height()};
}

}  // namespace isonet::widgets
