// Makes a queue: what is to be run (a table of the paper with its rows, a sweep of the form's experiment, a file), at
// which scale, and the runs that come of it, judged while one types. Knows no file; GUI thread only.
#pragma once

#include <QDialog>
#include <optional>
#include <set>
#include <string>

#include "training/config/Experiment.h"

class QComboBox;
class QLabel;
class QListWidget;
class QPushButton;
class QStackedWidget;
class QTableWidget;

namespace isonet::widgets {

class ScaleForm;
class SweepForm;

class ExperimentDialog : public QDialog {
    Q_OBJECT
public:
    // `draft`: the form's experiment, which a sweep varies. `folder`: where the queue's folder will be made.
    ExperimentDialog(const config::RunConfig& draft, const QString& folder, QWidget* parent = nullptr);

    void showTable(const QString& name);  // "table1"
    void showSweep();
    void showFile(const config::Experiment& experiment);

    const std::optional<config::Experiment>& experiment() const { return made_; }  // nothing while there is a problem
    bool runNow() const { return runNow_; }
    QString problem() const;

    ScaleForm* scale() const { return scale_; }
    SweepForm* sweep() const { return sweep_; }
    QListWidget* rows() const { return rows_; }
    QTableWidget* preview() const { return preview_; }

    // Whether the data is there, as the app found out; a note, not a refusal.
    void setDataMessage(const QString& message, bool found);

Q_SIGNALS:
    void dataAsked(const isonet::config::RunConfig& config);  // whether its data is there
    void rootRequested();

private:
    void build();
    void showSource();
    void showRows(const config::Experiment& experiment);
    void makeSmall();
    void judge();
    void showPreview();
    std::optional<config::Experiment> source(QString& problem) const;

    const config::RunConfig draft_;
    const QString folder_;
    std::optional<config::Experiment> file_, made_;
    bool runNow_ = false;
    QComboBox* what_;
    QLabel *title_, *problem_, *summary_, *data_;
    QStackedWidget* sources_;
    QListWidget* rows_;
    SweepForm* sweep_;
    ScaleForm* scale_;
    QTableWidget* preview_;
    QPushButton *small_, *original_, *add_, *run_;
};

}  // namespace isonet::widgets
