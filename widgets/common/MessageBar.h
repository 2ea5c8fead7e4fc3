// A message inside the window: what happened and how to fix it, optionally with buttons. Stays until it is closed,
// answered or replaced. GUI thread only.
#pragma once

#include <QFrame>
#include <functional>

class QLabel;
class QHBoxLayout;
class QToolButton;

namespace isonet::widgets {

class MessageBar : public QFrame {
    Q_OBJECT
public:
    enum class Kind { Info, Success, Warning, Error };

    explicit MessageBar(QWidget* parent = nullptr);

    // `title` is one short sentence; `text` may have several lines. Both plain text.
    void showMessage(Kind kind, const QString& title, const QString& text);
    // Adds a button to the current message; pressing it closes the message first.
    void addAction(const QString& label, std::function<void()> action);
    void dismiss();
    QString title() const;
    QString text() const;
    Kind kind() const { return kind_; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void applyKind();

    Kind kind_ = Kind::Info;
    QLabel *icon_, *title_, *text_;
    QHBoxLayout* buttons_;
    QToolButton* close_;
};

}  // namespace isonet::widgets
