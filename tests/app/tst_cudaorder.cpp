// The CUDA plug-in is opened before torch looks for CUDA: in jobs that run while devices are being looked for, and in
// commands. Runs itself and `isonet` with stand-ins for the NVIDIA driver and for the plug-in.
#include <ATen/ATen.h>

#include <QtTest>

#include <future>
#include <iostream>

#include "app/workbench/jobs/JobThread.h"
#include "model/kernels/CudaPlugin.h"

using namespace isonet;

namespace {

void convolve() {
    at::conv2d(at::ones({1, 1, 4, 4}), at::ones({1, 1, 3, 3}));
}

// What the programs do at their start, in a process with the stand-ins. Prints whether there is CUDA, and why not.
int run(const std::string& order, QCoreApplication& application) {
    if (order == "late") {
        convolve();
    } else if (order == "job") {
        // The window looks for devices in the background; a Jacobian in Inspect starts at the same time.
        std::promise<void> done;
        workbench::JobThread jobs([](const QString&) {}, [] {});
        jobs.submit(QStringLiteral("jacobian"), [&](std::stop_token) {
            convolve();
            done.set_value();
        });
        const auto devices = std::async(std::launch::async, [] { return model::devices().size(); });
        done.get_future().wait();
        application.processEvents();
    }
    const bool ready = model::loadCuda();
    std::cout << (ready ? "ready" : "none") << ": " << model::cudaStatus();
    for (const auto& identity : model::deviceIdentities())
        std::cout << "; " << identity;
    std::cout << std::endl;
    return 0;
}

}  // namespace

class TestCudaOrder : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;

    // The output of `program`, and what the stand-in for the plug-in reported.
    std::pair<QString, QString> outputOf(const QString& program, const QStringList& arguments) {
        const QString log = temporary_.filePath(QStringLiteral("log"));
        QFile::remove(log);
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        const QString libraries = environment.value(QStringLiteral("LD_LIBRARY_PATH"));
        environment.insert(QStringLiteral("LD_LIBRARY_PATH"), QStringLiteral(FAKE_DRIVER_FOLDER ":") + libraries);
        environment.insert(QStringLiteral("ISONET_CUDA_PLUGIN"), QStringLiteral(FAKE_PLUGIN));
        environment.insert(QStringLiteral("FAKE_CUDA_LOG"), log);
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(temporary_.path());
        process.start(program, arguments);
        process.waitForFinished(60000);
        QFile file(log);
        const QString reported = file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
        return {QString::fromUtf8(process.readAll()) + QString::fromUtf8(process.readAllStandardError()), reported};
    }

private Q_SLOTS:
    void orders_data() {
        QTest::addColumn<QString>("order");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("reported");
        QTest::newRow("first") << "first"
                               << "ready: CUDA ready: 1 device; a5000000000000000000000000000007"
                               << "in time";
        QTest::newRow("job") << "job"
                             << "ready: CUDA ready: 1 device"
                             << "in time";
        // The wrong order, which the other tests avoid, is reported.
        QTest::newRow("late") << "late"
                              << "none: LibTorch was used before its CUDA libraries were loaded"
                              << "too late";
    }
    void orders() {
        QFETCH(QString, order);
        QFETCH(QString, words);
        QFETCH(QString, reported);
        const auto [output, log] =
            outputOf(QCoreApplication::applicationFilePath(), {QStringLiteral("--order"), order});
        QVERIFY2(output.contains(words), qPrintable(output));
        QCOMPARE(log, reported);
    }

    void commandsOpenItFirst_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("inspect") << QStringList{"inspect", "network.yaml"};
        QTest::newRow("presets") << QStringList{"presets"};
    }
    void commandsOpenItFirst() {
        QFETCH(QStringList, arguments);
        QFile network(temporary_.filePath(QStringLiteral("network.yaml")));
        QVERIFY(network.open(QIODevice::WriteOnly) && network.write("model: {family: small, depth: 8}\n") > 0);
        network.close();
        const auto [output, log] = outputOf(QStringLiteral(ISONET_PROGRAM), arguments);
        QVERIFY2(log == QStringLiteral("in time"), qPrintable(log + QLatin1Char('\n') + output));
    }
};

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    if (argc == 3 && std::string(argv[1]) == "--order")
        return run(argv[2], application);
    TestCudaOrder test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_cudaorder.moc"
