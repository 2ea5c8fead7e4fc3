// Below the header of a run: what its alerts say, the newest first, until the user closes the line. GUI thread only.
#pragma once

#include <QFrame>
#include <QStringList>

#include "training/telemetry/Alerts.h"

class QLabel;
class QMenu;
class QToolButton;

namespace isonet::widgets {

class ElidedLabel;

// One sentence: "Loss spike at step 1 200: 7.1, 3.4 times the median of the losses before."
QString alertText(const telemetry::Alert& alert);

class AlertBar : public QFrame {
    Q_OBJECT
public:
    explicit AlertBar(QWidget* parent = nullptr);

    void clear();                               // another run
    void add(const telemetry::Alert& alert);    // shows the line, also if it was closed
    QString text() const;                       // of the line
    QStringList all() const { return texts_; }  // the newest first

private:
    void refresh();

    QStringList texts_;
    QLabel* icon_;
    ElidedLabel* line_;
    QToolButton* more_;
    QMenu* menu_;
};

}  // namespace isonet::widgets
