// Input of a detector: images, boxes and masks at network size, batches of similar aspect ratio.
#include <ATen/ATen.h>

#include <QtTest>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <set>
#include <thread>

#include "CocoFolder.h"
#include "model/base/DataError.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/detection/DetectionDrawing.h"
#include "training/data/detection/DetectionLoader.h"
#include "training/data/detection/DetectionSampler.h"
#include "training/data/detection/DetectionShapes.h"

using namespace isonet;
using namespace isonet::training;
namespace fs = std::filesystem;

class TestDetectionData : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    fs::path folder_;

private Q_SLOTS:
    void initTestCase();
    void shortSideIsReachedUnlessTheLongSideIsLimited();
    void boxesMoveWithTheImage();
    void masksMoveWithTheImage();
    void untrainableObjectsAreReported();
    void samplesMatchTheFolder();
    void imagesWithoutObjectsAreEvaluatedButNotTrained();
    void limitedEvaluationUsesItsImagesOnly();
    void batchesAreFullAndOfOneAspectRatio();
    void epochsContinueWhereThePreviousEnded();
    void batchesDoNotDependOnTheNumberOfThreads();
    void batchesAreJoinedByTheWorkers();
    void unusableImagesAreSkipped();
    void invalidFoldersAreReported();
    void imagesAreReadAsDisplayed();
    void detectionsAreDrawn();
    void cocoIsADatasetForDetectors();
};

void TestDetectionData::initTestCase() {
    at::set_num_threads(1);
    folder_ = fs::path(temporary_.path().toStdString()) / "coco";
    test::writeCocoFolder(folder_, 7);
}

void TestDetectionData::shortSideIsReachedUnlessTheLongSideIsLimited() {
    const auto size = [](int height, int width) {
        const auto got = resizedSize(height, width, 800, 1333);
        return std::pair(got.height, got.width);
    };
    QCOMPARE(size(480, 640), std::pair(800, 1067));
    QCOMPARE(size(640, 480), std::pair(1067, 800));
    QCOMPARE(size(400, 1000), std::pair(533, 1333));
    QCOMPARE(size(800, 800), std::pair(800, 800));
}

void TestDetectionData::boxesMoveWithTheImage() {
    const coco::Box box{10, 20, 30, 40};
    QCOMPARE((ShapeTransform{100, 200, 50, 100, false}.box(box)), (std::array<float, 4>{5, 10, 20, 30}));
    QCOMPARE((ShapeTransform{100, 200, 50, 100, true}.box(box)), (std::array<float, 4>{80, 10, 95, 30}));
    // A box that extends beyond the image is clipped.
    QCOMPARE((ShapeTransform{100, 200, 100, 200, false}.box({-5, 90, 300, 30})),
             (std::array<float, 4>{0, 90, 200, 100}));
}

void TestDetectionData::masksMoveWithTheImage() {
    coco::Object object;
    object.segmentation = std::vector<coco::Polygon>{{0, 0, 2, 0, 2, 4, 0, 4}};  // the left half
    const auto row = [&](const ShapeTransform& transform) {
        std::vector<std::uint8_t> pixels(static_cast<std::size_t>(transform.newHeight * transform.newWidth));
        transform.mask(object, pixels.data());
        return std::vector<std::uint8_t>(pixels.end() - transform.newWidth, pixels.end());
    };
    const std::vector<std::uint8_t> left{1, 1, 1, 1, 0, 0, 0, 0}, right{0, 0, 0, 0, 1, 1, 1, 1};
    QCOMPARE(row({4, 4, 8, 8, false}), left);
    QCOMPARE(row({4, 4, 8, 8, true}), right);
    object.segmentation = coco::RunLength{4, 4, {0, 8, 8}};  // the same as run lengths
    QCOMPARE(row({4, 4, 8, 8, false}), left);
    QCOMPARE(row({4, 4, 8, 8, true}), right);
}

void TestDetectionData::untrainableObjectsAreReported() {
    const coco::Image image{1, "a.jpg", 60, 80};
    const coco::Segmentation outline = std::vector<coco::Polygon>{{0, 0, 4, 0, 4, 4}};
    const auto reason = [&](const coco::Box& box, bool crowd, const coco::Segmentation& segmentation) {
        coco::Object object;
        object.box = box;
        object.crowd = crowd;
        object.segmentation = segmentation;
        return QString::fromStdString(untrainableReason(object, image));
    };
    QCOMPARE(reason({1, 2, 3, 4}, false, outline), QString());
    QCOMPARE(reason({1, 2, 3, 4}, true, {}), QString());
    QVERIFY(reason({1, 2, 0, 4}, false, outline).contains("no area"));
    QVERIFY(reason({1, 2, 3, -4}, false, outline).contains("no area"));
    QVERIFY(reason({80, 2, 3, 4}, false, outline).contains("outside"));
    QVERIFY(reason({-9, 2, 9, 4}, false, outline).contains("outside"));
    QVERIFY(reason({1, 2, 3, 4}, false, {}).contains("segmentation"));
    QVERIFY(reason({1, 2, 3, 4}, false, coco::RunLength{4, 4, {16}}).contains("size"));
}

void TestDetectionData::samplesMatchTheFolder() {
    auto config = test::detectionConfig(folder_);
    config.detection.shortSide = 128;
    config.detection.longSide = 192;
    const DetectionDataset data(config, true);
    const auto sample = data.load(1, false);  // image 2: a box at (10, 10), 28 x 24, and a wedge
    QVERIFY(sample.image.sizes() == (at::IntArrayRef{3, 128, 192}));
    QVERIFY(
        at::equal(sample.boxes, at::tensor({20.0F, 20.0F, 76.0F, 68.0F, 60.0F, 80.0F, 120.0F, 124.0F}).view({2, 4})));
    QVERIFY(at::equal(sample.labels, at::tensor({0, 1}, at::kLong)));  // categories by ascending id: 4, 9
    QCOMPARE(sample.masks[0].sum().item<std::int64_t>(), 56 * 48);
    QVERIFY(std::abs(sample.masks[1].sum().item<double>() - 60 * 44 / 2) < 60);
    // Bright inside its box: red 230, blue 250.
    QCOMPARE(sample.image.scalar_type(), at::kByte);
    QCOMPARE(sample.image[0][40][40].item<int>(), 230);
    QCOMPARE(sample.image[2][40][40].item<int>(), 250);
    const auto mirrored = data.load(1, true);
    QVERIFY(at::equal(mirrored.image, sample.image.flip({2})));
    QVERIFY(at::equal(mirrored.boxes[0], at::tensor({116.0F, 20.0F, 172.0F, 68.0F})));
    QVERIFY((mirrored.masks.ne(sample.masks.flip({2}))).sum().item<std::int64_t>() < 200);
    const auto jpeg = data.load(4, false);
    QVERIFY(jpeg.image.sizes() == (at::IntArrayRef{3, 128, 192}));
    QVERIFY(std::abs(jpeg.image[0][40][20].item<int>() - 230) < 6);
    const auto crowded = data.load(2, false);
    QVERIFY(at::equal(crowded.crowds, at::tensor({0.0F, 160.0F, 128.0F, 180.0F}).view({1, 4})));
    QCOMPARE(crowded.boxes.size(0), 1);
}

void TestDetectionData::imagesWithoutObjectsAreEvaluatedButNotTrained() {
    const auto config = test::detectionConfig(folder_);
    QCOMPARE(DetectionDataset(config, true).size(), 6);
    const DetectionDataset validation(config, false);
    QCOMPARE(validation.size(), 7);
    QVERIFY(!validation.load(6, false).boxes.defined());
}

void TestDetectionData::limitedEvaluationUsesItsImagesOnly() {
    auto config = test::detectionConfig(folder_);
    config.data.validationImages = 2;
    config.data.trainImages = 3;
    const DetectionDataset validation(config, false);
    QCOMPARE(validation.annotations().images.size(), std::size_t{2});
    QCOMPARE(validation.annotations().objects.size(), std::size_t{3});
    QCOMPARE(DetectionDataset(config, true).size(), 3);
    config.data.trainImages = 7;
    QVERIFY_EXCEPTION_THROWN(DetectionDataset(config, true), DataError);
}

void TestDetectionData::batchesAreFullAndOfOneAspectRatio() {
    std::vector<bool> wide;
    for (int i = 0; i < 23; ++i)
        wide.push_back(i % 3 != 0);
    DetectionSampler sampler(wide, 4, 5, 0);
    QCOMPARE(sampler.batchesPerEpoch(), 5);
    int mixed = 0;
    std::set<std::int64_t> seen;
    for (std::int64_t batch = 0; batch < 5; ++batch) {
        const auto images = sampler.batch(2, batch);
        QCOMPARE(images.size(), std::size_t{4});
        seen.insert(images.begin(), images.end());
        const auto wides = std::count_if(images.begin(), images.end(), [&](auto i) { return wide[std::size_t(i)]; });
        mixed += wides != 0 && wides != 4;
    }
    QCOMPARE(seen.size(), std::size_t{20});
    QVERIFY(mixed <= 2);
    QVERIFY(sampler.batch(0, 0) != sampler.batch(1, 0) || sampler.batch(0, 1) != sampler.batch(1, 1));
    QVERIFY_EXCEPTION_THROWN(DetectionSampler(wide, 24, 5, 0), DataError);
}

void TestDetectionData::epochsContinueWhereThePreviousEnded() {
    const std::vector<bool> wide(10, true);
    DetectionSampler passes(wide, 2, 7, 0), epochs(wide, 2, 7, 3);
    QCOMPARE(epochs.batchesPerEpoch(), 3);
    for (std::int64_t batch = 0; batch < 15; ++batch)
        QCOMPARE(epochs.batch(batch / 3, batch % 3), passes.batch(batch / 5, batch % 5));
    int mirrored = 0;
    for (std::int64_t image = 0; image < 1000; ++image)
        mirrored += passes.mirrored(1, 2, image);
    QVERIFY(mirrored > 400 && mirrored < 600);
}

void TestDetectionData::batchesDoNotDependOnTheNumberOfThreads() {
    const auto data = std::make_shared<DetectionDataset>(test::detectionConfig(folder_), true);
    const auto all = [&](int workers, std::int64_t first) {
        DetectionLoader loader(data, workers);
        const auto plan = [](std::int64_t batch) {
            return std::vector<DetectionLoader::Item>{{batch, batch % 2 == 0}, {5 - batch, false}};
        };
        loader.start(plan, 4, 6);
        loader.start(plan, first, 6);  // earlier batches are discarded
        std::vector<at::Tensor> images;
        while (auto samples = loader.next())
            for (const auto& sample : *samples)
                images.push_back(sample.image);
        return images;
    };
    const auto one = all(1, 0), three = all(3, 0), rest = all(2, 4);
    QCOMPARE(one.size(), std::size_t{12});
    QCOMPARE(three.size(), std::size_t{12});
    QCOMPARE(rest.size(), std::size_t{4});
    for (std::size_t i = 0; i < one.size(); ++i) {
        QVERIFY(at::equal(one[i], three[i]));
        QVERIFY(i < 8 || at::equal(one[i], rest[i - 8]));
    }
}

void TestDetectionData::batchesAreJoinedByTheWorkers() {
    const auto data = std::make_shared<DetectionDataset>(test::detectionConfig(folder_), true);
    const auto caller = std::this_thread::get_id();
    std::atomic<bool> elsewhere = true;
    DetectionLoader loader(data, 2, at::kCPU, [&](const std::vector<DetectionSample>& samples) {
        elsewhere = elsewhere && std::this_thread::get_id() != caller;
        return std::vector<at::Tensor>{samples.at(0).image, samples.at(1).boxes};
    });
    loader.start(
        [](std::int64_t batch) {
            return std::vector<DetectionLoader::Item>{{batch, false}, {5 - batch, true}};
        },
        0, 3);
    for (std::int64_t batch = 0; batch < 3; ++batch) {
        const auto joined = loader.nextJoined();
        QVERIFY(joined && joined->size() == 2);
        QVERIFY(at::equal(joined->at(0), data->load(batch, false).image));
        QVERIFY(at::equal(joined->at(1), data->load(5 - batch, true).boxes));
    }
    QVERIFY(!loader.nextJoined());
    QVERIFY(elsewhere);
}

void TestDetectionData::unusableImagesAreSkipped() {
    const fs::path many = folder_ / ".." / "many";
    test::writeCocoFolder(many, 110);
    std::ofstream(many / "images" / "3.png", std::ios::trunc) << "not an image";
    const auto config = test::detectionConfig(many);
    const auto batchOf = [](const std::shared_ptr<DetectionDataset>& data, std::int64_t image) {
        DetectionLoader loader(data, 1);
        loader.start([image](std::int64_t) { return std::vector<DetectionLoader::Item>{{image, false}}; }, 0, 1);
        return loader.next();
    };
    const auto training = std::make_shared<DetectionDataset>(config, true);
    const auto replaced = batchOf(training, 2);
    QVERIFY(replaced && replaced->size() == 1);
    QVERIFY(at::equal(replaced->front().image, training->load(3, false).image));  // the next one
    QCOMPARE(training->corruptImages().count(), 1);
    QCOMPARE(training->corruptImages().counts().text(), std::string("1 not an image"));
    const auto notices = training->corruptImages().takeNotices();
    QCOMPARE(notices.size(), std::size_t{1});
    QVERIFY2(notices[0].find("Image 3 of") != std::string::npos && notices[0].find("3.png") != std::string::npos,
             notices[0].c_str());
    const auto validation = std::make_shared<DetectionDataset>(config, false);
    const auto missing = batchOf(validation, 2);
    QVERIFY(missing && missing->empty());
    fs::remove(many / "images" / "4.png");
    QVERIFY(batchOf(validation, 2)->empty());
    try {
        batchOf(validation, 3);
        QFAIL("two of 110 images are more than 1 %");
    } catch (const DataError& error) {
        const QString message = QString::fromUtf8(error.what());
        QVERIFY2(message.contains("more than the accepted 1 %") && message.contains("1 unreadable, 1 not an image"),
                 qPrintable(message));
    }
}

void TestDetectionData::invalidFoldersAreReported() {
    const auto mismatch = [&](const config::RunConfig& config, const char* part) {
        try {
            DetectionDataset(config, true).load(0, false);
        } catch (const DataError& error) {
            return QString(error.what()).contains(part) ? QString() : QString(error.what());
        }
        return QString("no exception was thrown");
    };
    auto config = test::detectionConfig(folder_);
    config.detection.trainImages = "pictures";
    QCOMPARE(mismatch(config, "detection.train_images"), QString());
    config = test::detectionConfig(folder_);
    config.model.classes = 80;
    QCOMPARE(mismatch(config, "Set model.classes to 2"), QString());
    config = test::detectionConfig(folder_);
    config.detection.trainAnnotations = "annotations/none.json";
    QCOMPARE(mismatch(config, "none.json"), QString());
    const fs::path other = folder_ / ".." / "other";
    test::writeCocoFolder(other, 3);
    config = test::detectionConfig(other);
    std::ofstream(other / "images" / "1.png", std::ios::trunc) << "not an image";
    QCOMPARE(mismatch(config, "Image 1 of"), QString());
    fs::copy_file(folder_ / "images" / "3.png", other / "images" / "1.png", fs::copy_options::overwrite_existing);
    QCOMPARE(mismatch(config, "the annotations say 96 x 64"), QString());
    fs::remove(other / "images" / "1.png");
    QCOMPARE(mismatch(config, "No such file"), QString());
}

// A JPEG named .png, stored on its side with EXIF orientation 6: 96 x 64 pixels as displayed, bright on the left.
void TestDetectionData::imagesAreReadAsDisplayed() {
    cv::Mat displayed(64, 96, CV_8UC3, cv::Scalar::all(10)), stored;
    displayed.colRange(0, 48) = cv::Scalar::all(240);
    cv::rotate(displayed, stored, cv::ROTATE_90_COUNTERCLOCKWISE);
    std::vector<uchar> bytes;
    cv::imencode(".jpg", stored, bytes);
    const std::vector<uchar> exif{0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8,
                                  0,    1,    1, 18, 0,   4,   0,   0,   0, 1, 0,   0,   0, 6,  0, 0, 0, 0};
    bytes.insert(bytes.begin() + 2, exif.begin(), exif.end());
    const fs::path other = folder_ / ".." / "displayed";
    test::writeCocoFolder(other, 4);
    for (const char* name : {"1.png", "3.png"})
        std::ofstream(other / "images" / name, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    const DetectionDataset data(test::detectionConfig(other), false);
    const auto turned = data.load(0, false).image;  // annotated as 96 x 64
    QVERIFY(turned.sizes() == (at::IntArrayRef{3, 64, 96}));
    QVERIFY((turned.slice(2, 0, 44) > 1).all().item<bool>() && (turned.slice(2, 52) < -1).all().item<bool>());
    const auto kept = data.load(2, false).image;  // annotated as 64 x 96, which only the stored size is
    QVERIFY(kept.sizes() == (at::IntArrayRef{3, 96, 64}));
    QVERIFY((kept.slice(1, 52) > 1).all().item<bool>() && (kept.slice(1, 0, 44) < -1).all().item<bool>());
    const fs::path out = folder_ / "displayed.png";
    drawDetections(other / "images" / "1.png", {}, {}, out);
    QVERIFY(cv::imread(out.string()).at<cv::Vec3b>(32, 10)[0] > 200);
}

void TestDetectionData::detectionsAreDrawn() {
    coco::Detection detection;
    detection.box = coco::Box{30, 20, 40, 30};
    detection.mask = coco::polygonMask({30, 20, 70, 20, 70, 50, 30, 50}, 64, 96);
    detection.score = 0.87;
    const fs::path image = folder_ / "images" / "7.png", out = folder_ / "drawn.png";  // all gray
    drawDetections(image, {detection}, {"box"}, out);
    const cv::Mat rendered = cv::imread(out.string());
    QCOMPARE(rendered.rows, 64);
    QCOMPARE(rendered.cols, 96);
    const cv::Vec3b gray(100, 100, 100);
    QVERIFY(rendered.at<cv::Vec3b>(60, 10) == gray && rendered.at<cv::Vec3b>(35, 90) == gray);
    const auto inside = rendered.at<cv::Vec3b>(35, 50), border = rendered.at<cv::Vec3b>(50, 50);
    QVERIFY(inside != gray && border != gray && inside != border);
    drawDetections(folder_ / "images" / "5.jpg", {detection}, {"box"}, out);
    QCOMPARE(cv::imread(out.string()).cols, 96);
    drawDetections(image, {}, {}, out);
    QCOMPARE(cv::norm(cv::imread(out.string()), cv::imread(image.string())), 0.0);
    QVERIFY_EXCEPTION_THROWN(drawDetections(image, {}, {}, "/nonexistent/drawn.png"), DataError);
    QVERIFY_EXCEPTION_THROWN(drawDetections("/nonexistent/image.png", {}, {}, out), DataError);
}

void TestDetectionData::cocoIsADatasetForDetectors() {
    config::DataConfig config;
    config.dataset = "coco";
    QVERIFY(!datasetStatus(config).found);
    QVERIFY(datasetStatus(config).message.find("data.root") != std::string::npos);
    config.root = folder_.string();
    QVERIFY(datasetStatus(config).message.find("instances_train2017.json is missing") != std::string::npos);
    const fs::path whole = folder_ / "whole";
    for (const char* part : {"annotations", "train2017", "val2017"})
        fs::create_directories(whole / part);
    for (const char* part : {"train", "val"})
        fs::copy_file(folder_ / "annotations" / "all.json",
                      whole / "annotations" / ("instances_" + std::string(part) + "2017.json"));
    config.root = whole.string();
    QVERIFY(datasetStatus(config).found);
    QCOMPARE(datasetStatus(config).message,
             "7 training images with 10 objects and 7 validation images of 2 categories");
    // A run can use other files, and its model must match their categories.
    auto run = test::detectionConfig(folder_);
    QVERIFY(datasetStatus(run).found);
    run.model.classes = 80;
    QVERIFY(!datasetStatus(run).found);
    QVERIFY(datasetStatus(run).message.find("model.classes is 80: set it to 2") != std::string::npos);
    run.detection.validationImages = "pictures";
    QVERIFY(datasetStatus(run).message.find("detection.validation_images") != std::string::npos);
    std::ofstream(folder_ / "annotations" / "truncated.json") << "{\"images\": [{\"id\": 1";
    run.detection.validationImages = "images";
    run.detection.validationAnnotations = "annotations/truncated.json";
    QVERIFY(datasetStatus(run).message.find("truncated.json") != std::string::npos);
    const auto found = datasetsIn(whole.string());
    QVERIFY(std::any_of(found.begin(), found.end(), [](const auto& set) { return set.info.name == "coco"; }));
    try {
        openDatasets(config, {});
        QFAIL("no exception was thrown");
    } catch (const DataError& error) {
        QVERIFY2(QString(error.what()).contains("isonet detect"), error.what());
    }
}

QTEST_GUILESS_MAIN(TestDetectionData)
#include "tst_detectiondata.moc"
