#include "widgets/jobs/JobLog.h"

#include <QFontDatabase>
#include <QScrollBar>

namespace isonet::widgets {

JobLog::JobLog(QWidget* parent) : QPlainTextEdit(parent) {
    setObjectName(QStringLiteral("jobLog"));
    setAccessibleName(tr("Log of the selected job"));
    setReadOnly(true);
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setUndoRedoEnabled(false);
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(font().pointSizeF() * 0.95);
    setFont(fixed);
}

void JobLog::setLog(const QString& key, const QString& text) {
    const bool same = key == key_;
    if (same && text == toPlainText())
        return;
    key_ = key;
    auto* bar = verticalScrollBar();
    const bool atEnd = bar->value() >= bar->maximum();
    const int before = bar->value(), sideways = horizontalScrollBar()->value();
    setPlainText(text);
    bar->setValue(same && !atEnd ? before : bar->maximum());
    horizontalScrollBar()->setValue(same ? sideways : 0);
}

}  // namespace isonet::widgets
