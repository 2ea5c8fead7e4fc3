// The window's content: the pages, and below them the Jobs strip, which an action shows and hides. Joins the strip with
// the jobs. GUI thread only.
#pragma once

#include <QSplitter>
#include <QToolButton>

#include "widgets/jobs/JobsView.h"

class QAction;

namespace isonet::workbench {

class JobsController;

class JobsStrip : public QSplitter {
    Q_OBJECT
public:
    // `toggle`: checkable. The controller must outlive the strip.
    JobsStrip(QWidget* pages, JobsController& jobs, QAction* toggle, QWidget* parent = nullptr);

    widgets::JobsView* view() const { return view_; }
    QToolButton* statusButton() const { return status_; }  // for the status bar: how many jobs there are
    void restoreSettings();
    void saveSettings() const;

Q_SIGNALS:
    void openRequested(const QString& run);

private:
    void connectView();
    void setShown(bool on);
    void showJobs();

    JobsController& jobs_;
    QAction* toggle_;
    widgets::JobsView* view_;
    QToolButton* status_;
    bool sized_ = false;  // by the user, or when it was first shown
};

}  // namespace isonet::workbench
