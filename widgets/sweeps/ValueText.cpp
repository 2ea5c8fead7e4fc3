#include "widgets/sweeps/ValueText.h"

#include <QStringList>

namespace isonet::widgets {
namespace {

const QString emptyValue = QStringLiteral("\"\"");

}  // namespace

std::vector<std::string> splitValues(const QString& text) {
    std::vector<std::string> values;
    QString value;
    int depth = 0;
    const auto finish = [&] {
        const QString trimmed = value.trimmed();
        if (trimmed == emptyValue)
            values.emplace_back();
        else if (!trimmed.isEmpty())
            values.push_back(trimmed.toStdString());
        value.clear();
    };
    for (const QChar c : text) {
        if (c == QLatin1Char('[') || c == QLatin1Char('{'))
            ++depth;
        else if (c == QLatin1Char(']') || c == QLatin1Char('}'))
            --depth;
        if (c == QLatin1Char(',') && depth == 0)
            finish();
        else
            value += c;
    }
    finish();
    return values;
}

QString joinValues(const std::vector<std::string>& values) {
    QStringList texts;
    for (const auto& value : values) {
        const QString text = QString::fromStdString(value);
        const bool bracketed = text.startsWith(QLatin1Char('[')) || text.startsWith(QLatin1Char('{'));
        texts += text.isEmpty()                                  ? emptyValue
                 : text.contains(QLatin1Char(',')) && !bracketed ? QLatin1Char('[') + text + QLatin1Char(']')
                                                                 : text;
    }
    return texts.join(QStringLiteral(", "));
}

}  // namespace isonet::widgets
