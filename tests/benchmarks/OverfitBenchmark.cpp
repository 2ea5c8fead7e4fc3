#include "tests/benchmarks/OverfitBenchmark.h"

#include <algorithm>
#include <chrono>
#include <iomanip>
#include <stdexcept>
#include <stop_token>

#include "tests/benchmarks/TemporaryFolder.h"
#include "training/config/Presets.h"
#include "training/engine/DetectionTags.h"
#include "training/engine/Trainer.h"

namespace isonet::benchmarks {
namespace {

struct Goal {
    const char* what;
    const std::string& tag;
    double percent;
    double reached = 0;   // percent, at the last evaluation
    double seconds = -1;  // until it was met; -1: never
};
constexpr double minutesWanted = 15;

// Prints each evaluation, and notes when a goal was met.
class Evaluations : public training::TrainingObserver {
public:
    Evaluations(std::ostream& out, std::vector<Goal>& goals) : out_(out), goals_(goals) {}

    void onRecords(const std::vector<telemetry::Record>& records) override {
        bool any = false;
        for (const auto& record : records)
            for (auto& goal : goals_)
                if (record.tag == goal.tag) {
                    goal.reached = std::get<telemetry::Scalar>(record.value).value;
                    if (goal.reached > goal.percent && goal.seconds < 0)
                        goal.seconds = elapsed();
                    step_ = record.step;
                    any = true;
                }
        if (!any)
            return;
        out_ << std::setw(8) << step_ << std::fixed << std::setprecision(0) << std::setw(8) << elapsed() << " s"
             << std::setprecision(1);
        for (const auto& goal : goals_)
            out_ << std::setw(10) << goal.reached << " %";
        out_ << '\n' << std::flush;
        if (std::ranges::all_of(goals_, [](const Goal& goal) { return goal.seconds >= 0; }))
            met_.request_stop();
    }
    std::stop_token met() const { return met_.get_token(); }
    double elapsed() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

private:
    std::ostream& out_;
    std::vector<Goal>& goals_;
    std::stop_source met_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::int64_t step_ = 0;
};

}  // namespace

void runOverfitBenchmark(std::ostream& out, const std::string& folder) {
    const auto* preset = config::findPreset("detect-small");
    if (preset == nullptr)
        throw std::logic_error("the preset detect-small is missing");
    config::RunConfig config = preset->config;
    config.data.root = folder;
    config.run.device = "cpu";

    const TemporaryFolder temporary;
    auto directory = telemetry::RunDirectory::create(temporary.path / "run", config);
    std::vector<Goal> goals{{"box AP", training::tags::boxAp, 50}, {"mask AP", training::tags::maskAp, 40}};
    out << config.run.name << " on " << config.data.trainImages << " images of " << folder << '\n'
        << "    step      time      box AP     mask AP\n"
        << std::flush;
    Evaluations evaluations(out, goals);
    training::TrainingControl control;
    const auto result = training::train(config, directory, evaluations, control, evaluations.met());
    for (const auto& goal : goals) {
        out << std::left << std::setw(8) << goal.what << std::right << std::fixed << std::setprecision(1)
            << std::setw(7) << goal.reached << " %  wanted " << goal.percent << " %  ratio " << std::setprecision(2)
            << goal.reached / goal.percent;
        if (goal.seconds >= 0)
            out << "; met after " << std::setprecision(1) << goal.seconds / 60 << " min, wanted below " << minutesWanted
                << " min  ratio " << std::setprecision(2) << minutesWanted * 60 / goal.seconds;
        out << '\n';
    }
    if (result.state == telemetry::RunState::Diverged)
        out << result.message << '\n';
}

}  // namespace isonet::benchmarks
