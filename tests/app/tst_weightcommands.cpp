// `isonet inspect` and `isonet import` on weights of other programs.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "tests/app/Program.h"
#include "tests/app/SafetensorsFile.h"

namespace {

// Kernels of shape (2, 2, k, k) times `scale` where the outputs read their own channel's center.
NamedNumbers delta(const QString& name, int size, float scale) {
    NamedNumbers tensor{name, {2, 2, size, size}, std::vector<float>(std::size_t(4 * size * size))};
    const int center = size * size / 2;
    tensor.values[std::size_t(center)] = tensor.values[std::size_t(3 * size * size + center)] = scale;
    return tensor;
}

std::vector<NamedNumbers> twoLayers(const QString& prefix, float scale) {
    return {delta(prefix + "a.weight", 3, scale), {prefix + "fc.weight", {2, 2}, {scale, 0, 0, scale}}};
}

QJsonObject jsonOf(const Answer& answer) {
    return QJsonDocument::fromJson(answer.out.toUtf8()).object();
}

}  // namespace

class TestWeightCommands : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    QString file(const QString& name, const std::vector<NamedNumbers>& tensors) const {
        const QString path = folder_.filePath(name);
        return writeSafetensorsFile(path, tensors) ? path : QString();
    }

private Q_SLOTS:
    void layersOfAnyFileAreMeasured() {
        const QString path = file("plain.safetensors", twoLayers("module.model.", 2));
        const Answer answer = runIsonet({"inspect", path, "--json", "--grid", "4x6"});
        QVERIFY2(answer.code == 0, qPrintable(answer.err));
        QVERIFY2(answer.err.contains("removed from the names: module., model."), qPrintable(answer.err));
        const QJsonArray layers = jsonOf(answer)["layers"].toArray();
        QCOMPARE(layers.size(), 2);
        const QJsonObject first = layers[0].toObject(), second = layers[1].toObject();
        QCOMPARE(first["name"].toString(), QString("a"));
        QCOMPARE(first["sigma_max"].toDouble(), 2.0);
        QCOMPARE(first["deviation"].toDouble(), 3 * std::sqrt(2.0));  // 4 - 1 twice
        QCOMPARE(first["grid"].toArray(), (QJsonArray{4, 6}));
        QCOMPARE(first["stride_from"].toString(), QString("assumed"));
        QCOMPARE(second["kind"].toString(), QString("linear"));
        QCOMPARE(second["sigma_min"].toDouble(), 2.0);
    }

    void strideIsTakenAndSaid() {
        const QString path = file("stride.safetensors", twoLayers({}, 1));
        const Answer answer = runIsonet({"inspect", path, "--strides", "a=2"});
        QVERIFY2(answer.code == 0, qPrintable(answer.err));
        QVERIFY2(answer.out.contains("Strides: 1 from --strides\n"), qPrintable(answer.out));
        QVERIFY2(answer.out.contains("2 (given)") && answer.out.contains("14x14 (assumed)"), qPrintable(answer.out));
    }

    void wrongOptionsAreReported_data() {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("message");
        QTest::newRow("stride") << QStringList{"--strides", "a"} << "--strides: 'a' is not accepted; use NAME=NUMBER";
        QTest::newRow("layer") << QStringList{"--strides", "b=2"} << "stride of 'b': no convolution has this name";
        QTest::newRow("groups") << QStringList{"--groups", "a=3"} << "groups of 'a': 3 does not divide its 2 outputs";
        QTest::newRow("grid") << QStringList{"--grid", "0x4"} << "--grid: '0x4' is not accepted; use HxW";
        QTest::newRow("measure") << QStringList{"--jacobian"} << "--jacobian requires a network";
    }
    void wrongOptionsAreReported() {
        QFETCH(QStringList, options);
        QFETCH(QString, message);
        const QString path = file("options.safetensors", twoLayers({}, 1));
        const Answer answer = runIsonet(QStringList{"inspect", path} + options);
        QCOMPARE(answer.code, 2);
        QVERIFY2(answer.err.contains(message), qPrintable(answer.err));
    }

    void plainOptionsAreRefusedForANetwork() {
        const Answer answer = runIsonet({"inspect", "isonet-20-fashion-mnist", "--grid", "4x4"});
        QCOMPARE(answer.code, 2);
        QVERIFY2(answer.err.contains("isonet-20-fashion-mnist has its own configuration"), qPrintable(answer.err));
    }

    void filesAreComparedLayerByLayer() {
        auto other = twoLayers({}, 3);
        other.push_back(delta("extra.weight", 1, 1));
        const Answer answer = runIsonet({"inspect", file("a.safetensors", twoLayers("net.", 2)), "--against",
                                         file("b.safetensors", other), "--json"});
        QVERIFY2(answer.code == 0, qPrintable(answer.err));
        const QJsonObject json = jsonOf(answer);
        const QJsonArray layers = json["layers"].toArray();
        QCOMPARE(layers.size(), 2);
        const QJsonObject first = layers[0].toObject();
        QCOMPARE(first["deviation"].toDouble(), 3 * std::sqrt(2.0));
        QCOMPARE(first["deviation_b"].toDouble(), 8 * std::sqrt(2.0));
        QCOMPARE(first["deviation_difference"].toDouble(), 5 * std::sqrt(2.0));
        QCOMPARE(first["weight_distance"].toDouble(), 0.5);
        QCOMPARE(json["only_b"].toArray(), (QJsonArray{"extra"}));
        QVERIFY(json["only_a"].toArray().isEmpty());
    }

    // torchvision's names against the published code's.
    void otherNamesOfTheSameNetworkAreMatched() {
        const Answer answer = runIsonet({"inspect", file("tv.safetensors", {delta("layer2.0.conv1.weight", 3, 1)}),
                                         "--against", file("own.safetensors", {delta("s2.b1.f.a.weight", 3, 1)})});
        QVERIFY2(answer.code == 0, qPrintable(answer.err));
        QVERIFY2(answer.out.contains("layer2.0.conv1 / s2.b1.f.a"), qPrintable(answer.out));
    }

    void networkOfOtherWeightsIsRequested() {
        const Answer answer =
            runIsonet({"import", file("unknown.safetensors", twoLayers({}, 1)), folder_.filePath("out.pt")});
        QCOMPARE(answer.code, 2);
        QVERIFY2(answer.err.contains("name the network with --config"), qPrintable(answer.err));
    }

    // A ResNet of two blocks: imported without a configuration, and read as a network afterwards.
    void resNetIsImportedByItsNames() {
        std::vector<NamedNumbers> net;
        const auto norm = [&](const QString& name) {
            for (const char* part : {"weight", "bias", "running_mean", "running_var"})
                net.push_back({name + "." + part, {2}, {1, 1}});
        };
        net.push_back({"conv1.weight", {2, 3, 3, 3}, std::vector<float>(54, 0.1F)});
        norm("bn1");
        for (const QString block : {"layer1.0.", "layer2.0."}) {
            for (const char* part : {"1", "2"}) {
                net.push_back(delta(block + "conv" + part + ".weight", 3, 1));
                norm(block + "bn" + part);
            }
        }
        net.push_back(delta("layer2.0.downsample.0.weight", 1, 1));
        norm("layer2.0.downsample.1");
        net.push_back({"fc.weight", {3, 2}, {1, 2, 3, 4, 5, 6}});
        net.push_back({"fc.bias", {3}, {1, 2, 3}});
        const QString source = file("resnet.safetensors", net), out = folder_.filePath("resnet.pt");
        const Answer imported = runIsonet({"import", source, out});
        QVERIFY2(imported.code == 0, qPrintable(imported.err));
        QVERIFY2(imported.err.contains("translated the names of torchvision's ResNets"), qPrintable(imported.err));
        const Answer read = runIsonet({"inspect", out, "--json"});
        QVERIFY2(read.code == 0, qPrintable(read.err));
        const QJsonArray layers = jsonOf(read)["layers"].toArray();
        QCOMPARE(layers.size(), 6);
        QCOMPARE(layers[3].toObject()["name"].toString(), QString("s2.b1.proj"));
        QCOMPARE(layers[3].toObject()["stride"].toInt(), 2);
        const Answer compared = runIsonet({"inspect", source, "--against", out, "--json"});
        for (const auto& layer : jsonOf(compared)["layers"].toArray())
            QCOMPARE(layer.toObject()["weight_distance"].toDouble(), 0.0);
        QCOMPARE(jsonOf(compared)["layers"].toArray().size(), 7);  // with the classifier
    }
};

QTEST_GUILESS_MAIN(TestWeightCommands)
#include "tst_weightcommands.moc"
