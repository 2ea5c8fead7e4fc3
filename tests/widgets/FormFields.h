// Finds and edits the fields of the configuration form as a user does.
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QtTest>

#include "widgets/form/ConfigForm.h"

namespace isonet::test {

using widgets::ConfigForm;

inline QWidget* editor(ConfigForm& form, const char* key) {
    auto* widget = form.findChild<QWidget*>(QString::fromLatin1(key));
    if (!widget)
        qFatal("no field %s", key);
    return widget;
}
inline QLineEdit* line(ConfigForm& form, const char* key) {
    auto* widget = editor(form, key);
    if (auto* edit = qobject_cast<QLineEdit*>(widget))
        return edit;
    return widget->findChild<QLineEdit*>();
}
inline QComboBox* combo(ConfigForm& form, const char* key) {
    return qobject_cast<QComboBox*>(editor(form, key));
}
inline void type(QLineEdit* edit, const QString& text) {
    edit->selectAll();
    QTest::keyClick(edit, Qt::Key_Delete);
    QTest::keyClicks(edit, text);
}
inline void choose(QComboBox* box, const QString& title) {
    const int index = box->findText(title);
    QVERIFY2(index >= 0, qPrintable(title));
    box->setCurrentIndex(index);
    Q_EMIT box->activated(index);
}
// The visible message under a field, or an empty string.
inline QString messageUnder(ConfigForm& form, const char* key) {
    auto* at = editor(form, key);
    for (auto* label : form.findChildren<QLabel*>(QStringLiteral("fieldMessage")))
        if (!label->isHidden() && label->y() > at->y() && label->y() <= at->y() + at->height() + 12 &&
            label->parentWidget() == at->parentWidget())
            return label->text();
    return {};
}

}  // namespace isonet::test
