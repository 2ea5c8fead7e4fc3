// Numbers typed by the user.
#pragma once

#include <QString>
#include <QStringList>

namespace isonet::widgets {

// Accepts "0.02", "2e-2", "1E-4" and a decimal comma. Returns false for anything else.
bool parseNumber(const QString& text, double& value);

// Splits at commas, semicolons and white space.
QStringList splitList(const QString& text);

}  // namespace isonet::widgets
