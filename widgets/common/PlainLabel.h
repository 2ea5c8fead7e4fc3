// Text from outside, such as names of runs, tags and files: shown as it is, even if it looks like HTML. QLabel and
// QToolTip would render it, and load the images that it names.
#pragma once

#include <QLabel>
#include <QString>

namespace isonet::widgets {

class PlainLabel : public QLabel {
public:
    explicit PlainLabel(const QString& text = {}, QWidget* parent = nullptr) : QLabel(parent) {
        setTextFormat(Qt::PlainText);
        setText(text);
    }
};

// For setToolTip() and Qt::ToolTipRole.
inline QString plainTip(const QString& text) {
    return Qt::mightBeRichText(text)
               ? QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(text.toHtmlEscaped())
               : text;
}

}  // namespace isonet::widgets
