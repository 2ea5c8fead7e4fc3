#include "widgets/form/FormField.h"

#include <QApplication>

#include "widgets/common/Theme.h"
#include "widgets/form/StyleProperty.h"

namespace isonet::widgets {

namespace {

// A read-only configuration cannot be edited but must stay readable.
void setReadableWhenDisabled(QWidget* editor, bool readable) {
    QList<QWidget*> parts = editor->findChildren<QWidget*>();
    parts.prepend(editor);
    for (auto* part : parts) {
        QPalette palette = readable ? QApplication::palette(part) : QPalette();
        if (readable)
            for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
                palette.setColor(QPalette::Disabled, role, themeColors().secondaryText);
        part->setPalette(palette);
    }
}

}  // namespace

void FormField::present(const State& state, const config::RunConfig& config) {
    const bool wrong = !state.problem.isEmpty();
    QString message = wrong ? state.problem : state.note;
    if (wrong)
        message[0] = message[0].toUpper();
    const bool isNote = !wrong && !message.isEmpty() && !state.noteIsProblem;
    setStyleProperty(row.message, "kind", isNote ? QStringLiteral("note") : QStringLiteral("problem"));
    setStyleProperty(row.editor, "wrong", wrong);
    row.message->setText(message);
    row.message->setVisible(state.visible && !message.isEmpty());
    for (QWidget* part : {static_cast<QWidget*>(row.label), row.editor, static_cast<QWidget*>(row.unit)})
        if (part)
            part->setVisible(state.visible);

    const QString reason = unusedReason ? unusedReason(config) : QString();
    const bool used = reason.isEmpty() || wrong;
    QString tip = tooltip;
    if (!used)
        tip += QStringLiteral("<p><i>%1</i></p>").arg(tr("Not used: %1").arg(reason.toHtmlEscaped()));
    else if (state.readOnly)
        tip += QStringLiteral("<p><i>%1</i></p>").arg(tr("The configuration of a run is read-only."));
    row.editor->setToolTip(tip);
    row.label->setToolTip(tip);
    row.editor->setEnabled(used && !state.readOnly);
    if (readableWhenDisabled_ != (used && state.readOnly) || state.readOnly) {
        readableWhenDisabled_ = used && state.readOnly;
        setReadableWhenDisabled(row.editor, readableWhenDisabled_);
    }
    row.label->setEnabled(used);
    if (row.unit)
        row.unit->setEnabled(used);
}

}  // namespace isonet::widgets
