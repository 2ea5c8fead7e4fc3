// One line of advice above a page, until it is dismissed for good. GUI thread only.
#pragma once

#include <QFrame>
#include <QString>

class QLabel;
class QPushButton;

namespace isonet::widgets {

class HintLine : public QFrame {
    Q_OBJECT
public:
    HintLine(const QString& objectName, const QString& text, QWidget* parent = nullptr);
    QString text() const;

Q_SIGNALS:
    void dismissed();  // by the user

private:
    QLabel* text_;
    QPushButton* done_;
};

}  // namespace isonet::widgets
