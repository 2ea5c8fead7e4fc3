// The view of a StageTableModel: whole rows are selected, stages are dragged between rows, typing edits the current
// column of all selected rows. GUI thread only.
#pragma once

#include <QTableView>

namespace isonet::widgets {

class StageTableModel;

class StageTableView : public QTableView {
    Q_OBJECT
public:
    explicit StageTableView(StageTableModel* model, QWidget* parent = nullptr);

    void selectStages(int first, int count);  // and makes the first of them current, in the same column
    QSize sizeHint() const override;

Q_SIGNALS:
    void editRefused();  // someone tried to edit a table that cannot be edited

protected:
    bool edit(const QModelIndex& index, EditTrigger trigger, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
};

}  // namespace isonet::widgets
