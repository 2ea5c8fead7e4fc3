// Table model of runs: the columns of RunColumns, then one column for each setting in which the runs differ. GUI thread
// only; does not access files.
#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QSet>
#include <map>
#include <string>
#include <vector>

#include "widgets/runs/RunEntry.h"
#include "widgets/runs/RunStatistic.h"

namespace isonet::widgets {

class RunTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        Name,
        State,
        Network,
        Best,
        Validation,
        Test,
        Train,
        Loss,
        Epoch,
        Speed,
        Time,
        When,
        Tags,
        Note,
        Fixed
    };
    // SortRole: a number if the cell has one, else its text in lower case. SearchRole: the text searched by the filter.
    enum Role { PathRole = Qt::UserRole + 1, SortRole, SearchRole };

    using QAbstractTableModel::QAbstractTableModel;

    // Existing rows keep their order, new rows are appended.
    void setRuns(std::vector<RunEntry> runs);
    void setStatus(const QString& path, const telemetry::RunStatus& status);  // newer than the file
    void setNotes(const QString& path, const RunNotes& notes);
    // The folder has another name now. The run keeps its row, check mark and color, also if runs that were read before
    // are set afterwards.
    void setPath(const QString& path, const QString& newPath);
    const std::vector<RunEntry>& runs() const { return runs_; }
    const RunEntry* find(const QString& path) const;
    int rowOf(const QString& path) const;  // -1: not found

    // Checked runs are compared.
    QStringList checked() const;  // in row order
    void setChecked(const QString& path, bool on);
    void setAllChecked(const QStringList& paths);

    // Colors of the compared runs: index of PlotColors::series by path.
    void setColors(const QHash<QString, int>& colors);

    // Which number of a recorded scalar the columns show. Numbers other than the last value are set by setScalars().
    const StatisticChoice& statistic() const { return statistic_; }
    void setStatistic(const StatisticChoice& choice);
    void setScalars(const QString& path, const std::map<std::string, double>& values);  // by tag; of one run
    QVariant cellNumber(const RunEntry& run, int column) const;  // the number that a cell shows; invalid: none

    QString columnTitle(int column) const;
    const std::vector<std::string>& settingColumns() const { return settings_; }
    // Group of a run by "tag", "state", "network", "folder" or a setting.
    QString groupOf(const RunEntry& run, const QString& key) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void checkedChanged();
    void notesEdited(const QString& path, const isonet::widgets::RunNotes& notes);  // in a cell

private:
    void findDifferences();
    void takeNewNames(std::vector<RunEntry>& runs);
    bool showsStatistic(int column) const;  // it shows a number other than the last value
    QString text(const RunEntry& run, int column) const;
    QVariant sortValue(const RunEntry& run, int column) const;
    QString searchText(const RunEntry& run) const;
    QString tooltip(const RunEntry& run, int column) const;

    std::vector<RunEntry> runs_;
    QHash<QString, int> rows_;           // by path
    std::vector<std::string> settings_;  // keys of the columns after the fixed ones
    QSet<QString> checked_;
    QHash<QString, int> colors_;
    QHash<QString, QString> newPaths_;  // by the old path, until the new one was read
    StatisticChoice statistic_;
    QHash<QString, std::map<std::string, double>> scalars_;  // by path
};

}  // namespace isonet::widgets
