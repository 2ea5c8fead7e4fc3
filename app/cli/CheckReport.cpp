#include "app/cli/CheckReport.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "app/cli/Table.h"

namespace isonet::cli {
namespace {

using training::DatasetReport;
using training::PartReport;

constexpr std::size_t listed = 20;  // images, groups and classes; JSON has all

std::string extentText(const training::Extent& extent) {
    if (extent.least == extent.most)
        return grouped(extent.least);
    return grouped(extent.least) + " / " + grouped(extent.median) + " / " + grouped(extent.most);
}

std::string numbers(const std::vector<double>& values) {
    std::string text;
    for (const double value : values)
        text += (text.empty() ? "[" : ", ") + fixed(value, 4);
    return text + "]";
}

// Of the channels that differ: one number for gray images.
std::vector<double> shown(const DatasetReport& report, const std::vector<double>& values) {
    return report.allGray && !values.empty() ? std::vector<double>{values.front()} : values;
}

void printParts(std::ostream& out, const DatasetReport& report) {
    Table parts({"split", "images", "corrupt", "gray", "color", "width", "height", "sizes"});
    for (const PartReport& part : report.parts)
        parts.add({part.name, grouped(part.images), grouped(part.faults.total()), grouped(part.gray),
                   grouped(part.color), extentText(part.width), extentText(part.height), grouped(part.distinctSizes)});
    parts.print(out);
    out << "width, height: smallest / median / largest, in pixels; gray: red = green = blue everywhere\n";
    for (const PartReport& part : report.parts) {
        if (part.distinctSizes < 2)
            continue;
        out << "most frequent sizes, " << part.name << ":";
        for (std::size_t i = 0; i < std::min<std::size_t>(part.sizes.size(), 5); ++i)
            out << (i == 0 ? " " : ", ") << part.sizes[i].width << "x" << part.sizes[i].height << " ("
                << grouped(part.sizes[i].images) << ")";
        out << '\n';
    }
}

void printClasses(std::ostream& out, const DatasetReport& report) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < report.classNames.size(); ++i)
        order.push_back(i);
    const auto& train = report.parts.front().ofClass;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t l, std::size_t r) { return train[l] > train[r]; });
    std::vector<std::string> header{"class"};
    for (const PartReport& part : report.parts)
        header.push_back(part.name);
    Table classes(header);
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (order.size() > listed && i >= listed / 2 && i < order.size() - listed / 2)
            continue;
        std::vector<std::string> row{report.classNames[order[i]]};
        for (const PartReport& part : report.parts)
            row.push_back(grouped(part.ofClass[order[i]]));
        classes.add(row);
    }
    out << '\n';
    classes.print(out);
    if (order.size() > listed)
        out << "the " << listed / 2 << " largest and the " << listed / 2 << " smallest of " << order.size()
            << " classes\n";
}

void printPixels(std::ostream& out, const DatasetReport& report) {
    if (report.pixels.mean.empty())
        return;
    out << "\nOver all pixels of the training images:\n  data.mean: " << numbers(shown(report, report.pixels.mean))
        << "\n  data.deviation: " << numbers(shown(report, report.pixels.deviation)) << '\n';
    if (!report.allGray)
        out << "As gray values, for a network of one channel: " << fixed(report.pixels.grayMean, 4) << " and "
            << fixed(report.pixels.grayDeviation, 4) << '\n';
}

void printMore(std::ostream& out, std::size_t all) {
    if (all > listed)
        out << "  and " << grouped(static_cast<std::int64_t>(all - listed)) << " more; --json lists all\n";
}

void printCorrupt(std::ostream& out, const DatasetReport& report) {
    for (const PartReport& part : report.parts)
        if (part.faults.total() > 0)
            out << "\nCorrupt, " << part.name << ": " << part.faults.text();
    if (report.corrupt.empty())
        return;
    out << '\n';
    for (std::size_t i = 0; i < std::min(report.corrupt.size(), listed); ++i)
        out << "  " << report.corrupt[i].message << '\n';
    printMore(out, report.corrupt.size());
}

void printDuplicates(std::ostream& out, const DatasetReport& report) {
    const auto& groups = report.duplicates;
    if (groups.empty())
        return;
    const auto across = std::count_if(groups.begin(), groups.end(), [](const auto& g) { return g.acrossParts; });
    const auto differ = std::count_if(groups.begin(), groups.end(), [](const auto& g) { return g.labelsDiffer; });
    out << "\nDuplicates (equal decoded pixels): " << grouped(static_cast<std::int64_t>(groups.size()))
        << (groups.size() == 1 ? " group, " : " groups, ") << grouped(across) << " across splits, " << grouped(differ)
        << " with different labels\n";
    for (std::size_t i = 0; i < std::min(groups.size(), listed); ++i) {
        out << "  ";
        for (std::size_t k = 0; k < std::min(groups[i].images.size(), listed); ++k) {
            const auto& image = groups[i].images[k];
            out << (k == 0 ? "" : " = ") << image.name;
            if (groups[i].labelsDiffer)
                out << " (" << report.classNames[static_cast<std::size_t>(image.label)] << ")";
        }
        if (groups[i].images.size() > listed)
            out << " = ...";
        out << '\n';
    }
    printMore(out, groups.size());
}

nlohmann::ordered_json extentJson(const training::Extent& extent) {
    return {{"min", extent.least}, {"median", extent.median}, {"max", extent.most}};
}

nlohmann::ordered_json partJson(const DatasetReport& report, const PartReport& part) {
    nlohmann::ordered_json classes, faults = nlohmann::ordered_json::object(), sizes = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < part.ofClass.size(); ++i)
        classes.push_back({{"class", report.classNames[i]}, {"images", part.ofClass[i]}});
    for (std::size_t i = 0; i < training::imageFaultCount; ++i) {
        const auto fault = static_cast<training::ImageFault>(i);
        if (part.faults.of(fault) > 0)
            faults[std::string(training::imageFaultKey(fault))] = part.faults.of(fault);
    }
    for (const auto& size : part.sizes)
        sizes.push_back({{"width", size.width}, {"height", size.height}, {"images", size.images}});
    return {{"part", part.name},
            {"images", part.images},
            {"classes", classes},
            {"corrupt", part.faults.total()},
            {"faults", faults},
            {"gray", part.gray},
            {"color", part.color},
            {"width", extentJson(part.width)},
            {"height", extentJson(part.height)},
            {"distinct_sizes", part.distinctSizes},
            {"frequent_sizes", sizes}};
}

nlohmann::ordered_json imageJson(const DatasetReport& report, const training::CheckedImage& image) {
    return {{"image", image.name},
            {"part", report.parts[static_cast<std::size_t>(image.part)].name},
            {"index", image.index},
            {"class", report.classNames[static_cast<std::size_t>(image.label)]}};
}

}  // namespace

void printReport(std::ostream& out, const DatasetReport& report) {
    printParts(out, report);
    printClasses(out, report);
    printPixels(out, report);
    printCorrupt(out, report);
    printDuplicates(out, report);
}

std::string statisticsText(const config::DatasetInfo& info) {
    return "mean " + numbers(info.mean) + ", deviation " + numbers(info.deviation) + " (" + info.statisticsFrom + ")";
}

nlohmann::ordered_json reportJson(const DatasetReport& report) {
    auto parts = nlohmann::ordered_json::array(), corrupt = parts, duplicates = parts;
    for (const PartReport& part : report.parts)
        parts.push_back(partJson(report, part));
    for (const auto& one : report.corrupt) {
        corrupt.push_back(imageJson(report, one.image));
        corrupt.back()["fault"] = training::imageFaultKey(one.fault);
        corrupt.back()["message"] = one.message;
    }
    for (const auto& group : report.duplicates) {
        auto images = nlohmann::ordered_json::array();
        for (const auto& image : group.images)
            images.push_back(imageJson(report, image));
        duplicates.push_back(
            {{"across_parts", group.acrossParts}, {"labels_differ", group.labelsDiffer}, {"images", images}});
    }
    return {{"parts", parts},
            {"mean", shown(report, report.pixels.mean)},
            {"deviation", shown(report, report.pixels.deviation)},
            {"gray_mean", report.pixels.grayMean},
            {"gray_deviation", report.pixels.grayDeviation},
            {"corrupt", corrupt},
            {"duplicates", duplicates},
            {"leave_out", imagesToLeaveOut(report)}};
}

}  // namespace isonet::cli
