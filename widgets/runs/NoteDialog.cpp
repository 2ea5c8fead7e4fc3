#include "widgets/runs/NoteDialog.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

#include "widgets/common/FontScale.h"
#include "widgets/common/PlainLabel.h"

namespace isonet::widgets {

namespace {
struct NoteDialog {
    Q_DECLARE_TR_FUNCTIONS(NoteDialog)
};
}  // namespace

std::optional<QString> askForNote(QWidget* parent, const QString& run, const QString& note) {
    QDialog dialog(parent);
    dialog.setObjectName(QStringLiteral("noteDialog"));
    dialog.setWindowTitle(NoteDialog::tr("Note"));
    auto* title = new PlainLabel(NoteDialog::tr("Note about %1").arg(run));
    auto* edit = new QPlainTextEdit(note);
    edit->setAccessibleName(title->text());
    edit->setTabChangesFocus(true);
    edit->moveCursor(QTextCursor::End);
    auto* keys = new QLabel(NoteDialog::tr("Return starts a new line, Ctrl+Return saves the note."));
    keys->setObjectName(QStringLiteral("fieldUnit"));
    keys->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
    QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter})
        QObject::connect(new QShortcut(QKeySequence(Qt::CTRL | key), &dialog), &QShortcut::activated, &dialog,
                         &QDialog::accept);
    auto* column = new QVBoxLayout(&dialog);
    column->addWidget(title);
    column->addWidget(edit, 1);
    column->addWidget(keys);
    column->addWidget(buttons);
    dialog.resize(fontScaled(420), fontScaled(240));
    edit->setFocus();
    if (dialog.exec() != QDialog::Accepted)
        return std::nullopt;
    return edit->toPlainText().trimmed();
}

}  // namespace isonet::widgets
