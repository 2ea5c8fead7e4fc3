#include "widgets/common/NumberText.h"

#include <QLocale>
#include <QRegularExpression>
#include <cmath>

namespace isonet::widgets {

bool parseNumber(const QString& text, double& value) {
    QString trimmed = text.trimmed();
    trimmed.replace(QLatin1Char(','), QLatin1Char('.'));
    bool ok = false;
    const double parsed = QLocale::c().toDouble(trimmed, &ok);
    if (!ok || !std::isfinite(parsed))
        return false;
    value = parsed;
    return true;
}

QStringList splitList(const QString& text) {
    return text.split(QRegularExpression(QStringLiteral("[,;\\s]+")), Qt::SkipEmptyParts);
}

}  // namespace isonet::widgets
