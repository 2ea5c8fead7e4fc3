// The form that edits a RunConfig: validates as one types (the problem under its field and in words at the top), and
// emits the configuration at every change. Knows no file: opening and saving YAML is the app's.
#pragma once

#include <QStringList>
#include <QWidget>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::widgets {

// A training device as the form shows it: "NVIDIA H100 80GB HBM3 · 78.2 GiB free".
struct DeviceChoice {
    QString id;  // "cpu", "cuda:0"
    QString label;
    double freeBytes = 0;  // 0: not known
};

class ConfigForm : public QWidget {
    Q_OBJECT
public:
    explicit ConfigForm(QWidget* parent = nullptr);
    ~ConfigForm() override;

    void setConfig(const config::RunConfig& config);
    // The last readable value of every field; judge it with isValid().
    const config::RunConfig& config() const;
    bool isValid() const;
    QString problemSummary() const;                             // "Depth: depth is 21; ...", empty when valid
    void setDevices(const std::vector<DeviceChoice>& devices);  // besides "auto"
    // What is known about the data set's files: shown under the data field; empty: found.
    void setDataMessage(const QString& message, bool found);
    void setReadOnly(bool readOnly);  // while its run trains
    bool isReadOnly() const;

    // Titles of the folded sections, for the settings.
    QStringList foldedSections() const;
    void setFoldedSections(const QStringList& titles);
    // Unfolds its section, scrolls to the field of this YAML key and gives it the focus.
    void showField(const QString& key);

Q_SIGNALS:
    void configChanged();  // after every edit, valid or not

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Private;
    Private* d_;
};

}  // namespace isonet::widgets
