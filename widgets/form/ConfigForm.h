// The form that edits a RunConfig. Validates at every edit: each problem is shown under its field, and the names of the
// fields with problems at the top. Opening and saving files is the application's job. GUI thread only.
#pragma once

#include <QStringList>
#include <QVector>
#include <QWidget>
#include <string>
#include <vector>

#include "training/config/AutomaticSettings.h"
#include "training/config/RunConfig.h"
#include "widgets/form/EpochsFollower.h"
#include "widgets/form/FormField.h"
#include "widgets/form/FoundData.h"

class QLabel;
class QScrollArea;

namespace isonet::widgets {

class FieldSearch;

// A training device as shown in the form: "NVIDIA H100 80GB HBM3 · 78.2 GiB free".
struct DeviceChoice {
    QString id;  // "cpu", "cuda:0"
    QString label;
    double freeBytes = 0;              // 0: unknown
    config::DeviceTraits traits = {};  // for automatic settings
    int cores = 1;                     // that a run may use
};

class ConfigForm : public QWidget {
    Q_OBJECT
public:
    explicit ConfigForm(QWidget* parent = nullptr);
    ~ConfigForm() override;

    void setConfig(const config::RunConfig& config);
    // The last readable value of every field; may be invalid, see isValid().
    const config::RunConfig& config() const { return config_; }
    bool isValid() const { return problems_.empty(); }
    QString problemSummary() const;                             // "Depth: depth is 21; ...", empty when valid
    void setDevices(const std::vector<DeviceChoice>& devices);  // in addition to "auto"
    // Availability of the dataset's files, shown under the dataset field; a number of classes that differs is a
    // problem. After an edit of dataset or folder, classes, channels and input size are set to what suits the data.
    void setFoundData(const FoundData& data);
    void setReadOnly(bool readOnly);  // for the configuration of a run
    bool isReadOnly() const { return readOnly_; }

    // Ids of the collapsed sections, for the settings.
    QStringList foldedSections() const;
    void setFoldedSections(const QStringList& ids);
    // Expands the section of the field with this YAML key, scrolls to the field and focuses it.
    void showField(const QString& key);
    // Focuses the search line.
    void startSearch();
    // The settings that the form shows for this task.
    struct Setting {
        QString key, label, section, about;  // `about`: the tooltip as plain text
    };
    QVector<Setting> settings() const;

Q_SIGNALS:
    void configChanged();  // after every edit, valid or not
    void dataCheckRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    FormField* find(const std::string& key);
    const FormField* find(const std::string& key) const;
    QString labelOf(const std::string& key) const;
    bool isFieldVisible(const FormField& field) const;
    void handleEdit(std::size_t index);
    void validate();
    void presentField(FormField& field);
    void presentSections();
    void showProblemFields();
    void refreshSearch();
    void markFound(const QString& key);
    void revealField(const FormField& field);

    config::RunConfig config_;
    EpochsFollower schedule_;
    std::vector<FormField> fields_;
    std::vector<FormSection*> sections_;
    std::vector<spec::Problem> problems_;
    QLabel *problemLinks_, *searchStatus_;
    FieldSearch* search_;
    FormField* found_ = nullptr;  // marked by the search
    QScrollArea* area_;
    bool readOnly_ = false;
    FoundData data_;
    // What the next data that are found set, after an edit of the dataset or of the folder.
    enum class Fill { Nothing, OfDataset, WithDataset } fill_ = Fill::Nothing;
};

}  // namespace isonet::widgets
