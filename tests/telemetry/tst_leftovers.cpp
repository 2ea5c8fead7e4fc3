// What a process that was killed leaves in a folder does not keep it from being used.
#include <QTemporaryDir>
#include <QtTest>

#include "EventBytes.h"
#include "training/sweeps/Presets.h"
#include "training/sweeps/Queue.h"
#include "training/telemetry/RunDirectory.h"

using namespace isonet;
using telemetry::RunDirectory;
namespace fs = std::filesystem;

class TestLeftovers : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    fs::path path(const char* name) const { return folder_.filePath(name).toStdString(); }
    static QString storageMessage(const std::function<void()>& call) {
        try {
            call();
        } catch (const telemetry::StorageError& error) {
            return QString::fromUtf8(error.what());
        }
        return {};
    }

private Q_SLOTS:
    void aFolderWithOnlyTemporaryFilesIsUsed() {
        fs::create_directories(path("killed/checkpoints"));
        bytes::write(path("killed/.config.yaml.4711-3.tmp"), "model:");
        auto run = RunDirectory::create(path("killed"), sweeps::defaultPreset().config);
        QVERIFY(!fs::exists(path("killed/.config.yaml.4711-3.tmp")));
        QVERIFY(fs::exists(path("killed/config.yaml")));
        for (const char* other : {".notes.tmp", "config.yaml.4711-3.tmp", ".config.yaml.4711-3.tmp.gz", ".1-2.tmp"}) {
            const auto folder = path("other") / other;
            fs::create_directories(folder);
            bytes::write(folder / other, "precious");
            QVERIFY2(storageMessage([&] {
                         RunDirectory::create(folder, sweeps::defaultPreset().config);
                     }).contains("not empty"),
                     other);
            QVERIFY2(fs::exists(folder / other), other);
        }
    }

    void aQueueIsCreatedBesideOnlyTemporaryFiles() {
        fs::create_directories(path("queue"));
        bytes::write(path("queue") / ("." + std::string(sweeps::kSweepFile) + ".4711-1.tmp"), "name:");
        sweeps::Sweep sweep;
        sweep.name = "queue";
        sweep.title = "Queue";
        sweeps::SweepRow row;
        row.label = row.name = row.method = "isonet";
        row.config = sweeps::defaultPreset().config;
        sweep.rows.push_back(row);
        sweeps::nameRows(sweep);
        sweeps::Queue::create(path("queue"), sweep);
        QVERIFY(sweeps::isQueue(path("queue")));
    }
};

QTEST_GUILESS_MAIN(TestLeftovers)
#include "tst_leftovers.moc"
