// Images prepared for the network: cropped, resized, normalized.
#include <QtTest>

#include <cmath>
#include <set>

#include "ShownImage.h"
#include "training/data/images/CounterRandom.h"
#include "training/data/images/ImageTransform.h"

using namespace isonet;
using namespace isonet::training;
using namespace isonet::test;
namespace fs = std::filesystem;

class TestImages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void resamplingIsTheTriangleFilter_data();
    void resamplingIsTheTriangleFilter();
    void evaluationResizesThenCropsTheCenter();
    void randomCropsStayWithinTheirBounds();
    void paddedCropsShiftOverBlack();
    void smallImagesAreCenteredOnTheCanvas();
    void normalizationUsesTheDatasetsValues();
    void interleavedOrderHasTheSameValues();
};

void TestImages::resamplingIsTheTriangleFilter_data() {
    QTest::addColumn<QList<double>>("box");
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::newRow("enlarged") << QList<double>{3, 2, 10, 8} << 32 << 21;
    QTest::newRow("the same size") << QList<double>{1, 1, 17, 13} << 17 << 13;
    QTest::newRow("reduced") << QList<double>{0, 0, 37, 29} << 8 << 11;
    QTest::newRow("strongly reduced") << QList<double>{2, 5, 33, 22} << 2 << 3;
    QTest::newRow("between pixels") << QList<double>{4.25, 3.5, 20.5, 11.75} << 12 << 7;
    QTest::newRow("one pixel") << QList<double>{36, 28, 1, 1} << 5 << 4;
}

void TestImages::resamplingIsTheTriangleFilter() {
    QFETCH(QList<double>, box);
    QFETCH(int, width);
    QFETCH(int, height);
    constexpr int w = 37, h = 29;
    RandomStream random(3);
    for (const int channels : {1, 3}) {
        test::Bytes pixels(static_cast<std::size_t>(w * h * channels));
        for (auto& pixel : pixels)
            pixel = static_cast<std::uint8_t>(random.below(256));
        Resampling how;
        how.x = box[0];
        how.y = box[1];
        how.width = box[2];
        how.height = box[3];
        how.left = 1;
        how.top = 1;
        how.right = w;
        how.bottom = h;
        how.outWidth = width;
        how.outHeight = height;
        const auto taps = [](double begin, double extent, int outputs, int i, int low, int high) {
            const double scale = extent / outputs, support = std::max(1.0, scale), center = begin + (i + 0.5) * scale;
            std::vector<double> weights(static_cast<std::size_t>(high), 0.0);
            double sum = 0;
            for (int x = low; x < high; ++x)
                sum += weights[static_cast<std::size_t>(x)] = std::max(0.0, 1 - std::abs(x + 0.5 - center) / support);
            for (double& weight : weights)
                weight /= sum;
            return weights;
        };
        for (const auto& [mirrorX, mirrorY] :
             {std::pair(false, false), std::pair(true, false), std::pair(true, true)}) {
            how.mirrorX = mirrorX;
            how.mirrorY = mirrorY;
            test::Bytes got(static_cast<std::size_t>(channels * width * height));
            resample({pixels.data(), w * channels, w, h, channels}, how, got.data());
            for (int y = 0; y < height; ++y)
                for (int x = 0; x < width; ++x) {
                    const auto rows = taps(how.y, how.height, height, mirrorY ? height - 1 - y : y, how.top, h);
                    const auto columns = taps(how.x, how.width, width, mirrorX ? width - 1 - x : x, how.left, w);
                    for (int c = 0; c < channels; ++c) {
                        double byte = 0;
                        for (int j = how.top; j < h; ++j)
                            for (int i = how.left; i < w; ++i)
                                byte += rows[static_cast<std::size_t>(j)] * columns[static_cast<std::size_t>(i)] *
                                        pixels[static_cast<std::size_t>((j * w + i) * channels + channels - 1 - c)];
                        const double value = got[static_cast<std::size_t>((c * height + y) * width + x)];
                        QVERIFY2(std::abs(value - byte) < 0.5001,  // rounded to the nearest
                                 qPrintable(QStringLiteral("%1, %2: %3, %4").arg(x).arg(y).arg(value).arg(byte)));
                    }
                }
        }
    }
}

void TestImages::evaluationResizesThenCropsTheCenter() {
    // Red increases along x and green along y, so that a value encodes its position.
    const auto bytes = test::encoded(200, 120, ".png", [](int x, int y) { return test::Color{x, 2 * y, 0}; });
    auto data = plain();
    data.resize = 60;  // to 100x60: half; crop 50x40 from (25, 10)
    const Values values = shown(ImageTransform(data, input(3, 40, 50)), bytes);
    for (int y = 0; y < 40; ++y)
        for (int x = 0; x < 50; ++x) {
            const double red = 2 * (25 + x + 0.5) - 0.5, green = 2 * (2 * (10 + y + 0.5) - 0.5);
            QVERIFY(std::abs(values[static_cast<std::size_t>(y * 50 + x)] - red) < 0.51);
            QVERIFY(std::abs(values[static_cast<std::size_t>((40 + y) * 50 + x)] - green) < 0.51);
        }
}

void TestImages::randomCropsStayWithinTheirBounds() {
    const auto bytes = test::encoded(250, 125, ".bmp", [](int x, int y) { return test::Color{x, 2 * y, 0}; });
    auto data = plain();
    data.cropArea = 0.3;
    const ImageTransform transform(data, input(3, 16, 16));
    data.flip = false;
    const ImageTransform unflipped(data, input(3, 16, 16));
    int mirrored = 0;
    double areas = 0;
    std::set<int> lefts;
    constexpr int draws = 600;
    for (std::uint64_t draw = 1; draw <= draws; ++draw) {
        const Values values = shown(transform, bytes, draw);
        // The distance between output pixels times their number is the side of the box, but for bytes' rounding.
        double width = (values[16 * 8 + 13] - values[16 * 8 + 2]) * 16 / 11;
        const double height = (values[256 + 16 * 13 + 8] - values[256 + 16 * 2 + 8]) * 16 / 11 / 2;
        if (width < 0) {
            ++mirrored;
            width = -width;
        }
        const double area = width * height / (250 * 125), ratio = width / height;
        QVERIFY2(area > 0.285 && area < 1.0, qPrintable(QString::number(area)));
        QVERIFY2(ratio > 0.73 && ratio < 1.37, qPrintable(QString::number(ratio)));
        areas += area;
        lefts.insert(static_cast<int>(values[16 * 8]));
        QVERIFY(shown(unflipped, bytes, draw)[16 * 8 + 10] > shown(unflipped, bytes, draw)[16 * 8 + 5]);
    }
    QVERIFY2(mirrored > draws / 2 - 65 && mirrored < draws / 2 + 65, qPrintable(QString::number(mirrored)));
    QVERIFY(lefts.size() > 60);
    // Areas from 0.3 up fit if their sides do: here up to two thirds of the image, 0.45 on average.
    QVERIFY2(areas / draws > 0.4 && areas / draws < 0.52, qPrintable(QString::number(areas / draws)));
    QCOMPARE(shown(transform, bytes, 77), shown(transform, bytes, 77));
}

void TestImages::paddedCropsShiftOverBlack() {
    auto data = plain();
    data.crop = config::CropKind::Padded;
    data.cropPadding = 3;
    data.flip = false;
    data.mean = {0.5};
    const auto bytes = test::encoded(16, 16, ".png", [](int x, int y) { return test::Color{16 + x, 16 + y, 200}; });
    const ImageTransform transform(data, input(3, 16, 16));
    const Values plainValues = shown(transform, bytes);
    const float black = -0.5f * 255;
    QVERIFY(std::abs(plainValues[5] - (21 + black)) < 0.01f);
    std::set<std::pair<int, int>> seen;
    for (std::uint64_t draw = 1; draw <= 400; ++draw) {
        const Values values = shown(transform, bytes, draw);
        const int dx = static_cast<int>(std::lround(values[8 * 16 + 8] - black)) - 16 - 8;
        const int dy = static_cast<int>(std::lround(values[256 + 8 * 16 + 8] - black)) - 16 - 8;
        QVERIFY(std::abs(dx) <= 3 && std::abs(dy) <= 3);
        seen.emplace(dx, dy);
        for (int y = 0; y < 16; ++y)
            for (int x = 0; x < 16; ++x) {
                const bool inside = x + dx >= 0 && x + dx < 16 && y + dy >= 0 && y + dy < 16;
                const float expected = inside ? static_cast<float>(16 + x + dx) + black : black;
                QVERIFY(std::abs(values[static_cast<std::size_t>(16 * y + x)] - expected) < 0.01f);
            }
    }
    QCOMPARE(seen.size(), std::size_t{49});
}

// Images for a Fashion-MNIST or CIFAR network are resized to the dataset's size and placed like its images.
void TestImages::smallImagesAreCenteredOnTheCanvas() {
    config::DataConfig data;
    data.mean = {0.2};
    data.deviation = {1};
    const auto white = test::encoded(280, 350, ".png", [](int, int) { return test::Color{255, 255, 255}; });
    const Values values = shown(ImageTransform(data, input(1, 32, 32)), white);
    for (int y = 0; y < 32; ++y)
        for (int x = 0; x < 32; ++x) {
            const bool inside = x >= 2 && x < 30 && y >= 2 && y < 30;
            QVERIFY(std::abs(values[static_cast<std::size_t>(32 * y + x)] - (inside ? 0.8f : -0.2f)) < 1e-5f);
        }
}

void TestImages::normalizationUsesTheDatasetsValues() {
    config::DataConfig data;
    data.dataset = "folder";
    const auto bytes = test::encoded(8, 8, ".png", [](int, int) { return test::Color{51, 102, 204}; });
    const Values values = shown(ImageTransform(data, input(3, 8, 8)), bytes);
    QVERIFY(std::abs(values[0] - (0.2 - 0.485) / 0.229) < 1e-5);
    QVERIFY(std::abs(values[64] - (0.4 - 0.456) / 0.224) < 1e-5);
    QVERIFY(std::abs(values[128] - (0.8 - 0.406) / 0.225) < 1e-5);
}

void TestImages::interleavedOrderHasTheSameValues() {
    const auto bytes = test::turned(test::quarters(90, 70, ".jpg"), 6);
    for (const config::CropKind crop : {config::CropKind::Resized, config::CropKind::Padded}) {
        auto data = plain();
        data.crop = crop;
        const ImageTransform transform(data, input(3, 20, 24));
        for (std::uint64_t draw = 0; draw < 8; ++draw) {
            const Values planes = shown(transform, bytes, draw);
            const Values interleaved = shown(transform, bytes, draw, PixelOrder::Interleaved);
            for (std::size_t i = 0; i < 480; ++i)
                for (std::size_t c = 0; c < 3; ++c)
                    QCOMPARE(interleaved[3 * i + c], planes[480 * c + i]);
        }
    }
}

QTEST_GUILESS_MAIN(TestImages)
#include "tst_images.moc"
