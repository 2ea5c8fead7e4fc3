// Which columns of the table of runs are shown, and their order. The defaults are few: the usual results and the first
// settings that differ; what the user has shown, hidden or moved is kept by the titles. Plain values.
#pragma once

#include <QDataStream>
#include <QStringList>

namespace isonet::widgets {

class ColumnChoice {
public:
    static constexpr int mostSettings = 6;  // shown without being asked for

    // `titles`: of all columns; `usual`: whether each is shown by default. True for each that is shown.
    QVector<bool> shown(const QStringList& titles, const QVector<bool>& usual) const;
    // Columns from left to right: those that the user has placed, in that order, then the others. The first one stays.
    QVector<int> order(const QStringList& titles) const;

    void show(const QString& title, bool on);
    void setOrder(const QStringList& titles);  // of all columns, from left to right
    void setHidden(const QStringList& titles) { hidden_ = titles; }
    void reset();

    const QStringList& hidden() const { return hidden_; }  // by the user
    const QStringList& chosen() const { return chosen_; }  // shown by the user
    const QStringList& placed() const { return placed_; }  // in the user's order; empty: the default one

    friend QDataStream& operator<<(QDataStream& out, const ColumnChoice& choice);
    friend QDataStream& operator>>(QDataStream& in, ColumnChoice& choice);

private:
    QStringList hidden_, chosen_, placed_;
};

}  // namespace isonet::widgets
