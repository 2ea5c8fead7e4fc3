// The memory of a window that follows a run for a long time: values of scalars, layers and histograms are appended as
// training appends them, and the resident memory after a tenth of the steps is compared with that at the end. It is
// printed after each tenth. Takes 100,000 steps and keeps a tenth of the usual points; ISONET_FULL_SIZE=1 takes a
// million steps and keeps all points.
#include <unistd.h>

#include <QApplication>
#include <QtTest>
#include <cmath>
#include <fstream>
#include <vector>

#include "app/workbench/session/RunSession.h"
#include "model/spec/NetworkPlan.h"
#include "tests/app/WindowFixture.h"
#include "training/telemetry/EventWriter.h"
#include "training/telemetry/RunDirectory.h"
#include "training/telemetry/Tags.h"
#include "widgets/live/LivePlots.h"
#include "widgets/live/RunView.h"
#include "widgets/series/RunData.h"

using namespace isonet;
using workbench::MainWindow;
namespace tags = telemetry::tags;

namespace {

bool isFullSize() {
    return qEnvironmentVariableIsSet("ISONET_FULL_SIZE");
}

double residentMiB() {
    long all = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> all >> resident;
    return double(resident) * double(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

// What a small network records: losses at each step, layers at every 10th, histograms more rarely.
class LongRun {
public:
    LongRun(const std::filesystem::path& path, const config::RunConfig& config, int steps, int rare)
        : directory_(telemetry::RunDirectory::create(path, config)),
          events_(path),
          plan_(spec::plan(config.model, config.penalty)),
          steps_(steps),
          rare_(rare) {}

    void appendUntil(int end) {
        std::vector<telemetry::Record> records;
        while (step_ < end) {
            addStep(records);
            if (++step_ % 1000 == 0 || step_ == end) {
                events_.write(records);
                records.clear();
            }
        }
        telemetry::RunStatus status;
        status.state = telemetry::RunState::Running;
        status.step = end;
        status.steps = steps_;
        directory_.writeStatus(status);
    }

private:
    void addStep(std::vector<telemetry::Record>& records) const {
        const double time = 1e9 + step_, wave = std::sin(step_ * 1e-3), noise = 0.1 * (step_ * 7919 % 13);
        const auto add = [&](const std::string& tag, auto value) { records.push_back({tag, step_, time, value}); };
        for (const auto* tag : {&tags::lossTotal, &tags::lossCrossEntropy, &tags::trainTop1})
            add(*tag, telemetry::Scalar{2 + wave + noise});
        add(tags::epoch, telemetry::Scalar{step_ / 500.0});
        if (step_ % 10 == 0)
            for (const auto& layer : plan_.convolutions)
                for (const auto* tag : {&tags::deviation, &tags::sigmaMax})
                    add(*tag + layer.name, telemetry::Scalar{1.5 + wave + noise});
        if (step_ % rare_ != 0)
            return;
        std::vector<double> values;
        for (int i = 0; i < 64; ++i)
            values.push_back(1 + 0.2 * wave * std::sin(i * 12.9898));
        for (const auto& layer : plan_.convolutions)
            add(tags::spectrum + layer.name, telemetry::histogramOf(values));
        for (const auto& layer : plan_.activations)
            add(tags::offset + layer.name, telemetry::histogramOf(values));
    }

    telemetry::RunDirectory directory_;
    telemetry::EventWriter events_;
    spec::NetworkPlan plan_;
    int steps_, rare_, step_ = 0;
};

}  // namespace

class TestLongRun : public QObject, private WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareApplication(QStringLiteral("tst_longrun")); }
    void init() { resetFixture(); }

    void memoryStaysBounded() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        QSKIP("sanitizers keep freed memory");
#endif
        const int steps = isFullSize() ? 1'000'000 : 100'000, pieces = 10;
        const auto path = std::filesystem::path(runs().toStdString()) / "long";
        LongRun run(path, smallRun(), steps, steps / 1000);
        run.appendUntil(1);
        auto w = window();
        if (!isFullSize())
            w->runData()->setLimits({10'000, 2'000, 60});
        w->showRun(QString::fromStdString(path.string()));
        auto* view = w->findChild<widgets::RunView*>();
        const auto lastStep = [&] {
            const auto* series = w->runData()->series(tags::epoch);
            return series ? int(series->steps.last()) : -1;
        };
        QTRY_COMPARE_WITH_TIMEOUT(lastStep(), 0, timeout);
        std::vector<double> memory;
        for (int piece = 1; piece <= pieces; ++piece) {
            const int end = steps / pieces * piece;
            run.appendUntil(end);
            QTRY_COMPARE_WITH_TIMEOUT(lastStep(), end - 1, timeout);
            for (int page = 0; page < int(widgets::livePageTitles().size()); ++page) {
                view->setPage(page);
                QTest::qWait(20);  // its plots draw
            }
            memory.push_back(residentMiB());
        }
        QStringList all;
        for (const double each : memory)
            all += QString::number(each, 'f', 0);
        qInfo("%d steps followed: MiB after each tenth: %s", steps, qPrintable(all.join(QLatin1String(", "))));
        constexpr double bound = 64;  // MiB
        QVERIFY2(memory.back() - memory.front() < bound, "the memory of the window grows with the run");
    }
};

QTEST_MAIN(TestLongRun)
#include "tst_longrun.moc"
