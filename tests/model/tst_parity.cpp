// The network, its penalty and their gradients equal those of the published implementation.
//
// tests/data/parity.json contains a few values for every case. If ISONET_GOLDEN names a file of the same format, its
// cases are checked as well (large ones take minutes).
#include <torch/utils.h>

#include <QFile>
#include <QJsonDocument>
#include <QtTest>

#include "GoldenCase.h"

namespace {

QJsonArray casesOf(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll()).array();
}

}  // namespace

class TestParity : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Small workloads are faster on one thread, especially when tests run in parallel.
    void initTestCase() {
        if (qEnvironmentVariableIsEmpty("ISONET_GOLDEN"))
            torch::set_num_threads(1);
    }

    void agreesWithThePublishedCode_data() {
        QTest::addColumn<QJsonObject>("golden");
        const auto own = casesOf(ISONET_TEST_DATA "/parity.json");
        QCOMPARE(own.size(), 14);
        for (const auto& each : own)
            QTest::newRow(qPrintable(each.toObject()["name"].toString())) << each.toObject();
        const QString other = qEnvironmentVariable("ISONET_GOLDEN");
        if (other.isEmpty())
            return;
        const auto whole = casesOf(other);
        QVERIFY2(!whole.isEmpty(), qPrintable("ISONET_GOLDEN: no cases in " + other));
        for (const auto& each : whole)
            QTest::addRow("whole %s", qPrintable(each.toObject()["name"].toString())) << each.toObject();
    }

    void agreesWithThePublishedCode() {
        QFETCH(QJsonObject, golden);
        const auto differences = isonet::testing::goldenDifferences(golden);
        QVERIFY2(differences.isEmpty(), qPrintable(differences.mid(0, 20).join("; ")));
    }

    // The comparison must detect a wrong value.
    void differenceIsDetected() {
        auto golden = casesOf(ISONET_TEST_DATA "/parity.json")[0].toObject();
        const double published = golden["cross_entropy"].toDouble();
        golden["cross_entropy"] = published * 1.0005;
        auto logits = golden["eval_logits_first_row"].toArray();
        logits[1] = logits[1].toDouble() + 0.001;
        golden["eval_logits_first_row"] = logits;
        QCOMPARE(isonet::testing::goldenDifferences(golden).size(), 2);
    }
};

QTEST_GUILESS_MAIN(TestParity)
#include "tst_parity.moc"
