// Cores that the process may use: affinity and quotas of control groups, in files of a temporary folder.
#include <sched.h>

#include <QTemporaryDir>
#include <QtTest>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "model/base/ControlGroups.h"
#include "model/base/Cores.h"

using namespace isonet::base;
using Files = std::map<std::string, std::string>;
Q_DECLARE_METATYPE(Files)

class TestCores : public QObject {
    Q_OBJECT

    static std::filesystem::path written(const Files& files, const QTemporaryDir& folder) {
        const std::filesystem::path root = folder.path().toStdString();
        for (const auto& [name, text] : files) {
            std::filesystem::create_directories((root / name).parent_path());
            std::ofstream(root / name) << text;
        }
        return root;
    }

private Q_SLOTS:
    void quotasBoundTheCores_data() {
        QTest::addColumn<Files>("files");
        QTest::addColumn<int>("cores");
        const auto row = [](const char* name, int cores, const Files& files) { QTest::newRow(name) << files << cores; };
        const std::string self = "proc/self/cgroup", v2 = "sys/fs/cgroup/", v1 = "sys/fs/cgroup/cpu/";
        row("no files", 16, {});
        row("no quota", 16, {{self, "0::/a\n"}, {v2 + "a/cpu.max", "max 100000\n"}});
        row("whole cores", 4, {{self, "0::/a\n"}, {v2 + "a/cpu.max", "400000 100000\n"}});
        row("half a core more counts as none", 2, {{self, "0::/a\n"}, {v2 + "a/cpu.max", "250000 100000\n"}});
        row("less than one core", 1, {{self, "0::/a\n"}, {v2 + "a/cpu.max", "30000 100000\n"}});
        row("another period", 3, {{self, "0::/a\n"}, {v2 + "a/cpu.max", "60000 20000\n"}});
        row("more than the mask", 16, {{self, "0::/a\n"}, {v2 + "a/cpu.max", "6400000 100000\n"}});
        row("the lowest of all groups above", 3,
            {{self, "0::/a/b/c\n"},
             {v2 + "a/cpu.max", "300000 100000\n"},
             {v2 + "a/b/cpu.max", "800000 100000\n"},
             {v2 + "a/b/c/cpu.max", "max 100000\n"}});
        row("another group's quota", 16, {{self, "0::/a\n"}, {v2 + "b/cpu.max", "100000 100000\n"}});
        row("a container, whose group is at the top", 5,
            {{self, "0::/outer/name\n"}, {v2 + "cpu.max", "500000 100000\n"}});
        row("version 2 next to version 1", 6,
            {{self, "3:cpuset:/\n0::/a\n"}, {v2 + "unified/a/cpu.max", "600000 100000\n"}});
        row("version 1", 2,
            {{self, "5:memory:/m\n4:cpu,cpuacct:/a\n"},
             {"sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us", "200000\n"},
             {"sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us", "100000\n"}});
        row("version 1, parent group by the other name", 3,
            {{self, "4:cpu,cpuacct:/a/b\n"},
             {v1 + "a/cpu.cfs_quota_us", "150000\n"},
             {v1 + "a/cpu.cfs_period_us", "50000\n"},
             {v1 + "a/b/cpu.cfs_quota_us", "-1\n"},
             {v1 + "a/b/cpu.cfs_period_us", "100000\n"}});
        row("version 1 without quota", 16,
            {{self, "1:cpu:/\n"}, {v1 + "cpu.cfs_quota_us", "-1\n"}, {v1 + "cpu.cfs_period_us", "100000\n"}});
        row("quota of another controller", 16,
            {{self, "1:cpuset:/\n"}, {v1 + "cpu.cfs_quota_us", "100000\n"}, {v1 + "cpu.cfs_period_us", "100000\n"}});
        row("unreadable text", 16, {{self, "0::/a\nnonsense\n::\n"}, {v2 + "a/cpu.max", "many\n"}});
        row("period of 0", 16, {{self, "0::/a\n"}, {v2 + "a/cpu.max", "100000 0\n"}});
    }
    void quotasBoundTheCores() {
        QFETCH(Files, files);
        QFETCH(int, cores);
        const QTemporaryDir folder;
        QCOMPARE(coresWithinQuotas(16, written(files, folder)), cores);
    }

    void limitsAreTheLowestOfTheGroups_data() {
        QTest::addColumn<Files>("files");
        QTest::addColumn<double>("cores");  // 0: no limit
        QTest::addColumn<double>("bytes");
        const std::string self = "proc/self/cgroup", groups = "sys/fs/cgroup/";
        QTest::newRow("version 2, the parent group is tighter")
            << Files{{self, "0::/job/step\n"},
                     {groups + "job/step/cpu.max", "400000 100000\n"},
                     {groups + "job/cpu.max", "150000 100000\n"},
                     {groups + "job/step/memory.max", "max\n"},
                     {groups + "job/memory.max", "2147483648\n"}}
            << 1.5 << 2147483648.0;
        QTest::newRow("version 1") << Files{{self, "4:cpu,cpuacct:/a\n7:memory:/b\n"},
                                            {groups + "cpu/a/cpu.cfs_quota_us", "50000\n"},
                                            {groups + "cpu/a/cpu.cfs_period_us", "100000\n"},
                                            {groups + "memory/b/memory.limit_in_bytes", "1048576\n"},
                                            {groups + "memory/memory.limit_in_bytes", "9223372036854771712\n"}}
                                   << 0.5 << 1048576.0;
        QTest::newRow("no limit") << Files{{self, "0::/\n"}, {groups + "cpu.max", "max 100000\n"}} << 0.0 << 0.0;
        QTest::newRow("no files") << Files{} << 0.0 << 0.0;
    }
    void limitsAreTheLowestOfTheGroups() {
        QFETCH(Files, files);
        const QTemporaryDir folder;
        const auto root = written(files, folder);
        QTEST(processorQuota(root).value_or(0), "cores");
        QTEST(memoryLimit(root).value_or(0), "bytes");
    }

    void theAffinityMaskCounts() {
        const QTemporaryDir empty;
        const std::filesystem::path root = empty.path().toStdString();
        cpu_set_t before, one;
        QCOMPARE(sched_getaffinity(0, sizeof before, &before), 0);
        QCOMPARE(availableCores(root), CPU_COUNT(&before));
        QVERIFY(availableCores() >= 1 && availableCores() <= CPU_COUNT(&before));
        CPU_ZERO(&one);
        for (int core = 0; CPU_COUNT(&one) == 0; ++core)
            if (CPU_ISSET(core, &before))
                CPU_SET(core, &one);
        QCOMPARE(sched_setaffinity(0, sizeof one, &one), 0);
        const int restricted = availableCores(root);
        QCOMPARE(sched_setaffinity(0, sizeof before, &before), 0);
        QCOMPARE(restricted, 1);
    }
};

QTEST_GUILESS_MAIN(TestCores)
#include "tst_cores.moc"
