// The page that shows a run as it learns: header, steering bar and live plots. With no run shown, the header names the
// draft and the plots are empty. GUI thread only.
#pragma once

#include <QWidget>

namespace isonet::widgets {
class AlertBar;
class RunHeader;
class RunView;
class SteeringBar;
struct Steering;
}  // namespace isonet::widgets

namespace isonet::workbench {

class AlertWatch;
class BaselinePicker;
class DraftDocument;
class BackgroundRead;
class RunSession;

class TrainPage : public QWidget {
    Q_OBJECT
public:
    // All must outlive the page.
    TrainPage(RunSession& session, DraftDocument& draft, AlertWatch& alerts, QWidget* parent = nullptr);

    widgets::RunView* view() const { return view_; }
    BaselinePicker* baseline() const { return baseline_; }
    widgets::SteeringBar* steering() const { return steering_; }
    void setSteeringVisible(bool on);
    void focusSteering();

    void restoreSettings();
    void saveSettings() const;

private:
    void connectParts();
    void showShown();
    void refreshSteering();
    void showPaper();  // the paper's result for the shown run, if there is one
    void steer(const widgets::Steering& wanted);

    RunSession& session_;
    DraftDocument& draft_;
    widgets::RunHeader* header_;
    widgets::AlertBar* alerts_;
    widgets::SteeringBar* steering_;
    widgets::RunView* view_;
    BaselinePicker* baseline_;
    BackgroundRead* reading_;
};

}  // namespace isonet::workbench
