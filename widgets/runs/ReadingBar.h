// Progress of reading the compared runs, with a button that stops and continues it. Hidden while there is nothing to
// report. GUI thread only.
#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QTimer;

namespace isonet::widgets {

class ReadingBar : public QWidget {
    Q_OBJECT
public:
    explicit ReadingBar(QWidget* parent = nullptr);

    void restart();                       // other runs are read
    void setProgress(int read, int all);  // shown if it takes longer than half a second

Q_SIGNALS:
    void readingToggled(bool on);  // by the user

private:
    void refresh();

    QLabel* text_;
    QProgressBar* progress_;
    QPushButton* button_;
    QTimer* delay_;
    int read_ = 0, all_ = 0;
    bool reading_ = true;
};

}  // namespace isonet::widgets
