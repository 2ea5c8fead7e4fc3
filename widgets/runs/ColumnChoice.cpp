#include "widgets/runs/ColumnChoice.h"

#include <algorithm>

namespace isonet::widgets {

QVector<bool> ColumnChoice::shown(const QStringList& titles, const QVector<bool>& usual) const {
    QVector<bool> all;
    for (qsizetype column = 0; column < titles.size(); ++column)
        all.append(column == 0 || chosen_.contains(titles[column]) ||
                   (usual.value(column) && !hidden_.contains(titles[column])));
    return all;
}

QVector<int> ColumnChoice::order(const QStringList& titles) const {
    QVector<int> columns;
    for (int column = 0; column < titles.size(); ++column)
        columns.append(column);
    if (placed_.isEmpty() || columns.isEmpty())
        return columns;
    const auto placeOf = [&](int column) {
        const auto place = placed_.indexOf(titles[column]);
        return place < 0 ? placed_.size() : place;
    };
    std::stable_sort(columns.begin() + 1, columns.end(), [&](int a, int b) { return placeOf(a) < placeOf(b); });
    return columns;
}

void ColumnChoice::show(const QString& title, bool on) {
    hidden_.removeAll(title);
    chosen_.removeAll(title);
    (on ? chosen_ : hidden_).append(title);
}

// Columns that are not there now keep their place behind the one that they followed.
void ColumnChoice::setOrder(const QStringList& titles) {
    QStringList all = titles;
    for (qsizetype i = 0; i < placed_.size(); ++i)
        if (!all.contains(placed_[i]))
            all.insert(i == 0 ? 0 : all.indexOf(placed_[i - 1]) + 1, placed_[i]);
    placed_ = all;
}

void ColumnChoice::reset() {
    hidden_.clear();
    chosen_.clear();
    placed_.clear();
}

QDataStream& operator<<(QDataStream& out, const ColumnChoice& choice) {
    return out << choice.hidden_ << choice.chosen_ << choice.placed_;
}

QDataStream& operator>>(QDataStream& in, ColumnChoice& choice) {
    return in >> choice.hidden_ >> choice.chosen_ >> choice.placed_;
}

}  // namespace isonet::widgets
