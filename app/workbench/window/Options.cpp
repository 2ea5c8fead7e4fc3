#include "app/workbench/window/Options.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QRegularExpression>
#include <cstdio>
#include <cstdlib>

namespace isonet::workbench {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Options)
};

[[noreturn]] void fail(const QString& message) {
    std::fprintf(stderr, "isonet-workbench: %s\n", qPrintable(message));
    std::exit(2);
}

}  // namespace

Options parseOptions(const QStringList& arguments) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        Text::tr("Design isometric networks, train them and watch them learn. The command-line tool is isonet."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(
        QStringLiteral("source"),
        Text::tr("A configuration or sweep file, a preset's name, a run directory, or a queue."),
        QStringLiteral("[CONFIG.yaml|PRESET|RUN|QUEUE]"));
    const QCommandLineOption runs(QStringLiteral("runs"), Text::tr("Folder of runs."), QStringLiteral("DIR"));
    const QCommandLineOption start(QStringLiteral("start"), Text::tr("Start training at once; a queue: run it."));
    const QCommandLineOption theme(QStringLiteral("theme"), Text::tr("Theme: light, dark or system."),
                                   QStringLiteral("NAME"));
    const QCommandLineOption size(QStringLiteral("size"), Text::tr("Window size, such as 1280x800."),
                                  QStringLiteral("WxH"));
    const QCommandLineOption screenshot(QStringLiteral("screenshot"),
                                        Text::tr("Save an image of the window, then quit."), QStringLiteral("FILE"));
    const QCommandLineOption after(QStringLiteral("after"), Text::tr("Seconds before --screenshot (default: 3)."),
                                   QStringLiteral("SECONDS"), QStringLiteral("3"));
    parser.addOptions({runs, start, theme, size, screenshot, after});
    parser.process(arguments);

    Options options;
    const QStringList sources = parser.positionalArguments();
    if (sources.size() > 1)
        fail(Text::tr("expected at most one source, got %1").arg(sources.size()));
    options.source = sources.value(0);
    options.runsFolder = parser.value(runs);
    options.start = parser.isSet(start);
    options.theme = parser.value(theme);
    const QStringList themes{QStringLiteral("light"), QStringLiteral("dark"), QStringLiteral("system")};
    if (!options.theme.isEmpty() && !themes.contains(options.theme))
        fail(Text::tr("--theme %1: expected light, dark or system").arg(options.theme));
    if (parser.isSet(size)) {
        static const QRegularExpression pattern(QStringLiteral("^(\\d{3,5})x(\\d{3,5})$"));
        const auto match = pattern.match(parser.value(size));
        if (!match.hasMatch())
            fail(Text::tr("--size %1: expected WxH, such as 1280x800").arg(parser.value(size)));
        options.size = QSize(match.captured(1).toInt(), match.captured(2).toInt());
    }
    options.screenshot = parser.value(screenshot);
    bool ok = false;
    options.after = parser.value(after).toDouble(&ok);
    if (!ok || options.after < 0)
        fail(Text::tr("--after %1: expected a number of seconds").arg(parser.value(after)));
    return options;
}

}  // namespace isonet::workbench
