// The real window with its own runs folder, settings and dataset, all removed with the test.
#pragma once

#include <QAction>
#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>
#include <memory>

#include "app/workbench/window/MainWindow.h"
#include "tests/training/SyntheticImages.h"
#include "training/sweeps/Presets.h"
#include "widgets/common/Theme.h"

class WindowFixture {
protected:
    static constexpr int timeout = 40000;  // timeout in ms for what takes a second on an idle machine

    // Call once per test program, in initTestCase().
    void prepareApplication(const QString& name) const {
        QApplication::setOrganizationName(QStringLiteral("isonet"));
        QApplication::setApplicationName(name);
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings_.path());
        isonet::widgets::applyTheme(*qApp, isonet::widgets::ThemeChoice::Light);
    }
    // Call before each test: clears the settings and the folder.
    void resetFixture() {
        QSettings().clear();
        QSettings().setValue(QStringLiteral("notifications/desktop"), false);  // not to the developer's desktop
        folder_ = std::make_unique<QTemporaryDir>();
    }

    // Synthetic images in Fashion-MNIST's file format, written once per test program: 400 for training, 200 for
    // validation.
    static std::string dataFolder() {
        static const QTemporaryDir folder;
        static const bool written = [] {
            isonet::test::writeFashionFolder(folder.path().toStdString(), 400, 200);
            return true;
        }();
        return written ? folder.path().toStdString() : std::string();
    }

    // The default experiment on the synthetic images, with a network small enough to draw and measure at once.
    static isonet::config::RunConfig smallRun() {
        isonet::config::RunConfig config = isonet::sweeps::defaultPreset().config;
        config.model.depth = 8;
        config.run.name = "small";
        config.run.precision = isonet::config::Precision::Float32;  // on every CPU
        config.data.root = dataFolder();
        return config;
    }

    // A training run that outlasts any test.
    static isonet::config::RunConfig longRun() {
        isonet::config::RunConfig config = smallRun();
        config.data.trainImages = 320;
        config.data.validationImages = 100;
        config.data.workers = 1;
        config.run.device = "cpu";
        config.run.batchSize = 32;
        config.run.epochs = 500;
        config.telemetry.scalarSteps = 1;
        config.telemetry.spectrumSteps = 5;
        return config;
    }

    QString runs() const { return folder_->filePath(QStringLiteral("runs")); }
    std::unique_ptr<isonet::workbench::MainWindow> window() const {
        auto w = std::make_unique<isonet::workbench::MainWindow>(runs());
        w->resize(1280, 800);
        w->show();
        if (!QTest::qWaitForWindowExposed(w.get()))
            qWarning("window not exposed");
        return w;
    }
    static QAction* action(isonet::workbench::MainWindow& w, const char* name) {
        auto* found = w.findChild<QAction*>(QString::fromLatin1(name) + QStringLiteral("Action"));
        if (!found)
            qFatal("no action %s", name);
        return found;
    }

    QTemporaryDir settings_;
    std::unique_ptr<QTemporaryDir> folder_;
};
