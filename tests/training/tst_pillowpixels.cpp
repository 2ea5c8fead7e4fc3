// Image files give Pillow's pixels: GIF, animations, transparency, 16 bits, CMYK and YCCK.
#include <QtTest>

#include "PillowImages.h"
#include "training/data/images/ImageDecoder.h"
#include "training/data/images/Upright.h"

using namespace isonet::training;
using isonet::test::PillowImage;
using isonet::test::pillowImages;

namespace {

std::vector<std::uint8_t> bytesOf(const QByteArray& text) {
    return {text.begin(), text.end()};
}

}  // namespace

class TestPillowPixels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pixelsEqualThoseOfPillow_data();
    void pixelsEqualThoseOfPillow();
    void truncatedFilesAreReported_data() { pixelsEqualThoseOfPillow_data(); }
    void truncatedFilesAreReported();
    void changedFilesAreDecodedOrReported_data() { pixelsEqualThoseOfPillow_data(); }
    void changedFilesAreDecodedOrReported();
};

void TestPillowPixels::pixelsEqualThoseOfPillow_data() {
    QTest::addColumn<int>("row");
    for (int i = 0; i < int(pillowImages.size()); ++i)
        QTest::newRow(pillowImages[std::size_t(i)].name) << i;
}

void TestPillowPixels::pixelsEqualThoseOfPillow() {
    QFETCH(int, row);
    const PillowImage& image = pillowImages[std::size_t(row)];
    const auto file = bytesOf(QByteArray::fromBase64(image.file));
    const QByteArray expected = QByteArray::fromBase64(image.pixels);
    const ImageHeader header = readImageHeader(file);
    for (const bool gray : {false, true}) {
        std::vector<std::uint8_t> turned;
        const PixelView stored = decodeImage(file, header, {0, 0, header.width, header.height}, gray, 1, "file").pixels;
        const PixelView pixels = upright(stored, header.orientation, turned);
        QCOMPARE(pixels.width, image.width);
        QCOMPARE(pixels.height, image.height);
        QCOMPARE(pixels.channels, gray ? 1 : 3);
        const auto* next = reinterpret_cast<const std::uint8_t*>(expected.constData());
        for (int y = 0; y < pixels.height; ++y)
            for (int x = 0; x < pixels.width; ++x, next += 3) {
                const std::uint8_t* pixel = pixels.data + y * pixels.stride + x * pixels.channels;
                const std::string place = "(" + std::to_string(x) + ", " + std::to_string(y) + ")";
                if (gray) {
                    // Of a JPEG, gray is the stored luminance. Pillow computes it from the rounded colors.
                    const int wanted = (299 * next[0] + 587 * next[1] + 114 * next[2] + 500) / 1000;
                    const int tolerance = header.format == ImageFormat::Jpeg ? 3 : 1;
                    QVERIFY2(std::abs(pixel[0] - wanted) <= tolerance, place.c_str());
                } else {
                    QVERIFY2(pixel[2] == next[0] && pixel[1] == next[1] && pixel[0] == next[2], place.c_str());
                }
            }
    }
}

void TestPillowPixels::truncatedFilesAreReported() {
    QFETCH(int, row);
    const auto file = bytesOf(QByteArray::fromBase64(pillowImages[std::size_t(row)].file));
    for (std::size_t size = 1; size + 2 < file.size(); size += 7) {
        const std::span<const std::uint8_t> cut(file.data(), size);
        try {
            const ImageHeader header = readImageHeader(cut);
            decodeImage(cut, header, {0, 0, 1000, 1000}, false, 1, "file");
            // Only the first frame of a GIF is read.
            QVERIFY2(header.format == ImageFormat::Gif, qPrintable(QString::number(size)));
        } catch (const ImageError& error) {
            QVERIFY(QString(error.what()).startsWith("file"));
            const bool named =
                error.fault() == ImageFault::Truncated || (size < 12 && error.fault() == ImageFault::NotAnImage);
            QVERIFY2(named, error.what());
        }
    }
}

// Each byte in turn: decoded or refused with a message, never a crash, and the next file is decoded as usual.
void TestPillowPixels::changedFilesAreDecodedOrReported() {
    QFETCH(int, row);
    const auto good = bytesOf(QByteArray::fromBase64(pillowImages[std::size_t(row)].file));
    for (std::size_t i = 0; i < good.size(); i += 2) {
        auto file = good;
        file[i] = static_cast<std::uint8_t>(i % 3 == 0 ? 0xff : file[i] ^ (1u << (i % 8)));
        try {
            decodeImage(file, readImageHeader(file), {0, 0, 50, 50}, i % 4 == 0, 1, "file");
        } catch (const ImageError& error) {
            QVERIFY2(QString(error.what()).startsWith("file"), error.what());
        }
    }
    pixelsEqualThoseOfPillow();
}

QTEST_APPLESS_MAIN(TestPillowPixels)
#include "tst_pillowpixels.moc"
