// The input of a network from bytes against its equation, bit for bit.
#include "model/kernels/ImageInput.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <QtTest>

#include "model/kernels/CudaPlugin.h"

using namespace isonet::model;

namespace {

// The equation in the header, with the normalization (v / 255 - mean) / deviation in float32.
at::Tensor expectedInput(const at::Tensor& bytes, const at::Tensor& places, const at::Tensor& mean,
                         const at::Tensor& deviation, std::int64_t channels, std::int64_t height, std::int64_t width) {
    at::Tensor out = at::empty({bytes.size(0), channels, height, width}, at::kFloat);
    const auto v = bytes.accessor<std::uint8_t, 4>();
    const auto place = places.accessor<std::int32_t, 2>();
    auto result = out.accessor<float, 4>();
    for (std::int64_t n = 0; n < bytes.size(0); ++n)
        for (std::int64_t c = 0; c < channels; ++c)
            for (std::int64_t y = 0; y < height; ++y)
                for (std::int64_t x = 0; x < width; ++x) {
                    const std::int64_t k = bytes.size(1) == 1 ? 0 : c, row = y - place[n][0];
                    const std::int64_t column = (place[n][2] ? width - 1 - x : x) - place[n][1];
                    const bool within = row >= 0 && row < bytes.size(2) && column >= 0 && column < bytes.size(3);
                    const float value = within ? static_cast<float>(v[n][k][row][column]) : 0.0f;
                    result[n][c][y][x] = (value / 255.0f - mean[k].item<float>()) / deviation[k].item<float>();
                }
    return out;
}

at::Tensor tableOf(const at::Tensor& mean, const at::Tensor& deviation) {
    const at::Tensor values = at::arange(256, at::kFloat).div(255.0f);
    return values.sub(mean.unsqueeze(1)).div(deviation.unsqueeze(1)).contiguous();
}

}  // namespace

class TestImageInput : public QObject {
    Q_OBJECT

    void compare(const at::Device& device);

private Q_SLOTS:
    void init() { at::manual_seed(3); }
    void agreesWithTheEquation_data();
    void agreesWithTheEquation();
    void gpuAgreesWithTheEquation_data();
    void gpuAgreesWithTheEquation();
    void isTheSameWithAnyNumberOfThreads();
    void emptyBatchesAreEmpty();
    void wrongOperandsAreRejected();
};

void TestImageInput::agreesWithTheEquation_data() {
    QTest::addColumn<QList<int>>("image");   // channels, height, width
    QTest::addColumn<QList<int>>("canvas");  // channels, height, width
    QTest::addColumn<int>("reach");          // random shift
    QTest::newRow("gray") << QList<int>{1, 5, 7} << QList<int>{1, 5, 7} << 0;
    QTest::newRow("gray shifted") << QList<int>{1, 5, 7} << QList<int>{1, 5, 7} << 2;
    QTest::newRow("gray on three channels") << QList<int>{1, 4, 4} << QList<int>{3, 8, 6} << 3;
    QTest::newRow("color") << QList<int>{3, 32, 32} << QList<int>{3, 32, 32} << 4;
    QTest::newRow("color on a larger canvas") << QList<int>{3, 6, 5} << QList<int>{3, 11, 16} << 4;
    QTest::newRow("two channels") << QList<int>{2, 3, 3} << QList<int>{2, 3, 3} << 1;
    QTest::newRow("beyond the canvas") << QList<int>{3, 3, 3} << QList<int>{3, 4, 4} << 9;
    QTest::newRow("one pixel") << QList<int>{1, 1, 1} << QList<int>{4, 1, 1} << 1;
}

void TestImageInput::compare(const at::Device& device) {
    QFETCH(QList<int>, image);
    QFETCH(QList<int>, canvas);
    QFETCH(int, reach);
    constexpr std::int64_t images = 21;
    const at::Tensor bytes = at::randint(0, 256, {images, image[0], image[1], image[2]}, at::kByte);
    at::Tensor places = at::randint(-reach, reach + 1, {images, 3}, at::kInt);
    places.select(1, 0) += (canvas[1] - image[1]) / 2;
    places.select(1, 1) += (canvas[2] - image[2]) / 2;
    places.select(1, 2).copy_(at::arange(images, at::kInt).remainder(2));
    const at::Tensor mean = at::rand({image[0]}), deviation = at::rand({image[0]}) + 0.1;
    const at::Tensor found = imageInput(bytes.to(device), places.to(device), tableOf(mean, deviation).to(device),
                                        canvas[0], canvas[1], canvas[2]);
    QVERIFY(found.is_contiguous(at::MemoryFormat::ChannelsLast));
    // A convolution's result follows the strides, also those of a single channel.
    QCOMPARE(found.strides(),
             at::empty(found.sizes(), at::TensorOptions().memory_format(at::MemoryFormat::ChannelsLast)).strides());
    QVERIFY(at::equal(found.cpu(), expectedInput(bytes, places, mean, deviation, canvas[0], canvas[1], canvas[2])));
}

void TestImageInput::agreesWithTheEquation() {
    compare(at::kCPU);
}

void TestImageInput::gpuAgreesWithTheEquation_data() {
    if (!loadCuda())
        QSKIP(("no CUDA here: " + cudaStatus()).c_str());
    agreesWithTheEquation_data();
}

void TestImageInput::gpuAgreesWithTheEquation() {
    compare(at::kCUDA);
}

void TestImageInput::isTheSameWithAnyNumberOfThreads() {
    const at::Tensor bytes = at::randint(0, 256, {64, 3, 32, 32}, at::kByte);
    const at::Tensor places = at::randint(-4, 5, {64, 3}, at::kInt);
    const at::Tensor table = tableOf(at::rand({3}), at::rand({3}) + 0.1);
    const int before = at::get_num_threads();
    at::set_num_threads(1);
    const at::Tensor one = imageInput(bytes, places, table, 3, 32, 32);
    at::set_num_threads(3);
    const at::Tensor three = imageInput(bytes, places, table, 3, 32, 32);
    at::set_num_threads(before);
    QVERIFY(at::equal(one, three));
}

void TestImageInput::emptyBatchesAreEmpty() {
    const at::Tensor out =
        imageInput(at::empty({0, 1, 4, 4}, at::kByte), at::empty({0, 3}, at::kInt), at::zeros({1, 256}), 1, 4, 4);
    QCOMPARE(out.sizes(), (at::IntArrayRef{0, 1, 4, 4}));
}

void TestImageInput::wrongOperandsAreRejected() {
    const at::Tensor bytes = at::zeros({2, 3, 4, 4}, at::kByte), places = at::zeros({2, 3}, at::kInt),
                     table = at::zeros({3, 256});
    const auto message = [](auto&&... operands) -> QString {
        try {
            imageInput(operands...);
        } catch (const c10::Error& error) {
            return error.what_without_backtrace();
        }
        return {};
    };
    QVERIFY(message(bytes, places, table, 3, 4, 4).isEmpty());
    QVERIFY(message(at::Tensor(), places, table, 3, 4, 4).contains("must be defined"));
    QVERIFY(message(bytes.to(at::kFloat), places, table, 3, 4, 4).contains("bytes must be (N, c, h, w) uint8"));
    QVERIFY(message(bytes.transpose(2, 3), places, table, 3, 4, 4).contains("uint8, contiguous"));
    QVERIFY(message(bytes, places.narrow(0, 0, 1), table, 3, 4, 4).contains("places must be (2, 3) int32"));
    QVERIFY(message(bytes, places.to(at::kLong), table, 3, 4, 4).contains("places must be (2, 3) int32"));
    QVERIFY(message(bytes, places, table.narrow(0, 0, 1), 3, 4, 4).contains("table must be (3, 256) float32"));
    QVERIFY(message(bytes, places, table, 4, 4, 4).contains("images of 3 channels cannot fill 4"));
}

QTEST_GUILESS_MAIN(TestImageInput)
#include "tst_imageinput.moc"
