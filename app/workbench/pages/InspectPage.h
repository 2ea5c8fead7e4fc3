// The page that shows a network layer by layer: one, or two side by side with their differences. The network is a
// checkpoint of the shown run or of another one, the one in the form, as initialized, or any file of weights. Joins
// InspectView with LayerAnalyzer. GUI thread only.
#pragma once

#include <QMap>
#include <QStringList>
#include <QWidget>
#include <optional>

#include "training/config/RunConfig.h"

class QSplitter;
class QToolButton;

namespace isonet::widgets {
class Comparison;
class ConfigForm;
class DifferenceView;
class InspectView;
}  // namespace isonet::widgets

namespace isonet::workbench {

class LayerAnalyzer;
class BackgroundRead;
class RunFolders;
class ShownRun;

class InspectPage : public QWidget {
    Q_OBJECT
public:
    // All must outlive the page.
    InspectPage(widgets::ConfigForm& form, ShownRun& shown, const RunFolders& folders, QWidget* parent = nullptr);
    ~InspectPage() override;

    // Adds a file of weights to the choices of both sides and shows it on the first.
    void openFile(const QString& path);
    // Adds the checkpoints of another run to the choices of both sides.
    void addRun(const QString& path);
    void setSideBySide(bool on);
    bool isSideBySide() const;
    widgets::InspectView* view(int side = 0) const { return sides_[side].view; }
    widgets::DifferenceView* difference() const { return difference_; }

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
    void refreshSources();  // checkpoints are added while a run trains
    void showSources();
    void makeTools();
    void chooseFile();
    void chooseRun();  // one of the folders of runs
    void askForRun(const QStringList& runs);
    void openSource(Side& side, const QString& value);
    void showEpochs(const Side& side);
    QStringList epochFiles(const QString& opened) const;  // the saved epochs of the opened run, in order

    widgets::ConfigForm& form_;
    ShownRun& shown_;
    Side sides_[2];
    const RunFolders& folders_;
    QSplitter* split_;
    widgets::DifferenceView* difference_;
    widgets::Comparison* comparison_;
    QToolButton *openButton_, *second_, *sameLayer_, *sameColors_;
    BackgroundRead *reading_, *runReading_;     // of the lists of checkpoints and of runs
    QStringList runs_;                          // others that are compared
    QMap<QString, QStringList> stored_;         // paths of checkpoints by run
    QStringList files_;                         // opened by openFile()
    std::optional<config::RunConfig> network_;  // of the form, where it is valid
};

}  // namespace isonet::workbench
