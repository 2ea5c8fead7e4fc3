// The Jobs strip: what runs where in a table, with the commands for the chosen job, its log and a map of the devices.
// Does not access files or processes: the application sets the rows and acts on the signals of actions(). GUI thread
// only.
#pragma once

#include <QWidget>
#include <vector>

#include "widgets/jobs/JobActions.h"
#include "widgets/jobs/JobRow.h"

class QLabel;
class QSplitter;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace isonet::widgets {

class DeviceMap;
class JobLog;
class JobsModel;

class JobsView : public QWidget {
    Q_OBJECT
public:
    explicit JobsView(QWidget* parent = nullptr);

    void setJobs(const std::vector<JobRow>& jobs);
    void setDevices(const std::vector<DeviceSlot>& devices);
    void setLog(const QString& run, const QString& text);  // ignored unless `run` is chosen
    void setEmptyText(const QString& why);                 // shown in place of an empty table

    JobsModel* model() const { return model_; }
    QTableView* table() const { return table_; }
    JobLog* log() const { return log_; }
    DeviceMap* devices() const { return devices_; }
    JobActions* actions() const { return actions_; }
    QString chosen() const;  // folder of its run; empty: none
    void choose(const QString& run);
    void takeFocus();  // for the keyboard

    QByteArray state() const;  // columns and split, for the settings
    void setState(const QByteArray& state);

Q_SIGNALS:
    void chosenChanged(const QString& run);
    void hideRequested();

private:
    QWidget* makeHeader();
    void makeTable();
    void showChosen();
    void showTexts();

    JobsModel* model_;
    QTableView* table_;
    JobActions* actions_;
    JobLog* log_;
    DeviceMap* devices_;
    QLabel *summary_, *empty_;
    QToolButton* hide_ = nullptr;
    QStackedWidget* stack_;  // table, empty
    QSplitter* split_;       // table, log, devices
    QString chosen_;
};

}  // namespace isonet::widgets
