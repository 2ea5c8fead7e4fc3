// The decoders of JPEG, PNG and WebP give OpenCV's pixels; the encoders are read back; unread formats are named.
#include <png.h>

#include <QtTest>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "ShownImage.h"
#include "training/data/images/ImageDecoder.h"
#include "training/data/images/ImageWriter.h"

using namespace isonet;
using namespace isonet::training;

namespace {

using test::Bytes;
constexpr int width = 61, height = 43;  // no multiple of a block

// Deterministic waves with fine detail, of any depth.
cv::Mat picture(int type) {
    cv::Mat image(height, width, type);
    const int channels = image.channels();
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width * channels; ++x) {
            const int value = (x * x * 7 + y * 131 + x * y * 3) % 65536;
            if (image.depth() == CV_16U)
                image.ptr<std::uint16_t>(y)[x] = static_cast<std::uint16_t>(value * 257 % 65536);
            else
                image.ptr<std::uint8_t>(y)[x] = static_cast<std::uint8_t>(value % 256);
        }
    return image;
}

Bytes encoded(const char* ending, int type, const std::vector<int>& options = {}) {
    Bytes bytes;
    if (!cv::imencode(ending, picture(type), bytes, options))
        throw std::runtime_error("OpenCV cannot encode");
    return bytes;
}

// A PNG written by libpng's simplified interface, which has palettes and linear (gamma 1) samples.
Bytes simplified(png_uint_32 format, const std::vector<std::uint8_t>& pixels, int colors = 0) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = width;
    image.height = height;
    image.format = format;
    image.colormap_entries = static_cast<png_uint_32>(colors);
    std::vector<std::uint8_t> map;
    for (int i = 0; i < 4 * colors; ++i)
        map.push_back(static_cast<std::uint8_t>(i * 37 + 11));
    Bytes bytes(1 << 16);
    png_alloc_size_t size = bytes.size();
    if (!png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels.data(), 0, colors > 0 ? map.data() : nullptr))
        throw std::runtime_error(image.message);
    bytes.resize(size);
    return bytes;
}

Bytes withPalette(int colors, bool transparent) {
    std::vector<std::uint8_t> pixels;
    for (int i = 0; i < width * height; ++i)
        pixels.push_back(static_cast<std::uint8_t>(i * 7 % colors));
    return simplified(transparent ? PNG_FORMAT_RGBA_COLORMAP : PNG_FORMAT_RGB_COLORMAP, pixels, colors);
}

Bytes sampled(png_uint_32 format) {
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width * height) * PNG_IMAGE_PIXEL_SIZE(format));
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<std::uint8_t>(i * i * 5 + i / 3);
    return simplified(format, pixels);
}

cv::Mat decoded(const Bytes& bytes, bool gray) {
    const ImageHeader header = readImageHeader(bytes);
    const PixelView view = decodeImage(bytes, header, {0, 0, width, height}, gray, 1, "file").pixels;
    return cv::Mat(view.height, view.width, CV_8UC(view.channels), const_cast<std::uint8_t*>(view.data),
                   static_cast<std::size_t>(view.stride))
        .clone();
}

}  // namespace

class TestImageDecoder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pixelsEqualThoseOfOpenCv_data();
    void pixelsEqualThoseOfOpenCv();
    void corruptDataIsReported_data();
    void corruptDataIsReported();
    void emptyAnimationsAreReported();
    void writtenFilesAreReadBack_data();
    void writtenFilesAreReadBack();
    void unwritableFilesAreReported();
    void unreadFormatsAreNamed();
};

void TestImageDecoder::pixelsEqualThoseOfOpenCv_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<int>("tolerance");
    const auto row = [](const char* name, const Bytes& bytes, int tolerance = 0) {
        QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size()))
                            << tolerance;
    };
    row("JPEG, color", encoded(".jpg", CV_8UC3));
    row("JPEG, gray", encoded(".jpg", CV_8UC1));
    row("JPEG, progressive, quality 30",
        encoded(".jpg", CV_8UC3, {cv::IMWRITE_JPEG_PROGRESSIVE, 1, cv::IMWRITE_JPEG_QUALITY, 30}));
    row("JPEG, rotated", test::turned(encoded(".jpg", CV_8UC3), 6));
    row("JPEG, CMYK", test::fixture("cmyk.jpg"), 2);  // OpenCV rounds the product of ink and black down
    row("JPEG, YCCK", test::fixture("ycck.jpg"), 2);
    row("PNG, color", encoded(".png", CV_8UC3));
    row("PNG, gray", encoded(".png", CV_8UC1));
    row("PNG, color and alpha", encoded(".png", CV_8UC4));
    row("PNG, gray and alpha", sampled(PNG_FORMAT_GA));
    row("PNG, 16 bits, color", encoded(".png", CV_16UC3));
    row("PNG, 16 bits, gray", encoded(".png", CV_16UC1));
    row("PNG, 16 bits, alpha", encoded(".png", CV_16UC4));
    row("PNG, linear samples", sampled(PNG_FORMAT_LINEAR_RGB));
    row("PNG, 1 bit", encoded(".png", CV_8UC1, {cv::IMWRITE_PNG_BILEVEL, 1}));
    row("PNG, palette of 2", withPalette(2, false));
    row("PNG, palette of 4", withPalette(4, false));
    row("PNG, palette of 16", withPalette(16, false));
    row("PNG, palette of 200", withPalette(200, false));
    row("PNG, palette, transparent", withPalette(16, true));
    row("PNG, rotated", test::turned(encoded(".png", CV_8UC3), 5));
    row("WebP, lossy", encoded(".webp", CV_8UC3, {cv::IMWRITE_WEBP_QUALITY, 60}));
    row("WebP, lossless", encoded(".webp", CV_8UC3, {cv::IMWRITE_WEBP_QUALITY, 101}));
    row("WebP, lossy, alpha", encoded(".webp", CV_8UC4, {cv::IMWRITE_WEBP_QUALITY, 60}));
    row("WebP, lossless, alpha", encoded(".webp", CV_8UC4, {cv::IMWRITE_WEBP_QUALITY, 101}));
    row("BMP", encoded(".bmp", CV_8UC3));
    row("TIFF", encoded(".tiff", CV_8UC3));
}

void TestImageDecoder::pixelsEqualThoseOfOpenCv() {
    QFETCH(QByteArray, file);
    QFETCH(int, tolerance);
    const Bytes bytes(file.begin(), file.end());
    for (const bool gray : {false, true}) {
        const cv::Mat expected =
            cv::imdecode(bytes, cv::IMREAD_IGNORE_ORIENTATION | (gray ? cv::IMREAD_GRAYSCALE : cv::IMREAD_COLOR));
        const cv::Mat got = decoded(bytes, gray);
        QVERIFY(!expected.empty());
        QCOMPARE(got.size(), expected.size());
        QCOMPARE(got.type(), expected.type());
        const double difference = cv::norm(got, expected, cv::NORM_INF);
        QVERIFY2(difference <= tolerance, qPrintable(QStringLiteral("gray %1: %2").arg(gray).arg(difference)));
    }
}

void TestImageDecoder::corruptDataIsReported_data() {
    QTest::addColumn<QString>("ending");
    QTest::newRow("PNG") << ".png";
    QTest::newRow("WebP") << ".webp";
}

// Bytes in the middle are changed; the ends stay. The next file is decoded as usual.
void TestImageDecoder::corruptDataIsReported() {
    QFETCH(QString, ending);
    const Bytes good = encoded(qPrintable(ending), CV_8UC3);
    Bytes bad = good;
    for (std::size_t i = ending == ".png" ? bad.size() / 2 : 24; i < bad.size() / 2 + 60 && i < bad.size() - 40; ++i)
        bad[i] = static_cast<std::uint8_t>(bad[i] ^ 0xa5);
    QString message;
    try {
        decoded(bad, false);
    } catch (const ImageError& error) {
        message = error.what();
    }
    QVERIFY2(message.startsWith("file cannot be decoded: its data is corrupt"), qPrintable(message));
    QCOMPARE(decoded(good, false).cols, width);
}

void TestImageDecoder::emptyAnimationsAreReported() {
    // RIFF, an extended header with the animation bit, and an empty animation chunk.
    const Bytes bytes{'R', 'I', 'F', 'F', 36, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8', 'X', 10, 0, 0, 0, 2, 0,
                      0,   0,   7,   0,   0,  7, 0, 0, 'A', 'N', 'I', 'M', 6,   0,   0,   0,   0,  0, 0, 0, 0, 0};
    QString message;
    try {
        decoded(bytes, false);
    } catch (const ImageError& error) {
        message = error.what();
    }
    QCOMPARE(message, QString("file cannot be decoded: its data is corrupt"));
}

void TestImageDecoder::writtenFilesAreReadBack_data() {
    QTest::addColumn<QString>("ending");
    QTest::addColumn<double>("tolerance");  // root mean square
    QTest::newRow("PNG") << ".png" << 0.0;
    QTest::newRow("JPEG") << ".JPG" << 4.0;
    QTest::newRow("BMP, by OpenCV") << ".bmp" << 0.0;
}

void TestImageDecoder::writtenFilesAreReadBack() {
    QFETCH(QString, ending);
    QFETCH(double, tolerance);
    cv::Mat image(height, width, CV_8UC3);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            image.at<cv::Vec3b>(y, x) = {static_cast<uchar>(2 * x), static_cast<uchar>(3 * y),
                                         static_cast<uchar>(x + y + 40)};
    QTemporaryDir folder;
    const std::string file = folder.filePath("written" + ending).toStdString();
    writeImageFile(file, {image.data, static_cast<std::ptrdiff_t>(image.step[0]), width, height, 3});
    Bytes bytes;
    readImageFile(file, bytes);
    const double difference = cv::norm(decoded(bytes, false), image) / std::sqrt(3.0 * width * height);
    QVERIFY2(difference <= tolerance, qPrintable(QString::number(difference)));
    QCOMPARE(cv::norm(decoded(bytes, false), cv::imread(file)), 0.0);
}

void TestImageDecoder::unwritableFilesAreReported() {
    const cv::Mat image = picture(CV_8UC3);
    const PixelView view{image.data, static_cast<std::ptrdiff_t>(image.step[0]), width, height, 3};
    for (const char* file : {"/nonexistent/a.png", "/nonexistent/a.jpg", "/nonexistent/a.bmp", "/nonexistent/a.xyz"})
        try {
            writeImageFile(file, view);
            QFAIL(file);
        } catch (const DataError& error) {
            QVERIFY2(QString(error.what()).startsWith(QString(file) + " cannot be written"), error.what());
        }
}

void TestImageDecoder::unreadFormatsAreNamed() {
    for (const auto& [ending, name] :
         {std::pair(".bmp", "BMP"), std::pair(".tiff", "TIFF"), std::pair(".jp2", "JPEG 2000")}) {
        const QString message = QString::fromStdString(unreadFormat(encoded(ending, CV_8UC3), "x"));
        QVERIFY2(message.startsWith(QStringLiteral("x: %1 is not supported by this build, which reads JPEG, PNG, WebP "
                                                   "and GIF; convert it")
                                        .arg(name)),
                 qPrintable(message));
    }
    QCOMPARE(formatName(Bytes{'G', 'I', 'F', '8', '9', 'a'}), std::string_view("GIF"));
    QCOMPARE(unreadFormat(Bytes{'t', 'e', 'x', 't'}, "x"), std::string("x cannot be decoded: unknown image format"));
}

QTEST_GUILESS_MAIN(TestImageDecoder)
#include "tst_imagedecoder.moc"
