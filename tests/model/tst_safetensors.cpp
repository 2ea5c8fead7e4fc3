// Safetensors round trip, and malformed files are rejected with the problem.
#include <torch/types.h>

#include <QtTest>

#include "InteropFiles.h"
#include "model/interop/Safetensors.h"

using namespace isonet::interop;
using namespace isonet::test;

namespace {

std::string file(const std::string& json, const std::string& buffer) {
    const std::uint64_t length = json.size();
    return std::string(reinterpret_cast<const char*>(&length), sizeof length) + json + buffer;
}

StateDict everyType() {
    const at::Tensor base = fill(1, {3, 5}) * 100;
    StateDict state{{"flag", base > 0},
                    {"gr\xc3\xb6\xc3\x9f"
                     "e \"x\"\\\n",
                     base.t()},
                    {"scalar", torch::tensor(2.5)},
                    {"empty", torch::empty({0, 4})}};
    for (const auto type : {at::kByte, at::kUInt16, at::kUInt32, at::kUInt64, at::kChar, at::kShort, at::kInt,
                            at::kLong, at::kHalf, at::kBFloat16, at::kFloat, at::kDouble})
        state.emplace_back(std::string("type ") + c10::toString(type), base.abs().to(type));
    return state;
}

}  // namespace

class SafetensorsTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_{scratchTemplate()};
    std::filesystem::path path(const char* name) const { return folder_.filePath(name).toStdString(); }

    std::string errorOf(const std::string& bytes) const {
        writeBytes(path("x.safetensors"), bytes);
        try {
            readSafetensors(path("x.safetensors"));
        } catch (const FormatError& error) {
            return error.what();
        }
        return "read without error";
    }

private Q_SLOTS:
    void writtenFilesReadBack() {
        const StateDict state = everyType();
        const SafetensorsMetadata metadata{{"format", "pt"}, {"epoch \"3\"", "a\tb"}};
        writeSafetensors(state, path("all.safetensors"), metadata);
        SafetensorsMetadata read;
        QVERIFY(same(toValue(readSafetensors(path("all.safetensors"), &read)), toValue(state)));
        QVERIFY(read == metadata);
    }

    void layoutMatchesTheFormat() {
        const StateDict state{{"a", torch::tensor({true})}, {"b", torch::tensor({1.f, -2.f})}};
        writeSafetensors(state, path("layout.safetensors"), {});
        // Descending element size in the buffer, the given order in the header, padding to eight bytes.
        std::string json = R"({"a":{"dtype":"BOOL","shape":[1],"data_offsets":[8,9]},)"
                           R"("b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
        json.resize((json.size() + 7) / 8 * 8, ' ');
        const std::string buffer("\0\0\x80\x3f\0\0\0\xc0\1", 9);
        QVERIFY(readBytes(path("layout.safetensors")) == file(json, buffer));
        writeSafetensors({}, path("nothing.safetensors"), {});
        QVERIFY(readSafetensors(path("nothing.safetensors")).empty());
    }

    void entriesKeepTheFilesOrder() {
        writeBytes(path("order.safetensors"),
                   file(R"({"z":{"data_offsets":[2,4],"shape":[2],"dtype":"U8"},"__metadata__":{"k":"v"},)"
                        R"( "a":{"dtype":"I16","shape":[],"data_offsets":[0,2]}}   )",
                        std::string("\1\1\2\3", 4)));
        SafetensorsMetadata metadata;
        const StateDict state = readSafetensors(path("order.safetensors"), &metadata);
        QCOMPARE(state[0].first, std::string("z"));
        QVERIFY(at::equal(state[0].second, torch::tensor({2, 3}, at::kByte)));
        QCOMPARE(state[1].second.item<short>(), short{257});
        QCOMPARE(metadata["k"], std::string("v"));
    }

    void malformedFilesAreRejected_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<int>("tail");
        QTest::addColumn<QString>("fault");
        const auto row = [](const char* title, QByteArray json, int tail, const char* fault) {
            QTest::newRow(title) << json << tail << fault;
        };
        const QByteArray a = R"("a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]})";
        row("overlap", "{" + a + R"(,"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})", 8, "overlap");
        row("same range", "{" + a + R"(,"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 8, "overlap");
        row("gap", "{" + a + R"(,"b":{"dtype":"U8","shape":[4],"data_offsets":[9,13]}})", 13, "hole");
        row("gap at the start", R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[1,5]}})", 5, "hole");
        row("size mismatch", R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", 8, "12 bytes");
        row("backwards", R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[8,4]}})", 8, "[8, 4)");
        row("shape overflow", R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", 0,
            "overflows");
        row("overflow hidden by a zero",
            R"({"a":{"dtype":"U8","shape":[4294967296,0,4294967296],"data_offsets":[0,0]}})", 0, "overflows");
        row("beyond 64 bits", R"({"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,0]}})", 0,
            "number");
        row("negative", R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,0]}})", 0, "-1");
        row("fraction", R"({"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}})", 1, "1.0");
        row("missing tail", "{" + a + "}", 7, "7 follow");
        row("extra tail", "{" + a + "}", 9, "9 follow");
        row("duplicate tensor", "{" + a + "," + a + "}", 8, "two entries are named 'a'");
        row("duplicate metadata", R"({"__metadata__":{"k":"1","k":"2"}})", 0, "two metadata");
        row("metadata twice", R"({"__metadata__":{},"__metadata__":{}})", 0, "two entries");
        row("metadata number", R"({"__metadata__":{"k":1}})", 0, "the number 1");
        row("metadata nested", R"({"__metadata__":{"k":{}}})", 0, "an object");
        row("repeated key", R"({"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1, "repeated");
        row("unknown key", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1}})", 1, "unknown key 'x'");
        row("missing key", R"({"a":{"dtype":"U8","shape":[1]}})", 1, "lacks");
        row("one offset", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}})", 1, "1 data offsets");
        row("three offsets", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}})", 1, "the number 2");
        row("unknown type", R"({"a":{"dtype":"F4","shape":[1],"data_offsets":[0,1]}})", 1, "'F4'");
        row("not an object", R"([1])", 0, "start with '{'");
        row("space first", R"( {})", 0, "start with '{'");
        row("other JSON", R"({"model":"x"})", 0, "the string 'x'");
        row("null", R"({"a":null})", 0, "null");
        row("nested arrays", R"({"a":{"shape":[[)", 0, "an array");
        row("not JSON", R"({"a":)", 0, "not valid JSON");
        row("two values", R"({}{})", 0, "not valid JSON");
        row("not UTF-8", "{\"\xff\":{}}", 0, "not valid JSON");
        row("bad boolean", R"({"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}})", 2, "booleans");
    }
    void malformedFilesAreRejected() {
        QFETCH(QByteArray, json);
        QFETCH(int, tail);
        QFETCH(QString, fault);
        const QString message = QString::fromStdString(errorOf(file(json.toStdString(), std::string(tail, '\7'))));
        QVERIFY2(message.contains(fault) && message.contains("x.safetensors"), qPrintable(message));
    }

    void wrongHeaderLengthIsRejected() {
        QVERIFY(errorOf("").find("0 bytes") != std::string::npos);
        QVERIFY(errorOf("1234567").find("7 bytes") != std::string::npos);
        std::string bytes = file("{}", "");
        bytes[0] = 3;
        QVERIFY(errorOf(bytes).find("3 bytes") != std::string::npos);
        bytes.replace(0, 8, std::string(8, '\xff'));
        QVERIFY(errorOf(bytes).find("18446744073709551615") != std::string::npos);
    }

    void unsupportedNamesAndTypesAreRejected() {
        const at::Tensor one = torch::ones({1});
        const auto target = path("never.safetensors");
        QVERIFY_EXCEPTION_THROWN(writeSafetensors({{"a", one}, {"a", one}}, target), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(writeSafetensors({{"__metadata__", one}}, target), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(writeSafetensors({{"\xff", one}}, target), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(writeSafetensors({{"c", one.to(at::kComplexFloat)}}, target), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(writeSafetensors({{"u", at::Tensor()}}, target), std::invalid_argument);
        QVERIFY(!std::filesystem::exists(target));
    }

    // Every truncation is an error; a thousand damaged files give an error or load without reading out of bounds.
    void damagedFilesFailOrLoadSafely() {
        writeSafetensors(everyType(), path("whole.safetensors"));
        const std::string whole = readBytes(path("whole.safetensors"));
        for (std::size_t length = 0; length < whole.size(); ++length)
            QVERIFY2(errorOf(whole.substr(0, length)) != "read without error", std::to_string(length).c_str());
        std::mt19937 random(5);
        int rejected = 0;
        for (int i = 0; i < 1000; ++i) {
            writeBytes(path("damaged.safetensors"), damaged(whole, random));
            try {
                const Value value = toValue(readSafetensors(path("damaged.safetensors")));
                QVERIFY(same(value, value));
            } catch (const FormatError&) {
                ++rejected;
            }
        }
        QVERIFY2(rejected > 300, std::to_string(rejected).c_str());
    }
};

QTEST_GUILESS_MAIN(SafetensorsTest)
#include "tst_safetensors.moc"
