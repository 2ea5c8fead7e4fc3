// The look of the program: Fusion with a light or a dark palette, a small style sheet, and icons that take the
// palette's colours. One theme for the whole application; widgets read colours from their palette or, for states, from
// colors().
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

class QApplication;

namespace isonet::widgets {

enum class ThemeChoice { System, Light, Dark };

struct ThemeColors {
    QColor window, base, alternate, text, secondaryText, disabledText, border, accent, accentText;
    QColor ok, warning, error;                        // text and signs, readable on window and base
    QColor okBack, warningBack, errorBack, infoBack;  // behind text of the usual colour
};

// Sets style, palette and style sheet. Call once at the start and at every change of mind. GUI thread.
void applyTheme(QApplication& application, ThemeChoice choice);
ThemeChoice currentThemeChoice();
bool isDarkTheme();
const ThemeColors& themeColors();

// "light", "dark", "system"; for settings and the command line. Unknown text gives System.
QString themeName(ThemeChoice choice);
ThemeChoice themeFromName(const QString& name);

// resources/icons/<name>.svg in the palette's text colour, sharp at any scale, greyed when disabled, following a change
// of theme by itself. In the SVG, `currentColor` is the text colour and `#acce17`, `#0c0c00`, `#e4404a` stand for
// accent, ok, error.
QIcon themedIcon(const QString& name);

}  // namespace isonet::widgets
