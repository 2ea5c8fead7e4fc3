// A run, or a folder of runs, whose files hang does not keep others from being shown. Needs HangingFiles preloaded.
#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include "app/workbench/runs/JobIndex.h"
#include "app/workbench/runs/RunFollower.h"
#include "app/workbench/runs/RunIndex.h"
#include "tests/app/ManyRuns.h"

using namespace isonet;
using workbench::RunFollower;
using workbench::RunIndex;

class TestHangingRuns : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;

    QString path(const char* name) const { return folder_->filePath(QString::fromLatin1(name)); }
    void answer() const { QVERIFY(QFile(path("answers")).open(QFile::WriteOnly)); }

private Q_SLOTS:
    void initTestCase() {
        if (!qgetenv("LD_PRELOAD").contains("hanging"))
            QSKIP("HangingFiles is not preloaded");
    }
    void init() {
        // Not named after the program, whose name would make every file in it hang.
        folder_ = std::make_unique<QTemporaryDir>(QDir::temp().filePath(QStringLiteral("isonet-XXXXXX")));
        qputenv("ISONET_HANGS", path("hangs").toUtf8());
        qputenv("ISONET_ANSWERS", path("answers").toUtf8());
        writeManyRuns(path("runs").toStdString(), 1, 1, 2);
        writeManyRuns(path("others").toStdString(), 1, 1, 2);
        QVERIFY(QDir(path("runs")).rename("run-10000", "hanging"));
    }

    void anotherRunIsShown() {
        RunFollower follower;
        QStringList shown;
        connect(&follower, &RunFollower::updated, this,
                [&](const workbench::RunUpdate& update) { shown << update.path; });
        follower.follow(path("runs/hanging"));
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path("hangs")), 40'000);
        const QString sound = path("others/run-10000");
        follower.follow(sound);
        QTRY_VERIFY_WITH_TIMEOUT(shown.contains(sound), 40'000);
        QVERIFY(!shown.contains(path("runs/hanging")));
        answer();
    }

    void anotherFolderIsListed() {
        RunIndex index;
        index.setWatching(true);
        std::size_t listed = 0;
        connect(&index, &RunIndex::indexed, this, [&](const auto& runs) { listed = runs.size(); });
        index.setFolders({path("runs")});
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path("hangs")), 40'000);
        QCOMPARE(listed, std::size_t{0});
        index.setFolders({path("others")});
        QTRY_COMPARE_WITH_TIMEOUT(listed, std::size_t(1), 40'000);
        answer();
    }

    void jobsOfAnotherFolderAreFound() {
        workbench::JobIndex index;
        int looks = 0;
        connect(&index, &workbench::JobIndex::found, this, [&] { ++looks; });
        index.setFolders({path("runs")});
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path("hangs")), 40'000);
        const int before = looks;
        index.setFolders({path("others")});
        QTRY_VERIFY_WITH_TIMEOUT(looks > before, 40'000);
        answer();
    }
};

QTEST_MAIN(TestHangingRuns)
#include "tst_hangingruns.moc"
