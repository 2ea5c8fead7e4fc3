// A problem or a note below a field of a form; hidden without one. GUI thread only.
#pragma once

#include <QLabel>

#include "widgets/form/StyleProperty.h"

namespace isonet::widgets {

class FieldMessage : public QLabel {
public:
    explicit FieldMessage(QWidget* parent = nullptr) : QLabel(parent) {
        setObjectName(QStringLiteral("fieldMessage"));
        setTextFormat(Qt::PlainText);
        setWordWrap(true);
        hide();
    }

    void showProblem(const QString& text) { display(text, "problem"); }
    void showNote(const QString& text) { display(text, "note"); }
    bool isProblem() const { return !isHidden() && property("kind").toString() == QLatin1String("problem"); }

private:
    void display(const QString& text, const char* kind) {
        setStyleProperty(this, "kind", QString::fromLatin1(kind));
        setText(text);
        setVisible(!text.isEmpty());
    }
};

}  // namespace isonet::widgets
