#include "app/cli/DatasetCheckAction.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/cli/CheckReport.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Interrupt.h"
#include "app/cli/ProgressLine.h"
#include "app/cli/Table.h"
#include "model/base/Cores.h"
#include "model/base/DataError.h"
#include "model/base/JsonText.h"
#include "training/config/DatasetInfo.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/check/DatasetCheck.h"
#include "training/data/images/ImageNames.h"

namespace isonet::cli {
namespace {

namespace fs = std::filesystem;

struct Checked {
    training::DatasetStatus status;
    training::DatasetReport report;
};

std::vector<training::DatasetStatus> chosenDatasets(const std::string& place) {
    std::error_code error;
    if (const auto* info = config::findDataset(place); info && !fs::exists(place, error)) {
        config::DataConfig data;
        data.dataset = info->name;
        const auto status = training::datasetStatus(data);
        if (!status.found)
            throw training::DataError(status.message);
        return {status};
    }
    return training::datasetsIn(place);
}

void print(const DatasetCheckOptions& options, const std::vector<Checked>& all, const std::vector<std::string>& out) {
    if (options.json) {
        auto rows = nlohmann::ordered_json::array();
        for (const Checked& one : all) {
            nlohmann::ordered_json row{{"name", one.status.info.name},
                                       {"where", one.status.where},
                                       {"used_mean", one.status.info.mean},
                                       {"used_deviation", one.status.info.deviation},
                                       {"used_from", one.status.info.statisticsFrom}};
            row.update(reportJson(one.report));
            rows.push_back(std::move(row));
        }
        std::cout << base::jsonText(rows) << '\n';
        return;
    }
    for (const Checked& one : all) {
        std::cout << one.status.info.title << ", " << one.status.where << "\n\n";
        printReport(std::cout, one.report);
        std::cout << "Without data.mean and data.deviation a run uses " << statisticsText(one.status.info) << '\n';
    }
    if (out.empty())
        std::cout << "\nNo image needs to be left out.\n";
    else if (options.fix.empty())
        std::cout << '\n'
                  << grouped(static_cast<std::int64_t>(out.size())) << (out.size() == 1 ? " image" : " images")
                  << " should be left out; --fix LIST writes the names.\n";
    else
        std::cout << '\n'
                  << options.fix << " names the images to leave out (" << grouped(static_cast<std::int64_t>(out.size()))
                  << "); train with --set data.exclude=" << options.fix << ".\n";
}

}  // namespace

int checkDatasets(const DatasetCheckOptions& options) {
    std::error_code error;
    if (options.place.empty())
        throw std::invalid_argument("--check requires PATH: a folder or archive, or the name of a dataset");
    if (!options.fix.empty() && fs::exists(fs::symlink_status(options.fix, error)))
        throw std::invalid_argument("--fix " + options.fix + " exists; accepted: the name of a new file");
    const Interrupt interrupt(Interrupt::Stop::AtOnce);
    ProgressLine progress(false);
    std::vector<Checked> all;
    for (const auto& status : chosenDatasets(options.place)) {
        if (status.info.detection)
            continue;
        config::DataConfig data;
        data.dataset = status.info.name;
        data.root = fs::exists(options.place, error) ? options.place : "";
        data.exclude = options.exclude;
        const training::CheckSettings settings{
            data.root, base::availableCores(), [&](std::int64_t done, std::int64_t images) {
                progress.onProgress(
                    status.info.title + ": " + grouped(done) + " of " + grouped(images) + " images read",
                    done == images);
            }};
        auto report = training::checkDataset(training::openWhole(data), settings, interrupt.token());
        progress.finish();
        if (!report)
            return Interrupted;
        all.push_back({status, std::move(*report)});
    }
    if (all.empty())
        throw training::DataError(
            "No dataset of labeled images at " + options.place +
            "; isonet datasets PATH says what was looked for. --check reads image folders and the "
            "datasets that isonet datasets lists, except COCO.");
    std::vector<std::string> out;
    for (const Checked& one : all) {
        const auto names = training::imagesToLeaveOut(one.report);
        for (const std::string& name : names)  // two datasets may share files
            if (std::find(out.begin(), out.end(), name) == out.end())
                out.push_back(name);
    }
    if (!options.fix.empty())
        training::writeImageNames(options.fix, out);
    print(options, all, out);
    return out.empty() ? Done : Storage;
}

}  // namespace isonet::cli
