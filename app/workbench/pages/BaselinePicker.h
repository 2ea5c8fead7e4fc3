// The button by which the user chooses another run that is drawn pale behind the shown one; reads that run and
// remembers it. GUI thread only.
#pragma once

#include <QStringList>
#include <QToolButton>

namespace isonet::widgets {
class RunData;
class ViewOptions;
}  // namespace isonet::widgets

namespace isonet::workbench {

class RunFollower;
class ShownRun;
struct RunUpdate;

class BaselinePicker : public QToolButton {
    Q_OBJECT
public:
    // Both must outlive the button.
    BaselinePicker(const ShownRun& shown, widgets::ViewOptions& options, QWidget* parent = nullptr);
    ~BaselinePicker() override;

    void choose(const QString& run);  // its folder; empty: no baseline
    const QString& run() const { return run_; }

    void restoreSettings();
    void saveSettings() const;

private:
    void fillMenu();
    void take(const RunUpdate& update);
    void refresh();

    const ShownRun& shown_;
    widgets::ViewOptions& options_;
    RunFollower* follower_;
    widgets::RunData* data_;
    QString run_;
    QStringList recent_;  // the newest first
};

}  // namespace isonet::workbench
