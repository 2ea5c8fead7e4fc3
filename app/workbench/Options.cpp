#include "app/workbench/Options.h"

#include <QCommandLineParser>
#include <QRegularExpression>
#include <cstdio>
#include <cstdlib>

namespace isonet::workbench {

namespace {

[[noreturn]] void refuse(const QString& message) {
    std::fprintf(stderr, "isonet-workbench: %s\n", qPrintable(message));
    std::exit(2);
}

}  // namespace

Options parseOptions(const QStringList& arguments) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Designs isometric networks, trains them and shows how they learn. Without a window: isonet."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(
        QStringLiteral("source"),
        QStringLiteral("A configuration or experiment file, a preset's name, a run directory, or a "
                       "queue of runs."),
        QStringLiteral("[CONFIG.yaml|PRESET|RUN|QUEUE]"));
    const QCommandLineOption runs(QStringLiteral("runs"), QStringLiteral("Folder of runs."), QStringLiteral("DIR"));
    const QCommandLineOption start(QStringLiteral("start"), QStringLiteral("Press Start."));
    const QCommandLineOption theme(QStringLiteral("theme"), QStringLiteral("light, dark or system."),
                                   QStringLiteral("NAME"));
    const QCommandLineOption size(QStringLiteral("size"), QStringLiteral("Window size, e.g. 1280x800."),
                                  QStringLiteral("WxH"));
    const QCommandLineOption screenshot(QStringLiteral("screenshot"),
                                        QStringLiteral("Save a picture of the window, then quit."),
                                        QStringLiteral("FILE"));
    const QCommandLineOption after(QStringLiteral("after"), QStringLiteral("Seconds before the picture is taken (3)."),
                                   QStringLiteral("SECONDS"), QStringLiteral("3"));
    parser.addOptions({runs, start, theme, size, screenshot, after});
    parser.process(arguments);

    Options options;
    const QStringList sources = parser.positionalArguments();
    if (sources.size() > 1)
        refuse(QStringLiteral("one configuration or run at most, not %1").arg(sources.size()));
    options.source = sources.value(0);
    options.runsFolder = parser.value(runs);
    options.start = parser.isSet(start);
    options.theme = parser.value(theme);
    const QStringList themes{QStringLiteral("light"), QStringLiteral("dark"), QStringLiteral("system")};
    if (!options.theme.isEmpty() && !themes.contains(options.theme))
        refuse(QStringLiteral("--theme %1: light, dark or system are accepted").arg(options.theme));
    if (parser.isSet(size)) {
        static const QRegularExpression form(QStringLiteral("^(\\d{3,5})x(\\d{3,5})$"));
        const auto match = form.match(parser.value(size));
        if (!match.hasMatch())
            refuse(QStringLiteral("--size %1: write it like 1280x800").arg(parser.value(size)));
        options.size = QSize(match.captured(1).toInt(), match.captured(2).toInt());
    }
    options.screenshot = parser.value(screenshot);
    bool ok = false;
    options.after = parser.value(after).toDouble(&ok);
    if (!ok || options.after < 0)
        refuse(QStringLiteral("--after %1: a number of seconds is accepted").arg(parser.value(after)));
    return options;
}

}  // namespace isonet::workbench
