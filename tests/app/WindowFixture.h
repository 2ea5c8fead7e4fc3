// The real window on a folder of runs and on settings of its own, both gone with the test.
#pragma once

#include <QAction>
#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>
#include <memory>

#include "app/workbench/MainWindow.h"
#include "training/config/Presets.h"
#include "training/data/Dataset.h"
#include "widgets/Theme.h"

class WindowFixture {
protected:
    static constexpr int patience = 40000;  // ms, for what takes a second on an idle machine

    // Once for all tests of a program.
    void prepareApplication(const QString& name) const {
        QApplication::setOrganizationName(QStringLiteral("isonet"));
        QApplication::setApplicationName(name);
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings_.path());
        isonet::widgets::applyTheme(*qApp, isonet::widgets::ThemeChoice::Light);
    }
    // Before each test: no settings, an empty folder.
    void startAnew() {
        QSettings().clear();
        folder_ = std::make_unique<QTemporaryDir>();
    }

    // The ready experiment, with a network that is laid out and measured at once.
    static isonet::config::RunConfig smallRun() {
        isonet::config::RunConfig config = isonet::config::defaultPreset().config;
        config.model.depth = 8;
        config.run.name = "small";
        return config;
    }

    // On few images, longer than a test.
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

    static bool dataInstalled() {
        static const bool found = isonet::training::datasetStatus(longRun().data).found;
        return found;
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
