// The application's theme: Fusion style with a light or dark palette, a small style sheet, and icons in palette colors.
// Widgets read colors from their palette or, for states, from themeColors().
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

class QApplication;

namespace isonet::widgets {

enum class ThemeChoice { System, Light, Dark };

struct ThemeColors {
    QColor window, base, alternate, text, secondaryText, disabledText, border, accent, accentText;
    QColor ok, warning, error;                        // text and icons, readable on window and base
    QColor okBack, warningBack, errorBack, infoBack;  // backgrounds for normal text
};

// Sets style, palette and style sheet. Call at startup and on every change. GUI thread only.
void applyTheme(QApplication& application, ThemeChoice choice);
ThemeChoice currentThemeChoice();
bool isDarkTheme();
const ThemeColors& themeColors();

// "light", "dark", "system"; for the settings and the command line. Unknown names give System.
QString themeName(ThemeChoice choice);
ThemeChoice themeFromName(const QString& name);

// resources/icons/<name>.svg in the palette's text color, sharp at any scale, grayed when disabled; follows theme
// changes. In the SVG, `currentColor` is the text color; `#acce17`, `#0c0c00` and `#e4404a` stand for accent, ok and
// error.
QIcon themedIcon(const QString& name);

}  // namespace isonet::widgets
