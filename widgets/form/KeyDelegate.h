// Draws the keys of settings in a column of a tree, in as many lines as they take: "telemetry." above "spectrum_steps".
// The heights of the rows follow the width of the column.
#pragma once

#include <QStyledItemDelegate>

class QTreeView;

namespace isonet::widgets {

class KeyDelegate : public QStyledItemDelegate {
public:
    explicit KeyDelegate(QTreeView* view, int column = 0);

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    QTreeView* view_;
    int column_;
};

}  // namespace isonet::widgets
