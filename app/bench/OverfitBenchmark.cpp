#include "app/bench/OverfitBenchmark.h"

#include <algorithm>
#include <chrono>
#include <iomanip>
#include <stdexcept>
#include <stop_token>

#include "app/bench/TemporaryFolder.h"
#include "training/engine/loop/Trainer.h"
#include "training/sweeps/Presets.h"
#include "training/telemetry/Tags.h"

namespace isonet::benchmarks {
namespace {

struct Goal {
    const char* title;
    const std::string& tag;
    double percent;
    double reached = 0;   // percent, at the last evaluation
    double seconds = -1;  // until the goal was met; -1: not met
};
constexpr double minutesWanted = 15;

// Prints each evaluation and records when a goal is met.
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

void runOverfit(std::ostream& out, const std::string& folder) {
    const auto* preset = sweeps::findPreset("detect-small");
    if (preset == nullptr)
        throw std::logic_error("the preset detect-small is missing");
    config::RunConfig config = preset->config;
    config.data.root = folder;
    config.run.device = "cpu";

    const TemporaryFolder temporary;
    auto directory = telemetry::RunDirectory::create(temporary.path / "run", config);
    std::vector<Goal> goals{{"box AP", telemetry::tags::boxAp, 50}, {"mask AP", telemetry::tags::maskAp, 40}};
    out << config.run.name << " on " << config.data.trainImages << " images of " << folder << '\n'
        << "    step      time      box AP     mask AP\n"
        << std::flush;
    Evaluations evaluations(out, goals);
    training::TrainingControl control;
    const auto result = training::train(config, directory, evaluations, control, evaluations.met());
    for (const auto& goal : goals) {
        out << std::left << std::setw(8) << goal.title << std::right << std::fixed << std::setprecision(1)
            << std::setw(7) << goal.reached << " %  goal " << goal.percent << " %  ratio " << std::setprecision(2)
            << goal.reached / goal.percent;
        if (goal.seconds >= 0)
            out << "; reached after " << std::setprecision(1) << goal.seconds / 60 << " min, goal " << minutesWanted
                << " min  ratio " << std::setprecision(2) << minutesWanted * 60 / goal.seconds;
        out << '\n';
    }
    if (result.state == telemetry::RunState::Diverged)
        out << result.message << '\n';
}

}  // namespace

Benchmark overfitBenchmark() {
    return {"overfit", "box and mask AP of the small detector overfitted to eight images; --data FOLDER in COCO layout",
            nullptr, runOverfit};
}

}  // namespace isonet::benchmarks
