// COCO masks, files and average precision, compared with hand-computed cases.
#include <QtTest>

#include <cmath>
#include <fstream>

#include "model/base/DataError.h"
#include "training/data/coco/Evaluation.h"
#include "training/data/coco/RunLengthText.h"

using namespace isonet::coco;
namespace fs = std::filesystem;

namespace {

// A mask from rows of dots and crosses.
RunLength drawn(const std::vector<std::string>& rows) {
    std::vector<std::uint8_t> pixels;
    for (const auto& row : rows)
        for (const char c : row)
            pixels.push_back(c == 'x');
    return encoded(pixels.data(), static_cast<int>(rows.size()), static_cast<int>(rows.front().size()));
}

std::vector<std::string> shown(const RunLength& mask) {
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(mask.height * mask.width));
    decode(mask, pixels.data());
    std::vector<std::string> rows(static_cast<std::size_t>(mask.height));
    for (std::size_t i = 0; i < pixels.size(); ++i)
        rows[i / static_cast<std::size_t>(mask.width)] += pixels[i] ? 'x' : '.';
    return rows;
}

bool near(double a, double b) {
    return std::abs(a - b) < 1e-12;
}

}  // namespace

class TestCoco : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    int files_ = 0;
    fs::path written(const std::string& text);
    Annotations annotations(const std::string& objects);
    Metrics metrics(const std::string& objects, const std::string& results, Kind kind = Kind::Box);
    template <typename Read>
    void rejects(Read read, const QStringList& parts);

private Q_SLOTS:
    void runLengthsAreColumnMajor();
    void textMatchesTheFormat();
    void invalidTextIsRejected_data();
    void invalidTextIsRejected();
    void masksMergeAndOverlap();
    void polygonsAreRasterizedLikeTheTools_data();
    void polygonsAreRasterizedLikeTheTools();
    void invalidPolygonsAreRejected();
    void perfectDetectionsReachOne();
    void emptyResultsReachZero();
    void shiftedDetectionsCountUpToTheirIou();
    void duplicatesAreFalsePositives();
    void precisionIsReadFromItsEnvelope();
    void crowdsMatchAnyNumberAndAreIgnored();
    void areaRangesUseTheAnnotatedArea();
    void onlyTheHundredBestDetectionsPerImageCount();
    void absentMetricsAreMinusOne();
    void masksAreComparedAsMasks();
    void resultsRoundTripThroughAFile();
    void malformedAnnotationsAreReportedAndSkipped();
    void invalidFilesAreRejected();
    void invalidResultsAreRejected();
};

fs::path TestCoco::written(const std::string& text) {
    const fs::path file = fs::path(temporary_.path().toStdString()) / (std::to_string(++files_) + ".json");
    std::ofstream(file) << text;
    return file;
}

// Two images of 100 x 80 pixels, categories 3 and 7.
Annotations TestCoco::annotations(const std::string& objects) {
    return readAnnotations(written(
        R"({"info": {"year": 2017}, "images": [{"id": 42, "width": 100, "height": 80, "file_name": "b.jpg"},
        {"id": 9, "width": 100, "height": 80, "file_name": "a.jpg"}], "annotations": [)" +
        objects + R"(], "categories": [{"id": 7, "name": "cat"}, {"id": 3, "name": "dog"}]})"));
}

Metrics TestCoco::metrics(const std::string& objects, const std::string& results, Kind kind) {
    const auto truth = annotations(objects);
    return evaluate(truth, readResults(written("[" + results + "]"), truth), kind).metrics;
}

template <typename Read>
void TestCoco::rejects(Read read, const QStringList& parts) {
    try {
        read();
        QFAIL("no exception was thrown");
    } catch (const isonet::training::DataError& error) {
        for (const QString& part : parts)
            QVERIFY2(QString(error.what()).contains(part), error.what());
    }
}

void TestCoco::runLengthsAreColumnMajor() {
    const auto mask = drawn({".x.", ".xx", "..x"});
    QCOMPARE(mask.counts, (std::vector<std::uint32_t>{3, 2, 2, 2}));
    QCOMPARE(area(mask), 4);
    QVERIFY(boundingBox(mask) == (Box{1, 0, 2, 3}));
    QCOMPARE(shown(mask), (std::vector<std::string>{".x.", ".xx", "..x"}));
    QCOMPARE(drawn({"x.", ".."}).counts, (std::vector<std::uint32_t>{0, 1, 3}));
    QVERIFY(boundingBox(drawn({"..", ".."})) == Box{});
}

void TestCoco::textMatchesTheFormat() {
    // 5 bits per character from '0' on, the sixth for "more"; the fourth count as its difference to the second.
    QCOMPARE(toText({3, 3, {3, 2, 2, 2}}), std::string("3220"));
    QCOMPARE(toText({10, 10, {40, 20, 40}}), std::string("X1d0X1"));
    QCOMPARE(toText({10, 10, {0, 50, 1, 2, 47}}), std::string("0b11`N^1"));  // 2 - 50 = -48, 47 - 1 = 46
    for (const RunLength& mask :
         {RunLength{10, 10, {0, 50, 1, 2, 47}}, drawn({".x.", ".xx", "..x"}), RunLength{300, 400, {100000, 1, 19999}}})
        QVERIFY(fromText(toText(mask), mask.height, mask.width) == mask);
}

void TestCoco::invalidTextIsRejected_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("truncated") << QByteArray("X");
    QTest::newRow("invalid character") << QByteArray("3 20");
    QTest::newRow("too short for the size") << QByteArray("32");
    QTest::newRow("too long for the size") << QByteArray("999");
    QTest::newRow("negative count") << QByteArray("O");
    QTest::newRow("unterminated number") << QByteArray("ooooooooooooooooooooo0");
}

void TestCoco::invalidTextIsRejected() {
    QFETCH(QByteArray, text);
    QVERIFY_EXCEPTION_THROWN(fromText(text.toStdString(), 3, 3), std::invalid_argument);
}

void TestCoco::masksMergeAndOverlap() {
    const auto a = drawn({"xx..", "xx.."}), b = drawn({".xx.", ".xx."}), c = drawn({"...x", "...."});
    QCOMPARE(shown(merged(std::vector{a, b, c})), (std::vector<std::string>{"xxxx", "xxx."}));
    const std::vector<const RunLength*> found{&a, &c}, truth{&b, &a};
    const std::vector<std::uint8_t> none{0, 0}, crowd{1, 0};
    QCOMPARE(overlaps(found, truth, none), (std::vector<double>{1.0 / 3, 1, 0, 0}));
    QCOMPARE(overlaps(found, truth, crowd), (std::vector<double>{0.5, 1, 0, 0}));
    const RunLength other{1, 8, {0, 8}};
    QCOMPARE(overlaps(std::vector{&other}, std::vector{&a}, none), std::vector<double>{-1});
    QVERIFY_EXCEPTION_THROWN(merged(std::vector{a, other}), std::invalid_argument);
    const std::vector<Box> boxes{{0, 0, 10, 10}}, truths{{5, 0, 10, 10}, {0, 0, 5, 10}};
    QCOMPARE(overlaps(boxes, truths, none), (std::vector<double>{1.0 / 3, 0.5}));
    QCOMPARE(overlaps(boxes, truths, crowd), (std::vector<double>{0.5, 0.5}));
}

void TestCoco::polygonsAreRasterizedLikeTheTools_data() {
    QTest::addColumn<QList<double>>("polygon");
    QTest::addColumn<QStringList>("rows");
    QTest::newRow("whole pixels") << QList<double>{1, 1, 1, 3, 4, 3, 4, 1}
                                  << QStringList{".....", ".xxx.", ".xxx.", "....."};
    QTest::newRow("opposite orientation")
        << QList<double>{1, 1, 4, 1, 4, 3, 1, 3} << QStringList{".....", ".xxx.", ".xxx.", "....."};
    QTest::newRow("leaving the image") << QList<double>{-3, -3, -3, 2, 2, 2, 2, -3}
                                       << QStringList{"xx...", "xx...", ".....", "....."};
    QTest::newRow("half pixels") << QList<double>{0.5, 0.5, 0.5, 2.5, 2.5, 2.5, 2.5, 0.5}
                                 << QStringList{".....", ".xx..", ".xx..", "....."};
    QTest::newRow("between the centers") << QList<double>{1.1, 0, 1.4, 0, 1.4, 3, 1.1, 3}
                                         << QStringList{".....", ".....", ".....", "....."};
    QTest::newRow("triangle") << QList<double>{0, 0, 5, 0, 0, 5} << QStringList{"xxxx.", "xxx..", "xx...", "x...."};
    QTest::newRow("duplicate corner") << QList<double>{1, 1, 1, 1, 1, 3, 4, 3, 4, 1}
                                      << QStringList{".....", ".xxx.", ".xxx.", "....."};
}

void TestCoco::polygonsAreRasterizedLikeTheTools() {
    QFETCH(QList<double>, polygon);
    QFETCH(QStringList, rows);
    const auto mask = polygonMask({polygon.begin(), polygon.end()}, 4, 5);
    check(mask);
    QStringList got;
    for (const auto& row : shown(mask))
        got << QString::fromStdString(row);
    QCOMPARE(got, rows);
}

void TestCoco::invalidPolygonsAreRejected() {
    for (const Polygon& polygon : {Polygon{}, Polygon{1, 2, 3, 4}, Polygon{1, 2, 3, 4, 5, 6, 7},
                                   Polygon{1, 2, 3, 4, 5, NAN}, Polygon{1, 2, 3, 4, 5, 1e9}})
        QVERIFY_EXCEPTION_THROWN(polygonMask(polygon, 4, 4), std::invalid_argument);
}

const char* const twoDogs =
    R"({"id": 1, "image_id": 9, "category_id": 3, "iscrowd": 0, "area": 2000, "bbox": [10, 10, 50, 40]},
       {"id": 2, "image_id": 42, "category_id": 3, "iscrowd": 0, "area": 2000, "bbox": [0, 0, 50, 40]})";

void TestCoco::perfectDetectionsReachOne() {
    const auto f = metrics(twoDogs, R"({"image_id": 9, "category_id": 3, "score": 0.9, "bbox": [10, 10, 50, 40]},
                                       {"image_id": 42, "category_id": 3, "score": 0.8, "bbox": [0, 0, 50, 40]})");
    for (const double value : {f.ap, f.ap50, f.ap75, f.apMedium, f.ar1, f.ar10, f.ar100, f.arMedium})
        QVERIFY(near(value, 1));
    for (const double value : {f.apSmall, f.apLarge, f.arSmall, f.arLarge})
        QCOMPARE(value, -1.0);
}

void TestCoco::emptyResultsReachZero() {
    const auto f = metrics(twoDogs, "");
    for (const double value : {f.ap, f.ap50, f.apMedium, f.ar1, f.ar100, f.arMedium})
        QCOMPARE(value, 0.0);
    QCOMPARE(f.apLarge, -1.0);
}

void TestCoco::shiftedDetectionsCountUpToTheirIou() {
    // Shifted by 10 of 50 columns: an IoU of 40 / 60 = 0.667 reaches 0.50 to 0.65, four of the ten thresholds.
    const auto f = metrics(twoDogs, R"({"image_id": 9, "category_id": 3, "score": 0.9, "bbox": [20, 10, 50, 40]},
                                       {"image_id": 42, "category_id": 3, "score": 0.8, "bbox": [10, 0, 50, 40]})");
    QVERIFY(near(f.ap, 0.4));
    QVERIFY(near(f.ap50, 1));
    QCOMPARE(f.ap75, 0.0);
    QVERIFY(near(f.ar100, 0.4));
}

void TestCoco::duplicatesAreFalsePositives() {
    // The second detection of the first dog comes before the other dog's: precision 1, then 2/3 for recalls above 1/2.
    const auto f = metrics(twoDogs, R"({"image_id": 9, "category_id": 3, "score": 0.9, "bbox": [10, 10, 50, 40]},
                                       {"image_id": 9, "category_id": 3, "score": 0.8, "bbox": [10, 10, 50, 40]},
                                       {"image_id": 42, "category_id": 3, "score": 0.7, "bbox": [0, 0, 50, 40]})");
    QVERIFY(near(f.ap, (51 * 1.0 + 50 * 2.0 / 3) / 101));
    QVERIFY(near(f.ar1, 1));
    QVERIFY(near(f.ar100, 1));
}

void TestCoco::precisionIsReadFromItsEnvelope() {
    // False, true, true: precision 0, 1/2, 2/3; the envelope is 2/3 everywhere. Equal scores keep file order.
    const auto f = metrics(twoDogs, R"({"image_id": 9, "category_id": 3, "score": 0.5, "bbox": [70, 70, 5, 5]},
                                       {"image_id": 9, "category_id": 3, "score": 0.5, "bbox": [10, 10, 50, 40]},
                                       {"image_id": 42, "category_id": 3, "score": 0.5, "bbox": [0, 0, 50, 40]})");
    QVERIFY(near(f.ap, 2.0 / 3));
    QVERIFY(near(f.ar1, 0.5));  // the false positive is the first image's first detection
}

void TestCoco::crowdsMatchAnyNumberAndAreIgnored() {
    const std::string crowd =
        std::string(twoDogs) +
        R"(, {"id": 3, "image_id": 9, "category_id": 3, "iscrowd": 1, "area": 900, "bbox": [60, 0, 30, 80]})";
    const std::string right = R"({"image_id": 9, "category_id": 3, "score": 0.5, "bbox": [10, 10, 50, 40]},
                                 {"image_id": 42, "category_id": 3, "score": 0.5, "bbox": [0, 0, 50, 40]})";
    // Two are inside the crowd (IoU 1 by their own area), one is half outside.
    const std::string inside =
        R"(, {"image_id": 9, "category_id": 3, "score": 0.9, "bbox": [65, 10, 10, 10]},
             {"image_id": 9, "category_id": 3, "score": 0.8, "bbox": [66, 10, 10, 10]})";
    const std::string outside = R"(, {"image_id": 9, "category_id": 3, "score": 0.7, "bbox": [86, 70, 10, 20]})";
    QVERIFY(near(metrics(crowd, right + inside).ap, 1));
    QVERIFY(near(metrics(crowd, right + inside + outside).ap, 2.0 / 3));
}

void TestCoco::areaRangesUseTheAnnotatedArea() {
    // The object is annotated as small although its box is medium; the false positive has a medium area.
    const auto f = metrics(R"({"id": 5, "image_id": 9, "category_id": 7, "iscrowd": 0, "area": 1000,
                               "bbox": [10, 10, 50, 40]})",
                           R"({"image_id": 9, "category_id": 7, "score": 0.9, "bbox": [40, 40, 50, 40]},
                              {"image_id": 9, "category_id": 7, "score": 0.5, "bbox": [10, 10, 50, 40]})");
    QVERIFY(near(f.ap, 0.5));
    QVERIFY(near(f.apSmall, 1));  // the false positive is outside the range and ignored
    QCOMPARE(f.apMedium, -1.0);
    QVERIFY(near(f.arSmall, 1));
}

void TestCoco::onlyTheHundredBestDetectionsPerImageCount() {
    std::string results;
    for (int i = 0; i < 100; ++i)
        results += R"({"image_id": 9, "category_id": 3, "score": 0.9, "bbox": [90, 70, 5, 5]}, )";
    const std::string last = R"({"image_id": 9, "category_id": 3, "score": 0.1, "bbox": [10, 10, 50, 40]})";
    QCOMPARE(metrics(twoDogs, results + last).ap, 0.0);
    QVERIFY(metrics(twoDogs, results.substr(results.find("}, ") + 3) + last).ap > 0);  // 99 before it
}

void TestCoco::absentMetricsAreMinusOne() {
    const auto truth = annotations("");
    const auto e = evaluate(truth, {}, Kind::Mask);
    for (const double value : e.metrics.all())
        QCOMPARE(value, -1.0);
    QCOMPARE(e.categories.size(), std::size_t{2});
}

void TestCoco::masksAreComparedAsMasks() {
    // A triangle and its box: equal as boxes, about half shared as masks.
    const std::string triangle =
        R"({"id": 1, "image_id": 9, "category_id": 3, "iscrowd": 0, "area": 800, "bbox": [0, 0, 40, 40],
            "segmentation": [[0, 0, 40, 0, 0, 40]]})";
    const std::string box = R"({"image_id": 9, "category_id": 3, "score": 0.9, "bbox": [0, 0, 40, 40]})";
    QVERIFY(near(metrics(triangle, box).ap, 1));
    QCOMPARE(metrics(triangle, box, Kind::Mask).ap, 0.0);
    RunLength mask = polygonMask({0, 0, 40, 0, 0, 40}, 80, 100);
    const std::string exact = R"({"image_id": 9, "category_id": 3, "score": 0.9, "segmentation":
        {"size": [80, 100], "counts": ")" +
                              toText(mask) + R"("}})";
    QVERIFY(near(metrics(triangle, exact, Kind::Mask).ap, 1));
    QVERIFY(near(metrics(triangle, exact, Kind::Box).ap50, 1));  // the mask's bounding box
}

void TestCoco::resultsRoundTripThroughAFile() {
    const auto truth = annotations(twoDogs);
    const RunLength mask = polygonMask({0, 0, 40, 0, 0, 40}, 80, 100);
    std::vector<Detection> detections{{0, 1, 0.1234567890123, Box{0.1, 2, 3, 4}, mask, 12}, {1, 0, 1, Box{}, {}, 0}};
    const auto file = written("");
    writeResults(detections, truth, file);
    const auto read = readResults(file, truth);
    QCOMPARE(read.size(), detections.size());
    QCOMPARE(read[0].score, detections[0].score);
    QVERIFY(read[0].box == detections[0].box && read[0].mask == mask && !read[1].mask);
    QCOMPARE(read[1].image, std::size_t{1});
    QCOMPARE(read[0].category, std::size_t{1});
    QVERIFY(near(read[0].area, 12));
}

void TestCoco::malformedAnnotationsAreReportedAndSkipped() {
    const auto truth = annotations(std::string(twoDogs) +
                                   R"(, {"id": 10, "image_id": 5, "category_id": 3, "area": 1, "bbox": [0, 0, 1, 1]},
             {"id": 11, "image_id": 9, "category_id": 3, "area": 1, "bbox": [0, 0, 1]},
             {"id": 12, "image_id": 9, "category_id": 3, "area": 1, "bbox": [0, 0, 1, 1], "segmentation": [[1, 2, 3]]},
             {"id": 13, "image_id": 9, "category_id": 3},
             {"id": 14, "image_id": 9, "category_id": 3, "bbox": [0, 0, 1, 1],
              "segmentation": {"size": [80, 100], "counts": [1, 2]}},
             {"id": 15, "image_id": 9, "category_id": 7, "segmentation": [[0, 0, 4, 0, 4, 4, 0, 4]]})");
    QCOMPARE(truth.skipped, 5);
    QCOMPARE(truth.problems.size(), std::size_t{5});
    for (const char* id :
         {"annotation 10 of image 5", "annotation 11", "annotation 12", "annotation 13", "annotation 14"})
        QVERIFY2(std::any_of(truth.problems.begin(), truth.problems.end(),
                             [&](const auto& text) { return text.find(id) != std::string::npos; }),
                 id);
    QCOMPARE(truth.objects.size(), std::size_t{3});
    QCOMPARE(truth.objects.back().area, 16.0);  // of its mask, because none is given
    QVERIFY(truth.objects.back().box == (Box{0, 0, 4, 4}));
}

void TestCoco::invalidFilesAreRejected() {
    const auto read = [&](const std::string& text) { return [this, text] { readAnnotations(written(text)); }; };
    rejects(read(R"({"images": [{"id": 1, "width": 5, "height)"), {"truncated", ".json", "byte"});
    rejects(read("{no json}"), {"not valid JSON"});
    rejects(read(R"({"images": [{"id": 1e999}]})"), {"JSON", ".json"});
    rejects(read("{}"), {"has no images", "COCO"});
    rejects(read(R"({"images": [7]})"), {"images[0]"});
    QCOMPARE(readAnnotations(written(R"({"images": [{"id": 1, "width": 5, "height": 5, "file_name": 7}],
                                         "categories": [{"id": 1, "name": null}]})"))
                 .categories[0]
                 .name,
             std::string("1"));
    rejects(read(R"({"images": [{"id": "x", "width": 5, "height": 5}]})"), {"images[0]", "\"id\""});
    rejects(read(R"({"images": [{"id": 1, "width": 0, "height": 5}]})"), {"image 1", "0 x 5"});
    rejects(read(R"({"images": [{"id": 1, "width": 5, "height": 5}, {"id": 1, "width": 5, "height": 5}],
                     "categories": [{"id": 1}]})"),
            {"two images", "id 1"});
    rejects(read(R"({"images": [{"id": 1, "width": 5, "height": 5}], "categories": [{"id": 1}],
                     "annotations": [{"id": 8, "image_id": 1, "category_id": 99, "bbox": [0, 0, 1, 1]}]})"),
            {"annotation 8", "category 99", "categories"});
    rejects([] { readAnnotations("/nonexistent/a.json"); }, {"/nonexistent/a.json", "No such file"});
}

void TestCoco::invalidResultsAreRejected() {
    const auto truth = annotations(twoDogs);
    const auto read = [&](const std::string& text) {
        return [this, &truth, text] { readResults(written(text), truth); };
    };
    const std::string good = R"({"image_id": 9, "category_id": 3, "score": 0.5, "bbox": [0, 0, 1, 1]})";
    rejects(read("[" + good + ", {\"image_id\""), {"truncated"});
    rejects(read(R"({"annotations": [1]})"), {"not a results file", "annotations"});
    rejects(read(R"({"results": 1})"), {"not a results file"});
    rejects(read(""), {"is empty"});
    rejects(read(R"([{"image_id": 77, "category_id": 3, "score": 1, "bbox": [0, 0, 1, 1]}])"),
            {"image 77", "detection 0", "Use the annotations"});
    rejects(read(R"([{"image_id": 9, "category_id": 4, "score": 1, "bbox": [0, 0, 1, 1]}])"), {"category 4"});
    rejects(read(R"([{"image_id": 9, "category_id": 3, "bbox": [0, 0, 1, 1]}])"), {"score"});
    rejects(read(R"([{"image_id": 9, "category_id": 3, "score": 1, "bbox": [0, 0, "a", 1]}])"), {"bbox"});
    rejects(read(R"([{"image_id": 9, "category_id": 3, "score": 1}])"), {"neither"});
    rejects(read("[" + good + R"(, {"image_id": 9, "category_id": 3, "score": 1, "segmentation": [[0,0,5,0,5,5]]}])"),
            {"detection 1", "no \"bbox\""});
    rejects(read("[7]"), {"expected an object"});
}

QTEST_APPLESS_MAIN(TestCoco)
#include "tst_coco.moc"
