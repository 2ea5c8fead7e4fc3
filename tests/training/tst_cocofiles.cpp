// COCO files as found in practice: ids with gaps, of 0 and beyond 2^31, shared and malformed ids, boxes beyond the
// image, masks in every form, missing and extra keys. Metrics are those of pycocotools 2.0.11.
#include <QtTest>

#include <cmath>
#include <fstream>

#include "model/base/DataError.h"
#include "training/data/coco/Evaluation.h"
#include "training/data/coco/RunLengthText.h"

using namespace isonet::coco;

namespace {

using Values = std::array<double, 12>;

// The generator and the files of the program that made the expected values.
class Generator {
public:
    int next(int count) {
        state_ = (state_ * 1103515245 + 12345) & 0x7fffffff;
        return static_cast<int>((state_ >> 8) % static_cast<std::uint64_t>(count));
    }

private:
    std::uint64_t state_ = 7;
};

std::string list(const std::vector<double>& values) {
    std::string text;
    for (const double value : values)
        text += (text.empty() ? "" : ", ") + QByteArray::number(value, 'g', 17).toStdString();
    return "[" + text + "]";
}

struct Files {
    std::string annotations, results;
};

// 30 objects in six images with ids from 0 to beyond 2^53, and 60 detections near them. `first`: the first annotation's
// id. Boxes extend beyond the images; masks are polygons, lists and strings; only crowds have "iscrowd"; images have
// LVIS's keys.
Files generated(int first) {
    const std::array<const char*, 6> images{"5", "0", "3000000000", "7", "9.0", "9007199254740993"};
    const std::array<int, 3> categories{50, 2, 7};
    Generator random;
    Files files;
    for (int k = 0; k < 30; ++k) {
        const std::string image = images[std::size_t(random.next(6))];
        const int category = categories[std::size_t(random.next(3))];
        const double x = random.next(360) * 0.25 - 10, y = random.next(280) * 0.25 - 10;
        const double w = (random.next(200) + 20) * 0.25, h = (random.next(160) + 20) * 0.25;
        const bool crowd = random.next(8) == 0;
        const auto start = static_cast<std::uint32_t>(random.next(4000)),
                   length = static_cast<std::uint32_t>(random.next(3000)) + 1;
        const RunLength mask{80, 100, {start, length, 8000 - start - length}};
        std::string outline = "[" + list({x, y, x + w, y, x + w, y + h, x, y + h * 0.5}) + "]";
        if (crowd || k % 5 == 2)
            outline = "{\"size\": [80, 100], \"counts\": " +
                      (crowd ? list({double(start), double(length), double(8000 - start - length)})
                             : "\"" + QString::fromStdString(toText(mask)).replace("\\", "\\\\").toStdString() + "\"") +
                      "}";
        const std::string where = "{\"image_id\": " + image + ", \"category_id\": " + std::to_string(category);
        files.annotations += (k > 0 ? ",\n" : "") + where + ", \"id\": " + std::to_string(first + k) +
                             ", \"bbox\": " + list({x, y, w, h}) +
                             ", \"area\": " + QByteArray::number(w * h * 0.75, 'g', 17).toStdString() +
                             (crowd ? ", \"iscrowd\": 1" : "") + ", \"segmentation\": " + outline + "}";
        for (int j = 0; j < 2; ++j) {
            const double dx = (random.next(41) - 20) * 0.25, dy = (random.next(41) - 20) * 0.25;
            const double score = random.next(1000) / 1000.0;
            files.results += (files.results.empty() ? "" : ",\n") + where +
                             ", \"bbox\": " + list({x + dx, y + dy, w, h}) +
                             ", \"score\": " + QByteArray::number(score, 'g', 17).toStdString() + "}";
        }
    }
    std::string all;
    for (const char* image : images)
        all += (all.empty() ? "" : ", ") + std::string("{\"id\": ") + image +
               R"(, "width": 100, "height": 80, "neg_category_ids": [2], "not_exhaustive_category_ids": [],
                   "coco_url": "http://images.cocodataset.org/val2017/000000000009.jpg"})";
    files.annotations = "{\"images\": [" + all + "], \"annotations\": [" + files.annotations +
                        R"(], "categories": [{"id": 50, "name": "a", "frequency": "r"}, {"id": 2, "name": "b"},
                                             {"id": 7, "name": "c"}], "licenses": []})";
    files.results = "[" + files.results + "]";
    return files;
}

bool contains(const std::vector<std::string>& texts, const std::string& part) {
    return std::any_of(texts.begin(), texts.end(),
                       [&](const auto& text) { return text.find(part) != std::string::npos; });
}

}  // namespace

class TestCocoFiles : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    int files_ = 0;
    std::filesystem::path written(const std::string& text);
    Annotations annotations(const std::string& objects);
    QString refusal(const std::string& text);

private Q_SLOTS:
    void metricsEqualThoseOfTheTools_data();
    void metricsEqualThoseOfTheTools();
    void unusualIdsAreRead();
    void malformedIdsAreNamed_data();
    void malformedIdsAreNamed();
    void sharedIdsAreKeptWithAWarning();
    void masksAreReadInEveryForm_data();
    void masksAreReadInEveryForm();
    void missingAreasAreComputed();
};

std::filesystem::path TestCocoFiles::written(const std::string& text) {
    const auto file = std::filesystem::path(temporary_.path().toStdString()) / (std::to_string(++files_) + ".json");
    std::ofstream(file) << text;
    return file;
}

// One image of 4 x 3 pixels, category 1.
Annotations TestCocoFiles::annotations(const std::string& objects) {
    return readAnnotations(written(R"({"images": [{"id": 1, "width": 4, "height": 3, "file_name": "a.jpg"}],
        "categories": [{"id": 1, "name": "a"}], "annotations": [)" +
                                   objects + "]}"));
}

QString TestCocoFiles::refusal(const std::string& text) {
    try {
        readAnnotations(written(text));
    } catch (const isonet::training::DataError& error) {
        return error.what();
    }
    return {};
}

void TestCocoFiles::metricsEqualThoseOfTheTools_data() {
    QTest::addColumn<int>("first");
    QTest::addColumn<QList<double>>("box");
    QTest::addColumn<QList<double>>("mask");
    QTest::newRow("ids from 1") << 1 << QList<double>{0.2998129812981298,  0.6926528367122428,  0.23311854995023312,
                                                      0.24162219793407907, 0.5341584158415842,  -1.0,
                                                      0.20343915343915342, 0.44001322751322747, 0.44001322751322747,
                                                      0.3388888888888889,  0.6833333333333333,  -1.0}
                                << QList<double>{0.09200643206735531, 0.31537514027091934, 0.0,
                                                 0.08016186234008016, 0.18529702970297027, -1.0,
                                                 0.07275132275132276, 0.1955026455026455,  0.1955026455026455,
                                                 0.16222222222222224, 0.27777777777777773, -1.0};
    QTest::newRow("an id of 0") << -3 << QList<double>{0.2741421761223742,  0.6525459688826026,  0.1983079260306983,
                                                       0.24162219793407907, 0.44280528052805285, -1.0,
                                                       0.1664021164021164,  0.40297619047619043, 0.40297619047619043,
                                                       0.3388888888888889,  0.5722222222222222,  -1.0}
                                << QList<double>{0.0811462161438022,  0.2806529180486971,  0.0,
                                                 0.08016186234008016, 0.14699669966996698, -1.0,
                                                 0.05793650793650793, 0.18068783068783068, 0.18068783068783068,
                                                 0.16222222222222224, 0.2333333333333333,  -1.0};
}

void TestCocoFiles::metricsEqualThoseOfTheTools() {
    QFETCH(int, first);
    QFETCH(QList<double>, box);
    QFETCH(QList<double>, mask);
    const Files files = generated(first);
    const Annotations truth = readAnnotations(written(files.annotations));
    QCOMPARE(truth.objects.size(), std::size_t{30});
    QCOMPARE(truth.skipped, 0);
    QCOMPARE(contains(truth.warnings, "has the id 0. COCO's tools count such an object as missed"), first < 1);
    QVERIFY(contains(truth.warnings, "as in LVIS"));
    QCOMPARE(truth.images.front().file, std::string("000000000009.jpg"));
    const auto detections = readResults(written(files.results), truth);
    for (const auto& [kind, expected] : {std::pair(Kind::Box, box), std::pair(Kind::Mask, mask)}) {
        const auto got = evaluate(truth, detections, kind).metrics.all();
        for (std::size_t i = 0; i < got.size(); ++i)
            QVERIFY2(std::abs(got[i] - expected[qsizetype(i)]) < 1e-15,
                     qPrintable(QStringLiteral("%1: %2 instead of %3")
                                    .arg(metricNames()[i])
                                    .arg(got[i], 0, 'g', 17)
                                    .arg(expected[qsizetype(i)], 0, 'g', 17)));
    }
}

void TestCocoFiles::unusualIdsAreRead() {
    const Annotations read = readAnnotations(written(
        R"({"images": [{"id": 9223372036854775807, "width": 4, "height": 3}, {"id": -5, "width": 4, "height": 3}],
            "categories": [{"id": 0, "name": "zero"}, {"id": 90.0, "name": "ninety"}],
            "annotations": [{"id": 4294967296, "image_id": -5.0, "category_id": 90, "bbox": [0, 0, 1, 1]}]})"));
    QCOMPARE(read.imageAt(9223372036854775807), 1);
    QCOMPARE(read.objects.front().id, 4294967296);
    QCOMPARE(read.objects.front().category, std::size_t{1});
    QVERIFY(read.warnings.empty());
}

void TestCocoFiles::malformedIdsAreNamed_data() {
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QString>("message");
    QTest::newRow("string") << QByteArray("\"0007\"") << "images[0]: it has no integer \"id\", but \"0007\", a string";
    QTest::newRow("beyond 2^63") << QByteArray("18446744073709551615") << "but 18446744073709551615; accepted: whole";
    QTest::newRow("fraction") << QByteArray("1.5") << "but 1.5; accepted: whole numbers";
    QTest::newRow("inexact") << QByteArray("1e300") << "but 1e+300; accepted: whole numbers";
    QTest::newRow("null") << QByteArray("null") << "but null";
    QTest::newRow("boolean") << QByteArray("true") << "but true";
}

void TestCocoFiles::malformedIdsAreNamed() {
    QFETCH(QByteArray, id);
    QFETCH(QString, message);
    const QString got = refusal("{\"images\": [{\"id\": " + id.toStdString() + ", \"width\": 4, \"height\": 3}]}");
    QVERIFY2(got.contains(message), qPrintable(got));
    const Annotations truth = annotations("");
    try {
        readResults(written("[{\"image_id\": " + id.toStdString() + "}]"), truth);
        QFAIL("no exception was thrown");
    } catch (const isonet::training::DataError& error) {
        QVERIFY2(QString(error.what()).contains("detection 0 (0-based): it has no integer \"image_id\""), error.what());
    }
}

void TestCocoFiles::sharedIdsAreKeptWithAWarning() {
    const std::string one = R"({"id": 3, "image_id": 1, "category_id": 1, "bbox": [0, 0, 1, 1]})";
    const std::string other = R"({"id": 3, "image_id": 1, "category_id": 1, "bbox": [2, 0, 1, 1]})";
    const Annotations read = annotations(one + ", " + other + ", " + one);
    QCOMPARE(read.objects.size(), std::size_t{2});
    QVERIFY(contains(read.warnings, "1 annotation shares its id with an earlier one, such as 3"));
    QCOMPARE(read.skipped, 1);
    QVERIFY(contains(read.problems, "annotation 3 of image 1: it repeats another annotation"));
}

void TestCocoFiles::masksAreReadInEveryForm_data() {
    QTest::addColumn<QByteArray>("outline");
    QTest::addColumn<double>("area");  // 0: none
    QTest::newRow("list") << QByteArray(R"({"size": [3, 4], "counts": [2, 3, 7]})") << 3.0;
    QTest::newRow("list of floats") << QByteArray(R"({"size": [3.0, 4.0], "counts": [2.0, 3.0, 7.0]})") << 3.0;
    QTest::newRow("string") << QByteArray(R"({"size": [3, 4], "counts": "237"})") << 3.0;
    QTest::newRow("printed bytes") << QByteArray(R"({"size": [3, 4], "counts": "b'237'"})") << 3.0;
    QTest::newRow("polygons") << QByteArray("[[0, 0, 2, 0, 2, 2, 0, 2], [3, 0, 4, 0, 4, 1, 3, 1]]") << 5.0;
    QTest::newRow("an empty polygon beside one") << QByteArray("[[], [0, 0, 2, 0, 2, 2, 0, 2]]") << 4.0;
    QTest::newRow("polygon beyond the image") << QByteArray("[[-5.5, -5.5, 20, -5.5, 20, 20, -5.5, 20]]") << 12.0;
    QTest::newRow("empty") << QByteArray("[]") << 0.0;
    QTest::newRow("empty polygons") << QByteArray("[[], []]") << 0.0;
    QTest::newRow("null") << QByteArray("null") << 0.0;
}

void TestCocoFiles::masksAreReadInEveryForm() {
    QFETCH(QByteArray, outline);
    QFETCH(double, area);
    const Annotations read = annotations(R"({"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 1.5, 2.5],
        "segmentation": )" + outline.toStdString() +
                                         "}");
    QVERIFY2(read.problems.empty(), read.problems.empty() ? "" : read.problems.front().c_str());
    QCOMPARE(read.objects.size(), std::size_t{1});
    QCOMPARE(double(isonet::coco::area(read.mask(read.objects.front()))), area);
    QCOMPARE(std::holds_alternative<std::monostate>(read.objects.front().segmentation), area == 0);
}

void TestCocoFiles::missingAreasAreComputed() {
    const Annotations read = annotations(
        R"({"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 1.5, 2.5]},
           {"id": 2, "image_id": 1, "category_id": 1, "bbox": [0, 0, 1.5, 2.5], "area": null,
            "segmentation": {"size": [3, 4], "counts": "237"}})");
    QCOMPARE(read.objects[0].area, 3.75);
    QCOMPARE(read.objects[1].area, 3.0);
}

QTEST_APPLESS_MAIN(TestCocoFiles)
#include "tst_cocofiles.moc"
