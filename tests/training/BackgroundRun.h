// A run on its own thread, as in the workbench, whose status and result can be read from outside.
#pragma once

#include <ATen/Parallel.h>

#include <atomic>
#include <filesystem>
#include <mutex>
#include <thread>
#include <utility>

#include "TestRun.h"

namespace isonet::test {

struct BackgroundRun {
    BackgroundRun(std::filesystem::path path, config::RunConfig config)
        : path(std::move(path)), config(std::move(config)) {
        watcher.reported = [this](const telemetry::RunStatus& status) {
            const std::lock_guard lock(mutex);
            last = status;
        };
        thread = std::jthread([this](std::stop_token stop) {
            at::set_num_threads(1);
            auto directory = telemetry::RunDirectory::create(this->path, this->config);
            result = training::train(this->config, directory, watcher, control, stop);
            done = true;
        });
    }
    telemetry::RunStatus status() {
        const std::lock_guard lock(mutex);
        return last;
    }
    std::filesystem::path path;
    config::RunConfig config;
    Watcher watcher;
    training::TrainingControl control;
    training::TrainingResult result;
    std::mutex mutex;
    telemetry::RunStatus last;
    std::atomic<bool> done = false;
    std::jthread thread;
};

}  // namespace isonet::test
