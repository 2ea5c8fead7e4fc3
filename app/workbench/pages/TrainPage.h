// The page that shows a run as it learns: header, steering bar and live plots. With no run shown, the header names the
// draft and the plots are empty. GUI thread only.
#pragma once

#include <QWidget>

namespace isonet::widgets {
class RunHeader;
class RunView;
class SteeringBar;
struct Steering;
}  // namespace isonet::widgets

namespace isonet::workbench {

class DraftDocument;
class RunSession;

class TrainPage : public QWidget {
    Q_OBJECT
public:
    // Both must outlive the page.
    TrainPage(RunSession& session, DraftDocument& draft, QWidget* parent = nullptr);

    widgets::RunView* view() const { return view_; }
    widgets::SteeringBar* steering() const { return steering_; }
    void setSteeringVisible(bool on);
    void focusSteering();

    void restoreSettings();
    void saveSettings() const;

private:
    void connectParts();
    void showShown();
    void refreshSteering();
    void steer(const widgets::Steering& wanted);

    RunSession& session_;
    DraftDocument& draft_;
    widgets::RunHeader* header_;
    widgets::SteeringBar* steering_;
    widgets::RunView* view_;
};

}  // namespace isonet::workbench
