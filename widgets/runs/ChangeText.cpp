#include "widgets/runs/ChangeText.h"

#include <QCoreApplication>

#include "widgets/common/Format.h"

namespace isonet::widgets {

namespace {

struct ChangeText {
    Q_DECLARE_TR_FUNCTIONS(ChangeText)
};

QString valueText(const std::string& value) {
    return value.empty() ? QStringLiteral("–") : QString::fromStdString(value);
}

}  // namespace

QStringList changeLines(const std::vector<config::ChangedKey>& changes) {
    constexpr std::size_t most = 8;
    QStringList lines;
    for (std::size_t i = 0; i < changes.size() && i < most; ++i) {
        const auto& [step, difference] = changes[i];
        lines.append(ChangeText::tr("%1: %2 → %3 from step %4")
                         .arg(QString::fromStdString(difference.key), valueText(difference.before),
                              valueText(difference.now), formatCount(step)));
    }
    if (changes.size() > most)
        lines.append(ChangeText::tr("and %1 more").arg(changes.size() - most));
    return lines;
}

QString settingText(const std::string& key, const std::string& started,
                    const std::vector<config::ChangedKey>& changes) {
    QString text = QString::fromStdString(started);
    for (const auto& [step, difference] : changes)
        if (difference.key == key)
            text = ChangeText::tr("%1 → %2 (step %3)")
                       .arg(text.isEmpty() ? valueText({}) : text, valueText(difference.now), formatCount(step));
    return text;
}

}  // namespace isonet::widgets
