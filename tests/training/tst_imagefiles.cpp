// Image files: all formats, orientation, reduced-size decoding, threads, corrupt files.
#include <QtTest>

#include <cmath>
#include <thread>

#include "ShownImage.h"
#include "training/data/images/CounterRandom.h"
#include "training/data/images/ImageTransform.h"

using namespace isonet;
using namespace isonet::training;
using namespace isonet::test;
namespace fs = std::filesystem;

class TestImageFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void allFormatsAreDecoded_data();
    void allFormatsAreDecoded();
    void orientationIsAppliedToEveryCrop_data();
    void orientationIsAppliedToEveryCrop();
    void reducedDecodingGivesTheSameCrop();
    void threadsAreIndependent();
    void corruptFilesAreReported_data();
    void corruptFilesAreReported();
    void onlyImageExtensionsCount();
};

void TestImageFiles::allFormatsAreDecoded_data() {
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
    row("CMYK JPEG, inverted as by Adobe", fixture("cmyk.jpg"), 3);
    row("YCCK JPEG", fixture("ycck.jpg"), 3);
    row("rotated PNG", fixture("turned.png"), 0.01);
    row("rotated WebP", fixture("turned.webp"), 0.01);
}

void TestImageFiles::allFormatsAreDecoded() {
    QFETCH(QByteArray, file);
    QFETCH(double, tolerance);
    const test::Bytes bytes(file.begin(), file.end());
    auto data = plain();
    data.resize = 48;
    checkQuarters(shown(ImageTransform(data, input(3, 32, 32)), bytes), 32, 32, tolerance);
    // Gray by the standard weights.
    const Values gray = shown(ImageTransform(data, input(1, 32, 32)), bytes);
    for (int quarter = 0; quarter < 4; ++quarter) {
        const auto& color = test::quarterColors[static_cast<std::size_t>(quarter)];
        const double expected = 0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2];
        const double value = gray[static_cast<std::size_t>((8 + 16 * (quarter / 2)) * 32 + 8 + 16 * (quarter % 2))];
        QVERIFY2(std::abs(value - expected) <= tolerance + 1, qPrintable(QString::number(value)));
    }
}

void TestImageFiles::orientationIsAppliedToEveryCrop_data() {
    QTest::addColumn<QString>("ending");
    QTest::addColumn<int>("orientation");
    for (const char* ending : {".jpg", ".png"})
        for (int orientation = 1; orientation <= 8; ++orientation)
            QTest::newRow(qPrintable(QStringLiteral("%1 %2").arg(ending).arg(orientation)))
                << QString(ending) << orientation;
}

// A rotated file gives the same crops as the upright one.
void TestImageFiles::orientationIsAppliedToEveryCrop() {
    QFETCH(QString, ending);
    QFETCH(int, orientation);
    const auto smooth = [](int x, int y) { return test::Color{2 * x, 2 * y, (x + y) % 200}; };
    const test::Bytes file = test::turned(test::encoded(120, 100, ending.toStdString(), smooth), orientation);
    const test::Bytes upright = test::uprightPng(file);
    const ImageTransform transform(plain(), input(3, 40, 48));
    for (std::uint64_t draw = 0; draw < 12; ++draw) {
        const double difference = maxDifference(shown(transform, file, draw), shown(transform, upright, draw));
        QVERIFY2(difference <= 2, qPrintable(QStringLiteral("draw %1: %2").arg(draw).arg(difference)));
    }
}

void TestImageFiles::reducedDecodingGivesTheSameCrop() {
    const auto smooth = [](int x, int y) {
        return test::Color{128 + static_cast<int>(100 * std::sin(x * 0.02)),
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

void TestImageFiles::threadsAreIndependent() {
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

void TestImageFiles::corruptFilesAreReported_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<double>("kept");
    QTest::addColumn<QString>("fault");
    QTest::newRow("truncated JPEG") << "a.jpg" << 0.7 << "truncated";
    QTest::newRow("JPEG truncated in its header") << "a.jpg" << 0.05 << "truncated";
    QTest::newRow("truncated PNG") << "a.png" << 0.7 << "truncated";
    QTest::newRow("truncated WebP") << "a.webp" << 0.7 << "truncated";
    QTest::newRow("truncated BMP") << "a.bmp" << 0.7 << "truncated";
    QTest::newRow("truncated TIFF") << "a.tiff" << 0.7 << "truncated";
    QTest::newRow("not an image") << "text.jpg" << 1.0 << "unknown image format";
    QTest::newRow("empty") << "a.jpg" << 0.0 << "is empty";
    QTest::newRow("missing") << "missing.jpg" << -1.0 << "cannot be read: No such file";
    QTest::newRow("folder") << "folder.jpg" << -1.0 << "is not a file";
}

void TestImageFiles::corruptFilesAreReported() {
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
            return test::Color{(x * y) % 256, (7 * x) % 256, (13 * y) % 256};
        });
    if (kept >= 0) {
        bytes.resize(static_cast<std::size_t>(kept * static_cast<double>(bytes.size())));
        test::writeBytes(file, bytes);
    }
    const ImageTransform transform(plain(), input(3, 16, 16));
    Values out(3 * 16 * 16);
    shown(transform, test::quarters(32, 32, ".png"));  // must not be returned for the next file
    QString message;
    try {
        transform.load(file, 0, PixelOrder::Planes, out.data());
    } catch (const ImageError& error) {
        message = error.what();
    }
    QVERIFY2(message.startsWith(QString::fromStdString(file.string())), qPrintable(message));
    QVERIFY2(message.contains(fault), qPrintable(message));
    // The thread can still decode other files.
    checkQuarters(shown(transform, test::quarters(32, 32, ".jpg")), 16, 16, 4);
}

void TestImageFiles::onlyImageExtensionsCount() {
    for (const char* name :
         {"a.jpg", "a.JPEG", "b.Png", "x.y.webp", "z.BMP", "c.gif", "d.Tif", "e.tiff", "f.jfif", "g.ppm"})
        QVERIFY2(isImageName(name), name);
    for (const char* name : {"a.txt", ".jpg", "jpg", "a.jpg.part", ""})
        QVERIFY2(!isImageName(name), name);
}

QTEST_GUILESS_MAIN(TestImageFiles)
#include "tst_imagefiles.moc"
