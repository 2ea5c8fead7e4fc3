// Rows of a form of which the last one is always empty: using it adds another. GUI thread only.
#pragma once

#include <QVBoxLayout>
#include <algorithm>
#include <functional>
#include <vector>

namespace isonet::widgets {

// `Row` is a widget with isEmpty() and setRemovable().
template <typename Row>
class GrowingRows {
public:
    // `make` creates a row and connects it; the layout owns its place, the parent of the layout the row.
    GrowingRows(QVBoxLayout* column, std::function<Row*()> make) : column_(column), make_(std::move(make)) {}

    // The row, made if there are fewer.
    Row* at(std::size_t index) {
        while (rows_.size() <= index) {
            rows_.push_back(make_());
            column_->addWidget(rows_.back());
        }
        return rows_[index];
    }

    // Makes the last row empty and the only one that cannot be removed.
    void tidy() {
        if (rows_.empty() || !rows_.back()->isEmpty())
            at(rows_.size());
        for (auto* row : rows_)
            row->setRemovable(row != rows_.back());
    }

    void remove(Row* row) {
        std::erase(rows_, row);
        row->hide();
        row->deleteLater();
        tidy();
    }

    void clear() {
        while (!rows_.empty()) {
            rows_.back()->hide();
            rows_.back()->deleteLater();
            rows_.pop_back();
        }
        tidy();
    }

    QVBoxLayout* column() const { return column_; }
    const std::vector<Row*>& rows() const { return rows_; }

private:
    QVBoxLayout* column_;
    std::function<Row*()> make_;
    std::vector<Row*> rows_;
};

}  // namespace isonet::widgets
