// Sorts, groups and filters the table of runs. A filter is a list of terms that must all match: "baseline" anywhere in
// the name, tags, note, state or settings; "depth=20", "state:running", "tag:good" in a column; "learning_rate<0.05",
// "best>70" numerically. GUI thread only.
#pragma once

#include <QSortFilterProxyModel>
#include <QVector>

namespace isonet::widgets {

class RunTableModel;

class RunFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit RunFilter(RunTableModel* model, QObject* parent = nullptr);

    void setText(const QString& text);
    // Keeps the runs of a group together: "" (off), "state", "network", "folder", "tag" or a setting.
    void setGroup(const QString& key);
    const QString& group() const { return group_; }
    QString groupOf(const QModelIndex& index) const;  // of this model
    bool startsGroup(int row) const;                  // the first row of its group
    // Whether a run of the model matches a filter other than the present one.
    bool matches(const QString& text, int sourceRow) const;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;  // group titles on the left

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    struct Term {
        QString key, value;
        QChar sign;  // null: search all text
    };
    static QVector<Term> termsOf(const QString& text);
    bool accepts(const Term& term, int row) const;
    QString groupOfSource(int row) const;

    RunTableModel* model_;
    QVector<Term> terms_;
    QString group_;
};

}  // namespace isonet::widgets
