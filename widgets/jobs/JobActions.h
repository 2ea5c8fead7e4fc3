// The commands for the chosen job and when they are possible. GUI thread only.
#pragma once

#include <QAction>
#include <QObject>
#include <optional>

#include "widgets/jobs/JobRow.h"

class QMenu;

namespace isonet::widgets {

class JobActions : public QObject {
    Q_OBJECT
public:
    // `keys`: the widget in which the shortcuts work.
    explicit JobActions(QWidget* keys);

    void setJob(const std::optional<JobRow>& job);  // the chosen one; nothing: none
    void fillMenu(QMenu& menu) const;

    QAction* pause() const { return pause_; }
    QAction* resume() const { return resume_; }
    QAction* stop() const { return stop_; }
    QAction* open() const { return open_; }
    QAction* dismiss() const { return dismiss_; }

Q_SIGNALS:
    void pauseRequested(const QString& run);
    void resumeRequested(const QString& run);
    void stopRequested(const QString& run);
    void openRequested(const QString& run);
    void dismissRequested(const QString& run);  // an ended job leaves the list; its run stays

private:
    QAction* make(const char* name, const QString& text, const char* icon, const QKeySequence& keys,
                  void (JobActions::*signal)(const QString&));
    void set(QAction* action, const QString& problem, const QString& description);

    QWidget* keys_;
    std::optional<JobRow> job_;
    QAction *pause_, *resume_, *stop_, *open_, *dismiss_;
};

}  // namespace isonet::widgets
