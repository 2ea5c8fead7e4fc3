// isonet datasets: the known datasets and what is found where.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Table.h"
#include "model/base/DataError.h"
#include "training/config/DatasetInfo.h"
#include "training/data/catalogue/Catalogue.h"

namespace isonet::cli {

namespace {

// Lists the titles of fixed datasets; for folder formats also says why they do not match.
std::string nothingFound(const std::string& place) {
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
    return "No dataset found at " + place + ": no files of " + names + "." + reasons;
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
                            {"classes", status.found ? status.classes : status.info.classes}});
        std::cout << rows.dump(2) << '\n';
        return Done;
    }
    Table table({"dataset", "found", "where", "contents"});
    for (const auto& status : all)
        table.add({status.info.name, status.found ? "yes" : "no", status.where, status.found ? status.message : ""});
    table.print(std::cout);
    for (const auto& status : all)
        if (!status.found)
            std::cout << '\n' << status.info.name << ": " << status.message << '\n';
    return Done;
}

}  // namespace

void addDatasets(Verb app) {
    Verb verb = app.verb("datasets", "List the datasets: where they were found, or how to get them");
    auto json = std::make_shared<bool>(false);
    verb.flag("--json", *json, "Print JSON to stdout");
    auto place = std::make_shared<std::string>();
    verb.option("PATH", *place, "List the datasets in this folder or archive instead of the default locations");
    verb.runs([=] { return listDatasets(*json, *place); });
}

}  // namespace isonet::cli
