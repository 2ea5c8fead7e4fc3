// isonet datasets: the known datasets and what is found where.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "app/cli/CheckReport.h"
#include "app/cli/Commands.h"
#include "app/cli/DatasetCheckAction.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Table.h"
#include "model/base/DataError.h"
#include "model/base/JsonText.h"
#include "model/base/NotFound.h"
#include "model/base/ShownText.h"
#include "training/config/DatasetInfo.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/catalogue/SuitableSettings.h"

namespace isonet::cli {

namespace {

// Lists the titles of fixed datasets; for folder formats also says why they do not match.
std::string nothingFound(const std::string& place) {
    if (const std::string why = base::whyNotFound(place, "does not exist"); !why.empty())
        return "No dataset found at " + place + ": it " + why + ".";
    std::string names, reasons;
    for (const auto& info : config::knownDatasets()) {
        if (!info.anyShape) {
            names += (names.empty() ? "" : ", ") + info.title;
            continue;
        }
        config::DataConfig data;
        data.dataset = info.name;
        data.root = place;
        reasons += "\n" + info.title + ": " + training::datasetStatus(data).message;
    }
    return "No dataset found at " + place + ": no files of " + names + base::unreadableNote(place) + "." + reasons;
}

// What was ignored, and the settings for a run on the dataset.
void printDetails(const training::DatasetStatus& status) {
    for (const std::string& note : status.notes)
        std::cout << '\n' << status.info.name << ": " << base::shownText(note);
    if (status.found)
        std::cout << '\n' << status.info.name << ": normalized by " << statisticsText(status.info);
    std::cout << "\n\nisonet train PRESET";
    for (const std::string& assignment : training::assignments(training::suitableSettings(status)))
        std::cout << " --set " << base::shellWord(assignment);
    std::cout << '\n';
}

int listDatasets(bool json, const std::string& place) {
    const auto all = place.empty() ? training::datasetStatus() : training::datasetsIn(place);
    if (all.empty())
        throw training::DataError(nothingFound(place));
    if (json) {
        auto rows = nlohmann::ordered_json::array();
        for (const auto& status : all)
            rows.push_back({{"name", status.info.name},
                            {"title", status.info.title},
                            {"found", status.found},
                            {"where", status.where},
                            {"message", status.message},
                            {"train_images", status.trainImages},
                            {"validation_images", status.validationImages},
                            {"classes", status.found ? status.classes : status.info.classes},
                            {"notes", status.notes},
                            {"mean", status.info.mean},
                            {"deviation", status.info.deviation},
                            {"statistics_from", status.info.statisticsFrom},
                            {"settings", status.found ? training::assignments(training::suitableSettings(status))
                                                      : std::vector<std::string>()}});
        std::cout << base::jsonText(rows) << '\n';
        return Done;
    }
    Table table({"dataset", "found", "where", "contents"});
    for (const auto& status : all)
        table.add({status.info.name, status.found ? "yes" : "no", status.where, status.found ? status.message : ""});
    table.print(std::cout);
    if (!place.empty()) {
        if (const std::string several = training::severalDatasets(all); !several.empty())
            std::cout << '\n' << several << ". A run reads the one that data.dataset names.\n";
        for (const auto& status : all)
            printDetails(status);
    }
    for (const auto& status : all)
        if (!status.found)
            std::cout << '\n' << status.info.name << ": " << base::shownText(status.message) << '\n';
    return Done;
}

}  // namespace

void addDatasets(Verb app) {
    Verb verb = app.verb("datasets", "List the datasets: where they were found, or how to get them");
    auto options = std::make_shared<DatasetCheckOptions>();
    auto check = std::make_shared<bool>(false);
    verb.flag("--json", options->json, "Print JSON to stdout");
    verb.option("PATH", options->place, "List the datasets in this folder or archive instead of the default locations");
    verb.flag("--check", *check,
              "Read every image at PATH and report corrupt and duplicate images, class balance, sizes, gray images, "
              "mean and deviation; exits with 3 if images should be left out. PATH may be the name of a dataset");
    verb.option("--fix", options->fix,
                "With --check: write the names of the images to leave out to this new file, for data.exclude");
    verb.option("--exclude", options->exclude, "With --check: leave out the images that this file names");
    verb.runs([=] {
        if (*check)
            return checkDatasets(*options);
        for (const auto& [name, value] : {std::pair("--fix", options->fix), std::pair("--exclude", options->exclude)})
            if (!value.empty())
                throw std::invalid_argument(std::string(name) + " " + value + " requires --check");
        return listDatasets(options->json, options->place);
    });
}

}  // namespace isonet::cli
