#include "widgets/common/OverwriteQuestion.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>

namespace isonet::widgets {

bool mayWrite(const QString& file, QWidget* parent) {
    const QFileInfo info(file);
    if (!info.exists() && !info.isSymbolicLink())
        return true;
    QMessageBox box(parent);
    box.setObjectName(QStringLiteral("overwriteQuestion"));
    box.setIcon(QMessageBox::Question);
    box.setTextFormat(Qt::PlainText);
    box.setWindowTitle(QCoreApplication::translate("OverwriteQuestion", "Replace the file?"));
    box.setText(
        QCoreApplication::translate("OverwriteQuestion", "%1 exists already.").arg(QDir::toNativeSeparators(file)));
    auto* replace = box.addButton(QCoreApplication::translate("OverwriteQuestion", "Replace"), QMessageBox::AcceptRole);
    box.setDefaultButton(box.addButton(QMessageBox::Cancel));
    box.exec();
    return box.clickedButton() == replace;
}

QString fileNamePart(QString text) {
    static const QRegularExpression refused(QStringLiteral("[/\\\\:*?\"<>|\\x00-\\x1f]+"));
    return text.replace(refused, QStringLiteral("-")).trimmed();
}

}  // namespace isonet::widgets
