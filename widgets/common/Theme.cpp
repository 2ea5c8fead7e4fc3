#include "widgets/common/Theme.h"

#include <QApplication>
#include <QFile>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPalette>
#include <QProxyStyle>
#include <QStyleFactory>
#include <QToolTip>
#include <algorithm>

namespace isonet::widgets {

namespace {

// Fusion with more horizontal padding in tables and lists, which separates columns without grid lines.
class WorkbenchStyle : public QProxyStyle {
public:
    WorkbenchStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override {
        const int fusion = QProxyStyle::pixelMetric(metric, option, widget);
        const auto* header = qobject_cast<const QHeaderView*>(widget);
        const bool titles = metric == PM_HeaderMargin && header && header->orientation() == Qt::Horizontal;
        return titles || metric == PM_FocusFrameHMargin ? fusion + 3 : fusion;
    }
};

ThemeColors lightColors() {
    ThemeColors c;
    c.window = QColor(0xf3, 0xf4, 0xf6);
    c.base = Qt::white;
    c.alternate = QColor(0xf7, 0xf8, 0xfa);
    c.text = QColor(0x1c, 0x20, 0x27);
    c.secondaryText = QColor(0x5a, 0x63, 0x70);
    c.disabledText = QColor(0x93, 0x9b, 0xa7);
    c.border = QColor(0xcd, 0xd2, 0xda);
    c.accent = QColor(0x1f, 0x62, 0xc4);
    c.accentText = Qt::white;
    c.ok = QColor(0x18, 0x78, 0x3a);
    c.warning = QColor(0x8f, 0x5b, 0x00);
    c.error = QColor(0xb4, 0x23, 0x18);
    c.okBack = QColor(0xdd, 0xf3, 0xe3);
    c.warningBack = QColor(0xfd, 0xf0, 0xcf);
    c.errorBack = QColor(0xfd, 0xe4, 0xe1);
    c.infoBack = QColor(0xdf, 0xea, 0xfb);
    return c;
}

ThemeColors darkColors() {
    ThemeColors c;
    c.window = QColor(0x24, 0x27, 0x2d);
    c.base = QColor(0x1a, 0x1c, 0x21);
    c.alternate = QColor(0x20, 0x23, 0x29);
    c.text = QColor(0xe3, 0xe6, 0xeb);
    c.secondaryText = QColor(0xa2, 0xab, 0xb8);
    c.disabledText = QColor(0x70, 0x78, 0x85);
    c.border = QColor(0x3d, 0x43, 0x4d);
    c.accent = QColor(0x3b, 0x7d, 0xe8);
    c.accentText = Qt::white;
    c.ok = QColor(0x4c, 0xc0, 0x6a);
    c.warning = QColor(0xe3, 0xb3, 0x41);
    c.error = QColor(0xff, 0x83, 0x78);
    c.okBack = QColor(0x1d, 0x3a, 0x27);
    c.warningBack = QColor(0x43, 0x36, 0x14);
    c.errorBack = QColor(0x4a, 0x23, 0x22);
    c.infoBack = QColor(0x1f, 0x33, 0x52);
    return c;
}

QPalette paletteOf(const ThemeColors& c, bool dark) {
    QPalette p;
    const QColor button = dark ? QColor(0x31, 0x35, 0x3d) : QColor(0xf8, 0xf9, 0xfb);
    p.setColor(QPalette::Window, c.window);
    p.setColor(QPalette::WindowText, c.text);
    p.setColor(QPalette::Base, c.base);
    p.setColor(QPalette::AlternateBase, c.alternate);
    p.setColor(QPalette::Text, c.text);
    p.setColor(QPalette::PlaceholderText, c.disabledText);
    p.setColor(QPalette::Button, button);
    p.setColor(QPalette::ButtonText, c.text);
    p.setColor(QPalette::BrightText, c.error);
    p.setColor(QPalette::Highlight, c.accent);
    p.setColor(QPalette::HighlightedText, c.accentText);
    p.setColor(QPalette::Link, dark ? QColor(0x7a, 0xad, 0xff) : c.accent);
    p.setColor(QPalette::LinkVisited, p.color(QPalette::Link));
    p.setColor(QPalette::ToolTipBase, dark ? QColor(0x30, 0x34, 0x3c) : QColor(0xff, 0xff, 0xff));
    p.setColor(QPalette::ToolTipText, c.text);
    p.setColor(QPalette::Light, dark ? QColor(0x3a, 0x3f, 0x48) : QColor(0xff, 0xff, 0xff));
    p.setColor(QPalette::Midlight, dark ? QColor(0x33, 0x37, 0x40) : QColor(0xea, 0xec, 0xf0));
    p.setColor(QPalette::Mid, c.border);
    p.setColor(QPalette::Dark, dark ? QColor(0x14, 0x16, 0x1a) : QColor(0xa9, 0xb0, 0xbb));
    p.setColor(QPalette::Shadow, dark ? QColor(0x0c, 0x0d, 0x10) : QColor(0x7c, 0x84, 0x90));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        p.setColor(QPalette::Disabled, role, c.disabledText);
    p.setColor(QPalette::Disabled, QPalette::Base, c.window);
    p.setColor(QPalette::Disabled, QPalette::Highlight, c.border);
    return p;
}

struct State {
    ThemeChoice choice = ThemeChoice::System;
    ThemeColors colors = lightColors();
    bool dark = false;
    bool systemDark = false;
    bool systemKnown = false;
};
State& state() {
    static State s;
    return s;
}

QString styleSheet(const ThemeColors& c) {
    QFile file(QStringLiteral(":/style.qss"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString text = QString::fromUtf8(file.readAll());
    const std::pair<const char*, QColor> names[] = {{"@window@", c.window},
                                                    {"@base@", c.base},
                                                    {"@text@", c.text},
                                                    {"@secondary@", c.secondaryText},
                                                    {"@border@", c.border},
                                                    {"@accent@", c.accent},
                                                    {"@accentText@", c.accentText},
                                                    {"@alternate@", c.alternate},
                                                    {"@error@", c.error},
                                                    {"@warning@", c.warning},
                                                    {"@ok@", c.ok},
                                                    {"@disabled@", c.disabledText}};
    for (const auto& [name, color] : names)
        text.replace(QLatin1String(name), color.name());
    // Headings scale with the system font.
    const double points = std::max(QApplication::font().pointSizeF(), 8.0);
    text.replace(QLatin1String("@large@"), QString::number(points * 1.45, 'f', 1) + QStringLiteral("pt"));
    text.replace(QLatin1String("@metrics@"), QString::number(points * 1.35, 'f', 1) + QStringLiteral("pt"));
    return text;
}

}  // namespace

void initializeResources();

void applyTheme(QApplication& application, ThemeChoice choice) {
    initializeResources();
    State& s = state();
    if (!s.systemKnown) {  // the desktop's palette, before ours replaces it
        s.systemDark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
        s.systemKnown = true;
        application.setStyle(new WorkbenchStyle);
    }
    s.choice = choice;
    s.dark = choice == ThemeChoice::Dark || (choice == ThemeChoice::System && s.systemDark);
    s.colors = s.dark ? darkColors() : lightColors();
    const QPalette palette = paletteOf(s.colors, s.dark);
    application.setPalette(palette);
    // Fusion outlines inputs in a darkened window color, which is invisible on a dark background.
    QPalette inputs = palette;
    if (s.dark)
        inputs.setColor(QPalette::Window, s.colors.border.lighter(170));
    for (const char* input : {"QLineEdit", "QSpinBox", "QComboBox", "QCheckBox", "QRadioButton", "QPlainTextEdit",
                              "QTableView", "QListView"})
        QApplication::setPalette(inputs, input);
    QToolTip::setPalette(palette);
    application.setStyleSheet(styleSheet(s.colors));
}

ThemeChoice currentThemeChoice() {
    return state().choice;
}
bool isDarkTheme() {
    return state().dark;
}
const ThemeColors& themeColors() {
    return state().colors;
}

QString themeName(ThemeChoice choice) {
    return choice == ThemeChoice::Light  ? QStringLiteral("light")
           : choice == ThemeChoice::Dark ? QStringLiteral("dark")
                                         : QStringLiteral("system");
}

ThemeChoice themeFromName(const QString& name) {
    return name == QLatin1String("light")  ? ThemeChoice::Light
           : name == QLatin1String("dark") ? ThemeChoice::Dark
                                           : ThemeChoice::System;
}

}  // namespace isonet::widgets
