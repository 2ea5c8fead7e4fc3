#include "widgets/form/FieldSearch.h"

#include <QKeyEvent>
#include <QRegularExpression>
#include <algorithm>
#include <array>

#include "widgets/common/Theme.h"
#include "widgets/form/StyleProperty.h"

namespace isonet::widgets {

FieldSearch::FieldSearch(QWidget* parent) : QLineEdit(parent) {
    setObjectName(QStringLiteral("fieldSearch"));
    setPlaceholderText(tr("Find setting: weight decay, spectrum …"));
    setAccessibleName(tr("Find setting"));
    setToolTip(tr("Return jumps to the setting, Down and Up go through the matches (Ctrl+F)"));
    setClearButtonEnabled(true);
    addAction(themedIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    connect(this, &QLineEdit::textEdited, this, &FieldSearch::search);
    connect(this, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty())
            search();
    });
}

void FieldSearch::setEntries(const QVector<Entry>& entries) {
    entries_ = entries;
}

QStringList FieldSearch::matches(const QVector<Entry>& entries, const QString& text) {
    static const QRegularExpression spaces(QStringLiteral("[\\s_.]+"));
    const auto words = text.split(spaces, Qt::SkipEmptyParts);
    std::array<QStringList, 3> ranked;
    for (const Entry& entry : entries) {
        const std::array<QString, 3> texts{entry.label, entry.key,
                                           entry.label + QLatin1Char(' ') + entry.key + QLatin1Char(' ') + entry.more};
        for (std::size_t i = 0; i < texts.size(); ++i)
            if (!words.isEmpty() && std::ranges::all_of(words, [&](const QString& word) {
                    return texts[i].contains(word, Qt::CaseInsensitive);
                })) {
                ranked[i] << entry.key;
                break;
            }
    }
    return ranked[0] + ranked[1] + ranked[2];
}

void FieldSearch::search() {
    found_ = matches(entries_, text());
    at_ = 0;
    step(0);
}

void FieldSearch::step(int by) {
    if (!found_.isEmpty())
        at_ = (at_ + by + found_.size()) % found_.size();
    setStyleProperty(this, "wrong", found_.isEmpty() && !text().isEmpty());
    setAccessibleDescription(status());
    Q_EMIT shown(found_.value(at_));
}

QString FieldSearch::status() const {
    if (text().isEmpty())
        return {};
    return found_.isEmpty() ? tr("no match") : tr("%1 of %2").arg(at_ + 1).arg(found_.size());
}

void FieldSearch::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Down:
            return step(1);
        case Qt::Key_Up:
            return step(-1);
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (!found_.isEmpty())
                Q_EMIT chosen(found_.value(at_));
            return;
        case Qt::Key_Escape:
            clear();
            Q_EMIT ended();
            return;
        default:
            QLineEdit::keyPressEvent(event);
    }
}

}  // namespace isonet::widgets
