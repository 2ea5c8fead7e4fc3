// Creates a queue: its source (a table of the paper, a sweep of the current experiment, or a file), its scale, and a
// preview of the generated runs, validated while typing. Does not access files. GUI thread only.
#pragma once

#include <QDialog>
#include <optional>
#include <set>
#include <string>

#include "training/sweeps/Sweep.h"

class QComboBox;
class QDialogButtonBox;
class QLabel;
class QListWidget;
class QPushButton;
class QStackedWidget;
class QTableWidget;

namespace isonet::widgets {

class ScaleForm;
class SweepForm;
class SweepPreview;
class SweepRowList;

class SweepDialog : public QDialog {
    Q_OBJECT
public:
    // `draft`: the experiment in the form, varied by a sweep. `folder`: where the queue folder will be created.
    SweepDialog(const config::RunConfig& draft, const QString& folder, QWidget* parent = nullptr);

    void showTable(const QString& name);  // "table1"
    void showSweep();
    void showFile(const sweeps::Sweep& sweep);

    const std::optional<sweeps::Sweep>& sweep() const { return made_; }  // none if there is a problem
    bool runNow() const { return runNow_; }
    QString problem() const;

    ScaleForm* scale() const { return scale_; }
    SweepForm* form() const { return form_; }
    QListWidget* rows() const;
    QTableWidget* preview() const;

    // Availability of the data, as found by the application; does not prevent creating the queue.
    void setDataMessage(const QString& message, bool found);

Q_SIGNALS:
    void dataRequested(const isonet::config::RunConfig& config);  // check that its data is available
    void rootRequested();

private:
    void build();
    QLayout* makeTop();
    QDialogButtonBox* makeButtons();
    static QString withFieldLabels(const QString& problem);
    void showSource();
    void makeSmall();
    void validate();
    void showPreview();
    std::optional<sweeps::Sweep> source(QString& problem) const;

    const config::RunConfig draft_;
    const QString folder_;
    std::optional<sweeps::Sweep> file_, made_;
    bool runNow_ = false;
    QComboBox* source_;
    QLabel *title_, *problem_, *summary_, *data_;
    QStackedWidget* sources_;
    SweepRowList* rows_;
    SweepForm* form_;
    ScaleForm* scale_;
    SweepPreview* preview_;
    QPushButton *small_, *original_, *add_, *run_;
};

}  // namespace isonet::widgets
