// One of several choices in a question: a title and, below it, what happens, wrapped. As tall as its text in the font
// of the window; QCommandLinkButton has fonts of 9 points, and the height of these. GUI thread only.
#pragma once

#include <QPushButton>

namespace isonet::workbench {

class ChoiceButton : public QPushButton {
    Q_OBJECT
public:
    ChoiceButton(const QString& title, const QString& about, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QFont titleFont() const;
    int titleHeight() const;
    int aboutHeight(int width) const;

    QString about_;
};

}  // namespace isonet::workbench
