// Entry point of the workbench: command line, theme, window.
#include <QApplication>
#include <QDir>
#include <QLocale>
#include <QSettings>
#include <QStatusBar>
#include <QTimer>
#include <algorithm>
#include <clocale>
#include <cstdio>
#include <memory>
#include <string_view>

#include "app/workbench/window/ExitDeadline.h"
#include "app/workbench/window/MainWindow.h"
#include "app/workbench/window/Options.h"
#include "app/workbench/window/StopSignals.h"
#include "training/engine/runtime/HostTuning.h"
#include "widgets/common/PathText.h"
#include "widgets/common/Theme.h"

namespace {

// --help and --version need no display.
bool isInformation(const char* argument) {
    const std::string_view text(argument);
    return text == "-h" || text == "--help" || text == "-v" || text == "--version";
}

}  // namespace

int main(int argc, char** argv) {
    using namespace isonet;
    training::shortenThreadSpinning(argv);
    training::respectAvailableCores();
    QApplication::setOrganizationName(QStringLiteral("isonet"));
    QApplication::setApplicationName(QStringLiteral("isonet-workbench"));
    QApplication::setApplicationDisplayName(QString());
    QApplication::setApplicationVersion(QStringLiteral(ISONET_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("isonet-workbench"));
    if (std::any_of(argv + 1, argv + argc, isInformation)) {
        QCoreApplication console(argc, argv);
        workbench::parseOptions(console.arguments());  // prints and exits
    }
    QApplication application(argc, argv);
    // Qt has set the system's locale, but numbers have decimal points in files and in the window.
    std::setlocale(LC_NUMERIC, "C");
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    QStringList arguments;  // those that QApplication left, with every byte of a file's name
    for (int i = 0; i < argc; ++i)
        arguments.append(widgets::pathText(argv[i]));
    const workbench::Options options = workbench::parseOptions(arguments);
    const QString theme =
        options.theme.isEmpty() ? QSettings().value(QStringLiteral("window/theme")).toString() : options.theme;
    widgets::applyTheme(application, widgets::themeFromName(theme));

    workbench::StopSignals signals;
    auto window = std::make_unique<workbench::MainWindow>(options.runsFolder);
    QObject::connect(&signals, &workbench::StopSignals::received, window.get(), &workbench::MainWindow::stopAndClose);
    if (options.size)
        window->resize(*options.size);
    window->show();
    if (options.start)
        QTimer::singleShot(0, window.get(), [&] { window->openAndStart(options.source); });
    else if (!options.source.isEmpty())
        window->openSource(options.source);
    int screenshotFailed = 0;
    if (!options.screenshot.isEmpty())
        QTimer::singleShot(int(options.after * 1000), window.get(), [&] {
            if (!window->grab().save(options.screenshot)) {
                std::fprintf(stderr, "isonet-workbench: %s cannot be written\n", qPrintable(options.screenshot));
                screenshotFailed = 3;
            }
            window->stopAndClose();
        });
    const int ended = application.exec();
    const int code = ended != 0 ? ended : screenshotFailed;
    const workbench::ExitDeadline deadline(code);  // the window waits for its jobs
    window.reset();
    return code;
}
