// packaging/launcher in a folder laid out as installed, with Python environments that only look like ones: which torch
// it takes, what it tells the program, and its message if there is none.
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

class TestLauncher : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    QString prefix_;
    QString at(const QString& name) const { return temporary_.filePath(name); }
    void write(const QString& name, const QByteArray& text, bool program = false) const {
        QDir().mkpath(QFileInfo(at(name)).path());
        QFile file(at(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        if (program)
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    void torch(const QString& folder, const QByteArray& version) const {
        write(folder + "/lib/libtorch_cpu.so", "");
        write(folder + "/version.py",
              "from typing import Optional\n\n__version__ = '" + version + "'\ndebug = False\n");
    }
    struct Result {
        int code;
        QString out, err;
    };
    Result launch(const QStringList& variables, const QStringList& arguments = {},
                  const QString& name = "isonet") const;

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void programGetsTheTorchOfAnEnvironment_data();
    void programGetsTheTorchOfAnEnvironment();
    void argumentsExitCodeAndVariablesPass();
    void missingTorchIsExplained();
    void wrongVersionIsNamed();
    void namedFolderIsTheOnlyOne();
    void linksAndOtherNamesWork();
    void olderGlibcIsRefused();
    void bundleChoosesItsLibstdcxx();
};

// Only these `variables`, and the system's commands without Python.
TestLauncher::Result TestLauncher::launch(const QStringList& variables, const QStringList& arguments,
                                          const QString& name) const {
    QProcess process;
    QStringList environment{"PATH=" + at("commands"), "HOME=" + at("home")};
    process.setEnvironment(environment + variables);
    process.start(at(prefix_ + "/bin/" + name), arguments);
    process.waitForFinished();
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

void TestLauncher::initTestCase() {
    prefix_ = "place with spaces";
    QDir().mkpath(at("commands"));
    for (const char* command : {"cat", "grep", "head", "readlink", "sed", "sh", "sort"}) {
        const QString found = QStandardPaths::findExecutable(command);
        QVERIFY2(!found.isEmpty(), command);
        QVERIFY(QFile::link(found, at(QStringLiteral("commands/") + command)));
    }
    QFile launcher(QStringLiteral(ISONET_LAUNCHER));
    QVERIFY(launcher.open(QIODevice::ReadOnly));
    const QByteArray script = launcher.readAll();
    for (const char* name : {"isonet", "isonet-workbench"}) {
        write(prefix_ + "/bin/" + name, script, true);
        write(prefix_ + "/lib/isonet/bin/" + name,
              QByteArray("#!/bin/sh\necho \"") + name + " $LD_LIBRARY_PATH|$*\"\nexit 7\n", true);
    }
    torch("venv/lib/python3.12/site-packages/torch", "2.11.0+cu130");
    torch("conda/lib/python3.11/site-packages/torch", "2.11.1+cpu");
    torch("old/lib/python3.9/site-packages/torch", "2.1.0");
    torch("twenty/lib/python3.12/site-packages/torch", "2.110.0");
    QDir().mkpath(at("empty"));
}

void TestLauncher::cleanup() {
    for (const char* file : {"/lib/isonet/torch-folder", "/lib/isonet/glibc"})
        QFile::remove(at(prefix_ + file));
    for (const char* command : {"commands/python3", "commands/getconf"})
        QFile::remove(at(command));
}

void TestLauncher::programGetsTheTorchOfAnEnvironment_data() {
    QTest::addColumn<QStringList>("variables");
    QTest::addColumn<QString>("python");  // what python3 prints
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("shown");
    const QString venv = at("venv"), conda = at("conda"), old = at("old"), none;
    const QString inVenv = venv + "/lib/python3.12/site-packages/torch",
                  inConda = conda + "/lib/python3.11/site-packages/torch";
    QTest::newRow("VIRTUAL_ENV") << QStringList{"VIRTUAL_ENV=" + venv} << none << inVenv
                                 << "torch 2.11.0+cu130 in " + inVenv + " (VIRTUAL_ENV)";
    QTest::newRow("CONDA_PREFIX") << QStringList{"CONDA_PREFIX=" + conda} << none << inConda
                                  << "torch 2.11.1+cpu in " + inConda + " (CONDA_PREFIX)";
    QTest::newRow("VIRTUAL_ENV before CONDA_PREFIX")
        << QStringList{"CONDA_PREFIX=" + conda, "VIRTUAL_ENV=" + venv} << none << inVenv
        << "torch 2.11.0+cu130 in " + inVenv + " (VIRTUAL_ENV)";
    QTest::newRow("unusable environment") << QStringList{"CONDA_PREFIX=" + conda, "VIRTUAL_ENV=" + old} << none
                                          << inConda << "torch 2.11.1+cpu in " + inConda + " (CONDA_PREFIX)";
    QTest::newRow("python3") << QStringList{} << inVenv << inVenv << "torch 2.11.0+cu130 in " + inVenv + " (python3)";
    QTest::newRow("ISONET_TORCH") << QStringList{"ISONET_TORCH=" + inConda, "VIRTUAL_ENV=" + venv} << none << inConda
                                  << "torch 2.11.1+cpu in " + inConda + " (ISONET_TORCH)";
    QTest::newRow("ISONET_TORCH, the folder of packages")
        << QStringList{"ISONET_TORCH=" + conda + "/lib/python3.11/site-packages"} << none << inConda
        << "torch 2.11.1+cpu in " + inConda + " (ISONET_TORCH)";
}

void TestLauncher::programGetsTheTorchOfAnEnvironment() {
    QFETCH(QStringList, variables);
    QFETCH(QString, python);
    QFETCH(QString, folder);
    QFETCH(QString, shown);
    if (!python.isEmpty())
        write("commands/python3", "#!/bin/sh\necho '" + python.toUtf8() + "'\n", true);
    const Result run = launch(variables, {"eval"});
    QVERIFY2(run.code == 7, qPrintable(run.err));
    QCOMPARE(run.out, "isonet " + folder + "/lib|eval\n");
    const Result which = launch(variables, {"--torch"});
    QCOMPARE(which.code, 0);
    QCOMPARE(which.out.trimmed(), shown);
}

void TestLauncher::argumentsExitCodeAndVariablesPass() {
    const Result run = launch({"VIRTUAL_ENV=" + at("venv"), "LD_LIBRARY_PATH=/elsewhere"}, {"train", "a b", "--set=x"});
    QCOMPARE(run.code, 7);
    QCOMPARE(run.out,
             "isonet " + at("venv") + "/lib/python3.12/site-packages/torch/lib:/elsewhere|train a b --set=x\n");
}

void TestLauncher::missingTorchIsExplained() {
    write("commands/python3", "#!/bin/sh\necho\n", true);
    const Result run = launch({"VIRTUAL_ENV=" + at("empty")}, {"train"});
    QCOMPARE(run.code, 3);
    QVERIFY(run.out.isEmpty());
    for (const QString& part :
         {QString("isonet: needs LibTorch 2.11"), "VIRTUAL_ENV: " + at("empty") + " has no torch",
          QString("CONDA_PREFIX: not set"), "python3: " + at("commands/python3") + " has no torch",
          QString("python: not on the PATH"), QString("pip install torch==2.11.0"), QString("ISONET_TORCH=")})
        QVERIFY2(run.err.contains(part), qPrintable(part + " not in: " + run.err));
}

void TestLauncher::wrongVersionIsNamed() {
    for (const auto& [environment, version] : {std::pair("old", "2.1.0"), std::pair("twenty", "2.110.0")}) {
        const Result run = launch({QStringLiteral("CONDA_PREFIX=") + at(environment)});
        QCOMPARE(run.code, 3);
        QVERIFY2(run.err.contains(QStringLiteral("site-packages/torch is version ") + version), qPrintable(run.err));
    }
}

void TestLauncher::namedFolderIsTheOnlyOne() {
    const Result run = launch({"ISONET_TORCH=" + at("empty"), "VIRTUAL_ENV=" + at("venv")});
    QCOMPARE(run.code, 3);
    QVERIFY2(run.err.contains("ISONET_TORCH: " + at("empty") + " has no lib/libtorch_cpu.so"), qPrintable(run.err));
    QVERIFY(!run.err.contains("VIRTUAL_ENV"));
}

// A link elsewhere on the PATH, the workbench's name, and the folder noted by `cmake --install`.
void TestLauncher::linksAndOtherNamesWork() {
    write(prefix_ + "/lib/isonet/torch-folder", (at("conda/lib/python3.11/site-packages/torch") + "\n").toUtf8());
    const Result window = launch({"VIRTUAL_ENV=" + at("venv")}, {}, "isonet-workbench");
    QCOMPARE(window.out, "isonet-workbench " + at("conda/lib/python3.11/site-packages/torch/lib") + "|\n");
    QVERIFY(QFile::link(at(prefix_ + "/bin/isonet"), at("isonet")));
    QProcess process;
    process.setEnvironment({"PATH=" + at("commands")});
    process.start(at("isonet"), {"--torch"});
    process.waitForFinished();
    QVERIFY(process.readAllStandardOutput().contains("(built with)"));
}

void TestLauncher::olderGlibcIsRefused() {
    write("commands/getconf", "#!/bin/sh\necho glibc 2.31\n", true);
    write(prefix_ + "/lib/isonet/glibc", "2.34 2.36 GLIBCXX_3.4.30\n");
    const Result run = launch({"VIRTUAL_ENV=" + at("venv")});
    QCOMPARE(run.code, 3);
    QCOMPARE(run.err, QString("isonet: this package needs glibc 2.34 or later; this system has glibc 2.31\n"));
}

// Its own where glibc allows, else that of the system, else that of the environment.
void TestLauncher::bundleChoosesItsLibstdcxx() {
    const QString torchFolder = at("conda/lib/python3.11/site-packages/torch/lib");
    const QStringList variables{"CONDA_PREFIX=" + at("conda")};
    write("commands/getconf", "#!/bin/sh\necho glibc 2.36\n", true);
    write(prefix_ + "/lib/isonet/glibc", "2.34 2.36 GLIBCXX_9.9.99\n");
    QCOMPARE(launch(variables).out, "isonet " + torchFolder + ":" + at(prefix_ + "/lib/isonet/gcc") + "|\n");
    write("commands/getconf", "#!/bin/sh\necho glibc 2.35\n", true);
    const Result none = launch(variables);
    QCOMPARE(none.code, 3);
    QVERIFY2(none.err.contains("with glibc 2.35, this package needs a libstdc++ with GLIBCXX_9.9.99"),
             qPrintable(none.err));
    write("conda/lib/libstdc++.so.6", "GLIBCXX_9.9.99");
    QCOMPARE(launch(variables).out, "isonet " + torchFolder + ":" + at("conda/lib") + "|\n");
    write(prefix_ + "/lib/isonet/glibc", "2.34 2.36 GLIBCXX_3.4\n");  // every libstdc++ has it
    QCOMPARE(launch(variables).out, "isonet " + torchFolder + "|\n");
}

QTEST_GUILESS_MAIN(TestLauncher)
#include "tst_launcher.moc"
