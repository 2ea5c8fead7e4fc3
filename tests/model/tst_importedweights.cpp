// Weights of other programs: sets in a checkpoint, prefixes, NumPy's scalars and arrays, unknown objects, shards, and
// the names of ResNets.
#include <torch/nn/modules/conv.h>
#include <torch/types.h>

#include <QtTest>
#include <algorithm>
#include <cstring>
#include <functional>

#include "InteropFiles.h"
#include "model/interop/ForeignNames.h"
#include "model/interop/ImportedWeights.h"
#include "model/interop/Safetensors.h"
#include "model/interop/StateDict.h"

using namespace isonet;
using namespace isonet::interop;
using namespace isonet::test;

namespace {

struct Pair : torch::nn::Module {
    Pair() {
        register_module("first", torch::nn::Conv2d(torch::nn::Conv2dOptions(2, 3, 3).bias(false)));
        register_module("last", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 2, 1)));
    }
};

Dict pairState(const std::string& prefix = {}, double factor = 1) {
    return {{prefix + "first.weight", fill(1, {3, 2, 3, 3}) * factor},
            {prefix + "last.weight", fill(2, {2, 3, 1, 1}) * factor},
            {prefix + "last.bias", fill(3, {2}) * factor}};
}

std::string bytesOf(std::size_t count, std::uint64_t bits) {
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i)
        bytes += static_cast<char>(bits >> 8 * i);
    return bytes;
}

// Parts of a pickle as NumPy writes them.
std::string unicode(const std::string& text) {
    return "X" + bytesOf(4, text.size()) + text;
}
std::string shortBytes(const std::string& data) {
    return "C" + bytesOf(1, data.size()) + data;
}
std::string dtype(const std::string& name, const std::string& order = "<") {
    return "cnumpy\ndtype\n(" + unicode(name) + "\x89\x88tR(K\3" + unicode(order) +
           "NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK" + bytesOf(1, 0) + "tb";
}
std::string numpyScalar(const std::string& type, const std::string& data) {
    return "cnumpy.core.multiarray\nscalar\n(" + type + shortBytes(data) + "tR";
}
std::string numpyArray(const std::string& type, const std::string& shape, const char* fortran,
                       const std::string& data) {
    return "cnumpy._core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K" + bytesOf(1, 0) + "t" + shortBytes("b") +
           "tR(K\1(" + shape + "t" + type + fortran + shortBytes(data) + "tb";
}

std::string messageOf(const std::function<void()>& action) {
    try {
        action();
    } catch (const FormatError& error) {
        return error.what();
    }
    return "no error";
}

std::string joinedNotes(const ImportReport& report) {
    std::string text;
    for (const auto& line : report.notes("--weights"))
        text += line + "\n";
    return text;
}

}  // namespace

class ImportedWeightsTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_{scratchTemplate()};
    std::filesystem::path path(const std::string& name) const {
        return folder_.filePath(QString::fromStdString(name)).toStdString();
    }
    std::filesystem::path saved(const Value& value) const {
        writeTorchFile(value, path("saved.pt"));
        return path("saved.pt");
    }

private Q_SLOTS:
    void prefixesOfAnyOrderAreRemoved_data() {
        QTest::addColumn<QString>("prefix");
        for (const char* prefix : {"", "module.", "_orig_mod.", "module._orig_mod.", "_orig_mod.module.", "model.",
                                   "net.backbone.", "backbone.module.module._orig_mod.model."})
            QTest::newRow(prefix) << prefix;
    }
    void prefixesOfAnyOrderAreRemoved() {
        QFETCH(QString, prefix);
        const Dict state = pairState(prefix.toStdString());
        auto weights = importWeights(saved(Dict{{"epoch", 3}, {"state_dict", state}}));
        fitNames(weights, Pair());
        QVERIFY(same(toValue(weights.tensors), pairState()));
        std::string removed;
        for (const auto& each : weights.report.prefixes)
            removed += each;
        QCOMPARE(removed.size(), std::size_t(prefix.size()));
        QCOMPARE(weights.report.taken.key, std::string("state_dict"));
    }

    void wrappersInsideNamesAreRemoved() {
        Dict state;
        for (auto& [name, value] : pairState())
            state.emplace_back(name.insert(name.find('.') + 1, "_orig_mod._checkpoint_wrapped_module."), value);
        QVERIFY(same(toValue(importWeights(saved(state)).tensors), pairState()));
    }

    void prefixThatTheNetworkHasStays() {
        struct Outer : torch::nn::Module {
            Outer() { register_module("backbone", std::make_shared<Pair>()); }
        };
        auto weights = importWeights(saved(pairState("module.backbone.")));
        QCOMPARE(weights.tensors.front().first, std::string("first.weight"));
        fitNames(weights, Outer());
        QCOMPARE(weights.tensors.front().first, std::string("backbone.first.weight"));
        QVERIFY(weights.report.prefixes == std::vector<std::string>{"module."});
    }

    // Lightning: the module's own loss next to the network.
    void weightsBesideTheNetworkAreNamed() {
        Dict state = pairState("model.");
        state.emplace_back("loss.weight", fill(4, {5}));
        auto weights = importWeights(saved(Dict{{"state_dict", state}, {"pytorch-lightning_version", "2.1"}}));
        QCOMPARE(weights.tensors.front().first, std::string("model.first.weight"));
        fitNames(weights, Pair());
        QVERIFY(same(toValue(weights.tensors), pairState()));
        QVERIFY(joinedNotes(weights.report).find("not imported: loss.weight") != std::string::npos);
    }

    void averagedModelIsRead() {
        Dict state = pairState("module.");
        state.insert(state.begin(), {"n_averaged", torch::tensor(7)});
        QVERIFY(same(toValue(importWeights(saved(state)).tensors), pairState()));
    }

    void collidingNamesAreRejected() {
        Dict state = pairState();
        state.emplace_back("_orig_mod.last.bias", fill(3, {2}));
        const auto file = saved(state);
        QVERIFY(messageOf([&] { importWeights(file); }).find("two entries are named 'last.bias'") != std::string::npos);
    }

    void trainedWeightsComeBeforeAveragesAndTheOptimizer() {
        const Dict buffers{{"0", Dict{{"exp_avg.weight", fill(9, {40, 40})}}}};
        const auto file = saved(
            Dict{{"model_ema", pairState("", 2)}, {"optimizer", Dict{{"state", buffers}}}, {"model", pairState()}});
        const auto weights = importWeights(file);
        QCOMPARE(weights.report.taken.key, std::string("model"));
        QVERIFY(same(toValue(weights.tensors), pairState()));
        QCOMPARE(weights.report.others.size(), std::size_t{1});
        const std::string notes = joinedNotes(weights.report);
        QVERIFY2(notes.find("took 'model' (3 tensors); the file also has 'model_ema' (3 tensors), to be chosen with "
                            "--weights") != std::string::npos,
                 notes.c_str());
        QVERIFY(same(toValue(importWeights(file, "model_ema").tensors), pairState("", 2)));
        const std::string unknown = messageOf([&] { importWeights(file, "model_em"); });
        QVERIFY2(unknown.find("no set of weights is named 'model_em'; did you mean 'model_ema'?") != std::string::npos,
                 unknown.c_str());
    }

    void zerosAreNeverTakenSilently() {
        const auto file = saved(Dict{{"state_dict", pairState("", 0)}, {"state_dict_ema", pairState()}});
        const auto weights = importWeights(file);
        QCOMPARE(weights.report.taken.key, std::string("state_dict_ema"));
        QVERIFY(joinedNotes(weights.report).find("'state_dict' (3 tensors, all weights 0)") != std::string::npos);
        const auto zeros = importWeights(file, "state_dict");
        QVERIFY(zeros.report.taken.zeros);
        QVERIFY(joinedNotes(zeros.report).find("all weights in 'state_dict' are 0") != std::string::npos);
        const auto only = saved(Dict{{"state_dict", pairState("", 0)}});
        QVERIFY(messageOf([&] { importWeights(only); }).find("all weights are 0 in 'state_dict'") != std::string::npos);
    }

    void nestedSetsAreFoundByPath() {
        const auto weights = importWeights(
            saved(Dict{{"ema", Dict{{"model", pairState("", 3)}}}, {"checkpoint", Dict{{"state_dict", pairState()}}}}));
        QCOMPARE(weights.report.taken.key, std::string("checkpoint.state_dict"));
        QCOMPARE(weights.report.others.front().key, std::string("ema.model"));
    }

    void fileWithoutWeightsIsRejected() {
        const auto file = saved(Dict{{"epoch", 3}});
        QVERIFY(messageOf([&] { importWeights(file); }).find("no weights") != std::string::npos);
    }

    void numpyScalarsAreReadByTypeAndBytes_data() {
        QTest::addColumn<QByteArray>("pickle");
        QTest::addColumn<QString>("value");
        const auto row = [](const char* title, const std::string& pickle, const char* value) {
            QTest::newRow(title) << QByteArray::fromStdString(pickle) << value;
        };
        const double best = 93.5;
        std::uint64_t bits = 0;
        std::memcpy(&bits, &best, sizeof bits);
        row("float64", numpyScalar(dtype("f8"), bytesOf(8, bits)), "93.5");
        std::string big = bytesOf(8, bits);
        std::reverse(big.begin(), big.end());
        row("big-endian float64", numpyScalar(dtype("f8", ">"), big), "93.5");
        row("float32", numpyScalar(dtype("f4"), bytesOf(4, 0xc0200000)), "-2.5");
        row("float16", numpyScalar(dtype("f2"), bytesOf(2, 0x3e00)), "1.5");
        row("int64", numpyScalar(dtype("i8"), bytesOf(8, static_cast<std::uint64_t>(-7))), "-7");
        row("int16", numpyScalar(dtype("i2"), bytesOf(2, 0xfffe)), "-2");
        row("uint8", numpyScalar(dtype("u1"), bytesOf(1, 200)), "200");
        row("bool", numpyScalar(dtype("b1", "|"), bytesOf(1, 1)), "true");
        row("text", numpyScalar(dtype("U3"), bytesOf(4, 'a') + bytesOf(4, 0xe9) + bytesOf(4, 0)), "a\xc3\xa9");
        row("bytes", numpyScalar(dtype("S4", "|"), "abc" + bytesOf(1, 0)), "abc");
        row("uint64 beyond 63 bits", numpyScalar(dtype("u8"), bytesOf(8, ~std::uint64_t{0})),
            "an integer of more than 64 bits");
        row("date", numpyScalar(dtype("M8"), bytesOf(8, 1)), "an object of 'numpy.M8'");
    }
    void numpyScalarsAreReadByTypeAndBytes() {
        QFETCH(QByteArray, pickle);
        QFETCH(QString, value);
        writeZipWithPickle("\x80\x02}" + unicode("best") + pickle.toStdString() + "s.", {}, path("scalar.pt"));
        const Value file = readTorchFile(path("scalar.pt"));
        const Value& best = *file.find("best");
        QString text = QString::fromStdString(best.describe());
        if (const auto* real = std::get_if<double>(&best.data))
            text = QString::number(*real);
        if (const auto* integer = std::get_if<std::int64_t>(&best.data))
            text = QString::number(*integer);
        if (const auto* boolean = std::get_if<bool>(&best.data))
            text = *boolean ? "true" : "false";
        if (const auto* string = std::get_if<std::string>(&best.data))
            text = QString::fromStdString(*string);
        QCOMPARE(text, value);
    }

    void numpyArraysBecomeTensors() {
        std::string numbers, swapped;
        for (const int value : {1, 2, 3, 4, 5, 6}) {
            numbers += bytesOf(2, static_cast<std::uint64_t>(value));
            swapped += bytesOf(1, 0) + bytesOf(1, static_cast<std::uint64_t>(value));
        }
        const std::string shape = "K\2K\3";
        writeZipWithPickle("\x80\x02}(" + unicode("c") + numpyArray(dtype("i2"), shape, "\x89", numbers) +
                               unicode("fortran") + numpyArray(dtype("i2"), shape, "\x88", numbers) + unicode("big") +
                               numpyArray(dtype("i2", ">"), shape, "\x89", swapped) + "u.",
                           {}, path("arrays.pt"));
        const Value file = readTorchFile(path("arrays.pt"));
        const at::Tensor expected = torch::tensor({{1, 2, 3}, {4, 5, 6}}, at::kShort);
        QVERIFY(same(*file.find("c"), expected));
        QVERIFY(same(*file.find("big"), expected));
        QVERIFY(same(*file.find("fortran"), torch::tensor({{1, 3, 5}, {2, 4, 6}}, at::kShort)));
    }

    void wrongNumpyBytesAreRejected() {
        const auto reports = [&](const std::string& pickle, const char* what) {
            writeZipWithPickle("\x80\x02}" + unicode("x") + pickle + "s.", {}, path("wrong.pt"));
            const std::string message = messageOf([&] { readTorchFile(path("wrong.pt")); });
            return message.find(what) != std::string::npos || (qWarning("%s", message.c_str()), false);
        };
        QVERIFY(reports(numpyScalar(dtype("f8"), "abc"), "has 3 bytes"));
        QVERIFY(reports(numpyArray(dtype("f4"), "K\2", "\x89", "abcd"), "does not fit its shape"));
        QVERIFY(reports(numpyArray(dtype("f4"), "J\xff\xff\xff\x7fJ\xff\xff\xff\x7fJ\xff\xff\xff\x7f", "\x89", "abcd"),
                        "does not fit its shape"));
        QVERIFY(reports(numpyArray(dtype("b1", "|"), "K\1", "\x89", "\2"), "neither 0 nor 1"));
        QVERIFY(reports(numpyArray(dtype("f4"), "J\xff\xff\xff\xff", "\x89", ""), "negative"));
    }

    // argparse.Namespace of timm, Lightning's hyper parameters, paths: named, never executed.
    void unknownObjectsBesideWeightsAreNamed() {
        const std::string tensor = "ctorch._utils\n_rebuild_tensor_v2\n((" + unicode("storage") +
                                   "ctorch\nFloatStorage\n" + unicode("0") + unicode("cpu") + "K\4tQK" + bytesOf(1, 0) +
                                   "(K\2K\2t(K\2K\1t\x89}tR";
        const std::string objects = unicode("args") + "cargparse\nNamespace\n)\x81}" + unicode("lr") + "K\1sb" +
                                    unicode("path") + "cpathlib\nPosixPath\n(" + unicode("runs") + "tR" +
                                    unicode("odd") + "}NK\1s" + unicode("type") + "ctorch\nfloat32\n";
        writeZipWithPickle("\x80\x02}(" + objects + unicode("state_dict") + "}" + unicode("fc.weight") + tensor + "su.",
                           {fill(5, {4})}, path("objects.pt"));
        const Value file = readTorchFile(path("objects.pt"));
        QCOMPARE(file.find("args")->describe(), std::string("an object of 'argparse.Namespace'"));
        QCOMPARE(file.find("path")->describe(), std::string("an object of 'pathlib.PosixPath'"));
        QCOMPARE(file.find("odd")->describe(), std::string("a dict with the key None"));
        QVERIFY(at::equal(importWeights(path("objects.pt")).tensors.front().second, fill(5, {4}).view({2, 2})));
        QVERIFY_EXCEPTION_THROWN(writeTorchFile(*file.find("args"), path("never.pt")), std::invalid_argument);
    }

    void filesThatRunCommandsAreRefused() {
        for (const char* function : {"cos\nsystem\n", "cbuiltins\neval\n", "csubprocess\nPopen\n"}) {
            writeZipWithPickle("\x80\x02}" + unicode("x") + function + "(" + unicode("true") + "tRs.", {},
                               path("command.pt"));
            const std::string message = messageOf([&] { readTorchFile(path("command.pt")); });
            QVERIFY2(message.find("runs code in Python") != std::string::npos, message.c_str());
        }
    }

    void shardsAreJoinedByTheirIndex() {
        writeSafetensors({{"first.weight", fill(1, {3, 2, 3, 3})}}, path("model-00001-of-00002.safetensors"));
        writeTorchFile(Dict{{"last.weight", fill(2, {2, 3, 1, 1})}, {"last.bias", fill(3, {2})}}, path("part2.bin"));
        const auto index = [&](const std::string& last) {
            const std::string map =
                "\"first.weight\": \"model-00001-of-00002.safetensors\", \"last.weight\": "
                "\"part2.bin\", \"last.bias\": \"" +
                last + "\"";
            writeBytes(path("model.safetensors.index.json"),
                       "{\"metadata\": {\"total_size\": 1}, \"weight_map\": {" + map + "}}");
            return path("model.safetensors.index.json");
        };
        QVERIFY(same(toValue(importWeights(index("part2.bin")).tensors), pairState()));
        QVERIFY(same(toValue(importWeights(folder_.path().toStdString()).tensors), pairState()));
        const auto reports = [&](const std::string& last, const char* what) {
            const auto file = index(last);
            return messageOf([&] { importWeights(file); }).find(what) != std::string::npos;
        };
        QVERIFY(reports("part3.bin", "'part3.bin', a part of the weights, is missing"));
        QVERIFY(reports("../part2.bin", "only files beside the index are read"));
        QVERIFY(reports("model-00001-of-00002.safetensors", "'last.bias' is not in"));
        writeBytes(path("other.json"), "{\"a\": 1}");
        QVERIFY(messageOf([&] { importWeights(path("other.json")); }).find("weight_map") != std::string::npos);
    }

    void namesOfResNetsAreTranslated_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("published");
        const auto row = [](const char* name, const char* published) { QTest::newRow(name) << name << published; };
        row("conv1.weight", "stem.conv.weight");
        row("bn1.running_var", "stem.bn.running_var");
        row("layer3.11.conv2.weight", "s3.b12.f.b.weight");
        row("layer1.0.bn3.num_batches_tracked", "s1.b1.f.c_bn.num_batches_tracked");
        row("layer2.0.downsample.0.weight", "s2.b1.proj.weight");
        row("layer2.0.downsample.1.bias", "s2.b1.bn.bias");
        row("layer2.0.conv1", "s2.b1.f.a");
        row("fc.bias", "head.fc.bias");
        row("resnet.embedder.embedder.convolution.weight", "stem.conv.weight");
        row("resnet.embedder.embedder.normalization.bias", "stem.bn.bias");
        row("resnet.encoder.stages.1.layers.0.shortcut.convolution.weight", "s2.b1.proj.weight");
        row("resnet.encoder.stages.1.layers.2.layer.0.normalization.weight", "s2.b3.f.a_bn.weight");
        row("classifier.1.weight", "head.fc.weight");
        row("s1.b1.f.a.weight", "s1.b1.f.a.weight");
        row("conv1.0.weight", "");
        row("features.3.weight", "");
        row("layer2.0.se.fc1.weight", "");
        row("layer.1.weight", "");
        row("weight", "");
    }
    void namesOfResNetsAreTranslated() {
        QFETCH(QString, name);
        QFETCH(QString, published);
        const auto found = publishedName(name.toStdString());
        QCOMPARE(QString::fromStdString(found ? found->name : ""), published);
    }
};

QTEST_GUILESS_MAIN(ImportedWeightsTest)
#include "tst_importedweights.moc"
