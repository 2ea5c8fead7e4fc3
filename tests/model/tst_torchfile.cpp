// PyTorch files: files from Python are read exactly, written files round-trip, and anything else is rejected.
#include <sys/resource.h>
#include <torch/types.h>

#include <QtTest>
#include <csignal>
#include <system_error>

#include "InteropFiles.h"
#include "model/interop/ImportedWeights.h"
#include "model/interop/PickleWriter.h"
#include "model/interop/Value.h"
#include "model/interop/ZipReader.h"

using namespace isonet::interop;
using namespace isonet::test;

namespace {

const std::filesystem::path dataFolder = std::filesystem::path(ISONET_TEST_DATA) / "interop";

Value everything() {
    const at::Tensor base = fill(1, {4, 6});
    return Dict{{"net", Dict{{"conv.weight", fill(2, {3, 2, 3, 3})}, {"tracked", torch::tensor(5)}}},
                {"types", List{base.to(at::kHalf), base.to(at::kBFloat16), base.to(at::kDouble), base > 0,
                               (base * 100).to(at::kChar), (base * 1000).to(at::kShort), (base * 9).to(at::kInt),
                               (base * 9).to(at::kLong), (base.abs() * 99).to(at::kByte),
                               (base.abs() * 99).to(at::kUInt16), base.to(at::kComplexFloat)}},
                {"views", List{base.t(), base.select(1, 2), base.slice(0, 1, 3), torch::ones({1}).expand({2, 3})}},
                {"shapes", List{torch::tensor(2.5f), torch::empty({0}), torch::empty({0, 3})}},
                {"numbers", List{0, -1, 255, 256, 1 << 20, std::int64_t{1} << 40, INT64_MIN, INT64_MAX, 1.5, -0.0}},
                {"texts", List{"", "plain",
                               "gr\xc3\xb6\xc3\x9f"
                               "er",
                               std::string("\0\xff\x80", 3)}},
                {"rest", List{Value(), true, false, List{}, Dict{}}}};
}

// A literal including its zero bytes.
template <std::size_t N>
QByteArray raw(const char (&literal)[N]) {
    return QByteArray(literal, N - 1);
}

std::string errorOf(const std::filesystem::path& file) {
    try {
        readTorchFile(file);
    } catch (const FormatError& error) {
        return error.what();
    }
    return "read without error";
}

// Reads a damaged file: true if it was rejected. Any error other than FormatError fails the test.
bool isRejected(const std::filesystem::path& file, const Value* intact) {
    try {
        const Value value = readTorchFile(file);
        const bool asBefore = same(value, intact ? *intact : value);
        if (intact && !asBefore)
            throw std::logic_error("a damaged file gave other values");
        return false;
    } catch (const FormatError&) {
        return true;
    }
}

}  // namespace

class TorchFileTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_{scratchTemplate()};
    std::filesystem::path path(const char* name) const { return folder_.filePath(name).toStdString(); }

private Q_SLOTS:
    void writtenFilesReadBack() {
        const Value value = everything();
        writeTorchFile(value, path("all.pt"));
        QVERIFY(same(readTorchFile(path("all.pt")), value));
    }

    void entriesAreUncompressedAndAlignedTo64Bytes() {
        writeTorchFile(everything(), path("aligned.pt"));
        const std::string bytes = readBytes(path("aligned.pt"));
        const InputFile file(path("aligned.pt"));
        const ZipReader zip(file);
        QCOMPARE(zip.entries().size(), std::size_t{3 + 20});
        for (const ZipEntry& entry : zip.entries()) {
            QCOMPARE(entry.method, std::uint16_t{0});
            const std::string content = zip.text(entry, 1 << 20);
            std::uint16_t name = 0, extra = 0;
            std::memcpy(&name, bytes.data() + entry.header + 26, 2);
            std::memcpy(&extra, bytes.data() + entry.header + 28, 2);
            const std::size_t offset = entry.header + 30 + name + extra;
            QCOMPARE(offset % 64, std::size_t{0});
            QVERIFY(bytes.compare(offset, content.size(), content) == 0);
        }
    }

    void sharedTensorIsStoredOnce() {
        const at::Tensor weight = fill(3, {100});
        writeTorchFile(Dict{{"a", weight}, {"b", weight}}, path("tied.pt"));
        const Value value = readTorchFile(path("tied.pt"));
        QVERIFY(value.get<at::Tensor>("a").const_data_ptr() == value.get<at::Tensor>("b").const_data_ptr());
        QVERIFY(at::equal(value.get<at::Tensor>("b"), weight));
    }

    void filesFromPythonAreRead_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("zip") << "zip.pt";
        QTest::newRow("legacy") << "legacy.pt";
    }
    void filesFromPythonAreRead() {
        QFETCH(QString, name);
        const Value value = readTorchFile(dataFolder / name.toStdString());
        const Value net = value.get<Dict>("net");
        const auto& entries = std::get<Dict>(net.data);
        const std::vector<std::string> names = {"conv.weight",     "bn.weight",      "bn.bias",
                                                "bn.running_mean", "bn.running_var", "bn.num_batches_tracked",
                                                "fc.weight",       "fc.bias"};
        QCOMPARE(entries.size(), names.size());
        for (std::size_t i = 0; i < names.size(); ++i)
            QCOMPARE(entries[i].first, "module." + names[i]);
        QVERIFY(at::equal(net.get<at::Tensor>("module.conv.weight"), fill(0, {3, 2, 3, 3})));
        QVERIFY(at::equal(net.get<at::Tensor>("module.fc.bias"), fill(4, {2})));
        QVERIFY(same(net.get<at::Tensor>("module.bn.num_batches_tracked"), torch::tensor(7)));

        QCOMPARE(value.get<std::int64_t>("epoch"), std::int64_t{3});
        QCOMPARE(value.get<double>("train_accuracy"), 12.5);
        QCOMPARE(value.get<std::string>("note"), std::string("gr\xc3\xb6\xc3\x9f"
                                                             "er"));
        const Value types = value.get<Dict>("types");
        QVERIFY(same(types.get<at::Tensor>("half"), fill(70, {3}).to(at::kHalf)));
        QVERIFY(same(types.get<at::Tensor>("bfloat16"), fill(71, {3}).to(at::kBFloat16)));
        QVERIFY(same(types.get<at::Tensor>("double"), fill(72, {2}).to(at::kDouble)));
        QVERIFY(same(types.get<at::Tensor>("int64"),
                     torch::tensor({std::int64_t{1}, std::int64_t{-2}, std::int64_t{3} << 40})));
        QVERIFY(same(types.get<at::Tensor>("bool"), torch::tensor({true, false})));
        QVERIFY(same(types.get<at::Tensor>("scalar"), torch::tensor(2.5f)));
        QVERIFY(same(types.get<at::Tensor>("empty"), torch::empty({0, 3})));
        QVERIFY(same(value.get<List>("mixed"),
                     List{Value(), true, -1, std::int64_t{1} << 40, 1.5, List{1, 2}, std::string("\0\xff", 2)}));

        // Optimizer state: integer keys; after one step the momentum equals the gradient.
        const Value optim = value.get<Dict>("optim");
        const Value first = Value(optim.get<Dict>("state")).get<Dict>("0");
        QVERIFY(at::equal(first.get<at::Tensor>("momentum_buffer"), fill(100, {3, 2, 3, 3})));
        QCOMPARE(optim.get<List>("param_groups").front().get<double>("lr"), 0.25);
        QVERIFY(same(optim.get<List>("param_groups").front().get<List>("params"), List{0, 1, 2, 3, 4}));
    }

    void viewsShareTheirStorage_data() { filesFromPythonAreRead_data(); }
    void viewsShareTheirStorage() {
        QFETCH(QString, name);
        const Value value = readTorchFile(dataFolder / name.toStdString());
        const Value views = value.get<Dict>("views");
        const at::Tensor base = fill(50, {4, 6});
        QVERIFY(at::equal(views.get<at::Tensor>("all"), base));
        QVERIFY(at::equal(views.get<at::Tensor>("transposed"), base.t()));
        QVERIFY(at::equal(views.get<at::Tensor>("column"), base.select(1, 2)));
        QVERIFY(at::equal(views.get<at::Tensor>("block"), base.slice(0, 1, 3).slice(1, 2, 5)));
        for (const char* view : {"transposed", "column", "block"})
            QVERIFY(views.get<at::Tensor>(view).is_alias_of(views.get<at::Tensor>("all")));
        const List tied = value.get<List>("tied");
        QVERIFY(std::get<at::Tensor>(tied[0].data).is_alias_of(std::get<at::Tensor>(tied[1].data)));
    }

    void cudaStoragesAreLoadedToTheCpu() {
        const Value value = readTorchFile(dataFolder / "legacy_cuda.pt");
        const auto state = stateDictOf(value, "legacy_cuda.pt");
        QCOMPARE(state.front().first, std::string("conv.weight"));
        QVERIFY(state.front().second.is_cpu());
        QVERIFY(at::equal(state.front().second, fill(0, {3, 2, 3, 3})));
    }

    void unsupportedObjectsAreRejectedByName_data() {
        QTest::addColumn<QByteArray>("pickle");
        QTest::addColumn<QString>("names");
        const auto row = [](const char* title, QByteArray pickle, const char* names) {
            QTest::newRow(title) << pickle << names;
        };
        row("a function", raw("cposix\nsystem\n(X\4\0\0\0truetR."), "posix.system");
        row("STACK_GLOBAL", raw("\x80\x04\x8c\x05posix\x8c\x06system\x93."), "posix.system");
        row("a class", raw("cnumpy.core.multiarray\nscalar\n."), "numpy.core.multiarray.scalar");
        row("a network", raw("cisonet.models.isonet\nISONet\n)\x81."), "isonet.models.isonet.ISONet");
        row("a quantized storage", raw("ctorch\nQInt8Storage\n."), "torch.QInt8Storage");
        row("a bare class", raw("ctorch\nFloatStorage\n."), "torch.FloatStorage");
        row("an unknown persistent id", raw("(X\x06\0\0\0moduletQ."), "module");
        row("an unknown opcode", raw("\x98."), "152");
        row("a None key", raw("}NK\1s."), "None");
        row("an integer beyond 64 bits", raw("\x8a\x09\1\1\1\1\1\1\1\1\1."), "more than 64 bits");
        row("a missing memo entry", raw("h\1."), "memo entry 1");
        row("an empty stack", raw("0."), "pops from an empty stack");
        row("two objects", raw("}}."), "2 objects");
        row("a truncated string", raw("X\xff\xff\xff\0"), "truncated");
        row("missing STOP", raw("}"), "truncated");
        row("invalid UTF-8", raw("X\2\0\0\0\xff\xfe."), "UTF-8");
        row("an unknown protocol", raw("\x80\x06N."), "protocol 6");
    }
    void unsupportedObjectsAreRejectedByName() {
        QFETCH(QByteArray, pickle);
        QFETCH(QString, names);
        writeZipWithPickle(pickle.toStdString(), {}, path("foreign.pt"));
        const QString message = QString::fromStdString(errorOf(path("foreign.pt")));
        QVERIFY2(message.contains(names), qPrintable(message));
        QVERIFY2(message.contains("foreign.pt"), qPrintable(message));
    }

    void numpyScalarOfPythonIsANumber() {
        const Value value = readTorchFile(dataFolder / "numpy_scalar.pt");
        QCOMPARE(value.get<double>("accuracy"), 3.0);
        QCOMPARE(importWeights((dataFolder / "numpy_scalar.pt").string()).tensors.size(), std::size_t{1});
    }

    void excessiveNestingIsRejected() {
        writeZipWithPickle(std::string(200000, ']') + std::string(199999, 'a') + ".", {}, path("deep.pt"));
        QVERIFY(errorOf(path("deep.pt")).find("nested deeper than 100") != std::string::npos);
        writeZipWithPickle("]q\1h\1a.", {}, path("self.pt"));
        QVERIFY(errorOf(path("self.pt")).find("nested deeper than 100") != std::string::npos);
        // Sixty lists, each contained twice in the next: 2^60 objects from 600 bytes.
        std::string doubling = "]";
        for (char i = 1; i < 61; ++i)
            doubling += std::string("q") + i + "0](h" + i + "h" + i + "e";
        writeZipWithPickle(doubling + ".", {}, path("laughs.pt"));
        QVERIFY(errorOf(path("laughs.pt")).find("8000000 objects") != std::string::npos);
    }

    void tensorBeyondItsStorageIsRejected_data() {
        QTest::addColumn<QByteArray>("place");  // offset, size, stride
        QTest::newRow("size too large") << raw("K\0(K\5t(K\1t");
        QTest::newRow("offset too large") << raw("K\1(K\4t(K\1t");
        QTest::newRow("stride too large") << raw("K\0(K\4t(K\2t");
        QTest::newRow("empty, offset too large") << raw("K\5(K\0t(K\1t");
        QTest::newRow("negative size") << raw("K\0(J\xff\xff\xff\xfft(K\1t");
        QTest::newRow("negative stride") << raw("K\3(K\2t(J\xff\xff\xff\xfft");
        QTest::newRow("overflow") << raw("K\0(J\0\0\0\x70J\0\0\0\x70J\0\0\0\x70t(K\0K\0K\0t");
        QTest::newRow("stride overflow") << raw("K\0(K\3t(\x8a\x08\0\0\0\0\0\0\0\x7ft");
        QTest::newRow("overflow hidden by a zero") << raw("K\0(K\0J\0\0\0\x70J\0\0\0\x70J\0\0\0\x70t(K\0K\0K\0K\0t");
        QTest::newRow("more strides than sizes") << raw("K\0(K\2t(K\1K\1t");
    }
    void tensorBeyondItsStorageIsRejected() {
        QFETCH(QByteArray, place);
        const auto file = [&](const std::string& where) {
            const std::string storage =
                raw("X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0\60X\3\0\0\0cpuK\4").toStdString();
            const std::string pickle = "ctorch._utils\n_rebuild_tensor_v2\n((" + storage + "tQ" + where + "\x89}tR.";
            writeZipWithPickle(pickle, {fill(5, {4})}, path("place.pt"));
            return path("place.pt");
        };
        QVERIFY(same(readTorchFile(file(raw("K\0(K\4t(K\1t").toStdString())), fill(5, {4})));
        const std::string message = errorOf(file(place.toStdString()));
        QVERIFY2(message != "read without error", message.c_str());
    }

    void invalidContainersAreRejected() {
        const auto reports = [&](const std::string& bytes, const char* what) {
            writeBytes(path("strange.pt"), bytes);
            const std::string message = errorOf(path("strange.pt"));
            return message.find(what) != std::string::npos || (qWarning("%s", message.c_str()), false);
        };
        QVERIFY(reports("", "empty"));
        QVERIFY(reports("hello, this is text", "not a PyTorch file"));
        QVERIFY(reports("PK\3\4 and then nothing of a zip archive", "no end record"));
        writeTorchFile(1, path("good.pt"));
        std::string big = readBytes(path("good.pt"));
        QVERIFY(reports(big + "tail", "no end record"));
        std::string compressed = big;
        const std::size_t directory = compressed.find("PK\1\2");
        compressed[directory + 10] = 8;
        QVERIFY(reports(compressed, "compressed"));
        std::string vast = big;
        vast.replace(directory + 24, 4, "\xff\xff\xff\xff");
        QVERIFY(reports(vast, "4294967295 bytes; at most"));
        std::string damagedPickle = big;
        damagedPickle[damagedPickle.find("K\1.") + 1] = 2;
        QVERIFY(reports(damagedPickle, "checksum"));
        writeZipWithPickle("N.", {}, path("bigendian.pt"), "big");
        QVERIFY(errorOf(path("bigendian.pt")).find("big") != std::string::npos);
        QVERIFY(errorOf(path(".")).find("not a regular file") != std::string::npos);
        QVERIFY_EXCEPTION_THROWN(readTorchFile(path("absent.pt")), std::system_error);
    }

    void unsupportedValuesAreNamed() {
        const auto reports = [&](const Value& value, const char* what) {
            try {
                writeTorchFile(value, path("never.pt"));
            } catch (const std::invalid_argument& error) {
                return std::string(error.what()).find(what) != std::string::npos &&
                       !std::filesystem::exists(path("never.pt"));
            }
            return false;
        };
        QVERIFY(reports(Dict{{"net", Dict{{"a", 1}, {"a", 2}}}}, "net.a"));
        QVERIFY(reports(Dict{{"net", List{at::Tensor()}}}, "net[0]"));
        QVERIFY(reports(Dict{{"s", torch::eye(3).to_sparse()}}, "s is a tensor"));
        Value deep;
        for (int i = 0; i < 150; ++i)
            deep = List{deep};
        QVERIFY(reports(deep, "nested deeper"));
    }

    void failedWriteKeepsTheOldFile() {
        const auto file = path("limited.pt");
        writeTorchFile(Dict{{"a", 1}}, file);
        const auto old = readBytes(file);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{4096, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
        std::string message;
        try {
            writeTorchFile(Dict{{"a", torch::zeros({100000})}}, file);
        } catch (const std::system_error& error) {
            message = error.what();
        }
        setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, handler);
        QVERIFY2(message.find("limited.pt") != std::string::npos, message.c_str());
        QVERIFY(readBytes(file) == old);
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path().toStdString()))
            QVERIFY2(entry.path().extension() != ".tmp", entry.path().c_str());
        try {
            writeTorchFile(1, path("no-such-folder/x.pt"));
            QFAIL("it was written");
        } catch (const std::system_error& error) {
            QVERIFY(std::string(error.what()).find("no-such-folder/x.pt") != std::string::npos);
        }
    }

    void everyTruncationIsRejected_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("zip") << "zip.pt";
        QTest::newRow("legacy") << "legacy.pt";
    }
    void everyTruncationIsRejected() {
        QFETCH(QString, name);
        const std::string whole = readBytes(dataFolder / name.toStdString());
        for (std::size_t length = 0; length < whole.size(); ++length) {
            writeBytes(path("cut.pt"), whole.substr(0, length));
            QVERIFY2(isRejected(path("cut.pt"), nullptr), std::to_string(length).c_str());
        }
    }

    // A thousand damaged files of each kind give an error or load correctly. In the zip format this means the same
    // values, because every relevant byte is covered by a checksum.
    void damagedFilesFailOrLoadCorrectly_data() {
        QTest::addColumn<int>("kind");
        QTest::newRow("zip from Python") << 0;
        QTest::newRow("zip from this project") << 1;
        QTest::newRow("legacy from Python") << 2;
        QTest::newRow("legacy from this project") << 3;
        QTest::newRow("pickle with a correct checksum") << 4;
    }
    void damagedFilesFailOrLoadCorrectly() {
        QFETCH(int, kind);
        const Value ours = Dict{{"net", Dict{{"w", fill(1, {2, 3})}, {"t", fill(2, {3, 2}).t()}}},
                                {"flags", torch::tensor({true, false})},
                                {"list", List{1, -2, std::int64_t{1} << 50, 0.5, "text", Value()}}};
        std::string whole;
        const PickleWriter pickle(ours);
        if (kind == 0 || kind == 2)
            whole = readBytes(dataFolder / (kind == 0 ? "zip.pt" : "legacy.pt"));
        if (kind == 1) {
            writeTorchFile(ours, path("ours.pt"));
            whole = readBytes(path("ours.pt"));
        }
        if (kind == 3)
            whole = legacyFile(ours);
        if (kind == 4)
            whole = pickle.pickle();
        const auto store = [&](const std::string& bytes) {
            if (kind == 4)
                writeZipWithPickle(bytes, pickle.storages(), path("damaged.pt"));
            else
                writeBytes(path("damaged.pt"), bytes);
        };
        store(whole);
        const Value intact = readTorchFile(path("damaged.pt"));
        if (kind % 2 == 1)
            QVERIFY(same(intact, ours));
        std::mt19937 random(20 + kind);
        int rejected = 0;
        for (int i = 0; i < 1000; ++i) {
            store(damaged(whole, random));
            rejected += isRejected(path("damaged.pt"), kind < 2 ? &intact : nullptr);
        }
        QVERIFY2(rejected > 300, std::to_string(rejected).c_str());
    }
};

QTEST_GUILESS_MAIN(TorchFileTest)
#include "tst_torchfile.moc"
