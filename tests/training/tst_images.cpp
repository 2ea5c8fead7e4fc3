// Image files as the network sees them: decoded whatever their kind, turned, cropped, resized and normalised.
#include <QtTest>

#include <cmath>
#include <set>
#include <thread>

#include "ImageFiles.h"
#include "training/data/ImageDecoder.h"
#include "training/data/ImageTransform.h"
#include "training/data/Random.h"

using namespace isonet;
using namespace isonet::training;
namespace fs = std::filesystem;

using Values = std::vector<float>;

class TestImages : public QObject {
    Q_OBJECT
    // Values are bytes: mean 0, deviation 1 / 255.
    static config::DataConfig plain() {
        config::DataConfig data;
        data.dataset = "folder";
        data.root = "images";
        data.mean = {0};
        data.deviation = {1.0 / 255};
        return data;
    }
    static spec::ModelSpec input(int channels, int height, int width) {
        spec::ModelSpec model;
        model.channels = channels;
        model.height = height;
        model.width = width;
        return model;
    }
    static Values shown(const ImageTransform& transform, const test::Bytes& bytes, std::uint64_t draw = 0,
                        PixelOrder order = PixelOrder::Planes) {
        const ImageShape shape = transform.shape();
        Values out(static_cast<std::size_t>(shape.channels * shape.height * shape.width), -1.0f);
        transform.apply(bytes, "picture", draw, order, out.data());
        return out;
    }
    static double farthest(const Values& a, const Values& b) {
        double most = a.size() == b.size() ? 0 : INFINITY;
        for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
            most = std::max(most, static_cast<double>(std::abs(a[i] - b[i])));
        return most;
    }
    // The middle of each quarter has its colour.
    static void checkQuarters(const Values& values, int height, int width, double tolerance) {
        for (int quarter = 0; quarter < 4; ++quarter)
            for (int channel = 0; channel < 3; ++channel) {
                const int y = height / 4 + (quarter / 2) * (height / 2), x = width / 4 + (quarter % 2) * (width / 2);
                const double value = values[static_cast<std::size_t>((channel * height + y) * width + x)];
                const int expected =
                    test::quarterColours[static_cast<std::size_t>(quarter)][static_cast<std::size_t>(channel)];
                QVERIFY2(std::abs(value - expected) <= tolerance,
                         qPrintable(QStringLiteral("quarter %1, channel %2: %3 instead of %4")
                                        .arg(quarter)
                                        .arg(channel)
                                        .arg(value)
                                        .arg(expected)));
            }
    }
    static test::Bytes fixture(const char* name) {
        test::Bytes bytes;
        readImageFile(fs::path(ISONET_TEST_DATA) / "images" / name, bytes);
        return bytes;
    }

private Q_SLOTS:
    void everyKindOfFileShowsThePicture_data();
    void everyKindOfFileShowsThePicture();
    void orientationIsHonouredInEveryCrop_data();
    void orientationIsHonouredInEveryCrop();
    void resamplingIsTheTriangleFilter_data();
    void resamplingIsTheTriangleFilter();
    void evaluationResizesThenCropsTheCentre();
    void randomCropsStayWithinTheirBounds();
    void reducedDecodingShowsTheSameCrop();
    void paddedCropsShiftOverBlack();
    void smallDataSetsLieOnTheirCanvas();
    void normalisedByTheDataSetsOwnNumbers();
    void interleavedHoldsTheSameValues();
    void threadsDoNotDisturbEachOther();
    void damagedFilesAreNamedWithTheFault_data();
    void damagedFilesAreNamedWithTheFault();
    void onlyImageEndingsCount();
};

void TestImages::everyKindOfFileShowsThePicture_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<double>("tolerance");
    const auto row = [](const char* name, const test::Bytes& bytes, double tolerance) {
        QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size()))
                            << tolerance;
    };
    row("PNG", test::quarters(48, 32, ".png"), 0.01);
    row("BMP", test::quarters(48, 32, ".bmp"), 0.01);
    row("WebP", test::quarters(48, 32, ".webp"), 0.01);
    row("JPEG", test::quarters(48, 32, ".jpg"), 3);
    row("CMYK JPEG, Adobe's inverted inks", fixture("cmyk.jpg"), 3);
    row("YCCK JPEG", fixture("ycck.jpg"), 3);
    row("turned PNG", fixture("turned.png"), 0.01);
    row("turned WebP", fixture("turned.webp"), 0.01);
}

void TestImages::everyKindOfFileShowsThePicture() {
    QFETCH(QByteArray, file);
    QFETCH(double, tolerance);
    const test::Bytes bytes(file.begin(), file.end());
    auto data = plain();
    data.resize = 48;
    checkQuarters(shown(ImageTransform(data, input(3, 32, 32)), bytes), 32, 32, tolerance);
    // Gray by the usual weights.
    const Values gray = shown(ImageTransform(data, input(1, 32, 32)), bytes);
    for (int quarter = 0; quarter < 4; ++quarter) {
        const auto& colour = test::quarterColours[static_cast<std::size_t>(quarter)];
        const double expected = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2];
        const double value = gray[static_cast<std::size_t>((8 + 16 * (quarter / 2)) * 32 + 8 + 16 * (quarter % 2))];
        QVERIFY2(std::abs(value - expected) <= tolerance + 1, qPrintable(QString::number(value)));
    }
}

void TestImages::orientationIsHonouredInEveryCrop_data() {
    QTest::addColumn<QString>("ending");
    QTest::addColumn<int>("orientation");
    for (const char* ending : {".jpg", ".png"})
        for (int orientation = 1; orientation <= 8; ++orientation)
            QTest::newRow(qPrintable(QStringLiteral("%1 %2").arg(ending).arg(orientation)))
                << QString(ending) << orientation;
}

// What is shown of a turned file is what is shown of the upright one, crop by crop.
void TestImages::orientationIsHonouredInEveryCrop() {
    QFETCH(QString, ending);
    QFETCH(int, orientation);
    const auto smooth = [](int x, int y) { return test::Colour{2 * x, 2 * y, (x + y) % 200}; };
    const test::Bytes file = test::turned(test::encoded(120, 100, ending.toStdString(), smooth), orientation);
    const test::Bytes upright = test::uprightPng(file);
    const ImageTransform transform(plain(), input(3, 40, 48));
    for (std::uint64_t draw = 0; draw < 12; ++draw) {
        const double difference = farthest(shown(transform, file, draw), shown(transform, upright, draw));
        QVERIFY2(difference < 1.5, qPrintable(QStringLiteral("draw %1: %2").arg(draw).arg(difference)));
    }
}

void TestImages::resamplingIsTheTriangleFilter_data() {
    QTest::addColumn<QList<double>>("box");
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::newRow("enlarged") << QList<double>{3, 2, 10, 8} << 32 << 21;
    QTest::newRow("the same size") << QList<double>{1, 1, 17, 13} << 17 << 13;
    QTest::newRow("reduced") << QList<double>{0, 0, 37, 29} << 8 << 11;
    QTest::newRow("reduced much") << QList<double>{2, 5, 33, 22} << 2 << 3;
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
        PixelScale values;
        for (int c = 0; c < channels; ++c)
            values.set(c, 0.1 * c, 0.5);
        const auto taps = [](double begin, double extent, int outputs, int i, int low, int high) {
            const double scale = extent / outputs, support = std::max(1.0, scale), centre = begin + (i + 0.5) * scale;
            std::vector<double> weights(static_cast<std::size_t>(high), 0.0);
            double sum = 0;
            for (int x = low; x < high; ++x)
                sum += weights[static_cast<std::size_t>(x)] = std::max(0.0, 1 - std::abs(x + 0.5 - centre) / support);
            for (double& weight : weights)
                weight /= sum;
            return weights;
        };
        for (const auto& [mirrorX, mirrorY] :
             {std::pair(false, false), std::pair(true, false), std::pair(true, true)}) {
            how.mirrorX = mirrorX;
            how.mirrorY = mirrorY;
            Values got(static_cast<std::size_t>(channels * width * height));
            resample({pixels.data(), w * channels, w, h, channels}, how, values, PixelOrder::Planes, got.data());
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
                        const double expected = (byte / 255 - 0.1 * c) / 0.5;
                        const double value = got[static_cast<std::size_t>((c * height + y) * width + x)];
                        QVERIFY2(std::abs(value - expected) < 1e-4,
                                 qPrintable(QStringLiteral("%1, %2: %3, %4").arg(x).arg(y).arg(value).arg(expected)));
                    }
                }
        }
    }
}

void TestImages::evaluationResizesThenCropsTheCentre() {
    // Red rises along x and green along y, so that a value tells where it came from.
    const auto bytes = test::encoded(200, 120, ".png", [](int x, int y) { return test::Colour{x, 2 * y, 0}; });
    auto data = plain();
    data.resize = 60;  // to 100x60: half; crop 50x40 from (25, 10)
    const Values values = shown(ImageTransform(data, input(3, 40, 50)), bytes);
    for (int y = 0; y < 40; ++y)
        for (int x = 0; x < 50; ++x) {
            const double red = 2 * (25 + x + 0.5) - 0.5, green = 2 * (2 * (10 + y + 0.5) - 0.5);
            QVERIFY(std::abs(values[static_cast<std::size_t>(y * 50 + x)] - red) < 0.01);
            QVERIFY(std::abs(values[static_cast<std::size_t>((40 + y) * 50 + x)] - green) < 0.01);
        }
}

void TestImages::randomCropsStayWithinTheirBounds() {
    const auto bytes = test::encoded(250, 125, ".bmp", [](int x, int y) { return test::Colour{x, 2 * y, 0}; });
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
        // The distance between two output pixels times their number is the box's side.
        double width = (values[16 * 8 + 10] - values[16 * 8 + 5]) * 16 / 5;
        const double height = (values[256 + 16 * 10 + 8] - values[256 + 16 * 5 + 8]) * 16 / 5 / 2;
        if (width < 0) {
            ++mirrored;
            width = -width;
        }
        const double area = width * height / (250 * 125), ratio = width / height;
        QVERIFY2(area > 0.29 && area < 1.0, qPrintable(QString::number(area)));
        QVERIFY2(ratio > 0.73 && ratio < 1.37, qPrintable(QString::number(ratio)));
        areas += area;
        lefts.insert(static_cast<int>(values[16 * 8]));
        QVERIFY(shown(unflipped, bytes, draw)[16 * 8 + 10] > shown(unflipped, bytes, draw)[16 * 8 + 5]);
    }
    QVERIFY2(mirrored > draws / 2 - 65 && mirrored < draws / 2 + 65, qPrintable(QString::number(mirrored)));
    QVERIFY(lefts.size() > 60);
    // Of areas from 0.3 up those fit whose sides do: here up to two thirds of the picture, 0.45 on average.
    QVERIFY2(areas / draws > 0.4 && areas / draws < 0.52, qPrintable(QString::number(areas / draws)));
    QCOMPARE(shown(transform, bytes, 77), shown(transform, bytes, 77));
}

void TestImages::reducedDecodingShowsTheSameCrop() {
    const auto smooth = [](int x, int y) {
        return test::Colour{128 + static_cast<int>(100 * std::sin(x * 0.02)),
                            128 + static_cast<int>(100 * std::cos(y * 0.03)), (x / 5 + y / 7) % 256 / 2 + 60};
    };
    const auto jpeg = test::encoded(1000, 700, ".jpg", smooth);
    const auto png = test::uprightPng(jpeg);
    const ImageTransform transform(plain(), input(3, 48, 48));
    for (std::uint64_t draw = 0; draw < 40; ++draw) {
        const Values reduced = shown(transform, jpeg, draw), whole = shown(transform, png, draw);
        double sum = 0;
        for (std::size_t i = 0; i < whole.size(); ++i)
            sum += std::abs(reduced[i] - whole[i]);
        const double mean = sum / static_cast<double>(whole.size());
        QVERIFY2(mean < 1.0, qPrintable(QStringLiteral("draw %1: %2").arg(draw).arg(mean)));
    }
}

void TestImages::paddedCropsShiftOverBlack() {
    auto data = plain();
    data.crop = config::CropKind::Padded;
    data.cropPadding = 3;
    data.flip = false;
    data.mean = {0.5};
    const auto bytes = test::encoded(16, 16, ".png", [](int x, int y) { return test::Colour{16 + x, 16 + y, 200}; });
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

// A picture for a network of Fashion-MNIST or CIFAR is brought to their size, and lies as theirs do.
void TestImages::smallDataSetsLieOnTheirCanvas() {
    config::DataConfig data;
    data.mean = {0.2};
    data.deviation = {1};
    const auto white = test::encoded(280, 350, ".png", [](int, int) { return test::Colour{255, 255, 255}; });
    const Values values = shown(ImageTransform(data, input(1, 32, 32)), white);
    for (int y = 0; y < 32; ++y)
        for (int x = 0; x < 32; ++x) {
            const bool inside = x >= 2 && x < 30 && y >= 2 && y < 30;
            QVERIFY(std::abs(values[static_cast<std::size_t>(32 * y + x)] - (inside ? 0.8f : -0.2f)) < 1e-5f);
        }
}

void TestImages::normalisedByTheDataSetsOwnNumbers() {
    config::DataConfig data;
    data.dataset = "folder";
    const auto bytes = test::encoded(8, 8, ".png", [](int, int) { return test::Colour{51, 102, 204}; });
    const Values values = shown(ImageTransform(data, input(3, 8, 8)), bytes);
    QVERIFY(std::abs(values[0] - (0.2 - 0.485) / 0.229) < 1e-5);
    QVERIFY(std::abs(values[64] - (0.4 - 0.456) / 0.224) < 1e-5);
    QVERIFY(std::abs(values[128] - (0.8 - 0.406) / 0.225) < 1e-5);
}

void TestImages::interleavedHoldsTheSameValues() {
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

void TestImages::threadsDoNotDisturbEachOther() {
    const std::vector<test::Bytes> files{test::quarters(90, 70, ".jpg"), test::quarters(200, 150, ".png"),
                                         fixture("cmyk.jpg"), test::turned(test::quarters(61, 300, ".jpg"), 8)};
    const ImageTransform transform(plain(), input(3, 32, 32));
    std::vector<Values> expected;
    for (std::uint64_t i = 0; i < 40; ++i)
        expected.push_back(shown(transform, files[i % 4], i));
    std::vector<std::vector<Values>> got(4);
    {
        std::vector<std::jthread> threads;
        for (std::size_t t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (std::uint64_t i = 0; i < 40; ++i)
                    got[t].push_back(shown(transform, files[(i + t) % 4], i + t < 40 ? i + t : i + t - 40));
            });
    }
    for (std::size_t t = 0; t < 4; ++t)
        for (std::size_t i = 0; i < 40; ++i)
            QCOMPARE(got[t][i], expected[(i + t) % 40]);
}

void TestImages::damagedFilesAreNamedWithTheFault_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<double>("kept");
    QTest::addColumn<QString>("fault");
    QTest::newRow("JPEG cut") << "a.jpg" << 0.7 << "cut short";
    QTest::newRow("JPEG cut in its header") << "a.jpg" << 0.05 << "cut short";
    QTest::newRow("PNG cut") << "a.png" << 0.7 << "cut short";
    QTest::newRow("WebP cut") << "a.webp" << 0.7 << "cut short";
    QTest::newRow("BMP cut") << "a.bmp" << 0.7 << "cannot be decoded";
    QTest::newRow("no image") << "text.jpg" << 1.0 << "no image of a known format";
    QTest::newRow("empty") << "a.jpg" << 0.0 << "is empty";
    QTest::newRow("missing") << "missing.jpg" << -1.0 << "cannot be read: No such file";
    QTest::newRow("folder") << "folder.jpg" << -1.0 << "is not a file";
}

void TestImages::damagedFilesAreNamedWithTheFault() {
    QFETCH(QString, name);
    QFETCH(double, kept);
    QFETCH(QString, fault);
    QTemporaryDir temporary;
    const fs::path file = fs::path(temporary.path().toStdString()) / name.toStdString();
    if (name.startsWith("folder"))
        fs::create_directory(file);
    test::Bytes bytes{'h', 'e', 'l', 'l', 'o', ' ', 'w', 'o', 'r', 'l', 'd'};
    if (name.startsWith("a."))
        bytes = test::encoded(64, 48, name.mid(1).toStdString(), [](int x, int y) {
            return test::Colour{(x * y) % 256, (7 * x) % 256, (13 * y) % 256};
        });
    if (kept >= 0) {
        bytes.resize(static_cast<std::size_t>(kept * static_cast<double>(bytes.size())));
        test::writeBytes(file, bytes);
    }
    const ImageTransform transform(plain(), input(3, 16, 16));
    Values out(3 * 16 * 16);
    shown(transform, test::quarters(32, 32, ".png"));  // which must not be taken for the next one's picture
    QString message;
    try {
        transform.load(file, 0, PixelOrder::Planes, out.data());
    } catch (const ImageError& error) {
        message = error.what();
    }
    QVERIFY2(message.startsWith(QString::fromStdString(file.string())), qPrintable(message));
    QVERIFY2(message.contains(fault), qPrintable(message));
    // And the thread goes on to decode others.
    checkQuarters(shown(transform, test::quarters(32, 32, ".jpg")), 16, 16, 4);
}

void TestImages::onlyImageEndingsCount() {
    for (const char* name : {"a.jpg", "a.JPEG", "b.Png", "x.y.webp", "z.BMP"})
        QVERIFY2(isImageName(name), name);
    for (const char* name : {"a.txt", ".jpg", "jpg", "a.jpg.part", ""})
        QVERIFY2(!isImageName(name), name);
}

QTEST_GUILESS_MAIN(TestImages)
#include "tst_images.moc"
