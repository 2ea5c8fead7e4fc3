// How places are written.
#include <QtTest>

#include "training/launch/DevicesLauncher.h"
#include "training/launch/Place.h"

using namespace isonet::launch;

class TestPlace : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void placesReadBackAsWritten_data() {
        QTest::addColumn<QString>("text");
        for (const char* text : {"here", "process", "process:cuda:1", "devices:cuda:0,cuda:1", "devices:cpu,cpu",
                                 "slurm", "slurm:partition=gpu,nodes=2,gpus=4,cpus=8,time=12:00:00,account=lab",
                                 "slurm:extra=--constraint=a100,extra=\"--exclude=n1,n2\"", "ssh:host",
                                 "ssh:user@10.0.0.1", "ssh:host,folder=/scratch/my runs,program=/opt/isonet/bin/isonet",
                                 "ssh:host,on=\"devices:cuda:0,cuda:1\""})
            QTest::newRow(text) << QString(text);
    }
    void placesReadBackAsWritten() {
        QFETCH(QString, text);
        const Place place = parsePlace(text.toStdString());
        QCOMPARE(placeText(place), text.toStdString());
        QVERIFY(parsePlace(placeText(place)) == place);
    }

    void rangesOfDevices() {
        QCOMPARE(parseDevices("cuda:2-4"), (std::vector<std::string>{"cuda:2", "cuda:3", "cuda:4"}));
        QCOMPARE(parsePlace("devices:cuda:0-1").devices.size(), 2u);
    }

    void optionsAreRead() {
        const Place place = parsePlace("slurm:gpus=4,extra=\"--exclude=a,b\",extra=--qos=high");
        QCOMPARE(place.slurm.gpus, 4);
        QCOMPARE(place.slurm.nodes, 1);
        QCOMPARE(place.slurm.extra, (std::vector<std::string>{"--exclude=a,b", "--qos=high"}));
        QCOMPARE(parsePlace("ssh:me@host,folder=/data").ssh.host, std::string("me@host"));
    }

    void invalidPlacesNameWhatIsAccepted_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("part");
        QTest::newRow("misspelled") << "proces"
                                    << "did you mean 'process'";
        QTest::newRow("empty") << ""
                               << "accepted: here, process";
        QTest::newRow("here with options") << "here:cpu"
                                           << "no options";
        QTest::newRow("two devices for a process") << "process:cpu,cpu"
                                                   << "devices:cpu,cpu";
        QTest::newRow("no devices") << "devices"
                                    << "name the devices";
        QTest::newRow("no device") << "devices:gpu0"
                                   << "accepted: cpu, cuda:0";
        QTest::newRow("backward range") << "devices:cuda:3-1"
                                        << "is not a device";
        QTest::newRow("huge range") << "devices:cuda:0-9999"
                                    << "is not a device";
        QTest::newRow("twice") << "devices:cuda:1,cuda:1"
                               << "named twice";
        QTest::newRow("unknown option") << "slurm:partitions=gpu"
                                        << "did you mean 'partition'";
        QTest::newRow("number") << "slurm:nodes=0"
                                << "accepted: 1 to 10000";
        QTest::newRow("no value") << "slurm:nodes"
                                  << "write key=value";
        QTest::newRow("open quote") << "slurm:extra=\"--a"
                                    << "not closed";
        QTest::newRow("line break") << "slurm:extra=\"--a\nrm\""
                                    << "line breaks";
        QTest::newRow("no host") << "ssh:"
                                 << "needs a host";
        QTest::newRow("an option of ssh") << "ssh:-oProxyCommand=x"
                                          << "needs a host";
        QTest::newRow("a command") << "ssh:host;rm"
                                   << "needs a host";
        QTest::newRow("nested") << "ssh:host,on=slurm"
                                << "accepted: process, devices";
    }
    void invalidPlacesNameWhatIsAccepted() {
        QFETCH(QString, text);
        QFETCH(QString, part);
        QString message;
        try {
            parsePlace(text.toStdString());
        } catch (const std::invalid_argument& error) {
            message = error.what();
        }
        QVERIFY2(message.contains(part), qPrintable(message));
    }

    // "cuda:N" counts in what is visible already.
    void visibleGpusAreChosenAmongThoseVisibleAlready() {
        QCOMPARE(visibleDevices({"cuda:0", "cuda:2"}, ""), std::string("0,2"));
        QCOMPARE(visibleDevices({"cuda:0", "cuda:1"}, "4,GPU-ab,6"), std::string("4,GPU-ab"));
        QVERIFY_EXCEPTION_THROWN(visibleDevices({"cuda:3"}, "4,5"), LaunchError);
    }
};

QTEST_GUILESS_MAIN(TestPlace)
#include "tst_place.moc"
