// Buttons of which one is checked: the ways in which a plot can show its values. Lives in the plot's header.
#pragma once

#include <QWidget>

class QButtonGroup;

namespace isonet::widgets {

class ModeSwitch : public QWidget {
    Q_OBJECT
public:
    explicit ModeSwitch(QWidget* parent = nullptr);
    void addMode(int mode, const QString& icon, const QString& name, const QString& tooltip);
    void setMode(int mode);  // does not emit modeChosen()

Q_SIGNALS:
    void modeChosen(int mode);  // by the user

private:
    QButtonGroup* group_;
};

}  // namespace isonet::widgets
