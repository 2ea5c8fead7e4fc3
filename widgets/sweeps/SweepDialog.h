// Creates a queue: its source (a table of the paper, a sweep of the current experiment, or a file), its scale, and a
// preview of the generated runs, validated while typing. Does not access files. GUI thread only.
#pragma once

#include <QDialog>
#include <optional>
#include <set>
#include <string>

#include "training/sweeps/SweepFile.h"

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
    // In the form if the file varies settings, else as a list of rows. Throws config::ConfigError as sweeps::expand().
    void showFile(const sweeps::SweepFile& file);

    const std::optional<sweeps::Sweep>& sweep() const { return made_; }  // none if there is a problem
    bool runNow() const { return runNow_; }
    QString problem() const;

    ScaleForm* scale() const { return scale_; }
    SweepForm* form() const;  // of the experiment, or of the file that is shown
    QListWidget* rows() const;
    QTableWidget* preview() const;

    // The sweep as a file: what the form shows; with changes of the scale, every row written out. Empty if there is a
    // problem.
    std::string fileText() const;
    void showSaved(const QString& message);  // below the preview

    // Availability of the data, as found by the application; does not prevent creating the queue.
    void setDataMessage(const QString& message, bool found);

Q_SIGNALS:
    void dataRequested(const isonet::config::RunConfig& config);  // check that its data is available
    void rootRequested();
    void saveRequested();  // of fileText()

private:
    void build();
    bool showsForm() const;
    QString countText() const;
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
    std::optional<sweeps::Sweep> file_;  // expanded
    std::optional<sweeps::Sweep> made_;
    bool runNow_ = false, fileSearches_ = false;
    QComboBox* source_;
    QLabel *title_, *problem_, *summary_, *data_;
    QStackedWidget* sources_;
    SweepRowList* rows_;
    SweepForm *form_, *fileForm_;
    ScaleForm* scale_;
    SweepPreview* preview_;
    QPushButton *small_, *original_, *add_, *run_, *save_;
};

}  // namespace isonet::widgets
