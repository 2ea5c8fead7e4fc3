// Pickles by themselves: plain values and NumPy's arrays and scalars, as Python wrote them; nothing else is read.
#include <torch/types.h>

#include <QtTest>
#include <random>

#include "InteropFiles.h"
#include "model/interop/PickleFile.h"

using namespace isonet::interop;
using namespace isonet::test;

namespace {

std::string bytesOf(const char* hex) {
    return QByteArray::fromHex(hex).toStdString();
}

// {'data': uint8 [[0, 1, 2], [3, 4, 5]], 'labels': [6, 9]} as Python 2 and NumPy 1 wrote it: protocol 2.
const char* const fromPython2 =
    "80027d7101285504646174617102636e756d70792e636f72652e6d756c746961727261790a5f7265636f6e7374727563"
    "740a7103636e756d70790a6e6461727261790a71044b008555016287527105284b014b024b0386636e756d70790a6474"
    "7970650a7106550275314b004b0187527107284b0355017c4e4e4e4affffffff4affffffff4b00746289550600010203"
    "0405746255066c6162656c7371085d7109284b064b0965752e";

std::string errorOf(const std::string& pickle) {
    try {
        readPickle(pickle, "batch");
    } catch (const FormatError& error) {
        return error.what();
    }
    return "read without error";
}

}  // namespace

class TestPickleFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void arraysFromNumpyAreRead_data();
    void arraysFromNumpyAreRead();
    void pythonTwoIsRead();
    void unknownObjectsAreNamed();
    void invalidArraysAreRejected_data();
    void invalidArraysAreRejected();
    void damageIsRejectedOrRead();
};

// By NumPy 2: {b'data': uint8 as above, 'f': float32 in Fortran order, 's': float64, 'n': [int64, bool], 'e': b''}.
void TestPickleFile::arraysFromNumpyAreRead_data() {
    QTest::addColumn<QByteArray>("hex");
    const auto row = [](const char* name, const char* hex) { QTest::newRow(name) << QByteArray(hex); };
    row("protocol 2",
        "80027d710028635f636f646563730a656e636f64650a7101580400000064617461710258060000006c6174696e317103"
        "867104527105636e756d70792e5f636f72652e6d756c746961727261790a5f7265636f6e7374727563740a7106636e75"
        "6d70790a6e6461727261790a71074b0085710868015801000000627109680386710a52710b87710c52710d284b014b02"
        "4b0386710e636e756d70790a64747970650a710f5802000000753171108988877111527112284b0358010000007c7113"
        "4e4e4e4affffffff4affffffff4b00747114628968015806000000000102030405711568038671165271177471186258"
        "01000000667119680668074b0085711a680b87711b52711c284b014b024b0386711d680f58020000006634711e898887"
        "711f527120284b0358010000003c71214e4e4e4affffffff4affffffff4b0074712262886801581b0000000000000000"
        "0040400000c2803f0000c28040000000400000c2a04071236803867124527125747126625801000000737127636e756d"
        "70792e5f636f72652e6d756c746961727261790a7363616c61720a7128680f580200000066387129898887712a52712b"
        "284b0368214e4e4e4affffffff4affffffff4b0074712c62680158080000000000000000605740712d680386712e5271"
        "2f86713052713158010000006e71325d7133286828680f5802000000693871348988877135527136284b0368214e4e4e"
        "4affffffff4affffffff4b007471376268015810000000c3b9c3bfc3bfc3bfc3bfc3bfc3bfc3bf713868038671395271"
        "3a86713b52713c6828680f58020000006231713d898887713e52713f284b0368134e4e4e4affffffff4affffffff4b00"
        "74714062680158010000000171416803867142527143867144527145655801000000657146635f5f6275696c74696e5f"
        "5f0a62797465730a714729527148752e");
    row("protocol 4",
        "800495b2010000000000007d9428430464617461948c166e756d70792e5f636f72652e6d756c74696172726179948c0c"
        "5f7265636f6e7374727563749493948c056e756d7079948c076e6461727261799493944b008594430162948794529428"
        "4b014b024b03869468058c0564747970659493948c02753194898887945294284b038c017c944e4e4e4affffffff4aff"
        "ffffff4b00749462894306000102030405947494628c016694680468074b008594680987945294284b014b024b038694"
        "680e8c02663494898887945294284b038c013c944e4e4e4affffffff4affffffff4b0074946288431800000000000040"
        "400000803f00008040000000400000a040947494628c01739468028c067363616c6172949394680e8c02663894898887"
        "945294284b03681e4e4e4e4affffffff4affffffff4b007494624308000000000060574094869452948c016e945d9428"
        "6824680e8c02693894898887945294284b03681e4e4e4e4affffffff4affffffff4b007494624308f9ffffffffffffff"
        "94869452946824680e8c02623194898887945294284b0368124e4e4e4affffffff4affffffff4b007494624301019486"
        "945294658c016594430094752e");
    row("protocol 5",
        "800595b1010000000000007d9428430464617461948c136e756d70792e5f636f72652e6e756d65726963948c0b5f6672"
        "6f6d62756666657294939428960600000000000000000102030405948c056e756d7079948c0564747970659493948c02"
        "753194898887945294284b038c017c944e4e4e4affffffff4affffffff4b007494624b024b0386948c01439474945294"
        "8c01669468042896180000000000000000000000000040400000803f00008040000000400000a0409468088c02663494"
        "898887945294284b038c013c944e4e4e4affffffff4affffffff4b007494624b024b0386948c014694749452948c0173"
        "948c166e756d70792e5f636f72652e6d756c74696172726179948c067363616c617294939468088c0266389489888794"
        "5294284b0368174e4e4e4affffffff4affffffff4b007494624308000000000060574094869452948c016e945d942868"
        "2068088c02693894898887945294284b0368174e4e4e4affffffff4affffffff4b007494624308f9ffffffffffffff94"
        "86945294682068088c02623194898887945294284b03680c4e4e4e4affffffff4affffffff4b00749462430101948694"
        "5294658c016594430094752e");
}

void TestPickleFile::arraysFromNumpyAreRead() {
    QFETCH(QByteArray, hex);
    const Value value = readPickle(bytesOf(hex.constData()), "batch");
    const at::Tensor data = torch::arange(6, at::kByte).reshape({2, 3});
    QVERIFY(at::equal(value.get<at::Tensor>("data"), data));
    QCOMPARE(value.get<at::Tensor>("data").scalar_type(), at::kByte);
    QVERIFY(at::equal(value.get<at::Tensor>("f"), data.to(at::kFloat)));
    QVERIFY(value.get<at::Tensor>("f").is_contiguous());
    QCOMPARE(value.get<double>("s"), 93.5);
    QCOMPARE(std::get<std::int64_t>(value.get<List>("n")[0].data), -7);
    QCOMPARE(std::get<bool>(value.get<List>("n")[1].data), true);
    QCOMPARE(value.get<std::string>("e"), std::string());
}

void TestPickleFile::pythonTwoIsRead() {
    const Value value = readPickle(bytesOf(fromPython2), "batch");
    QVERIFY(at::equal(value.get<at::Tensor>("data"), torch::arange(6, at::kByte).reshape({2, 3})));
    QCOMPARE(std::get<std::int64_t>(value.get<List>("labels")[1].data), 9);
}

// The rest of the file can be read.
void TestPickleFile::unknownObjectsAreNamed() {
    QByteArray pickle = QByteArray::fromStdString(bytesOf(fromPython2));
    pickle.replace("U\2u1", "U\2O8");
    const Value value = readPickle(pickle.toStdString(), "batch");
    QVERIFY(value.find("data")->describe().find("O8") != std::string::npos);
    QCOMPARE(value.get<List>("labels").size(), std::size_t{2});
}

void TestPickleFile::invalidArraysAreRejected_data() {
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("fault");
    const auto row = [](const char* name, QByteArray from, QByteArray to, const char* fault) {
        QTest::newRow(name) << from << to << fault;
    };
    row("a function", "cnumpy\ndtype\n", "cposix\nsystem\n", "posix.system");
    row("bytes missing", "K\3\x86", "K\4\x86", "has 6 bytes, which does not fit its shape");
    row("wider type", "U\2u1", "U\2f8", "has 6 bytes, which does not fit its shape");
    row("overflow", "K\2K\3\x86", "J\xff\xff\xff\x7fJ\xff\xff\xff\x7f\x86", "which does not fit its shape");
    row("negative axis", "K\3\x86", "J\xff\xff\xff\xff\x86", "negative entry -1");
    row("no shape", "K\2K\3\x86", "N", "shape is None");
    row("truncated", "eu.", "", "truncated");
}

void TestPickleFile::invalidArraysAreRejected() {
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, fault);
    QByteArray pickle = QByteArray::fromStdString(bytesOf(fromPython2));
    QVERIFY(pickle.contains(from));
    pickle.replace(from, to);
    const std::string message = errorOf(pickle.toStdString());
    QVERIFY2(message.find(fault.toStdString()) != std::string::npos, message.c_str());
    QVERIFY2(message.starts_with("batch: "), message.c_str());
}

// Any damage gives a FormatError or a value whose numbers can be read, never a crash.
void TestPickleFile::damageIsRejectedOrRead() {
    std::mt19937 random(1);
    int rejected = 0;
    for (int i = 0; i < 2000; ++i) {
        try {
            const Value value = readPickle(damaged(bytesOf(fromPython2), random), "batch");
            QVERIFY(same(value, value));
        } catch (const FormatError&) {
            ++rejected;
        }
    }
    QVERIFY(rejected > 500);
}

QTEST_GUILESS_MAIN(TestPickleFile)
#include "tst_picklefile.moc"
