#include "training/measurement/Measurer.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/util/Exception.h>
#include <dlfcn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include "model/base/BackgroundThread.h"
#include "model/isometry/CircularKernel.h"
#include "model/isometry/Deviation.h"
#include "model/isometry/LayerInspection.h"
#include "model/isometry/SpectralHealth.h"
#include "training/measurement/MomentumDeviation.h"
#include "training/telemetry/EventFolder.h"

namespace isonet::training {

using telemetry::Record;

namespace {

constexpr int lowPriority = 10;  // nice value, 0 to 19; about a tenth of a busy core

// Limits the operators called from this thread. at::set_num_threads() would apply to the whole process; OpenMP, which
// torch uses, keeps a limit per thread.
void limitOwnThreads(int threads) {
    at::get_num_threads();  // torch sets the default on first use by a thread; set the limit after it
    using SetThreads = void (*)(int);
    if (const auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "omp_set_num_threads")))
        set(threads);
}

std::vector<double> valuesOf(const at::Tensor& tensor) {
    const at::Tensor flat = tensor.detach().to(at::kCPU, at::kDouble).contiguous().flatten();
    return {flat.const_data_ptr<double>(), flat.const_data_ptr<double>() + flat.numel()};
}

// The momentum of a kernel, copied; undefined if there is none.
at::Tensor momentumOf(const std::string& layer, const at::Tensor& kernel, const Measurer::Momenta& momenta) {
    for (const auto& [name, momentum] : momenta)
        if ((name == layer + ".weight" || name == "backbone." + layer + ".weight") &&
            momentum.sizes() == kernel.sizes())
            return momentum.detach().clone(at::MemoryFormat::Contiguous);
    return {};
}

}  // namespace

Measurer::Measurer(const model::Network& network, std::vector<std::string> deviationLayers, Write write, int threads,
                   bool spectra)
    : write_(std::move(write)), threads_(threads), spectra_(spectra) {
    for (const auto& layer : network->convolutions()) {
        const spec::ConvolutionPlan& plan = *layer.plan;
        const bool deviation =
            std::find(deviationLayers.begin(), deviationLayers.end(), plan.name) != deviationLayers.end();
        kernels_.push_back({plan.name, model::spectrumGrid(plan), plan.stride, plan.dilation,
                            model::independentGrids(plan), deviation, plan.circular()});
    }
    for (const auto& layer : network->offsets())
        offsets_.push_back({layer.plan->name, layer.plan->stage});
    worker_ = std::jthread([this](std::stop_token stop) { work(stop); });
}

Measurer::~Measurer() {
    {
        const std::lock_guard lock(mutex_);
        cancel_.request_stop();
    }
    worker_.request_stop();
    changed_.notify_all();
}

bool Measurer::measure(const model::Network& network, std::int64_t step, const Momenta& momenta) {
    {
        const std::lock_guard lock(mutex_);
        if (job_)
            return false;
    }
    const at::NoGradGuard noGrad;
    Job job;
    job.step = step;
    for (const auto& layer : network->convolutions()) {
        job.kernels.push_back(model::appliedKernel(layer).detach().clone(at::MemoryFormat::Contiguous));
        job.momenta.push_back(momentumOf(layer.plan->name, job.kernels.back(), momenta));
    }
    for (const auto& layer : network->offsets())
        job.offsets.push_back(layer.offset.detach().clone());
    {
        const std::lock_guard lock(mutex_);
        job_ = std::move(job);
        cancel_ = {};
    }
    changed_.notify_all();
    return true;
}

void Measurer::wait(std::stop_token stop) {
    waitFor([&](auto& lock) { return changed_.wait(lock, stop, [this] { return !job_; }); });
}

void Measurer::waitUntil(std::chrono::steady_clock::time_point end, std::stop_token stop) {
    waitFor([&](auto& lock) { return changed_.wait_until(lock, stop, end, [this] { return !job_; }); });
}

void Measurer::waitFor(const std::function<bool(std::unique_lock<std::mutex>&)>& done) {
    std::unique_lock lock(mutex_);
    if (!job_)
        return;
    // Raising the priority may be denied; the job is then just slower.
    if (thread_ != 0)
        setpriority(PRIO_PROCESS, static_cast<id_t>(thread_), 0);
    if (!done(lock)) {
        cancel_.request_stop();
        changed_.wait(lock, [this] { return !job_; });
    }
    if (thread_ != 0)
        setpriority(PRIO_PROCESS, static_cast<id_t>(thread_), lowPriority);
}

bool Measurer::wasCanceled() const {
    const std::lock_guard lock(mutex_);
    return cut_;
}

std::optional<std::string> Measurer::takeError() {
    const std::lock_guard lock(mutex_);
    return std::exchange(error_, std::nullopt);
}

double Measurer::lastSeconds() const {
    const std::lock_guard lock(mutex_);
    return lastSeconds_;
}

void Measurer::work(std::stop_token stop) {
    limitOwnThreads(threads_);
    base::runInBackground();
    std::unique_lock lock(mutex_);
    thread_ = syscall(SYS_gettid);
    setpriority(PRIO_PROCESS, static_cast<id_t>(thread_), lowPriority);
    while (changed_.wait(lock, stop, [this] { return job_.has_value(); }) && !stop.stop_requested()) {
        const std::stop_token cancel = cancel_.get_token();
        lock.unlock();
        const auto begin = std::chrono::steady_clock::now();
        std::optional<std::string> error;
        try {
            run(*job_, cancel);  // job_ is replaced only while empty, so reading it without the lock is safe
        } catch (const c10::Error& failure) {
            error = failure.what_without_backtrace();
        } catch (const std::exception& failure) {
            error = failure.what();
        }
        lock.lock();
        cut_ = cancel.stop_requested();
        if (error)
            error_ = error;
        else if (!cancel.stop_requested())
            lastSeconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        job_.reset();
        changed_.notify_all();
    }
}

void Measurer::run(const Job& job, std::stop_token stop) {
    namespace tags = telemetry::tags;
    const at::NoGradGuard noGrad;
    // Offsets first: they take no time.
    std::vector<Record> records;
    std::map<int, std::vector<double>> stages;
    for (std::size_t i = 0; i < job.offsets.size(); ++i) {
        const std::vector<double> values = valuesOf(job.offsets[i]);
        auto& stage = stages[offsets_[i].stage];
        stage.insert(stage.end(), values.begin(), values.end());
        records.push_back(
            {tags::offset + offsets_[i].name, job.step, telemetry::secondsNow(), telemetry::histogramOf(values)});
    }
    for (const auto& [stage, values] : stages)
        if (stage > 0)  // stage 0 is the stem: one layer, which has its own tag
            records.push_back({tags::offset + "stage" + std::to_string(stage), job.step, telemetry::secondsNow(),
                               telemetry::histogramOf(values)});
    write_(std::move(records));
    for (std::size_t i = 0; i < job.kernels.size() && !stop.stop_requested(); ++i) {
        const Kernel& kernel = kernels_[i];
        if (!spectra_ && !kernel.deviation && !job.momenta[i].defined())
            continue;
        const at::Tensor weight = job.kernels[i].to(at::kCPU);
        records.clear();
        const auto add = [&](const std::string& tag, decltype(Record::value) value) {
            records.push_back({tag + kernel.name, job.step, telemetry::secondsNow(), std::move(value)});
        };
        if (spectra_) {
            const at::Tensor sigma = model::singularValues(weight, kernel.grid, {.stop = stop});
            if (!sigma.defined())
                return;
            const std::vector<double> values = valuesOf(sigma);
            add(tags::spectrum, telemetry::histogramOf(values));
            add(tags::sigmaMax, telemetry::Scalar{values.front()});
            add(tags::sigmaMin, telemetry::Scalar{values.back()});
            const model::SpectralHealth health = model::spectralHealth(values, kernel.grids);
            add(tags::stableRank, telemetry::Scalar{health.stableRank / health.values});
            add(tags::effectiveRank, telemetry::Scalar{health.effectiveRank / health.values});
            add(tags::entropy, telemetry::Scalar{health.entropy});
            if (health.tailExponent)
                add(tags::tailExponent, telemetry::Scalar{*health.tailExponent});
            if (std::isfinite(health.condition))
                add(tags::condition, telemetry::Scalar{health.condition});
            add(tags::operatorDistance, telemetry::Scalar{health.operatorDistance});
        }
        if (kernel.deviation)
            add(tags::deviation,
                telemetry::Scalar{kernel.circular ? model::circularDeviation(weight, kernel.stride, kernel.grid.groups)
                                                  : model::isometryDeviation(weight, kernel.stride, kernel.grid.groups,
                                                                             kernel.dilation)});
        if (const at::Tensor& momentum = job.momenta[i]; momentum.defined())
            if (const auto deviation =
                    momentumDeviation(momentum.to(at::kCPU), kernel.stride, kernel.grid.groups, kernel.dilation))
                add(tags::momentumDeviation, telemetry::Scalar{*deviation});
        write_(std::move(records));
    }
}

}  // namespace isonet::training
