#include "tests/benchmarks/StepProcess.h"

#include <ATen/ATen.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/DeviceGuard.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <torch/utils.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "model/kernels/CudaPlugin.h"
#include "tests/benchmarks/PublishedStep.h"
#include "training/engine/Classification.h"
#include "training/engine/HostTuning.h"
#include "training/engine/TrainingStep.h"
#include "training/telemetry/Measurer.h"

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace isonet::benchmarks {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

// A line "VmHWM:  1234 kB" of this process.
double memoryFact(const std::string& name) {
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(name + ":"))
            return 1024 * std::stod(line.substr(name.size() + 1));
    return 0;
}

// What one process computes.
class Worker {
public:
    Worker(StepMode mode, const config::RunConfig& config)
        : device_(model::resolveDevice(config.run.device)), guard_(device_), config_(config) {
        start_ = memoryFact("VmRSS");
        if (mode == StepMode::Ours)
            memory_.emplace();
        training::applyPrecision(config.run.precision);
        torch::manual_seed(1);
        network_ = model::Network(config.model);
        const bool last = mode != StepMode::Published;
        const auto& spec = config.model;
        images_ = at::randn({config.run.batchSize, spec.channels, spec.height, spec.width})
                      .contiguous(last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous)
                      .to(device_);
        labels_ = at::randint(spec.classes, {config.run.batchSize}, at::kLong).to(device_);
        if (mode == StepMode::Convolutions) {
            network_->to(device_);
            prepareConvolutions();
        } else if (mode == StepMode::Ours) {
            training::placeNetwork(network_, device_);
            network_->train();
            task_ = std::make_unique<training::Classification>(network_, config, device_);
            step_ = std::make_unique<training::TrainingStep>(*task_, config, device_);
        } else {
            published_ = std::make_unique<PublishedStep>(network_, config, last, device_);
        }
    }

    double step() {
        const auto begin = Clock::now();
        if (step_) {
            const auto result = step_->run({{labels_.size(0), {images_, labels_}}}, config_.optimizer.learningRate,
                                           steps_ % config_.telemetry.scalarSteps == 0);
            loss_ = result.numbers[0].item<double>();
        } else if (published_) {
            loss_ = published_->run(images_, labels_);
        } else {
            convolve();
        }
        ++steps_;
        return secondsSince(begin);
    }

    double measuring(double plain) {
        TORCH_CHECK(step_, "only our own way measures");
        std::vector<std::string> unmeasured{"stem.conv"};
        training::Measurer measurer(
            network_, unmeasured, [](const auto&) {}, device_.is_cpu() ? 1 : 8);
        const auto begin = Clock::now();
        measurer.measure(network_, 0);
        std::int64_t steps = 0;
        for (; measurer.lastSeconds() == 0; ++steps)
            step();
        return secondsSince(begin) - plain * static_cast<double>(steps);
    }

    double peak() const {
        if (device_.is_cpu())
            return memoryFact("VmHWM") - start_;
        using Stats = c10::CachingDeviceAllocator::DeviceStats;
        const Stats stats = c10::getDeviceAllocator(device_.type())->getDeviceStats(device_.index());
        return static_cast<double>(stats.allocated_bytes[0].peak);  // of all pools together
    }

    double loss() const { return loss_; }

private:
    struct Convolution {
        const spec::ConvolutionPlan* plan;
        at::Tensor input, weight, gradient;
    };

    void prepareConvolutions() {
        const auto format = at::MemoryFormat::ChannelsLast;
        std::map<std::vector<int>, at::Tensor> made;  // signals of one shape share their memory
        const auto signal = [&](const spec::Shape3& shape) {
            at::Tensor& tensor = made[{shape.channels, shape.height, shape.width}];
            if (!tensor.defined())
                tensor = at::randn({labels_.size(0), shape.channels, shape.height, shape.width})
                             .contiguous(format)
                             .to(device_);
            return tensor;
        };
        for (const auto& layer : network_->convolutions())
            convolutions_.push_back({layer.plan, signal(layer.plan->in), layer.weight.detach().contiguous(format),
                                     signal(layer.plan->out)});
    }

    void convolve() {
        const at::NoGradGuard noGrad;
        at::Tensor last;
        for (const auto& [plan, input, weight, gradient] : convolutions_) {
            const std::vector<std::int64_t> stride(2, plan->stride), padding(2, plan->padding),
                dilation(2, plan->dilation);
            at::conv2d(input, weight, {}, stride, padding, dilation, plan->groups);
            last = std::get<1>(at::convolution_backward(gradient, input, weight, std::nullopt, stride, padding,
                                                        dilation, false, at::IntArrayRef{0, 0}, plan->groups,
                                                        {plan->stage > 0, true, false}));
        }
        last.flatten()[0].item<double>();
    }

    at::Device device_;
    c10::DeviceGuard guard_;
    const config::RunConfig config_;
    double start_ = 0, loss_ = 0;
    std::optional<training::MemoryReuse> memory_;
    model::Network network_{nullptr};
    at::Tensor images_, labels_;
    std::unique_ptr<training::Classification> task_;
    std::unique_ptr<training::TrainingStep> step_;
    std::unique_ptr<PublishedStep> published_;
    std::vector<Convolution> convolutions_;
    std::int64_t steps_ = 0;
};

struct Question {
    char what = 0;
    double argument = 0;
};

template <typename T>
bool readWhole(int file, T& value) {
    char* place = reinterpret_cast<char*>(&value);
    for (std::size_t done = 0; done < sizeof value;) {
        const ssize_t got = ::read(file, place + done, sizeof value - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        done += static_cast<std::size_t>(got);
    }
    return true;
}

template <typename T>
bool writeWhole(int file, const T& value) {
    return ::write(file, &value, sizeof value) == static_cast<ssize_t>(sizeof value);
}

// Two images once, so that the libraries' code, which counts as memory where it is used, is there before the start.
void loadCode(StepMode mode, config::RunConfig config) {
    config.run.batchSize = 2;
    Worker(mode, config).step();
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
    std::ofstream("/proc/self/clear_refs") << 5;  // the peak begins anew
}

int serve(StepMode mode, const config::RunConfig& config, int questions, int answers) {
    try {
        loadCode(mode, config);
        Worker worker(mode, config);
        for (Question question; readWhole(questions, question);) {
            const double answer = question.what == 's'   ? worker.step()
                                  : question.what == 'p' ? worker.peak()
                                  : question.what == 'l' ? worker.loss()
                                                         : worker.measuring(question.argument);
            if (!writeWhole(answers, answer))
                return 1;
        }
        return 0;
    } catch (const c10::Error& error) {
        std::fprintf(stderr, "%s\n", error.what_without_backtrace());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
    }
    return 1;
}

}  // namespace

StepProcess::StepProcess(StepMode mode, const config::RunConfig& config) {
    int down[2], up[2];
    if (pipe2(down, O_CLOEXEC) != 0)
        throw std::system_error(errno, std::generic_category(), "the benchmark's pipe");
    if (pipe2(up, O_CLOEXEC) != 0) {
        const int error = errno;
        close(down[0]);
        close(down[1]);
        throw std::system_error(error, std::generic_category(), "the benchmark's pipe");
    }
    process_ = fork();
    const int error = errno;
    if (process_ == 0) {
        close(down[1]);
        close(up[0]);
        std::signal(SIGINT, SIG_DFL);
        _exit(serve(mode, config, down[0], up[1]));
    }
    close(down[0]);
    close(up[1]);
    question_ = down[1];
    answer_ = up[0];
    if (process_ < 0) {
        close(question_);
        close(answer_);
        throw std::system_error(error, std::generic_category(), "the benchmark's process");
    }
}

StepProcess::~StepProcess() {
    close(question_);
    close(answer_);
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
}

double StepProcess::ask(char what, double argument) {
    std::signal(SIGPIPE, SIG_IGN);
    double answer = 0;
    if (!writeWhole(question_, Question{what, argument}) || !readWhole(answer_, answer))
        throw std::runtime_error("the process that computes the step has ended");
    return answer;
}

double StepProcess::step() {
    return ask('s');
}

double StepProcess::peak() {
    return ask('p');
}

double StepProcess::measuring(double plain) {
    return ask('m', plain);
}

double StepProcess::loss() {
    return ask('l');
}

}  // namespace isonet::benchmarks
