// What is in a folder that may not be entered is not missing: every reader gives the true reason.
#include <sys/stat.h>

#include <QtTest>
#include <filesystem>
#include <fstream>
#include <functional>

#include "Unprivileged.h"
#include "model/base/NotFound.h"
#include "model/interop/ImportedWeights.h"
#include "training/config/DatasetInfo.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/engine/checkpoint/LoadedNetwork.h"
#include "training/engine/checkpoint/ResumePoint.h"
#include "training/engine/tasks/InitialWeights.h"
#include "training/sweeps/Queue.h"
#include "training/telemetry/RunDirectory.h"

using namespace isonet;
using namespace isonet::training;
namespace fs = std::filesystem;

class TestPermissions : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    const fs::path root_ = temporary_.path().toStdString();

    void put(const fs::path& file, const std::string& text = "x") const {
        fs::create_directories(file.parent_path());
        std::ofstream(file) << text;
    }
    // A file or folder that nobody may read.
    fs::path closed(const fs::path& path) const {
        fs::permissions(path, fs::perms::none);
        return path;
    }
    static std::string statusOf(const char* dataset, const fs::path& root) {
        config::RunConfig config;
        config.data.dataset = dataset;
        config.data.root = root.string();
        return datasetStatus(config.data).message;
    }
    // The reason for which the reader gives up.
    static std::string messageOf(const std::function<std::string()>& read) {
        try {
            return read();
        } catch (const std::exception& error) {
            return error.what();
        }
    }

private Q_SLOTS:
    void absenceAndRefusalAreDistinguished() {
        put(root_ / "readable" / "secret");
        QCOMPARE(base::whyNotFound(root_ / "nothing"), std::string("is missing"));
        QCOMPARE(base::whyNotFound(root_ / "readable" / "secret" / "x", "does not exist"),
                 std::string("does not exist"));
        QVERIFY(base::whyNotFound(root_ / "readable").empty());
        QVERIFY(base::unreadableNote(root_ / "readable").empty());
        closed(root_ / "readable" / "secret");
        const test::Unprivileged unprivileged;
        if (!unprivileged.good)
            QSKIP("the privilege to read every file cannot be given up here");
        QCOMPARE(base::whyNotFound(root_ / "readable" / "secret"), std::string("cannot be read: Permission denied"));
        QCOMPARE(base::unreadableNote(root_ / "readable"),
                 "; " + (root_ / "readable" / "secret").string() + " cannot be read: Permission denied");
    }

    // Opening a named pipe in place of a dataset or one of its files would block.
    void pipesAreNotWaitedFor() {
        const fs::path pipe = root_ / "pipe", files = root_ / "files";
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        fs::create_directories(files / "annotations");
        for (const char* name :
             {"train-images-idx3-ubyte", "data_batch_1.bin", "train_32x32.mat", "stl10_binary.tar.gz",
              "cifar-100-python.tar.gz", "train.csv", "images.tar", "annotations/instances_train2017.json"})
            QCOMPARE(::mkfifo((files / name).c_str(), 0600), 0);
        for (const auto& info : config::knownDatasets())
            for (const fs::path& root : {pipe, files, files / "images.tar", files / "train.csv"})
                QVERIFY(!statusOf(info.name.c_str(), root).empty());
        QVERIFY(datasetsIn(pipe.string()).empty());
    }

    void everyReaderGivesTheTrueReason() {
        struct Row {
            const char* name;
            fs::path denied;
            std::function<std::string()> read;
        };
        std::vector<Row> rows;
        const auto dataset = [&](const char* name, const fs::path& file, const fs::path& denied) {
            const fs::path root = root_ / ("data" + std::to_string(rows.size()));
            put(root / file);
            rows.push_back({name, root / denied, [name, root] { return statusOf(name, root); }});
        };
        dataset("coco", "annotations/instances_train2017.json", "annotations/instances_train2017.json");
        dataset("coco", "annotations/instances_train2017.json", "annotations");
        dataset("cifar10", "cifar-10-batches-bin/data_batch_1.bin", "cifar-10-batches-bin");
        dataset("cifar100", "cifar-100-python/train", "cifar-100-python/train");
        for (const char* name : {"test", "meta"})
            put(root_ / ("data" + std::to_string(rows.size() - 1)) / "cifar-100-python" / name);
        dataset("cifar100", "other", "");
        dataset("svhn", "SVHN/train_32x32.mat", "SVHN");
        dataset("stl10", "stl10_binary/train_X.bin", "stl10_binary");
        dataset("mnist", "MNIST/raw/train-images-idx3-ubyte", "MNIST");
        dataset("fashion-mnist", "train-images-idx3-ubyte", "");
        dataset("folder", "train/a/0.png", "");
        dataset("folder", "list/list.csv", "list");
        const fs::path splits = root_ / "splits";
        for (const char* file : {"train/a/0.png", "train/b/0.png", "val/a/0.png", "val/b/0.png"})
            put(splits / file);
        rows.push_back({"split", splits / "val", [splits] { return statusOf("folder", splits); }});

        const fs::path run = root_ / "run";
        put(run / "config.yaml");
        put(run / "checkpoints" / "latest.pt");
        const auto load = [&](const std::string& source) {
            return [source] { return loadNetwork(source), std::string(); };
        };
        const auto copy = [&](const char* name) {
            fs::copy(run, root_ / name, fs::copy_options::recursive);
            return root_ / name;
        };
        const fs::path a = copy("a"), b = copy("b"), c = copy("c"), d = copy("d"), e = copy("e"), f = copy("f");
        rows.push_back({"loadNetwork", a, load(a.string())});
        rows.push_back({"loadNetwork of a file", b / "checkpoints", load((b / "checkpoints" / "latest.pt").string())});
        rows.push_back({"checkpointOf", c / "checkpoints",
                        [c] { return checkpointOf(c / "checkpoints" / "a.pt", true).string(); }});
        rows.push_back(
            {"checkResumePoint", d / "checkpoints", [d] { return checkResumePoint(d, "latest"), std::string(); }});
        rows.push_back({"resume", e, [e] { return telemetry::RunDirectory::resume(e), std::string(); }});
        rows.push_back({"import", f, [f] { return interop::importWeights(f), std::string(); }});
        const fs::path queue = root_ / "queue";
        put(queue / "sweep.yaml");
        rows.push_back({"queue", queue, [queue] { return sweeps::Queue::open(queue), std::string(); }});

        for (const Row& row : rows)
            closed(row.denied);
        const test::Unprivileged unprivileged;
        if (!unprivileged.good)
            QSKIP("the privilege to read every file cannot be given up here");
        QStringList wrong;
        for (const Row& row : rows) {
            const std::string message = messageOf(row.read);
            if (message.find("cannot be read: Permission denied") == std::string::npos ||
                message.find("does not exist") != std::string::npos)
                wrong << QStringLiteral("%1: %2").arg(QLatin1String(row.name), QString::fromStdString(message));
        }
        unprivileged.restore();
        for (const Row& row : rows)
            fs::permissions(row.denied, fs::perms::owner_all);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
    }
};

QTEST_GUILESS_MAIN(TestPermissions)
#include "tst_permissions.moc"
