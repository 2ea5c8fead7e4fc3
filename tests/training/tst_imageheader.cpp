// What the header of an image file tells before decoding: orientation, format, size, completeness, and the limits.
#include <QtTest>

#include "ImageFiles.h"
#include "training/data/images/CorruptImageLog.h"
#include "training/data/images/ImageDecoder.h"
#include "training/data/images/ImageLimits.h"
#include "training/data/images/TiffDirectory.h"
#include "training/data/images/Upright.h"

using namespace isonet;
using namespace isonet::training;
using test::Bytes;

namespace {

void put(Bytes& bytes, std::uint64_t value, int size, bool little) {
    for (int i = 0; i < size; ++i)
        bytes.push_back(static_cast<std::uint8_t>(value >> (8 * (little ? i : size - 1 - i))));
}

// A TIFF structure with one entry; values of more than 4 bytes follow it.
Bytes tiffWith(bool little, int tag, int type, const Bytes& value, std::uint32_t count = 1) {
    Bytes bytes = little ? Bytes{'I', 'I'} : Bytes{'M', 'M'};
    put(bytes, 42, 2, little);
    put(bytes, 8, 4, little);
    put(bytes, 1, 2, little);
    put(bytes, static_cast<std::uint64_t>(tag), 2, little);
    put(bytes, static_cast<std::uint64_t>(type), 2, little);
    put(bytes, count, 4, little);
    Bytes field = value, after;
    if (value.size() > 4) {
        after = value;
        field.clear();
        put(field, 26, 4, little);
    }
    field.resize(4);
    bytes.insert(bytes.end(), field.begin(), field.end());
    put(bytes, 0, 4, little);
    bytes.insert(bytes.end(), after.begin(), after.end());
    return bytes;
}

Bytes numberBytes(std::uint64_t value, int size, bool little) {
    Bytes bytes;
    put(bytes, value, size, little);
    return bytes;
}

// The metadata as each format stores it, in a file without pixels.
Bytes jpegWith(const Bytes& exif) {
    Bytes bytes{0xff, 0xd8, 0xff, 0xe1};
    put(bytes, exif.size() + 8, 2, false);
    for (const char c : std::string("Exif\0\0", 6))
        bytes.push_back(static_cast<std::uint8_t>(c));
    bytes.insert(bytes.end(), exif.begin(), exif.end());
    return bytes;
}

Bytes text(const std::string& content) {
    return {content.begin(), content.end()};
}

Bytes pngWith(const Bytes& exif, std::uint32_t width = 8, std::uint32_t height = 8) {
    Bytes bytes = text("\x89PNG\r\n\x1a\n");
    const auto chunk = [&](const std::string& name, const Bytes& data) {
        put(bytes, data.size(), 4, false);
        for (const Bytes& part : {text(name), data})
            bytes.insert(bytes.end(), part.begin(), part.end());
        put(bytes, 0, 4, false);  // the checksum, which the header does not need
    };
    Bytes header;
    put(header, width, 4, false);
    put(header, height, 4, false);
    header.insert(header.end(), {8, 2, 0, 0, 0});
    chunk("IHDR", header);
    chunk("eXIf", exif);
    chunk("IEND", {});
    return bytes;
}

Bytes webpWith(const Bytes& exif, std::uint32_t width = 8, std::uint32_t height = 8) {
    Bytes data = text("WEBPVP8X");
    put(data, 10, 4, true);
    put(data, 8, 4, true);
    put(data, width - 1, 3, true);
    put(data, height - 1, 3, true);
    for (const char c : std::string("EXIF"))
        data.push_back(static_cast<std::uint8_t>(c));
    put(data, exif.size(), 4, true);
    data.insert(data.end(), exif.begin(), exif.end());
    data.resize(data.size() + data.size() % 2);
    Bytes bytes = text("RIFF");
    put(bytes, data.size(), 4, true);
    bytes.insert(bytes.end(), data.begin(), data.end());
    return bytes;
}

ImageError errorOf(const Bytes& bytes) {
    try {
        decodeImage(bytes, readImageHeader(bytes), {0, 0, 8, 8}, false, 1, "file");
    } catch (const ImageError& error) {
        return error;
    }
    throw std::logic_error("decoded");
}

}  // namespace

class TestImageHeader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void orientationIsReadInEveryType_data();
    void orientationIsReadInEveryType();
    void brokenMetadataIsIgnored_data();
    void brokenMetadataIsIgnored();
    void sizeIsLimitedForEveryFormat_data();
    void sizeIsLimitedForEveryFormat();
    void contentCountsNotTheExtension_data();
    void contentCountsNotTheExtension();
    void pixelsAreTurned();
    void faultsAreCountedByKind();
};

void TestImageHeader::orientationIsReadInEveryType_data() {
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("bytes");
    QTest::addColumn<quint64>("value");
    QTest::newRow("BYTE") << 1 << 1 << quint64{6};
    QTest::newRow("ASCII") << 2 << 1 << quint64{'6'};
    QTest::newRow("SHORT") << 3 << 2 << quint64{6};
    QTest::newRow("LONG") << 4 << 4 << quint64{6};
    QTest::newRow("SBYTE") << 6 << 1 << quint64{6};
    QTest::newRow("UNDEFINED") << 7 << 1 << quint64{6};
    QTest::newRow("SSHORT") << 8 << 2 << quint64{6};
    QTest::newRow("SLONG") << 9 << 4 << quint64{6};
    QTest::newRow("FLOAT") << 11 << 4 << quint64{0x40c00000};
    QTest::newRow("DOUBLE") << 12 << 8 << quint64{0x4018000000000000};
}

void TestImageHeader::orientationIsReadInEveryType() {
    QFETCH(int, type);
    QFETCH(int, bytes);
    QFETCH(quint64, value);
    for (const bool little : {true, false}) {
        const Bytes exif = tiffWith(little, 0x0112, type, numberBytes(value, bytes, little));
        QCOMPARE(readImageHeader(jpegWith(exif)).orientation, 6);
        QCOMPARE(readImageHeader(pngWith(exif)).orientation, 6);
        QCOMPARE(readImageHeader(webpWith(exif)).orientation, 6);
    }
}

void TestImageHeader::brokenMetadataIsIgnored_data() {
    QTest::addColumn<QByteArray>("exif");
    const auto row = [](const char* name, const Bytes& bytes) {
        QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size()));
    };
    row("empty", {});
    row("unknown byte order", text("XX*\0\0\0\0\x08"));
    row("orientation 0", tiffWith(true, 0x0112, 3, {0, 0}));
    row("orientation 9", tiffWith(false, 0x0112, 4, {0, 0, 0, 9}));
    row("negative", tiffWith(false, 0x0112, 9, {0xff, 0xff, 0xff, 0xff}));
    row("unknown type", tiffWith(true, 0x0112, 99, {6, 0}));
    row("no values", tiffWith(true, 0x0112, 3, {6, 0}, 0));
    row("values beyond the end", tiffWith(true, 0x0112, 3, {6, 0}, 4'000'000'000u));
    row("infinite", tiffWith(false, 0x0112, 11, {0x7f, 0x80, 0, 0}));
    row("another tag", tiffWith(true, 0x0113, 3, {6, 0}));
    Bytes far = tiffWith(true, 0x0112, 3, {6, 0});
    far[7] = 0xff;
    row("directory beyond the end", far);
}

void TestImageHeader::brokenMetadataIsIgnored() {
    QFETCH(QByteArray, exif);
    const Bytes bytes(exif.begin(), exif.end());
    for (const Bytes& file : {jpegWith(bytes), pngWith(bytes), webpWith(bytes)})
        QCOMPARE(readImageHeader(file).orientation, 1);
}

void TestImageHeader::sizeIsLimitedForEveryFormat_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("size");
    const auto row = [](const char* name, const Bytes& bytes, const char* size) {
        QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size())) << size;
    };
    Bytes jpeg{0xff, 0xd8, 0xff, 0xc0, 0, 11, 8};
    put(jpeg, 65000, 2, false);
    put(jpeg, 60000, 2, false);
    jpeg.insert(jpeg.end(), {1, 1, 0x11, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0, 0xff, 0xd9});
    row("JPEG", jpeg, "60000 x 65000");
    row("PNG", pngWith({}, 30000, 30000), "30000 x 30000");
    row("PNG, beyond 2^31", pngWith({}, 0xffffffff, 2), "2147483647 x 2");
    row("WebP", webpWith({}, 16000, 16000), "16000 x 16000");
    Bytes lossless = text(std::string("RIFF\x12\0\0\0WEBPVP8L\x05\0\0\0\x2f", 21));
    put(lossless, 16382u | 16382u << 14, 4, true);
    lossless.push_back(0);
    row("WebP, lossless", lossless, "16383 x 16383");
    Bytes lossy = text(std::string("RIFF\x16\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a", 26));
    put(lossy, 16383, 2, true);
    put(lossy, 16383, 2, true);
    row("WebP, lossy", lossy, "16383 x 16383");
    Bytes gif = text("GIF89a");
    put(gif, 65535, 2, true);
    put(gif, 65535, 2, true);
    gif.resize(20);
    row("GIF", gif, "65535 x 65535");
    Bytes bmp = text("BM");
    bmp.resize(14);
    put(bmp, 40, 4, true);
    put(bmp, 50000, 4, true);
    put(bmp, static_cast<std::uint32_t>(-50000), 4, true);
    bmp.resize(60);
    row("BMP", bmp, "50000 x 50000");
    Bytes tiff = text("MM");
    put(tiff, 42, 2, false);
    put(tiff, 8, 4, false);
    put(tiff, 2, 2, false);
    for (const int tag : {256, 257}) {
        put(tiff, static_cast<std::uint64_t>(tag), 2, false);
        put(tiff, 4, 2, false);
        put(tiff, 1, 4, false);
        put(tiff, 100000, 4, false);
    }
    row("TIFF", tiff, "100000 x 100000");
    Bytes stream{0xff, 0x4f, 0xff, 0x51, 0, 47, 0, 0};
    for (const std::uint32_t side : {70000u, 70000u, 0u, 0u, 0u, 0u})
        put(stream, side, 4, false);
    row("JPEG 2000", stream, "70000 x 70000");
    row("PNM", text("P6 # a comment\n99999 88888\n255\n"), "99999 x 88888");
}

void TestImageHeader::sizeIsLimitedForEveryFormat() {
    QFETCH(QByteArray, file);
    QFETCH(QString, size);
    const ImageError error = errorOf(Bytes(file.begin(), file.end()));
    QVERIFY2(error.fault() == ImageFault::TooLarge, error.what());
    QVERIFY2(QString(error.what()).startsWith("file is " + size + " pixels; accepted: at most 180,000,000 pixels"),
             error.what());
}

void TestImageHeader::contentCountsNotTheExtension_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("fault");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const std::string& content, ImageFault fault, const char* message) {
        QTest::newRow(name) << QByteArray::fromStdString(content) << int(fault) << QString(message);
    };
    using std::string;
    row("HEIF",
        string("\0\0\0\x18"
               "ftypheic",
               12),
        ImageFault::Unsupported, "file: HEIF is not supported; convert it");
    row("AVIF",
        string("\0\0\0\x18"
               "ftypavif",
               12),
        ImageFault::Unsupported, "file: AVIF is not supported; convert it");
    row("ICO", string("\0\0\1\0\1\0", 6), ImageFault::Unsupported, "file: ICO is not supported; convert it");
    row("HTML", "<!DOCTYPE HTML><html>", ImageFault::NotAnImage, "file is not an image but an HTML page");
    row("Mac", string("\0\5\x16\7\0\2", 6), ImageFault::NotAnImage, "file is not an image but an AppleDouble file");
    row("text", "hello world", ImageFault::NotAnImage, "file cannot be decoded: unknown image format");
    row("a few letters", "RIFF", ImageFault::NotAnImage, "file cannot be decoded: unknown image format");
    row("cut GIF", "GIF89a", ImageFault::Truncated, "file is truncated");
    row("cut BMP", "BM", ImageFault::Truncated, "file is truncated");
    row("cut TIFF", string("II*\0\xff\xff\0\0", 8), ImageFault::Truncated, "file is truncated");
    row("cut PNM", "P5 10 10 255\nabc", ImageFault::Truncated, "file is truncated");
}

void TestImageHeader::contentCountsNotTheExtension() {
    QFETCH(QByteArray, content);
    QFETCH(int, fault);
    QFETCH(QString, message);
    const ImageError error = errorOf(Bytes(content.begin(), content.end()));
    QVERIFY2(QString(error.what()).startsWith(message), error.what());
    QCOMPARE(int(error.fault()), fault);
}

void TestImageHeader::pixelsAreTurned() {
    const std::vector<std::uint8_t> pixels{1, 2, 3, 4, 5, 6};  // two rows of three
    const PixelView stored{pixels.data(), 3, 3, 2, 1};
    using Rows = std::vector<std::uint8_t>;
    const std::array<Rows, 8> expected{{{1, 2, 3, 4, 5, 6},
                                        {3, 2, 1, 6, 5, 4},
                                        {6, 5, 4, 3, 2, 1},
                                        {4, 5, 6, 1, 2, 3},
                                        {1, 4, 2, 5, 3, 6},
                                        {4, 1, 5, 2, 6, 3},
                                        {6, 3, 5, 2, 4, 1},
                                        {3, 6, 2, 5, 1, 4}}};
    for (int orientation = 1; orientation <= 8; ++orientation) {
        std::vector<std::uint8_t> buffer;
        const PixelView shown = upright(stored, orientation, buffer);
        QCOMPARE(shown.width, orientation < 5 ? 3 : 2);
        QCOMPARE(shown.height, orientation < 5 ? 2 : 3);
        QCOMPARE(Rows(shown.data, shown.data + 6), expected[std::size_t(orientation - 1)]);
    }
}

void TestImageHeader::faultsAreCountedByKind() {
    CorruptImageLog log;
    log.add(4, 1000, ImageFault::Truncated, "a.jpg is truncated");
    log.add(4, 1000, ImageFault::Truncated, "a.jpg is truncated");
    log.add(5, 1000, ImageFault::NotAnImage, "b.jpg is not an image");
    log.add(6, 1000, ImageFault::Truncated, "c.jpg is truncated");
    QCOMPARE(log.count(), 3);
    QCOMPARE(log.counts().of(ImageFault::Truncated), 2);
    QCOMPARE(log.counts().of(ImageFault::Damaged), 0);
    QCOMPARE(log.counts().text(), std::string("2 truncated, 1 not an image"));
    const auto notices = log.takeNotices();
    QCOMPARE(notices.size(), std::size_t{3});
    QCOMPARE(notices[2],
             std::string("Skipped: c.jpg is truncated (3 of 1000 images so far: 2 truncated, 1 not an image)."));
}

QTEST_APPLESS_MAIN(TestImageHeader)
#include "tst_imageheader.moc"
