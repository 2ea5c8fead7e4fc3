// How the shown queue is run: rows at a time, retries, what a failure does. Edits are reported; the application stores
// them. GUI thread only.
#pragma once

#include <QStringList>
#include <QWidget>
#include <utility>
#include <vector>

#include "widgets/sweeps/QueueEntry.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QSpinBox;

namespace isonet::widgets {

class QueuePlanBar : public QWidget {
    Q_OBJECT
public:
    explicit QueuePlanBar(QWidget* parent = nullptr);

    // Other texts can be typed. Each: what is stored, and what is shown.
    void setSlotChoices(const std::vector<std::pair<QString, QString>>& choices);
    void setPlan(const QString& folder, const QueuePlan& plan);  // a field being edited keeps its text
    void setProblem(const QString& problem);                     // why the last change was refused; empty: none

Q_SIGNALS:
    void slotsChosen(const QString& text);
    void retriesChosen(int retries);
    void stopOnFailureChosen(bool on);

private:
    QString enteredSlots() const;
    void showSlots(const QString& text);

    QComboBox* slots_;
    QSpinBox* retries_;
    QCheckBox* stopOnFailure_;
    QLabel* problem_;
    QString folder_;
    QueuePlan plan_;
};

}  // namespace isonet::widgets
