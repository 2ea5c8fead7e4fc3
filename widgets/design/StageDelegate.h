// The editors of the table of stages: spin boxes for numbers, combo boxes for choices, else a line of text. What is
// entered goes to the same column of all selected rows; an unchanged value only with Return, or by choosing it again.
// GUI thread only.
#pragma once

#include <QStyledItemDelegate>

class QItemSelectionModel;

namespace isonet::widgets {

class StageDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    // Of views of a StageTableModel.
    StageDelegate(const QItemSelectionModel& selection, QObject* parent);

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void setEditorData(QWidget* editor, const QModelIndex& index) const override;
    void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override;

protected:
    bool eventFilter(QObject* editor, QEvent* event) override;

private:
    const QItemSelectionModel& selection_;
};

}  // namespace isonet::widgets
