// What is said below the pictures of a layer: exact sentences for exact values, and no more than the values say.
#include <QtTest>
#include <cmath>

#include "widgets/inspect/FigureCaptions.h"

using namespace isonet;
using namespace isonet::widgets;

namespace {

model::LayerMaps withSigma(std::vector<double> sigma) {
    model::LayerMaps layer;
    layer.sigma = std::move(sigma);
    return layer;
}

// One channel at shifts -1, 0, 1 in a row.
model::LayerMaps withShifts(std::vector<float> residual, int stride = 1) {
    model::LayerMaps layer;
    layer.channels = 1;
    layer.shiftRows = 1;
    layer.shiftColumns = 3;
    layer.stride = stride;
    layer.residual = std::move(residual);
    return layer;
}

QString text(const std::string& caption) {
    return QString::fromStdString(caption);
}

}  // namespace

class TestFigureCaptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void spectra_data() {
        QTest::addColumn<std::vector<double>>("sigma");
        QTest::addColumn<QString>("caption");
        std::vector<double> many(1017, 1.0);
        many.insert(many.begin(), 2.4);
        many.insert(many.end(), 6, 0.06);
        QTest::newRow("six nearly lost") << many
                                         << "σ from 0.06 to 2.4: six of 1,024 directions are nearly lost (below 0.1), "
                                            "one is amplified (above 2).";
        QTest::newRow("isometry") << std::vector<double>{1 + 1e-7, 1, 1 - 1e-7}
                                  << "Every σ is 1 up to rounding: no direction is amplified or attenuated.";
        QTest::newRow("lost is not nearly lost") << std::vector<double>{1, 0.5, 0.05, 0}
                                                 << "σ from 0 to 1: one of 4 directions is lost (σ = 0), one is "
                                                    "nearly lost (below 0.1).";
        QTest::newRow("on the limits") << std::vector<double>{2, 1, 0.1} << "σ from 0.1 to 2: all within 1 of 1.";
        QTest::newRow("all the same") << std::vector<double>{0.5, 0.5} << "σ 0.5: all within 0.5 of 1.";
        QTest::newRow("all amplified") << std::vector<double>{4, 3}
                                       << "σ from 3 to 4: two of 2 directions are amplified (above 2).";
        QTest::newRow("not finite") << std::vector<double>{1, std::nan("")} << "Not finite: one of 2.";
        QTest::newRow("nothing") << std::vector<double>{} << "";
    }
    void spectra() {
        QFETCH(std::vector<double>, sigma);
        QTEST(text(spectrumCaption(withSigma(sigma))), "caption");
    }

    void kernels_data() {
        QTest::addColumn<std::vector<float>>("kernel");
        QTest::addColumn<QString>("caption");
        QTest::newRow("some") << std::vector<float>{0, 0, 1, -0.5F} << "Entries from −0.5 to 1; two of 4 are 0.";
        QTest::newRow("one") << std::vector<float>{0, 2, 1} << "Entries from 0 to 2; one of 3 is 0.";
        QTest::newRow("none") << std::vector<float>{1, 2} << "Entries from 1 to 2, none is 0.";
        QTest::newRow("all") << std::vector<float>(4) << "All 4 entries are 0.";
        QTest::newRow("infinite") << std::vector<float>{1, INFINITY, 2} << "Not finite: one of 3.";
    }
    void kernels() {
        QFETCH(std::vector<float>, kernel);
        model::LayerMaps layer;
        layer.kernel = kernel;
        QTEST(text(kernelCaption(layer)), "caption");
    }

    void shifts_data() {
        QTest::addColumn<std::vector<float>>("residual");
        QTest::addColumn<int>("stride");
        QTest::addColumn<QString>("caption");
        QTest::newRow("neighbors") << std::vector<float>{0.3F, 0, 0.4F} << 1
                                   << "d = 0.5; 0 % of d² lies at shift (0, 0), the most of the rest at (1, 0): norm "
                                      "0.4.";
        QTest::newRow("in pixels") << std::vector<float>{-0.8F, 0.6F, 0} << 2
                                   << "d = 1; 36 % of d² lies at shift (0, 0), the most of the rest at (−2, 0): norm "
                                      "0.8.";
        QTest::newRow("only at no shift")
            << std::vector<float>{0, 0.5F, 0} << 1 << "d = 0.5; 100 % of d² lies at shift (0, 0).";
        QTest::newRow("rounding") << std::vector<float>{0, 1e-7F, 0} << 1 << "Conv(A, A) = δ up to rounding: d = 1e-7.";
        QTest::newRow("exact") << std::vector<float>(3) << 1 << "Conv(A, A) = δ up to rounding: d = 0.";
        QTest::newRow("not measured") << std::vector<float>{} << 1 << "";
    }
    void shifts() {
        QFETCH(std::vector<float>, residual);
        QFETCH(int, stride);
        QTEST(text(shiftCaption(withShifts(residual, stride))), "caption");
    }

    void channelPairsAreNamed() {
        model::LayerMaps layer;
        layer.channels = 2;
        layer.groups = 2;
        layer.shiftRows = layer.shiftColumns = 1;
        layer.residual = {0.1F, 0, 0, 0.2F, 0, 0.25F, -0.31F, 0};  // two groups
        QCOMPARE(text(channelCaption(layer, 0, 0)), QString("The largest entry is −0.31, of channels 3 and 2."));
        layer.residual[7] = 1;
        QCOMPARE(text(channelCaption(layer, 0, 0)), QString("The largest entry is 1, of channel 3 with itself."));
        layer.residual.assign(8, 0);
        QCOMPARE(text(channelCaption(layer, 0, 0)), QString("Every entry is 0 up to rounding."));
        QCOMPARE(text(channelCaption(layer, 1, 0)), QString());
    }

    void frequenciesAreCentered() {
        model::LayerMaps layer;
        layer.frequencyRows = layer.frequencyColumns = 4;
        layer.sigmaMax.assign(16, 1);
        QCOMPARE(text(frequencyCaption(layer, layer.sigmaMax)),
                 QString("The same at every frequency up to rounding: 1."));
        layer.sigmaMax[2 * 4 + 1] = layer.sigmaMax[2 * 4 + 3] = 2;  // one step to the left and to the right
        layer.sigmaMax[2 * 4 + 2] = 0.5F;                           // the middle
        QCOMPARE(text(frequencyCaption(layer, layer.sigmaMax)),
                 QString("From 0.5 at frequency (0, 0) to 2 at two frequencies, one of them (1, 0)."));
    }

    void offsets_data() {
        QTest::addColumn<std::vector<double>>("offsets");
        QTest::addColumn<QString>("caption");
        QTest::newRow("some positive") << std::vector<double>{-1, -0.9, 0.1}
                                       << "b from −1 to 0.1, mean −0.6; one of 3 is above 0.";
        QTest::newRow("none positive") << std::vector<double>{-1, -0.5}
                                       << "b from −1 to −0.5, mean −0.75; none of 2 is above 0.";
        QTest::newRow("as initialized") << std::vector<double>(16, -1) << "b is −1 in all 16 channels.";
    }
    void offsets() {
        QFETCH(std::vector<double>, offsets);
        model::LayerMaps layer;
        layer.offsets = offsets;
        QTEST(text(offsetCaption(layer)), "caption");
    }

    void ranksAndGains() {
        std::vector<model::LayerReport> layers(3);
        layers[0].name = "a", layers[1].name = "b", layers[2].name = "c";
        layers[0].deviation = 0.5, layers[1].deviation = 0.9, layers[2].deviation = 0.7;
        layers[2].weightDeviation = 0.25;
        QCOMPARE(text(rankCaption(layers, "c")), QString("c has the 2nd largest d of three layers: 0.7; W = 0.25."));
        QCOMPARE(text(rankCaption(layers, "b")), QString("b has the largest d of three layers: 0.9; W = 0."));
        layers[0].deviation = 0.9;
        QCOMPARE(text(rankCaption(layers, "b")),
                 QString("b has the largest d of three layers, as one other has: 0.9; W = 0."));
        layers[0].deviation = 0;
        QCOMPARE(text(rankCaption(layers, "a")), QString("a: d is 0 up to rounding; W = 0."));
        layers[0].deviation = std::nan("");
        QCOMPARE(text(rankCaption(layers, "a")), QString("a: d is not finite."));
        QCOMPARE(text(rankCaption(layers, "b")), QString("b has the 2nd largest d of three layers: 0.9; W = 0."));
        QCOMPARE(text(rankCaption(layers, "d")), QString());
        QCOMPARE(text(gainCaption({0.8, 1.2}, {1, 1})),
                 QString("Gain from 0.8 to 1.2 forward, 1 backward, over two convolutions."));
        QCOMPARE(text(jacobianCaption({{2, 1, 0.5}}, true)),
                 QString("σ from 0.5 to 2: the largest is 4 times the smallest, at one image."));
        QCOMPARE(text(jacobianCaption({{2}, {0.5}}, false)), QString("The leading σ from 0.5 to 2, at two images."));
        QCOMPARE(text(jacobianCaption({{2, 0}}, true)), QString("σ from 0 to 2, at one image."));
    }
};

QTEST_MAIN(TestFigureCaptions)
#include "tst_figurecaptions.moc"
