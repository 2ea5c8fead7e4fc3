// The runs of any number of folders as a table: who and how far, final figures, tags and note, and one column for each
// setting in which the runs differ. GUI thread only; knows no file.
#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QSet>
#include <vector>

#include "widgets/RunEntry.h"

namespace isonet::widgets {

class RunTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, State, Network, Best, Validation, Train, Loss, Epoch, Speed, Time, When, Tags, Note, Fixed };
    // SortRole: a number where the column has one; SearchRole: all that a filter looks at.
    enum Role { PathRole = Qt::UserRole + 1, SortRole, SearchRole };

    using QAbstractTableModel::QAbstractTableModel;

    // Rows that stay keep their place, new ones come last; settings in which the rows differ become columns.
    void setRuns(std::vector<RunEntry> runs);
    void setStatus(const QString& path, const telemetry::RunStatus& status);  // fresher than the file
    void setNotes(const QString& path, const RunNotes& notes);
    const std::vector<RunEntry>& runs() const { return runs_; }
    const RunEntry* find(const QString& path) const;
    int rowOf(const QString& path) const;  // -1: not here

    // The runs that are compared, by check marks.
    QStringList checked() const;  // in the order of the rows
    void setChecked(const QString& path, bool on);
    void setAllChecked(const QStringList& paths);

    // What the compared runs are drawn in: indices of PlotColours::series by path.
    void setColours(const QHash<QString, int>& colours);

    QString columnTitle(int column) const;
    const std::vector<std::string>& settingColumns() const { return settings_; }
    // A cell's words, also of a setting or "tag", "state", "network", "folder": what runs are grouped by.
    QString groupOf(const RunEntry& run, const QString& key) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void checkedChanged();
    void notesEdited(const QString& path, const isonet::widgets::RunNotes& notes);  // by the user, in a cell

private:
    void findDifferences();
    QString text(const RunEntry& run, int column) const;
    QVariant number(const RunEntry& run, int column) const;

    std::vector<RunEntry> runs_;
    std::vector<std::string> settings_;  // keys of the columns after the fixed ones
    QSet<QString> checked_;
    QHash<QString, int> colours_;
};

// The value of a setting; empty where the run has none.
std::string settingOf(const RunEntry& run, const std::string& key);

}  // namespace isonet::widgets
