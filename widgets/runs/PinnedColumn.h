// The first column of a table, which stays while the others scroll sideways: a separate view over the left of the
// table, with the table's model, selection and delegate. Mouse and menus act as in the table, the keyboard stays with
// it. GUI thread only.
#pragma once

#include <QTableView>

namespace isonet::widgets {

class PinnedColumn : public QTableView {
    Q_OBJECT
public:
    // `table` owns the view and has its model and selection model already; its rows must be of equal height.
    explicit PinnedColumn(QTableView* table);
    void place();  // after the table was laid out

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void showOnlyFirst();
    void joinHeaders();

    QTableView* table_;
};

}  // namespace isonet::widgets
