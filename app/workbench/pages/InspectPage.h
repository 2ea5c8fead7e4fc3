// The page that shows a network layer by layer: one, or two side by side. The network is a checkpoint of the shown run,
// the one in the form, as initialized, or any file of weights. Joins InspectView with LayerAnalyzer. GUI thread only.
#pragma once

#include <QWidget>
#include <optional>

#include "training/config/RunConfig.h"

class QSplitter;
class QToolButton;

namespace isonet::widgets {
class ConfigForm;
class InspectView;
}  // namespace isonet::widgets

namespace isonet::workbench {

class LayerAnalyzer;
class PatientRead;
class ShownRun;

class InspectPage : public QWidget {
    Q_OBJECT
public:
    // Both must outlive the page.
    InspectPage(widgets::ConfigForm& form, ShownRun& shown, QWidget* parent = nullptr);
    ~InspectPage() override;

    // Adds a file of weights to the choices of both sides and shows it on the first.
    void openFile(const QString& path);
    void setSideBySide(bool on);
    bool isSideBySide() const;
    widgets::InspectView* view(int side = 0) const { return sides_[side].view; }

Q_SIGNALS:
    void sideBySideChanged(bool on);  // two need the full width

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Side {
        widgets::InspectView* view = nullptr;
        LayerAnalyzer* analyzer = nullptr;
        QString opened;  // the source that the view shows
    };
    void connectSide(Side& side);
    void refreshNetwork();
    void refreshSources();                // checkpoints are added while a run trains
    void showSources(QStringList files);  // names of checkpoints
    void chooseFile();
    void openSource(Side& side, const QString& value);

    widgets::ConfigForm& form_;
    ShownRun& shown_;
    Side sides_[2];
    QSplitter* split_;
    QToolButton *openButton_, *second_;
    PatientRead* reading_;                      // of the list of checkpoints
    QStringList files_;                         // opened by openFile()
    std::optional<config::RunConfig> network_;  // of the form, where it is valid
};

}  // namespace isonet::workbench
